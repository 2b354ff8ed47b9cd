"""The root command: its subcommands, and its exit code after an error."""

from __future__ import annotations

from collections.abc import Sequence

from cyclopts import App, CycloptsError, Group, UnknownOptionError, UnusedCliTokensError

from .. import __version__
from ..facade import describe_resource
from .errors import CommandError, print_message
from .names import list_resources
from .program import DONE, OTHER_COMMANDS, PROGRAM, USAGE

HELP = (
    "Google Meet through the Maton proxy.\n\n"
    "Sign in with the command login, or set MATON_API_KEY to the key from maton.ai/settings. The "
    "connection is that of --connection or MATON_GOOGLE_MEET_CONNECTION, or else the only ACTIVE "
    "one. Every write is shown for approval before it is sent."
)
EPILOGUE = (
    "Exit codes: 0 success, 1 API error, 2 usage error, 3 write not confirmed.\n"
    f"Completion for your shell: {PROGRAM} --install-completion"
)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        code = build_app()(
            list(arguments), print_error=False, exit_on_error=False, result_action="return_value"
        )
    except CycloptsError as error:
        print_message(_describe(error), *_suggest_fix(error))
        return USAGE
    except CommandError as error:
        print_message(*error.lines)
        return error.code
    return code if isinstance(code, int) else DONE


def _describe(error: CycloptsError) -> str:
    if isinstance(error, UnusedCliTokensError):
        return f"Unexpected argument: {' '.join(error.unused_tokens or ())}."
    return str(error)


def _suggest_fix(error: CycloptsError) -> list[str]:
    if isinstance(error, UnknownOptionError) and not str(error.token.keyword).startswith("--"):
        return ["Write an argument that starts with a dash after --, or as --OPTION=VALUE."]
    command = " ".join([PROGRAM, *(error.command_chain or ())])
    return [f"Try: {command} --help"]


def build_app() -> App:
    """Return the root command. Each subcommand is imported when it runs."""
    root = App(
        name=PROGRAM,
        help=HELP,
        help_epilogue=EPILOGUE,
        help_format="plaintext",
        version=__version__,
        suppress_keyboard_interrupt=False,
        group_commands=Group("Commands", sort_key=1),
    )
    group = Group("Resources", sort_key=0)
    package = __name__.rpartition(".")[0]
    for index, (resource, verbs) in enumerate(list_resources().items()):
        root.command(
            f"{package}.commands:{resource}",
            name=resource,
            help=describe_resource(next(iter(verbs.values())).resource),
            group=group,
            sort_key=index,
        )
    for index, (name, (target, text)) in enumerate(OTHER_COMMANDS.items()):
        root.command(f"{package}.{target}", name=name, help=text, help_epilogue="", sort_key=index)
    root.command(
        f"{package}.completion:install",
        name="--install-completion",
        help="Install completion for your shell (bash, zsh, fish or PowerShell), and load it when "
        "the shell starts.",
        help_epilogue="",
    )
    return root
