from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.job_state import JobState

T = TypeVar("T", bound="Job")


@_attrs_define
class Job:
    """Work that takes long.

    Attributes:
        id (str):
        kind (str):
        collection (str):
        state (JobState):
        done (int): Of total: pictures or pairs of pictures.
        total (int):
        rate (float | None): What is done in a second.
        detail (None | str): Why it failed.
    """

    id: str
    kind: str
    collection: str
    state: JobState
    done: int
    total: int
    rate: float | None
    detail: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind = self.kind

        collection = self.collection

        state = self.state.value

        done = self.done

        total = self.total

        rate: float | None
        rate = self.rate

        detail: None | str
        detail = self.detail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "collection": collection,
                "state": state,
                "done": done,
                "total": total,
                "rate": rate,
                "detail": detail,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        kind = d.pop("kind")

        collection = d.pop("collection")

        state = JobState(d.pop("state"))

        done = d.pop("done")

        total = d.pop("total")

        def _parse_rate(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        rate = _parse_rate(d.pop("rate"))

        def _parse_detail(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        detail = _parse_detail(d.pop("detail"))

        job = cls(
            id=id,
            kind=kind,
            collection=collection,
            state=state,
            done=done,
            total=total,
            rate=rate,
            detail=detail,
        )

        job.additional_properties = d
        return job

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
