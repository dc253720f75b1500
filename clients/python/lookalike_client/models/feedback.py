from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.judged import Judged


T = TypeVar("T", bound="Feedback")


@_attrs_define
class Feedback:
    """A query and all that was said of its hits since; the server keeps nothing of it.

    Attributes:
        rounds (list[Judged]):
        q (str | Unset): What was looked for at first; nothing: whatever is liked. Default: ''.
        k (int | Unset):  Default: 50.
        offset (int | Unset):  Default: 0.
        teach (bool | Unset): Show what teaches most when it is judged, and not the best. Default: False.
    """

    rounds: list[Judged]
    q: str | Unset = ""
    k: int | Unset = 50
    offset: int | Unset = 0
    teach: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rounds = []
        for rounds_item_data in self.rounds:
            rounds_item = rounds_item_data.to_dict()
            rounds.append(rounds_item)

        q = self.q

        k = self.k

        offset = self.offset

        teach = self.teach

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rounds": rounds,
            }
        )
        if q is not UNSET:
            field_dict["q"] = q
        if k is not UNSET:
            field_dict["k"] = k
        if offset is not UNSET:
            field_dict["offset"] = offset
        if teach is not UNSET:
            field_dict["teach"] = teach

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.judged import Judged  # noqa: PLC0415

        d = dict(src_dict)
        rounds = []
        _rounds = d.pop("rounds")
        for rounds_item_data in _rounds:
            rounds_item = Judged.from_dict(rounds_item_data)

            rounds.append(rounds_item)

        q = d.pop("q", UNSET)

        k = d.pop("k", UNSET)

        offset = d.pop("offset", UNSET)

        teach = d.pop("teach", UNSET)

        feedback = cls(
            rounds=rounds,
            q=q,
            k=k,
            offset=offset,
            teach=teach,
        )

        feedback.additional_properties = d
        return feedback

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
