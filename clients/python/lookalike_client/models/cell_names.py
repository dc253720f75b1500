from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.named import Named


T = TypeVar("T", bound="CellNames")


@_attrs_define
class CellNames:
    """What is seen in the cells of a grid that is laid over the picture, from the top left, row by row.

    Attributes:
        rows (int):
        columns (int):
        cells (list[list[Named]]):
    """

    rows: int
    columns: int
    cells: list[list[Named]]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rows = self.rows

        columns = self.columns

        cells = []
        for cells_item_data in self.cells:
            cells_item = []
            for cells_item_item_data in cells_item_data:
                cells_item_item = cells_item_item_data.to_dict()
                cells_item.append(cells_item_item)

            cells.append(cells_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rows": rows,
                "columns": columns,
                "cells": cells,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.named import Named  # noqa: PLC0415

        d = dict(src_dict)
        rows = d.pop("rows")

        columns = d.pop("columns")

        cells = []
        _cells = d.pop("cells")
        for cells_item_data in _cells:
            cells_item = []
            _cells_item = cells_item_data
            for cells_item_item_data in _cells_item:
                cells_item_item = Named.from_dict(cells_item_item_data)

                cells_item.append(cells_item_item)

            cells.append(cells_item)

        cell_names = cls(
            rows=rows,
            columns=columns,
            cells=cells,
        )

        cell_names.additional_properties = d
        return cell_names

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
