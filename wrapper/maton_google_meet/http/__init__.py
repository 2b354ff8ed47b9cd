"""Run the flow of a call on httpx: drivers, requests, sockets, callbacks and observers.

Decisions about a call belong in `flow`.
"""

from .observer import observe

__all__ = ["observe"]
