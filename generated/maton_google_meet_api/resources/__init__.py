# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""The resources of Google Meet through Maton, sync and async: one class a tag, one method an operation.

A client hands them the function that performs a call; see `calls`. Each class is loaded when it is
first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..runtime.calls import AsyncCalls, Calls
    from .conference_records import AsyncConferenceRecords, ConferenceRecords
    from .connections import AsyncConnections, Connections
    from .members import AsyncMembers, Members
    from .participant_sessions import AsyncParticipantSessions, ParticipantSessions
    from .participants import AsyncParticipants, Participants
    from .recordings import AsyncRecordings, Recordings
    from .smart_notes import AsyncSmartNotes, SmartNotes
    from .spaces import AsyncSpaces, Spaces
    from .transcript_entries import AsyncTranscriptEntries, TranscriptEntries
    from .transcripts import AsyncTranscripts, Transcripts
else:
    from ..runtime.lazy import make_lazy_getattr

    __getattr__ = make_lazy_getattr(
        __name__,
        {
            "Connections": ".connections",
            "AsyncConnections": ".connections",
            "Spaces": ".spaces",
            "AsyncSpaces": ".spaces",
            "Members": ".members",
            "AsyncMembers": ".members",
            "ConferenceRecords": ".conference_records",
            "AsyncConferenceRecords": ".conference_records",
            "Participants": ".participants",
            "AsyncParticipants": ".participants",
            "ParticipantSessions": ".participant_sessions",
            "AsyncParticipantSessions": ".participant_sessions",
            "Recordings": ".recordings",
            "AsyncRecordings": ".recordings",
            "Transcripts": ".transcripts",
            "AsyncTranscripts": ".transcripts",
            "TranscriptEntries": ".transcript_entries",
            "AsyncTranscriptEntries": ".transcript_entries",
            "SmartNotes": ".smart_notes",
            "AsyncSmartNotes": ".smart_notes",
        },
    )


class Resources:
    """Every resource as an attribute."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    @property
    def connections(self) -> Connections:
        """A connection is one Google account that has let Maton act for it."""
        from .connections import Connections

        return Connections(self._calls)

    @property
    def spaces(self) -> Spaces:
        """A space is a lasting meeting room with a link, a meeting code and settings that decide who may join without knocking."""
        from .spaces import Spaces

        return Spaces(self._calls)

    @property
    def members(self) -> Members:
        """Members are people who have been given a role in a space ahead of time, such as co-host."""
        from .members import Members

        return Members(self._calls)

    @property
    def conference_records(self) -> ConferenceRecords:
        """A conference record stands for one call that was held in a space, or is being held there now."""
        from .conference_records import ConferenceRecords

        return ConferenceRecords(self._calls)

    @property
    def participants(self) -> Participants:
        """A participant is one person, phone or meeting-room device that took part in a call."""
        from .participants import Participants

        return Participants(self._calls)

    @property
    def participant_sessions(self) -> ParticipantSessions:
        """A session is one stay of a participant in a call, from joining on a device to leaving."""
        from .participant_sessions import ParticipantSessions

        return ParticipantSessions(self._calls)

    @property
    def recordings(self) -> Recordings:
        """A recording describes one stretch of a call that was recorded, and where its MP4 file lies in Google Drive."""
        from .recordings import Recordings

        return Recordings(self._calls)

    @property
    def transcripts(self) -> Transcripts:
        """A transcript describes one stretch of a call whose speech was written down, and the Google Docs document that holds the text."""
        from .transcripts import Transcripts

        return Transcripts(self._calls)

    @property
    def transcript_entries(self) -> TranscriptEntries:
        """An entry is one uninterrupted piece of speech: who spoke, when, in which language, and what was said."""
        from .transcript_entries import TranscriptEntries

        return TranscriptEntries(self._calls)

    @property
    def smart_notes(self) -> SmartNotes:
        """Smart notes are the notes that Gemini takes during a call, saved as a Google Docs document."""
        from .smart_notes import SmartNotes

        return SmartNotes(self._calls)


class AsyncResources:
    """Every resource as an attribute, its methods to be awaited."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    @property
    def connections(self) -> AsyncConnections:
        """A connection is one Google account that has let Maton act for it."""
        from .connections import AsyncConnections

        return AsyncConnections(self._calls)

    @property
    def spaces(self) -> AsyncSpaces:
        """A space is a lasting meeting room with a link, a meeting code and settings that decide who may join without knocking."""
        from .spaces import AsyncSpaces

        return AsyncSpaces(self._calls)

    @property
    def members(self) -> AsyncMembers:
        """Members are people who have been given a role in a space ahead of time, such as co-host."""
        from .members import AsyncMembers

        return AsyncMembers(self._calls)

    @property
    def conference_records(self) -> AsyncConferenceRecords:
        """A conference record stands for one call that was held in a space, or is being held there now."""
        from .conference_records import AsyncConferenceRecords

        return AsyncConferenceRecords(self._calls)

    @property
    def participants(self) -> AsyncParticipants:
        """A participant is one person, phone or meeting-room device that took part in a call."""
        from .participants import AsyncParticipants

        return AsyncParticipants(self._calls)

    @property
    def participant_sessions(self) -> AsyncParticipantSessions:
        """A session is one stay of a participant in a call, from joining on a device to leaving."""
        from .participant_sessions import AsyncParticipantSessions

        return AsyncParticipantSessions(self._calls)

    @property
    def recordings(self) -> AsyncRecordings:
        """A recording describes one stretch of a call that was recorded, and where its MP4 file lies in Google Drive."""
        from .recordings import AsyncRecordings

        return AsyncRecordings(self._calls)

    @property
    def transcripts(self) -> AsyncTranscripts:
        """A transcript describes one stretch of a call whose speech was written down, and the Google Docs document that holds the text."""
        from .transcripts import AsyncTranscripts

        return AsyncTranscripts(self._calls)

    @property
    def transcript_entries(self) -> AsyncTranscriptEntries:
        """An entry is one uninterrupted piece of speech: who spoke, when, in which language, and what was said."""
        from .transcript_entries import AsyncTranscriptEntries

        return AsyncTranscriptEntries(self._calls)

    @property
    def smart_notes(self) -> AsyncSmartNotes:
        """Smart notes are the notes that Gemini takes during a call, saved as a Google Docs document."""
        from .smart_notes import AsyncSmartNotes

        return AsyncSmartNotes(self._calls)
