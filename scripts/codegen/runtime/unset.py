"""`UNSET`: the value of a field or argument that was not given."""

from typing import Final, Literal


class Unset:
    """The type of `UNSET`, which is false and exists once per process."""

    # This module has no slow imports, so a default of `UNSET` does not slow down the import.
    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        # Copying and unpickling must return the same object, because models compare with `is`.
        return "UNSET"


UNSET: Final[Unset] = Unset()
"""The value of a field that a response does not have, or of an argument that was not given.

It is false in a condition, and differs from None.

    ended = record.end_time or None  # a datetime, or None while the conference is active
"""
