from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.plane import Plane


T = TypeVar("T", bound="HeatMap")


@_attrs_define
class HeatMap:
    """Where in the example and in the picture is what they have in common.

    Attributes:
        part (str): The part of the representation that sees it.
        asked (Plane): Numbers for the places of a grid that is laid over a picture, from the top left, row by row.
        picture (Plane): Numbers for the places of a grid that is laid over a picture, from the top left, row by row.
        pairs (str): Base64 of a byte for each place of the example and each of the picture: how alike these are.
    """

    part: str
    asked: Plane
    picture: Plane
    pairs: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        part = self.part

        asked = self.asked.to_dict()

        picture = self.picture.to_dict()

        pairs = self.pairs

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "part": part,
                "asked": asked,
                "picture": picture,
                "pairs": pairs,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.plane import Plane  # noqa: PLC0415

        d = dict(src_dict)
        part = d.pop("part")

        asked = Plane.from_dict(d.pop("asked"))

        picture = Plane.from_dict(d.pop("picture"))

        pairs = d.pop("pairs")

        heat_map = cls(
            part=part,
            asked=asked,
            picture=picture,
            pairs=pairs,
        )

        heat_map.additional_properties = d
        return heat_map

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
