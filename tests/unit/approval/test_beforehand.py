"""`approve_only`: its write, its single use, and its process."""

from __future__ import annotations

import copy
import dataclasses
import gc
import json
import os
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    ConfigurationError,
    GoogleMeet,
    PendingWrite,
    Retry,
    WriteDeclined,
    approve_all,
    approve_only,
    forking,
)
from maton_google_meet.approval.beforehand import SingleApproval
from maton_google_meet.models import Connection, SpaceConfig
from support.clients import KEY, ClientRunner, create_space
from support.command_line import BY_ID

WRITE = PendingWrite(
    operation="spaces.update",
    method="PATCH",
    path="/google-meet/v2/spaces/a?updateMask=config.accessType,config.entryPointAccess",
    connection=Connection(connection_id="c-1", status="ACTIVE"),
    body=b'{"config":{"accessType":"OPEN"}}',
    outcome="Changes the settings of the space.",
    destructive=False,
    label="ana@example.com",
)
USED = "because its approval was used before, and is valid for one send: nothing was sent"


def change(**changes: Any) -> PendingWrite:
    return dataclasses.replace(WRITE, **changes)


def test_the_write_is_approved_once() -> None:
    approve = approve_only(WRITE)
    # The write of the call is another object, perhaps from another process.
    same = PendingWrite.from_dict(json.loads(json.dumps(WRITE.to_dict())))
    assert approve(same) is True
    for _ in range(2):
        with pytest.raises(WriteDeclined, match=USED) as declined:
            approve(WRITE)
    assert declined.value.pending is WRITE
    assert approve_only(WRITE)(WRITE) is True


DIFFERENCES: list[tuple[dict[str, Any], str]] = [
    ({"operation": None}, "operation"),
    ({"method": "POST"}, "method"),
    ({"path": WRITE.path.replace("spaces/a", "spaces/b")}, "path"),
    ({"path": "/google-meet/v2/spaces/a"}, "query"),
    (
        {"path": f"{WRITE.path[:33]}?updateMask=config.entryPointAccess,config.accessType"},
        "query",
    ),
    ({"path": f"{WRITE.path}&"}, "query"),
    ({"connection": Connection(connection_id="c-2", status="ACTIVE")}, "connection"),
    ({"connection": None}, "connection"),
    ({"connection": USE_PROXY_DEFAULT}, "connection"),
    ({"body": b'{"config": {"accessType":"OPEN"}}'}, "body"),
    ({"body": WRITE.body + b"\n"}, "body"),
    ({"body": b""}, "body"),
    ({"outcome": "Deletes the space."}, "outcome"),
    ({"destructive": True}, "caution"),
    ({"body": b"", "connection": None}, "connection and body"),
    ({"method": "PUT", "body": b"", "outcome": ""}, "method, body and outcome"),
]


@pytest.mark.parametrize(("changes", "names"), DIFFERENCES)
def test_each_difference_is_named_and_keeps_the_approval(
    changes: dict[str, Any], names: str
) -> None:
    approve = approve_only(WRITE)
    write = change(**changes)
    with pytest.raises(WriteDeclined) as declined:
        approve(write)
    assert f"because it differs from the approved write in its {names}: nothing" in str(
        declined.value
    )
    assert declined.value.pending is write
    assert approve(WRITE) is True
    # A used approval does not hide the difference.
    with pytest.raises(WriteDeclined, match=f"in its {names}: nothing"):
        approve(write)


def test_every_field_of_a_write_is_compared() -> None:
    """A field that changes the id would otherwise be declined without a name."""
    tested = {name for changes, _ in DIFFERENCES for name in changes}
    assert tested | {"label"} == {field.name for field in dataclasses.fields(PendingWrite)}
    described = {"connection": Connection(connection_id="c-1", status="FAILED"), "label": "Ana"}
    assert approve_only(WRITE)(change(**described)) is True


def test_an_empty_query_differs_from_no_query() -> None:
    with pytest.raises(WriteDeclined, match="in its query"):
        approve_only(change(path="/x"))(change(path="/x?"))


@pytest.mark.parametrize("text", ["<b>\x1b[2J", "a\nConnection  c-1", "\u202eb", "\x9b"])
def test_the_error_is_one_printable_line(text: str) -> None:
    with pytest.raises(WriteDeclined) as declined:
        approve_only(WRITE)(change(path=f"/{text}", body=text.encode(), label=text))
    assert str(declined.value).isprintable()


def test_a_later_change_of_the_object_does_not_change_the_approval() -> None:
    connection = Connection(connection_id="c-1")
    write = change(connection=connection)
    approve = approve_only(write)
    connection.connection_id = "c-2"
    with pytest.raises(WriteDeclined, match="in its connection"):
        approve(write)
    assert approve(WRITE) is True


@pytest.mark.parametrize(
    ("argument", "kind"),
    [(WRITE.id, "str"), (WRITE.to_dict(), "dict"), (None, "NoneType"), (PendingWrite, "type")],
)
def test_another_argument_is_refused_with_the_right_call(argument: Any, kind: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        approve_only(argument)
    assert str(refused.value) == (
        f"approve_only takes the write that was approved, not {kind}: pass error.pending of the "
        "ConfirmationRequired, or PendingWrite.from_dict(...) of the dict that you stored."
    )


def test_the_function_itself_is_not_a_hook() -> None:
    """A call without `approve_only(...)` would approve any write if it returned True."""
    with GoogleMeet(KEY, connection="c-1", confirm=approve_only, pace=None) as meet:  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="only True approves: nothing was sent"):
            meet.spaces.create()


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_a_copy_is_the_same_approval(duplicate: Callable[[Any], Any]) -> None:
    approve = approve_only(WRITE)
    assert duplicate({"confirm": approve})["confirm"](WRITE) is True
    with pytest.raises(WriteDeclined, match=USED):
        approve(WRITE)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_would_be_a_second_approval(protocol: int) -> None:
    with pytest.raises(TypeError, match=r"Send pending.to_dict\(\), and call approve_only in"):
        pickle.dumps(approve_only(WRITE), protocol)


def test_the_repr_names_the_write() -> None:
    assert repr(approve_only(WRITE)) == f"approve_only(<{WRITE}>)"


def use(approve: Callable[[PendingWrite], bool]) -> bool:
    try:
        return approve(WRITE)
    except WriteDeclined:
        return False


def test_two_threads_use_one_approval_once() -> None:
    together = threading.Barrier(2)

    class Slow(SingleApproval):
        @property
        def _unused(self) -> Any:
            together.wait(10)
            return SingleApproval._unused.__get__(self)  # type: ignore[attr-defined]

        @_unused.setter
        def _unused(self, value: Any) -> None:
            SingleApproval._unused.__set__(self, value)  # type: ignore[attr-defined]

    approve = Slow(WRITE)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(use, approve) for _ in range(2)]
    assert sorted(answer.result() for answer in answers) == [False, True]


def test_a_signal_handler_uses_one_approval_once() -> None:
    """It runs in the thread of the call that it interrupts."""
    answers: list[bool] = []
    interrupts = [True]

    class Interrupted(SingleApproval):
        @property
        def _unused(self) -> Any:
            if interrupts:
                interrupts.clear()
                answers.append(use(self))
            return SingleApproval._unused.__get__(self)  # type: ignore[attr-defined]

        @_unused.setter
        def _unused(self, value: Any) -> None:
            SingleApproval._unused.__set__(self, value)  # type: ignore[attr-defined]

    answers.append(use(Interrupted(WRITE)))
    assert answers == [True, False]


def test_a_child_of_a_fork_has_no_approval() -> None:
    approve = approve_only(WRITE)
    forking._renew_all()
    with pytest.raises(WriteDeclined, match="this is a fork of it: nothing was sent"):
        approve(WRITE)
    with pytest.raises(WriteDeclined, match="in its body"):
        approve(change(body=b""))
    assert approve_only(WRITE)(WRITE) is True


FORKING = """
import os
from maton_google_meet import PendingWrite, approve_only

write = PendingWrite(None, "POST", "/x", None, b"", "Creates.", False)
approve = approve_only(write)
child = os.fork()
if child:
    os.waitpid(child, 0)
    print("parent", approve(write))
else:
    try:
        approve(write)
    except Exception as error:
        print("child", error)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_an_approval_before_a_fork_is_valid_only_in_the_parent() -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORKING]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    child, parent = process.stdout.splitlines()
    assert "because its approval belongs to the process that called approve_only" in child
    assert parent == "parent True"


def test_an_approval_is_dropped_with_its_hook() -> None:
    approve = approve_only(WRITE)
    reference = weakref.ref(approve)
    del approve
    gc.collect()
    assert reference() is None


def test_all_writes_are_approved() -> None:
    assert approve_all(WRITE) is True


def test_a_call_of_each_client_uses_the_approval(runner: ClientRunner) -> None:
    writes: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"connection": {"connection_id": "c-1"}})
        writes.append(request)
        return httpx.Response(200, json={"name": "spaces/a"})

    pendings: list[PendingWrite] = []

    def remember(pending: PendingWrite) -> bool:
        pendings.append(pending)
        return False

    options: dict[str, Any] = {"connection": "c-1", "transport": httpx.MockTransport(answer)}
    with pytest.raises(WriteDeclined):
        runner.call(create_space, confirm=runner.make_hook(remember), **options)
    with pytest.raises(WriteDeclined, match=USED):
        runner.call(create_space, create_space, confirm=approve_only(*pendings), **options)
    assert [request.url.path for request in writes] == ["/google-meet/v2/spaces"]


def test_retries_belong_to_the_one_send(runner: ClientRunner) -> None:
    statuses = [429, 429, 200]

    def answer(request: httpx.Request) -> httpx.Response:
        status = statuses.pop(0)
        value = {"message": "Slow down."} if status == 429 else {"name": "spaces/a"}
        return httpx.Response(status, json=value)

    path, body = "/google-meet/v2/spaces/a?updateMask=config.accessType", WRITE.body
    outcome = BY_ID["spaces.update"].outcome
    approve = approve_only(change(path=path, body=body, outcome=outcome))

    def update(meet: Any) -> Any:
        return meet.spaces.update("a", config=SpaceConfig(access_type="OPEN"))

    options: dict[str, Any] = {"connection": "c-1", "retry": Retry(max_wait=0.0)}
    options["transport"] = httpx.MockTransport(answer)
    assert runner.call(update, confirm=approve, **options).name == "spaces/a"
    assert statuses == []
    with pytest.raises(WriteDeclined, match=USED):
        runner.call(update, confirm=approve, **options)


def test_a_shallow_copy_is_the_same_approval() -> None:
    hook = approve_only(WRITE)
    assert copy.copy(hook) is hook


def test_the_repr_shows_the_write() -> None:
    assert repr(approve_only(WRITE)) == f"approve_only(<{WRITE}>)"
