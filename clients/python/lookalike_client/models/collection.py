from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.count import Count
    from ..models.part import Part
    from ..models.schemes import Schemes
    from ..models.span import Span


T = TypeVar("T", bound="Collection")


@_attrs_define
class Collection:
    """A collection of pictures.

    Attributes:
        name (str):
        images (int):
        skipped (int): Files that were passed over.
        representation (str): The name of a preset, or an expression.
        parts (list[Part]):
        index (str): How it is searched, as a phrase.
        schemes (Schemes): Which kinds of query a collection understands.
        writable (bool):
        tags (list[Count]): The 200 most frequent ones.
        cameras (list[Count]): The 200 most frequent ones.
        taken (None | Span):
    """

    name: str
    images: int
    skipped: int
    representation: str
    parts: list[Part]
    index: str
    schemes: Schemes
    writable: bool
    tags: list[Count]
    cameras: list[Count]
    taken: None | Span
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.span import Span  # noqa: PLC0415

        name = self.name

        images = self.images

        skipped = self.skipped

        representation = self.representation

        parts = []
        for parts_item_data in self.parts:
            parts_item = parts_item_data.to_dict()
            parts.append(parts_item)

        index = self.index

        schemes = self.schemes.to_dict()

        writable = self.writable

        tags = []
        for tags_item_data in self.tags:
            tags_item = tags_item_data.to_dict()
            tags.append(tags_item)

        cameras = []
        for cameras_item_data in self.cameras:
            cameras_item = cameras_item_data.to_dict()
            cameras.append(cameras_item)

        taken: dict[str, Any] | None
        if isinstance(self.taken, Span):
            taken = self.taken.to_dict()
        else:
            taken = self.taken

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "images": images,
                "skipped": skipped,
                "representation": representation,
                "parts": parts,
                "index": index,
                "schemes": schemes,
                "writable": writable,
                "tags": tags,
                "cameras": cameras,
                "taken": taken,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.count import Count  # noqa: PLC0415
        from ..models.part import Part  # noqa: PLC0415
        from ..models.schemes import Schemes  # noqa: PLC0415
        from ..models.span import Span  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        images = d.pop("images")

        skipped = d.pop("skipped")

        representation = d.pop("representation")

        parts = []
        _parts = d.pop("parts")
        for parts_item_data in _parts:
            parts_item = Part.from_dict(parts_item_data)

            parts.append(parts_item)

        index = d.pop("index")

        schemes = Schemes.from_dict(d.pop("schemes"))

        writable = d.pop("writable")

        tags = []
        _tags = d.pop("tags")
        for tags_item_data in _tags:
            tags_item = Count.from_dict(tags_item_data)

            tags.append(tags_item)

        cameras = []
        _cameras = d.pop("cameras")
        for cameras_item_data in _cameras:
            cameras_item = Count.from_dict(cameras_item_data)

            cameras.append(cameras_item)

        def _parse_taken(data: object) -> None | Span:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                taken_type_0 = Span.from_dict(data)

                return taken_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Span, data)

        taken = _parse_taken(d.pop("taken"))

        collection = cls(
            name=name,
            images=images,
            skipped=skipped,
            representation=representation,
            parts=parts,
            index=index,
            schemes=schemes,
            writable=writable,
            tags=tags,
            cameras=cameras,
            taken=taken,
        )

        collection.additional_properties = d
        return collection

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
