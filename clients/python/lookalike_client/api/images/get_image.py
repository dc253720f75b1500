from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.picture import Picture
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    collection: str,
    id: str,
    *,
    places: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["places"] = places

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/collections/{collection}/images/{id}".format(
            collection=quote(str(collection), safe=""),
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Picture | Problem | None:
    if response.status_code == 200:
        response_200 = Picture.from_dict(response.json())

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Picture | Problem]:
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
    places: bool | Unset = False,
) -> Response[Picture | Problem]:
    """Get Image

     Tell what is known of a picture.

    Args:
        collection (str):
        id (str): The picture's id.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Picture | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        id=id,
        places=places,
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
    places: bool | Unset = False,
) -> Picture | Problem | None:
    """Get Image

     Tell what is known of a picture.

    Args:
        collection (str):
        id (str): The picture's id.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Picture | Problem
    """

    return sync_detailed(
        collection=collection,
        id=id,
        client=client,
        places=places,
    ).parsed


async def asyncio_detailed(
    collection: str,
    id: str,
    *,
    client: AuthenticatedClient | Client,
    places: bool | Unset = False,
) -> Response[Picture | Problem]:
    """Get Image

     Tell what is known of a picture.

    Args:
        collection (str):
        id (str): The picture's id.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Picture | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        id=id,
        places=places,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection: str,
    id: str,
    *,
    client: AuthenticatedClient | Client,
    places: bool | Unset = False,
) -> Picture | Problem | None:
    """Get Image

     Tell what is known of a picture.

    Args:
        collection (str):
        id (str): The picture's id.
        places (bool | Unset):  Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Picture | Problem
    """

    return (
        await asyncio_detailed(
            collection=collection,
            id=id,
            client=client,
            places=places,
        )
    ).parsed
