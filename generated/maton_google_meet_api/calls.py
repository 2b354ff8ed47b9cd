# Copied by scripts/regenerate.py from scripts/runtime/calls.py; do not edit.
"""What a resource needs to perform a call: what its owner hands it, and how answers are read.

The owner (a client) brings the function that sends and the errors to raise; nothing here knows
where they come from.
"""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .text import shortened
from .unset import UNSET, Unset

if TYPE_CHECKING:
    # Whoever only looks at the signatures needs no HTTP.
    import httpx

    class Content(Protocol):
        """A model that can be a request body."""

        def to_dict(self) -> dict[str, Any]:
            """The model as JSON."""
            ...


Value = TypeVar("Value")
_CHANGED = "Something in between answered, or the API has changed"


# Plain classes: a NamedTuple takes ten times as long to make, and who calls waits for it.
class Raises:
    """The errors that the owner wants raised, as functions that make them.

    `invalid_name(message)`: an argument is no name of the resource it stands for.
    `invalid_argument(message)`: an argument has a value that cannot work.
    `bad_response(message, response)`: a 2xx, or a series of them, that does not fit the document.
    """

    def __init__(
        self,
        invalid_name: Callable[[str], Exception],
        invalid_argument: Callable[[str], Exception],
        bad_response: Callable[[str, httpx.Response | None], Exception],
    ) -> None:
        self.invalid_name = invalid_name
        self.invalid_argument = invalid_argument
        self.bad_response = bad_response


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


def optional(value: Value | None) -> Value | Unset:
    """A query argument as the generated functions take it: None means not sent."""
    return UNSET if value is None else value


def field(argument: str, value: Value) -> Value:
    """A field of a request body, checked for the two mistakes that would end far from here."""
    if value is None:
        raise TypeError(
            f"{argument}=None: leave it out to not send it; to clear a field, name it in "
            "update_mask= and leave it out"
        )
    given: Sequence[object] = value if isinstance(value, list) else [value]
    if any(isinstance(item, Mapping) for item in given):
        raise TypeError(f"{argument}= takes models, not dicts; their classes have a from_dict()")
    return value


def content(body: Content) -> dict[str, Any]:
    """What `body` will send, checked as far as a type checker would have.

    Raises:
        TypeError: It holds a None, or something else than a model where a model belongs.
    """
    try:
        sent = body.to_dict()
    except AttributeError as error:
        raise TypeError(f"a field holds no model where one belongs: {error}") from error
    _refuse_none(sent, "")
    return sent


def _refuse_none(value: object, path: str) -> None:
    # Without recursion: the depth of free-form objects is the caller's.
    left, seen = [(value, path)], set[int]()
    while left:
        value, path = left.pop()
        if value is None:
            raise TypeError(f"{path} is None: leave a field out to not send it")
        if id(value) in seen:
            continue
        if isinstance(value, dict):
            seen.add(id(value))
            left += [(item, f"{path}.{key}" if path else str(key)) for key, item in value.items()]
        elif isinstance(value, list):
            seen.add(id(value))
            left += [(item, f"{path}[]") for item in value]


def done(response: httpx.Response, raises: Raises) -> None:
    """Check a 2xx `response` that has nothing to say: its body is empty or a JSON object.

    Anything else, such as a page of HTML, was answered by something in between, and raises what
    `raises.bad_response` makes.
    """
    if response.content.strip():
        read(response, dict, (), raises)


def copyable(parse: Callable[[Mapping[str, Any]], Value]) -> Callable[[Mapping[str, Any]], Value]:
    """`parse` for what will be copied later: it refuses what is nested too deeply for that."""
    return lambda data: copy.deepcopy(parse(data))


def read(
    response: httpx.Response,
    parse: Callable[[Mapping[str, Any]], Value],
    identities: Sequence[str],
    raises: Raises,
    fields: str | None = None,
) -> Value:
    """The body of a 2xx `response` parsed, with each path of `identities` present.

    A path is written as `name`, `connection.connection_id` or `participants[].name`. Everything
    that is wrong with the body raises what `raises.bad_response` makes; where it is `fields`, the
    partial response that was asked for, that left an identity out, the error says so.
    """
    try:
        data = response.json()
    except (ValueError, RecursionError) as error:
        why = f"its body is not JSON ({error}). {_CHANGED}"
        raise raises.bad_response(why, response) from error
    try:
        HTTPStatus(response.status_code)
        if not isinstance(data, dict):
            raise TypeError(f"its body is not a JSON object but a {type(data).__name__}")
        for path in identities:
            if not _holds(data, path):
                raise KeyError(path)
        return parse(data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        what = shortened(what, 500)  # It may quote a value whole.
        why = f"{what}. {_CHANGED}"
        if isinstance(error, KeyError) and fields:
            why = f"{what}: fields={fields!r} leaves it out, so name it there too"
        raise raises.bad_response(why, response) from error


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
        lists = [each.get(key, []) for each in found]
        if not _all_are(list, lists):
            other = next(type(each) for each in lists if type(each) is not list)
            raise TypeError(f"{key} is no list but {other.__name__}")
        found = [item for each in lists for item in each]
    if not _all_are(dict, found):
        return False
    identities = [each.get(identity) for each in found]
    return _all_are(str, identities) and all(identities)


def _all_are(kind: type, values: Sequence[object]) -> bool:
    """Whether all that was parsed from JSON is of that type, which is then its very own."""
    return set(map(type, values)) <= {kind}
