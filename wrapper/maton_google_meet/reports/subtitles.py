"""Subtitles in SRT and WebVTT.

The times are relative to a start, such as that of a recording. Long entries are split into cues,
whose times are interpolated.

WebVTT: https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import functools
import heapq
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..errors import InvalidArgumentError
from .entries import Entry, Part, escape_line, mark_turns

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.unset import Unset

MAX_LINE_COLUMNS: Final = 42
MAX_CUE_LINES: Final = 2
COLUMNS_PER_SECOND: Final = 15
"""The speed of speech, for entries without times."""
MIN_ESTIMATE_MILLISECONDS: Final = 1000
MILLISECOND: Final = timedelta(milliseconds=1)

# No line begins with a character of `_NO_START`, or ends with one of `_NO_END`.
_NO_START = frozenset(
    "、。，．・：；？！」』）］｝〉》】〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…‥％ะาำๅๆฯະາຳ"
)
_JOINER = "\u200d"
_NO_END = frozenset("「『（［｛〈《【〔เแโใไເແໂໃໄ\u0e31\u0e37\u0e47\u1039\u17d2")
# Thai, Lao, Burmese and Khmer are written without spaces, as are wide characters except Korean.
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_KOREAN = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
# Vowels of Korean, and the colors of emoji.
_EXTENSIONS = re.compile("[\u1160-\u11ff\U0001f3fb-\U0001f3ff]")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]")
_LANGUAGE = re.compile(r"[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_ENTITIES: Final = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
# SRT has no escapes, and many players run HTML tags and `{\an8}`: use the full-width characters.
_SRT_ENTITIES: Final = {ord("<"): "＜", ord(">"): "＞", ord("{"): "｛"}


# A text that a line break cannot divide, its columns, and True if a space precedes it.
_Atom: TypeAlias = tuple[str, int, bool]


class Cue(NamedTuple):
    """A piece of an entry, shown as one subtitle. Times are milliseconds from the start."""

    start: int
    order: int
    """The position among the cues, which decides between equal starts."""
    end: int
    entry: Entry
    lines: tuple[str, ...]
    is_labeled: bool
    """True if the lines begin with the speaker."""


def write_srt(
    entries: Iterable[Entry], parts: Sequence[Part] = (), start: datetime | Unset | None = None
) -> Iterator[str]:
    """Yield the entries as SRT. A cue begins with the speaker where the speaker changes.

    Args:
        entries: The entries in order.
        parts: The transcripts of the entries.
        start: The time at which the subtitles begin; by default the start of the first transcript,
            or else of the first entry.
    """
    speaker = None
    for number, cue in enumerate(_make_cues(entries, parts, start, has_labels=True), 1):
        lines = [*cue.lines]
        if cue.entry.speaker != speaker and not cue.is_labeled:  # Two people speak concurrently.
            lines[0] = f"{_make_label(cue.entry)}{lines[0]}"
        speaker = cue.entry.speaker
        times = f"{_format_time(cue.start, ',')} --> {_format_time(cue.end, ',')}"
        text = "\n".join(lines).translate(_SRT_ENTITIES)
        separator = "\n" if number > 1 else ""
        yield f"{separator}{number}\n{times}\n{text}\n"


def write_vtt(
    entries: Iterable[Entry],
    parts: Sequence[Part] = (),
    start: datetime | Unset | None = None,
    *,
    with_languages: bool = True,
) -> Iterator[str]:
    """Yield the entries as WebVTT. Each cue names its speaker.

    Args:
        entries: The entries in order.
        parts: The transcripts of the entries.
        start: As for `write_srt`.
        with_languages: Mark the language of each cue.
    """
    yield "WEBVTT\n"
    for cue in _make_cues(entries, parts, start, has_labels=False):
        times = f"{_format_time(cue.start, '.')} --> {_format_time(cue.end, '.')}"
        text = "\n".join(cue.lines).translate(_ENTITIES)
        language = cue.entry.language or ""
        if with_languages and _LANGUAGE.fullmatch(language):
            text = f"<lang {language}>{text}</lang>"
        speaker = escape_line(cue.entry.speaker).translate(_ENTITIES)
        # After a name that ends with two dashes, the end of the tag would form an arrow, which ends
        # a cue. A space is not visible.
        tag = f"<v {speaker}>".replace("-->", "-- >")
        yield f"\n{times}\n{tag}{text}</v>\n"


def _format_time(milliseconds: int, separator: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{separator}{rest:03}"


def _make_label(entry: Entry) -> str:
    return f"{escape_line(entry.speaker)}: "


# --- times ----------------------------------------------------------------------------------------


class _Speech(NamedTuple):
    """An entry with words."""

    entry: Entry
    text: str
    begins_turn: bool


def _make_cues(
    entries: Iterable[Entry],
    parts: Sequence[Part],
    start: datetime | Unset | None,
    *,
    has_labels: bool,
) -> Iterator[Cue]:
    """Yield the cues in the order of their start, as WebVTT requires.

    A cue waits in a heap while an entry that starts earlier may follow.
    """
    heap: list[Cue] = []
    order, earliest = 0, None
    for speech, first, last in _time_entries(_read_speech(entries), parts, start):
        while heap and heap[0].start <= first:
            earliest = heap[0].start
            yield heapq.heappop(heap)
        label = _make_label(speech.entry) if has_labels and speech.begins_turn else ""
        pieces = _split_text(label + speech.text)
        total, used = sum(columns for _, columns in pieces), 0
        # Entries that are not in order follow the cues that are already written.
        begin = first if earliest is None else max(first, earliest)
        length = max(last - first, len(pieces))
        stop = begin
        for at, (lines, columns) in enumerate(pieces, 1):
            used += columns
            # A cue is never empty, and each of the following ones needs a millisecond.
            cue_start = stop
            stop = max(stop + 1, begin + length * used // total)
            stop = min(stop, begin + length - len(pieces) + at)
            if stop > 0:
                order += 1
                is_labeled = bool(label) and at == 1
                cue = Cue(max(cue_start, 0), order, stop, speech.entry, lines, is_labeled)
                heapq.heappush(heap, cue)
    while heap:
        yield heapq.heappop(heap)


def _read_speech(entries: Iterable[Entry]) -> Iterator[_Speech]:
    """Yield the entries that have words."""
    for entry, begins_turn in mark_turns(each for each in entries if each.text.strip()):
        if text := _remove_hidden(entry.text):
            yield _Speech(entry, text, begins_turn)


def _remove_hidden(text: str) -> str:
    """Return `text` on one line, with blanks folded to one space, without hidden characters."""
    return " ".join(escape_for_terminal(" ".join(text.split()), _remove).split())


def _remove(character: str) -> str:
    # UTF-8 cannot represent half of a surrogate pair.
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""


def _time_entries(
    speeches: Iterable[_Speech], parts: Sequence[Part], start: Any
) -> Iterator[tuple[_Speech, int, int]]:
    """Yield each entry with its start and end in milliseconds. The end is after the start.

    An entry without a start waits for the next time: see `_fill_gap`.
    """
    if start and not (isinstance(start, datetime) and start.tzinfo):
        raise InvalidArgumentError(
            "start= takes a datetime with a time zone, such as recording.start_time."
        )
    origin = start or None
    gap = _Gap([], None, None, None)
    for speech in speeches:
        entry = speech.entry
        time = entry.start or entry.end
        if time is None:
            gap.speeches.append(speech)
            continue
        if origin is None:
            origin = min([time, *(each.start for each in parts[:1] if each.start)])
        limit = (time - origin) // MILLISECOND
        if not start:
            limit = max(limit, 0)  # Only a start that the caller passed excludes entries.
        if entry.start is None:
            gap.speeches.append(speech)
            yield from _fill_gap(gap, limit)
            gap = _Gap([], None, None, limit)
            continue
        yield from _fill_gap(gap, limit)
        end = (entry.end - origin) // MILLISECOND if entry.end else None
        gap = _Gap([speech], limit, end if entry.end != entry.start else None, None)
    yield from _fill_gap(gap, None)


class _Gap(NamedTuple):
    """An entry with a start, if there is one, and the following entries without times."""

    speeches: list[_Speech]
    start: int | None
    """The start of the first entry; None if the first entry has none."""
    end: int | None
    """The end of the first entry; None if it is unknown."""
    previous: int | None
    """The end of the entry before the first one; None if there is none."""


def _fill_gap(gap: _Gap, limit: int | None) -> Iterator[tuple[_Speech, int, int]]:
    """Yield the entries of a gap with times before `limit`, the next time that is known.

    Without a limit, the times follow from the length of the text. With one, the entries share the
    time that is left in proportion to their length. Where none is left, they overlap the end of the
    first entry, or else the entry that follows.
    """
    speeches = gap.speeches
    earliest = cursor = gap.start
    if gap.start is not None and gap.end is not None and gap.end >= gap.start:
        cursor = gap.end
        yield speeches[0], gap.start, max(gap.end, gap.start + 1)
        speeches = speeches[1:]
    estimates = [_estimate(each) for each in speeches]
    total, used = sum(estimates), 0
    if cursor is None:
        before = limit - total if limit is not None and limit < 0 else 0
        cursor = before if gap.previous is None else gap.previous
    earliest = cursor if earliest is None else earliest
    span = total
    if limit is not None and limit - cursor < total:
        begin = cursor if cursor < limit else max(earliest, limit - total)
        if begin < limit:
            cursor, span = begin, limit - begin
    for speech, estimate in zip(speeches, estimates, strict=True):
        begin = cursor + span * used // total
        used += estimate
        yield speech, begin, max(begin + 1, cursor + span * used // total)


def _estimate(speech: _Speech) -> int:
    """Return the estimated duration in milliseconds."""
    columns = sum(_classify(each)[0] for each in speech.text)
    return max(MIN_ESTIMATE_MILLISECONDS, columns * 1000 // COLUMNS_PER_SECOND)


# --- lines ----------------------------------------------------------------------------------------


def _split_text(text: str) -> list[tuple[tuple[str, ...], int]]:
    """Return the lines of each cue, and the number of their columns.

    The lines of a text that does not fill its cues have about the same length.
    """
    if len(text) <= MAX_LINE_COLUMNS and text.isascii():
        return [((text,), len(text))]
    atoms = [*_split_atoms(text)]
    lines = _fill_lines(atoms, MAX_LINE_COLUMNS)
    count = -(-len(lines) // MAX_CUE_LINES) * MAX_CUE_LINES
    if len(lines) > 1:
        total = sum(columns + 1 for _, columns in lines)
        for width in range(total // count, MAX_LINE_COLUMNS, 2):
            if len(balanced := _fill_lines(atoms, width)) <= count:
                lines = balanced
                break
    cues = [lines[at : at + MAX_CUE_LINES] for at in range(0, len(lines), MAX_CUE_LINES)]
    return [
        (tuple(line for line, _ in cue), max(1, sum(columns for _, columns in cue))) for cue in cues
    ]


def _fill_lines(atoms: Iterable[_Atom], width: int) -> list[tuple[str, int]]:
    """Return lines and the columns of each. A longer atom has a line of its own."""
    lines: list[tuple[str, int]] = []
    line, used = "", 0
    for text, columns, has_space in atoms:
        if line and used + has_space + columns > width:
            lines.append((line, used))
            line, used = text, columns
        elif line and has_space:
            line, used = f"{line} {text}", used + 1 + columns
        else:
            line, used = line + text, used + columns
    lines.append((line, used))
    return lines


def _split_atoms(text: str) -> Iterator[_Atom]:
    """Yield the words of a text, in pieces between which a line may end."""
    for word in text.split(" "):
        has_space = True
        for piece, columns in _split_short(word) if len(word) <= MAX_LINE_COLUMNS else _split(word):
            yield piece, columns, has_space
            has_space = False


def _split(word: str) -> list[tuple[str, int]]:
    """Return the pieces of a word between which a line may end, and the columns of each.

    A line ends between two characters if one of them belongs to a script without spaces, or if
    the piece would not fit into a line.
    """
    pieces: list[tuple[str, int]] = []
    piece, used, previous = "", 0, ""
    was_breakable = is_pair = False
    for character in word:
        columns, is_breakable, is_extension, is_flag = _classify(character)
        is_pair = is_flag and not is_pair and bool(previous) and _classify(previous)[3]
        is_joined = is_extension or is_pair or previous == _JOINER
        if piece and not is_joined:
            is_break = (
                (is_breakable or was_breakable)
                and previous not in _NO_END
                and character not in _NO_START
            )
            if is_break or used + columns > MAX_LINE_COLUMNS:
                pieces.append((piece, used))
                piece, used = "", 0
        piece, used = piece + character, used + columns
        previous, was_breakable = character, is_breakable
    pieces.append((piece, used))
    return pieces


_split_short = functools.lru_cache(maxsize=4096)(_split)


@functools.lru_cache(maxsize=4096)
def _classify(character: str) -> tuple[int, bool, bool, bool]:
    """Return the columns of a character, and three flags.

    The flags are: its script has no spaces; it belongs to the previous character; it is half of the
    emoji of a flag.
    """
    category = unicodedata.category(character)
    is_wide = unicodedata.east_asian_width(character) in {"W", "F"}
    columns = 0 if category in {"Mn", "Me", "Cf"} else 2 if is_wide else 1
    is_breakable = bool(_NO_SPACES.match(character)) or (is_wide and not _KOREAN.match(character))
    is_extension = category in {"Mn", "Mc", "Me", "Cf"} or bool(_EXTENSIONS.match(character))
    return columns, is_breakable, is_extension, bool(_FLAGS.match(character))
