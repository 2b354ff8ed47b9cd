"""`skill`: print or install the instructions for agents."""

from __future__ import annotations

import argparse
from pathlib import Path

import maton_google_meet_api
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..files import replace_file
from .errors import CommandError, describe_system_error, print_message
from .parser import Parser
from .program import PROGRAM, USAGE

FOLDER = Path(maton_google_meet_api.__file__).parent / "skill" / PROGRAM
FILE = "SKILL.md"
# The origin, which is in each of our files and in no other.
ORIGIN = b"Written by scripts/regenerate.py"


def add_arguments(parser: Parser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--install",
        metavar="DIR",
        help=f"Install the skill as DIR/{PROGRAM}/{FILE}, and replace an older version of it. DIR "
        "is the folder in which the agent looks for skills, such as ~/.claude/skills or "
        "~/.agents/skills.",
    )


def run(arguments: argparse.Namespace) -> None:
    """Print the skill, or install it."""
    content = (FOLDER / FILE).read_bytes()
    if arguments.install is None:
        print(content.decode("utf-8"), end="")
        return
    path = install(arguments.install, content)
    print(escape_for_terminal(str(path)))
    print_message(
        f"The skill is installed. Restart the agent so that it finds the skill, and check the "
        f"sign-in: {PROGRAM} doctor"
    )


def install(folder: str, content: bytes) -> Path:
    """Write SKILL.md into the folder of the skill below `folder`, and return its path.

    A reader sees the old or the new file, and never a part of it.

    Raises:
        CommandError: The file belongs to another skill, or it cannot be written.
    """
    if not folder:
        raise CommandError(USAGE, "--install takes the name of a folder.")
    try:
        path = Path(folder).expanduser() / PROGRAM / FILE
        if path.exists() and ORIGIN not in path.read_bytes():
            raise CommandError(
                USAGE,
                f"{path} was not written by {PROGRAM}, so it was not replaced. Move it away, or "
                "choose another folder.",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with replace_file(path) as file:
            file.write(content)
    # A RuntimeError if the home is not known, and a ValueError for a null character.
    except (OSError, RuntimeError, ValueError) as error:
        raise CommandError(
            USAGE, f"The skill cannot be installed: {describe_system_error(error)}."
        ) from error
    return path
