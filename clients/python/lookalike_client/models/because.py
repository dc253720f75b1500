from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.cell_names import CellNames
    from ..models.color_cells import ColorCells
    from ..models.heat_map import HeatMap
    from ..models.part_share import PartShare
    from ..models.plane import Plane
    from ..models.points import Points
    from ..models.term import Term


T = TypeVar("T", bound="Because")


@_attrs_define
class Because:
    """Why a picture answers a part of the query.

    Attributes:
        term (Term): A part of a query; what it has depends on its kind.
        score (float): How well it answers this part alone.
        parts (list[PartShare]):
        heats (list[HeatMap]):
        where (None | Plane): Where in the picture is what the words say.
        cells (CellNames | None):
        colors (ColorCells | None):
        edges (None | str): The edges that a drawing is compared with, as a data: URL of a PNG file.
        match (None | Points):
    """

    term: Term
    score: float
    parts: list[PartShare]
    heats: list[HeatMap]
    where: None | Plane
    cells: CellNames | None
    colors: ColorCells | None
    edges: None | str
    match: None | Points
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.cell_names import CellNames  # noqa: PLC0415
        from ..models.color_cells import ColorCells  # noqa: PLC0415
        from ..models.plane import Plane  # noqa: PLC0415
        from ..models.points import Points  # noqa: PLC0415

        term = self.term.to_dict()

        score = self.score

        parts = []
        for parts_item_data in self.parts:
            parts_item = parts_item_data.to_dict()
            parts.append(parts_item)

        heats = []
        for heats_item_data in self.heats:
            heats_item = heats_item_data.to_dict()
            heats.append(heats_item)

        where: dict[str, Any] | None
        if isinstance(self.where, Plane):
            where = self.where.to_dict()
        else:
            where = self.where

        cells: dict[str, Any] | None
        if isinstance(self.cells, CellNames):
            cells = self.cells.to_dict()
        else:
            cells = self.cells

        colors: dict[str, Any] | None
        if isinstance(self.colors, ColorCells):
            colors = self.colors.to_dict()
        else:
            colors = self.colors

        edges: None | str
        edges = self.edges

        match: dict[str, Any] | None
        if isinstance(self.match, Points):
            match = self.match.to_dict()
        else:
            match = self.match

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "term": term,
                "score": score,
                "parts": parts,
                "heats": heats,
                "where": where,
                "cells": cells,
                "colors": colors,
                "edges": edges,
                "match": match,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cell_names import CellNames  # noqa: PLC0415
        from ..models.color_cells import ColorCells  # noqa: PLC0415
        from ..models.heat_map import HeatMap  # noqa: PLC0415
        from ..models.part_share import PartShare  # noqa: PLC0415
        from ..models.plane import Plane  # noqa: PLC0415
        from ..models.points import Points  # noqa: PLC0415
        from ..models.term import Term  # noqa: PLC0415

        d = dict(src_dict)
        term = Term.from_dict(d.pop("term"))

        score = d.pop("score")

        parts = []
        _parts = d.pop("parts")
        for parts_item_data in _parts:
            parts_item = PartShare.from_dict(parts_item_data)

            parts.append(parts_item)

        heats = []
        _heats = d.pop("heats")
        for heats_item_data in _heats:
            heats_item = HeatMap.from_dict(heats_item_data)

            heats.append(heats_item)

        def _parse_where(data: object) -> None | Plane:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                where_type_0 = Plane.from_dict(data)

                return where_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Plane, data)

        where = _parse_where(d.pop("where"))

        def _parse_cells(data: object) -> CellNames | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                cells_type_0 = CellNames.from_dict(data)

                return cells_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CellNames | None, data)

        cells = _parse_cells(d.pop("cells"))

        def _parse_colors(data: object) -> ColorCells | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                colors_type_0 = ColorCells.from_dict(data)

                return colors_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ColorCells | None, data)

        colors = _parse_colors(d.pop("colors"))

        def _parse_edges(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        edges = _parse_edges(d.pop("edges"))

        def _parse_match(data: object) -> None | Points:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                match_type_0 = Points.from_dict(data)

                return match_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Points, data)

        match = _parse_match(d.pop("match"))

        because = cls(
            term=term,
            score=score,
            parts=parts,
            heats=heats,
            where=where,
            cells=cells,
            colors=colors,
            edges=edges,
            match=match,
        )

        because.additional_properties = d
        return because

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
