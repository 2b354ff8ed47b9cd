"""A command for each operation of the facade, created on demand."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
import warnings
from collections.abc import Collection, Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

from maton_google_meet_api.runtime.commands import negate_flag, to_kebab_case

from ..facade import Verb, find_code, find_secrets, get_response_schema, prepare_response
from .common import (
    DEFAULT_LIMIT,
    Settings,
    add_options,
    make_sandbox,
    make_watch,
    open_client,
)
from .errors import CommandError, convert_errors, print_message
from .names import get_command
from .output import TABLE, Printer, choose_format, make_progress
from .parser import Parser, Switch, parse_float, parse_int, suggest
from .program import FAILED, LATEST, USAGE
from .words import translate

if TYPE_CHECKING:
    from ..client import GoogleMeet
    from .diagnostics import Watch
    from .options import Option

TOO_DEEP = "The call succeeded, but its response is nested too deeply to be shown."
SHARED_OPTIONS = (
    *("connection", "account", "profile", "sandbox", "json", "format", "select", "output", "wide"),
    "timeout",
)
WRITE_OPTIONS, LIST_OPTIONS = ("yes", "dry_run"), ("limit", "all")
METAVARS: Mapping[type, str] = {str: "TEXT", int: "N", float: "N"}
PARSERS = {int: parse_int, float: parse_float}


class Command:
    """The command of an operation."""

    def __init__(self, verb: Verb, parser: Parser) -> None:
        from .options import list_options

        self.verb = verb
        self.parser = parser
        self.options: list[Option] = [*list_options(verb)]
        self.secrets: dict[str, str] = find_secrets(get_response_schema(verb.operation))
        flags = {option.flag for option in self.options}
        for index, option in enumerate(self.options):
            _add_option(parser, f"option_{index}", option, flags)
        for name, text in self.secrets.items():
            parser.add_argument(
                f"--show-{to_kebab_case(name)}",
                action="store_true",
                dest="show",
                help=f"Show {name}, which is hidden otherwise. {text}",
            )
        self.has_own_limit: bool = verb.lists and any(
            option.flag == "--limit" and option.kind is int for option in self.options
        )
        add_options(parser, *self._list_shared_options())
        parser.suggest_command = self._suggest_command

    def _suggest_command(self, argument: str) -> str | None:
        """Return the command for the conferences of a meeting, if the argument names a meeting."""
        from ..reports.conferences import RESOURCE, is_place

        if self.verb.resource != RESOURCE or not is_place(argument):
            return None
        from .conferences import make_command

        return make_command(LATEST, argument)

    def _list_shared_options(self) -> list[str]:
        own = {option.flag for option in self.options}
        names = [*SHARED_OPTIONS]
        names += WRITE_OPTIONS if self.verb.operation.outcome else ()
        # The operation's own --limit replaces the common one.
        names += [
            name
            for name in (LIST_OPTIONS if self.verb.lists else ())
            if (name, "--limit" in own) != ("limit", True)
        ]
        return names

    def run(self, arguments: argparse.Namespace, settings: Settings) -> None:
        """Call the operation with these arguments, and print its response."""
        values = [
            (option, value)
            for index, option in enumerate(self.options)
            if (value := getattr(arguments, f"option_{index}")) is not None
        ]
        given = {option.flag for option, _ in values}
        for option in self.options:
            if option.required and option.flag and option.flag not in given:
                self.parser.error(f"Missing option: {option.flag}.")
        if self.has_own_limit:
            own = [value for option, value in values if option.flag == "--limit"]
            settings = settings._replace(limit=own[0] if own else None)
        show = getattr(arguments, "show", False)
        watch = make_watch(settings, write=self.verb.operation.outcome is not None)
        with convert_errors(watch, self.verb):
            _perform(self.verb, values, settings, watch, secrets=[*self.secrets], show=show)


def _add_option(parser: Parser, dest: str, option: Option, flags: Collection[str]) -> None:
    """Add an option or argument of the operation. `flags` are the names of all its options."""
    meanings = [
        f"{value}: {meaning}" if meaning else value for value, meaning in option.values.items()
    ]
    required = " [required]" if option.required and option.flag else ""
    text = "\n".join([translate(option.text) + required, *meanings])
    if not option.flag:
        parser.add_argument(dest, metavar=option.path[0].upper(), help=text)
    elif option.kind is bool:
        negative = negate_flag(option.flag)
        names = [option.flag] if negative in flags else [option.flag, negative]
        parser.add_argument(*names, dest=dest, action=Switch, help=text)
    else:
        action = parser.add_argument(
            option.flag,
            dest=dest,
            metavar="VALUE" if option.values else METAVARS.get(option.kind, "JSON"),
            type=PARSERS.get(option.kind, str),
            help=text,
        )
        # argcomplete reads this attribute.
        vars(action)["completer"] = lambda **_: [*option.values]


def _replace_code(meet: GoogleMeet, verb: Verb, name: str) -> str:
    """Return the name, with the id in place of a meeting code or link. One read looks up the id."""
    code = find_code(verb, name)
    return name if code is None else f"{code.lookup.bind(meet)(code.code).name}{code.rest}"


@contextlib.contextmanager
def _print_deprecations(verb: Verb) -> Generator[None]:
    """Print the deprecation warnings of the method as messages, without source lines."""
    show_others = warnings.showwarning

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if filename != _perform.__code__.co_filename:
            show_others(message, category, filename, lineno, file, line)
        elif str(message) == verb.operation.deprecated:
            print_message(f"{get_command(verb)} is deprecated: {message}")
        else:
            print_message(translate(str(message), verb))

    with warnings.catch_warnings():
        # The default filters hide these warnings, and others could turn them into errors.
        warnings.filterwarnings("always", category=DeprecationWarning, module=re.escape(__name__))
        warnings.showwarning = show
        yield


def _perform(
    verb: Verb,
    values: Sequence[tuple[Option, Any]],
    settings: Settings,
    watch: Watch | None,
    *,
    secrets: Sequence[str],
    show: bool,
) -> None:
    """Call the method, and print its response."""
    from maton_google_meet_api.runtime.pager import Pager

    from .options import UnknownValue, build_arguments

    limit = settings.limit
    if limit is not None and (not 1 <= limit <= sys.maxsize or settings.all):
        raise CommandError(
            USAGE, "--limit takes a number of at least 1, and cannot be combined with --all."
        )
    unknown_values = list[UnknownValue]()
    arguments, keywords = build_arguments(verb, values, unknown_values)
    writes = verb.operation.outcome is not None
    format = choose_format(settings.format, settings.json, lists=verb.lists, path=settings.output)
    schema = get_response_schema(verb.operation)
    progress = None  # The lines of -v show more.
    if not (settings.verbose or settings.debug):
        progress = make_progress(format, settings.output, color=settings.color, writes=writes)
    printer = Printer(
        format, settings.select, settings.output, settings.wide, settings.color, progress
    )
    printer.check(schema, lists=verb.lists, strict=writes)
    sandbox = make_sandbox(settings.sandbox)
    for each in unknown_values:
        print_message(
            f"{each.path}: {each.value} is not a known value, and the API may refuse it. Known "
            f"values: {', '.join(each.known)}.{suggest(each.value, each.known)}"
        )
    observers = [each for each in (watch, progress and progress.observe) if each]
    with (
        progress or contextlib.nullcontext(),
        open_client(settings, sandbox=sandbox, writes=writes, observers=observers) as meet,
    ):
        arguments = [_replace_code(meet, verb, each) for each in arguments]
        with _print_deprecations(verb):
            response = getattr(getattr(meet, verb.resource), verb.name)(*arguments, **keywords)
        hidden = set[str]()
        prepare = partial(prepare_response, show=show, hidden=hidden)
        count = limit or DEFAULT_LIMIT
        more = False
        try:
            if isinstance(response, Pager):
                items = iter(response if settings.all else response.limited(count))
                # A field that the caller did not request is absent from every item.
                cut = keywords.get("fields") is not None
                total = None if settings.all else count
                printer.print_list(map(prepare, items), schema, total, partial=cut)
                more = items.has_more()
            else:
                if progress is not None:
                    progress.stop()
                printer.print_object(None if response is None else prepare(response), schema)
        except RecursionError as error:
            raise CommandError(FAILED, TOO_DEEP) from error
        if more:
            shown = f"these {count} items" if count > 1 else "this item"
            print_message(
                f"The list continues after {shown}. Use --all to show all items, or --limit N to "
                "show the first N."
            )
        for name in sorted(hidden) if format == TABLE else ():
            flag = f"--show-{to_kebab_case(secrets[0])}"
            print_message(f"{name} is hidden because it is secret. Use {flag} to show it.")
