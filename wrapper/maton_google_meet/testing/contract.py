"""Check the requests and responses of the clients in a test against the OpenAPI document."""

from __future__ import annotations

import contextlib
import functools
from typing import Final, Literal, Self, TypeAlias

import httpx
from maton_google_meet_api.runtime.schemas import document

from ..events import AttemptEvent, Event
from ..observers import observe_all
from .judge import Judge

Side: TypeAlias = Literal["requests", "answers"]
HINT: Final = (
    "If a violation is intended, mark the test: "
    "@pytest.mark.maton_contract(wrong_on_purpose='requests'), or 'answers'."
)


@functools.cache
def _load_judge() -> Judge:
    return Judge(document())


class Contract:
    """A `with` block that checks all requests and responses of the clients of this package.

    Threads and tasks may call clients concurrently.

    >>> with Contract() as contract, Sandbox().client() as meet:
    ...     meet.spaces.get("kfr-wduz-tqa")
    >>> assert contract.take_unexpected() == []

    Args:
        judge: The judge; by default, that of the package's document.
    """

    violations: dict[Side, list[str]]
    """The violations in requests and in responses (`answers`), each as one sentence."""
    elsewhere: set[str]
    """Addresses, such as `http://127.0.0.1:8080`, whose requests and responses are not checked."""

    def __init__(self, judge: Judge | None = None) -> None:
        self.judge: Judge = judge or _load_judge()
        self.violations = {"requests": [], "answers": []}
        self.elsewhere = set()
        self._expected: set[Side] = set()
        self._returned: dict[Side, int] = {"requests": 0, "answers": 0}
        self._observation = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self._observation.enter_context(observe_all(self._judge_attempt))
        return self

    def __exit__(self, *_: object) -> None:
        self._observation.close()

    def wrong_on_purpose(self, *sides: Side) -> None:
        """Expect violations in the `requests` or the `answers`.

        Raises:
            ValueError: A side is neither of the two.
        """
        for side in sides:
            if side not in self.violations:
                raise ValueError(f"'requests' or 'answers' may be wrong on purpose, not {side!r}")
            self._expected.add(side)

    def take_unexpected(self) -> list[str]:
        """Return the unexpected violations found since the previous call."""
        unexpected = list[str]()
        for side, violations in self.violations.items():
            if side not in self._expected:
                unexpected += violations[self._returned[side] :]
                self._returned[side] = len(violations)
        return unexpected

    def find_unused(self) -> list[Side]:
        """Return the sides in which the test expects a violation, but none was found.

        Such an expectation would hide a later violation.
        """
        return [
            side for side in self.violations if side in self._expected and not self.violations[side]
        ]

    def unmeant(self) -> list[str]:
        """Return `take_unexpected()`; the name of version 0.2.0."""
        return self.take_unexpected()

    def unkept(self) -> list[Side]:
        """Return `find_unused()`; the name of version 0.2.0."""
        return self.find_unused()

    def _judge_attempt(self, event: Event) -> None:
        """Judge a request and its response, unless the address is in `elsewhere`.

        A streamed response has not been read, and is not judged.
        """
        if not isinstance(event, AttemptEvent) or self._is_elsewhere(event.request):
            return
        method, path, request, response = event.method, event.path, event.request, event.response
        where = f"{method} {path}"
        violations = self.judge.request(method, path, request.headers, request.content)
        self.violations["requests"] += [f"{where}: {each}" for each in violations]
        if response is not None and self.judge.match(method, path):
            violations = self.judge.answer(
                method, path, response.status_code, response.headers, response.content
            )
            self.violations["answers"] += [f"{where}: {each}" for each in violations]

    def _is_elsewhere(self, request: httpx.Request) -> bool:
        url = request.url
        return f"{url.scheme}://{url.netloc.decode()}" in self.elsewhere
