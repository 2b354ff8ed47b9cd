"""Each fault of a network ends in the documented error, and no connection is lost."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from maton_google_meet_api.runtime.schemas import find_resource_name
from support.calls import (
    ATTEMPTS,
    OperationKind,
    approve,
    describe_held,
    make_instant_client,
    operation_kinds,
)
from support.clients import MODES
from support.fault_server import HANG_SECONDS, Certificates, FaultServer
from support.network_faults import (
    NO_FAULT,
    Cell,
    Fault,
    FaultBehavior,
    list_faults,
    make_transport,
    try_faults,
)
from support.scale import scale

# httpcore leaves a cancelled handshake's socket to the collector, and httpx a response's generator;
# ssl leaves a socket that was reset before its handshake.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]

RETRIED_STATUSES = {429, 502, 503, 504}
"""The statuses after which a read is retried; a write is retried after the first."""
ERROR_BY_STATUS = {
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    429: "RateLimitError",
}
UNSEEN_FAULTS = {
    "the connection is refused",
    "the name has no address",
    "an idle connection closes during the call",
}
"""Faults in which the server does not see each attempt."""
NEXT = "the next call, a refused one:"
SURPLUS_PROBLEMS = {
    "a body that is too long": {"", f"{NEXT} NetworkOutcomeUnknown"},
    "a second response": {f"{NEXT} returned"},
}
"""Problems that httpcore causes: it keeps surplus bytes as the next response."""


def choose_cells() -> Callable[[Fault, OperationKind, str], bool]:
    """Choose one read and one write for each fault, in each mode if the run is thorough, else in
    one mode; neighboring faults get other kinds and modes."""
    kinds = operation_kinds()
    labels = [fault.label for fault in list_faults("")]

    def choose(fault: Fault, kind: OperationKind, mode: str) -> bool:
        labels_of_side = [each.label for each in kinds if each.write == kind.write]
        number, place = labels.index(fault.label), MODES.index(mode)
        if scale(0, 1) and number % len(MODES) != place:
            return False
        return labels_of_side[(number + place) % len(labels_of_side)] == kind.label

    return choose


def expect_outcome(cell: Cell) -> tuple[str, int]:
    """Return the documented result of a call and the number of its attempts."""
    evidence, write = cell.evidence, cell.write
    late = "stalls" in cell.fault
    if evidence == "never sent":
        return "DeadlineExceeded" if late else "NetworkError", ATTEMPTS
    if evidence in ("lost", "lost once") and write:
        return "DeadlineOutcomeUnknown" if late else "NetworkOutcomeUnknown", 1
    if evidence == "lost":
        return "DeadlineExceeded" if late else "NetworkError", ATTEMPTS
    if evidence == "unfit" or (evidence == "nothing" and not cell.empty):
        return "ResponseOutcomeUnknown" if write else "ResponseError", 1
    if isinstance(evidence, str):
        return "returned", 1
    if evidence >= 500 and write:
        return "ServerOutcomeUnknown", 1
    if evidence == 400:
        # Requests about connections do not need a connection.
        known = "Google" in cell.fault or cell.kind.startswith("Maton's")
        return "BadRequestError" if known else "MissingConnection", 1
    default = "ServerError" if evidence >= 500 else "APIStatusError"
    retried = evidence in RETRIED_STATUSES and "years" not in cell.fault
    return ERROR_BY_STATUS.get(evidence, default), ATTEMPTS if retried else 1


def expect_receipts(cell: Cell) -> list[tuple[str, int, str | None]]:
    """Return the outcome, the attempts and the error on the receipts of a call."""
    result, attempts = expect_outcome(cell)
    if not cell.write:
        return []
    outcome = "unknown" if result.endswith("OutcomeUnknown") else "refused"
    if result == "returned":
        return [("done", attempts, None)]
    return [(outcome, attempts, result)]


@pytest.mark.sized
@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_each_fault_has_the_documented_outcome() -> None:
    cells, redirected = try_faults(choose_cells())
    gc.collect()
    for cell in cells:
        result, attempts = expect_outcome(cell)
        assert cell.outcome.result == result, cell
        # The server sees a request, or only a connection.
        seen = max(cell.outcome.requests, cell.outcome.connections)
        assert cell.fault in UNSEEN_FAULTS or seen == attempts, cell
        assert cell.outcome.requests <= (0 if cell.evidence == "never sent" else attempts), cell
        receipts = [(each["outcome"], each["attempts"], each["error"]) for each in cell.receipts]
        assert receipts == expect_receipts(cell), cell
        assert cell.outcome.problems in SURPLUS_PROBLEMS.get(cell.fault, {""}), cell
    assert redirected == 0
    unknown = [cell for cell in cells if cell.outcome.result.endswith("OutcomeUnknown")]
    assert unknown
    assert all(cell.write and cell.outcome.requests <= 1 for cell in unknown)


def test_each_kind_of_operation_is_represented(document: dict[str, Any]) -> None:
    kinds = operation_kinds()
    assert {kind.write for kind in kinds} == {True, False}
    labels = {kind.label for kind in kinds}
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            google = find_resource_name(document, path) is not None
            name = {"put": "PATCH"}.get(method, method.upper())
            assert any(name in label and ("Maton" in label) != google for label in labels)
    assert {"GET of a list", "POST of a verb", "POST of a batch", "Maton's GET"} <= labels
    assert len({kind.operation for kind in kinds}) == len(kinds) < len(document["paths"]) * 2


@pytest.mark.parametrize(
    "fault", [pytest.param(fault, id=fault.label) for fault in list_faults("") if fault.late]
)
@pytest.mark.parametrize("mode", ["asyncio", "trio"])
def test_a_call_cancelled_while_the_server_stalls_loses_nothing(fault: Fault, mode: str) -> None:
    certificates = Certificates()
    kinds = [kind for kind in operation_kinds() if "list" not in kind.label]

    async def cancel(kind: OperationKind) -> None:
        behavior = FaultBehavior(fault, kind.success)
        with FaultServer(behavior, certificates.server[fault.certificate]) as server:
            meet = make_instant_client(
                mode,
                confirm=approve,
                base_url=server.url,
                timeout=HANG_SECONDS,
                transport=make_transport(mode, certificates.trust),
            )
            async with meet:
                async with anyio.create_task_group() as group:
                    for _ in range(2):
                        group.start_soon(kind.call, meet)
                    with anyio.fail_after(HANG_SECONDS):
                        while server.stalled_count < 2:  # noqa: ASYNC110 - it has no event
                            await anyio.sleep(0.001)
                    group.cancel_scope.cancel()
                assert describe_held(meet) == ""
                assert len(server.requests) <= 2
                behavior.fault = NO_FAULT
                await kind.call(meet)
            gc.collect()
            with anyio.fail_after(HANG_SECONDS):
                while server.open_count:  # noqa: ASYNC110 - it has no event
                    await anyio.sleep(0.001)

    async def main() -> None:
        for write in (False, True):
            await cancel(next(kind for kind in kinds if kind.write == write))

    anyio.run(main, backend=mode)
