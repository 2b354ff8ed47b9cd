"""The question in a notebook: complete, answered by a person, and never by mistake.

The kernel is a real one. It uses the sandbox, and its page is simulated.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.notebooks import Cell, Notebook

QUESTION = """
A write waits for your approval:

  Operation   spaces.create
  Request     POST /google-meet/v2/spaces
  Connection  c-1
  Body        {}
  Outcome     Creates a new meeting space in the connected Google account.
              Existing spaces and conferences do not change.

"""
PROMPT = "Type yes to send it: "
NOTE = "An earlier question has no answer, so this one needs an answer of its own.\n"
SETUP = """
import asyncio, os, threading, time
from contextlib import redirect_stderr
from io import StringIO

import anyio, httpx
from maton_google_meet import *
from maton_google_meet.approval import terminal

sent = []
def answer(request):
    if request.method != "POST":
        return httpx.Response(404)
    sent.append(request.content)
    return httpx.Response(200, json={"name": "spaces/a"})

options = dict(
    connection="c-1", confirm=approve_in_terminal, pace=None,
    transport=httpx.MockTransport(answer),
)
meet, ameet = GoogleMeet("key", **options), AsyncGoogleMeet("key", **options)
terminal._terminal.page.abandoned_fields = 0
del In[:], answer
"""


@pytest.fixture(scope="module")
def kernel() -> Iterator[Notebook]:
    with Notebook() as running:
        yield running


@pytest.fixture
def notebook(kernel: Notebook) -> Notebook:
    """Return a notebook whose sync client is `meet` and whose async client is `ameet`."""
    assert kernel.run(SETUP).error == ""
    return kernel


def count_sent(notebook: Notebook) -> int:
    return int(notebook.run("print(len(sent))").text)


CALLS = ["meet.spaces.create()", "await ameet.spaces.create()"]


@pytest.mark.parametrize("call", CALLS)
def test_a_yes_sends_the_write(call: str, notebook: Notebook) -> None:
    cell = notebook.run(call, "yes")
    assert cell.error == ""
    assert cell.text == QUESTION
    assert (cell.prompts, cell.parents) == ([PROMPT], [cell.id])
    assert count_sent(notebook) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("y", "because the answer was 'y', and only 'yes' approves: nothing was sent. Call again"),
        ("<b>\x1b[2J\n", "because the answer was '<b>\\x1b[2J', and only"),
        ("no", "was not approved: nothing was sent."),
        ("", "was not approved: nothing was sent."),
        ("\x04", "was not approved: nothing was sent."),
    ],
)
@pytest.mark.parametrize("call", CALLS)
def test_any_other_answer_declines(call: str, typed: str, words: str, notebook: Notebook) -> None:
    cell = notebook.run(call, typed)
    assert cell.error.startswith("WriteDeclined: spaces.create")
    assert words in cell.error
    assert cell.text == QUESTION
    assert count_sent(notebook) == 0


@pytest.mark.parametrize("call", CALLS)
def test_a_notebook_without_a_page_declines(call: str, notebook: Notebook) -> None:
    """nbconvert and papermill run notebooks like this."""
    cell = notebook.run(call, allow_stdin=False)
    assert "because this notebook runs without a page to ask on: nothing was sent" in cell.error
    assert "pass your own function as confirm=, or approve_only(...)" in cell.error
    assert count_sent(notebook) == 0


CAPTURED = [
    "%%capture\nmeet.spaces.create()",
    "with redirect_stderr(StringIO()):\n    await ameet.spaces.create()",
]


@pytest.mark.parametrize("code", CAPTURED)
def test_a_question_that_would_not_be_shown_is_not_asked(code: str, notebook: Notebook) -> None:
    assert "because sys.stderr was redirected" in notebook.run(code).error
    assert count_sent(notebook) == 0


HOSTILE = "<b onclick=x>\x1b[2J\r\b\u202e\n  Outcome     nothing" + " " * 80 + "  Connection  c-2"


def test_data_cannot_forge_the_question(notebook: Notebook) -> None:
    values = f"json={{'a': {HOSTILE!r}}}, params={{'b': {HOSTILE!r}}}"
    cell = notebook.run(f'meet.http.post("/google-meet/v2/x", {values})', "yes")
    assert cell.error == ""
    lines = cell.text.split("\n")
    assert all(line.isprintable() and len(line) <= 80 for line in lines)
    labels = [line[2:12].strip() for line in lines[3:] if line[2:3].strip()]
    assert labels == ["Operation", "Request", "Connection", "Body", "Outcome", "Caution"]
    assert '"a": "<b onclick=x>\\u001b[2J' in cell.text


def test_a_long_body_is_complete(notebook: Notebook) -> None:
    cell = notebook.run(
        'meet.http.post("/google-meet/v2/x", json=[f"line {n}" for n in range(300)])', "yes"
    )
    assert [f'"line {number}"' in cell.text for number in range(300)] == [True] * 300


@pytest.mark.skipif(sys.platform == "win32", reason="it interrupts by an event, not a signal")
@pytest.mark.parametrize("call", CALLS)
def test_an_interrupted_question_frees_the_kernel(call: str, notebook: Notebook) -> None:
    cell = notebook.run(call, Notebook.interrupt)
    assert cell.error.startswith(("KeyboardInterrupt", "CancelledError"))
    # The old field may still be on the page, and the kernel cannot distinguish the fields.
    cell = notebook.run(call, "yes")
    assert cell.prompts == ["Type yes 2 to send it: "]
    assert cell.text == QUESTION + NOTE
    assert "because the answer was 'yes', and only 'yes 2' approves" in cell.error
    assert count_sent(notebook) == 0
    assert notebook.run(call, "yes 2").error == ""
    assert count_sent(notebook) == 1


def test_a_question_of_a_cancelled_task_approves_nothing(
    notebook: Notebook, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    cell = notebook.run(
        "async def cancel():\n"
        f"    while not os.path.exists({str(seen)!r}):\n"
        "        await anyio.sleep(0.001)\n"
        "    group.cancel_scope.cancel()\n"
        "async with anyio.create_task_group() as group:\n"
        "    group.start_soon(cancel)\n"
        "    await ameet.spaces.create()\n"
        "await ameet.spaces.create()\n",
        lambda _: seen.touch(),
        "yes",  # It was meant for the first question, whose field is still there.
    )
    assert cell.prompts == [PROMPT, "Type yes 2 to send it: "]
    assert "only 'yes 2' approves" in cell.error
    assert count_sent(notebook) == 0


def test_closing_the_client_ends_the_question(notebook: Notebook, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    cell = notebook.run(
        "def close():\n"
        f"    while not os.path.exists({str(seen)!r}):\n"
        "        time.sleep(0.001)\n"
        "    meet.close()\n"
        "threading.Thread(target=close).start()\n"
        "meet.spaces.create()",
        lambda _: seen.touch(),
    )
    assert "was not approved: nothing was sent." in cell.error
    assert count_sent(notebook) == 0


def test_questions_of_threads_take_turns(notebook: Notebook) -> None:
    cell = notebook.run(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(3) as pool:\n"
        "    list(pool.map(lambda _: meet.spaces.create(), range(3)))",
        *("yes", "YES", " yes "),
    )
    assert cell.error == ""
    assert cell.text == QUESTION * 3
    assert cell.parents == [cell.id] * 3
    assert count_sent(notebook) == 3


def test_a_task_asks_in_the_cell_that_runs(notebook: Notebook) -> None:
    """The cell that started it shows nothing any more."""
    started = notebook.run(
        "go = asyncio.Event()\n"
        "async def work():\n"
        "    await go.wait()\n"
        "    await ameet.spaces.create()\n"
        "task = asyncio.create_task(work())"
    )
    cell = notebook.run("go.set()\nawait task", "yes")
    assert (cell.error, cell.text) == ("", QUESTION)
    assert cell.parents == [cell.id] != [started.id]


def test_a_task_cannot_ask_between_two_cells(notebook: Notebook) -> None:
    notebook.run(
        "import builtins\n"
        "async def work():\n"
        "    while builtins.input == get_ipython().kernel.raw_input:\n"
        "        await anyio.sleep(0.001)\n"
        "    try:\n"
        "        await ameet.spaces.create()\n"
        "    except WriteDeclined as error:\n"
        "        print(error)\n"
        "task = asyncio.create_task(work())"
    )
    notebook.wait_for(
        "because no cell of the notebook is running, so no cell can show the question"
    )
    assert count_sent(notebook) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_fork_of_the_kernel_cannot_ask(notebook: Notebook) -> None:
    cell: Cell = notebook.run(
        "reader, writer = os.pipe()\n"
        "if not (child := os.fork()):\n"
        "    try:\n"
        "        meet.spaces.create()\n"
        "    except BaseException as error:\n"
        "        os.write(writer, str(error).encode())\n"
        "    finally:\n"
        "        os._exit(0)\n"
        "_ = os.waitpid(child, 0)\n"
        "print(os.read(reader, 4096).decode())"
    )
    assert "because a fork of a notebook's kernel cannot ask" in cell.text
