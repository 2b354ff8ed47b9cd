"""Load spec/openapi.yaml with line numbers, resolve its references, and build its published form.

This module reads; it does not judge. The rules of the document are in `rules`, its operations in
`operations`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode
from ruamel.yaml.nodes import Node as YAMLNode
from ruamel.yaml.reader import ReaderError

from codegen.runtime.schemas import resolve_node

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

Node = dict[str, Any]
Keys = tuple[Any, ...]


class InvalidDocument(Exception):
    """The document breaks rules. The message has a line for each mistake: file:line: message."""


class Document:
    """The document as JSON values (`root`), with the line of each of its nodes. `text` replaces the
    content of the file.

    Raises `InvalidDocument` if the file cannot be read as YAML.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8") if text is None else text
        except OSError as error:
            raise InvalidDocument(f"{path}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise InvalidDocument(f"{path}:{line}: not UTF-8: {error.reason}") from error
        try:
            self.root: Node = _stringify_keys(load_yaml(self.text))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise InvalidDocument(f"{path}:{line}: not YAML: {error.problem}") from error
        except ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            raise InvalidDocument(f"{path}:{line}: not YAML: {error.reason}") from error

    @property
    def version(self) -> str:
        """The version of Google's API that the document describes, such as `v2`."""
        return str(self.root["x-resource-names"][0]).rstrip("/").rpartition("/")[2]

    def resolve(self, node: Node) -> Node:
        """Return `node`, or the target of its `$ref` with the siblings laid over."""
        return resolve_node(self.root, node)

    def get_components(self, kind: str) -> Node:
        """Return the components of a kind, such as `schemas`, by name."""
        components: Node = self.root.get("components", {}).get(kind, {})
        return components

    def find_line(self, *keys: Any) -> int:
        """Return the line of the node at `keys`, or of the nearest node above it."""
        node, line = self._tree, 1
        for key in keys:
            # Compare as text: a status is a number in some documents, and a string in others.
            children = dict[str, tuple[YAMLNode, YAMLNode]]()
            if isinstance(node, MappingNode):
                children = {str(name.value): (name, value) for name, value in node.value}
            elif isinstance(node, SequenceNode):
                children = {str(index): (item, item) for index, item in enumerate(node.value)}
            if str(key) not in children:
                break
            start, node = children[str(key)]
            line = start.start_mark.line + 1
        return line

    @functools.cached_property
    def _tree(self) -> YAMLNode | None:
        return compose_yaml(self.text)

    def walk(self) -> Iterator[tuple[Keys, Any]]:
        """Yield each node below the root, with the keys that lead to it."""
        yield from _walk(self.root, ())

    def build_publication(self) -> Node:
        """Return the published form, in which the description of a write states its outcome."""
        document = {**self.root, "paths": {}}
        for path, item in self.root["paths"].items():
            document["paths"][path] = {**item}
            for method in METHODS & item.keys():
                if write := item[method].get("x-write"):
                    mark = "Write, destructive" if write["destructive"] else "Write"
                    text = f"{mark}: needs the user's approval. Outcome: {write['outcome']}"
                    description = f"{item[method]['description']}\n\n{text}"
                    published = {**item[method], "description": description}
                    document["paths"][path][method] = published
        return document


def load_yaml(text: str) -> Any:
    """Return the value of `text`, YAML 1.2. Raise ruamel's errors, also for a repeated key."""
    return _parse_yaml(lambda yaml: yaml.load(text))


def compose_yaml(text: str) -> YAMLNode | None:
    """Return the root of the nodes of `text`, which have line numbers. Raise ruamel's errors."""
    root: YAMLNode | None = _parse_yaml(lambda yaml: yaml.compose(text))
    return root


def _parse_yaml(parse: Callable[[YAML], Any]) -> Any:
    try:
        return parse(YAML(typ="safe"))
    except YAMLError:
        # libyaml is faster but refuses more and explains less: the second attempt does without it.
        return parse(YAML(typ="safe", pure=True))


def _stringify_keys(node: Any) -> Any:
    """Return `node` with statuses and other keys as strings, as JSON has them."""
    if isinstance(node, dict):
        return {str(key): _stringify_keys(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_stringify_keys(item) for item in node]
    return node


def _walk(node: Any, keys: Keys) -> Iterator[tuple[Keys, Any]]:
    children: Iterable[tuple[Any, Any]] = ()
    if isinstance(node, dict):
        children = node.items()
    elif isinstance(node, list):
        children = enumerate(node)
    for key, value in children:
        yield (*keys, key), value
        yield from _walk(value, (*keys, key))
