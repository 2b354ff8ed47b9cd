"""The conferences of a report command: the arguments that select them, and its client."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from .common import Settings, add_options, make_sandbox, make_watch, open_client
from .errors import COMMAND, CommandError, convert_errors, print_message
from .parser import Parser
from .program import INTERRUPTED, LATEST, PROGRAM, STDOUT_PATH, USAGE
from .progress import Progress
from .times import DURATION_FORM, parse_duration, parse_moment, parse_zone

if TYPE_CHECKING:
    from ..client import GoogleMeet

Result = TypeVar("Result")
PLACE_HELP = (
    "The name of a conference; or the space, code or link of a meeting, for its latest conference."
)
DEFAULT_HELP = "The default is the latest conference of the account."
WHERE_HELP = f"{PLACE_HELP} {DEFAULT_HELP}"
PERIOD_HELP = (
    "Include all conferences that started since this time, not only the latest one. The time is "
    f"a duration before now ({DURATION_FORM}), or an ISO date or datetime, in local time unless it "
    "has a zone. A date means its first moment. Without WHERE, the command includes the "
    "conferences of the account."
)
DEFAULT_THRESHOLD = "5m"
CLIENT_OPTIONS = ("connection", "account", "profile", "sandbox", "json", "output", "timeout")


def add_where(parser: Parser, text: str = WHERE_HELP) -> None:
    """Add the argument that selects a conference."""
    parser.add_argument("where", nargs="?", help=text)


def add_period(parser: Parser) -> None:
    """Add the options that select the conferences of a period."""
    parser.add_argument("--since", metavar="TIME", type=parse_moment, help=PERIOD_HELP)
    parser.add_argument(
        "--until",
        metavar="TIME",
        type=parse_moment,
        help="With --since: include only the conferences that started before this time.",
    )


def add_threshold(parser: Parser) -> None:
    """Add the option for the threshold of the attendance."""
    parser.add_argument(
        "--threshold",
        metavar="DURATION",
        type=parse_duration,
        default=parse_duration(DEFAULT_THRESHOLD),
        help="The tolerance after which a join is late, and before which a leave is early. The "
        f"default is {DEFAULT_THRESHOLD}.",
    )


def add_zone(parser: Parser, default: str) -> None:
    """Add the option for the time zone, with the text of its default."""
    parser.add_argument(
        "--zone",
        metavar="ZONE",
        type=parse_zone,
        help=f"The time zone of the output, such as Europe/Berlin. The default is {default}.",
    )


def add_client_options(parser: Parser, *more: str) -> None:
    """Add the shared options of a report command."""
    add_options(parser, *CLIENT_OPTIONS, *more)


def has_period(command: str, arguments: argparse.Namespace) -> bool:
    """Return True if the command line selects the conferences of a period.

    Raises:
        CommandError: The period is not valid, or a place is not that of a meeting.
    """
    since: datetime | None = arguments.since
    until: datetime | None = arguments.until
    if since is None:
        if until is not None:
            text = "--until needs --since, which is the start of the period."
            raise CommandError(USAGE, text, hint=f"{COMMAND}--since=7d")
        return False
    if until is not None and until <= since:
        raise CommandError(USAGE, "--until is not after --since: the period is empty.")
    from ..reports.conferences import is_place

    where: str | list[str] | None = arguments.where
    for place in [where] if isinstance(where, str) else where or []:
        if not is_place(place):
            text = f"--since needs the space, code or link of a meeting, and {place} is not one."
            raise CommandError(USAGE, text, hint=f"{PROGRAM} {command} --help")
    return True


def refuse_period(command: str, arguments: argparse.Namespace, flag: str, value: str) -> NoReturn:
    """Raise the error for an option that a period excludes, with the command for one conference."""
    raise CommandError(
        USAGE,
        f"{flag} {value} takes one conference, and --since selects several. Leave out --since for "
        "the latest conference, or pass a record.",
        hint=make_command(command, arguments.where, flag, value),
    )


def make_command(command: str, where: str | None, *options: str) -> str:
    """Return a command line for the same place."""
    # An argument that starts with a dash would be read as an option.
    place = [] if where is None else ["--", where] if where.startswith("-") else [where]
    return shlex.join([PROGRAM, command, *options, *place])


@contextlib.contextmanager
def open_reader(
    command: str, arguments: argparse.Namespace, *, resumes: bool = False
) -> Generator[tuple[GoogleMeet, Progress]]:
    """Open a client that refuses writes, with the display of its progress.

    An error of a report ends the command with its exit code, its message and the next command.

    Args:
        command: The name of the command.
        arguments: Its command line.
        resumes: True if the same command, run again, continues after a failure.
    """
    settings = arguments.settings
    watch, progress = make_watch(settings), Progress(color=settings.color)
    if watch is not None:  # The lines of -v show more.
        progress.active = False
    try:
        with (
            convert_errors(watch, command=command),
            progress,
            open_client(
                settings,
                sandbox=make_sandbox(settings.sandbox),
                writes=False,
                observers=[progress.observe if watch is None else watch],
            ) as meet,
        ):
            yield meet, progress
    except CommandError as failure:
        is_retry = resumes and getattr(failure.error, "retryable", False)
        if failure.kind == "NoConference":
            failure.hint = f"{PROGRAM} {LATEST if arguments.where else 'doctor'}"
        elif failure.kind == "FilesMissing" or is_retry:
            failure.hint = COMMAND
        elif resumes and failure.code == INTERRUPTED:
            failure.lines = ("Interrupted. The same command continues, and keeps finished files.",)
            failure.hint = COMMAND
        raise


def shares_terminal(settings: Settings) -> bool:
    """Return True if the output appears on a terminal, which the progress may use too."""
    return settings.output in (None, STDOUT_PATH) and sys.stdout.isatty()


def read_conferences(
    meet: GoogleMeet,
    arguments: argparse.Namespace,
    read: Callable[[Any], Result],
    progress: Progress,
    *,
    streams: bool,
) -> Iterator[Result]:
    """Yield the report of each selected conference.

    Args:
        meet: The client.
        arguments: The command line, with the place and the period.
        read: Makes the report of one conference.
        progress: The display, which ends before rows appear on the same terminal.
        streams: True if the caller prints each report as soon as it arrives.
    """
    from ..reports.conferences import conferences

    places: Any = [arguments.where]
    if arguments.since is not None:
        places = conferences(meet, arguments.where, since=arguments.since, until=arguments.until)
    shares = streams and shares_terminal(arguments.settings)
    count = 0
    try:
        for place in places:
            report = read(place)
            if shares:
                progress.stop()
            yield report
            count += 1
    finally:
        progress.stop()
    if not count:
        print_message("No conference started in this period.")
