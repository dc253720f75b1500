from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ColorCells")


@_attrs_define
class ColorCells:
    """Colours that were asked for in the cells of a grid, and those that are there.

    Attributes:
        rows (int):
        columns (int):
        asked (list[None | str]): As #rrggbb; null where any colour will do.
        picture (list[str]):
        alike (list[float]): 0 to 1.
    """

    rows: int
    columns: int
    asked: list[None | str]
    picture: list[str]
    alike: list[float]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rows = self.rows

        columns = self.columns

        asked = []
        for asked_item_data in self.asked:
            asked_item: None | str
            asked_item = asked_item_data
            asked.append(asked_item)

        picture = self.picture

        alike = self.alike

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rows": rows,
                "columns": columns,
                "asked": asked,
                "picture": picture,
                "alike": alike,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rows = d.pop("rows")

        columns = d.pop("columns")

        asked = []
        _asked = d.pop("asked")
        for asked_item_data in _asked:

            def _parse_asked_item(data: object) -> None | str:
                if data is None:
                    return data
                return cast(None | str, data)

            asked_item = _parse_asked_item(asked_item_data)

            asked.append(asked_item)

        picture = cast(list[str], d.pop("picture"))

        alike = cast(list[float], d.pop("alike"))

        color_cells = cls(
            rows=rows,
            columns=columns,
            asked=asked,
            picture=picture,
            alike=alike,
        )

        color_cells.additional_properties = d
        return color_cells

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
