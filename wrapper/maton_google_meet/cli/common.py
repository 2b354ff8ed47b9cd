"""The options that commands share, their values, and the client."""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import CommandError
from .parser import COMMON_GROUP, Parser, Switch, make_choice, parse_float, parse_int
from .program import FORMAT_VARIABLE, FORMATS, USAGE

if TYPE_CHECKING:
    from ..client import GoogleMeet
    from ..events import Observer
    from ..sandbox import Sandbox
    from ..types import Confirm
    from .diagnostics import Watch

DEFAULT_LIMIT = 100  # Items of a list.
PREFIX = "settings_"  # The start of these options' names in a namespace.


class Settings(NamedTuple):
    """The values of the options that commands share."""

    connection: str | None = None
    account: str | None = None
    profile: str | None = None
    sandbox: bool = False
    yes: bool = False
    dry_run: bool = False
    json: bool | None = None
    """The value of --json or --no-json; None if neither is given."""
    format: str | None = None
    select: tuple[str, ...] = ()
    output: str | None = None
    wide: bool = False
    color: bool = True
    limit: int | None = None
    all: bool = False
    timeout: float | None = None
    """The timeout of the client in seconds; None if it is not given."""
    verbose: bool = False
    debug: bool = False

    def list_client_options(self) -> list[str]:
        """Return the options that select the account, for another command."""
        values = {"--connection": self.connection, "--profile": self.profile}
        options = [f"{flag}={value}" for flag, value in values.items() if value is not None]
        return [*options, *["--sandbox"] * self.sandbox]


def _parse_seconds(text: str) -> float:
    from threading import TIMEOUT_MAX

    seconds: float = parse_float(text)
    if not 0 < seconds < TIMEOUT_MAX:
        bounds = f"above 0 and below {TIMEOUT_MAX:.0f}"
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds {bounds}")
    return seconds


def _parse_names(text: str) -> tuple[str, ...]:
    names = tuple(filter(None, (each.strip() for each in text.split(","))))
    if not names:
        raise argparse.ArgumentTypeError("names are missing")
    return names


_SWITCH_ON = {"action": "store_true"}
OPTIONS: Mapping[str, tuple[tuple[str, ...], Mapping[str, Any]]] = {
    "connection": (
        ("--connection",),
        {
            "metavar": "ID",
            "help": "The id of the connection, which selects the Google account. The default is "
            "MATON_GOOGLE_MEET_CONNECTION, or else the only ACTIVE connection.",
        },
    ),
    "account": (
        ("--account",),
        {
            "metavar": "TEXT",
            "help": "Your own words for the account, such as ana@example.com. The question before "
            "a write shows them below the connection; nothing checks them.",
        },
    ),
    "profile": (
        ("--profile",),
        {
            "metavar": "NAME",
            "help": "The name of a stored session, such as ana@example.com: see the command login. "
            "Without it, the first of these is used: MATON_API_KEY, MATON_PROFILE, the active "
            "session.",
        },
    ),
    "sandbox": (
        ("--sandbox",),
        {
            **_SWITCH_ON,
            "help": "Use a sandbox in this process: an invented company, created for each command. "
            "It needs no key and no network.",
        },
    ),
    "yes": (
        ("--yes",),
        {
            **_SWITCH_ON,
            "help": "Approve the write without a question, for scripts that run with the user's "
            "consent.",
        },
    ),
    "dry_run": (
        ("--dry-run",),
        {
            **_SWITCH_ON,
            "help": "Print the write on stdout, as the question shows it, and send nothing. "
            "--output has no effect.",
        },
    ),
    "json": (
        ("--json", "--no-json"),
        {
            "action": Switch,
            "help": "Print JSON: one object, or one object per line for a list. This is the "
            "default unless the output is a terminal. --no-json prints a table.",
        },
    ),
    "format": (
        ("--format",),
        {
            "metavar": "FORMAT",
            "type": make_choice(FORMATS),
            "help": f"Print {', '.join(FORMATS[:-1])} or {FORMATS[-1]}. A list is one array in "
            "json, which stays valid if the command is interrupted, and one object per line in "
            "jsonl. In csv, dots join the names of nested fields, lists are JSON, and texts that a "
            "spreadsheet would run as formulas begin with an apostrophe. The default is "
            "MATON_GOOGLE_MEET_FORMAT.",
        },
    ),
    "select": (
        ("--select",),
        {
            "metavar": "NAMES",
            "type": _parse_names,
            "help": "Print only these fields, such as name,start. Dots join the "
            "names of nested fields. Snake case and the headings of tables are accepted too.",
        },
    ),
    "output": (
        ("-o", "--output"),
        {
            "metavar": "FILE",
            "help": "Write the output to this file, or to stdout if it is -. The file is replaced "
            "at the end. If the command fails or is interrupted, the file stays unchanged, and "
            "the items that arrived are in FILE.part.",
        },
    ),
    "wide": (
        ("--wide",),
        {
            **_SWITCH_ON,
            "help": "Show all columns of a table, full names, and times in UTC to the second. "
            "Otherwise, columns that do not fit are left out.",
        },
    ),
    "limit": (
        ("--limit",),
        {
            "metavar": "N",
            "type": parse_int,
            "help": f"Show at most N items. The default is {DEFAULT_LIMIT}.",
        },
    ),
    "all": (("--all",), {**_SWITCH_ON, "help": "Show all items."}),
    "timeout": (
        ("--timeout",),
        {
            "metavar": "SECONDS",
            "type": _parse_seconds,
            "help": "Seconds to wait for the network at each step of a request. The default is 30.",
        },
    ),
    "color": (
        ("--no-color",),
        {"action": "store_false", "help": "Print no colors and no bold text."},
    ),
    "verbose": (
        ("-v", "--verbose"),
        {**_SWITCH_ON, "help": "Report each request, retry and wait on stderr."},
    ),
    "debug": (
        ("--debug",),
        {**_SWITCH_ON, "help": "Also report the steps of each HTTP connection."},
    ),
}
"""Each option's names, and its arguments for `Parser.add_argument`."""

COMMAND_OPTIONS = ("color", "verbose", "debug")
"""The options of every command."""


def add_options(parser: Parser, *names: str) -> None:
    """Add options that commands share.

    If the command has an option of the same name, the shared one has the prefix --cli-.
    """
    for name in names:
        flags, options = OPTIONS[name]
        free = [_find_free_flag(each, parser) for each in flags]
        parser.add_argument(
            *free, dest=f"{PREFIX}{name}", group=COMMON_GROUP, default=None, **options
        )


def _find_free_flag(flag: str, parser: Parser) -> str:
    while flag in parser.flags:
        flag = f"--cli-{flag[2:]}"
    return flag


def add_sign_in_options(parser: Parser) -> None:
    """Add the options of a sign-in in a browser."""
    parser.add_argument(
        *("--browser", "--no-browser"),
        action=Switch,
        default=True,
        help="Open the sign-in address in a browser, or only print it.",
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=parse_float,
        default=300.0,
        help="Seconds to wait for the sign-in. The default is 300.",
    )


def read_settings(arguments: argparse.Namespace) -> Settings:
    """Return the values of the options that `add_options` added."""
    given = {
        name.removeprefix(PREFIX): value
        for name, value in vars(arguments).items()
        if name.startswith(PREFIX) and value is not None
    }
    if os.environ.get("NO_COLOR"):
        given["color"] = False
    return Settings(**given)


def wants_json(arguments: Sequence[str]) -> bool:
    """Return True if the command line asks for JSON. Its other options may be wrong."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    json, format = "", os.environ.get(FORMAT_VARIABLE, "")
    for at, argument in enumerate(arguments[:end]):
        flag, _, value = argument.partition("=")
        if flag in ("--json", "--no-json"):
            json = flag.removeprefix("--")
        elif flag == "--format":
            format = value or "".join(arguments[at + 1 : end][:1])
    return (json or format) in ("json", "jsonl")


def make_watch(settings: Settings, *, write: bool = False) -> Watch | None:
    """Return an observer for a command that writes, or that reports its calls."""
    verbose = settings.verbose or settings.debug
    if not (write or verbose):
        return None  # An observer loads further modules.
    from .diagnostics import Watch

    return Watch(write=write, verbose=verbose)


@contextlib.contextmanager
def open_client(
    settings: Settings,
    *,
    sandbox: Sandbox | None = None,
    writes: bool = True,
    observers: Sequence[Observer] = (),
    **more: Any,
) -> Generator[GoogleMeet]:
    """Open a client of the proxy or of `sandbox`, which asks in the terminal before writes.

    With `writes=False` it refuses them, and does not import the code that asks. With --dry-run, it
    shows the first write instead, and the `with` block ends.
    """
    from .. import GoogleMeet

    if sandbox is not None and settings.profile is not None:
        raise CommandError(
            USAGE, "--profile cannot be combined with --sandbox, which needs no session."
        )
    options: dict[str, Any] = {
        "connection": settings.connection,
        "account": settings.account,
        "confirm": _find_hook(settings) if writes else None,
    }
    if settings.timeout is not None:
        options["timeout"] = settings.timeout
    if observers:
        options["observe"] = observers
    make = partial(GoogleMeet, profile=settings.profile) if sandbox is None else sandbox.client
    with contextlib.ExitStack() as stack:
        stack.enter_context(silence_log())
        if settings.debug:
            from .diagnostics import log_http

            stack.enter_context(log_http())
        if settings.dry_run:
            from .dry_run import DryRun
            from .output import choose_format

            format = choose_format(settings.format, settings.json)
            options["confirm"] = stack.enter_context(DryRun(format))
        yield stack.enter_context(make(**options | more))


def _find_hook(settings: Settings) -> Confirm:
    from .. import approve_all, approve_in_terminal

    return approve_all if settings.yes else approve_in_terminal


@contextlib.contextmanager
def silence_log() -> Generator[None]:
    """Keep Python from printing the library's log: the errors contain the same information."""
    import logging

    logger, handler = logging.getLogger("maton_google_meet"), logging.NullHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def make_sandbox(requested: bool) -> Sandbox | None:
    """Return a new sandbox if the user requested one."""
    if not requested:
        return None
    from ..sandbox import Sandbox

    return Sandbox()
