from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.hit import Hit


T = TypeVar("T", bound="Answer")


@_attrs_define
class Answer:
    """A page of the pictures that answer a query best.

    Attributes:
        query (str): The query as it was understood.
        total (int): How many pictures were ranked.
        offset (int):
        hits (list[Hit]):
        took_ms (float):
        relevant_count (int | None): How many pictures match, if only what is relevant is asked for.
        notes (list[str]): What people should know of the answer, as sentences.
    """

    query: str
    total: int
    offset: int
    hits: list[Hit]
    took_ms: float
    relevant_count: int | None
    notes: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        query = self.query

        total = self.total

        offset = self.offset

        hits = []
        for hits_item_data in self.hits:
            hits_item = hits_item_data.to_dict()
            hits.append(hits_item)

        took_ms = self.took_ms

        relevant_count: int | None
        relevant_count = self.relevant_count

        notes = self.notes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "query": query,
                "total": total,
                "offset": offset,
                "hits": hits,
                "took_ms": took_ms,
                "relevant_count": relevant_count,
                "notes": notes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.hit import Hit  # noqa: PLC0415

        d = dict(src_dict)
        query = d.pop("query")

        total = d.pop("total")

        offset = d.pop("offset")

        hits = []
        _hits = d.pop("hits")
        for hits_item_data in _hits:
            hits_item = Hit.from_dict(hits_item_data)

            hits.append(hits_item)

        took_ms = d.pop("took_ms")

        def _parse_relevant_count(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        relevant_count = _parse_relevant_count(d.pop("relevant_count"))

        notes = cast(list[str], d.pop("notes"))

        answer = cls(
            query=query,
            total=total,
            offset=offset,
            hits=hits,
            took_ms=took_ms,
            relevant_count=relevant_count,
            notes=notes,
        )

        answer.additional_properties = d
        return answer

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
