from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.picture import Picture


T = TypeVar("T", bound="Pictures")


@_attrs_define
class Pictures:
    """Some pictures of a collection.

    Attributes:
        total (int):
        images (list[Picture]):
    """

    total: int
    images: list[Picture]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        images = []
        for images_item_data in self.images:
            images_item = images_item_data.to_dict()
            images.append(images_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "images": images,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.picture import Picture  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        images = []
        _images = d.pop("images")
        for images_item_data in _images:
            images_item = Picture.from_dict(images_item_data)

            images.append(images_item)

        pictures = cls(
            total=total,
            images=images,
        )

        pictures.additional_properties = d
        return pictures

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
