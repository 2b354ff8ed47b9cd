# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A session is one stay of a participant in a conference, from joining on a device to leaving."""

# The imports inside the methods load an endpoint and its models on their first use.
# pyright: reportPrivateUsage=false
from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.arguments import check_fields as _check_fields
from ..runtime.arguments import check_query as _check_query
from ..runtime.arguments import replace_none as _replace_none
from ..runtime.calls import AsyncCalls, Calls
from ..runtime.calls import parse_response as _parse_response
from ..runtime.names import CodeFormat
from ..runtime.names import split_name as _split_name
from ..runtime.pager import AsyncPager, Pager

if TYPE_CHECKING:
    from ..models.list_participant_sessions_response import ListParticipantSessionsResponse
    from ..models.participant_session import ParticipantSession

_MEETING_CODE = CodeFormat(
    groups=(
        3,
        4,
        3,
    ),
    host="meet.google.com",
)
_CODE_ADVICE = (
    (
        "this is a meeting code or link, not a conference record. To list the records"
        " of the meeting, call conference_records.list(filter='space.meeting_code = "
        '"{code}"\')'
    ),
)


class ParticipantSessions:
    """A session is one stay of a participant in a conference, from joining on a device to leaving.
    Every join starts a new session, even on the same device.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def list(
        self,
        parent: str,
        *,
        fields: str | None = None,
        filter: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> Pager[ParticipantSession, ListParticipantSessionsResponse]:
        """List the sessions of one participant.

        Sorted by start time, latest first. The filter `end_time IS NULL` selects the open sessions.
        Without `fields`, Google returns the sessions and the page token.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET
        /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions`
        (Google's method `meet.conferenceRecords.participants.participantSessions.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `conferenceRecords/{conferenceRecordId}/participants/{participantId}`. Id of the
                participant in the conference, the part after `participants/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            filter: The sessions to list, as a condition on `start_time` and `end_time`, with values
                in double quotes: `start_time>="2026-11-03T09:05:00Z"`. `end_time IS NULL`
                selects the open sessions.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 100. Google treats values above 250 as 250, and may change that maximum. If
                it is omitted, iterating requests pages of 250 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`for`) for ParticipantSession objects, or its `.pages()` for
            ListParticipantSessionsResponse objects.
        """
        from ..api.participant_sessions.participant_sessions_list import _get_kwargs
        from ..models.list_participant_sessions_response import ListParticipantSessionsResponse

        (
            _conference_record_id,
            _participant_id,
        ) = _split_name(
            parent,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}",
            "parent",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        if filter is not None:
            filter = _check_query("filter", filter, "str", self._calls.errors)
        if page_size is not None:
            page_size = _check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = _check_query("page_token", page_token, "str", self._calls.errors)

        def _fetch(
            page_size: int | None, page_token: str | None
        ) -> ListParticipantSessionsResponse:
            return self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    participant_id=_participant_id,
                    fields=_replace_none(fields),
                    filter_=_replace_none(filter),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListParticipantSessionsResponse.from_dict,
                    ("participantSessions[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.participant_sessions,
            self._calls.errors,
            following=lambda page: page.next_page_token,
            token_field="nextPageToken",
            page_size=page_size,
            page_token=page_token,
            largest=250,
            fields=fields,
        )

    def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> ParticipantSession:
        """Get one session of a participant.

        A session without `endTime` is open.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET
        /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}`
        (Google's method `meet.conferenceRecords.participants.participantSessions.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name:
                `conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}`.
                Id of the session, the last part of its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.participant_sessions.participant_sessions_get import _get_kwargs
        from ..models.participant_session import ParticipantSession

        (
            _conference_record_id,
            _participant_id,
            _participant_session_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        return self._calls.send(
            _get_kwargs(
                conference_record_id=_conference_record_id,
                participant_id=_participant_id,
                participant_session_id=_participant_session_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                ParticipantSession.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )


class AsyncParticipantSessions:
    """A session is one stay of a participant in a conference, from joining on a device to leaving.
    Every join starts a new session, even on the same device.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    def list(
        self,
        parent: str,
        *,
        fields: str | None = None,
        filter: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> AsyncPager[ParticipantSession, ListParticipantSessionsResponse]:
        """List the sessions of one participant.

        Sorted by start time, latest first. The filter `end_time IS NULL` selects the open sessions.
        Without `fields`, Google returns the sessions and the page token.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET
        /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions`
        (Google's method `meet.conferenceRecords.participants.participantSessions.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `conferenceRecords/{conferenceRecordId}/participants/{participantId}`. Id of the
                participant in the conference, the part after `participants/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            filter: The sessions to list, as a condition on `start_time` and `end_time`, with values
                in double quotes: `start_time>="2026-11-03T09:05:00Z"`. `end_time IS NULL`
                selects the open sessions.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 100. Google treats values above 250 as 250, and may change that maximum. If
                it is omitted, iterating requests pages of 250 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`async for`) for ParticipantSession objects, or its `.pages()` for
            ListParticipantSessionsResponse objects.
        """
        from ..api.participant_sessions.participant_sessions_list import _get_kwargs
        from ..models.list_participant_sessions_response import ListParticipantSessionsResponse

        (
            _conference_record_id,
            _participant_id,
        ) = _split_name(
            parent,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}",
            "parent",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        if filter is not None:
            filter = _check_query("filter", filter, "str", self._calls.errors)
        if page_size is not None:
            page_size = _check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = _check_query("page_token", page_token, "str", self._calls.errors)

        async def _fetch(
            page_size: int | None, page_token: str | None
        ) -> ListParticipantSessionsResponse:
            return await self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    participant_id=_participant_id,
                    fields=_replace_none(fields),
                    filter_=_replace_none(filter),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListParticipantSessionsResponse.from_dict,
                    ("participantSessions[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.participant_sessions,
            self._calls.errors,
            following=lambda page: page.next_page_token,
            token_field="nextPageToken",
            page_size=page_size,
            page_token=page_token,
            largest=250,
            fields=fields,
        )

    async def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> ParticipantSession:
        """Get one session of a participant.

        A session without `endTime` is open.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET
        /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}`
        (Google's method `meet.conferenceRecords.participants.participantSessions.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name:
                `conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}`.
                Id of the session, the last part of its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.participant_sessions.participant_sessions_get import _get_kwargs
        from ..models.participant_session import ParticipantSession

        (
            _conference_record_id,
            _participant_id,
            _participant_session_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}/participantSessions/{participantSessionId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _CODE_ADVICE[0],
        )
        if fields is not None:
            fields = _check_fields(fields, self._calls.errors)
        return await self._calls.send(
            _get_kwargs(
                conference_record_id=_conference_record_id,
                participant_id=_participant_id,
                participant_session_id=_participant_session_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                ParticipantSession.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )
