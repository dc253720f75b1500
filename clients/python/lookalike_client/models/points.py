from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Points")


@_attrs_define
class Points:
    """Local features of the example and of the picture that belong together.

    Attributes:
        inliers (int):
        pairs (list[list[float]]): x and y in the example and in the picture, as fractions; some of them, where there
            are many.
        outline (list[list[float]]): The example in the picture, as fractions of the picture.
    """

    inliers: int
    pairs: list[list[float]]
    outline: list[list[float]]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        inliers = self.inliers

        pairs = []
        for pairs_item_data in self.pairs:
            pairs_item = []
            for pairs_item_item_data in pairs_item_data:
                pairs_item_item: float
                pairs_item_item = pairs_item_item_data
                pairs_item.append(pairs_item_item)

            pairs.append(pairs_item)

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
                "pairs": pairs,
                "outline": outline,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        inliers = d.pop("inliers")

        pairs = []
        _pairs = d.pop("pairs")
        for pairs_item_data in _pairs:
            pairs_item = []
            _pairs_item = pairs_item_data
            for pairs_item_item_data in _pairs_item:

                def _parse_pairs_item_item(data: object) -> float:
                    return cast(float, data)

                pairs_item_item = _parse_pairs_item_item(pairs_item_item_data)

                pairs_item.append(pairs_item_item)

            pairs.append(pairs_item)

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

        points = cls(
            inliers=inliers,
            pairs=pairs,
            outline=outline,
        )

        points.additional_properties = d
        return points

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
