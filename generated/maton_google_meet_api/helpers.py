# Written by scripts/regenerate.py from spec/openapi.yaml; do not edit.
"""Helpers for the messages of Google Meet through Maton, which may lack any field."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from .models import (
        ConferenceRecord,
        Participant,
        ParticipantSession,
        Recording,
        SmartNote,
        Transcript,
        TranscriptEntry,
    )
    from .runtime.unset import Unset


Kind: TypeAlias = Literal["signed_in", "anonymous", "phone", "unknown"]
_KINDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("signedin_user", "signed_in"),
    ("anonymous_user", "anonymous"),
    ("phone_user", "phone"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """The person behind a `Participant`."""

    display_name: str | None
    """The name to show; None if it is missing. People choose their names: do not trust it."""
    kind: Kind
    """The kind of person; `unknown` if the message has no documented kind."""


def person_of(participant: Participant | Unset | None) -> Person:
    """Return the name and the kind of the person behind a `Participant`.

    A missing name is None, and a missing kind is `unknown`; neither is `UNSET`.

        print(person_of(participant).display_name or "(no name)")
    """
    for attribute, kind in _KINDS:
        if user := getattr(participant, attribute, None):
            name: object = getattr(user, "display_name", None)
            return Person(name if isinstance(name, str) and name else None, kind)
    return Person(None, "unknown")


_LIMITS: Final = (
    ("start_time", "end_time"),
    ("earliest_start_time", "latest_end_time"),
)


def duration_of(
    message: ConferenceRecord
    | Participant
    | ParticipantSession
    | Recording
    | Transcript
    | TranscriptEntry
    | SmartNote
    | Unset
    | None,
) -> datetime.timedelta | None:
    """Return the time from the start to the end of `message`, including breaks.

    Return None if a timestamp is missing, for example that of the end while a conference is active.

        print(duration_of(record) or "still running")
    """
    for start, end in _LIMITS:
        first: object = getattr(message, start, None)
        last: object = getattr(message, end, None)
        if isinstance(first, datetime.datetime) and isinstance(last, datetime.datetime):
            return last - first
    return None
