from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.pictures import Pictures
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    collection: str,
    *,
    offset: int | Unset = 0,
    limit: int | Unset = 50,
    where: None | str | Unset = UNSET,
    places: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["offset"] = offset

    params["limit"] = limit

    json_where: None | str | Unset
    if isinstance(where, Unset):
        json_where = UNSET
    else:
        json_where = where
    params["where"] = json_where

    params["places"] = places

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/collections/{collection}/images".format(
            collection=quote(str(collection), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Pictures | Problem | None:
    if response.status_code == 200:
        response_200 = Pictures.from_dict(response.json())

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Pictures | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int | Unset = 0,
    limit: int | Unset = 50,
    where: None | str | Unset = UNSET,
    places: bool | Unset = False,
) -> Response[Pictures | Problem]:
    """List Images

     List pictures, those taken last first.

    Args:
        collection (str):
        offset (int | Unset):  Default: 0.
        limit (int | Unset):  Default: 50.
        where (None | str | Unset): A condition on metadata, as taken > 2020 and tag = 'dog'.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Pictures | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        offset=offset,
        limit=limit,
        where=where,
        places=places,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int | Unset = 0,
    limit: int | Unset = 50,
    where: None | str | Unset = UNSET,
    places: bool | Unset = False,
) -> Pictures | Problem | None:
    """List Images

     List pictures, those taken last first.

    Args:
        collection (str):
        offset (int | Unset):  Default: 0.
        limit (int | Unset):  Default: 50.
        where (None | str | Unset): A condition on metadata, as taken > 2020 and tag = 'dog'.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Pictures | Problem
    """

    return sync_detailed(
        collection=collection,
        client=client,
        offset=offset,
        limit=limit,
        where=where,
        places=places,
    ).parsed


async def asyncio_detailed(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int | Unset = 0,
    limit: int | Unset = 50,
    where: None | str | Unset = UNSET,
    places: bool | Unset = False,
) -> Response[Pictures | Problem]:
    """List Images

     List pictures, those taken last first.

    Args:
        collection (str):
        offset (int | Unset):  Default: 0.
        limit (int | Unset):  Default: 50.
        where (None | str | Unset): A condition on metadata, as taken > 2020 and tag = 'dog'.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Pictures | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        offset=offset,
        limit=limit,
        where=where,
        places=places,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    offset: int | Unset = 0,
    limit: int | Unset = 50,
    where: None | str | Unset = UNSET,
    places: bool | Unset = False,
) -> Pictures | Problem | None:
    """List Images

     List pictures, those taken last first.

    Args:
        collection (str):
        offset (int | Unset):  Default: 0.
        limit (int | Unset):  Default: 50.
        where (None | str | Unset): A condition on metadata, as taken > 2020 and tag = 'dog'.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Pictures | Problem
    """

    return (
        await asyncio_detailed(
            collection=collection,
            client=client,
            offset=offset,
            limit=limit,
            where=where,
            places=places,
        )
    ).parsed
