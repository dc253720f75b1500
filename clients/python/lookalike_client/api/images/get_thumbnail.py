from http import HTTPStatus
from io import BytesIO
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.get_thumbnail_side import GetThumbnailSide
from ...models.problem import Problem
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    collection: str,
    id: str,
    *,
    side: GetThumbnailSide | Unset = GetThumbnailSide.VALUE_256,
    if_none_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    params: dict[str, Any] = {}

    json_side: int | Unset = UNSET
    if not isinstance(side, Unset):
        json_side = side.value

    params["side"] = json_side

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/collections/{collection}/images/{id}/thumbnail".format(
            collection=quote(str(collection), safe=""),
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | File | Problem | None:
    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.content))

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | File | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    collection: str,
    id: str,
    *,
    client: AuthenticatedClient | Client,
    side: GetThumbnailSide | Unset = GetThumbnailSide.VALUE_256,
    if_none_match: None | str | Unset = UNSET,
) -> Response[Any | File | Problem]:
    """Get Thumbnail

     Give a small picture, whose longer side has at most so many pixels.

    Args:
        collection (str):
        id (str): The picture's id.
        side (GetThumbnailSide | Unset):  Default: GetThumbnailSide.VALUE_256.
        if_none_match (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | File | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        id=id,
        side=side,
        if_none_match=if_none_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    collection: str,
    id: str,
    *,
    client: AuthenticatedClient | Client,
    side: GetThumbnailSide | Unset = GetThumbnailSide.VALUE_256,
    if_none_match: None | str | Unset = UNSET,
) -> Any | File | Problem | None:
    """Get Thumbnail

     Give a small picture, whose longer side has at most so many pixels.

    Args:
        collection (str):
        id (str): The picture's id.
        side (GetThumbnailSide | Unset):  Default: GetThumbnailSide.VALUE_256.
        if_none_match (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | File | Problem
    """

    return sync_detailed(
        collection=collection,
        id=id,
        client=client,
        side=side,
        if_none_match=if_none_match,
    ).parsed


async def asyncio_detailed(
    collection: str,
    id: str,
    *,
    client: AuthenticatedClient | Client,
    side: GetThumbnailSide | Unset = GetThumbnailSide.VALUE_256,
    if_none_match: None | str | Unset = UNSET,
) -> Response[Any | File | Problem]:
    """Get Thumbnail

     Give a small picture, whose longer side has at most so many pixels.

    Args:
        collection (str):
        id (str): The picture's id.
        side (GetThumbnailSide | Unset):  Default: GetThumbnailSide.VALUE_256.
        if_none_match (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | File | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        id=id,
        side=side,
        if_none_match=if_none_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection: str,
    id: str,
    *,
    client: AuthenticatedClient | Client,
    side: GetThumbnailSide | Unset = GetThumbnailSide.VALUE_256,
    if_none_match: None | str | Unset = UNSET,
) -> Any | File | Problem | None:
    """Get Thumbnail

     Give a small picture, whose longer side has at most so many pixels.

    Args:
        collection (str):
        id (str): The picture's id.
        side (GetThumbnailSide | Unset):  Default: GetThumbnailSide.VALUE_256.
        if_none_match (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | File | Problem
    """

    return (
        await asyncio_detailed(
            collection=collection,
            id=id,
            client=client,
            side=side,
            if_none_match=if_none_match,
        )
    ).parsed
