"""A command for each operation of the facade, made when it is asked for.

Cyclopts takes a command as the name of what stands in a module, and imports it when it is run: the
names in this module are those of resources (`commands:resource`) and operations
(`commands:resource verb`), and what stands behind them is made by `__getattr__`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from cyclopts import App, Group, Parameter

from .facade import Verb, resources
from .outcome import say, told
from .output import for_machines, show_list, show_object

if TYPE_CHECKING:
    from cyclopts.help import HelpEntry, HelpPanel
    from maton_google_meet_api.pager import Pager
    from rich.console import Console, ConsoleOptions

    from ..client import GoogleMeet
    from .options import Option

METAVARS: Mapping[type, str | None] = {str: "TEXT", int: "N", float: "N", bool: None}
SHOWN = 100  # Items of a list, unless the user says otherwise.


class Common(NamedTuple):
    """An option that commands have beside those of their operations."""

    name: str
    kind: Any
    text: str
    value: Any = None
    metavar: str | None = None


CONNECTION = Common(
    "connection",
    str,
    "The connection to use, that is, which Google account to act for: its id. Left out, it is "
    "MATON_GOOGLE_MEET_CONNECTION, else the only ACTIVE one.",
    metavar="ID",
)
YES = Common("yes", bool, "Approve the write: for scripts, whose user agreed beforehand.", False)
JSON = Common(
    "json",
    bool | None,
    "Print JSON, of a list one object a line; the default where the output is no terminal.",
)
LIMIT = Common(
    "limit", int | None, f"Show so many at the most, {SHOWN} unless told otherwise.", metavar="N"
)
ALL = Common("all", bool, "Show all that there are.", False)


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
SHARED = Group("Options of every command", sort_key=2, help_formatter=_panel)


def __getattr__(name: str) -> App | Callable[..., None]:
    resource, _, verb = name.partition(" ")
    if resource not in resources():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _command(resources()[resource][verb]) if verb else _resource(resource)


def _resource(resource: str) -> App:
    app = App(name=resource, help_epilogue="")
    for index, (command, verb) in enumerate(resources()[resource].items()):
        app.command(
            f"{__name__}:{resource} {command}",
            name=command,
            help=verb.text,
            help_epilogue="",
            sort_key=index,
        )
    return app


def _command(verb: Verb) -> Callable[..., None]:
    """What is run for `verb`, with the signature and the text that cyclopts reads."""
    from .options import options

    own = options(verb)
    flags = {option.flag for option in own}
    listing = str(inspect.signature(verb.method).return_annotation).startswith("Pager[")
    shared = [CONNECTION, JSON]
    shared += [YES] if verb.operation.outcome else []
    # A limit of the operation's own is this one too.
    shared += [
        each for each in (LIMIT, ALL) if listing and f"--{each.name}" not in flags - {"--all"}
    ]

    def command(*arguments: Any, **keywords: Any) -> None:
        given = [*zip(own, arguments, strict=False)]
        given += [(option, keywords[name]) for name, option in named.items() if name in keywords]
        settings = {each.name: keywords.get(each.name, each.value) for each in shared}
        if listing:
            limits = [value for option, value in given if option.flag == f"--{LIMIT.name}"]
            settings.setdefault(LIMIT.name, next(iter(limits), None))
        with told():
            _perform(verb, given, settings)

    named = {
        f"option_{index}" if option.flag else option.path[0]: option
        for index, option in enumerate(own)
    }
    signature = [*map(_own, named, own), *(_shared(each, flags) for each in shared)]
    vars(command)["__signature__"] = inspect.Signature(signature)
    return command


def _own(name: str, option: Option) -> inspect.Parameter:
    """An option of the operation as a parameter of the command."""
    scalar = option.kind if option.kind in (bool, int, float) else str
    hint: Any = Literal[tuple(option.values)] | scalar if option.values else scalar
    metavar = "VALUE" if option.values else METAVARS.get(option.kind, "JSON")
    meanings = [
        f"{value}: {meaning}" if meaning else value for value, meaning in option.values.items()
    ]
    about = Parameter(
        name=option.flag or None,
        help="\n".join([option.text, *meanings]),
        metavar=metavar,
        show_choices=False,
        group=OWN,
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY if option.flag else inspect.Parameter.POSITIONAL_ONLY,
        annotation=Annotated[hint if option.required else hint | None, about],
        default=inspect.Parameter.empty if option.required else None,
    )


def _shared(option: Common, taken: set[str]) -> inspect.Parameter:
    """An option of every command as a parameter of one; the operation's own go first."""
    flag = f"--{option.name}"
    about = Parameter(
        name=flag if flag not in taken else f"--cli-{option.name}",
        help=option.text,
        metavar=option.metavar,
        negative=None if option is JSON else (),
        show_default=False,
        group=SHARED,
    )
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[option.kind, about],
        default=option.value,
    )


def _perform(verb: Verb, given: Sequence[tuple[Option, Any]], settings: dict[str, Any]) -> None:
    """Call the method, and show what it answers."""
    from maton_google_meet_api.pager import Pager

    from .options import call_arguments

    arguments, keywords = call_arguments(verb, given)
    machine = for_machines(settings[JSON.name])
    with client(settings) as meet:
        answer = getattr(getattr(meet, verb.resource), verb.name)(*arguments, **keywords)
        if not isinstance(answer, Pager):
            show_object(answer and answer.to_dict(), machine=machine)
            return
        shown = Shown(answer, None if settings[ALL.name] else settings[LIMIT.name] or SHOWN)
        show_list((item.to_dict() for item in shown), machine=machine)
        if shown.cut():
            say(f"Only the first {shown.limit} are shown: --all shows all, --limit N as many as N.")


def client(settings: dict[str, Any], **options: Any) -> GoogleMeet:
    """A client as the common options have it."""
    from .. import GoogleMeet, approve_all, approve_in_terminal

    confirm = approve_all if settings.get(YES.name) else approve_in_terminal
    return GoogleMeet(connection=settings[CONNECTION.name], confirm=confirm, **options)


class Shown(Iterator[Any]):
    """The first items of a list, `limit` at the most, for as few requests as that takes."""

    def __init__(self, pager: Pager[Any, Any], limit: int | None) -> None:
        self.limit = limit
        if limit is not None and pager._largest is not None:
            pager._largest = min(pager._largest, limit)
        self._all = iter(pager)
        self._items = islice(self._all, limit)

    def __next__(self) -> Any:
        return next(self._items)

    def cut(self) -> bool:
        """Whether there are more, as far as the pages say that were fetched."""
        page: Any = self._all
        return bool(next(page._page, None)) or not page._pages._position.ended
