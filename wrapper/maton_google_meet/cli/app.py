"""The command itself: what there is, and what an error means for the exit code."""

from __future__ import annotations

from collections.abc import Sequence

from cyclopts import App, CycloptsError, Group, UnknownOptionError

from .. import __version__
from . import DONE, PROGRAM, USAGE
from .facade import description, resources
from .outcome import Ended, say

HELP = (
    "Google Meet through the Maton proxy.\n\n"
    "The key comes from MATON_API_KEY (maton.ai/settings has it), the connection from "
    "--connection, else from MATON_GOOGLE_MEET_CONNECTION, else it is the only ACTIVE one. A write "
    "is shown, and asked for, before it is sent."
)
EPILOGUE = (
    "Exit codes: 0 done, 1 an error of the API, 2 not called as it has to be, 3 a write that was "
    "not confirmed.\n"
    f"Completion for your shell: {PROGRAM} --install-completion"
)
# Commands that no operation stands behind.
OTHERS = (
    ("auth", "account:auth", "Connect a Google account: somebody signs in, in a browser."),
    (
        "doctor",
        "doctor:doctor",
        "Look what works and what does not, from the key to a call, and say what to do.",
    ),
    (
        "demo",
        "playground:demo",
        "Play a walk in a sandbox: what the client does, shown as Python.\n\nThe writes in it are "
        "asked for as anywhere. It needs no key and no network.",
    ),
    (
        "sandbox",
        "playground:serve",
        "Start a sandbox as a server on this machine, for programs in any language.\n\nIt prints "
        "the variables that point clients at it, and goes on until it is interrupted.",
    ),
)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        code = app()(
            list(arguments), print_error=False, exit_on_error=False, result_action="return_value"
        )
    except CycloptsError as error:
        say(str(error), *_hints(error))
        return USAGE
    except Ended as ended:
        say(*ended.lines)
        return ended.code
    return code if isinstance(code, int) else DONE


def _hints(error: CycloptsError) -> list[str]:
    if isinstance(error, UnknownOptionError) and not str(error.token.keyword).startswith("--"):
        return ["What starts with a dash and is no option goes after --, or is --OPTION=VALUE."]
    command = " ".join([PROGRAM, *(error.command_chain or ())])
    return [f"Try: {command} --help"]


def app() -> App:
    """The commands, each to be imported when it is run."""
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
    for index, resource in enumerate(resources()):
        root.command(
            f"{package}.commands:{resource}",
            name=resource,
            help=description(resource),
            group=group,
            sort_key=index,
        )
    for index, (name, where, text) in enumerate(OTHERS):
        root.command(f"{package}.{where}", name=name, help=text, help_epilogue="", sort_key=index)
    root.command(
        f"{package}.completion:install",
        name="--install-completion",
        help="Install completion for your shell (bash, zsh, fish or PowerShell), and have it "
        "loaded when the shell starts.",
        help_epilogue="",
    )
    return root
