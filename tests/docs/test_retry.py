"""The guide to the rate limit and retries: the defaults are those of the code."""

from __future__ import annotations

import dataclasses
import inspect

from maton_google_meet import AsyncGoogleMeet, GoogleMeet, Retry
from maton_google_meet.flow import retry
from support.pages import list_first_cells, read_section

PAGE = "docs/guides/retry.md"


def test_the_default_bounds_are_those_of_the_code() -> None:
    section = read_section(PAGE, "Retry options")
    assert f"`{Retry()!r}`" in section
    assert list_first_cells(section) == [field.name for field in dataclasses.fields(Retry)]
    seconds = inspect.signature(GoogleMeet).parameters["timeout"].default
    assert inspect.signature(AsyncGoogleMeet).parameters["timeout"].default == seconds
    assert f"| {seconds:g} seconds |" in read_section(PAGE, "Timeout and total")


def test_the_waits_are_those_of_the_code() -> None:
    text = " ".join(read_section(PAGE, "Waits between attempts").split())
    limits = [retry.BACKOFF_SECONDS * 2**at for at in range(Retry().attempts - 1)]
    assert f"{', '.join(f'{each:g}' for each in limits[:-1])} and {limits[-1]:g} seconds" in text
    quota = [retry.QUOTA_BACKOFF_SECONDS * 2**at for at in range(Retry().attempts - 2)]
    assert f"{', '.join(f'{each:g}' for each in quota[:-1])} and {quota[-1]:g} seconds" in text
