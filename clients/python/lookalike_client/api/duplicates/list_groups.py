from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.groups import Groups
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    collection: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/collections/{collection}/groups".format(
            collection=quote(str(collection), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Groups | Problem | None:
    if response.status_code == 200:
        response_200 = Groups.from_dict(response.json())

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Groups | Problem]:
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
) -> Response[Groups | Problem]:
    """List Groups

     List the groups of duplicates that were found last; they are kept with the collection.

    Args:
        collection (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Groups | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
) -> Groups | Problem | None:
    """List Groups

     List the groups of duplicates that were found last; they are kept with the collection.

    Args:
        collection (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Groups | Problem
    """

    return sync_detailed(
        collection=collection,
        client=client,
    ).parsed


async def asyncio_detailed(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Groups | Problem]:
    """List Groups

     List the groups of duplicates that were found last; they are kept with the collection.

    Args:
        collection (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Groups | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
) -> Groups | Problem | None:
    """List Groups

     List the groups of duplicates that were found last; they are kept with the collection.

    Args:
        collection (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Groups | Problem
    """

    return (
        await asyncio_detailed(
            collection=collection,
            client=client,
        )
    ).parsed
