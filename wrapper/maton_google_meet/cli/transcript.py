"""`transcript`: the transcript of a conference with the names of the speakers."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from maton_google_meet_api.runtime.schemas import Node

from .columns import convert_times
from .common import Settings
from .conferences import (
    DEFAULT_HELP,
    add_client_options,
    add_period,
    add_where,
    add_zone,
    has_period,
    make_command,
    open_reader,
    read_conferences,
    refuse_period,
)
from .errors import CommandError, complete_hint, print_message
from .output import JSON, LINES, MARKDOWN, TEXT, Printer, choose_format, wrap_items
from .parser import Parser
from .program import NOT_FOUND, PROGRAM, TRANSCRIPT, USAGE, WAIT
from .times import LOCAL

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from ..client import GoogleMeet
    from ..reports.transcript import Transcript

SRT, VTT = "srt", "vtt"
SUBTITLES = (SRT, VTT)
TRANSCRIPT_FORMATS = (TEXT, MARKDOWN, *SUBTITLES, JSON)
RECORDING = "recording"
WHERE_HELP = (
    "The name of a conference or of a transcript; or the space, code or link of a meeting, for its "
    f"latest conference. {DEFAULT_HELP}"
)


def add_arguments(parser: Parser) -> None:
    """Add the conferences, the formats and the options of a client."""
    add_where(parser, WHERE_HELP)
    add_period(parser)
    parser.add_choice(
        "--format",
        TRANSCRIPT_FORMATS,
        "With --since, json is one object per line. srt and vtt are subtitles of one conference. "
        "The default is txt on a terminal, and json otherwise.",
    )
    parser.add_choice(
        "--align",
        (RECORDING,),
        "With `recording`, the times of srt and vtt count from the start of the first recording. "
        "By default, they count from the start of the transcript.",
    )
    add_zone(parser, "local time in txt and md, and UTC in json")
    add_client_options(parser)


def run(arguments: argparse.Namespace) -> None:
    """Print the transcripts of the selected conferences."""
    from ..reports.rows import TRANSCRIPT as SCHEMA
    from ..reports.transcript import transcript

    settings, several, zone = (
        arguments.settings,
        has_period(TRANSCRIPT, arguments),
        arguments.zone,
    )
    format = choose_format(
        arguments.format,
        settings.json,
        path=settings.output,
        formats=TRANSCRIPT_FORMATS,
        text=TEXT,
    )
    if format in SUBTITLES and several:
        refuse_period(TRANSCRIPT, arguments, "--format", format)
    if format not in SUBTITLES and arguments.align is not None:
        raise CommandError(USAGE, "--align applies to subtitles. Add --format srt or vtt.")
    printer = Printer(LINES if several else format, path=settings.output)
    printer.check_path()
    with open_reader(TRANSCRIPT, arguments) as (meet, progress):
        read = partial(transcript, meet, progress=progress.show_steps)
        reports = _announce(
            read_conferences(meet, arguments, read, progress, streams=format != JSON), settings
        )
        if format != JSON:
            printer.print_text(_write_texts(meet, reports, format, arguments))
            return
        items = map(_make_item(SCHEMA, zone), reports)
        if several:
            printer.print_list(items, wrap_items(SCHEMA))
        else:
            printer.print_object(next(items), SCHEMA)


def _announce(reports: Iterable[Transcript], settings: Settings) -> Iterator[Transcript]:
    """Yield the reports, and print a message for one that is empty."""
    for report in reports:
        if not report.entries:
            command = shlex.join([PROGRAM, WAIT, report.conference, TRANSCRIPT])
            hint = complete_hint(command, settings.list_client_options())
            print_message(
                f"The transcript of {report.conference} is empty.", hint=f"To wait for it: {hint}"
            )
        yield report


def _write_texts(
    meet: GoogleMeet, reports: Iterable[Transcript], format: str, arguments: argparse.Namespace
) -> Iterator[str]:
    zone = arguments.zone or LOCAL
    for index, report in enumerate(reports):
        if format in SUBTITLES:
            start = _find_start(meet, report, arguments) if arguments.align else None
            yield report.to_srt(start) if format == SRT else report.to_vtt(start)
        else:
            text = report.to_text(zone) if format == TEXT else report.to_markdown(zone)
            yield f"\n{text}" if index else text


def _find_start(meet: GoogleMeet, report: Transcript, arguments: argparse.Namespace) -> datetime:
    """Return the start of the first recording.

    Raises:
        CommandError: The conference was not recorded.
    """
    from ..reports.transcript import find_recording_start

    start = find_recording_start(meet, report.conference)
    if start is None:
        raise CommandError(
            NOT_FOUND,
            f"{report.conference} has no recording to align with. Without --align, the times count "
            "from the start of the transcript.",
            hint=make_command(TRANSCRIPT, arguments.where, "--format", arguments.format),
        )
    return start


def _make_item(schema: Node, zone: tzinfo | None) -> Callable[[Transcript], dict[str, Any]]:
    def make(report: Transcript) -> dict[str, Any]:
        item = report.to_dict()
        return convert_times(item, schema, zone) if zone else item

    return make
