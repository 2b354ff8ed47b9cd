"""The contents of the files of an export: messages of the API as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import operator
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from maton_google_meet_api.helpers import person_of

from ..cells import format_cell
from ..facade import format_timestamp
from ..json_text import format_json
from .people import name_of, user_of
from .reading import PARTICIPANTS, RECORDINGS, SMART_NOTES, TRANSCRIPTS
from .texts import escape_markdown, format_utc, read_time

TIME_SUFFIX: Final = "Time"


class Column(NamedTuple):
    """A column of a CSV file."""

    heading: str
    read: Callable[[Any], object]
    """Returns the value for a message."""


def write_messages(messages: Iterable[Any]) -> Iterator[str]:
    """Yield a JSON list of the messages in the form of the API, with one message on each line."""
    separator, end = "[\n", "[]\n"
    for message in messages:
        yield f"{separator}{format_message(message)}"
        separator, end = ",\n", "\n]\n"
    yield end


def format_message(message: Any) -> str:
    """Return a message as JSON in the form of the API. Timestamps are in UTC."""
    return format_json(
        {
            key: format_timestamp(value)
            if key.endswith(TIME_SUFFIX) and isinstance(value, str)
            else value
            for key, value in message.to_dict().items()
        }
    )


def write_table(columns: Iterable[Column], rows: Iterable[Any]) -> Iterator[str]:
    """Yield the lines of a CSV file with headings. No cell can act as a formula."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow([each.heading for each in columns])
    for row in rows:
        writer.writerow([format_cell(_format_value(each.read(row))) for each in columns])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _format_value(value: object) -> str:
    if isinstance(value, datetime):
        return format_utc(read_time(value)) or ""
    return str(value or "")


def _list_columns(*names: str) -> list[Column]:
    """Return a column for each attribute of a message."""
    return [Column(name, operator.attrgetter(name)) for name in names]


def find_document(message: Any) -> Any:
    """Return the destination of a recording, a transcript or smart notes; None without one."""
    names = ("drive_destination", "docs_destination")
    return next((found for name in names if (found := getattr(message, name, None))), None)


def _read_document(message: Any) -> object:
    document = find_document(message)
    return getattr(document, "file", None) or getattr(document, "document", None)


def _read_link(message: Any) -> object:
    return getattr(find_document(message), "export_uri", None)


FILE_COLUMNS: Final = (
    *_list_columns("name", "state", "start_time", "end_time"),
    Column("document", _read_document),
    Column("link", _read_link),
)
TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    PARTICIPANTS: (
        *_list_columns("name"),
        Column("display_name", name_of),
        Column("kind", lambda participant: person_of(participant).kind),
        Column("user", user_of),
        *_list_columns("earliest_start_time", "latest_end_time"),
    ),
    RECORDINGS: FILE_COLUMNS,
    TRANSCRIPTS: FILE_COLUMNS,
    SMART_NOTES: FILE_COLUMNS,
}
"""The columns of the CSV files of messages, by resource."""
SESSION_COLUMNS: Final = (
    Column("name", lambda row: row[1].name),
    Column("participant", lambda row: row[0].name),
    Column("display_name", lambda row: name_of(row[0])),
    Column("start_time", lambda row: row[1].start_time),
    Column("end_time", lambda row: row[1].end_time),
)
"""The columns of the sessions, whose rows consist of the participant and the session."""
DESCRIPTIONS: Final[Mapping[str, str]] = {
    "conference": "The conference record",
    "attendance": "The people in the call, with the times of each",
    PARTICIPANTS: "The participants",
    "sessions": "The sessions: each join on a device starts one",
    RECORDINGS: "The recordings, with their links",
    TRANSCRIPTS: "The transcripts, with the links of their documents",
    SMART_NOTES: "The smart notes, with their links",
}
"""The descriptions of the files, by their names without the extension."""
SAFE_LINK: Final = re.compile(r"https://[\w\-./?=&%~#+:,;@]+", re.ASCII)


def write_index(
    record: Any,
    files: Iterable[str],
    documents: Iterable[tuple[str, Iterable[Any]]],
    failures: Collection[Any] = (),
) -> Iterator[str]:
    """Yield the index of a conference in Markdown.

    Args:
        record: The conference record.
        files: The names of the files beside the index.
        documents: The lists of messages with links, by resource.
        failures: The requests that failed.
    """
    yield f"# {escape_markdown(record.name)}\n\n"
    for heading, value in (
        ("Space", escape_markdown(record.space or "unknown")),
        ("Start", format_utc(read_time(record.start_time), "seconds") or "unknown"),
        ("End", format_utc(read_time(record.end_time), "seconds") or "still running"),
    ):
        yield f"- {heading}: {value}\n"
    yield "\n## Files\n\n"
    groups = dict[str, list[str]]()
    for name in files:
        groups.setdefault(name.rpartition(".")[0], []).append(name)
    for stem, names in groups.items():
        links = ", ".join(f"[{name.rpartition('.')[2]}]({name})" for name in names)
        description = DESCRIPTIONS.get(stem) or f"Transcript {stem.rpartition('-')[2]}"
        yield f"- {description}: {links}\n"
    failed = {each.resource for each in failures}
    for resource, messages in documents:
        yield f"\n## {resource.replace('_', ' ').capitalize()}\n\n"
        yield from _write_links(
            messages, "Unknown: a request failed" if resource in failed else "None"
        )
    if failures:
        yield "\n## Failed requests\n\nTheir data are missing in the files.\n\n"
    for each in failures:
        resource, name = each.resource.replace("_", " "), escape_markdown(each.name)
        yield f"- {resource} of {name}: {escape_markdown(each.error)}\n"


def _write_links(messages: Iterable[Any], default: str) -> Iterator[str]:
    is_empty = True
    for message in messages:
        is_empty = False
        start = format_utc(read_time(message.start_time), "seconds") or "unknown start"
        state = escape_markdown(str(message.state or "unknown state"))
        yield f"- {start}, {state}: {_format_link(_read_link(message))}\n"
    if is_empty:
        yield f"{default}\n"


def _format_link(link: object) -> str:
    """Return a link in Markdown, or the escaped text if it is not an ordinary address."""
    text = link if isinstance(link, str) else ""
    if SAFE_LINK.fullmatch(text):
        return f"<{text}>"
    return escape_markdown(text) or "no link"
