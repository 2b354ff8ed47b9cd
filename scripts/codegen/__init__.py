"""Check spec/openapi.yaml, and make generated/ from it: the steps of scripts/regenerate.py and
scripts/check_upstream.py."""


class GenerationError(Exception):
    """The package could not be generated. The message gives the reason and the fix."""
