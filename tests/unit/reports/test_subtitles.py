"""Subtitles, read by strict parsers that follow the formats and not the library."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maton_google_meet import UNSET, InvalidArgumentError
from maton_google_meet.reports.entries import Entry, Part
from maton_google_meet.reports.subtitles import write_srt, write_vtt

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
LINE_COLUMNS = 42


class Shown(NamedTuple):
    """A cue as a player shows it. Times are seconds."""

    start: float
    end: float
    speaker: str
    languages: tuple[str, ...]
    lines: tuple[str, ...]


# https://www.w3.org/TR/webvtt1/#file-structure: the syntax for authors, not the lenient parser.
VTT_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
VTT_TIMING = re.compile(rf"{VTT_TIME} --> {VTT_TIME}")
VTT_TOKEN = re.compile(r"<v ([^\n&>]+|(?:[^\n&>]|&\w+;)+)>|<lang ([\w-]+)>|</(v|lang)>|([^<>]+)")
REFERENCE = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm);")
SRT_TIME = r"(\d{2,}):([0-5]\d):([0-5]\d),(\d{3})"
SRT_TIMING = re.compile(rf"{SRT_TIME} --> {SRT_TIME}")


def to_seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return (whole * 1000 + int(thousandths)) / 1000


def parse_vtt(text: str) -> list[Shown]:
    """Parse a WebVTT file, and assert that it is valid."""
    text.encode()
    assert text.endswith("\n")
    assert not re.search(r"[\r\0]", text)
    head, *blocks = text.removesuffix("\n").split("\n\n")
    assert head == "WEBVTT"
    return [parse_vtt_cue(block) for block in blocks]


def parse_vtt_cue(block: str) -> Shown:
    timing, *lines = block.split("\n")
    found = VTT_TIMING.fullmatch(timing)
    assert found, timing
    assert lines
    assert all(lines)
    payload = "\n".join(lines)
    assert "-->" not in payload
    tokens, at = [], 0
    while at < len(payload):
        token = VTT_TOKEN.match(payload, at)
        assert token, payload[at:]
        tokens.append(token)
        at = token.end()
    speaker, languages, shown, is_open = "", [], "", list[str]()
    for token in tokens:
        voice, language, end, words = token.groups()
        if end:
            assert is_open.pop() == end
        elif words:
            assert "&" not in REFERENCE.sub("", words)
            shown += html.unescape(words)
        else:
            is_open.append("v" if voice else "lang")
        if voice:
            assert "&" not in REFERENCE.sub("", voice)
            speaker = html.unescape(voice)
        if language:
            languages.append(language)
    assert is_open == []
    times = found.groups()
    return Shown(
        to_seconds(*times[:4]), to_seconds(*times[4:]), speaker, (*languages,),
        (*shown.split("\n"),),
    )  # fmt: skip


def parse_srt(text: str) -> list[Shown]:
    """Parse an SRT file, and assert that each block has a number, times and lines."""
    text.encode()
    assert not re.search(r"[\r\0<>]", re.sub(r"(?m)^[\d:,]+ --> [\d:,]+$", "", text))
    cues = []
    for number, block in enumerate(text.removesuffix("\n").split("\n\n") if text else [], 1):
        first, timing, *lines = block.split("\n")
        assert first == str(number)
        found = SRT_TIMING.fullmatch(timing)
        assert found, timing
        assert lines
        assert all(lines)
        times = found.groups()
        cues.append(Shown(to_seconds(*times[:4]), to_seconds(*times[4:]), "", (), (*lines,)))
    return cues


def check_cues(cues: Sequence[Shown]) -> None:
    """Assert the order, the times and the size of the cues."""
    for cue in cues:
        assert 0 <= cue.start < cue.end
        assert 1 <= len(cue.lines) <= 2
    for first, second in pairwise(cues):
        assert first.start <= second.start


def measure(text: str) -> int:
    """Return the number of columns of a text."""
    return sum(
        0 if unicodedata.combining(each) or each == "\u200d" else
        2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )  # fmt: skip


def make(text: str, start: float | None = None, end: float | None = None, **fields: Any) -> Entry:
    """Return an entry with times in seconds from `START`."""
    times = [None if at is None else START + timedelta(seconds=at) for at in (start, end)]
    given = {"speaker": "Ana", "transcript": "t", "language": None, **fields}
    return Entry("e", given["transcript"], given["speaker"], given["speaker"], *times,
                 given["language"], text)  # fmt: skip


def show_vtt(*entries: Entry, **options: Any) -> list[Shown]:
    cues = parse_vtt("".join(write_vtt(entries, **options)))
    check_cues(cues)
    return cues


def show_srt(*entries: Entry, **options: Any) -> list[Shown]:
    cues = parse_srt("".join(write_srt(entries, **options)))
    check_cues(cues)
    return cues


def list_times(cues: Sequence[Shown]) -> list[tuple[float, float]]:
    return [(cue.start, cue.end) for cue in cues]


def squeeze(text: str) -> str:
    """Return a text without blanks, at which lines may have been divided."""
    return "".join(text.split())


def join(cues: Sequence[Shown]) -> str:
    return squeeze("".join(line for cue in cues for line in cue.lines))


# --- syntax ---------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["C", "M", "Z"]), min_size=1)
PLAIN_TEXTS = st.lists(
    WORDS.filter(lambda text: not set(text) & set("\u2800\u3164\uffa0\u115f\u1160")), min_size=1
).map(" ".join)
SECONDS = st.none() | st.integers(-50, 400_000) | st.floats(0, 9, width=32)
HOSTILE = st.sampled_from(
    ["-->", "--", "00:00:01.000 --> 00:00:02.000", "\n\n", "\r", "<b>", "</v>", "&amp", "&",
     "WEBVTT", "NOTE x", "1", "\u2028", "\x00", "\u202e", "\ud800", "{\\an8}", "\ufeff", "\u200d",
     "STYLE"]
)  # fmt: skip
TEXTS = st.lists(HOSTILE | st.text(max_size=60) | PLAIN_TEXTS, max_size=6).map("".join)
ENTRIES = st.lists(
    st.builds(
        make,
        TEXTS,
        SECONDS,
        SECONDS,
        speaker=TEXTS.filter(str.strip),
        transcript=st.sampled_from("tu"),
        language=st.none() | st.sampled_from(["en-US", "de>", "sr-Latn-RS", "", "x y"]) | TEXTS,
    ),
    max_size=8,
)
STARTS = st.none() | SECONDS.map(lambda at: at and START + timedelta(seconds=at))


@settings(max_examples=50)
@given(ENTRIES, STARTS, STARTS)
def test_any_entries_are_valid_subtitles(
    entries: list[Entry], start: datetime | None, first: datetime | None
) -> None:
    parts = [Part("t", None, first, None)]
    for show in (show_vtt, show_srt):
        show(*entries, start=start, parts=parts)


@given(st.lists(st.tuples(PLAIN_TEXTS, st.integers(1, 9000), st.integers(0, 9000))))
def test_the_texts_and_times_come_back(pieces: list[tuple[str, int, int]]) -> None:
    """The times are those of the entries, to the millisecond."""
    entries, times, clock = [], [], 0
    for at, (text, length, pause) in enumerate(pieces):
        end = clock + length * (1 + len(text))
        times.append((clock / 1000, end / 1000))
        entries.append(make(text, *times[-1], speaker=f"Speaker {at}"))
        clock = end + pause
    cues = show_vtt(*entries, start=START)
    for at, entry in enumerate(entries):
        own = [cue for cue in cues if cue.speaker == f"Speaker {at}"]
        assert join(own) == squeeze(entry.text)
        assert (own[0].start, own[-1].end) == times[at]
        assert all(first.end == second.start for first, second in pairwise(own))
    subtitles = show_srt(*entries, start=START)
    wide = str.maketrans("<>{", "＜＞｛")
    spoken = "".join(f"{entry.speaker}:{entry.text}" for entry in entries)
    assert join(subtitles) == squeeze(spoken).translate(wide)
    assert [cue.start for cue in subtitles][:1] == [cue.start for cue in cues][:1]


def test_no_entries() -> None:
    assert "".join(write_srt([])) == ""
    assert "".join(write_vtt([])) == "WEBVTT\n"
    silent = [make("", 1, 2), make(" \n\u2028", 1, 2), make("\u200b", 1, 2)]
    assert "".join(write_srt(silent)) == ""


def test_the_speaker_and_the_language_are_marked() -> None:
    entries = [
        make("a < b & c --> d", 0, 2, speaker="Ann <b>&\nCo", language="en-US"),
        make("Ja.", 2, 3, speaker="Ben", language="de-DE"),
        make("Yes.", 3, 4, speaker="Ben", language="en> <b"),
    ]
    assert "".join(write_vtt(entries)) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:02.000\n"
        "<v Ann &lt;b&gt;&amp; Co><lang en-US>a &lt; b &amp; c --&gt; d</lang></v>\n\n"
        "00:00:02.000 --> 00:00:03.000\n<v Ben><lang de-DE>Ja.</lang></v>\n\n"
        "00:00:03.000 --> 00:00:04.000\n<v Ben>Yes.</v>\n"
    )
    assert "<lang" not in "".join(write_vtt(entries, with_languages=False))
    assert "".join(write_srt(entries)) == (
        "1\n00:00:00,000 --> 00:00:02,000\nAnn ＜b＞& Co: a ＜ b & c --＞ d\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nBen: Ja.\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nYes.\n"
    )


def test_a_speaker_whose_name_ends_with_dashes_loses_no_words() -> None:
    [cue] = show_vtt(make("Hello.", 0, 2, speaker="Ana --"))
    assert (cue.speaker.rstrip(" "), cue.lines) == ("Ana --", ("Hello.",))


def test_hidden_characters_are_removed_and_letters_are_kept() -> None:
    text = "שלום \u202eabc\u202c می\u200cخواهم क्\u200dष 👨‍👩‍👧 \ud800\x1b[0m"
    [cue] = show_vtt(make(text, 0, 1))
    assert cue.lines == ("שלום abc می\u200cخواهم क्\u200dष 👨‍👩‍👧 \ufffd[0m",)


def test_the_speaker_is_named_where_two_people_speak_concurrently() -> None:
    long = " ".join(["word"] * 60)
    cues = show_srt(make(long, 0, 20), make("Stop.", 10, 11, speaker="Ben"))
    [at] = [at for at, cue in enumerate(cues) if cue.lines == ("Ben: Stop.",)]
    assert cues[0].lines[0].startswith("Ana: word")
    assert cues[1].lines[0].startswith("word")
    assert cues[at + 1].lines[0].startswith("Ana: word")
    assert cues[at + 2].lines[0].startswith("word")


# --- times ----------------------------------------------------------------------------------------


def test_the_times_are_relative_to_the_first_transcript() -> None:
    entry = make("Hello.", 5, 6)
    parts = [
        Part("t", None, START + timedelta(seconds=2), None),
        Part("u", None, START, None),
    ]
    assert list_times(show_vtt(entry, parts=parts)) == [(3, 4)]
    assert list_times(show_vtt(entry, parts=[Part("t", None, None, None)])) == [(0, 1)]
    assert list_times(show_vtt(entry)) == [(0, 1)]
    assert list_times(show_vtt(entry, parts=parts, start=UNSET)) == [(3, 4)]
    assert list_times(show_vtt(entry, parts=parts, start=START)) == [(5, 6)]
    # No entry is lost because it is earlier than its transcript.
    assert list_times(show_vtt(make("Hello.", 1, 3), parts=parts)) == [(0, 2)]


def test_speech_before_the_start_of_the_recording_is_left_out() -> None:
    entries = [make("Before.", 0, 1), make("Unknown."), make("Both.", 8, 12), make("In.", 12, 13)]
    cues = show_vtt(*entries, start=START + timedelta(seconds=10))
    assert [(cue.lines, cue.start, cue.end) for cue in cues] == [
        (("Both.",), 0, 2),
        (("In.",), 2, 3),
    ]
    assert show_vtt(make("Unknown."), make("Before.", 0, 1), start=START + timedelta(days=1)) == []


def test_entries_in_another_order_are_not_lost() -> None:
    entries = [make(f"{at}", at, at + 1) for at in (9, 5, 7, 1)]
    assert [cue.lines for cue in show_vtt(*entries)] == [("9",), ("5",), ("7",), ("1",)]


@pytest.mark.parametrize("start", [datetime(2026, 11, 22), "2026-11-22", 5])
def test_another_start_is_refused(start: Any) -> None:
    with pytest.raises(InvalidArgumentError, match="time zone"):
        show_vtt(make("Hello.", 0, 1), start=start)


@pytest.mark.parametrize(
    ("entries", "times"),
    [
        # One entry without times, between two others, and beside a single one.
        ([make("a", 0, 1), make("b"), make("c", 9, 10)], [(0, 1), (1, 2), (9, 10)]),
        ([make("a", 0, 1), make("b"), make("c", 1.5, 2)], [(0, 1), (1, 1.5), (1.5, 2)]),
        ([make("a", 0, 5), make("b"), make("c", 5, 6)], [(0, 5), (4, 5), (5, 6)]),
        ([make("a", 0, 0.5), make("b"), make("c", 0.5, 6)], [(0, 0.5), (0, 0.5), (0.5, 6)]),
        ([make("a", 3, 9), make("b"), make("c", 3, 9)], [(3, 9), (3, 9), (9, 10)]),
        # Several share the gap in proportion.
        ([make("a", 0, 1), make("b"), make("c" * 30), make("d", 4)],
         [(0, 1), (1, 2), (2, 4), (4, 5)]),
        ([make("a", 0, 1), make("b"), make("c" * 30), make("d", 2.5)],
         [(0, 1), (1, 1.5), (1.5, 2.5), (2.5, 3.5)]),
        # Entries without times at the start, at the end, and everywhere.
        ([make("a"), make("b", 9, 10)], [(0, 1), (9, 10)]),
        ([make("a"), make("b", 0.5, 1)], [(0, 0.5), (0.5, 1)]),
        ([make("a", 2, 3), make("b" * 30)], [(2, 3), (3, 5)]),
        ([make("a"), make("b"), make("c" * 30)], [(0, 1), (1, 2), (2, 4)]),
        # Only a start, only an end, and an end that is not after the start.
        ([make("a", 2), make("b", 2.25)], [(2, 2.25), (2.25, 3.25)]),
        ([make("a", 0, 2), make("b", None, 4), make("c"), make("d", 6)],
         [(0, 2), (2, 3), (4, 5), (6, 7)]),
        ([make("a", 0, 2), make("b", None, 2.5)], [(0, 2), (2, 2.5)]),
        ([make("a", 5, 5), make("b", 7, 2)], [(5, 6), (7, 8)]),
        ([make("a", 5, 5.0004)], [(5, 5.001)]),
        # Overlaps stay, and an entry that is not in order is not lost.
        ([make("a", 0, 9), make("b", 1, 2), make("c", 3, 4)], [(0, 9), (1, 2), (3, 4)]),
        ([make("a", 5, 6), make("b", 8, 9), make("c", 2, 3)], [(5, 6), (5, 6), (8, 9)]),
    ],
)  # fmt: skip
def test_missing_times_lie_between_those_of_the_neighbors(
    entries: list[Entry], times: list[tuple[float, float]]
) -> None:
    cues = show_vtt(*entries, start=START)
    assert sorted(list_times(cues)) == sorted(times)


def test_without_any_other_time_an_end_is_enough() -> None:
    assert list_times(show_vtt(make("a", None, 7))) == [(0, 1)]


def test_hours_beyond_99() -> None:
    last = 100 * 3600 + 61.5
    assert "".join(write_srt([make("a", last, last + 1)], start=START)).split("\n")[1] == (
        "100:01:01,500 --> 100:01:02,500"
    )
    assert list_times(show_vtt(make("a", last, last + 1), start=START)) == [(last, last + 1)]


def test_the_cues_of_a_long_entry_share_its_time() -> None:
    text = " ".join(f"word{at}" for at in range(10_000))
    cues = show_vtt(make(text, 0, 3600), start=START)
    assert join(cues) == squeeze(text)
    assert (cues[0].start, cues[-1].end) == (0, 3600)
    lengths = [cue.end - cue.start for cue in cues]
    assert max(lengths[:-1]) < 2 * min(lengths[:-1])
    assert max(measure(line) for cue in cues for line in cue.lines) <= LINE_COLUMNS
    # The cues fit even into the shortest time.
    cues = show_vtt(make(text, 0, 0.01), start=START)
    assert cues[-1].end == len(cues) / 1000


# --- lines ----------------------------------------------------------------------------------------


def list_lines(text: str) -> list[str]:
    return [line for cue in show_vtt(make(text, 0, 60)) for line in cue.lines]


@given(PLAIN_TEXTS)
def test_lines_fit(text: str) -> None:
    lines = list_lines(text)
    assert max(map(measure, lines)) <= LINE_COLUMNS
    assert squeeze("".join(lines)) == squeeze(text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x" * 42, ["x" * 42]),
        ("x" * 43, ["x" * 42, "x"]),
        ("語" * 21, ["語" * 21]),
        ("語" * 22, ["語" * 11] * 2),
        # Both lines of a cue have about the same length.
        (" ".join(["words"] * 8), ["words words words words"] * 2),
        # Thai is divided before a leading vowel and not within a syllable; Korean at spaces.
        ("ที่" * 50, ["ที่" * 26, "ที่" * 24]),
        ("เรา" * 20, ["เรา" * 10] * 2),
        ("รัก" * 25, ["รัก" * 13, "รัก" * 12]),
        ("한국어 " * 8, ["한국어 한국어 한국어 한국어"] * 2),
        ("👍" * 22, ["👍" * 11] * 2),
        ("👩\u200d🚀" * 15, ["👩\u200d🚀" * 8, "👩\u200d🚀" * 7]),
        ("🇩🇪" * 22, ["🇩🇪" * 21, "🇩🇪"]),
        ("é" * 50, ["é" * 42, "é" * 8]),
        ("e\u0301" * 50, ["e\u0301" * 42, "e\u0301" * 8]),
    ],
)
def test_a_line_ends_where_the_script_allows_it(text: str, lines: list[str]) -> None:
    assert list_lines(text) == lines


@pytest.mark.parametrize("before", range(9, 30))
def test_no_line_begins_with_a_comma_or_ends_with_a_bracket(before: int) -> None:
    lines = list_lines(f"{'語' * before}、「{'語' * 40}")
    assert len(lines) > 2
    assert not any(line.startswith("、") or line.endswith("「") for line in lines)
    assert max(map(measure, lines)) <= LINE_COLUMNS


# --- size -----------------------------------------------------------------------------------------


def test_cues_are_written_while_entries_arrive() -> None:
    """At most a few entries wait for the times of the following ones."""
    count = 0

    def speak() -> Iterator[Entry]:
        nonlocal count
        for count in range(1, 1001):
            yield make("Hello.", count, count + 0.5)

    for write in (write_srt, write_vtt):
        pieces = write(speak())
        for _ in range(10):
            next(pieces)
        assert count < 15
