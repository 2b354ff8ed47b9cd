# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A participant is one person, phone or meeting-room device in a conference."""

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
    from ..models.list_participants_response import ListParticipantsResponse
    from ..models.participant import Participant

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


class Participants:
    """A participant is one person, phone or meeting-room device in a conference. There are three
    kinds: signed in to Google, anonymous, and dialed in by phone. The participant's sessions have
    the times of each joining and leaving.

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
    ) -> Pager[Participant, ListParticipantsResponse]:
        """List the participants of a conference.

        Sorted by join time, latest first. The filter `latest_end_time IS NULL` selects the
        participants in the conference now. The response has `totalSize` only if `fields` selects
        it, as in `fields=participants,nextPageToken,totalSize`; without `fields`, Google returns
        the participants and the page token.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants` (Google's method
        `meet.conferenceRecords.participants.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            filter: The participants to list, as a condition on `earliest_start_time` and
                `latest_end_time`, with values in double quotes:
                `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` selects
                the participants in the conference now.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 100. Google treats values above 250 as 250, and may change that maximum. If
                it is omitted, iterating requests pages of 250 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`for`) for Participant objects, or its `.pages()` for
            ListParticipantsResponse objects.
        """
        from ..api.participants.participants_list import _get_kwargs
        from ..models.list_participants_response import ListParticipantsResponse

        (_conference_record_id,) = _split_name(
            parent,
            "conferenceRecords/{conferenceRecordId}",
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

        def _fetch(page_size: int | None, page_token: str | None) -> ListParticipantsResponse:
            return self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    filter_=_replace_none(filter),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListParticipantsResponse.from_dict,
                    ("participants[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.participants,
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
    ) -> Participant:
        """Get one participant of a conference.

        One of `signedinUser`, `anonymousUser` and `phoneUser` identifies the participant.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}`
        (Google's method `meet.conferenceRecords.participants.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/participants/{participantId}`. Id of the
                participant in the conference, the part after `participants/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.participants.participants_get import _get_kwargs
        from ..models.participant import Participant

        (
            _conference_record_id,
            _participant_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}",
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
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Participant.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )


class AsyncParticipants:
    """A participant is one person, phone or meeting-room device in a conference. There are three
    kinds: signed in to Google, anonymous, and dialed in by phone. The participant's sessions have
    the times of each joining and leaving.

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
    ) -> AsyncPager[Participant, ListParticipantsResponse]:
        """List the participants of a conference.

        Sorted by join time, latest first. The filter `latest_end_time IS NULL` selects the
        participants in the conference now. The response has `totalSize` only if `fields` selects
        it, as in `fields=participants,nextPageToken,totalSize`; without `fields`, Google returns
        the participants and the page token.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants` (Google's method
        `meet.conferenceRecords.participants.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            filter: The participants to list, as a condition on `earliest_start_time` and
                `latest_end_time`, with values in double quotes:
                `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` selects
                the participants in the conference now.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 100. Google treats values above 250 as 250, and may change that maximum. If
                it is omitted, iterating requests pages of 250 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`async for`) for Participant objects, or its `.pages()` for
            ListParticipantsResponse objects.
        """
        from ..api.participants.participants_list import _get_kwargs
        from ..models.list_participants_response import ListParticipantsResponse

        (_conference_record_id,) = _split_name(
            parent,
            "conferenceRecords/{conferenceRecordId}",
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

        async def _fetch(page_size: int | None, page_token: str | None) -> ListParticipantsResponse:
            return await self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    filter_=_replace_none(filter),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListParticipantsResponse.from_dict,
                    ("participants[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.participants,
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
    ) -> Participant:
        """Get one participant of a conference.

        One of `signedinUser`, `anonymousUser` and `phoneUser` identifies the participant.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}`
        (Google's method `meet.conferenceRecords.participants.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/participants/{participantId}`. Id of the
                participant in the conference, the part after `participants/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.participants.participants_get import _get_kwargs
        from ..models.participant import Participant

        (
            _conference_record_id,
            _participant_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}",
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
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Participant.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )
