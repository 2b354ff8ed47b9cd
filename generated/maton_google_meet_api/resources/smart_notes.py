# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""Smart notes are the notes that Gemini takes during a conference, saved as a Google Docs document."""

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
    from ..models.list_smart_notes_response import ListSmartNotesResponse
    from ..models.smart_note import SmartNote

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


class SmartNotes:
    """Smart notes are the notes that Gemini takes during a conference, saved as a Google Docs
    document. This API returns their times, their state and the location of the document.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def list(
        self,
        parent: str,
        *,
        fields: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> Pager[SmartNote, ListSmartNotesResponse]:
        """List the smart notes of a conference.

        Sorted by start time, oldest first. The list is empty if Gemini did not take notes.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes` (Google's method
        `meet.conferenceRecords.smartNotes.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 10. Google treats values above 100 as 100, and may change that maximum. If it
                is omitted, iterating requests pages of 100 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`for`) for SmartNote objects, or its `.pages()` for
            ListSmartNotesResponse objects.
        """
        from ..api.smart_notes.smart_notes_list import _get_kwargs
        from ..models.list_smart_notes_response import ListSmartNotesResponse

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
        if page_size is not None:
            page_size = _check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = _check_query("page_token", page_token, "str", self._calls.errors)

        def _fetch(page_size: int | None, page_token: str | None) -> ListSmartNotesResponse:
            return self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListSmartNotesResponse.from_dict,
                    ("smartNotes[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.smart_notes,
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
    ) -> SmartNote:
        """Get one set of smart notes of a conference.

        The document exists when `state` is `FILE_GENERATED`.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}`
        (Google's method `meet.conferenceRecords.smartNotes.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}`. Id of the smart
                notes, the last part of their name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.smart_notes.smart_notes_get import _get_kwargs
        from ..models.smart_note import SmartNote

        (
            _conference_record_id,
            _smart_note_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}",
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
                smart_note_id=_smart_note_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                SmartNote.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )


class AsyncSmartNotes:
    """Smart notes are the notes that Gemini takes during a conference, saved as a Google Docs
    document. This API returns their times, their state and the location of the document.

    The methods raise the errors of their client.
    """

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    def list(
        self,
        parent: str,
        *,
        fields: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
    ) -> AsyncPager[SmartNote, ListSmartNotesResponse]:
        """List the smart notes of a conference.

        Sorted by start time, oldest first. The list is empty if Gemini did not take notes.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes` (Google's method
        `meet.conferenceRecords.smartNotes.list`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            parent: `conferenceRecords/{conferenceRecordId}`, or the bare id. Id of the conference
                record, the part after `conferenceRecords/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
            page_size: The maximum number of items on one page; a page may have fewer. The default
                is 10. Google treats values above 100 as 100, and may change that maximum. If it
                is omitted, iterating requests pages of 100 items.
            page_token: The `nextPageToken` of the previous page. Omit it for the first page, and
                keep the other arguments unchanged.

        Returns:
            A pager. Iterate it (`async for`) for SmartNote objects, or its `.pages()` for
            ListSmartNotesResponse objects.
        """
        from ..api.smart_notes.smart_notes_list import _get_kwargs
        from ..models.list_smart_notes_response import ListSmartNotesResponse

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
        if page_size is not None:
            page_size = _check_query(
                "page_size", page_size, "int", self._calls.errors, (0, 2147483647)
            )
        if page_token is not None:
            page_token = _check_query("page_token", page_token, "str", self._calls.errors)

        async def _fetch(page_size: int | None, page_token: str | None) -> ListSmartNotesResponse:
            return await self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListSmartNotesResponse.from_dict,
                    ("smartNotes[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.smart_notes,
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
    ) -> SmartNote:
        """Get one set of smart notes of a conference.

        The document exists when `state` is `FILE_GENERATED`.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}`
        (Google's method `meet.conferenceRecords.smartNotes.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}`. Id of the smart
                notes, the last part of their name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.smart_notes.smart_notes_get import _get_kwargs
        from ..models.smart_note import SmartNote

        (
            _conference_record_id,
            _smart_note_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/smartNotes/{smartNoteId}",
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
                smart_note_id=_smart_note_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                SmartNote.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )
