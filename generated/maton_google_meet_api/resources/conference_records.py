# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A conference record stands for one call that was held in a space, or is being held there now."""

# The imports inside the methods load an endpoint and its models when they are first needed.
# pyright: reportPrivateUsage=false
from __future__ import annotations

from typing import TYPE_CHECKING

from ..runtime.arguments import check_fields, check_query, replace_none
from ..runtime.calls import AsyncCalls, Calls, parse_response
from ..runtime.names import CodeFormat, split_name
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
_INSTEAD = (
    (
        "this is a meeting code or link, not a conference record. This call lists the"
        " records of the meeting: conference_records.list(filter='space.meeting_code "
        '= "{code}"\')'
    ),
)


class ConferenceRecords:
    """A conference record stands for one call that was held in a space, or is being held there now. It
    appears when the call starts and is deleted 30 days after the call ends. Participants,
    recordings, transcripts and smart notes are all found beneath it.

    Methods raise the errors of the client they belong to.
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
        """Lists the conference records that the account can see.

        Newest first, by start time. Narrow the list with `filter`, to one space or one period for
        example. Records are deleted 30 days after their call ended.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords` (meet.conferenceRecords.list)

        Args:
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            filter: Which records to list, as a condition on `space.name`, `space.meeting_code`,
                `start_time` and `end_time`, with values in double quotes: `space.meeting_code =
                "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
                start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` keeps the calls that are
                still running.
            page_size: How many to return on one page, at most; a page may hold fewer. Without it at
                most 25. Google takes anything above 100 as 100, and may change that maximum.
                Left out, iterating asks for the largest page.
            page_token: Where to go on: the `nextPageToken` of the page before. Leave it out for the
                first page, and keep everything else in the request the same.

        Returns:
            A pager: iterate it (`for`) for ConferenceRecord objects, or its `.pages()` for
            ListConferenceRecordsResponse objects.
        """
        from ..api.conference_records.conference_records_list import _get_kwargs
        from ..models.list_conference_records_response import ListConferenceRecordsResponse

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

        def fetch(page_size: int | None, page_token: str | None) -> ListConferenceRecordsResponse:
            return parse_response(
                self._calls.send(
                    _get_kwargs(
                        fields=replace_none(fields),
                        filter_=replace_none(filter),
                        page_size=replace_none(page_size),
                        page_token=replace_none(page_token),
                    )
                ),
                ListConferenceRecordsResponse.from_dict,
                ("conferenceRecords[].name",),
                self._calls.errors,
                fields,
            )

        return Pager(
            fetch,
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
        """Gets one conference record.

        A record without `endTime` belongs to a call that is still running.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}` (meet.conferenceRecords.get)

        Args:
            name: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.conference_records.conference_records_get import _get_kwargs
        from ..models.conference_record import ConferenceRecord

        (conference_record_id,) = split_name(
            name,
            "conferenceRecords/{conferenceRecordId}",
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
                    fields=replace_none(fields),
                )
            ),
            ConferenceRecord.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )


class AsyncConferenceRecords:
    """A conference record stands for one call that was held in a space, or is being held there now. It
    appears when the call starts and is deleted 30 days after the call ends. Participants,
    recordings, transcripts and smart notes are all found beneath it.

    Methods raise the errors of the client they belong to.
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
        """Lists the conference records that the account can see.

        Newest first, by start time. Narrow the list with `filter`, to one space or one period for
        example. Records are deleted 30 days after their call ended.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords` (meet.conferenceRecords.list)

        Args:
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
            filter: Which records to list, as a condition on `space.name`, `space.meeting_code`,
                `start_time` and `end_time`, with values in double quotes: `space.meeting_code =
                "kfr-wduz-tqa"`, or `start_time>="2026-11-01T00:00:00Z" AND
                start_time<="2026-11-30T00:00:00Z"`. `end_time IS NULL` keeps the calls that are
                still running.
            page_size: How many to return on one page, at most; a page may hold fewer. Without it at
                most 25. Google takes anything above 100 as 100, and may change that maximum.
                Left out, iterating asks for the largest page.
            page_token: Where to go on: the `nextPageToken` of the page before. Leave it out for the
                first page, and keep everything else in the request the same.

        Returns:
            A pager: iterate it (`async for`) for ConferenceRecord objects, or its `.pages()` for
            ListConferenceRecordsResponse objects.
        """
        from ..api.conference_records.conference_records_list import _get_kwargs
        from ..models.list_conference_records_response import ListConferenceRecordsResponse

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

        async def fetch(
            page_size: int | None, page_token: str | None
        ) -> ListConferenceRecordsResponse:
            return parse_response(
                await self._calls.send(
                    _get_kwargs(
                        fields=replace_none(fields),
                        filter_=replace_none(filter),
                        page_size=replace_none(page_size),
                        page_token=replace_none(page_token),
                    )
                ),
                ListConferenceRecordsResponse.from_dict,
                ("conferenceRecords[].name",),
                self._calls.errors,
                fields,
            )

        return AsyncPager(
            fetch,
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
        """Gets one conference record.

        A record without `endTime` belongs to a call that is still running.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/conferences

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}` (meet.conferenceRecords.get)

        Args:
            name: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: What the answer is to contain (Google's partial response), as field names joined
                by commas, with parentheses for what lies within. Name the identity fields too;
                in a list, also `nextPageToken`.
        """
        from ..api.conference_records.conference_records_get import _get_kwargs
        from ..models.conference_record import ConferenceRecord

        (conference_record_id,) = split_name(
            name,
            "conferenceRecords/{conferenceRecordId}",
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
                    fields=replace_none(fields),
                )
            ),
            ConferenceRecord.from_dict,
            ("name",),
            self._calls.errors,
            fields,
        )
