"""The flow of a call, run on httpx."""
