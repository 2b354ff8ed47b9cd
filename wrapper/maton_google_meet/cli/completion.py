"""`--install-completion`: cyclopts' own, imported when it is asked for."""

from __future__ import annotations

from typing import Any

from cyclopts.completion.install import create_install_completion_command

from .app import app


def _install(**options: Any) -> Any:
    return app().install_completion(**options)


install = create_install_completion_command(_install, True)
