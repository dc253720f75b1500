from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Painted")


@_attrs_define
class Painted:
    """A colour at a place.

    Attributes:
        at (list[float] | str):
        color (str):
    """

    at: list[float] | str
    color: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at: list[float] | str
        if isinstance(self.at, list):
            at = []
            for at_type_1_item_data in self.at:
                at_type_1_item: float
                at_type_1_item = at_type_1_item_data
                at.append(at_type_1_item)

        else:
            at = self.at

        color = self.color

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "color": color,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_at(data: object) -> list[float] | str:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                at_type_1 = []
                _at_type_1 = data
                for at_type_1_item_data in _at_type_1:

                    def _parse_at_type_1_item(data: object) -> float:
                        return cast(float, data)

                    at_type_1_item = _parse_at_type_1_item(at_type_1_item_data)

                    at_type_1.append(at_type_1_item)

                return at_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | str, data)

        at = _parse_at(d.pop("at"))

        color = d.pop("color")

        painted = cls(
            at=at,
            color=color,
        )

        painted.additional_properties = d
        return painted

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
