"""The demo: the tour of the library."""

from __future__ import annotations

import pytest
from maton_google_meet import MatonError, PendingWrite
from maton_google_meet.sandbox import Sandbox, demo

# All operations that google-meet-skill.txt explains.
SKILL = {
    "connections.list", "connections.create", "connections.get", "connections.delete",
    "spaces.create", "spaces.get", "spaces.update", "spaces.endActiveConference",
    "conferenceRecords.list", "conferenceRecords.get", "participants.list",
    "participantSessions.list", "recordings.list", "recordings.get", "transcripts.list",
    "transcripts.get", "transcriptEntries.list",
}  # fmt: skip
WRITTEN = [
    "spaces.create",
    "spaces.update",
    "spaces.endActiveConference",
    "connections.create",
    "connections.delete",
]


def run(answer: bool) -> tuple[list[tuple[str, str]], Sandbox]:
    sandbox = Sandbox()
    lines: list[tuple[str, str]] = []

    def confirm(pending: PendingWrite) -> bool:
        return demo.approve_and_show(lambda *line: lines.append(line))(pending) and answer

    demo.run_demo(sandbox, confirm, lambda *line: lines.append(line))
    return lines, sandbox


@pytest.mark.parametrize("approved", [True, False])
def test_the_tour_succeeds(approved: bool) -> None:
    lines, sandbox = run(approved)
    text = "\n".join(line for line, _ in lines)
    assert text.count("Type yes to send it: yes") == (5 if approved else 4)
    assert text.count("Declined, so nothing was sent.") == (0 if approved else 4)
    errors = [line.partition(":")[0] for line, kind in lines if kind == "error"]
    assert errors == (["AmbiguousConnection"] if approved else [])
    assert "en-US: Can everybody hear me?" in text
    assert "\n300\n" in text
    assert "[429, 200]" in text
    assert "False" not in text
    assert f"{len(sandbox.requests)} requests, all within this machine" in text
    operations = [each.operation for each in sandbox.requests]
    assert set(operations) >= SKILL - (set() if approved else {*WRITTEN, "connections.get"})
    writes = [each.operation for each in sandbox.requests if each.method != "GET"]
    assert writes == (WRITTEN if approved else [])


def test_the_tour_shows_the_code_that_it_runs() -> None:
    lines, _ = run(True)
    shown = [line[4:] for line, kind in lines if kind == "code"]
    for section in demo.SECTIONS:
        assert [line for line in section.code.split("\n") if line.strip()] == [
            f"        {line}" for line in shown[: len(section.code.strip().split("\n"))]
        ]
        del shown[: len(section.code.strip().split("\n"))]
    assert shown == []


def test_values_and_errors_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    section = demo.Section("t", "w", "print('\\x1b[31m')\n'\\x9b'\nraise Exception_('\\x1b')")
    code = section.code.replace("Exception_", "MatonError")
    lines: list[tuple[str, str]] = []
    names = {"MatonError": MatonError, "print": lambda text: lines.append((text, "printed"))}
    demo._run_code(code, names, lambda *line: lines.append(line))
    values = [line for line, kind in lines if kind in ("value", "error")]
    assert values == ["'\\x9b'", "MatonError: \\x1b"]
