"""Partial responses: `fields=name,participants(name,signedinUser/displayName),nextPageToken`."""

from __future__ import annotations

import re
from typing import Any

from maton_google_meet_api.schemas import Node

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
    tokens = re.findall(r"[(),/.]|[^\s(),/.]+", expression)
    paths, rest = _list(tokens, 0)
    if rest:
        raise _unreadable(tokens)
    tree: Tree = {}
    for path in paths:
        _keep(tree, path)
    return tree


def _keep(tree: Tree, path: tuple[str, ...]) -> None:
    *parents, last = path
    for name in parents:
        if tree.get(name) == {}:
            return  # All of it is kept already.
        tree = tree.setdefault(name, {})
    tree[last] = {}


def _unreadable(tokens: list[str]) -> Invalid:
    return Invalid(f"the selection cannot be read at {''.join(tokens)[:50]!r}", ("fields",))


def _list(tokens: list[str], depth: int) -> tuple[list[tuple[str, ...]], list[str]]:
    """The paths of a list of fields, and the tokens after it."""
    found: list[tuple[str, ...]] = []
    while True:
        paths, tokens = _field(tokens, depth)
        found += paths
        if not tokens or tokens[0] != ",":
            return found, tokens
        tokens = tokens[1:]


def _field(tokens: list[str], depth: int) -> tuple[list[tuple[str, ...]], list[str]]:
    if not tokens or not re.fullmatch(r"\w+|\*", tokens[0]) or depth > DEEPEST:
        raise _unreadable(tokens)
    name, following, after = camel(tokens[0]), tokens[1:2], tokens[2:]
    if following == ["("]:
        paths, rest = _list(after, depth + 1)
        if not rest or rest[0] != ")":
            raise _unreadable(tokens)
        rest = rest[1:]
    elif following in (["/"], ["."]):
        paths, rest = _field(after, depth + 1)
    else:
        paths, rest = [()], tokens[1:]
    return [(name, *path) for path in paths], rest


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
