# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A transcript is the metadata of one transcribed part of a conference, with the location of its text in Google Docs."""

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
    from ..models.list_transcripts_response import ListTranscriptsResponse
    from ..models.transcript import Transcript

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


class Transcripts:
    """A transcript is the metadata of one transcribed part of a conference, with the location of its
    text in Google Docs. List its entries to get the text with speakers and times. Only Google
    Workspace accounts with recording enabled have transcripts.

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
    ) -> Pager[Transcript, ListTranscriptsResponse]:
        """List the transcripts of a conference.

        Sorted by start time, oldest first. The list is empty if the conference was not transcribed.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts` (Google's method
        `meet.conferenceRecords.transcripts.list`)

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
            A pager. Iterate it (`for`) for Transcript objects, or its `.pages()` for
            ListTranscriptsResponse objects.
        """
        from ..api.transcripts.transcripts_list import _get_kwargs
        from ..models.list_transcripts_response import ListTranscriptsResponse

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

        def _fetch(page_size: int | None, page_token: str | None) -> ListTranscriptsResponse:
            return self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListTranscriptsResponse.from_dict,
                    ("transcripts[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.transcripts,
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
    ) -> Transcript:
        """Get one transcript of a conference.

        The document exists when `state` is `FILE_GENERATED`. List the transcript's entries to get
        the text.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}`
        (Google's method `meet.conferenceRecords.transcripts.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}`. Id of the
                transcript, the part after `transcripts/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.transcripts.transcripts_get import _get_kwargs
        from ..models.transcript import Transcript

        (
            _conference_record_id,
            _transcript_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}",
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
                transcript_id=_transcript_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Transcript.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )


class AsyncTranscripts:
    """A transcript is the metadata of one transcribed part of a conference, with the location of its
    text in Google Docs. List its entries to get the text with speakers and times. Only Google
    Workspace accounts with recording enabled have transcripts.

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
    ) -> AsyncPager[Transcript, ListTranscriptsResponse]:
        """List the transcripts of a conference.

        Sorted by start time, oldest first. The list is empty if the conference was not transcribed.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts` (Google's method
        `meet.conferenceRecords.transcripts.list`)

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
            A pager. Iterate it (`async for`) for Transcript objects, or its `.pages()` for
            ListTranscriptsResponse objects.
        """
        from ..api.transcripts.transcripts_list import _get_kwargs
        from ..models.list_transcripts_response import ListTranscriptsResponse

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

        async def _fetch(page_size: int | None, page_token: str | None) -> ListTranscriptsResponse:
            return await self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListTranscriptsResponse.from_dict,
                    ("transcripts[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.transcripts,
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
    ) -> Transcript:
        """Get one transcript of a conference.

        The document exists when `state` is `FILE_GENERATED`. List the transcript's entries to get
        the text.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}`
        (Google's method `meet.conferenceRecords.transcripts.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}`. Id of the
                transcript, the part after `transcripts/` in its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.transcripts.transcripts_get import _get_kwargs
        from ..models.transcript import Transcript

        (
            _conference_record_id,
            _transcript_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/transcripts/{transcriptId}",
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
                transcript_id=_transcript_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Transcript.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )
