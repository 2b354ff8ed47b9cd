"""`--install-completion`: cyclopts' own, imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cyclopts.completion.install import create_install_completion_command

from . import USAGE
from .app import app
from .outcome import Ended


def _install(**options: Any) -> Any:
    if options.get("output") is not None:
        options["add_to_startup"] = False  # Whoever says where also says what reads it.
    try:
        return app().install_completion(**options)
    except OSError as error:
        raise Ended(USAGE, f"It cannot be installed: {error}") from error


install: Callable[..., None] = create_install_completion_command(_install, True)
