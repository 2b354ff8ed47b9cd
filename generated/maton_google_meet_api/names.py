# Copied by scripts/regenerate.py from scripts/runtime/names.py; do not edit.
"""Resource names: from what a caller writes to the segments of a path, or an error."""

import unicodedata

from .calls import Raises
from .text import harmless, shortened

_VARIABLE = "{"
# Longer than any id that Google gives, and short enough that httpx takes the URL when each
# character of each segment is quoted.
_LONGEST = 1024
# What ends or divides a segment for a server that unquotes a path before it reads it. No id of
# Google's or Maton's holds one, and quoted they are safe with servers only that unquote once.
_DIVIDES = frozenset("/\\?#;%")


def _fault(segment: str) -> str | None:
    """Why `segment` cannot be one segment of a path; None where it can."""
    if not segment:
        return "a segment is empty"
    if len(segment) > _LONGEST:
        return f"a segment is longer than {_LONGEST} characters"
    if segment in {".", ".."}:
        return f"{segment!r} would be folded away and reach another resource"
    if divides := sorted(_DIVIDES.intersection(segment)):
        return f"it holds {divides[0]!r}, which some servers divide a path at"
    if not segment.isprintable():
        return "it holds a control or invisible character"
    if any(character.isspace() for character in segment):
        return "it holds white space"
    if unicodedata.normalize("NFKC", segment) != segment:
        return "it holds a character that some servers take for another, such as a wide slash"
    return None


def segments(value: str, template: str, argument: str, raises: Raises) -> tuple[str, ...]:
    """The variable segments of `value`, a full name of the form `template` or, where only one
    segment of `template` varies, the bare id.

    Raises what `raises.invalid_name` makes for anything else, before anything is sent. Google
    quotes no character of a segment, and a proxy may fold dots and slashes, so that a name which
    is not plainly one of its kind could reach another resource.
    """
    expected = template.split("/")
    variable = [index for index, part in enumerate(expected) if part.startswith(_VARIABLE)]

    def refuse(why: str) -> Exception:
        shown = harmless(shortened(repr(value), 100))
        bare = (
            f", or {template.rpartition('/')[2]} alone"
            if len(variable) == 1 < len(expected)
            else ""
        )
        return raises.invalid_name(f"{argument}={shown}: {why}. Expected {template}{bare}.")

    if not isinstance(value, str):
        raise refuse("a name is a str; of an object that came back, pass its identity")
    given = value.split("/")
    if len(given) == 1 and len(variable) == 1:
        found = given
    elif len(given) == len(expected) and all(
        index in variable or part == expected[index] for index, part in enumerate(given)
    ):
        found = [given[index] for index in variable]
    else:
        link = "://" in value
        raise refuse("a link is no name" if link else "this is not a name of that kind")
    for segment in found:
        if why := _fault(segment):
            raise refuse(why)
    return tuple(found)
