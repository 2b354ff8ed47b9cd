# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A conference record is the record of one conference in a space, past or active."""

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
    from ..models.conference_record import ConferenceRecord
    from ..models.list_conference_records_response import ListConferenceRecordsResponse

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


class ConferenceRecords:
    """A conference record is the record of one conference in a space, past or active. Google creates
    it when the conference starts and deletes it 30 days after the conference ends. It is the parent
    of the participants, recordings, transcripts and smart notes.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def list(
        self,
        *,
        fields: str | None = None,
        filter: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> Pager[ConferenceRecord, ListConferenceRecordsResponse]:
        """List the conference records that the account can see.

        Sorted by start time, newest first. `filter` selects records, for example of one space or
        one period. Google deletes a record 30 days after its conference ended.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords` (Google's method `meet.conferenceRecords.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            filter: The records to list, as a condition on `space.name`, `space.meeting_code`,
                `start_time` and `end_time`, with values in double quotes: `space.meeting_code =
                "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
                start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` selects the active
                conferences.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 25. Google treats values above 100 as 100, and may change that maximum. If it
                is omitted, iterating requests pages of 100 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`for`) for ConferenceRecord objects, or its `.pages()` for
            ListConferenceRecordsResponse objects.
        """
        from ..api.conference_records.conference_records_list import _get_kwargs
        from ..models.list_conference_records_response import ListConferenceRecordsResponse

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

        def _fetch(page_size: int | None, page_token: str | None) -> ListConferenceRecordsResponse:
            return self._calls.send(
                _get_kwargs(
                    fields=_replace_none(fields),
                    filter_=_replace_none(filter),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListConferenceRecordsResponse.from_dict,
                    ("conferenceRecords[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.conference_records,
            self._calls.errors,
            following=lambda page: page.next_page_token,
            token_field="nextPageToken",
            page_size=page_size,
            page_token=page_token,
            largest=100,
            fields=fields,
        )

    def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> ConferenceRecord:
        """Get one conference record.

        A record without `endTime` belongs to an active conference.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}` (Google's method
        `meet.conferenceRecords.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.conference_records.conference_records_get import _get_kwargs
        from ..models.conference_record import ConferenceRecord

        (_conference_record_id,) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}",
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
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                ConferenceRecord.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )


class AsyncConferenceRecords:
    """A conference record is the record of one conference in a space, past or active. Google creates
    it when the conference starts and deletes it 30 days after the conference ends. It is the parent
    of the participants, recordings, transcripts and smart notes.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    def list(
        self,
        *,
        fields: str | None = None,
        filter: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> AsyncPager[ConferenceRecord, ListConferenceRecordsResponse]:
        """List the conference records that the account can see.

        Sorted by start time, newest first. `filter` selects records, for example of one space or
        one period. Google deletes a record 30 days after its conference ended.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords` (Google's method `meet.conferenceRecords.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            filter: The records to list, as a condition on `space.name`, `space.meeting_code`,
                `start_time` and `end_time`, with values in double quotes: `space.meeting_code =
                "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
                start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` selects the active
                conferences.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 25. Google treats values above 100 as 100, and may change that maximum. If it
                is omitted, iterating requests pages of 100 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`async for`) for ConferenceRecord objects, or its `.pages()` for
            ListConferenceRecordsResponse objects.
        """
        from ..api.conference_records.conference_records_list import _get_kwargs
        from ..models.list_conference_records_response import ListConferenceRecordsResponse

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
        ) -> ListConferenceRecordsResponse:
            return await self._calls.send(
                _get_kwargs(
                    fields=_replace_none(fields),
                    filter_=_replace_none(filter),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListConferenceRecordsResponse.from_dict,
                    ("conferenceRecords[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.conference_records,
            self._calls.errors,
            following=lambda page: page.next_page_token,
            token_field="nextPageToken",
            page_size=page_size,
            page_token=page_token,
            largest=100,
            fields=fields,
        )

    async def get(
        self,
        name: str,
        *,
        fields: str | None = None,
    ) -> ConferenceRecord:
        """Get one conference record.

        A record without `endTime` belongs to an active conference.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}` (Google's method
        `meet.conferenceRecords.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.conference_records.conference_records_get import _get_kwargs
        from ..models.conference_record import ConferenceRecord

        (_conference_record_id,) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}",
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
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                ConferenceRecord.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )
