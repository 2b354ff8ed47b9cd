"""The quick start and the other first programs: they do what they show."""

from __future__ import annotations

import pytest
from record import Terminal
from support.document_server import DocumentServer
from support.pages import Block, RunBlock, list_blocks

FIRST_PROGRAMS = list_blocks("python", "approve_in_terminal", "meeting_uri")
WRITES = {"spaces.create", "spaces.update"}


@pytest.mark.parametrize("block", FIRST_PROGRAMS, ids=lambda each: each.place)
def test_a_first_program_asks_before_each_write(
    block: Block,
    server: DocumentServer,
    run_on_document_server: RunBlock,
    terminal: Terminal,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_on_document_server(block)
    writes = [seen.operation for seen in server.seen if seen.operation in WRITES]
    assert writes
    assert terminal.getvalue().count("Type yes to send it: yes\n") == len(writes)
    assert server.example("spaces.create").json["meetingUri"] in capsys.readouterr().out
