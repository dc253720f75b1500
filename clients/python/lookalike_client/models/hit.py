from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.match import Match
    from ..models.picture import Picture
    from ..models.share import Share


T = TypeVar("T", bound="Hit")


@_attrs_define
class Hit:
    """A picture of an answer.

    Attributes:
        picture (Picture): A picture of a collection.
        score (float): By the query; with rerank, hits come in another order than that of their scores.
        why (list[Share]): What each part of the query or of the representation adds to the score.
        probability (float | None): That the picture is a match, if only what is relevant is asked for.
        box (list[float] | None): Where the part lies that was looked for.
        match (Match | None):
        before (int | None | Unset): With rerank, its place by the scores, from 1.
    """

    picture: Picture
    score: float
    why: list[Share]
    probability: float | None
    box: list[float] | None
    match: Match | None
    before: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.match import Match  # noqa: PLC0415

        picture = self.picture.to_dict()

        score = self.score

        why = []
        for why_item_data in self.why:
            why_item = why_item_data.to_dict()
            why.append(why_item)

        probability: float | None
        probability = self.probability

        box: list[float] | None
        if isinstance(self.box, list):
            box = []
            for box_type_0_item_data in self.box:
                box_type_0_item: float
                box_type_0_item = box_type_0_item_data
                box.append(box_type_0_item)

        else:
            box = self.box

        match: dict[str, Any] | None
        if isinstance(self.match, Match):
            match = self.match.to_dict()
        else:
            match = self.match

        before: int | None | Unset
        if isinstance(self.before, Unset):
            before = UNSET
        else:
            before = self.before

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "picture": picture,
                "score": score,
                "why": why,
                "probability": probability,
                "box": box,
                "match": match,
            }
        )
        if before is not UNSET:
            field_dict["before"] = before

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.match import Match  # noqa: PLC0415
        from ..models.picture import Picture  # noqa: PLC0415
        from ..models.share import Share  # noqa: PLC0415

        d = dict(src_dict)
        picture = Picture.from_dict(d.pop("picture"))

        score = d.pop("score")

        why = []
        _why = d.pop("why")
        for why_item_data in _why:
            why_item = Share.from_dict(why_item_data)

            why.append(why_item)

        def _parse_probability(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        probability = _parse_probability(d.pop("probability"))

        def _parse_box(data: object) -> list[float] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                box_type_0 = []
                _box_type_0 = data
                for box_type_0_item_data in _box_type_0:

                    def _parse_box_type_0_item(data: object) -> float:
                        return cast(float, data)

                    box_type_0_item = _parse_box_type_0_item(box_type_0_item_data)

                    box_type_0.append(box_type_0_item)

                return box_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None, data)

        box = _parse_box(d.pop("box"))

        def _parse_match(data: object) -> Match | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                match_type_0 = Match.from_dict(data)

                return match_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Match | None, data)

        match = _parse_match(d.pop("match"))

        def _parse_before(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        before = _parse_before(d.pop("before", UNSET))

        hit = cls(
            picture=picture,
            score=score,
            why=why,
            probability=probability,
            box=box,
            match=match,
            before=before,
        )

        hit.additional_properties = d
        return hit

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
