"""Load spec/openapi.yaml as a tree that can be edited, and write it with its comments and style.

ruamel.yaml attaches a gap (blank lines and comments) to the node before it. Here a gap belongs to
the key after it, so that a block is added and removed with the blank line above it.
"""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.error import CommentMark
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString
from ruamel.yaml.tokens import CommentToken

BLANK_LINE = "\n"
TRUTH_WORDS = {"on", "off", "yes", "no", "y", "n"}
"""The words that YAML 1.1 reads as truth values."""


class LongKeyEmitter(Emitter):
    """An emitter that writes a long path as `path:` rather than as `? path`."""

    MAX_SIMPLE_KEY_LENGTH = 1024  # The limit of YAML 1.2.


class NullRepresenter(RoundTripRepresenter):
    """A representer that writes null as `null` rather than as nothing."""


NullRepresenter.add_representer(
    type(None), lambda self, _: self.represent_scalar("tag:yaml.org,2002:null", "null")
)


def make_yaml() -> YAML:
    """Return a reader and writer that reproduces the document."""
    yaml = YAML()
    yaml.Emitter, yaml.Representer = LongKeyEmitter, NullRepresenter
    yaml.width, yaml.preserve_quotes = 10**6, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def load_tree(text: str) -> CommentedMap:
    """Return the tree of `text`."""
    tree: CommentedMap = make_yaml().load(text)
    _move_gaps(tree)
    return tree


def dump_tree(tree: CommentedMap) -> str:
    """Return the text of `tree`."""
    stream = io.StringIO()
    make_yaml().dump(tree, stream)
    return stream.getvalue()


def _move_gaps(node: Any) -> str:
    """Move each gap below `node` to the key after it. Return the gap after `node`."""
    if not isinstance(node, CommentedMap | CommentedSeq) or node.fa.flow_style():
        return ""
    is_map = isinstance(node, CommentedMap)
    slot, gap = (2, "") if is_map else (0, "")
    for key in list(node) if is_map else range(len(node)):
        if gap:
            _set_gap(node, key, gap)
        gap = _move_gaps(node[key])
        tokens = node.ca.items.get(key)
        if tokens and tokens[slot]:
            line, _, gap = tokens[slot].value.partition("\n")
            if isinstance(node[key], FoldedScalarString):  # The string includes its line break.
                line, gap = "", tokens[slot].value
            mark = tokens[slot].start_mark
            tokens[slot] = CommentToken(f"{line}\n", mark, None) if line else None
    return gap


def _set_gap(node: CommentedMap | CommentedSeq, key: Any, gap: str) -> None:
    tokens = node.ca.items.setdefault(key, [None, None, None, None])
    tokens[1] = [CommentToken(gap, CommentMark(0), None)]


def insert(
    node: CommentedMap, key: str, value: Any, after: str | None = None, *, gap: bool = False
) -> None:
    """Insert a key after another one, or at the end, with a blank line if other keys have one or if
    `gap` is set."""
    position = list(node).index(after) + 1 if after in node else len(node)
    gap = gap or _has_gaps(node)
    node.insert(position, key, style(value, key))
    if gap:
        _set_gap(node, key, BLANK_LINE)


def put(node: Any, key: str, value: Any, after: str | None = None) -> None:
    """Set a key. Remove it if the value is None."""
    if value is None:
        if key in node:
            remove(node, key)
    elif key not in node:
        insert(node, key, value, after)
    elif node[key] != value:
        node[key] = style(value, key)


def append(node: CommentedSeq, value: Any) -> None:
    """Append an item, with a blank line if other items have one."""
    has_gaps = _has_gaps(node)
    node.append(style(value))
    if has_gaps:
        _set_gap(node, len(node) - 1, BLANK_LINE)


def _has_gaps(node: CommentedMap | CommentedSeq) -> bool:
    return any(tokens[1] for tokens in node.ca.items.values() if len(tokens) > 1)


def remove(node: CommentedMap | CommentedSeq, key: Any) -> None:
    """Remove a key with the blank line above it. A heading moves to the key after it, unless that
    key has a heading: then the removed one was the last below its own."""
    keys = list(node)
    tokens = node.ca.items.pop(key, None)
    following = keys[keys.index(key) + 1 :] if isinstance(node, CommentedMap) else []
    del node[key]
    if following and _is_heading(tokens):
        others = node.ca.items.setdefault(following[0], [None, None, None, None])
        if not _is_heading(others):
            others[1] = tokens[1]


def _is_heading(tokens: Any) -> bool:
    return any("#" in each.value for each in (tokens or [None, None])[1] or [])


def rename(node: CommentedMap, old: str, new: str) -> None:
    """Rename a key in its place."""
    position, tokens = list(node).index(old), node.ca.items.pop(old, None)
    node.insert(position, new, node.pop(old))
    if tokens:
        node.ca.items[new] = tokens


def style(value: Any, key: str = "") -> Any:
    """Return a plain value as a node in the document's style."""
    if isinstance(value, CommentedMap | CommentedSeq):
        return value
    if isinstance(value, dict):
        return CommentedMap((style(name), style(each, name)) for name, each in value.items())
    if isinstance(value, list):
        items = CommentedSeq(style(each) for each in value)
        if key in {"enum", "required", "tags"}:
            items.fa.set_flow_style()
        return items
    is_truth = isinstance(value, str) and value.lower() in TRUTH_WORDS
    return DoubleQuotedScalarString(value) if is_truth else value
