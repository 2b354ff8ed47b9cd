"""Partial responses: `fields=name,participants(name,signedinUser/displayName),nextPageToken`."""

from __future__ import annotations

import re
from typing import Any

from maton_google_meet_api.runtime.schemas import Node

from .api import Api
from .messages import to_camel_case
from .refusals import InvalidValue

Tree = dict[str, "Tree"]
"""The fields to keep, each with its own subtree; an empty tree keeps all fields."""
MAX_DEPTH = 50


def parse_fields(expression: str) -> Tree:
    """Return the fields that `expression` selects.

    Raises:
        InvalidValue: `expression` is not a valid selection.
    """
    # In reverse: the next token is the last one.
    tokens = re.findall(r"[(),/.]|[^\s(),/.]+", expression)[::-1]
    tree: Tree = {}
    for path in _parse_list(tokens, 0):
        _add_path(tree, path)
    if tokens:
        raise _make_error(tokens)
    return tree


def _add_path(tree: Tree, path: tuple[str, ...]) -> None:
    *parents, last = path
    for name in parents:
        if tree.get(name) == {}:
            return  # The whole field is already selected.
        tree = tree.setdefault(name, {})
    tree[last] = {}


def _make_error(tokens: list[str]) -> InvalidValue:
    rest = "".join(tokens[:-51:-1])[:50]
    return InvalidValue(f"the selection cannot be read at {rest!r}", ("fields",))


def _parse_list(tokens: list[str], depth: int) -> list[tuple[str, ...]]:
    """Consume the tokens of a list of fields, and return its paths."""
    paths = _parse_field(tokens, depth)
    while tokens and tokens[-1] == ",":
        tokens.pop()
        paths += _parse_field(tokens, depth)
    return paths


def _parse_field(tokens: list[str], depth: int) -> list[tuple[str, ...]]:
    if not tokens or not re.fullmatch(r"\w+|\*", tokens[-1]) or depth > MAX_DEPTH:
        raise _make_error(tokens)
    name = to_camel_case(tokens.pop())
    following = tokens[-1] if tokens else ""
    paths: list[tuple[str, ...]] = [()]
    if following == "(":
        tokens.pop()
        paths = _parse_list(tokens, depth + 1)
        if not tokens or tokens.pop() != ")":
            raise _make_error(tokens)
    elif following in ("/", "."):
        tokens.pop()
        paths = _parse_field(tokens, depth + 1)
    return [(name, *path) for path in paths]


def check_fields(api: Api, schema: Node, tree: Tree) -> None:
    """Raise `InvalidValue` if `tree` names a field that `schema` does not have."""
    kind = api.resolve_kind(schema)
    while "items" in kind:
        kind = api.resolve_kind(kind["items"])
    fields = kind.get("properties", {})
    for name, inner in tree.items():
        if name == "*":
            for each in fields.values() if inner else ():
                if "properties" in api.resolve_kind(api.resolve_kind(each).get("items", each)):
                    check_fields(api, each, inner)
        elif name in fields:
            check_fields(api, fields[name], inner)
        elif not kind.get("additionalProperties"):
            raise InvalidValue(f'unknown field "{name}"', ("fields",))


def select_fields(tree: Tree, value: Any) -> Any:
    """Return `value` reduced to the fields in `tree`."""
    if not tree:
        return value
    if isinstance(value, list):
        return [select_fields(tree, each) for each in value]
    if not isinstance(value, dict):
        return value
    everything = tree.get("*")
    return {
        key: select_fields(tree.get(key, everything or {}), each)
        for key, each in value.items()
        if key in tree or everything is not None
    }
