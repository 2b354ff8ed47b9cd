"""This client with an observer, which ignores each event."""

from __future__ import annotations

from itertools import count
from typing import Any

from maton_google_meet import GoogleMeet, Pace


def unpaced_client(url: str, key: str, connection: str) -> GoogleMeet:
    return GoogleMeet(
        key,
        base_url=url,
        connection=connection,
        pace=Pace(1000.0, clock=count(0.0, 0.1).__next__),  # As in ours.py.
        observe=lambda event: None,
    )


def get_space(client: GoogleMeet) -> Any:
    return client.spaces.get("abc")
