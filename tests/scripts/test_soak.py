"""scripts/measure/soak.py finds a leak, and finds none in this client. Time is not judged."""

from __future__ import annotations

import asyncio
import math

import pytest
import soak
from maton_google_meet import Pace


@pytest.mark.thorough
def test_a_long_run_is_flat(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak, "SLOWDOWN", math.inf)
    code = soak.main(["--scale", "0.001"])
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == soak.HEADER
    assert len(rows) == 2 * len(soak.STAGES)
    assert code == 0, rows


@pytest.mark.maton_contract(wrong_on_purpose="answers")
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_leak_is_found(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leaked: list[object] = []
    handle = soak.RandomTransport.handle_request

    def leak(self: soak.RandomTransport, request: soak.httpx.Request) -> soak.httpx.Response:
        leaked.append(([], request))
        return handle(self, request)

    monkeypatch.setattr(soak.RandomTransport, "handle_request", leak)
    result = asyncio.run(soak.run_mix(mode, 300, math.inf, ""))
    assert result.requests >= 300
    assert "objects grew" in result.find_faults(soak.LIMITS)


def test_a_stage_within_its_limits_is_flat() -> None:
    flat = soak.Result(10, 10, 1.0, soak.LIMITS, soak.TRACED_BYTES, 1.0, soak.SLOWDOWN)
    assert flat.find_faults(soak.LIMITS) == []
    growth = soak.Counts(*(limit + 1 for limit in soak.LIMITS))
    grown = soak.Result(9, 10, 1.0, growth, soak.TRACED_BYTES + 1, 1.0, soak.SLOWDOWN + 0.01)
    assert len(grown.find_faults(soak.LIMITS)) == len(soak.Counts._fields) + 3


def test_a_pace_remembers_one_second() -> None:
    now = 0.0
    pace = Pace(clock=lambda: now)
    longest = 0
    for _ in range(1000):
        slot = pace.reserve()
        while left := slot.left():
            now += left
        slot.done()
        longest = max(longest, len(pace._sent))
    assert longest <= 11
    assert pace._queue == []
