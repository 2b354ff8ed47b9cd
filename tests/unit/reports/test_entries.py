"""Entries, the names of speakers, and turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet.models import Participant, TranscriptEntry
from maton_google_meet.models import Transcript as TranscriptModel
from maton_google_meet.reports.entries import (
    MAX_PAUSE,
    UNKNOWN_SPEAKER,
    Entry,
    Part,
    Speakers,
    Turn,
    escape_line,
    group_turns,
    make_entry,
    make_part,
    sort_entries,
    sort_parts,
)

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def make(
    speaker: str, start: float | None = None, end: float | None = None, transcript: str = "t"
) -> Entry:
    """Return an entry with times in seconds."""
    times = [None if each is None else START + each * SECOND for each in (start, end)]
    return Entry("e", transcript, speaker, speaker, times[0], times[1], None, "Words.")


def person(number: int, kind: str = "signedinUser", minute: int | None = None, **user: str) -> Any:
    """Return a participant of a kind who joined at a minute."""
    joined = {} if minute is None else {"earliestStartTime": f"2026-11-22T08:{minute:02}:00Z"}
    return Participant.from_dict({"name": f"p/{number}", kind: user, **joined})


# --- speakers -------------------------------------------------------------------------------------


def test_people_with_the_same_name_have_numbers_in_the_order_of_joining() -> None:
    speakers = Speakers(
        [
            person(1, displayName="Ana"),
            person(2, minute=9, displayName="Ana"),
            person(3, minute=1, displayName="Ana"),
            person(4, "anonymousUser", minute=2, displayName="Ben"),
        ]
    )
    names = [speakers.find_name(f"p/{number}") for number in (1, 2, 3, 4)]
    assert names == ["Ana (3)", "Ana (2)", "Ana", "Ben"]


def test_participants_of_one_user_share_a_name() -> None:
    speakers = Speakers(
        [person(number, user="users/7", displayName="Ana") for number in (1, 2)]
        + [person(3, user="users/8", displayName="Ana")]
    )
    assert [speakers.find_name(f"p/{number}") for number in (1, 2, 3)] == ["Ana", "Ana", "Ana (2)"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Ana", "Ana"), ("Ana", "ANA"), ("Ana", "Ana "), ("Ana", "Ａna"), ("A na", "A\tna"),
     ("Zo\u00eb", "Zoe\u0308")],
)  # fmt: skip
def test_names_that_look_the_same_are_the_same(first: str, second: str) -> None:
    speakers = Speakers([person(1, displayName=first), person(2, displayName=second)])
    assert speakers.find_name("p/1") == first
    assert speakers.find_name("p/2") == f"{second} (2)"


def test_a_name_that_has_a_number_already() -> None:
    names = ["Ana", "Ana (2)", "Ana", UNKNOWN_SPEAKER]
    speakers = Speakers([person(at, displayName=name) for at, name in enumerate(names)])
    found = [speakers.find_name(f"p/{at}") for at in range(4)]
    assert found == ["Ana", "Ana (2)", "Ana (3)", f"{UNKNOWN_SPEAKER} (2)"]


def test_speakers_without_a_name() -> None:
    speakers = Speakers([person(1, "phoneUser"), person(2, "phoneUser"), person(3, "robot")])
    names = [speakers.find_name(each) for each in ("p/1", "p/2", "p/3", "p/4", "p/4", None, "")]
    assert names[:2] == ["Phone user", "Phone user (2)"]
    assert names[3] == names[4] == f"{names[2]} (2)"
    assert names[5:] == [UNKNOWN_SPEAKER] * 2


@given(st.lists(st.sampled_from(["Ana", "ana", "Ana (2)", "Ana (3)", "", "\u200b", "Ben"])))
def test_different_people_have_different_names(names: list[str]) -> None:
    people = [person(at, displayName=name) for at, name in enumerate(names)]
    speakers = Speakers(people)
    found = [speakers.find_name(f"p/{at}") for at in range(len(names))]
    assert len({each.casefold() for each in found}) == len(names)
    assert all(each.strip() for each in found)
    reverse = Speakers(reversed(people))
    assert [reverse.find_name(f"p/{at}") for at in range(len(names))] == found


def test_many_people_with_the_same_name() -> None:
    count = 5000
    speakers = Speakers(person(at, displayName="Ana") for at in range(count))
    assert len({speakers.find_name(f"p/{at}") for at in range(count)}) == count


# --- messages -------------------------------------------------------------------------------------


def test_an_entry_has_the_fields_of_its_message() -> None:
    message = TranscriptEntry.from_dict(
        {
            "name": "e/1",
            "participant": "p/1",
            "text": "Hello.",
            "languageCode": "en-US",
            "startTime": "2026-11-22T10:00:00.123456+02:00",
            "endTime": "2026-11-22T08:00:01Z",
        }
    )
    entry = make_entry(message, "t/1", Speakers([person(1, displayName="Ana")]))
    assert entry.to_dict() == {
        "name": "e/1",
        "transcript": "t/1",
        "participant": "p/1",
        "speaker": "Ana",
        "start": "2026-11-22T08:00:00.123456Z",
        "end": "2026-11-22T08:00:01Z",
        "language": "en-US",
        "text": "Hello.",
    }


def test_a_message_may_lack_everything_but_the_name() -> None:
    entry = make_entry(TranscriptEntry("e/1"), "t/1", Speakers())
    assert entry == Entry("e/1", "t/1", None, UNKNOWN_SPEAKER, None, None, None, "")
    part = make_part(TranscriptModel("t/1"))
    assert part.to_dict() == {"name": "t/1", "state": None, "start": None, "end": None}


def test_a_time_that_utc_does_not_have_is_unknown() -> None:
    """The first hours of the calendar, in a zone east of Greenwich."""
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))
    message = TranscriptEntry("e/1", start_time=early)
    assert make_entry(message, "t/1", Speakers()).start is None


# --- order ----------------------------------------------------------------------------------------


@given(st.lists(st.none() | st.integers(0, 5)))
def test_entries_without_a_start_keep_their_place(starts: list[int | None]) -> None:
    entries = [make(str(at), start) for at, start in enumerate(starts)]
    result = sort_entries(entries)
    assert [at for at, each in enumerate(result) if not each.start] == [
        at for at, start in enumerate(starts) if start is None
    ]
    timed = [(each.start, int(each.speaker)) for each in result if each.start]
    assert timed == sorted(timed)
    assert sorted(map(str, result)) == sorted(map(str, entries))


def test_transcripts_are_in_the_order_of_their_start() -> None:
    parts = [Part("b", None, START + SECOND, None), Part("c", None, None, None)]
    parts.append(Part("a", None, START, None))
    assert [each.name for each in sort_parts(parts)] == ["a", "c", "b"]


# --- turns ----------------------------------------------------------------------------------------


def list_turns(*entries: Entry) -> list[int]:
    """Return the number of entries of each turn."""
    return [len(turn.entries) for turn in group_turns(entries)]


def test_a_turn_ends_at_another_speaker_transcript_or_pause() -> None:
    pause = MAX_PAUSE / SECOND
    assert list_turns() == []
    assert list_turns(make("A", 0, 1), make("A", 2, 3), make("B", 4, 5), make("A", 6)) == [2, 1, 1]
    assert list_turns(make("A", 0, 1), make("A", 2, 3, transcript="u")) == [1, 1]
    assert list_turns(make("A", 0, 1), make("A", 1 + pause)) == [2]
    assert list_turns(make("A", 0, 1), make("A", 1.001 + pause)) == [1, 1]
    # An earlier entry may end later, and times may be missing.
    assert list_turns(make("A", 0, 50), make("A", 1, 2), make("A", 49 + pause)) == [3]
    assert list_turns(make("A", 0), make("A"), make("A", pause)) == [3]
    assert list_turns(make("A"), make("A", 99), make("A", 5)) == [3]


def test_a_turn_has_the_times_of_its_entries() -> None:
    entries = (make("A"), make("A", 1, 9), make("A", 2, 3), make("A"))
    [turn] = group_turns(entries)
    assert turn == Turn("A", START + SECOND, START + 9 * SECOND, entries)
    [turn] = group_turns([make("A")])
    assert (turn.start, turn.end) == (None, None)


def test_a_line_has_no_hidden_characters_and_no_wide_blanks() -> None:
    assert escape_line(" Ça va\u202f?\r\n\u2028x\u3000y\t\x00\u202e ") == "Ça va ? x y \\x00\\u202e"
