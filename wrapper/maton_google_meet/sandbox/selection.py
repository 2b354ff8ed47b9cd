"""Partial responses: `fields=name,participants(name,signedinUser/displayName),nextPageToken`."""

from __future__ import annotations

import re
from typing import Any

from maton_google_meet_api.runtime.schemas import Node

from .api import Api
from .messages import camel
from .refusals import Invalid

Tree = dict[str, "Tree"]
"""The fields to keep, each with those to keep within it; an empty tree keeps all."""
DEEPEST = 50


def parse(expression: str) -> Tree:
    """What `expression` keeps.

    Raises:
        Invalid: It cannot be read.
    """
    # The next token is the last.
    tokens = re.findall(r"[(),/.]|[^\s(),/.]+", expression)[::-1]
    tree: Tree = {}
    for path in _list(tokens, 0):
        _keep(tree, path)
    if tokens:
        raise _unreadable(tokens)
    return tree


def _keep(tree: Tree, path: tuple[str, ...]) -> None:
    *parents, last = path
    for name in parents:
        if tree.get(name) == {}:
            return  # All of it is kept already.
        tree = tree.setdefault(name, {})
    tree[last] = {}


def _unreadable(tokens: list[str]) -> Invalid:
    rest = "".join(tokens[:-51:-1])[:50]
    return Invalid(f"the selection cannot be read at {rest!r}", ("fields",))


def _list(tokens: list[str], depth: int) -> list[tuple[str, ...]]:
    """The paths of a list of fields, whose tokens are taken away."""
    found = _field(tokens, depth)
    while tokens and tokens[-1] == ",":
        tokens.pop()
        found += _field(tokens, depth)
    return found


def _field(tokens: list[str], depth: int) -> list[tuple[str, ...]]:
    if not tokens or not re.fullmatch(r"\w+|\*", tokens[-1]) or depth > DEEPEST:
        raise _unreadable(tokens)
    name = camel(tokens.pop())
    following = tokens[-1] if tokens else ""
    paths: list[tuple[str, ...]] = [()]
    if following == "(":
        tokens.pop()
        paths = _list(tokens, depth + 1)
        if not tokens or tokens.pop() != ")":
            raise _unreadable(tokens)
    elif following in ("/", "."):
        tokens.pop()
        paths = _field(tokens, depth + 1)
    return [(name, *path) for path in paths]


def check(api: Api, schema: Node, tree: Tree) -> None:
    """Raise `Invalid` where `tree` names a field that `schema` does not have."""
    kind = api.kind(schema)
    while "items" in kind:
        kind = api.kind(kind["items"])
    fields = kind.get("properties", {})
    for name, within in tree.items():
        if name == "*":
            for each in fields.values() if within else ():
                if "properties" in api.kind(api.kind(each).get("items", each)):
                    check(api, each, within)
        elif name in fields:
            check(api, fields[name], within)
        elif not kind.get("additionalProperties"):
            raise Invalid(f'there is no field "{name}" to select', ("fields",))


def selected(tree: Tree, value: Any) -> Any:
    """`value` with what `tree` keeps of it."""
    if not tree:
        return value
    if isinstance(value, list):
        return [selected(tree, each) for each in value]
    if not isinstance(value, dict):
        return value
    everything = tree.get("*")
    return {
        key: selected(tree.get(key, everything or {}), each)
        for key, each in value.items()
        if key in tree or everything is not None
    }
