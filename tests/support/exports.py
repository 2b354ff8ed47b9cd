"""Exports of the sandbox, in this process and in processes that are killed."""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from maton_google_meet import GoogleMeet
from maton_google_meet.reports.export import export
from maton_google_meet.reports.manifest import FILE as MANIFEST
from maton_google_meet.reports.store import FILE as STORE
from maton_google_meet.sandbox import Sandbox

# A child process begins as a copy of one that has imported the package.
PROCESSES = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
PROCESSES.set_forkserver_preload(
    ["maton_google_meet.reports.export", "maton_google_meet.sandbox", "maton_google_meet.client"]
)
VARIABLE = re.compile(r'"(time|request_id)": ?"[^"]*"')


def find_large_call(sandbox: Sandbox) -> str:
    """Return the name of the record of the conference with 300 participants."""
    with sandbox.client(pace=None) as meet:
        return max(
            meet.conference_records.list(),
            key=lambda record: len(list(meet.participants.list(record.name))),
        ).name


def run_export(url: str, key: str, connection: str, conference: str, folder: str) -> None:
    """Export a conference of a served sandbox, as a process of its own."""
    transport = httpx.HTTPTransport(verify=False)  # Loading the certificates takes long.
    with GoogleMeet(
        key, base_url=url, connection=connection, pace=None, retry=None, transport=transport
    ) as meet:
        export(meet, conference, folder)


class KillingSandbox(Sandbox):
    """A sandbox that can kill a process which exports one of its conferences."""

    _process: Any = None
    _requests_left = 0

    def run_process(self, url: str, conference: str, folder: Path, requests: int | None) -> int:
        """Export from a process, and return its exit code.

        Args:
            url: The address of the served sandbox.
            conference: The name of the conference.
            folder: The folder of the export.
            requests: Kill the process at the end of this request; None for no request.
        """
        connection = self.connections[0]["connection_id"]
        arguments = (url, self.key, connection, conference, str(folder))
        self._requests_left = requests or 0
        self._process = PROCESSES.Process(target=run_export, args=arguments)
        self._process.start()
        self._process.join()
        return int(self._process.exitcode)

    def handle(self, *request: Any) -> Any:
        """Answer a request."""
        with self._lock:
            self._requests_left -= 1
            is_last = self._requests_left == 0
        answer = super().handle(*request)
        if is_last:
            self._process.kill()
        return answer


def read_export(folder: Path) -> Mapping[str, bytes]:
    """Return the files of an export without its store, and without times and ids of requests."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(STORE)
    }
    files[MANIFEST] = VARIABLE.sub(r'"\1":null', files[MANIFEST].decode()).encode()
    return files
