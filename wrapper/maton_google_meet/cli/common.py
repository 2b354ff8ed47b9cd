"""The options that commands share, the layout of their help, and the client."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from cyclopts import Group, Parameter

from .errors import CommandError
from .program import USAGE

if TYPE_CHECKING:
    from cyclopts import Token
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

    from ..client import GoogleMeet
    from ..sandbox import Sandbox

DEFAULT_LIMIT = 100  # Items of a list.


def _print_panel(console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
    """Print each option on a separate line, with its help below."""
    from cyclopts.help import ColumnSpec, DefaultFormatter, DescriptionRenderer
    from rich.console import Group as Together
    from rich.padding import Padding
    from rich.text import Text

    def option(entry: HelpEntry) -> Together:
        label = Text(" ".join(entry.display_labels_with_metavar), style="cyclopts.name")
        return Together(label, Padding(DescriptionRenderer()(entry), (0, 0, 0, 4)))

    DefaultFormatter(column_specs=(ColumnSpec(renderer=option),))(console, options, panel)


OPERATION_GROUP = Group("Options", sort_key=1, help_formatter=_print_panel)
COMMON_GROUP = Group("Options of other commands too", sort_key=2, help_formatter=_print_panel)


def parse_int(_: object, tokens: Sequence[Token]) -> int:
    """Return a whole number. The converter of cyclopts would round a fraction."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"{tokens[0].value} is not a whole number") from None


def _describe_option(
    text: str, metavar: str | None = None, negative: str = "", converter: Any = None
) -> Parameter:
    return Parameter(
        help=text,
        converter=converter,
        metavar=metavar,
        negative=negative,
        show_default=False,
        group=COMMON_GROUP,
    )


Connection: TypeAlias = Annotated[
    str | None,
    _describe_option(
        "The id of the connection, which selects the Google account. The default is "
        "MATON_GOOGLE_MEET_CONNECTION, or else the only ACTIVE connection.",
        "ID",
    ),
]
AccountLabel: TypeAlias = Annotated[
    str | None,
    _describe_option(
        "Your own words for the account, such as ana@example.com. The question before a write "
        "shows them below the connection; nothing checks them.",
        "TEXT",
    ),
]
Profile: TypeAlias = Annotated[
    str | None,
    _describe_option(
        "The name of a stored session, such as ana@example.com: see the command login. Without "
        "it, the first of these is used: MATON_API_KEY, MATON_PROFILE, the active session.",
        "NAME",
    ),
]
StoredProfile: TypeAlias = Annotated[
    str | None,
    _describe_option(
        "The name of a stored session. The default is MATON_PROFILE, or else the active session.",
        "NAME",
    ),
]
InSandbox: TypeAlias = Annotated[
    bool,
    _describe_option(
        "Use a sandbox in this process: an invented company, created for each command. It needs "
        "no key and no network."
    ),
]
Yes: TypeAlias = Annotated[
    bool,
    _describe_option(
        "Approve the write without a question, for scripts that run with the user's consent."
    ),
]
Json: TypeAlias = Annotated[
    bool | None,
    _describe_option(
        "Print JSON, for a list one object per line. This is the default unless the output is a "
        "terminal.",
        negative="--no-json",
    ),
]
Limit: TypeAlias = Annotated[
    int | None,
    _describe_option(
        f"Show at most N items. The default is {DEFAULT_LIMIT}.", "N", converter=parse_int
    ),
]
All: TypeAlias = Annotated[bool, _describe_option("Show all items.")]

OPTIONS: Mapping[str, tuple[Any, Any]] = {
    "connection": (Connection, None),
    "account": (AccountLabel, None),
    "profile": (Profile, None),
    "sandbox": (InSandbox, False),
    "yes": (Yes, False),
    "json": (Json, None),
    "limit": (Limit, None),
    "all": (All, False),
}
"""Each option's annotation for cyclopts, and its default."""


@contextlib.contextmanager
def open_client(
    connection: str | None = None,
    *,
    profile: str | None = None,
    yes: bool = False,
    sandbox: Sandbox | None = None,
    **more: Any,
) -> Generator[GoogleMeet]:
    """Open a client of the proxy or of `sandbox`, which asks in the terminal before writes."""
    from .. import GoogleMeet, approve_all, approve_in_terminal

    confirm = approve_all if yes else approve_in_terminal
    if sandbox is not None and profile is not None:
        raise CommandError(USAGE, "--profile does not go with --sandbox, which needs no session.")
    make = partial(GoogleMeet, profile=profile) if sandbox is None else sandbox.client
    with silence_log(), make(connection=connection, confirm=confirm, **more) as meet:
        yield meet


@contextlib.contextmanager
def silence_log() -> Generator[None]:
    """Keep Python from printing the library's log: the errors contain the same information."""
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
