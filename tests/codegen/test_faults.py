"""scripts/measure/faults.py: what each fault of a network comes to, by the rules and not by its
table."""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import faults
import pytest
import storm
from faults import Cell, Fault, Mode, Outcome
from maton_google_meet import errors
from maton_google_meet.flow import call as flow
from maton_google_meet.flow import confirmation
from support import calls
from support.calls import ATTEMPTS, Kind
from support.fault_server import HANGS, Certificates, Server
from support.scale import scale

# What is left to the collector: by httpcore, the socket of a handshake that is cancelled; by ssl,
# that of one whose connection was reset before it began.
LEFT_UNCLOSED = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
# Answered with these, a read is repeated; so is a write that was answered with the first.
AGAIN = {429, 502, 503, 504}
STATUSES = {
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    429: "RateLimitError",
}
# The server sees nothing of these, or not of each attempt.
UNSEEN = {
    "the connection is refused",
    "the name has no address",
    "a kept connection ends meanwhile",
}
NEXT = "the next call, refused, came to"
LONGER = "a body that is too long"
# What comes after an answer is taken for the next one's, since httpcore keeps it.
KEPT = {
    LONGER: {"", f"{NEXT} NetworkOutcomeUnknown"},
    "an answer too many": {f"{NEXT} returned"},
}


def some() -> Callable[[Fault, Kind, Mode], bool]:
    """Of the matrix, each fault in each mode with one read and one write, another each time; or
    in one mode, another each time."""
    every = calls.kinds()
    labels = [fault.label for fault in faults.faults("")]

    def choose(fault: Fault, kind: Kind, mode: Mode) -> bool:
        alike = [each.label for each in every if each.write == kind.write]
        number, place = labels.index(fault.label), faults.MODES.index(mode)
        if scale(0, 1) and number % len(faults.MODES) != place:
            return False
        turn = number + place
        return alike[turn % len(alike)] == kind.label

    return choose


def rule(cell: Cell) -> tuple[str, int]:
    """What a call has to come to, and how many attempts are made, by the table of the README."""
    means, write = cell.means, cell.write
    late = "stalls" in cell.fault
    if means == "never sent":
        return "DeadlineExceeded" if late else "NetworkError", ATTEMPTS
    if means in ("lost", "lost once") and write:
        return "DeadlineOutcomeUnknown" if late else "NetworkOutcomeUnknown", 1
    if means == "lost":
        return "DeadlineExceeded" if late else "NetworkError", ATTEMPTS
    if means == "unfit" or (means == "nothing" and not cell.empty):
        return "ResponseOutcomeUnknown" if write else "ResponseError", 1
    if isinstance(means, str):
        return "returned", 1
    if means >= 500 and write:
        return "ServerOutcomeUnknown", 1
    if means == 400:
        # Requests about connections do without one.
        own = "Google" in cell.fault or cell.kind.startswith("Maton's")
        return "BadRequestError" if own else "MissingConnection", 1
    usual = "ServerError" if means >= 500 else "APIStatusError"
    again = means in AGAIN and "years" not in cell.fault
    return STATUSES.get(means, usual), ATTEMPTS if again else 1


# What httpx breaks off, httpcore leaves to the collector, of which trio warns.
@pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")
@pytest.mark.maton_contract(wrong_on_purpose="answers")
@pytest.mark.sized
def test_each_fault_comes_to_what_the_rules_say() -> None:
    cells, elsewhere = faults.matrix(some())
    gc.collect()
    for cell in cells:
        came, attempts = rule(cell)
        assert cell.outcome.came == came, cell
        # What the server saw of it, a request or no more than a connection.
        seen = max(cell.outcome.requests, cell.outcome.connections)
        assert (seen if cell.fault not in UNSEEN else attempts) == attempts, cell
        assert cell.outcome.requests <= (0 if cell.means == "never sent" else attempts), cell
        assert cell.outcome.then in KEPT.get(cell.fault, {""}), cell
    assert elsewhere == 0
    unknown = [cell for cell in cells if cell.outcome.came.endswith("OutcomeUnknown")]
    assert all(cell.write and cell.outcome.requests <= 1 for cell in unknown)


def test_each_kind_of_operation_is_there(document: dict[str, Any]) -> None:
    found = calls.kinds()
    assert {kind.write for kind in found} == {True, False}
    labels = {kind.label for kind in found}
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            google = path.startswith(document["x-resource-names"])
            assert any(method.upper() in label and ("Maton" in label) != google for label in labels)
    assert {"GET of a list", "POST of a verb", "POST of a batch", "Maton's GET"} <= labels
    assert len({kind.operation for kind in found}) == len(found) < len(document["paths"]) * 2


# --- the table ------------------------------------------------------------------------------------

FIRST, SECOND = (fault.label for fault in faults.faults("")[:2])


def cell(fault: str = FIRST, kind: str = "GET", **changed: Any) -> Cell:
    outcome = Outcome("NetworkError", 0, 3, "at once", "")._replace(**changed)
    mode: Mode = "sync"
    return Cell(fault, "lost", kind, kind != "GET", False, mode, outcome, 0.5)


def rows(*cells: Cell) -> list[str]:
    return [line for line in faults.table(cells, 0).splitlines() if line.startswith("| ")][2:]


def test_what_is_alike_shares_a_row() -> None:
    assert rows(cell(), cell(kind="PATCH"), cell()._replace(mode="trio"))[0] == (
        f"| {FIRST} | `NetworkError` | 0 on 3 | at once | `NetworkError` | 0 on 3 | at once |  |"
    )


def test_what_differs_has_a_row_of_its_own() -> None:
    odd = cell(came="returned")._replace(mode="trio")
    _, row, *_ = rows(cell(), cell(), odd)
    assert row == "| … GET (trio) | returned | 0 on 3 | at once |  |  |  |  |"


def test_what_is_wrong_afterwards_is_said() -> None:
    row, *_ = rows(cell(then="LOST: sockets"), cell(kind="PATCH", then="x"))
    assert row.endswith("| a read: LOST: sockets; a write: x |")


def test_statuses_that_are_alike_share_a_row() -> None:
    plain = ["", "", ""]
    merged = faults._merged([["a: 520", *plain], ["a: 521", *plain], ["b: 522", *plain]])
    assert [row[0] for row in merged] == ["a: 520, 521", "b: 522"]
    merged = faults._merged([["a: 520", "x"], ["a: 521", "y"]])
    assert [row[0] for row in merged] == ["a: 520", "a: 521"]


def test_what_goes_on_from_them_has_to_be_alike_too() -> None:
    rows = [["a: 520", "x"], ["… b", "y"], ["a: 521", "x"], ["… b", "y"], ["a: 522", "x"]]
    merged = faults._merged(rows)
    assert [row[0] for row in merged] == ["a: 520, 521", "… b", "a: 522"]


def test_who_they_are_is_all_of_them_or_their_names() -> None:
    kinds = [cell(kind=kind) for kind in ("PATCH", "DELETE")]
    odd = [
        each._replace(mode="trio", outcome=kinds[0].outcome._replace(came="x")) for each in kinds
    ]
    assert rows(*kinds, *kinds, *odd)[1].startswith("| … all (trio) |")
    assert rows(*kinds, *kinds, odd[1])[1].startswith("| … DELETE (trio) |")


def test_a_stale_table_is_told_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(faults, "TABLE", tmp_path / "faults.md")
    monkeypatch.setattr(faults, "whole", lambda: ([cell()], 0))
    faults.TABLE.write_text(faults.table([cell(came="returned")], 0))
    assert faults.main(["--check"]) == 1
    assert f"+| {FIRST} | `NetworkError`" in capsys.readouterr().out
    assert faults.main([]) == 0
    assert faults.main(["--check"]) == 0
    assert "As written." in capsys.readouterr().out


# --- the storm ------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")
@LEFT_UNCLOSED
@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_a_storm_carries_out_nothing_twice_and_makes_nobody_lie() -> None:
    told: Counter[str] = Counter()
    carried = 0
    for each in storm.storms(360, seed=7):
        assert each.wrong == [], (each.mode, each.seed)
        told += each.counts()
        carried += len(each.weather.carried)
        assert len(each.weather.dealt) > 10, "too calm"
    gc.collect()
    assert told.total() == 360
    assert min(told[name] for name in ("returned", "NetworkOutcomeUnknown", "WriteDeclined")) > 9


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_a_storm_finds_out_who_repeats_a_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "repeatable", lambda _: True)
    each = storm.Storm("sync", 60, 7, None)
    each.run()
    assert any(re.search(r"was carried out \d times", what) for what in each.wrong)


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_a_storm_finds_out_who_writes_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirmation, "ask", lambda *_: iter(()))
    each = storm.Storm("sync", 120, 7, None)
    each.run()
    assert any("not approved as it was sent" in what for what in each.wrong)
    assert any("was declined; told was" in what for what in each.wrong)


@LEFT_UNCLOSED
@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_a_storm_finds_out_who_lies(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = errors.network_error

    def surely_not(
        cause: Any, request: Any, operation: Any, write: bool, secret: str, *, unsent: bool
    ) -> Any:
        return real(cause, request, operation, False, secret, unsent=unsent)

    monkeypatch.setattr(flow, "network_error", surely_not)
    monkeypatch.setattr(storm, "MODES", ("sync",))
    assert faults.main(["--storm", "240", "--seed", "7"]) == 1
    said = capsys.readouterr().out
    assert "was carried out; told was NetworkError" in said
    assert "sync     https" in said


# --- cancellations --------------------------------------------------------------------------------

STALLS = [
    pytest.param(fault, id=fault.label, marks=[LEFT_UNCLOSED] * (fault.late == "connect"))
    for fault in faults.faults("")
    if fault.late
]


@pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")
@pytest.mark.parametrize("fault", STALLS)
@pytest.mark.parametrize("mode", ["asyncio", "trio"])
def test_a_call_that_is_cancelled_while_the_server_stalls_loses_nothing(
    fault: Fault, mode: Mode
) -> None:
    certificates = Certificates()
    single = [kind for kind in calls.kinds() if "list" not in kind.label]
    kinds = [next(kind for kind in single if kind.write == write) for write in (False, True)]

    async def cancel(kind: Kind) -> None:
        manner = faults.Faulty(fault, kind.success)
        with Server(manner, certificates.server[fault.certificate]) as server:
            meet = calls.client_of(
                mode,
                confirm=calls.approve,
                base_url=server.url,
                timeout=HANGS,
                transport=faults.transport_of(mode, certificates.trust),
            )
            async with meet:
                async with anyio.create_task_group() as group:
                    for _ in range(2):
                        group.start_soon(kind.call, meet)
                    with anyio.fail_after(HANGS):
                        while server.stalled < 2:  # noqa: ASYNC110 - it has no event
                            await anyio.sleep(0.001)
                    group.cancel_scope.cancel()
                assert calls.held(meet) == ""
                assert len(server.requests) <= 2
                manner.fault = faults.HEALTHY
                await kind.call(meet)
            gc.collect()
            with anyio.fail_after(HANGS):
                while server.open:  # noqa: ASYNC110 - nor has this
                    await anyio.sleep(0.001)

    async def main() -> None:
        for kind in kinds:
            await cancel(kind)

    anyio.run(main, backend=mode)
