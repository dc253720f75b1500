from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.pair_kinds_item import PairKindsItem

T = TypeVar("T", bound="Pair")


@_attrs_define
class Pair:
    """Two pictures of which one was made of the other, or both of a third, and how that is known.

    Attributes:
        one (str):
        other (str):
        kinds (list[PairKindsItem]):
        similarity (float):
        agreement (float): The share of what is to be seen where both lie that is the same in both.
        exact (float | None): The share of it that lies exactly in place, where that can be told.
        inliers (int | None):
        outline (list[list[float]]): Where the other lies in the one, as fractions of it.
    """

    one: str
    other: str
    kinds: list[PairKindsItem]
    similarity: float
    agreement: float
    exact: float | None
    inliers: int | None
    outline: list[list[float]]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        one = self.one

        other = self.other

        kinds = []
        for kinds_item_data in self.kinds:
            kinds_item = kinds_item_data.value
            kinds.append(kinds_item)

        similarity = self.similarity

        agreement = self.agreement

        exact: float | None
        exact = self.exact

        inliers: int | None
        inliers = self.inliers

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
                "one": one,
                "other": other,
                "kinds": kinds,
                "similarity": similarity,
                "agreement": agreement,
                "exact": exact,
                "inliers": inliers,
                "outline": outline,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        one = d.pop("one")

        other = d.pop("other")

        kinds = []
        _kinds = d.pop("kinds")
        for kinds_item_data in _kinds:
            kinds_item = PairKindsItem(kinds_item_data)

            kinds.append(kinds_item)

        similarity = d.pop("similarity")

        agreement = d.pop("agreement")

        def _parse_exact(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        exact = _parse_exact(d.pop("exact"))

        def _parse_inliers(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        inliers = _parse_inliers(d.pop("inliers"))

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

        pair = cls(
            one=one,
            other=other,
            kinds=kinds,
            similarity=similarity,
            agreement=agreement,
            exact=exact,
            inliers=inliers,
            outline=outline,
        )

        pair.additional_properties = d
        return pair

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
