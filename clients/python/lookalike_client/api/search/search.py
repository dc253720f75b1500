from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.answer import Answer
from ...models.problem import Problem
from ...models.search_fusion import SearchFusion
from ...types import UNSET, Response, Unset


def _get_kwargs(
    collection: str,
    *,
    q: str,
    k: int | Unset = 50,
    offset: int | Unset = 0,
    rerank: None | str | Unset = UNSET,
    relevant: bool | Unset = False,
    fusion: SearchFusion | Unset = SearchFusion.SUM,
    parts: None | str | Unset = UNSET,
    thumbnails: int | Unset = 0,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["q"] = q

    params["k"] = k

    params["offset"] = offset

    json_rerank: None | str | Unset
    if isinstance(rerank, Unset):
        json_rerank = UNSET
    else:
        json_rerank = rerank
    params["rerank"] = json_rerank

    params["relevant"] = relevant

    json_fusion: str | Unset = UNSET
    if not isinstance(fusion, Unset):
        json_fusion = fusion.value

    params["fusion"] = json_fusion

    json_parts: None | str | Unset
    if isinstance(parts, Unset):
        json_parts = UNSET
    else:
        json_parts = parts
    params["parts"] = json_parts

    params["thumbnails"] = thumbnails

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/collections/{collection}/search".format(
            collection=quote(str(collection), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Answer | Problem | None:
    if response.status_code == 200:
        response_200 = Answer.from_dict(response.json())

        return response_200

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Answer | Problem]:
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
    k: int | Unset = 50,
    offset: int | Unset = 0,
    rerank: None | str | Unset = UNSET,
    relevant: bool | Unset = False,
    fusion: SearchFusion | Unset = SearchFusion.SUM,
    parts: None | str | Unset = UNSET,
    thumbnails: int | Unset = 0,
) -> Response[Answer | Problem]:
    """Search

     Find the pictures that answer a query best.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        k (int | Unset): How many hits. Default: 50.
        offset (int | Unset): How many of the best to leave out. Default: 0.
        rerank (None | str | Unset): What ranks the first hits anew, as auto or geometric.
        relevant (bool | Unset): Only what is more likely a match than not. Default: False.
        fusion (SearchFusion | Unset): How the parts of the representation make one score.
            Default: SearchFusion.SUM.
        parts (None | str | Unset): Only these parts of the representation, by place: 0,2.
        thumbnails (int | Unset): Of how many hits the small picture comes along. Default: 0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Answer | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        q=q,
        k=k,
        offset=offset,
        rerank=rerank,
        relevant=relevant,
        fusion=fusion,
        parts=parts,
        thumbnails=thumbnails,
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
    k: int | Unset = 50,
    offset: int | Unset = 0,
    rerank: None | str | Unset = UNSET,
    relevant: bool | Unset = False,
    fusion: SearchFusion | Unset = SearchFusion.SUM,
    parts: None | str | Unset = UNSET,
    thumbnails: int | Unset = 0,
) -> Answer | Problem | None:
    """Search

     Find the pictures that answer a query best.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        k (int | Unset): How many hits. Default: 50.
        offset (int | Unset): How many of the best to leave out. Default: 0.
        rerank (None | str | Unset): What ranks the first hits anew, as auto or geometric.
        relevant (bool | Unset): Only what is more likely a match than not. Default: False.
        fusion (SearchFusion | Unset): How the parts of the representation make one score.
            Default: SearchFusion.SUM.
        parts (None | str | Unset): Only these parts of the representation, by place: 0,2.
        thumbnails (int | Unset): Of how many hits the small picture comes along. Default: 0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Answer | Problem
    """

    return sync_detailed(
        collection=collection,
        client=client,
        q=q,
        k=k,
        offset=offset,
        rerank=rerank,
        relevant=relevant,
        fusion=fusion,
        parts=parts,
        thumbnails=thumbnails,
    ).parsed


async def asyncio_detailed(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    q: str,
    k: int | Unset = 50,
    offset: int | Unset = 0,
    rerank: None | str | Unset = UNSET,
    relevant: bool | Unset = False,
    fusion: SearchFusion | Unset = SearchFusion.SUM,
    parts: None | str | Unset = UNSET,
    thumbnails: int | Unset = 0,
) -> Response[Answer | Problem]:
    """Search

     Find the pictures that answer a query best.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        k (int | Unset): How many hits. Default: 50.
        offset (int | Unset): How many of the best to leave out. Default: 0.
        rerank (None | str | Unset): What ranks the first hits anew, as auto or geometric.
        relevant (bool | Unset): Only what is more likely a match than not. Default: False.
        fusion (SearchFusion | Unset): How the parts of the representation make one score.
            Default: SearchFusion.SUM.
        parts (None | str | Unset): Only these parts of the representation, by place: 0,2.
        thumbnails (int | Unset): Of how many hits the small picture comes along. Default: 0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Answer | Problem]
    """

    kwargs = _get_kwargs(
        collection=collection,
        q=q,
        k=k,
        offset=offset,
        rerank=rerank,
        relevant=relevant,
        fusion=fusion,
        parts=parts,
        thumbnails=thumbnails,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    collection: str,
    *,
    client: AuthenticatedClient | Client,
    q: str,
    k: int | Unset = 50,
    offset: int | Unset = 0,
    rerank: None | str | Unset = UNSET,
    relevant: bool | Unset = False,
    fusion: SearchFusion | Unset = SearchFusion.SUM,
    parts: None | str | Unset = UNSET,
    thumbnails: int | Unset = 0,
) -> Answer | Problem | None:
    """Search

     Find the pictures that answer a query best.

    Args:
        collection (str):
        q (str): A query, as red car, or "red car" + 0.5 * image("<id>") - image("upload:<hash>")
            + color(top="blue") where year > 2020.
        k (int | Unset): How many hits. Default: 50.
        offset (int | Unset): How many of the best to leave out. Default: 0.
        rerank (None | str | Unset): What ranks the first hits anew, as auto or geometric.
        relevant (bool | Unset): Only what is more likely a match than not. Default: False.
        fusion (SearchFusion | Unset): How the parts of the representation make one score.
            Default: SearchFusion.SUM.
        parts (None | str | Unset): Only these parts of the representation, by place: 0,2.
        thumbnails (int | Unset): Of how many hits the small picture comes along. Default: 0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Answer | Problem
    """

    return (
        await asyncio_detailed(
            collection=collection,
            client=client,
            q=q,
            k=k,
            offset=offset,
            rerank=rerank,
            relevant=relevant,
            fusion=fusion,
            parts=parts,
            thumbnails=thumbnails,
        )
    ).parsed
