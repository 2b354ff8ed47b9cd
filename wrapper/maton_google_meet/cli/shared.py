"""What the commands have in common: options, how help shows them, and the client they use."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from cyclopts import Group, Parameter

if TYPE_CHECKING:
    from cyclopts import Token
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

    from ..client import GoogleMeet
    from ..sandbox import Sandbox

SHOWN = 100  # Items of a list, unless the user says otherwise.


def _panel(console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
    """Each option on a line of its own, however long, and below it what it means."""
    from cyclopts.help import ColumnSpec, DefaultFormatter, DescriptionRenderer
    from rich.console import Group as Together
    from rich.padding import Padding
    from rich.text import Text

    def option(entry: HelpEntry) -> Together:
        label = Text(" ".join(entry.display_labels_with_metavar), style="cyclopts.name")
        return Together(label, Padding(DescriptionRenderer()(entry), (0, 0, 0, 4)))

    DefaultFormatter(column_specs=(ColumnSpec(renderer=option),))(console, options, panel)


OWN = Group("Options", sort_key=1, help_formatter=_panel)
GENERAL = Group("Options of other commands too", sort_key=2, help_formatter=_panel)


def whole(_: object, tokens: Sequence[Token]) -> int:
    """A number as it was typed; cyclopts' own reading of one rounds a fraction."""
    try:
        return int(tokens[0].value)
    except ValueError:
        raise ValueError(f"{tokens[0].value} is no whole number") from None


def _general(
    text: str, metavar: str | None = None, negative: str = "", converter: Any = None
) -> Parameter:
    return Parameter(
        help=text,
        converter=converter,
        metavar=metavar,
        negative=negative,
        show_default=False,
        group=GENERAL,
    )


Connection: TypeAlias = Annotated[
    str | None,
    _general(
        "Which Google account to act for: the id of its connection. Left out, it is that in "
        "MATON_GOOGLE_MEET_CONNECTION, else the only ACTIVE one.",
        "ID",
    ),
]
InSandbox: TypeAlias = Annotated[
    bool,
    _general(
        "Act on a sandbox in this process in the place of the real thing: a made-up company, new "
        "each time. It needs no key and no network."
    ),
]
Yes: TypeAlias = Annotated[
    bool, _general("Approve the write, unseen: for scripts, whose user agreed beforehand.")
]
Json: TypeAlias = Annotated[
    bool | None,
    _general(
        "Print JSON, of a list one object a line. It is the default where the output is no "
        "terminal.",
        negative="--no-json",
    ),
]
Limit: TypeAlias = Annotated[
    int | None,
    _general(f"Show so many at the most, {SHOWN} unless told otherwise.", "N", converter=whole),
]
All: TypeAlias = Annotated[bool, _general("Show all that there are.")]

OPTIONS: Mapping[str, tuple[Any, Any]] = {
    "connection": (Connection, None),
    "sandbox": (InSandbox, False),
    "yes": (Yes, False),
    "json": (Json, None),
    "limit": (Limit, None),
    "all": (All, False),
}
"""By name: how cyclopts takes it, and its value where it is left out."""


@contextlib.contextmanager
def client(
    connection: str | None = None, *, yes: bool = False, sandbox: Sandbox | None = None, **more: Any
) -> Generator[GoogleMeet]:
    """A client that asks in the terminal, or of `sandbox`."""
    from .. import GoogleMeet, approve_all, approve_in_terminal

    confirm = approve_all if yes else approve_in_terminal
    make = GoogleMeet if sandbox is None else sandbox.client
    with quiet(), make(connection=connection, confirm=confirm, **more) as meet:
        yield meet


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Within, Python prints no log of the library's on its own: the errors say what it says."""
    logger, handler = logging.getLogger("maton_google_meet"), logging.NullHandler()
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def sandbox_if(wanted: bool) -> Sandbox | None:
    """A sandbox, where one is wanted."""
    if not wanted:
        return None
    from ..sandbox import Sandbox

    return Sandbox()
