"""The question in a notebook, with a simulated kernel: `test_notebook_questions` has a real one."""

from __future__ import annotations

import builtins
import io
import os
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from types import SimpleNamespace
from typing import Any

import pytest
from maton_google_meet import PendingWrite, WriteDeclined, approve_in_terminal
from maton_google_meet.approval import notebook, terminal
from maton_google_meet.http.callbacks import caller_is_gone

WRITE = PendingWrite(
    operation="spaces.create",
    method="POST",
    path="/google-meet/v2/spaces",
    connection=None,
    body=b"{}",
    outcome="Creates a space.",
    destructive=False,
)
PROMPT = "Type yes to send it: "


class Output(io.StringIO):
    """The stderr of a kernel."""

    __module__ = "ipykernel.iostream"


class Kernel:
    """A kernel that waits as ipykernel does."""

    def __init__(self, *answers: str | BaseException) -> None:
        self.session = SimpleNamespace(pid=os.getpid())
        self.answers = [*answers]
        self.prompts: list[str] = []

    @property
    def stdin_socket(self) -> list[str | BaseException]:
        return self.answers

    def raw_input(self, prompt: str = "") -> str:
        return self._input_request(prompt)

    def _input_request(self, prompt: str) -> str:
        self.prompts.append(prompt)
        while not self.stdin_socket:
            threading.Event().wait(0.001)
        answer = self.stdin_socket.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


class OtherKernel(Kernel):
    """A kernel that waits in its own way."""

    def _input_request(self, prompt: str) -> str:
        assert type(self) is OtherKernel
        return super()._input_request(prompt)


Start = Callable[[Kernel], Output]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Start:
    """Run this process in a kernel, and return its stderr."""

    def start(kernel: Kernel) -> Output:
        output = Output()
        shell = SimpleNamespace(kernel=kernel)
        modules = {
            "IPython": SimpleNamespace(get_ipython=lambda: shell),
            "ipykernel.kernelbase": SimpleNamespace(Kernel=Kernel),
        }
        # Not sys itself: pytest puts its own streams there between fixtures and tests.
        monkeypatch.setattr(notebook, "sys", SimpleNamespace(stderr=output, modules=modules))
        monkeypatch.setattr(builtins, "input", kernel.raw_input)
        monkeypatch.setattr(terminal._terminal, "page", notebook.Page())
        return output

    return start


@pytest.mark.parametrize("kind", [Kernel, OtherKernel])
def test_the_kernel_shows_the_question_and_returns_the_answer(
    kind: type[Kernel], start: Start
) -> None:
    kernel = kind("yes", "no", "y")
    output = start(kernel)
    assert approve_in_terminal(WRITE) is True
    assert f"{output.getvalue()}{PROMPT}" == terminal.screen(WRITE)
    assert approve_in_terminal(WRITE) is False
    with pytest.raises(WriteDeclined, match="the answer was 'y', and only 'yes' approves"):
        approve_in_terminal(WRITE)
    assert kernel.prompts == [PROMPT] * 3


def test_a_program_without_a_kernel_uses_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    modules: dict[str, Any] = {}
    monkeypatch.setattr(notebook, "sys", SimpleNamespace(modules=modules))
    assert notebook.find_kernel() is None
    for shell in (None, SimpleNamespace(), SimpleNamespace(kernel=object())):
        modules["IPython"] = SimpleNamespace(get_ipython=lambda shell=shell: shell)
        assert notebook.find_kernel() is None
    modules["IPython"] = SimpleNamespace()  # It is being imported.
    assert notebook.find_kernel() is None


def test_an_import_does_not_load_ipython() -> None:
    assert "IPython" not in vars(notebook)
    assert notebook.find_kernel() is None or "IPython" in sys.modules


def test_a_notebook_without_a_page_declines(start: Start) -> None:
    start(Kernel(NotImplementedError("this frontend does not support input requests")))
    with pytest.raises(WriteDeclined, match="runs without a page to ask on") as declined:
        approve_in_terminal(WRITE)
    assert declined.value.pending is WRITE


def test_an_end_of_file_declines(start: Start) -> None:
    start(Kernel(EOFError()))
    assert approve_in_terminal(WRITE) is False


OBSTACLES = {
    "fork": "because a fork of a notebook's kernel cannot ask: nothing was sent. Make the call in "
    "the kernel itself.",
    "cell": "because no cell of the notebook is running, so no cell can show the question: nothing "
    "was sent. Await the call in the cell that starts it.",
    "stderr": "because sys.stderr was redirected, so the notebook would not show the question: "
    "nothing was sent. Make the call in a cell without %%capture or redirect_stderr.",
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_an_obstacle_declines_before_the_question(
    obstacle: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = Kernel("yes")
    output = start(kernel)
    if obstacle == "fork":
        kernel.session.pid += 1
    elif obstacle == "cell":
        monkeypatch.setattr(builtins, "input", print)
    else:
        monkeypatch.setattr(notebook.sys, "stderr", io.StringIO())
    with pytest.raises(WriteDeclined) as declined:
        approve_in_terminal(WRITE)
    assert str(declined.value).endswith(f"was not approved {OBSTACLES[obstacle]}")
    assert (output.getvalue(), kernel.prompts) == ("", [])


def test_an_abandoned_question_ends_and_its_field_approves_nothing(start: Start) -> None:
    kernel = Kernel()
    start(kernel)
    looks = iter([False, False, True])
    context = copy_context()
    context.run(caller_is_gone.set, lambda: next(looks))
    assert context.run(approve_in_terminal, WRITE) is False
    assert next(looks, None) is None
    kernel.answers += ["yes", "yes 2", "Yes 2 "]
    with pytest.raises(WriteDeclined, match="the answer was 'yes', and only 'yes 2' approves"):
        approve_in_terminal(WRITE)
    assert approve_in_terminal(WRITE) is True
    assert approve_in_terminal(WRITE) is True
    assert kernel.prompts == [PROMPT, *["Type yes 2 to send it: "] * 3]


def test_an_interrupt_stops_the_write(start: Start) -> None:
    kernel = Kernel(KeyboardInterrupt(), "yes")
    start(kernel)
    with pytest.raises(KeyboardInterrupt):
        approve_in_terminal(WRITE)
    with pytest.raises(WriteDeclined, match="only 'yes 2' approves"):
        approve_in_terminal(WRITE)


def test_the_kernel_asks_in_its_running_cell(start: Start) -> None:
    """A task inherits the variables of the cell that started it."""
    cell = ContextVar("cell", default="the running cell")
    cells: list[str] = []

    class CellKernel(Kernel):
        def raw_input(self, prompt: str = "") -> str:
            cells.append(cell.get())
            return super().raw_input(prompt)

    start(CellKernel("yes"))
    cell.set("the first cell")
    assert approve_in_terminal(WRITE) is True
    assert cells == ["the running cell"]
