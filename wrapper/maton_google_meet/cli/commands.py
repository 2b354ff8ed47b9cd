"""A command for each operation of the facade, created on demand.

Cyclopts imports a command by the name of a module attribute when the command runs. The attributes
of this module are resources (`commands:resource`) and operations (`commands:resource verb`), and
`__getattr__` creates them.
"""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

from cyclopts import App, Parameter

from ..facade import Verb, find_secrets, get_response_schema, prepare_response
from .common import DEFAULT_LIMIT, OPERATION_GROUP, OPTIONS, make_sandbox, open_client, parse_int
from .errors import CommandError, convert_errors, print_message
from .names import list_resources, to_kebab_case
from .output import show_list, show_object, use_json
from .program import FAILED, USAGE

if TYPE_CHECKING:
    from .options import Option

TOO_DEEP = "The call succeeded, but its response is nested too deeply to be shown."
METAVARS: Mapping[type, str | None] = {str: "TEXT", int: "N", float: "N", bool: None}


def __getattr__(name: str) -> App | Callable[..., None]:
    resource, _, verb = name.partition(" ")
    if resource not in list_resources():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _build_command(list_resources()[resource][verb]) if verb else _build_resource(resource)


def _build_resource(resource: str) -> App:
    app = App(name=resource, help_epilogue="")
    for index, (command, verb) in enumerate(list_resources()[resource].items()):
        app.command(
            f"{__name__}:{resource} {command}",
            name=command,
            help=verb.text,
            help_epilogue="",
            sort_key=index,
        )
    return app


def _build_command(verb: Verb) -> Callable[..., None]:
    """Return the function for `verb`, with the signature that cyclopts reads."""
    from .options import list_options

    own = list_options(verb)
    parameters = {
        f"option_{index}" if option.flag else option.path[0]: option
        for index, option in enumerate(own)
    }
    flags = {option.flag for option in own}
    common = {"connection", "account", "profile", "sandbox", "json"}
    common |= {"yes"} if verb.operation.outcome else set()
    common |= {"limit", "all"} if verb.lists else set()
    # The operation's own --limit replaces the common one.
    common -= {"limit"} if "--limit" in flags else set()
    secrets = find_secrets(get_response_schema(verb.operation))

    def command(*arguments: Any, **keywords: Any) -> None:
        values = [*zip(own, arguments, strict=False)]
        values += [
            (option, keywords[name]) for name, option in parameters.items() if name in keywords
        ]
        settings = {name: keywords.get(name, value) for name, (_, value) in OPTIONS.items()}
        settings["secrets"] = list(secrets)
        settings["show"] = any(keywords.get(f"show_{name}") for name in secrets)
        for option, value in values:
            if verb.lists and option.flag == "--limit" and option.kind is int:
                settings["limit"] = value
        with convert_errors(verb=verb):
            _perform(verb, values, **settings)

    signature = [*map(_make_parameter, parameters, own)]
    signature += [_make_show_parameter(*secret) for secret in secrets.items()]
    signature += [_make_common_parameter(name, flags) for name in OPTIONS if name in common]
    vars(command)["__signature__"] = inspect.Signature(signature)
    return command


def _make_parameter(name: str, option: Option) -> inspect.Parameter:
    """Return the parameter for an option of the operation."""
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
        converter=parse_int if option.kind is int else None,
        group=OPERATION_GROUP,
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY if option.flag else inspect.Parameter.POSITIONAL_ONLY,
        annotation=Annotated[hint if option.required else hint | None, about],
        default=inspect.Parameter.empty if option.required else None,
    )


def _make_show_parameter(secret: str, description: str) -> inspect.Parameter:
    """Return the parameter that shows a secret field of the response."""
    about = Parameter(
        name=f"--show-{to_kebab_case(secret)}",
        help=f"Show {secret}, which is hidden otherwise. {description}",
        negative="",
        show_default=False,
        group=OPERATION_GROUP,
    )
    return inspect.Parameter(
        f"show_{secret}",
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[bool, about],
        default=False,
    )


def _make_common_parameter(name: str, flags: set[str]) -> inspect.Parameter:
    """Return the parameter for a common option, renamed if the operation has one of its name."""
    annotation, default = OPTIONS[name]
    flag = f"--{name}" if f"--{name}" not in flags else f"--cli-{name}"
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[annotation, Parameter(name=flag)],
        default=default,
    )


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
            command = f"{to_kebab_case(verb.resource)} {to_kebab_case(verb.name)}"
            print_message(f"{command} is deprecated: {message}")
        else:
            print_message(str(message))

    with warnings.catch_warnings():
        # The default filters hide these warnings, and others could turn them into errors.
        warnings.filterwarnings("always", category=DeprecationWarning, module=re.escape(__name__))
        warnings.showwarning = show
        yield


def _perform(
    verb: Verb,
    values: Sequence[tuple[Option, Any]],
    *,
    connection: str | None,
    account: str | None,
    profile: str | None,
    sandbox: bool,
    yes: bool,
    json: bool | None,
    limit: int | None,
    all: bool,
    secrets: Sequence[str],
    show: bool,
) -> None:
    """Call the method, and print its response."""
    from maton_google_meet_api.runtime.pager import Pager

    from .options import build_arguments

    if limit is not None and (not 1 <= limit <= sys.maxsize or all):
        raise CommandError(USAGE, "--limit takes a number from 1 on, and does not go with --all.")
    arguments, keywords = build_arguments(verb, values)
    machine = use_json(json)
    options: dict[str, Any] = {
        "account": account,
        "profile": profile,
        "sandbox": make_sandbox(sandbox),
    }
    with open_client(connection, yes=yes, **options) as meet:
        with _print_deprecations(verb):
            response = getattr(getattr(meet, verb.resource), verb.name)(*arguments, **keywords)
        hidden = set[str]()
        prepare = partial(prepare_response, show=show, hidden=hidden)
        count = limit or DEFAULT_LIMIT
        more = False
        try:
            if isinstance(response, Pager):
                items = iter(response if all else response.limited(count))
                show_list(map(prepare, items), machine=machine)
                more = items.has_more()
            else:
                show_object(None if response is None else prepare(response), machine=machine)
        except RecursionError as error:
            raise CommandError(FAILED, TOO_DEEP) from error
        if more:
            print_message(
                f"The list continues after these {count} items. Use --all to show all items, or "
                "--limit N to show the first N."
            )
        for name in sorted(hidden) if not machine else ():
            flag = f"--show-{to_kebab_case(secrets[0])}"
            print_message(f"{name} is hidden because it is secret. Use {flag} to show it.")
