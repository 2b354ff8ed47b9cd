"""The question in a Jupyter notebook: its kernel forwards `input()` to the notebook's page."""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable
from contextvars import Context
from types import MethodType
from typing import TYPE_CHECKING, Any, Final

from ..flow.confirmation import decline

if TYPE_CHECKING:
    from ..types import PendingWrite

# The width of a question. A page would wrap a wider line, and the wrapped part could imitate a line
# of the question. The narrowest pages have more columns.
PAGE_COLUMNS: Final = 80
ABANDONED_NOTE: Final = (
    "An earlier question has no answer, so this one needs an answer of its own.\n"
)
# The methods of a kernel that wait for an answer.
WAIT_METHODS: Final = ("raw_input", "_input_request")


class _AbandonedQuestion(BaseException):
    """The end of a question whose caller was cancelled. A kernel would catch an `Exception`."""


class _WaitingKernel:
    """A kernel that stops waiting for an answer as soon as `is_gone` returns True.

    ipykernel reads `stdin_socket` of the kernel in each turn of the loop in which it waits:
    https://github.com/ipython/ipykernel/blob/v6.29.5/ipykernel/kernelbase.py (`_input_request`).
    """

    def __init__(self, kernel: Any, is_gone: Callable[[], bool]) -> None:
        self._kernel = kernel
        self._is_gone = is_gone

    def __getattr__(self, name: str) -> Any:
        if name == "stdin_socket" and self._is_gone():
            raise _AbandonedQuestion
        value = getattr(self._kernel, name)
        return MethodType(value.__func__, self) if name == "_input_request" else value


class Page:
    """The questions on the page of a notebook."""

    def __init__(self) -> None:
        # The number of fields on the page whose question was abandoned. A kernel does not know
        # which field an answer comes from, so each later question needs an answer of its own.
        self.abandoned_fields: int = 0

    @property
    def approval(self) -> str:
        """The only answer that approves."""
        return f"yes {self.abandoned_fields + 1}" if self.abandoned_fields else "yes"

    def ask(
        self, kernel: Any, pending: PendingWrite, question: str, is_gone: Callable[[], bool]
    ) -> str:
        """Show `question` and return the answer; '' as soon as `is_gone` returns True.

        Raises:
            WriteDeclined: The page cannot show the question, or has no field for the answer.
        """
        if obstacle := _find_obstacle(kernel):
            raise decline(pending, f"because {obstacle}")
        prompt = f"Type {self.approval} to send it: "
        if self.abandoned_fields:
            question += ABANDONED_NOTE
        try:
            # In an empty context, the kernel asks in the cell that is running. Otherwise a task
            # from an earlier cell would ask in that cell, which no longer shows anything.
            return Context().run(_read_answer, kernel, question, prompt, is_gone)
        except NotImplementedError as error:
            raise decline(
                pending,
                "because this notebook runs without a page to ask on: nothing was sent. With "
                "nbconvert or papermill, pass your own function as confirm=, or approve_only(...) "
                "with a write that was approved before.",
            ) from error
        except EOFError:
            return ""
        except BaseException as error:
            self.abandoned_fields += 1
            if isinstance(error, _AbandonedQuestion):
                return ""
            raise


def find_kernel() -> Any:
    """Return the Jupyter kernel that runs this process, or None."""
    get_shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    kernel = getattr(get_shell(), "kernel", None)
    return kernel if hasattr(kernel, "raw_input") else None


def _find_obstacle(kernel: Any) -> str:
    """Return the reason why the kernel cannot ask, and the next step; '' if it can."""
    if kernel.session.pid != os.getpid():
        return (
            "a fork of a notebook's kernel cannot ask: nothing was sent. Make the call in the "
            "kernel itself."
        )
    if builtins.input != kernel.raw_input:
        return (
            "no cell of the notebook is running, so no cell can show the question: nothing was "
            "sent. Await the call in the cell that starts it."
        )
    if not type(sys.stderr).__module__.startswith("ipykernel"):
        return (
            "sys.stderr was redirected, so the notebook would not show the question: nothing was "
            "sent. Make the call in a cell without %%capture or redirect_stderr."
        )
    return ""


def _read_answer(kernel: Any, question: str, prompt: str, is_gone: Callable[[], bool]) -> str:
    """Show `question`, then `prompt` and a field, and return the line from this field."""
    sys.stderr.write(question)
    sys.stderr.flush()
    base = sys.modules["ipykernel.kernelbase"].Kernel
    # A kernel of another class may wait in another way.
    if all(getattr(type(kernel), name) is getattr(base, name) for name in WAIT_METHODS):
        return str(base.raw_input(_WaitingKernel(kernel, is_gone), prompt))
    return str(kernel.raw_input(prompt))
