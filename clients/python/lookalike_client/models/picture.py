from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Picture")


@_attrs_define
class Picture:
    """A picture of a collection.

    Attributes:
        id (str): The hash of the file's content, 32 hexadecimal digits.
        name (str): The file's name.
        width (int):
        height (int):
        format_ (str):
        bytes_ (int):
        tags (list[str]):
        taken (datetime.datetime | None):
        camera (None | str):
        copies (int): Further files of the same content.
        latitude (float | None | Unset): Degrees, told only if places are asked for.
        longitude (float | None | Unset):
        thumbnail (None | str | Unset): The small picture as a data URL, if it was asked for.
    """

    id: str
    name: str
    width: int
    height: int
    format_: str
    bytes_: int
    tags: list[str]
    taken: datetime.datetime | None
    camera: None | str
    copies: int
    latitude: float | None | Unset = UNSET
    longitude: float | None | Unset = UNSET
    thumbnail: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        width = self.width

        height = self.height

        format_ = self.format_

        bytes_ = self.bytes_

        tags = self.tags

        taken: None | str
        if isinstance(self.taken, datetime.datetime):
            taken = self.taken.isoformat()
        else:
            taken = self.taken

        camera: None | str
        camera = self.camera

        copies = self.copies

        latitude: float | None | Unset
        if isinstance(self.latitude, Unset):
            latitude = UNSET
        else:
            latitude = self.latitude

        longitude: float | None | Unset
        if isinstance(self.longitude, Unset):
            longitude = UNSET
        else:
            longitude = self.longitude

        thumbnail: None | str | Unset
        if isinstance(self.thumbnail, Unset):
            thumbnail = UNSET
        else:
            thumbnail = self.thumbnail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "width": width,
                "height": height,
                "format": format_,
                "bytes": bytes_,
                "tags": tags,
                "taken": taken,
                "camera": camera,
                "copies": copies,
            }
        )
        if latitude is not UNSET:
            field_dict["latitude"] = latitude
        if longitude is not UNSET:
            field_dict["longitude"] = longitude
        if thumbnail is not UNSET:
            field_dict["thumbnail"] = thumbnail

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        width = d.pop("width")

        height = d.pop("height")

        format_ = d.pop("format")

        bytes_ = d.pop("bytes")

        tags = cast(list[str], d.pop("tags"))

        def _parse_taken(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                taken_type_0 = datetime.datetime.fromisoformat(data)

                return taken_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        taken = _parse_taken(d.pop("taken"))

        def _parse_camera(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        camera = _parse_camera(d.pop("camera"))

        copies = d.pop("copies")

        def _parse_latitude(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        latitude = _parse_latitude(d.pop("latitude", UNSET))

        def _parse_longitude(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        longitude = _parse_longitude(d.pop("longitude", UNSET))

        def _parse_thumbnail(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        thumbnail = _parse_thumbnail(d.pop("thumbnail", UNSET))

        picture = cls(
            id=id,
            name=name,
            width=width,
            height=height,
            format_=format_,
            bytes_=bytes_,
            tags=tags,
            taken=taken,
            camera=camera,
            copies=copies,
            latitude=latitude,
            longitude=longitude,
            thumbnail=thumbnail,
        )

        picture.additional_properties = d
        return picture

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
