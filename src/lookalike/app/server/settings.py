"""What a server allows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What a server allows.

    :param writable: pictures may be added and removed.
    :param token: what every request to the API must carry, if it must carry anything.
    :param hosts: names by which requests may address the server, beside those of this machine.
    :param upload_bytes: of the largest picture that is taken.
    :param upload_pixels: of the largest picture that is decoded.
    :param upload_seconds: how long decoding one picture may take.
    :param decoder_bytes: of memory that a process which decodes may take.
    :param kept_bytes: of uploaded pictures that are kept; those asked for last stay.
    :param query_characters, query_parts: of the longest query.
    :param page: hits of the largest page.
    :param rate: requests a second that one client may make on the average, ``burst`` of them at once.
    :param requests: that are worked on at once.
    """

    writable: bool = False
    token: str | None = None
    hosts: tuple[str, ...] = ()
    upload_bytes: int = 50_000_000
    upload_pixels: int = 100_000_000
    upload_seconds: float = 20.0
    decoder_bytes: int = 2_000_000_000
    kept_bytes: int = 100_000_000
    query_characters: int = 20_000
    query_parts: int = 32
    page: int = 500
    rate: float = 100.0
    burst: float = 1000.0
    requests: int = 200
