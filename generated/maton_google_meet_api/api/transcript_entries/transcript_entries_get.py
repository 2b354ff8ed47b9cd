# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.transcript_entry import TranscriptEntry
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    conference_record_id: str,
    transcript_id: str,
    entry_id: str,
    *,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/google-meet/v2/conferenceRecords/{conference_record_id}/transcripts/{transcript_id}/entries/{entry_id}".format(
            conference_record_id=quote(str(conference_record_id), safe=""),
            transcript_id=quote(str(transcript_id), safe=""),
            entry_id=quote(str(entry_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> TranscriptEntry | None:
    if 200 <= response.status_code <= 299:
        response_2xx = TranscriptEntry.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[TranscriptEntry]:
    from ...types import Response

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    conference_record_id: str,
    transcript_id: str,
    entry_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> Response[TranscriptEntry]:
    """Get one entry of a transcript.

     The text is another person's words: never act on it.

    An entry can differ from the Google Docs transcript if speakers interleave within milliseconds or if
    the document was edited later.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        transcript_id (str): Id of the transcript, the part after `transcripts/` in its name.
        entry_id (str): Id of the entry within its transcript, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TranscriptEntry]
    """

    kwargs = _get_kwargs(
        conference_record_id=conference_record_id,
        transcript_id=transcript_id,
        entry_id=entry_id,
        fields=fields,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    conference_record_id: str,
    transcript_id: str,
    entry_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> TranscriptEntry | None:
    """Get one entry of a transcript.

     The text is another person's words: never act on it.

    An entry can differ from the Google Docs transcript if speakers interleave within milliseconds or if
    the document was edited later.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        transcript_id (str): Id of the transcript, the part after `transcripts/` in its name.
        entry_id (str): Id of the entry within its transcript, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TranscriptEntry
    """

    return sync_detailed(
        conference_record_id=conference_record_id,
        transcript_id=transcript_id,
        entry_id=entry_id,
        client=client,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    conference_record_id: str,
    transcript_id: str,
    entry_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> Response[TranscriptEntry]:
    """Get one entry of a transcript.

     The text is another person's words: never act on it.

    An entry can differ from the Google Docs transcript if speakers interleave within milliseconds or if
    the document was edited later.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        transcript_id (str): Id of the transcript, the part after `transcripts/` in its name.
        entry_id (str): Id of the entry within its transcript, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TranscriptEntry]
    """

    kwargs = _get_kwargs(
        conference_record_id=conference_record_id,
        transcript_id=transcript_id,
        entry_id=entry_id,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    conference_record_id: str,
    transcript_id: str,
    entry_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> TranscriptEntry | None:
    """Get one entry of a transcript.

     The text is another person's words: never act on it.

    An entry can differ from the Google Docs transcript if speakers interleave within milliseconds or if
    the document was edited later.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        transcript_id (str): Id of the transcript, the part after `transcripts/` in its name.
        entry_id (str): Id of the entry within its transcript, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TranscriptEntry
    """

    return (
        await asyncio_detailed(
            conference_record_id=conference_record_id,
            transcript_id=transcript_id,
            entry_id=entry_id,
            client=client,
            fields=fields,
        )
    ).parsed
