from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.explanation import Explanation
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    collection: str,
    *,
    q: str,
    id: str,
    points: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["q"] = q

    params["id"] = id

    params["points"] = points

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/collections/{collection}/explain".format(
            collection=quote(str(collection), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Explanation | Problem | None:
    if response.status_code == 200:
        response_200 = Explanation.from_dict(response.json())

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Explanation | Problem]:
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
    id: str,
    points: bool | Unset = False,
) -> Response[Explanation | Problem]:
    """Explain

     Tell why a picture answers a query: what each part of the query finds in it, and where.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        id (str): The picture's id.
        points (bool | Unset): Look for points that agree on where an example is; takes longer.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Explanation | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        q=q,
        id=id,
        points=points,
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
    id: str,
    points: bool | Unset = False,
) -> Explanation | Problem | None:
    """Explain

     Tell why a picture answers a query: what each part of the query finds in it, and where.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        id (str): The picture's id.
        points (bool | Unset): Look for points that agree on where an example is; takes longer.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Explanation | Problem
    """

    return sync_detailed(
        collection=collection,
        client=client,
        q=q,
        id=id,
        points=points,
    ).parsed


async def asyncio_detailed(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    q: str,
    id: str,
    points: bool | Unset = False,
) -> Response[Explanation | Problem]:
    """Explain

     Tell why a picture answers a query: what each part of the query finds in it, and where.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        id (str): The picture's id.
        points (bool | Unset): Look for points that agree on where an example is; takes longer.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Explanation | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        q=q,
        id=id,
        points=points,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    q: str,
    id: str,
    points: bool | Unset = False,
) -> Explanation | Problem | None:
    """Explain

     Tell why a picture answers a query: what each part of the query finds in it, and where.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        id (str): The picture's id.
        points (bool | Unset): Look for points that agree on where an example is; takes longer.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Explanation | Problem
    """

    return (
        await asyncio_detailed(
            collection=collection,
            client=client,
            q=q,
            id=id,
            points=points,
        )
    ).parsed
