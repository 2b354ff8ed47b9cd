# Written by scripts/regenerate.py from spec/openapi.yaml with openapi-python-client 0.29.1; do not edit.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from ... import errors
from ...models.participant_session import ParticipantSession
from ...runtime.unset import UNSET, Unset

if TYPE_CHECKING:
    from ...client import AuthenticatedClient, Client
    from ...types import Response


def _get_kwargs(
    conference_record_id: str,
    participant_id: str,
    participant_session_id: str,
    *,
    fields: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["fields"] = fields

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/google-meet/v2/conferenceRecords/{conference_record_id}/participants/{participant_id}/participantSessions/{participant_session_id}".format(
            conference_record_id=quote(str(conference_record_id), safe=""),
            participant_id=quote(str(participant_id), safe=""),
            participant_session_id=quote(str(participant_session_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ParticipantSession | None:
    if 200 <= response.status_code <= 299:
        response_2xx = ParticipantSession.from_dict(response.json())

        return response_2xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ParticipantSession]:
    from ...types import Response

    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    conference_record_id: str,
    participant_id: str,
    participant_session_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> Response[ParticipantSession]:
    """Get one session of a participant.

     A session without `endTime` is open.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        participant_id (str): Id of the participant in the conference, the part after
            `participants/` in its name.
        participant_session_id (str): Id of the session, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ParticipantSession]
    """

    kwargs = _get_kwargs(
        conference_record_id=conference_record_id,
        participant_id=participant_id,
        participant_session_id=participant_session_id,
        fields=fields,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    conference_record_id: str,
    participant_id: str,
    participant_session_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> ParticipantSession | None:
    """Get one session of a participant.

     A session without `endTime` is open.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        participant_id (str): Id of the participant in the conference, the part after
            `participants/` in its name.
        participant_session_id (str): Id of the session, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ParticipantSession
    """

    return sync_detailed(
        conference_record_id=conference_record_id,
        participant_id=participant_id,
        participant_session_id=participant_session_id,
        client=client,
        fields=fields,
    ).parsed


async def asyncio_detailed(
    conference_record_id: str,
    participant_id: str,
    participant_session_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> Response[ParticipantSession]:
    """Get one session of a participant.

     A session without `endTime` is open.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        participant_id (str): Id of the participant in the conference, the part after
            `participants/` in its name.
        participant_session_id (str): Id of the session, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ParticipantSession]
    """

    kwargs = _get_kwargs(
        conference_record_id=conference_record_id,
        participant_id=participant_id,
        participant_session_id=participant_session_id,
        fields=fields,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    conference_record_id: str,
    participant_id: str,
    participant_session_id: str,
    *,
    client: AuthenticatedClient | Client,
    fields: str | Unset = UNSET,
) -> ParticipantSession | None:
    """Get one session of a participant.

     A session without `endTime` is open.

    Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

    Args:
        conference_record_id (str): Id of the conference record, the part after
            `conferenceRecords/` in its name.
        participant_id (str): Id of the participant in the conference, the part after
            `participants/` in its name.
        participant_session_id (str): Id of the session, the last part of its name.
        fields (str | Unset): The fields of the response (Google's partial response), joined by
            commas, with nested fields in parentheses. Include the identity fields; in a list, also
            `nextPageToken`. `*` means all fields.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ParticipantSession
    """

    return (
        await asyncio_detailed(
            conference_record_id=conference_record_id,
            participant_id=participant_id,
            participant_session_id=participant_session_id,
            client=client,
            fields=fields,
        )
    ).parsed
