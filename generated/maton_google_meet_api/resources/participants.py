# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A participant is one person, phone or meeting-room device that took part in a call."""

# The imports inside the methods load an endpoint and its models when they are first needed.
# pyright: reportPrivateUsage=false
from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.arguments import check_fields, check_query, replace_none
from ..runtime.calls import AsyncCalls, Calls, parse_response
from ..runtime.names import CodeFormat, split_name
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
_INSTEAD = (
    (
        "this is a meeting code or link, not a conference record. This call lists the"
        " records of the meeting: conference_records.list(filter='space.meeting_code "
        '= "{code}"\')'
    ),
)


class Participants:
    """A participant is one person, phone or meeting-room device that took part in a call. There are
    three kinds: signed in to Google, anonymous, and dialled in by phone. When someone joined and
    left, stay by stay, is found in the participant's sessions.

    Methods raise the errors of the client they belong to.
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
        """Lists the participants of a call.

        The latest to join come first. The filter `latest_end_time IS NULL` keeps those who are in
        the call now. `totalSize` is answered only when `fields` asks for it, as in
        `fields=participants,nextPageToken,totalSize`; without `fields` Google sends the
        participants and the page token.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants`
        (meet.conferenceRecords.participants.list)

        Args:
            parent: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            filter: Which participants to list, as a condition on `earliest_start_time` and
                `latest_end_time`, with values in double quotes:
                `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` keeps
                those who are in the call now.
            page_size: How many to return on one page, at most; a page may hold fewer. Without it at
                most 100. Google takes anything above 250 as 250, and may change that maximum.
                Left out, iterating asks for the largest page.
            page_token: Where to go on: the `nextPageToken` of the page before. Leave it out for the
                first page, and keep everything else in the request the same.

        Returns:
            A pager: iterate it (`for`) for Participant objects, or its `.pages()` for
            ListParticipantsResponse objects.
        """
        from ..api.participants.participants_list import _get_kwargs
        from ..models.list_participants_response import ListParticipantsResponse

        (conference_record_id,) = split_name(
            parent,
            "conferenceRecords/{conferenceRecordId}",
            "parent",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        if filter is not None:
            filter = check_query("filter", filter, "str", self._calls.errors)
        if page_size is not None:
            page_size = check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = check_query("page_token", page_token, "str", self._calls.errors)

        def fetch(page_size: int | None, page_token: str | None) -> ListParticipantsResponse:
            return parse_response(
                self._calls.send(
                    _get_kwargs(
                        conference_record_id=conference_record_id,
                        fields=replace_none(fields),
                        filter_=replace_none(filter),
                        page_size=replace_none(page_size),
                        page_token=replace_none(page_token),
                    )
                ),
                ListParticipantsResponse.from_dict,
                ("participants[].name",),
                self._calls.errors,
                fields,
            )

        return Pager(
            fetch,
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
        """Gets one participant of a call.

        One of `signedinUser`, `anonymousUser` and `phoneUser` says who it is.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}`
        (meet.conferenceRecords.participants.get)

        Args:
            name: `conferenceRecords/{conferenceRecordId}/participants/{participantId}`. Id of the
                participant within the call, the part after `participants/` in its name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.participants.participants_get import _get_kwargs
        from ..models.participant import Participant

        (
            conference_record_id,
            participant_id,
        ) = split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        return parse_response(
            self._calls.send(
                _get_kwargs(
                    conference_record_id=conference_record_id,
                    participant_id=participant_id,
                    fields=replace_none(fields),
                )
            ),
            Participant.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )


class AsyncParticipants:
    """A participant is one person, phone or meeting-room device that took part in a call. There are
    three kinds: signed in to Google, anonymous, and dialled in by phone. When someone joined and
    left, stay by stay, is found in the participant's sessions.

    Methods raise the errors of the client they belong to.
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
        """Lists the participants of a call.

        The latest to join come first. The filter `latest_end_time IS NULL` keeps those who are in
        the call now. `totalSize` is answered only when `fields` asks for it, as in
        `fields=participants,nextPageToken,totalSize`; without `fields` Google sends the
        participants and the page token.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants`
        (meet.conferenceRecords.participants.list)

        Args:
            parent: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            filter: Which participants to list, as a condition on `earliest_start_time` and
                `latest_end_time`, with values in double quotes:
                `earliest_start_time>="2026-11-03T09:05:00Z"`. `latest_end_time IS NULL` keeps
                those who are in the call now.
            page_size: How many to return on one page, at most; a page may hold fewer. Without it at
                most 100. Google takes anything above 250 as 250, and may change that maximum.
                Left out, iterating asks for the largest page.
            page_token: Where to go on: the `nextPageToken` of the page before. Leave it out for the
                first page, and keep everything else in the request the same.

        Returns:
            A pager: iterate it (`async for`) for Participant objects, or its `.pages()` for
            ListParticipantsResponse objects.
        """
        from ..api.participants.participants_list import _get_kwargs
        from ..models.list_participants_response import ListParticipantsResponse

        (conference_record_id,) = split_name(
            parent,
            "conferenceRecords/{conferenceRecordId}",
            "parent",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        if filter is not None:
            filter = check_query("filter", filter, "str", self._calls.errors)
        if page_size is not None:
            page_size = check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = check_query("page_token", page_token, "str", self._calls.errors)

        async def fetch(page_size: int | None, page_token: str | None) -> ListParticipantsResponse:
            return parse_response(
                await self._calls.send(
                    _get_kwargs(
                        conference_record_id=conference_record_id,
                        fields=replace_none(fields),
                        filter_=replace_none(filter),
                        page_size=replace_none(page_size),
                        page_token=replace_none(page_token),
                    )
                ),
                ListParticipantsResponse.from_dict,
                ("participants[].name",),
                self._calls.errors,
                fields,
            )

        return AsyncPager(
            fetch,
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
        """Gets one participant of a call.

        One of `signedinUser`, `anonymousUser` and `phoneUser` says who it is.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/participants

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/participants/{participantId}`
        (meet.conferenceRecords.participants.get)

        Args:
            name: `conferenceRecords/{conferenceRecordId}/participants/{participantId}`. Id of the
                participant within the call, the part after `participants/` in its name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.participants.participants_get import _get_kwargs
        from ..models.participant import Participant

        (
            conference_record_id,
            participant_id,
        ) = split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/participants/{participantId}",
            "name",
            self._calls.errors,
            _MEETING_CODE,
            _INSTEAD[0],
        )
        if fields is not None:
            fields = check_fields(fields, self._calls.errors)
        return parse_response(
            await self._calls.send(
                _get_kwargs(
                    conference_record_id=conference_record_id,
                    participant_id=participant_id,
                    fields=replace_none(fields),
                )
            ),
            Participant.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )
