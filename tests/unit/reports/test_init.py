"""The reports that are texts."""

from __future__ import annotations

import anyio
import pytest
from maton_google_meet.reports import TEXT_REPORTS
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import NOW, find_planning_call


@pytest.mark.parametrize("name", TEXT_REPORTS)
def test_each_report_returns_text(name: str) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox).name

    async def main() -> str:
        async with sandbox.async_client() as meet:
            return await TEXT_REPORTS[name].read(meet, record)

    assert record in anyio.run(main)
    assert TEXT_REPORTS[name].description.endswith(".")
