from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Schemes")


@_attrs_define
class Schemes:
    """Which kinds of query a collection understands.

    Attributes:
        words (bool): Names of files and folders, captions, keywords, dates and cameras: always.
        seen (bool): Words are looked for in what the pictures show, too.
        image (bool): Pictures, and parts of them: always.
        color (bool): Colours, at places where these are kept; notes of an answer say where not.
        sketch (bool):
        concept (bool): Things at places, likewise.
    """

    words: bool
    seen: bool
    image: bool
    color: bool
    sketch: bool
    concept: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        words = self.words

        seen = self.seen

        image = self.image

        color = self.color

        sketch = self.sketch

        concept = self.concept

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "words": words,
                "seen": seen,
                "image": image,
                "color": color,
                "sketch": sketch,
                "concept": concept,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        words = d.pop("words")

        seen = d.pop("seen")

        image = d.pop("image")

        color = d.pop("color")

        sketch = d.pop("sketch")

        concept = d.pop("concept")

        schemes = cls(
            words=words,
            seen=seen,
            image=image,
            color=color,
            sketch=sketch,
            concept=concept,
        )

        schemes.additional_properties = d
        return schemes

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
