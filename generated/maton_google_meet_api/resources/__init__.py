# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""The resources of Google Meet through Maton, sync and async: one class per tag, one method per operation.

A client provides the function that performs a call; see `runtime.calls`. Each class is imported on
its first use.
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
    """The resources as attributes."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    @property
    def connections(self) -> Connections:
        """A connection is one Google account that has authorized Maton to act for it."""
        from .connections import Connections

        return Connections(self._calls)

    @property
    def spaces(self) -> Spaces:
        """A space is a persistent meeting room with a link, a meeting code and settings for joining."""
        from .spaces import Spaces

        return Spaces(self._calls)

    @property
    def members(self) -> Members:
        """Members are people with a role in a space, such as co-host, that is assigned before a conference."""
        from .members import Members

        return Members(self._calls)

    @property
    def conference_records(self) -> ConferenceRecords:
        """A conference record is the record of one conference in a space, past or active."""
        from .conference_records import ConferenceRecords

        return ConferenceRecords(self._calls)

    @property
    def participants(self) -> Participants:
        """A participant is one person, phone or meeting-room device in a conference."""
        from .participants import Participants

        return Participants(self._calls)

    @property
    def participant_sessions(self) -> ParticipantSessions:
        """A session is one stay of a participant in a conference, from joining on a device to leaving."""
        from .participant_sessions import ParticipantSessions

        return ParticipantSessions(self._calls)

    @property
    def recordings(self) -> Recordings:
        """A recording is the metadata of one recorded part of a conference, with the location of its MP4 file in Google Drive."""
        from .recordings import Recordings

        return Recordings(self._calls)

    @property
    def transcripts(self) -> Transcripts:
        """A transcript is the metadata of one transcribed part of a conference, with the location of its text in Google Docs."""
        from .transcripts import Transcripts

        return Transcripts(self._calls)

    @property
    def transcript_entries(self) -> TranscriptEntries:
        """An entry is one uninterrupted piece of speech, with its speaker, time, language and text."""
        from .transcript_entries import TranscriptEntries

        return TranscriptEntries(self._calls)

    @property
    def smart_notes(self) -> SmartNotes:
        """Smart notes are the notes that Gemini takes during a conference, saved as a Google Docs document."""
        from .smart_notes import SmartNotes

        return SmartNotes(self._calls)


class AsyncResources:
    """The resources as attributes; their methods are async."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    @property
    def connections(self) -> AsyncConnections:
        """A connection is one Google account that has authorized Maton to act for it."""
        from .connections import AsyncConnections

        return AsyncConnections(self._calls)

    @property
    def spaces(self) -> AsyncSpaces:
        """A space is a persistent meeting room with a link, a meeting code and settings for joining."""
        from .spaces import AsyncSpaces

        return AsyncSpaces(self._calls)

    @property
    def members(self) -> AsyncMembers:
        """Members are people with a role in a space, such as co-host, that is assigned before a conference."""
        from .members import AsyncMembers

        return AsyncMembers(self._calls)

    @property
    def conference_records(self) -> AsyncConferenceRecords:
        """A conference record is the record of one conference in a space, past or active."""
        from .conference_records import AsyncConferenceRecords

        return AsyncConferenceRecords(self._calls)

    @property
    def participants(self) -> AsyncParticipants:
        """A participant is one person, phone or meeting-room device in a conference."""
        from .participants import AsyncParticipants

        return AsyncParticipants(self._calls)

    @property
    def participant_sessions(self) -> AsyncParticipantSessions:
        """A session is one stay of a participant in a conference, from joining on a device to leaving."""
        from .participant_sessions import AsyncParticipantSessions

        return AsyncParticipantSessions(self._calls)

    @property
    def recordings(self) -> AsyncRecordings:
        """A recording is the metadata of one recorded part of a conference, with the location of its MP4 file in Google Drive."""
        from .recordings import AsyncRecordings

        return AsyncRecordings(self._calls)

    @property
    def transcripts(self) -> AsyncTranscripts:
        """A transcript is the metadata of one transcribed part of a conference, with the location of its text in Google Docs."""
        from .transcripts import AsyncTranscripts

        return AsyncTranscripts(self._calls)

    @property
    def transcript_entries(self) -> AsyncTranscriptEntries:
        """An entry is one uninterrupted piece of speech, with its speaker, time, language and text."""
        from .transcript_entries import AsyncTranscriptEntries

        return AsyncTranscriptEntries(self._calls)

    @property
    def smart_notes(self) -> AsyncSmartNotes:
        """Smart notes are the notes that Gemini takes during a conference, saved as a Google Docs document."""
        from .smart_notes import AsyncSmartNotes

        return AsyncSmartNotes(self._calls)
