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
    """List the conference records that the account can see.

     Sorted by start time, newest first. `filter` selects records, for example of one space or one
    period.
    Google deletes a record 30 days after its conference ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): The records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` selects the active conferences.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 25. Google treats values above 100 as 100, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
    """List the conference records that the account can see.

     Sorted by start time, newest first. `filter` selects records, for example of one space or one
    period.
    Google deletes a record 30 days after its conference ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): The records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` selects the active conferences.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 25. Google treats values above 100 as 100, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
    """List the conference records that the account can see.

     Sorted by start time, newest first. `filter` selects records, for example of one space or one
    period.
    Google deletes a record 30 days after its conference ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): The records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` selects the active conferences.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 25. Google treats values above 100 as 100, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
    """List the conference records that the account can see.

     Sorted by start time, newest first. `filter` selects records, for example of one space or one
    period.
    Google deletes a record 30 days after its conference ended.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

    Args:
        filter_ (str | Unset): The records to list, as a condition on `space.name`,
            `space.meeting_code`, `start_time` and `end_time`, with values in double quotes:
            `space.meeting_code = "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
            start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` selects the active conferences.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 25. Google treats values above 100 as 100, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

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
