# Copied by scripts/regenerate.py from scripts/runtime/calls.py; do not edit.
"""What a resource needs to perform a call: what its owner hands it, and how answers are read.

The owner (a client) brings the function that sends and the errors to raise; nothing here knows
where they come from.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from .text import shortened

if TYPE_CHECKING:
    # Whoever only looks at the signatures needs no HTTP.
    import httpx


Value = TypeVar("Value")
_CHANGED = "Something in between answered, or the API has changed"


# Plain classes: a NamedTuple takes ten times as long to make, and who calls waits for it.
class Raises:
    """The errors that the owner wants raised, as functions that make them.

    `invalid_name(message)`: an argument is no name of the resource it stands for.
    `invalid_argument(message)`: an argument has a value that cannot work.
    `bad_response(message, response)`: a 2xx, or a series of them, that does not fit the document.
    `foreign_response(message, response)`: a 2xx that does not look like the API's; left out, it is
    `bad_response`.
    """

    def __init__(
        self,
        invalid_name: Callable[[str], Exception],
        invalid_argument: Callable[[str], Exception],
        bad_response: Callable[[str, httpx.Response | None], Exception],
        foreign_response: Callable[[str, httpx.Response], Exception] | None = None,
    ) -> None:
        self.invalid_name = invalid_name
        self.invalid_argument = invalid_argument
        self.bad_response = bad_response
        self.foreign_response = foreign_response or bad_response


class Calls:
    """What a resource is made from: `send` takes the keyword arguments of `httpx.Client.request`
    and returns a 2xx response or raises."""

    def __init__(self, send: Callable[[dict[str, Any]], httpx.Response], raises: Raises) -> None:
        self.send = send
        self.raises = raises


class AsyncCalls:
    """As `Calls`, with a `send` to be awaited."""

    def __init__(
        self, send: Callable[[dict[str, Any]], Awaitable[httpx.Response]], raises: Raises
    ) -> None:
        self.send = send
        self.raises = raises


def done(response: httpx.Response, raises: Raises) -> None:
    """Check a 2xx `response` that has nothing to say: its body is empty or a JSON object.

    Anything else, such as a page of HTML, was answered by something in between, and raises what
    `raises.foreign_response` makes.
    """
    if response.content.strip():
        read(response, dict, (), raises)


def copyable(parse: Callable[[Mapping[str, Any]], Value]) -> Callable[[Mapping[str, Any]], Value]:
    """`parse` for what will be copied later: it refuses what is nested too deeply for that."""

    @functools.wraps(parse)
    def parse_and_copy(data: Mapping[str, Any]) -> Value:
        return copy.deepcopy(parse(data))

    return parse_and_copy


def read(
    response: httpx.Response,
    parse: Callable[[Mapping[str, Any]], Value],
    identities: Sequence[str],
    raises: Raises,
    fields: str | None = None,
) -> Value:
    """The body of a 2xx `response` parsed, with each path of `identities` present.

    A path is written as `name`, `connection.connection_id` or `participants[].name`. A body that is
    not a JSON object, or lacks an identity that `fields`, the partial response asked for, did not
    leave out, raises what `raises.foreign_response` makes. Everything else that is wrong with it
    raises what `raises.bad_response` makes. Both name the field and the item.
    """
    try:
        data = response.json()
    except (ValueError, RecursionError) as error:
        why = f"its body is not JSON ({error}). {_CHANGED}"
        raise raises.foreign_response(why, response) from error
    foreign = True
    try:
        if not isinstance(data, dict):
            raise TypeError(f"its body is not a JSON object but a {type(data).__name__}")
        for path in identities:
            if not _holds(data, path):
                raise KeyError(path)
        foreign = False
        HTTPStatus(response.status_code)
        return parse(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what, missing = _explain(error, data, parse)
        why = f"{what}. {_CHANGED if foreign else 'The API may have changed'}"
        if missing and fields:
            why = f"{what}: fields={fields!r} leaves it out, so name it there too"
            foreign = False
        made = raises.foreign_response if foreign else raises.bad_response
        raise made(why, response) from error


def _explain(error: Exception, data: object, parse: Callable[..., object]) -> tuple[str, bool]:
    """Return what is wrong with `data`, and whether a required field is missing."""
    from .schemas import first_misfit  # Only an error needs the document.

    model = getattr(inspect.unwrap(parse), "__self__", None)
    if isinstance(data, dict) and isinstance(model, type) and not isinstance(error, RecursionError):
        with contextlib.suppress(LookupError, RecursionError):
            if misfit := first_misfit(model.__name__, data):
                return misfit
    missing = isinstance(error, KeyError)
    what = f"{error} is missing" if missing else str(error)
    return shortened(what, 500), missing  # It may quote a value whole.


def _holds(data: object, path: str) -> bool:
    """Whether every identity that `path` leads to is a non-empty string; a list may be absent."""
    *steps, identity = path.split(".")
    found: list[Any] = [data]
    for step in steps:
        if not _all_are(dict, found):
            return False
        key = step.removesuffix("[]")
        if key == step:
            found = [each.get(key) for each in found]
            continue
        given = [each.get(key) for each in found]
        lists: list[Any] = [[] if each is None else each for each in given]
        if not _all_are(list, lists):
            other = next(type(each) for each in lists if type(each) is not list)
            raise TypeError(f"{key} is not a list but a {other.__name__}")
        found = [item for each in lists for item in each]
    if not _all_are(dict, found):
        return False
    identities = [each.get(identity) for each in found]
    return _all_are(str, identities) and all(identities)


def _all_are(kind: type, values: Sequence[object]) -> bool:
    """Whether all that was parsed from JSON is of that type, which is then its very own."""
    return set(map(type, values)) <= {kind}
