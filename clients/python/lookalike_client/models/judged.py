from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Judged")


@_attrs_define
class Judged:
    """What was said of the hits of one answer, by their ids.

    Attributes:
        liked (list[str] | Unset):
        disliked (list[str] | Unset):
    """

    liked: list[str] | Unset = UNSET
    disliked: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        liked: list[str] | Unset = UNSET
        if not isinstance(self.liked, Unset):
            liked = self.liked

        disliked: list[str] | Unset = UNSET
        if not isinstance(self.disliked, Unset):
            disliked = self.disliked

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if liked is not UNSET:
            field_dict["liked"] = liked
        if disliked is not UNSET:
            field_dict["disliked"] = disliked

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        liked = cast(list[str], d.pop("liked", UNSET))

        disliked = cast(list[str], d.pop("disliked", UNSET))

        judged = cls(
            liked=liked,
            disliked=disliked,
        )

        judged.additional_properties = d
        return judged

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
