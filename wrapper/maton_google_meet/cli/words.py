"""The library's messages in the words of the command line.

The messages advise in Python: `connection=`, `authorize()`, `spaces.get("abc")`. On the command
line, they are the option `--connection` and the commands `auth` and `spaces get abc`.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from maton_google_meet_api.runtime.commands import to_kebab_case
from maton_google_meet_api.runtime.text import escape_for_terminal

from .names import iterate_operations
from .program import PROGRAM

if TYPE_CHECKING:
    from ..facade import Verb

# The arguments of the client, and their options or variables.
CLIENT_WORDS: Mapping[str, str] = {
    **{name: f"--{name}" for name in ("account", "connection", "profile", "timeout")},
    "api_key": "MATON_API_KEY",
    "base_url": "MATON_API_BASE_URL",
    "only": "--only",
}
# The bounds of the retries, at the end of a message.
BOUNDS = r"(?<= s): Retry\([^()]*\) allows no more(?=\.)"
# Phrases about Python, and their replacements.
PHRASES: Mapping[str, str] = {
    r", or pass api_key=": "",
    r", or iterate over \.pages\(\)": "",
    r" In a program without a terminal, pass your own function as confirm=\.": "",
    r"; the `response` of this error \w+ [^.;]*": "",
    BOUNDS: "",
    r" Convert the dict with \w+\.from_dict\(\)\.": "",
    r" A list or tuple of paths is joined by commas\.": "",
    r" If it is omitted, iterating requests pages of \d+ items\.": "",
    r"\bpass writes=True(?=\.$)": "add --writes",
    r"\bcall again\b": "run the command again",
    r"\bCall again\b": "Run the command again",
    r"\ban int\b": "a whole number",
    r"\ba str\b": "a text",
    r"(?<=[.\w\]]=)None(?=: expected)": "null",
    r"\bgot NoneType\b": "got null",
    r"\bgot str\b": "got a text",
    r"\bgot (?:int|float)\b": "got a number",
    r"\bgot bool\b": "got true or false",
    r"\bgot dict\b": "got an object",
    r"\bgot list\b": "got a list",
    r"\ba NoneType\b": "null",
}
# Parts of the reasons that Python's own errors of the network have.
SYSTEM_PARTS = re.compile(r"\[Errno -?\d+\] | \(_ssl\.c:\d+\)")
_CALL = re.compile(
    r"(?<![\w.`])(?:meet\.)?([a-z]\w*(?:\.[a-z]\w*)?)(\((?:'[^']*'|\"[^\"]*\"|[^()'\"])*\))"
)
_ASSIGNMENT = re.compile(r"(?<![\w.?&/=-])([a-z]\w*)((?:\.\w+|\[\d+\])*)=(?![=>])")


def translate_error(error: Exception, verb: Verb | None = None) -> str:
    """Return the message of `error` in the words of the command line.

    The texts of servers stay unchanged: they could otherwise become commands.

    Args:
        error: An error of the library.
        verb: The operation of the command; None for another command.
    """
    from ..errors import AmbiguousConnection, APIStatusError, NetworkError, ResponseError

    text = str(error)
    if isinstance(error, APIStatusError):
        before, advice, after = text.partition(getattr(error, "advice", "") or text)
        return f"{before}{translate(advice, verb)}{re.sub(BOUNDS, '', after)}"
    if isinstance(error, NetworkError) and (cause := error.__cause__):
        # Without the class of httpx's error, as in "(ConnectError: Connection refused)".
        name, reason = type(cause).__name__, escape_for_terminal(str(cause))
        before, _, after = text.partition(f" ({name}: {reason})" if reason else f" ({name})")
        shown = f" ({SYSTEM_PARTS.sub('', reason)})" if reason else ""
        return f"{translate(before, verb)}{shown}{translate(after, verb)}"
    # These have other texts of servers.
    quotes = isinstance(error, AmbiguousConnection) or (
        isinstance(error, ResponseError) and error.response is not None
    )
    return translate(text, verb, calls=not quotes)


def translate(text: str, verb: Verb | None = None, *, calls: bool = True) -> str:
    """Return a text of the library in the words of the command line.

    Args:
        text: The text.
        verb: The operation of the command; None for another command.
        calls: Replace calls, such as `authorize()`, by commands.
    """
    for pattern, replacement in PHRASES.items():
        text = re.sub(pattern, replacement, text)
    words = {**CLIENT_WORDS, **(dict(_list_words(verb)) if verb else {})}
    text = _CALL.sub(_translate_call, text) if calls else text

    def translate_assignment(match: re.Match[str]) -> str:
        name, path = match.groups()
        if name not in words:
            return match[0]
        option = words[name].removesuffix(".*") if path else words[name]
        below = re.sub(r"\w+", lambda part: to_kebab_case(part[0]), path)
        has_value = re.match(r"[^\s,.;:)]", text[match.end() :])
        return f"{option}{below}{' ' if has_value else ''}"

    return _ASSIGNMENT.sub(translate_assignment, text)


def _list_words(verb: Verb) -> Iterator[tuple[str, str]]:
    """Yield each argument of a method with its option; with `--option.*` if it has several."""
    from .options import list_options

    for option in list_options(verb):
        name, *below = option.path
        flag = option.flag.partition(".")[0]
        yield name, f"{flag}.*" if below else flag or name


def _translate_call(match: re.Match[str]) -> str:
    """Return the command for a call such as `spaces.get("abc")`; other calls stay unchanged."""
    name, arguments = match.groups()
    if name == "authorize":
        return f"`{PROGRAM} auth`"
    commands = {f"{verb.resource}.{verb.name}": words for *words, verb in iterate_operations()}
    if name not in commands:
        return match[0]
    words = [PROGRAM, *commands[name]]
    try:
        call: Any = ast.parse(f"f{arguments}", mode="eval").body
        words += [_read_text(each) for each in call.args]
        for keyword in call.keywords:
            words += [f"--{to_kebab_case(keyword.arg)}", _read_text(keyword.value)]
    except (SyntaxError, ValueError):  # Such as `spaces.get(...)`.
        return match[0]
    return f"`{shlex.join(words)}`"


def _read_text(node: ast.expr) -> str:
    """Return the text of a string literal."""
    value: object = ast.literal_eval(node)
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text")
    return value
