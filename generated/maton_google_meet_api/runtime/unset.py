# Copied by scripts/regenerate.py from scripts/codegen/runtime/unset.py; do not edit.
"""`UNSET`: what a field that nobody gave a value holds."""

from typing import Final, Literal


class Unset:
    """The type of `UNSET`: false in a condition, readable when printed, one object per process.

    It stands in a module without imports of weight, so that naming it as a default costs nothing.
    """

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        # Copies and pickles must give the one object back: models compare with `is`.
        return "UNSET"


UNSET: Final[Unset] = Unset()
