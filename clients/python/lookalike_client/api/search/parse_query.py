from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.query import Query
from ...types import UNSET, Response


def _get_kwargs(
    collection: str,
    *,
    q: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["q"] = q

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/collections/{collection}/query".format(
            collection=quote(str(collection), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Query | None:
    if response.status_code == 200:
        response_200 = Query.from_dict(response.json())

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | Query]:
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
    q: str,
) -> Response[Problem | Query]:
    """Parse Query

     Tell how a query is understood.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Query]
    """

    kwargs = _get_kwargs(
        collection=collection,
        q=q,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    q: str,
) -> Problem | Query | None:
    """Parse Query

     Tell how a query is understood.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Query
    """

    return sync_detailed(
        collection=collection,
        client=client,
        q=q,
    ).parsed


async def asyncio_detailed(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    q: str,
) -> Response[Problem | Query]:
    """Parse Query

     Tell how a query is understood.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Query]
    """

    kwargs = _get_kwargs(
        collection=collection,
        q=q,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    q: str,
) -> Problem | Query | None:
    """Parse Query

     Tell how a query is understood.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Query
    """

    return (
        await asyncio_detailed(
            collection=collection,
            client=client,
            q=q,
        )
    ).parsed
