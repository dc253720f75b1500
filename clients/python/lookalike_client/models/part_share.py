from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PartShare")


@_attrs_define
class PartShare:
    """What a part of the representation says of two pictures.

    Attributes:
        part (str):
        share (float): What it adds to the similarity.
        weight (float): The most that it could add.
        usual (float | None): Of an example: what it adds to a picture of the collection in the mean.
    """

    part: str
    share: float
    weight: float
    usual: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        part = self.part

        share = self.share

        weight = self.weight

        usual: float | None
        usual = self.usual

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "part": part,
                "share": share,
                "weight": weight,
                "usual": usual,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        part = d.pop("part")

        share = d.pop("share")

        weight = d.pop("weight")

        def _parse_usual(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        usual = _parse_usual(d.pop("usual"))

        part_share = cls(
            part=part,
            share=share,
            weight=weight,
            usual=usual,
        )

        part_share.additional_properties = d
        return part_share

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
