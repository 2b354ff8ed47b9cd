"""The numbers of the document's limits, where the wrapper and the prose repeat them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet import Pace
from maton_google_meet.http.sockets import CONCURRENT_REQUESTS
from maton_google_meet.redis_pace import RedisPace
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.sandbox.proxy import RATE_WINDOW_SECONDS

ROOT = Path(__file__).resolve().parent.parent.parent
PROSE = [
    ROOT / "spec" / "openapi.yaml",
    *(path for path in ROOT.glob("*.md") if path.name != "CHANGELOG.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "wrapper").rglob("*.py"),
]
WORDS = {"ten": 10}
RATE = re.compile(rf"(?i)\b(\d+|{'|'.join(WORDS)}) (?:requests )?(?:a|per) second\b")


@pytest.mark.parametrize("limited", [Pace, RedisPace, Sandbox])
def test_the_default_rate_is_that_of_the_document(limited: type, document: dict[str, Any]) -> None:
    limit = document["x-rate-limit"]
    default = inspect.signature(limited).parameters["rate"].default
    assert default == limit["requests"] / limit["seconds"]


def test_the_other_limits_follow_the_rate(document: dict[str, Any]) -> None:
    limit = document["x-rate-limit"]
    assert limit["seconds"] == RATE_WINDOW_SECONDS
    assert limit["requests"] == CONCURRENT_REQUESTS


def test_the_prose_states_the_rate_of_the_document(document: dict[str, Any]) -> None:
    limit = document["x-rate-limit"]
    rates = {
        (path.relative_to(ROOT).as_posix(), WORDS.get(number.lower()) or int(number))
        for path in PROSE
        for number in RATE.findall(" ".join(path.read_text(encoding="utf-8").split()))
    }
    assert {name for name, _ in rates} >= {"spec/openapi.yaml", "docs/guides/retry.md"}
    assert [each for each in rates if each[1] != limit["requests"] / limit["seconds"]] == []


def test_the_prose_states_the_page_sizes_of_the_document(document: dict[str, Any]) -> None:
    sizes = [
        each["schema"]
        for each in document["components"]["parameters"].values()
        if "x-largest" in each["schema"]
    ]
    for schema in sizes:
        numbers = {int(number) for number in re.findall(r"\d+", schema["description"])} - {0}
        assert numbers <= {schema["x-largest"], schema.get("x-server-default")}, schema
    assert sizes
