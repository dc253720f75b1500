from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.term_kind import TermKind
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.painted import Painted


T = TypeVar("T", bound="Term")


@_attrs_define
class Term:
    """A part of a query; what it has depends on its kind.

    Attributes:
        weight (float): Less than 0 for what is unwanted.
        kind (TermKind):
        text (str): The part as a query of its own; of words, the words themselves.
        id (None | str | Unset): An image of the collection.
        upload (None | str | Unset): An uploaded picture.
        box (list[float] | None | Unset):
        corners (list[list[float]] | None | Unset):
        places (list[Painted] | None | Unset):
        name (None | str | Unset): Of a concept.
        at (list[float] | None | str | Unset): Where a concept is.
        liked (list[str] | None | Unset):
        disliked (list[str] | None | Unset):
    """

    weight: float
    kind: TermKind
    text: str
    id: None | str | Unset = UNSET
    upload: None | str | Unset = UNSET
    box: list[float] | None | Unset = UNSET
    corners: list[list[float]] | None | Unset = UNSET
    places: list[Painted] | None | Unset = UNSET
    name: None | str | Unset = UNSET
    at: list[float] | None | str | Unset = UNSET
    liked: list[str] | None | Unset = UNSET
    disliked: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        weight = self.weight

        kind = self.kind.value

        text = self.text

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        upload: None | str | Unset
        if isinstance(self.upload, Unset):
            upload = UNSET
        else:
            upload = self.upload

        box: list[float] | None | Unset
        if isinstance(self.box, Unset):
            box = UNSET
        elif isinstance(self.box, list):
            box = []
            for box_type_0_item_data in self.box:
                box_type_0_item: float
                box_type_0_item = box_type_0_item_data
                box.append(box_type_0_item)

        else:
            box = self.box

        corners: list[list[float]] | None | Unset
        if isinstance(self.corners, Unset):
            corners = UNSET
        elif isinstance(self.corners, list):
            corners = []
            for corners_type_0_item_data in self.corners:
                corners_type_0_item = []
                for corners_type_0_item_item_data in corners_type_0_item_data:
                    corners_type_0_item_item: float
                    corners_type_0_item_item = corners_type_0_item_item_data
                    corners_type_0_item.append(corners_type_0_item_item)

                corners.append(corners_type_0_item)

        else:
            corners = self.corners

        places: list[dict[str, Any]] | None | Unset
        if isinstance(self.places, Unset):
            places = UNSET
        elif isinstance(self.places, list):
            places = []
            for places_type_0_item_data in self.places:
                places_type_0_item = places_type_0_item_data.to_dict()
                places.append(places_type_0_item)

        else:
            places = self.places

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        at: list[float] | None | str | Unset
        if isinstance(self.at, Unset):
            at = UNSET
        elif isinstance(self.at, list):
            at = []
            for at_type_1_item_data in self.at:
                at_type_1_item: float
                at_type_1_item = at_type_1_item_data
                at.append(at_type_1_item)

        else:
            at = self.at

        liked: list[str] | None | Unset
        if isinstance(self.liked, Unset):
            liked = UNSET
        elif isinstance(self.liked, list):
            liked = self.liked

        else:
            liked = self.liked

        disliked: list[str] | None | Unset
        if isinstance(self.disliked, Unset):
            disliked = UNSET
        elif isinstance(self.disliked, list):
            disliked = self.disliked

        else:
            disliked = self.disliked

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "weight": weight,
                "kind": kind,
                "text": text,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if upload is not UNSET:
            field_dict["upload"] = upload
        if box is not UNSET:
            field_dict["box"] = box
        if corners is not UNSET:
            field_dict["corners"] = corners
        if places is not UNSET:
            field_dict["places"] = places
        if name is not UNSET:
            field_dict["name"] = name
        if at is not UNSET:
            field_dict["at"] = at
        if liked is not UNSET:
            field_dict["liked"] = liked
        if disliked is not UNSET:
            field_dict["disliked"] = disliked

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.painted import Painted  # noqa: PLC0415

        d = dict(src_dict)
        weight = d.pop("weight")

        kind = TermKind(d.pop("kind"))

        text = d.pop("text")

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_upload(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        upload = _parse_upload(d.pop("upload", UNSET))

        def _parse_box(data: object) -> list[float] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
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
            return cast(list[float] | None | Unset, data)

        box = _parse_box(d.pop("box", UNSET))

        def _parse_corners(data: object) -> list[list[float]] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                corners_type_0 = []
                _corners_type_0 = data
                for corners_type_0_item_data in _corners_type_0:
                    corners_type_0_item = []
                    _corners_type_0_item = corners_type_0_item_data
                    for corners_type_0_item_item_data in _corners_type_0_item:

                        def _parse_corners_type_0_item_item(data: object) -> float:
                            return cast(float, data)

                        corners_type_0_item_item = _parse_corners_type_0_item_item(corners_type_0_item_item_data)

                        corners_type_0_item.append(corners_type_0_item_item)

                    corners_type_0.append(corners_type_0_item)

                return corners_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[list[float]] | None | Unset, data)

        corners = _parse_corners(d.pop("corners", UNSET))

        def _parse_places(data: object) -> list[Painted] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                places_type_0 = []
                _places_type_0 = data
                for places_type_0_item_data in _places_type_0:
                    places_type_0_item = Painted.from_dict(places_type_0_item_data)

                    places_type_0.append(places_type_0_item)

                return places_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Painted] | None | Unset, data)

        places = _parse_places(d.pop("places", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_at(data: object) -> list[float] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                at_type_1 = []
                _at_type_1 = data
                for at_type_1_item_data in _at_type_1:

                    def _parse_at_type_1_item(data: object) -> float:
                        return cast(float, data)

                    at_type_1_item = _parse_at_type_1_item(at_type_1_item_data)

                    at_type_1.append(at_type_1_item)

                return at_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[float] | None | str | Unset, data)

        at = _parse_at(d.pop("at", UNSET))

        def _parse_liked(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                liked_type_0 = cast(list[str], data)

                return liked_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        liked = _parse_liked(d.pop("liked", UNSET))

        def _parse_disliked(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                disliked_type_0 = cast(list[str], data)

                return disliked_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        disliked = _parse_disliked(d.pop("disliked", UNSET))

        term = cls(
            weight=weight,
            kind=kind,
            text=text,
            id=id,
            upload=upload,
            box=box,
            corners=corners,
            places=places,
            name=name,
            at=at,
            liked=liked,
            disliked=disliked,
        )

        term.additional_properties = d
        return term

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
