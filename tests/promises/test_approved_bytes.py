"""The client sends exactly the approved bytes, even if a hook changes objects."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maton_google_meet import (
    AsyncGoogleMeet,
    ConfigurationError,
    GoogleMeet,
    PendingWrite,
    Retry,
    WriteDeclined,
    errors,
)
from maton_google_meet.models import Connection
from maton_google_meet.testing import Contract
from support.clients import KEY, MODES, ClientRunner
from support.examples import WRITES, snake, success
from support.scale import scale
from support.schemas import DOCUMENT, TEXT, attributes, build_model, get_model_name, resolve, values

# Each write once, its fullest body and all of its query.
FULL_WRITES = {each.id: each for each in WRITES if "smallest" not in each.label}
BODIES = {
    operation["operationId"]: operation["requestBody"]["content"]["application/json"]["schema"]
    for item in DOCUMENT["paths"].values()
    for method, operation in item.items()
    if method != "parameters" and "requestBody" in operation
}


def describe_request(request: httpx.Request) -> tuple[str, str, str | None, bytes]:
    """Return (method, path with query, connection, body) of a request."""
    target = request.url.raw_path.decode()
    return request.method, target, request.headers.get("Maton-Connection"), request.content


def describe_pending(pending: PendingWrite) -> tuple[str, str, str | None, bytes]:
    """Return the same of a pending write."""
    account = pending.connection
    identifier = account.connection_id if isinstance(account, Connection) else None
    return pending.method, pending.path, identifier, pending.body


class Proxy:
    """A transport that refuses each write twice, by a 429 and by no connection, and records
    requests."""

    def __init__(self, answer: Any = None, refusals: tuple[Any, ...] = (429, "refused")) -> None:
        self.answer, self.refusals = answer, refusals
        self.arrived: list[tuple[str, str, str | None, bytes]] = []
        self.lock = threading.Lock()
        self.transport = httpx.MockTransport(self.take)

    def take(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.arrived.append(describe_request(request))
            at = len(self.arrived) - 1
        if at < len(self.refusals):
            if self.refusals[at] == "refused":
                raise httpx.ConnectError("refused")
            return httpx.Response(self.refusals[at], json={"message": "Slow down."})
        return httpx.Response(200, **({} if self.answer is None else {"json": self.answer}))


def get_example(id: str) -> Any:
    """Return the body of an operation's success; None if it has no content."""
    return next((each["value"] for each in success(id).get("examples", {}).values()), None)


NO_WAIT = Retry(attempts=4, max_wait=0.0)


def call_and_compare(runner: ClientRunner, call: Callable[[Any], Any], answer: Any) -> None:
    """Perform `call`, and compare each sent request with the approved one."""
    approved_requests: list[tuple[str, str, str | None, bytes]] = []

    def hook(pending: PendingWrite) -> bool:
        approved_requests.append(describe_pending(pending))
        return True

    proxy = Proxy(answer)
    runner.call(
        call,
        connection="c-1",
        confirm=runner.make_hook(hook),
        transport=proxy.transport,
        retry=NO_WAIT,
    )
    assert len(approved_requests) == 1
    assert proxy.arrived == approved_requests * 3


@pytest.mark.sized
@pytest.mark.parametrize("id", FULL_WRITES)
@pytest.mark.parametrize("kind", MODES)
def test_each_write_is_sent_as_shown(id: str, kind: str) -> None:
    example, runner = FULL_WRITES[id], ClientRunner(kind)
    fields = attributes(resolve(BODIES[id]).get("properties", {})) if id in BODIES else {}

    @settings(max_examples=scale(6, 3) if kind == "sync" else 2)
    @given(values(get_model_name(BODIES[id]) or "", extra=False) if fields else st.just(None), TEXT)
    def write(value: Any, text: str) -> None:
        call = example
        if fields:
            model = build_model(get_model_name(BODIES[id]) or "", value)
            body = {snake(key): getattr(model, fields[key]) for key in value}
            own = set(map(snake, fields))
            query = {key: each for key, each in example.keywords.items() if key not in own}
            if "updateMask" in example.query:
                query["update_mask"] = text or "*"
            if not set(fields) - set(value) or "updateMask" in example.query:
                call = example._replace(keywords={**query, **body})
        call_and_compare(runner, call.on, get_example(id))

    write()


@pytest.mark.sized
@pytest.mark.parametrize("kind", MODES)
def test_a_raw_request_is_sent_as_shown(kind: str, maton_contract: Contract) -> None:
    maton_contract.wrong_on_purpose("requests")
    runner = ClientRunner(kind)

    @settings(max_examples=scale(15, 5))
    @given(
        st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "BREW"]),
        st.dictionaries(TEXT, TEXT, max_size=2),
        st.binary(max_size=40),
    )
    def write(method: str, query: dict[str, str], body: bytes) -> None:
        def call(meet: Any) -> Any:
            headers = {"Authorization": "another", "Content-Type": "text/plain"}
            return meet.http.request(
                method, "/odd/p%41th", params=query, content=body, headers=headers
            )

        try:
            call_and_compare(runner, call, None)
        except ConfigurationError as error:  # A name by which a gateway could be misled.
            assert "The query parameter" in str(error)

    write()


# --- a hook that changes objects ------------------------------------------------------------------


@pytest.mark.parametrize("id", FULL_WRITES)
@pytest.mark.parametrize("kind", MODES)
def test_a_hook_cannot_change_the_request(
    id: str,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The audit log names the approved request as well."""
    caplog.set_level("INFO", "maton_google_meet.audit")
    example, runner = FULL_WRITES[id], ClientRunner(kind)
    proxy = Proxy(get_example(id))
    approved_requests: list[tuple[str, str, str | None, bytes]] = []
    clients: list[Any] = []

    def spoil(pending: PendingWrite) -> None:
        for name, value in {
            "method": "DELETE",
            "path": "/elsewhere",
            "body": b"other",
            "operation": "spaces.get",
            "outcome": "",
        }.items():
            object.__setattr__(pending, name, value)
        http = clients[0].http
        http.headers["Maton-Connection"] = "another"
        http.headers["X-HTTP-Method-Override"] = "DELETE"
        http.params = {"planted": "1"}
        http.base_url = "https://elsewhere.example"
        http.cookies.set("planted", "1")
        for argument in example.keywords.values():
            if hasattr(argument, "additional_properties"):
                argument.additional_properties["planted"] = 1
        example.keywords.get("requests", []).clear()
        monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "another")
        os.environ["MATON_API_KEY"] = "another"

    def hook(pending: PendingWrite) -> bool:
        approved_requests.append(describe_pending(pending))
        if isinstance(pending.connection, Connection):
            pending.connection.connection_id = "another"
            pending.connection.additional_properties["planted"] = 1
        if isinstance(pending.json, dict):
            pending.json.clear()
        thread = threading.Thread(target=spoil, args=(pending,))
        thread.start()
        thread.join()
        return True

    def call(meet: Any) -> Any:
        clients.append(meet)
        return example.on(meet)

    monkeypatch.setenv("MATON_API_KEY", KEY)
    keywords = example.keywords
    saved = {
        name: dict(getattr(each, "additional_properties", {})) for name, each in keywords.items()
    }
    lists = {name: list(each) for name, each in keywords.items() if isinstance(each, list)}
    try:
        runner.call(
            call,
            connection="c-1",
            confirm=runner.make_hook(hook),
            transport=proxy.transport,
            retry=NO_WAIT,
        )
    finally:
        for name, each in example.keywords.items():
            if hasattr(each, "additional_properties"):
                each.additional_properties.clear()
                each.additional_properties.update(saved[name])
            if isinstance(each, list):
                each[:] = lists[name]
    assert proxy.arrived == approved_requests * 3
    assert b"planted" not in b"".join(body for *_, body in proxy.arrived)
    [record] = [each for each in caplog.records if each.name == "maton_google_meet.audit"]
    method, path, *_ = approved_requests[0]
    assert f"approved: {id}, {method} {path}, " in record.getMessage()


# --- waiting calls --------------------------------------------------------------------------------


class Answerer:
    """Twenty concurrent questions, answered in a given order."""

    def __init__(self, order: list[int], approved: set[int]) -> None:
        self.order, self.approved = order, approved
        self.waiting = [threading.Event() for _ in order]
        self.asked: dict[int, tuple[str, str, str | None, bytes]] = {}
        self.all = threading.Barrier(len(order) + 1)

    def hook(self, pending: PendingWrite) -> bool:
        number = int(pending.json["email"].removesuffix("@example.com"))
        self.asked[number] = describe_pending(pending)
        self.all.wait(60)
        assert self.waiting[number].wait(60)
        return number in self.approved

    hook.shows_account = False  # type: ignore[attr-defined]

    def answer(self) -> None:
        self.all.wait(60)
        for number in self.order:
            self.waiting[number].set()

    def check(self, proxy: Proxy, ends: dict[int, bool]) -> None:
        assert ends == {number: number in self.approved for number in self.order}
        expected = [self.asked[number] for number in self.approved]
        assert sorted(proxy.arrived, key=str) == sorted(expected, key=str)


ORDERS = st.permutations(range(20)), st.sets(st.integers(0, 19), min_size=1, max_size=19)


@pytest.mark.sized
def test_twenty_waiting_threads_are_not_confused() -> None:
    @settings(max_examples=scale(6, 3))
    @given(*ORDERS)
    def wait(order: list[int], approved: set[int]) -> None:
        desk, proxy = Answerer(order, approved), Proxy({"name": "spaces/a/members/b"}, ())
        options: dict[str, Any] = {"pace": None, "transport": proxy.transport, "connection": "c"}
        with GoogleMeet(KEY, confirm=desk.hook, **options) as meet, ThreadPoolExecutor(21) as pool:

            def work(number: int) -> tuple[int, bool]:
                try:
                    meet.members.create(f"s{number}", email=f"{number}@example.com")
                except WriteDeclined as error:
                    assert error.pending.path.endswith(f"/s{number}/members")
                    return number, False
                return number, True

            answering = pool.submit(desk.answer)
            ends = dict(pool.map(work, range(20)))
            answering.result()
        desk.check(proxy, ends)

    wait()


@pytest.mark.sized
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("plain", [True, False])
def test_twenty_waiting_tasks_are_not_confused(backend: str, plain: bool) -> None:
    @settings(max_examples=scale(3, 2))
    @given(*ORDERS)
    def wait(order: list[int], approved: set[int]) -> None:
        desk, proxy = Answerer(order, approved), Proxy({"name": "spaces/a/members/b"}, ())
        options: dict[str, Any] = {"pace": None, "transport": proxy.transport, "connection": "c"}
        ends: dict[int, bool] = {}

        async def hook(pending: PendingWrite) -> bool:
            return await anyio.to_thread.run_sync(desk.hook, pending)

        hook.shows_account = False  # type: ignore[attr-defined]

        async def main() -> None:
            confirm = desk.hook if plain else hook
            async with AsyncGoogleMeet(KEY, confirm=confirm, **options) as meet:

                async def work(number: int) -> None:
                    try:
                        await meet.members.create(f"s{number}", email=f"{number}@example.com")
                    except errors.WriteDeclined:
                        ends[number] = False
                    else:
                        ends[number] = True

                async with anyio.create_task_group() as group:
                    for number in range(20):
                        group.start_soon(work, number)
                    await anyio.to_thread.run_sync(desk.answer)

        anyio.run(main, backend=backend)
        desk.check(proxy, ends)

    wait()
