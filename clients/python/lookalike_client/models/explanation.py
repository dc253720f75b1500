from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.because import Because
    from ..models.picture import Picture
    from ..models.share import Share


T = TypeVar("T", bound="Explanation")


@_attrs_define
class Explanation:
    """Why a picture answers a query.

    Attributes:
        picture (Picture): A picture of a collection.
        score (float):
        probability (float | None):
        parts (list[Share]): What each part of the query adds to the score.
        reasons (list[Because]):
        notes (list[str]): What to know of how the query is answered, as sentences.
    """

    picture: Picture
    score: float
    probability: float | None
    parts: list[Share]
    reasons: list[Because]
    notes: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        picture = self.picture.to_dict()

        score = self.score

        probability: float | None
        probability = self.probability

        parts = []
        for parts_item_data in self.parts:
            parts_item = parts_item_data.to_dict()
            parts.append(parts_item)

        reasons = []
        for reasons_item_data in self.reasons:
            reasons_item = reasons_item_data.to_dict()
            reasons.append(reasons_item)

        notes = self.notes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "picture": picture,
                "score": score,
                "probability": probability,
                "parts": parts,
                "reasons": reasons,
                "notes": notes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.because import Because  # noqa: PLC0415
        from ..models.picture import Picture  # noqa: PLC0415
        from ..models.share import Share  # noqa: PLC0415

        d = dict(src_dict)
        picture = Picture.from_dict(d.pop("picture"))

        score = d.pop("score")

        def _parse_probability(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        probability = _parse_probability(d.pop("probability"))

        parts = []
        _parts = d.pop("parts")
        for parts_item_data in _parts:
            parts_item = Share.from_dict(parts_item_data)

            parts.append(parts_item)

        reasons = []
        _reasons = d.pop("reasons")
        for reasons_item_data in _reasons:
            reasons_item = Because.from_dict(reasons_item_data)

            reasons.append(reasons_item)

        notes = cast(list[str], d.pop("notes"))

        explanation = cls(
            picture=picture,
            score=score,
            probability=probability,
            parts=parts,
            reasons=reasons,
            notes=notes,
        )

        explanation.additional_properties = d
        return explanation

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
