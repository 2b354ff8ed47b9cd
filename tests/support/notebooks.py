"""A Jupyter kernel, used as the page of a notebook uses it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self

import maton_google_meet
import maton_google_meet_api
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

TIMEOUT_SECONDS = 60.0  # Far more than a cell takes.
PACKAGES = [
    Path(str(each.__file__)).parent.parent for each in (maton_google_meet, maton_google_meet_api)
]

Answer = str | Callable[["Notebook"], object]
"""The text that is typed into a field, or an action instead of it."""


class Cell(NamedTuple):
    """The page after a cell has run."""

    id: str
    text: str
    """The output, in the order in which it arrived."""
    prompts: list[str]
    """The texts beside the fields."""
    parents: list[str]
    """The ids of the cells that show these fields."""
    error: str
    """The class and the message of the exception; empty without one."""


class Notebook:
    """A notebook with its own kernel."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # Not in a folder of pytest: the path of a socket must be short.
            folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
            environment = {
                **os.environ,
                "PYTHONPATH": os.pathsep.join(map(str, PACKAGES)),
                "IPYTHONDIR": folder,
                "JUPYTER_RUNTIME_DIR": folder,
            }
            # Another process could take a free port before the kernel does.
            has_ipc = sys.platform != "win32"
            ipc: Any = {"transport": "ipc", "ip": f"{folder}/ipc"} if has_ipc else {}
            file, _ = write_connection_file(f"{folder}/kernel.json", **ipc)
            self._client: Any = BlockingKernelClient(connection_file=file)
            self._client.load_connection_file()
            # A kernel may miss a heartbeat while it starts, or on a busy machine.
            self._client.start_channels(hb=False)
            stack.callback(self._client.context.destroy, linger=0)
            stack.callback(self._client.stop_channels)
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", file]
            null = subprocess.DEVNULL
            self._process = subprocess.Popen(command, env=environment, stdout=null, stderr=null)
            stack.callback(self._process.wait)
            stack.callback(self._process.kill)
            self._client.wait_for_ready(timeout=TIMEOUT_SECONDS)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def interrupt(self) -> None:
        """Interrupt the running cell, as the button of the page does."""
        self._process.send_signal(signal.SIGINT)
        # The kernel ends an `await` only once its event loop wakes up: ipykernel calls tornado's
        # `add_callback` in a signal handler (ipykernel.ipkernel, `_cancel_on_sigint`; not reported
        # upstream).
        self._client.kernel_info()

    def wait_for(self, text: str) -> None:
        """Wait until the output of an earlier cell contains `text`."""
        while text not in (
            self._client.get_iopub_msg(timeout=TIMEOUT_SECONDS)["content"].get("text", "")
        ):
            pass

    def type(self, text: str) -> None:
        """Type `text` into the field. The page does not say which field this is."""
        self._client.input(text)

    def run(self, code: str, *answers: Answer, allow_stdin: bool = True) -> Cell:
        """Run a cell with `code`, and use each of its fields for the next of `answers`."""
        left, output, errors = [*answers], list[str](), list[str]()
        prompts, parents = list[str](), list[str]()

        def show(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                output.append(content["text"])
            elif message["msg_type"] == "error":
                errors.append(f"{content['ename']}: {content['evalue']}")

        def ask(message: dict[str, Any]) -> None:
            prompts.append(message["content"]["prompt"])
            parents.append(message["parent_header"]["msg_id"])
            answer = left.pop(0)
            if callable(answer):
                answer(self)
            else:
                self.type(answer)

        reply = self._client.execute_interactive(
            code,
            allow_stdin=allow_stdin,
            output_hook=show,
            stdin_hook=ask,
            timeout=TIMEOUT_SECONDS,
            stop_on_error=False,  # Otherwise the kernel ignores the cells of the next 0.1 s.
        )
        if left:
            raise AssertionError(f"the cell did not ask for {left}: {errors}")
        id = reply["parent_header"]["msg_id"]
        return Cell(id, "".join(output), prompts, parents, "".join(errors))
