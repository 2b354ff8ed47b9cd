# Copied by scripts/regenerate.py from scripts/codegen/runtime/names.py; do not edit.
"""Resource names: check the name that the caller passed and split it into path segments."""

import itertools
import re
import unicodedata
from enum import Enum
from typing import NamedTuple

from .calls import FacadeErrors
from .text import escape_for_terminal, shorten

# Longer than any id of Google's, and short enough for httpx to accept the URL if each character
# of each segment is quoted.
_MAX_SEGMENT_LENGTH = 1024
# Characters that end or split a segment if a server unquotes the path before it parses it. Ids of
# Google and Maton do not contain them. Quoting is safe only with servers that unquote once.
_DELIMITERS = frozenset("/\\?#;%")


def _describe_fault(segment: str) -> str | None:
    """Return the reason why `segment` cannot be one segment of a path; None if it can be."""
    if not segment:
        return "a segment is empty"
    if len(segment) > _MAX_SEGMENT_LENGTH:
        return f"a segment is longer than {_MAX_SEGMENT_LENGTH} characters"
    if segment in {".", ".."}:
        return (
            f"servers remove {segment!r} from a path, so the request would reach another resource"
        )
    if delimiters := sorted(_DELIMITERS.intersection(segment)):
        return f"it contains {delimiters[0]!r}, which some servers treat as a path delimiter"
    if not segment.isprintable():
        return "it contains a control or invisible character"
    if any(character.isspace() for character in segment):
        return "it contains white space"
    if unicodedata.normalize("NFKC", segment) != segment:
        return (
            "it contains a character that some servers convert to another one, such as a "
            "full-width slash"
        )
    return None


class CodeFormat(NamedTuple):
    """The format of a code that people use in place of an id, such as a meeting code."""

    groups: tuple[int, ...]
    """The number of letters in each group; dashes join the groups."""
    host: str
    """The host of links: a link is the code below this host."""

    def find_in_link(self, value: str) -> str | None:
        """Return the code in the link `value`; None if `value` is not a link to a code."""
        if self.host not in value.lower():
            return None
        pattern = rf"(?:https?://)?{re.escape(self.host)}/([a-z-]+)/?(?:[?#].*)?"
        match = re.fullmatch(pattern, value, re.ASCII | re.IGNORECASE)
        return self._normalize(match[1]) if match else None

    def replace_links(self, text: str) -> str:
        """Return `text` with the code in place of each link to a code between double quotes."""

        def replace(match: re.Match[str]) -> str:
            code = self.find_in_link(match[1])
            return f'"{code}"' if code else match[0]

        return re.sub(r'"([^"]*)"', replace, text)

    def find_in_id(self, value: str, *, alone: bool) -> str | None:
        """Return the code in the id `value`; None if `value` may be an id.

        An id mixes both cases. Therefore a code is in lower case, in upper case, or capitalized as
        a whole or by group.

        Args:
            value: The last or only segment that the caller passed.
            alone: True if the caller passed only the id. Only then can a code lack its dashes,
                because full names come from the API.
        """
        code = self._normalize(value)
        if code is None:
            return None
        plain = code.replace("-", "")
        dashed = (code, code.upper(), code.title(), code.capitalize())
        return code if value in dashed or (alone and value in (plain, plain.upper())) else None

    def _normalize(self, text: str) -> str | None:
        """Return `text` as a code in lower case with dashes; None if it does not have the form."""
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
    """Return the variable segments of a resource name.

    Accept the full name, or the bare id if only one segment of `template` varies. Refuse every
    other value: servers and proxies normalize dots, slashes and quoted characters, so an unclear
    name could reach another resource.

    Args:
        value: The name that the caller passed.
        template: The form of the full name, such as `spaces/{space}`.
        argument: The name of the argument on the facade.
        errors: The functions that create the errors.
        code: The format of a code that can take the place of the first id, also in a link.
        instead: The advice to refuse a code with, in which `{code}` is the code; '' to accept it.

    Raises:
        Exception: `errors.invalid_name`, if `value` is not such a name.
    """
    expected = template.split("/")
    variable = [index for index, part in enumerate(expected) if part.startswith("{")]

    def create_error(fault: str) -> Exception:
        text = escape_for_terminal(shorten(repr(value), 100))
        bare = (
            f", or {template.rpartition('/')[2]} alone"
            if len(variable) == 1 < len(expected)
            else ""
        )
        return errors.invalid_name(f"{argument}={text}: {fault}. Expected {template}{bare}.")

    if isinstance(value, Enum) or not isinstance(value, str):
        identity = "name" if argument == "parent" else argument
        raise create_error(f"a name must be a str; from a response object, pass its {identity}")
    parts = value.split("/")
    segments: list[str] | None = None
    if len(parts) == 1 and len(variable) == 1:
        segments = parts
    elif len(parts) == len(expected) and all(
        index in variable or part == expected[index] for index, part in enumerate(parts)
    ):
        segments = [parts[index] for index in variable]
    if code is not None:
        first = segments[0] if segments else value
        meeting = code.find_in_link(value) or code.find_in_id(first, alone=len(parts) == 1)
        if meeting and instead:
            raise errors.invalid_name(
                f"{argument}={escape_for_terminal(shorten(repr(value), 100))}: "
                f"{instead.replace('{code}', meeting)}."
            )
        if meeting:
            return (meeting,)
    if segments is None:
        url = "://" in value
        raise create_error(
            "this is a URL, not a resource name"
            if url
            else "this name does not have the right form"
        )
    for segment in segments:
        if fault := _describe_fault(segment):
            raise create_error(fault)
    return tuple(segments)
