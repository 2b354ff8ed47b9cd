"""scripts/measure/pace.py: its table, and when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pace
import pytest
from response_server import COUNTERS

QUICK = ["--rate", "1000", "--latency", "0.01"]


def rows(told: str) -> list[list[str]]:
    """The lines of the table."""
    return [line.split() for line in told.splitlines() if line.startswith(tuple(pace.MODES))]


def test_it_tells_what_it_measured(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "scripts/measure/pace.py", "--calls", "30", "--ratio", "1000", *QUICK],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert pace.HEADER in done.stdout
    for mode, row in zip(pace.MODES, rows(done.stdout), strict=True):
        told_mode, counter, calls, wall, bound, ratio, refused, requests = row
        assert (told_mode, counter, calls) == (mode, "sliding", "30")
        assert (refused, requests) == ("0", "30")
        assert float(bound) == 0.01
        assert float(ratio) == pytest.approx(float(wall) / 0.01, abs=0.51)
        # The thirtieth leaves after 29 gaps, and is answered after the latency.
        assert float(wall) >= 0.039


@pytest.mark.thorough
def test_it_fails_when_a_call_is_refused_or_slow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "MODES", {"sync": pace.sync_calls})
    assert pace.main(["--calls", "21", "--limit", "20", *QUICK]) == 1
    told = capsys.readouterr().out
    row, *_ = rows(told)
    assert row[:3] == ["sync", "sliding", "21"]
    refused, requests = int(row[-2]), int(row[-1])
    assert refused >= 1
    assert requests == 21 + refused
    assert "sync, sliding: the ratio is above 1.06\n" in told
    assert "sync, sliding: the server answered 429\n" in told


def failing(pipe: object, url: str, rate: float, calls: int) -> None:
    """A client whose first call fails."""
    raise SystemExit(1)


def test_it_fails_when_a_call_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "MODES", {"sync": failing})
    assert pace.main(["--calls", "3", *QUICK]) == 1
    told = capsys.readouterr().out
    assert rows(told)[0][-4:] == ["0.01", "inf", "0", "0"]
    assert told.endswith("sync, sliding: a call failed\n")


def test_all_counters_are_tried_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[str, str]] = []

    def measure(mode: str, counter: str, options: object) -> list[str]:
        tried.append((mode, counter))
        return []

    monkeypatch.setattr(pace, "measure", measure)
    assert pace.main(["--counters", "all"]) == 0
    assert tried == [(mode, counter) for counter in COUNTERS for mode in pace.MODES]
    tried.clear()
    assert pace.main([]) == 0
    assert tried == [("sync", "sliding"), ("async", "sliding")]


@pytest.mark.parametrize("wrong", [["--rate", "0"], ["--latency", "inf"], ["--counters", "x"]])
def test_what_cannot_be_measured_is_refused(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        pace.main(wrong)
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    ("counter", "times", "taken"),
    [
        ("sliding", [0.5, 0.6, 1.4, 1.5, 1.55, 1.6], [True, True, False, True, False, True]),
        ("calendar", [0.5, 0.6, 0.9, 1.0, 1.1, 1.2], [True, True, False, True, True, False]),
        ("bucket", [0.5, 0.5, 0.75, 1.0, 9.0, 9.1], [True, True, False, True, True, True]),
    ],
)
def test_each_counter_counts_in_its_way(
    counter: str, times: list[float], taken: list[bool]
) -> None:
    counts = COUNTERS[counter](2.0)
    assert [counts.takes(each) for each in times] == taken
