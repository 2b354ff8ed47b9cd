# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.list_participants_response import ListParticipantsResponse
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    conference_record_id: str,
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
        "url": "/google-meet/v2/conferenceRecords/{conference_record_id}/participants".format(
            conference_record_id=quote(str(conference_record_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListParticipantsResponse | None:
    if 200 <= response.status_code <= 299:
        response_2xx = ListParticipantsResponse.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ListParticipantsResponse]:
    from ...types import Response

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    conference_record_id: str,
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[ListParticipantsResponse]:
    """List the participants of a conference.

     Sorted by join time, latest first. The filter `latest_end_time IS NULL` selects the participants in
    the conference now. The response has `totalSize` only if `fields` selects it, as in
    `fields=participants,nextPageToken,totalSize`; without `fields`, Google returns the participants and
    the page token.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        filter_ (str | Unset): The participants to list, as a condition on `earliest_start_time`
            and `latest_end_time`, with values in double quotes:
            `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` selects the
            participants in the conference now.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 100. Google treats values above 250 as 250, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListParticipantsResponse]
    """

    kwargs = _get_kwargs(
        conference_record_id=conference_record_id,
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
    conference_record_id: str,
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> ListParticipantsResponse | None:
    """List the participants of a conference.

     Sorted by join time, latest first. The filter `latest_end_time IS NULL` selects the participants in
    the conference now. The response has `totalSize` only if `fields` selects it, as in
    `fields=participants,nextPageToken,totalSize`; without `fields`, Google returns the participants and
    the page token.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        filter_ (str | Unset): The participants to list, as a condition on `earliest_start_time`
            and `latest_end_time`, with values in double quotes:
            `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` selects the
            participants in the conference now.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 100. Google treats values above 250 as 250, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListParticipantsResponse
    """

    return sync_detailed(
        conference_record_id=conference_record_id,
        client=client,
        filter_=filter_,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    conference_record_id: str,
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> Response[ListParticipantsResponse]:
    """List the participants of a conference.

     Sorted by join time, latest first. The filter `latest_end_time IS NULL` selects the participants in
    the conference now. The response has `totalSize` only if `fields` selects it, as in
    `fields=participants,nextPageToken,totalSize`; without `fields`, Google returns the participants and
    the page token.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        filter_ (str | Unset): The participants to list, as a condition on `earliest_start_time`
            and `latest_end_time`, with values in double quotes:
            `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` selects the
            participants in the conference now.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 100. Google treats values above 250 as 250, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListParticipantsResponse]
    """

    kwargs = _get_kwargs(
        conference_record_id=conference_record_id,
        filter_=filter_,
        page_size=page_size,
        page_token=page_token,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    conference_record_id: str,
    *,
    client: AuthenticatedClient | Client,
    filter_: str | Unset = UNSET,
    page_size: int | Unset = UNSET,
    page_token: str | Unset = UNSET,
    fields: str | Unset = UNSET,
) -> ListParticipantsResponse | None:
    """List the participants of a conference.

     Sorted by join time, latest first. The filter `latest_end_time IS NULL` selects the participants in
    the conference now. The response has `totalSize` only if `fields` selects it, as in
    `fields=participants,nextPageToken,totalSize`; without `fields`, Google returns the participants and
    the page token.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        filter_ (str | Unset): The participants to list, as a condition on `earliest_start_time`
            and `latest_end_time`, with values in double quotes:
            `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` selects the
            participants in the conference now.
        page_size (int | Unset): The maximum number of items on one page; a page may have fewer.
            The default is 100. Google treats values above 250 as 250, and may change that maximum.
        page_token (str | Unset): The `nextPageToken` of the previous page. Omit it for the first
            page, and keep the other arguments unchanged.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListParticipantsResponse
    """

    return (
        await asyncio_detailed(
            conference_record_id=conference_record_id,
            client=client,
            filter_=filter_,
            page_size=page_size,
            page_token=page_token,
            fields=fields,
        )
    ).parsed
