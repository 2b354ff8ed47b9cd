"""scripts/measure/faults.py writes and compares its table."""

from __future__ import annotations

from pathlib import Path

import faults
import pytest
from support.network_faults import Cell, Outcome, list_faults


def test_the_table_is_written_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault = list_faults("")[0].label
    usual = Outcome("NetworkError", 0, 3, "no wait", "")
    cells = [
        Cell(fault, "lost", kind, kind != "GET", False, mode, usual, 0.5)
        for kind in ("GET", "PATCH")
        for mode in ("sync", "asyncio", "trio")
    ]
    cells[2] = cells[2]._replace(outcome=usual._replace(problems="LOST: sockets"))
    monkeypatch.setattr(faults, "TABLE", tmp_path / "faults.md")
    monkeypatch.setattr(faults, "try_all", lambda: (cells, 0))
    faults.TABLE.write_text("old")
    assert faults.main(["--check"]) == 1
    row = f"| {fault} | `NetworkError` | 0 on 3 | no wait | `NetworkError` | 0 on 3 | no wait |  |"
    assert f"+{row}\n" in capsys.readouterr().out
    assert faults.main([]) == 0
    assert faults.main(["--check"]) == 0
    *_, usual_row, other_row = faults.TABLE.read_text().splitlines()
    assert usual_row == row
    assert other_row == (
        "| … GET (trio) | `NetworkError` | 0 on 3 | no wait |  |  |  | read: LOST: sockets |"
    )
