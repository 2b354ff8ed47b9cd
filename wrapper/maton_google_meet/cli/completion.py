"""`--install-completion`: the completion of shells, by argcomplete."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from .errors import CommandError, describe_system_error, require
from .parser import Parser
from .program import OTHER_COMMANDS, PROGRAM, USAGE

SHELLS = ("bash", "zsh", "fish", "powershell")
SCRIPTS = {
    "bash": f".local/share/bash-completion/completions/{PROGRAM}",
    "zsh": f".local/share/zsh/completions/{PROGRAM}.zsh",
    "fish": f".config/fish/completions/{PROGRAM}.fish",
    "powershell": f".config/powershell/completions/{PROGRAM}.ps1",
}
START_FILES = {"bash": ".bashrc", "zsh": ".zshrc"}
START_LINES = {
    "bash": "[ ! -f {0} ] || . {0}",
    # The script needs the completion system of zsh.
    "zsh": "[ ! -f {0} ] || {{ (( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit; "
    "}}; . {0}; }}",
    "powershell": "if (Test-Path -LiteralPath '{0}') {{ . '{0}' }}",
}
LINE_VARIABLE = "MATON_GOOGLE_MEET_START_LINE"
# PowerShell knows the place and the encoding of its start-up file.
ADD_TO_PROFILE = f"""
$path = $PROFILE.CurrentUserAllHosts
if (-not (Test-Path -LiteralPath $path)) {{ New-Item -ItemType File -Force $path | Out-Null }}
if (-not (Select-String -LiteralPath $path -SimpleMatch -Quiet $env:{LINE_VARIABLE})) {{
    Add-Content -LiteralPath $path $env:{LINE_VARIABLE}
}}
"""


def add_arguments(parser: Parser) -> None:
    """Add the shell and the file."""
    parser.add_choice("--shell", SHELLS, "The default is the shell in $SHELL.")
    parser.add_argument(
        *("-o", "--output"),
        metavar="FILE",
        help="Only write the script to this file, and change no start-up file.",
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the script of a shell, and load it when the shell starts."""
    shell = arguments.shell or _find_shell()
    path = Path.home() / SCRIPTS[shell] if arguments.output is None else Path(arguments.output)
    require("argcomplete", "Completion")
    from argcomplete.shell_integration import shellcode

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shellcode([PROGRAM], shell=shell), encoding="utf-8", newline="\n")
        if arguments.output is None:
            _add_start_line(shell, path)
    except OSError as error:
        reason = describe_system_error(error)
        raise CommandError(USAGE, f"Completion cannot be installed: {reason}") from error
    print(f"The completion of {shell} is in {path}. It works in shells that start from now on.")


def _find_shell() -> str:
    shell = Path(os.environ.get("SHELL", "")).name
    if not shell and "PSModulePath" in os.environ:
        return "powershell"
    if shell not in SHELLS:
        raise CommandError(USAGE, f"Your shell is not known. Use --shell: {', '.join(SHELLS)}.")
    return shell


def _add_start_line(shell: str, path: Path) -> None:
    """Let the shell load the script when it starts. fish loads the file by its place."""
    if shell == "powershell":
        import subprocess

        line = START_LINES[shell].format(str(path).replace("'", "''"))
        program = "powershell" if sys.platform == "win32" else "pwsh"
        command = [program, "-NoProfile", "-NonInteractive", "-Command", ADD_TO_PROFILE]
        if subprocess.run(command, env={**os.environ, LINE_VARIABLE: line}, check=False).returncode:
            raise OSError(f"add this line to your profile: {line}")
    elif shell in START_FILES:
        start_file = Path.home() / START_FILES[shell]
        line = START_LINES[shell].format(shlex.quote(str(path)))
        content = start_file.read_bytes() if start_file.exists() else b""
        if line.encode() not in content:
            newline = b"" if content.endswith(b"\n") or not content else b"\n"
            with start_file.open("ab") as file:
                file.write(newline + line.encode() + b"\n")


def complete() -> None:
    """Print the completions of the command line that argcomplete's script passes, and exit."""
    from argcomplete import autocomplete
    from argcomplete.completers import SuppressCompleter

    words = os.environ.get("COMP_LINE", "").split()
    autocomplete(_build_parser(words), default_completer=SuppressCompleter())


class CompletionParser(Parser):
    """A parser that a list of subcommands creates."""

    def __init__(self, *, prog: str, **_: object) -> None:
        super().__init__(prog)


def _build_parser(words: list[str]) -> Parser:
    """Return the parser of the program, with the options of the command that `words` name."""
    from importlib import import_module

    from .commands import Command
    from .common import COMMAND_OPTIONS, OPTIONS, add_options
    from .names import list_commands, list_resources
    from .parser import HELP_FLAGS

    root = Parser(PROGRAM)
    root.add_argument(*HELP_FLAGS, action="store_true")
    add_options(root, *OPTIONS)
    commands = root.add_subparsers(parser_class=CompletionParser)
    for name, resource in list_resources().items():
        parser = commands.add_parser(name)
        if name in words:
            verbs = parser.add_subparsers(parser_class=CompletionParser)
            for verb_name, verb in list_commands(resource).items():
                leaf = verbs.add_parser(verb_name)
                if verb_name in words:
                    Command(verb, leaf)
                    add_options(leaf, *COMMAND_OPTIONS)
    for name, (module, _) in OTHER_COMMANDS.items():
        parser = commands.add_parser(name)
        if name in words:
            import_module(f".{module}", __package__).add_arguments(parser)
    return root
