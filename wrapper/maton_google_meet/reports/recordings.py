"""The times of the recordings of a conference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .drivers import report
from .reading import RECORDINGS, Reader
from .steps import Steps


@report
def find_recording_start(meet: Any, conference: str) -> Steps[datetime | None]:
    """Return the start of the first recording, with which subtitles can be aligned.

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conference: The name of the conference record.

    Returns:
        The start; None if no recording has one.

    Raises:
        MatonError: A request failed.
    """
    recordings = yield from Reader(meet).fetch_all(RECORDINGS, conference)
    return min((each.start_time for each in recordings if each.start_time), default=None)
