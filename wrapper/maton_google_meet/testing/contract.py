"""What the clients of a test send and are answered, held against the document."""

from __future__ import annotations

import functools
from typing import Any, Final, Literal, Self, TypeAlias
from unittest import mock

import httpx
from maton_google_meet_api.runtime.schemas import document

from ..flow.steps import Send, Step
from ..http.drivers import AsyncClient, Client
from .judge import Judge

Side: TypeAlias = Literal["requests", "answers"]
HINT: Final = (
    "If it is meant, the test says so: "
    "@pytest.mark.maton_contract(wrong_on_purpose='requests'), or 'answers'."
)


@functools.cache
def _judge() -> Judge:
    return Judge(document())


class Contract:
    """Inside its `with` block, judges each request that a client of this package sends, as it goes
    out, and each answer to one. Threads and tasks may call at once.

    `judge` is that of the package's document, unless another is given. `violations` has a sentence
    for each thing that was wrong. `elsewhere` holds addresses, such as `http://127.0.0.1:8080`,
    whose traffic something else judges.
    """

    def __init__(self, judge: Judge | None = None) -> None:
        self.judge: Judge = judge or _judge()
        self.violations: dict[Side, list[str]] = {"requests": [], "answers": []}
        self.elsewhere: set[str] = set()
        self._wrong: set[Side] = set()
        self._told: dict[Side, int] = {"requests": 0, "answers": 0}
        self._patches = [self._patch(Client, _sync), self._patch(AsyncClient, _async)]

    def __enter__(self) -> Self:
        for patch in self._patches:
            patch.start()
        return self

    def __exit__(self, *_: object) -> None:
        for patch in self._patches:
            patch.stop()

    def wrong_on_purpose(self, *sides: Side) -> None:
        """What is wrong with the `requests` or the `answers` is meant.

        Raises:
            ValueError: It is neither of the two.
        """
        for side in sides:
            if side not in self.violations:
                raise ValueError(f"'requests' or 'answers' may be wrong on purpose, not {side!r}")
            self._wrong.add(side)

    def unmeant(self) -> list[str]:
        """What was wrong and not meant to be, without what an earlier call has returned."""
        found = list[str]()
        for side, violations in self.violations.items():
            if side not in self._wrong:
                found += violations[self._told[side] :]
                self._told[side] = len(violations)
        return found

    def unkept(self) -> list[Side]:
        """The sides that were to be wrong on purpose and were not: such a promise would hide what
        breaks later."""
        return [
            side for side in self.violations if side in self._wrong and not self.violations[side]
        ]

    def _patch(self, client: type[Any], wrap: Any) -> Any:
        return mock.patch.object(client, "_perform", wrap(self, client._perform))

    def _request(self, client: Client | AsyncClient, step: Step) -> str | None:
        """Judge what `step` sends; its path and query, where there is an answer to judge."""
        if not isinstance(step, Send):
            return None
        url = step.request.url
        if f"{url.scheme}://{url.netloc.decode()}" in self.elsewhere:
            return None
        method = step.request.method
        query = url.raw_path.decode("ascii").partition("?")
        target = "".join((client.policy.shared.address.path(url), *query[1:]))
        found = self.judge.request(method, target, step.request.headers, step.request.content)
        self.violations["requests"] += [f"{method} {target}: {what}" for what in found]
        return target if self.judge.match(method, target) else None

    def _answer(self, step: Step, target: str | None, response: httpx.Response) -> None:
        # What is streamed has not been read, and is the caller's to read.
        if target is None or not isinstance(step, Send) or (step.stream and response.is_success):
            return
        method, status = step.request.method, response.status_code
        found = self.judge.answer(method, target, status, response.headers, response.content)
        self.violations["answers"] += [f"{method} {target}: {what}" for what in found]


def _sync(contract: Contract, perform: Any) -> Any:
    def judged(client: Client, step: Step) -> Any:
        target = contract._request(client, step)
        result = perform(client, step)
        contract._answer(step, target, result)
        return result

    return judged


def _async(contract: Contract, perform: Any) -> Any:
    async def judged(client: AsyncClient, step: Step) -> Any:
        target = contract._request(client, step)
        result = await perform(client, step)
        contract._answer(step, target, result)
        return result

    return judged
