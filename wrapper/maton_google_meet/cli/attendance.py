"""`attendance`: the people of a conference, and the time that each was present."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any

from .columns import convert_times, pick_fields, read_marks, select_columns
from .conferences import (
    add_client_options,
    add_period,
    add_threshold,
    add_where,
    add_zone,
    has_period,
    open_reader,
    read_conferences,
    refuse_period,
)
from .errors import CommandError
from .files import check_file, open_file
from .output import CSV, JSON, LINES, MARKDOWN, TABLE, TEXT, Printer, choose_format, wrap_items
from .parser import Parser
from .program import ATTENDANCE, FORMATS, USAGE
from .times import LOCAL

if TYPE_CHECKING:
    from ..reports.attendance import Attendance

ATTENDANCE_FORMATS = (*FORMATS, MARKDOWN, TEXT)
CHART_FLAG = "--chart"
CONFERENCE = "conference"


def add_arguments(parser: Parser) -> None:
    """Add the conferences, the formats and the options of a client."""
    add_where(parser)
    add_period(parser)
    parser.add_choice(
        "--format",
        ATTENDANCE_FORMATS,
        "With --since, json is one object per line. In csv, texts that a spreadsheet would run as "
        "formulas begin with an apostrophe.",
    )
    parser.add_argument(
        CHART_FLAG,
        metavar="FILE",
        help="Also draw the presence of each person over time, and write it to this SVG file.",
    )
    add_threshold(parser)
    parser.add_argument(
        "--bom",
        action="store_true",
        help="Begin csv with a byte order mark, which some spreadsheets need to read UTF-8.",
    )
    add_zone(parser, "local time in a table, md, txt and the chart, and UTC in other formats")
    add_client_options(parser, "select", "wide")


def run(arguments: argparse.Namespace) -> None:
    """Print the attendance of the selected conferences, and draw its chart."""
    from ..reports.attendance import attendance

    several, chart = has_period(ATTENDANCE, arguments), arguments.chart
    if several and chart is not None:
        refuse_period(ATTENDANCE, arguments, CHART_FLAG, chart)
    output = _Output(arguments, several)
    if chart is not None:
        check_file(chart, CHART_FLAG)
        if _is_same_file(chart, arguments.settings.output):
            raise CommandError(USAGE, f"{CHART_FLAG} and -o have the same file. Name two files.")
    with open_reader(ATTENDANCE, arguments) as (meet, progress):
        read = partial(
            attendance, meet, threshold=arguments.threshold, progress=progress.show_steps
        )
        reports: Iterable[Attendance] = read_conferences(
            meet, arguments, read, progress, streams=output.format != TABLE
        )
        if chart is not None:
            reports = [*reports]
            with open_file(chart, lambda: False, CHART_FLAG) as file:
                file.write(reports[0].to_svg(arguments.zone or LOCAL))
        output.print(reports)


def _is_same_file(first: str, second: str | None) -> bool:
    """Return True if two options name one file, which each of them would replace."""
    return second is not None and os.path.realpath(first) == os.path.realpath(second)


class _Output:
    """The output of the command, in one of its formats."""

    def __init__(self, arguments: argparse.Namespace, several: bool) -> None:
        from ..reports.rows import ATTENDANCE_ROW, ATTENDEE

        settings = arguments.settings
        self.several = several
        self.format = choose_format(
            arguments.format,
            settings.json,
            lists=several,
            path=settings.output,
            formats=ATTENDANCE_FORMATS,
        )
        self.zone: tzinfo | None = arguments.zone
        self.has_conference = several or self.format == CSV
        self.row = ATTENDANCE_ROW if self.has_conference else ATTENDEE
        self.columns = select_columns(settings.select, self.row, strict=True)
        if self.columns and self.format in (MARKDOWN, TEXT):
            text = f"--select does not apply to {self.format}. Use --format csv or table."
            raise CommandError(USAGE, text)
        if arguments.bom and self.format != CSV:
            raise CommandError(USAGE, "--bom applies to csv. Add --format csv.")
        self.printer = Printer(
            LINES if several and self.format == JSON else self.format,
            settings.select if self.format in (TABLE, CSV) else (),
            settings.output,
            settings.wide,
            settings.color,
            zone=self.zone,
            bom=arguments.bom,
        )
        if self.format in (MARKDOWN, TEXT):
            self.printer.check_path()
        else:
            self.printer.check(self.row)

    def print(self, reports: Iterable[Attendance]) -> None:
        """Print the reports, each as soon as it arrives."""
        from ..reports.rows import ATTENDANCE

        if self.format in (MARKDOWN, TEXT):
            self.printer.print_text(self._write_texts(reports))
        elif self.format == CSV and not self.columns:
            self.printer.print_text(_write_csv(reports, self.zone or UTC))
        elif self.format in (TABLE, CSV):
            self.printer.print_list(self._iterate_rows(reports), wrap_items(self.row))
        else:
            items = map(self._make_item, reports)
            if self.several or self.format == LINES:
                self.printer.print_list(items, wrap_items(ATTENDANCE))
            else:
                self.printer.print_object(next(items), ATTENDANCE)

    def _write_texts(self, reports: Iterable[Attendance]) -> Iterator[str]:
        zone = self.zone or LOCAL
        for index, report in enumerate(reports):
            text = report.to_text(zone) if self.format == TEXT else report.to_markdown(zone)
            yield f"\n{text}" if index else text

    def _iterate_rows(self, reports: Iterable[Attendance]) -> Iterator[dict[str, Any]]:
        for report in reports:
            for each in report.attendees:
                row = {CONFERENCE: report.conference} if self.has_conference else {}
                row |= each.to_dict()
                yield convert_times(row, self.row, self.zone) if self.zone else row

    def _make_item(self, report: Attendance) -> dict[str, Any]:
        from ..reports.rows import ATTENDANCE

        item = report.to_dict()
        if self.zone is not None:
            item = convert_times(item, ATTENDANCE, self.zone)
        if self.columns:
            marks = read_marks(self.row)
            people = item["attendees"]
            item["attendees"] = [pick_fields(each, self.columns, marks) for each in people]
        return item


def _write_csv(reports: Iterable[Attendance], zone: tzinfo) -> Iterator[str]:
    """Yield the rows of all reports after one heading."""
    from ..reports.attendance import CSV_FIELDS, CSV_HEAD, write_csv

    heading = f"{','.join((*CSV_HEAD, *CSV_FIELDS))}\n"
    for report in reports:
        yield "".join([heading, *write_csv(report, report.attendees, heading=False, zone=zone)])
        heading = ""
    if heading:  # No conference matched.
        yield heading
