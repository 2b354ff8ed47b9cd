"""The faults of the sandbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from maton_google_meet import (
    APIStatusError,
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    NetworkError,
    NetworkOutcomeUnknown,
    RateLimitError,
    ServerError,
)
from maton_google_meet.sandbox import Fault, Sandbox
from support.clients import ClientRunner
from support.sandboxes import NOW, PERFORMED_FAULTS

RAISED: dict[Fault, tuple[type[Exception], type[Exception]]] = {
    Fault.RATE_LIMITED: (RateLimitError, RateLimitError),
    Fault.QUOTA_EXHAUSTED: (RateLimitError, RateLimitError),
    Fault.EXPIRED: (ServerError, ServerError),
    Fault.UNAVAILABLE: (ServerError, ServerError),
    Fault.HTML: (ServerError, ServerError),
    Fault.LOST_REQUEST: (NetworkError, NetworkOutcomeUnknown),
    Fault.LOST_ANSWER: (NetworkError, NetworkOutcomeUnknown),
    Fault.TRUNCATED: (NetworkError, NetworkOutcomeUnknown),
    Fault.STALLED: (DeadlineExceeded, DeadlineOutcomeUnknown),
}


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_each_fault_raises_its_error(runner: ClientRunner, fault: Fault) -> None:
    sandbox = Sandbox(now=NOW)
    read, write = RAISED[fault]
    sandbox.fail(fault, operation="spaces.get", times=None, seconds=50)
    sandbox.fail(fault, operation="members.create", seconds=50)
    space = runner.call_sandbox(sandbox, lambda meet: meet.spaces.create()).name
    once = {"retry": None}
    with pytest.raises(read):
        runner.call_sandbox(sandbox, lambda meet: meet.spaces.get(space), **once)
    with pytest.raises(write) as raised:
        runner.call_sandbox(
            sandbox, lambda meet: meet.members.create(space, email="a@b.example"), **once
        )
    if fault is Fault.RATE_LIMITED:
        assert isinstance(raised.value, APIStatusError)
        assert raised.value.retry_after == 50
    members = runner.call_sandbox(sandbox, lambda meet: meet.members.list(space))
    assert len(members) == (fault in PERFORMED_FAULTS)
    sandbox.recover()
    assert runner.call_sandbox(sandbox, lambda meet: meet.spaces.get(space)).name == space


def test_a_stalled_response_arrives_within_a_longer_timeout(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    sandbox.fail(Fault.STALLED, operation="spaces.create", seconds=50)
    sandbox.fail(Fault.STALLED, operation="spaces.create", seconds=70)
    for timeout in (60.0, None):
        runner.call_sandbox(sandbox, lambda meet: meet.spaces.create(), timeout=timeout)
    assert timedelta(seconds=120) < sandbox.now - NOW < timedelta(seconds=125)


def test_a_fault_of_one_connection() -> None:
    sandbox = Sandbox(now=NOW, accounts=2)
    ana, jonas = [each["connection_id"] for each in sandbox.connections][:2]
    sandbox.fail(Fault.EXPIRED, connection=jonas, times=None)
    with sandbox.client(connection=jonas) as meet:
        with pytest.raises(ServerError, match="an expired Google authorization"):
            list(meet.conference_records.list())
        assert list(meet.with_options(connection=ana).conference_records.list())


def test_invalid_faults_are_refused(sandbox: Sandbox) -> None:
    with pytest.raises(TypeError, match=r"Fault\.RATE_LIMITED"):
        sandbox.fail("UNAVAILABLE")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"'spaces\.got' is not an operation"):
        sandbox.fail(Fault.HTML, operation="spaces.got")
