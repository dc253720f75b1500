from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Match")


@_attrs_define
class Match:
    """What geometry found of an example in a picture.

    Attributes:
        inliers (int): How many local features belong together.
        transform (list[list[float]]): 3 x 3, from pixels of the example to pixels of the picture.
        outline (list[list[float]]): Corners of the example, as fractions of the picture.
    """

    inliers: int
    transform: list[list[float]]
    outline: list[list[float]]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        inliers = self.inliers

        transform = []
        for transform_item_data in self.transform:
            transform_item = transform_item_data

            transform.append(transform_item)

        outline = []
        for outline_item_data in self.outline:
            outline_item = []
            for outline_item_item_data in outline_item_data:
                outline_item_item: float
                outline_item_item = outline_item_item_data
                outline_item.append(outline_item_item)

            outline.append(outline_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "inliers": inliers,
                "transform": transform,
                "outline": outline,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inliers = d.pop("inliers")

        transform = []
        _transform = d.pop("transform")
        for transform_item_data in _transform:
            transform_item = cast(list[float], transform_item_data)

            transform.append(transform_item)

        outline = []
        _outline = d.pop("outline")
        for outline_item_data in _outline:
            outline_item = []
            _outline_item = outline_item_data
            for outline_item_item_data in _outline_item:

                def _parse_outline_item_item(data: object) -> float:
                    return cast(float, data)

                outline_item_item = _parse_outline_item_item(outline_item_item_data)

                outline_item.append(outline_item_item)

            outline.append(outline_item)

        match = cls(
            inliers=inliers,
            transform=transform,
            outline=outline,
        )

        match.additional_properties = d
        return match

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
