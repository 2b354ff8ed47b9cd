# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""A recording is the metadata of one recorded part of a conference, with the location of its MP4 file in Google Drive."""

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
    from ..models.list_recordings_response import ListRecordingsResponse
    from ..models.recording import Recording

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


class Recordings:
    """A recording is the metadata of one recorded part of a conference, with the location of its MP4
    file in Google Drive. Download the file from Drive; this API does not provide it. Only Google
    Workspace accounts with recording enabled have recordings.

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
    ) -> Pager[Recording, ListRecordingsResponse]:
        """List the recordings of a conference.

        Sorted by start time, oldest first. The list is empty if the conference was not recorded.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings` (Google's method
        `meet.conferenceRecords.recordings.list`)

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
            A pager. Iterate it (`for`) for Recording objects, or its `.pages()` for
            ListRecordingsResponse objects.
        """
        from ..api.recordings.recordings_list import _get_kwargs
        from ..models.list_recordings_response import ListRecordingsResponse

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

        def _fetch(page_size: int | None, page_token: str | None) -> ListRecordingsResponse:
            return self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListRecordingsResponse.from_dict,
                    ("recordings[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return Pager(
            _fetch,
            lambda page: page.recordings,
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
    ) -> Recording:
        """Get one recording of a conference.

        The file exists when `state` is `FILE_GENERATED`. Download it from Google Drive by the file
        id in `driveDestination`.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings/{recordingId}`
        (Google's method `meet.conferenceRecords.recordings.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/recordings/{recordingId}`. Id of the
                recording, the last part of its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.recordings.recordings_get import _get_kwargs
        from ..models.recording import Recording

        (
            _conference_record_id,
            _recording_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/recordings/{recordingId}",
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
                recording_id=_recording_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Recording.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )


class AsyncRecordings:
    """A recording is the metadata of one recorded part of a conference, with the location of its MP4
    file in Google Drive. Download the file from Drive; this API does not provide it. Only Google
    Workspace accounts with recording enabled have recordings.

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
    ) -> AsyncPager[Recording, ListRecordingsResponse]:
        """List the recordings of a conference.

        Sorted by start time, oldest first. The list is empty if the conference was not recorded.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings` (Google's method
        `meet.conferenceRecords.recordings.list`)

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
            A pager. Iterate it (`async for`) for Recording objects, or its `.pages()` for
            ListRecordingsResponse objects.
        """
        from ..api.recordings.recordings_list import _get_kwargs
        from ..models.list_recordings_response import ListRecordingsResponse

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

        async def _fetch(page_size: int | None, page_token: str | None) -> ListRecordingsResponse:
            return await self._calls.send(
                _get_kwargs(
                    conference_record_id=_conference_record_id,
                    fields=_replace_none(fields),
                    page_size=_replace_none(page_size),
                    page_token=_replace_none(page_token),
                ),
                lambda response: _parse_response(
                    response,
                    ListRecordingsResponse.from_dict,
                    ("recordings[].name",),
                    self._calls.errors,
                    fields,
                ),
            )

        return AsyncPager(
            _fetch,
            lambda page: page.recordings,
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
    ) -> Recording:
        """Get one recording of a conference.

        The file exists when `state` is `FILE_GENERATED`. Download it from Google Drive by the file
        id in `driveDestination`.

        Google's guide: https://developers.google.com/workspace/meet/api/guides/artifacts

        `GET /google-meet/v2/conferenceRecords/{conferenceRecordId}/recordings/{recordingId}`
        (Google's method `meet.conferenceRecords.recordings.get`)

        Needs one of the Google permissions `meetings.space.created`, `meetings.space.readonly`.

        Args:
            name: `conferenceRecords/{conferenceRecordId}/recordings/{recordingId}`. Id of the
                recording, the last part of its name.
            fields: The fields of the response (Google's partial response), joined by commas, with
                nested fields in parentheses. Include the identity fields; in a list, also
                `nextPageToken`. `*` means all fields.
        """
        from ..api.recordings.recordings_get import _get_kwargs
        from ..models.recording import Recording

        (
            _conference_record_id,
            _recording_id,
        ) = _split_name(
            name,
            "conferenceRecords/{conferenceRecordId}/recordings/{recordingId}",
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
                recording_id=_recording_id,
                fields=_replace_none(fields),
            ),
            lambda response: _parse_response(
                response,
                Recording.from_dict,
                ("name",),
                self._calls.errors,
                fields,
            ),
        )
