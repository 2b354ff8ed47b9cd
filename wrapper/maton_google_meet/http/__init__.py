"""Run the flow of a call on httpx."""

from .observer import observe

__all__ = ["observe"]
