"""Exports of the sandbox, in this process and in processes that are killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from maton_google_meet import GoogleMeet
from maton_google_meet.reports.export import export
from maton_google_meet.reports.manifest import FILE as MANIFEST
from maton_google_meet.reports.manifest import Export
from maton_google_meet.reports.store import FILE as STORE
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.sandbox.proxy import Answer

from support.clients import ClientRunner
from support.sandboxes import MEET_PATH

# Each child process is a copy of a process that has imported the package.
PROCESSES: Any = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
LISTS = ("participants", "participant_sessions", "recordings", "smart_notes", "transcripts")
PROCESSES.set_forkserver_preload(
    [
        "maton_google_meet.client",
        "maton_google_meet.reports.export",
        "maton_google_meet.sandbox",
        *(f"maton_google_meet_api.api.{name}.{name}_list" for name in LISTS),
    ]
)
RECORD = "conferenceRecords/a"
TIMES = {"startTime": "2026-11-03T09:00:00Z", "endTime": "2026-11-03T10:00:00Z"}
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
    _started = threading.Event()
    """Set as soon as the process can be killed: it may send requests before `start` returns."""

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
        self._started.clear()
        self._process.start()
        self._started.set()
        self._process.join()
        return int(self._process.exitcode)

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request."""
        with self._lock:
            self._requests_left -= 1
            is_last = self._requests_left == 0
        answer = super().handle(method, target, headers, body)
        if is_last:
            self._started.wait()
            self._process.kill()
        return answer


class FakeServer:
    """A server of one ended conference, with chosen answers by path.

    A path is that below the API's version, and `#` with the page token if there is one. An answer
    is a JSON object, a status, or an exception. A path without an answer is an empty list.
    """

    def __init__(self, answers: Mapping[str, Any] = {}) -> None:
        self.answers: dict[str, Any] = {RECORD: {"name": RECORD, **TIMES}, **answers}
        self.requests: list[str] = []
        self.headers: dict[str, str] = {"content-type": "application/json"}
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        token = request.url.params.get("pageToken")
        path = request.url.path.removeprefix(f"{MEET_PATH}/") + (f"#{token}" if token else "")
        self.requests.append(path)
        answer = self.answers.get(path, {})
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            error = {"code": answer, "message": "No.", "status": "UNKNOWN"}
            headers = {"x-request-id": "req_failed"}
            return httpx.Response(answer, json={"error": error}, headers=headers)
        # httpx does not encode lone surrogates.
        return httpx.Response(200, content=json.dumps(answer), headers=self.headers)

    def export(
        self, runner: ClientRunner, folder: Path, conferences: Any = RECORD, **options: Any
    ) -> Export:
        """Export with the client of the runner."""
        result: Export = runner.call(
            lambda meet: export(meet, conferences, folder, **options),
            connection="c-1",
            transport=self.transport,
        )
        return result

    def take_requests(self) -> list[str]:
        """Return the paths requested since the previous call, sorted."""
        requests, self.requests = sorted(self.requests), []
        return requests


def read_export(folder: Path) -> Mapping[str, bytes]:
    """Return the files of an export without its store, and without times and ids of requests."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(STORE)
    }
    files[MANIFEST] = VARIABLE.sub(r'"\1":null', files[MANIFEST].decode()).encode()
    return files
