# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from ... import errors
from ...models.list_conference_records_response import ListConferenceRecordsResponse
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    *,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["filter"] = filter_

    params["pageSize"] = page_size

    params["pageToken"] = page_token

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/google-meet/v2/conferenceRecords",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListConferenceRecordsResponse | None:
    if 200 <= response.status_code <= 299:
        response_2xx = ListConferenceRecordsResponse.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ListConferenceRecordsResponse]:
    from ...types import Response

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[ListConferenceRecordsResponse]:
    """Lists the conference records that the account can see.

     Newest first, by start time. Narrow the list with `filter`, to one space or one period for example.
    Records are deleted 30 days after their call ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): Which records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` keeps the calls that are still
            running.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it at most 25. Google takes anything above 100 as 100, and may change that
            maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListConferenceRecordsResponse]
    """

    kwargs = _get_kwargs(
        filter_=filter_,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> ListConferenceRecordsResponse | None:
    """Lists the conference records that the account can see.

     Newest first, by start time. Narrow the list with `filter`, to one space or one period for example.
    Records are deleted 30 days after their call ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): Which records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` keeps the calls that are still
            running.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it at most 25. Google takes anything above 100 as 100, and may change that
            maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListConferenceRecordsResponse
    """

    return sync_detailed(
        client=client,
        filter_=filter_,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[ListConferenceRecordsResponse]:
    """Lists the conference records that the account can see.

     Newest first, by start time. Narrow the list with `filter`, to one space or one period for example.
    Records are deleted 30 days after their call ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): Which records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` keeps the calls that are still
            running.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it at most 25. Google takes anything above 100 as 100, and may change that
            maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListConferenceRecordsResponse]
    """

    kwargs = _get_kwargs(
        filter_=filter_,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> ListConferenceRecordsResponse | None:
    """Lists the conference records that the account can see.

     Newest first, by start time. Narrow the list with `filter`, to one space or one period for example.
    Records are deleted 30 days after their call ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): Which records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` keeps the calls that are still
            running.
        page_size (int | Unset): How many to return on one page, at most; a page may hold fewer.
            Without it at most 25. Google takes anything above 100 as 100, and may change that
            maximum.
        page_token (str | Unset): Where to go on: the `nextPageToken` of the page before. Leave it
            out for the first page, and keep everything else in the request the same.
        fields (str | Unset): What the answer is to contain (Google's partial response), as field
            names joined by commas, with parentheses for what lies within. Name the identity fields
            too; in a list, also `nextPageToken`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListConferenceRecordsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            filter_=filter_,
            page_size=page_size,
            page_token=page_token,
            fields=fields,
        )
    ).parsed
