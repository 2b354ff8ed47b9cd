"""`--install-completion`: the command of cyclopts, imported on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cyclopts.completion.install import create_install_completion_command

from .app import build_app
from .errors import CommandError
from .program import USAGE


def _install(**options: Any) -> Any:
    if options.get("output") is not None:
        options["add_to_startup"] = False  # The user decides which file loads it.
    try:
        return build_app().install_completion(**options)
    except OSError as error:
        raise CommandError(USAGE, f"Completion cannot be installed: {error}") from error


install: Callable[..., None] = create_install_completion_command(_install, True)
