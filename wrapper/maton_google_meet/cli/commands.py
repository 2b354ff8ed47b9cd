"""A command for each operation of the facade, made when it is asked for.

Cyclopts takes a command as the name of what stands in a module, and imports it when it is run: the
names in this module are those of resources (`commands:resource`) and operations
(`commands:resource verb`), and what stands behind them is made by `__getattr__`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, Parameter

from . import FAILED, USAGE
from .facade import Verb, find_secrets, kebab, present, resources, response_schema
from .outcome import Ended, say, told
from .output import for_machines, show_list, show_object
from .shared import OPTIONS, OWN, SHOWN, client, sandbox_if, whole

if TYPE_CHECKING:
    from .options import Option

TOO_DEEP = "The call succeeded, but its response is nested too deeply to be shown."
METAVARS: Mapping[type, str | None] = {str: "TEXT", int: "N", float: "N", bool: None}


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
    named = {
        f"option_{index}" if option.flag else option.path[0]: option
        for index, option in enumerate(own)
    }
    flags = {option.flag for option in own}
    wanted = {"connection", "sandbox", "json"}
    wanted |= {"yes"} if verb.operation.outcome else set()
    wanted |= {"limit", "all"} if verb.lists else set()
    # A limit of the operation's own is this one too.
    wanted -= {"limit"} if "--limit" in flags else set()
    general = [name for name in OPTIONS if name in wanted]
    secrets = find_secrets(response_schema(verb.operation))

    def command(*arguments: Any, **keywords: Any) -> None:
        given = [*zip(own, arguments, strict=False)]
        given += [(option, keywords[name]) for name, option in named.items() if name in keywords]
        settings = {name: keywords.get(name, value) for name, (_, value) in OPTIONS.items()}
        settings["secrets"] = list(secrets)
        settings["show"] = any(keywords.get(f"show_{name}") for name in secrets)
        for option, value in given:
            if verb.lists and option.flag == "--limit" and option.kind is int:
                settings["limit"] = value
        with told():
            _perform(verb, given, **settings)

    signature = [*map(_own, named, own), *(_show(*secret) for secret in secrets.items())]
    signature += [_general(name, flags) for name in general]
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
        converter=whole if option.kind is int else None,
        group=OWN,
    )
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY if option.flag else inspect.Parameter.POSITIONAL_ONLY,
        annotation=Annotated[hint if option.required else hint | None, about],
        default=inspect.Parameter.empty if option.required else None,
    )


def _show(secret: str, description: str) -> inspect.Parameter:
    """Return the parameter that shows a secret field of the response."""
    about = Parameter(
        name=f"--show-{kebab(secret)}",
        help=f"Show {secret}, which is hidden otherwise. {description}",
        negative="",
        show_default=False,
        group=OWN,
    )
    return inspect.Parameter(
        f"show_{secret}",
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[bool, about],
        default=False,
    )


def _general(name: str, taken: set[str]) -> inspect.Parameter:
    """An option of other commands too as a parameter of one; the operation's own go first."""
    annotation, default = OPTIONS[name]
    flag = f"--{name}" if f"--{name}" not in taken else f"--cli-{name}"
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[annotation, Parameter(name=flag)],
        default=default,
    )


def _perform(
    verb: Verb,
    given: Sequence[tuple[Option, Any]],
    *,
    connection: str | None,
    sandbox: bool,
    yes: bool,
    json: bool | None,
    limit: int | None,
    all: bool,
    secrets: Sequence[str],
    show: bool,
) -> None:
    """Call the method, and show what it answers."""
    from maton_google_meet_api.runtime.pager import Pager

    from .options import call_arguments

    if limit is not None and (not 1 <= limit <= sys.maxsize or all):
        raise Ended(USAGE, "--limit takes a number from 1 on, and not with --all.")
    arguments, keywords = call_arguments(verb, given)
    machine = for_machines(json)
    with client(connection, yes=yes, sandbox=sandbox_if(sandbox)) as meet:
        response = getattr(getattr(meet, verb.resource), verb.name)(*arguments, **keywords)
        hidden = set[str]()
        shown = limit or SHOWN
        more = False
        try:
            if isinstance(response, Pager):
                items = iter(response if all else response.limited(shown))
                show_list(
                    (present(item, show=show, hidden=hidden) for item in items), machine=machine
                )
                more = items.has_more()
            else:
                data = None if response is None else present(response, show=show, hidden=hidden)
                show_object(data, machine=machine)
        except RecursionError as error:
            raise Ended(FAILED, TOO_DEEP) from error
        if more:
            say(
                f"There is more than the {shown} shown: --all shows all of it, --limit N the "
                "first N."
            )
        for name in sorted(hidden) if not machine else ():
            say(
                f"{name} is hidden because it is secret. Use --show-{kebab(secrets[0])} to show it."
            )
