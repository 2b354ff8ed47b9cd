"""Checks spec/openapi.yaml, and makes generated/ of it."""


class GenerationError(Exception):
    """The package could not be generated; the text says why, and what to do."""
