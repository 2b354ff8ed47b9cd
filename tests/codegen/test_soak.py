"""scripts/measure/soak.py at a small scale: a client that lives long stays as it was, and it would
be
told if it did not. Time is not judged here."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import soak
from maton_google_meet import Pace
from soak import Counts, Course, Line

NONE = Counts(0, 0, 0, 0, 0)
LINE = Line(10, 10, 1.0, NONE, 0, 1.0, 1.0)


@pytest.mark.thorough
def test_what_is_there_stays_the_same(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(soak, "SLOWER", math.inf)
    code = soak.main(["--scale", "0.001"])
    head, *rows, told = capsys.readouterr().out.splitlines()
    assert head == soak.HEADER
    assert [row[:14].strip() for row in rows] == list(soak.STAGES)
    assert code == 0, [*rows, told]
    assert all(row.endswith(f"  {soak.FLAT}") for row in rows)


@pytest.mark.maton_contract(wrong_on_purpose="answers")
@pytest.mark.parametrize(
    "leak",
    [
        lambda: soak.fake_sync(Course(300, math.inf), ""),
        lambda: soak.fake_async(Course(300, math.inf), ""),
    ],
)
def test_a_leak_is_told(leak: Callable[[], Line], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []
    handle = soak.Answers.handle_request

    def keeping(self: soak.Answers, request: soak.httpx.Request) -> soak.httpx.Response:
        kept.append(([], request))
        return handle(self, request)

    monkeypatch.setattr(soak.Answers, "handle_request", keeping)
    line = leak()
    assert line.requests >= 300
    assert "objects grew" in line.faults(soak.LIMITS)


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        (LINE, []),
        (LINE._replace(grown=soak.LIMITS, traced=soak.TRACED, last=soak.SLOWER), []),
        (LINE._replace(grown=NONE._replace(objects=301)), ["objects grew"]),
        (LINE._replace(grown=NONE._replace(rss=(4 << 20) + 1)), ["rss grew"]),
        (LINE._replace(grown=NONE._replace(files=1, tasks=1)), ["files grew", "tasks grew"]),
        (LINE._replace(grown=NONE._replace(threads=1)), ["threads grew"]),
        (LINE._replace(traced=soak.TRACED + 1), ["traced memory grew"]),
        (LINE._replace(last=1.31), ["it got slower"]),
        (LINE._replace(requests=9), ["not finished"]),
    ],
)
def test_what_is_not_flat(line: Line, faults: list[str]) -> None:
    assert line.faults(soak.LIMITS) == faults
    assert soak.row("name", line, faults).endswith(f"  {', '.join(faults) or soak.FLAT}")


def test_time_is_up() -> None:
    course = Course(1000, -math.inf)
    assert [*course.marks()] == [10]
    course.passed(10)
    assert course.line(10, 0).faults(soak.LIMITS) == ["not finished"]


def test_a_pace_remembers_a_second_and_no_more() -> None:
    now = 0.0
    pace = Pace(clock=lambda: now)
    most = 0
    for _ in range(1000):
        slot = pace.reserve()
        while left := slot.left():
            now += left
        slot.done()
        most = max(most, len(pace._sent))
    assert most <= 11
    assert pace._queue == []
