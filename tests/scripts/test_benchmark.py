"""scripts/measure/benchmark.py measures and prints a table."""

from __future__ import annotations

import sys

import benchmark
import pytest

PARTS = ("call", "idle", "cli", "export sync", "export memory")


def test_a_small_benchmark_prints_a_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pythons = dict.fromkeys((benchmark.THIS_CLIENT, benchmark.HTTPX), sys.executable)
    monkeypatch.setattr(benchmark, "create_environments", lambda _: pythons)
    assert benchmark.main([*PARTS, "--quick", "--rounds", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Measured on ")
    assert lines[2].startswith("|  | target | this client | httpx |")
    labels = [line.split(" | ")[0].strip("| ") for line in lines[4:]]
    assert labels == [
        "CPU per call",
        "the same, with an observer",
        "threads, tasks and timers of an idle client",
        "the command with `--version`, compared with bare Python",
        "the command with `--help`, compared with a script that lists",
        "the command with a list of 20, compared with the same script",
        "export of a conference with 300 participants: time to the bound",
        "the same, 429s",
        "peak memory of an export of 10,000 participants and 100,000 entries to that of 300",
    ]
    assert all(line.count(" | ") == lines[2].count(" | ") for line in lines[4:])
    assert "| 0.00 | 0.00 | – |" in lines[6]
