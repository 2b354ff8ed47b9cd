"""Run the flow of a call on httpx: drivers, requests, sockets and callbacks.

Decisions about a call belong in `flow`.
"""
