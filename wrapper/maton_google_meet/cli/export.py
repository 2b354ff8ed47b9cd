"""`export`: all data about conferences as files in a folder."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .conferences import (
    DEFAULT_HELP,
    add_client_options,
    add_period,
    add_threshold,
    has_period,
    open_reader,
)
from .errors import COMMAND, EXIT_CODES, CommandError, print_message
from .output import TABLE, Printer, choose_format, wrap_items
from .parser import Parser
from .program import EXPORT, FAILED, PROGRAM, USAGE
from .words import translate

if TYPE_CHECKING:
    from ..client import GoogleMeet
    from ..reports.manifest import Export, Failure

WHERE_HELP = (
    "The names of conferences; or the spaces, codes or links of meetings, for the latest "
    "conference of each. "
    f"{DEFAULT_HELP}"
)


def add_arguments(parser: Parser) -> None:
    """Add the conferences, the folder and the options of a client."""
    parser.add_argument("where", nargs="*", help=WHERE_HELP)
    parser.add_argument(
        "--to", metavar="FOLDER", help="The folder, which is created if necessary. [required]"
    )
    add_period(parser)
    parser.add_argument(
        "--refresh",
        action="store_true",
        help="Request everything again, including complete data. To continue an interrupted run, "
        "leave it out.",
    )
    add_threshold(parser)
    add_client_options(parser, "format", "wide")


def run(arguments: argparse.Namespace) -> None:
    """Write the files, and print a summary."""
    from ..reports.export import export
    from ..reports.manifest import FILE
    from ..reports.rows import EXPORT as SCHEMA
    from ..reports.rows import EXPORT_ROW

    if not arguments.to:
        text = "Missing option: --to, the folder of the export."
        raise CommandError(USAGE, text, hint=f"{PROGRAM} {EXPORT} --help")
    has_period(EXPORT, arguments)
    settings = arguments.settings
    format = choose_format(settings.format, settings.json, path=settings.output)
    printer = Printer(format, (), settings.output, settings.wide, settings.color)
    printer.check(SCHEMA)
    with open_reader(EXPORT, arguments, resumes=not arguments.refresh) as (meet, progress):
        result = export(
            meet,
            _select(meet, arguments),
            arguments.to,
            threshold=arguments.threshold,
            refresh=arguments.refresh,
            progress=progress.show_steps,
        )
        progress.stop()
        summary = _summarize(result, str(result.folder / FILE))
        if format == TABLE:
            printer.print_list(summary["conferences"], wrap_items(EXPORT_ROW))
            print_message(f"The manifest is {os.path.join(arguments.to, FILE)}.")
        else:
            printer.print_object(summary, SCHEMA)
    _report_gaps(result, arguments)


def _report_gaps(result: Export, arguments: argparse.Namespace) -> None:
    """Raise the error for failed requests, or print a message about running conferences."""
    if result.failures:
        raise _make_error(result.failures, is_refresh=arguments.refresh)
    running = [each for each in result.conferences if each.state == "running"]
    if running:
        print_message(
            f"{len(running)} of {len(result.conferences)} conferences had not ended. Run the same "
            "command again after their end."
        )


def _select(meet: GoogleMeet, arguments: argparse.Namespace) -> Any:
    """Return the selected conferences, as `export` takes them."""
    from ..reports.conferences import conferences, latest

    places: Sequence[str] = arguments.where
    if arguments.since is None:
        return places or latest(meet)
    since, until = arguments.since, arguments.until
    pagers = [conferences(meet, each, since=since, until=until) for each in places or (None,)]
    return pagers[0] if len(pagers) == 1 else (each for pager in pagers for each in pager)


def _summarize(result: Export, manifest: str) -> dict[str, Any]:
    return {
        "folder": str(result.folder),
        "manifest": manifest,
        "complete": result.complete,
        "conferences": [
            {
                "name": each.name,
                "state": each.state,
                "folder": each.folder,
                "files": len(each.files),
                "failures": len(each.failures),
            }
            for each in result.conferences
        ],
        "failures": [each.to_dict() for each in result.failures],
    }


def _make_error(failures: Sequence[Failure], *, is_refresh: bool) -> CommandError:
    """Return the error for failed requests, with the exit code of their class if all agree."""
    codes = {EXIT_CODES.get(each.error, FAILED) for each in failures}
    # The message may contain the text of a server, which must not become a command.
    first = f"for {failures[0].name}: {translate(failures[0].message, calls=False)}"
    count = len(failures)
    return CommandError(
        codes.pop() if len(codes) == 1 else FAILED,
        f"{count} requests failed, the first one {first}"
        if count > 1
        else f"A request failed, {first}",
        "All other data are in the files. The same command "
        f"{'without --refresh ' * is_refresh}repeats only the requests that failed.",
        hint=None if is_refresh else COMMAND,
        kind="ExportError",
    )
