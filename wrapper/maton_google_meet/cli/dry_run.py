"""`--dry-run`: show a write, and do not send it."""

from __future__ import annotations

import shutil
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..errors import WriteDeclined
from .messages import print_message
from .output import TABLE, Printer

if TYPE_CHECKING:
    from ..types import PendingWrite

FILE_COLUMNS = 80


class DryRun:
    """A confirmation hook that prints the write and declines it.

    The `with` block around the call ends normally after that.
    """

    def __init__(self, format: str) -> None:
        self._format = format
        self._is_shown = False

    def __call__(self, pending: PendingWrite) -> bool:
        """Print the write."""
        if self._format != TABLE:
            Printer(self._format).print_object(pending.to_dict(), {})
        else:
            width = shutil.get_terminal_size().columns if sys.stdout.isatty() else FILE_COLUMNS
            print(pending.text(width), end="")
        self._is_shown = True
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> bool:
        if not (self._is_shown and isinstance(error, WriteDeclined)):
            return False
        print_message("Dry run: the write was not sent.")
        return True
