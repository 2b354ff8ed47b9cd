"""Resource names: from what a caller writes to the segments of a path, or an error."""

import itertools
import re
import unicodedata
from enum import Enum
from typing import NamedTuple

from .calls import FacadeErrors
from .text import escape_for_terminal, shorten

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


class CodeFormat(NamedTuple):
    """A short code that people hold in the place of an id: letters in `groups`, joined by dashes.
    A link to what it stands for is the code below `host`."""

    groups: tuple[int, ...]
    host: str

    def find_in_link(self, value: str) -> str | None:
        """Return the code that `value` is a link to; None if it is not such a link."""
        if self.host not in value.lower():
            return None
        pattern = rf"(?:https?://)?{re.escape(self.host)}/([a-z-]+)/?(?:[?#].*)?"
        found = re.fullmatch(pattern, value, re.ASCII | re.IGNORECASE)
        return self._spell(found[1]) if found else None

    def find_in_id(self, value: str, *, alone: bool) -> str | None:
        """Return the code given as an id; None if `value` may be an id.

        An id holds letters of both cases. So a code is all lower case, all upper case or has
        capitals only where it or its groups begin; only a value that stands `alone` can be a code
        without dashes, since full names come from the API.
        """
        code = self._spell(value)
        if code is None:
            return None
        plain = code.replace("-", "")
        dashed = (code, code.upper(), code.title(), code.capitalize())
        return code if value in dashed or (alone and value in (plain, plain.upper())) else None

    def _spell(self, text: str) -> str | None:
        letters = text.lower().replace("-", "")
        if len(letters) != sum(self.groups):
            return None
        ends = itertools.accumulate(self.groups)
        code = "-".join(
            letters[end - size : end] for size, end in zip(self.groups, ends, strict=True)
        )
        fits = text.isascii() and letters.isalpha() and text.lower() in (code, letters)
        return code if fits else None


def split_name(
    value: str,
    template: str,
    argument: str,
    errors: FacadeErrors,
    code: CodeFormat | None = None,
    instead: str = "",
) -> tuple[str, ...]:
    """Return the variable segments of `value`, a full name of the form `template` or, where only
    one segment of `template` varies, the bare id.

    A `code` in the place of the first id, or a link to it, is taken for the id; if there is a text
    that says what to do `instead`, it is refused with that text.

    Raises what `errors.invalid_name` makes for anything else, before anything is sent. Google
    quotes no character of a segment, and a proxy may fold dots and slashes, so that a name which
    is not plainly one of its kind could reach another resource.
    """
    expected = template.split("/")
    variable = [index for index, part in enumerate(expected) if part.startswith(_VARIABLE)]

    def refuse(why: str) -> Exception:
        shown = escape_for_terminal(shorten(repr(value), 100))
        bare = (
            f", or {template.rpartition('/')[2]} alone"
            if len(variable) == 1 < len(expected)
            else ""
        )
        return errors.invalid_name(f"{argument}={shown}: {why}. Expected {template}{bare}.")

    if isinstance(value, Enum) or not isinstance(value, str):
        raise refuse("a name is a str; of an object that came back, pass its identity")
    given = value.split("/")
    found: list[str] | None = None
    if len(given) == 1 and len(variable) == 1:
        found = given
    elif len(given) == len(expected) and all(
        index in variable or part == expected[index] for index, part in enumerate(given)
    ):
        found = [given[index] for index in variable]
    if code is not None:
        first = found[0] if found else value
        meant = code.find_in_link(value) or code.find_in_id(first, alone=len(given) == 1)
        if meant and instead:
            raise errors.invalid_name(
                f"{argument}={escape_for_terminal(shorten(repr(value), 100))}: "
                f"{instead.replace('{code}', meant)}."
            )
        if meant:
            return (meant,)
    if found is None:
        link = "://" in value
        raise refuse(
            "this is a URL, not a resource name" if link else "this is not a name of that kind"
        )
    for segment in found:
        if why := _fault(segment):
            raise refuse(why)
    return tuple(found)
