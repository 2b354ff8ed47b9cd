"""The document as the scripts load it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from codegen.document import Document, InvalidDocument, compose_yaml, load_yaml
from codegen.operations import Operation, read_operations
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node
from support.reading import spec


@pytest.mark.parametrize(
    "value",
    [
        "on", "017", "0o17", "1_000", "12:30:45", "2026-11-27", "~", ".inf", "1.", "1e3", "'1'",
        "ü", "=",
    ],
)  # fmt: skip
def test_libyaml_changes_nothing(value: str) -> None:
    text = f"a: {value}\nb: [{value}, &x {{c: {value}}}, *x]\n{value}: >\n  folded\n  text\n"
    try:
        expected = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        with pytest.raises(type(error)):
            load_yaml(text)
    else:
        assert load_yaml(text) == expected
        assert serialize(compose_yaml(text)) == serialize(YAML(typ="safe", pure=True).compose(text))


def serialize(node: Any) -> Any:
    """Return the content of a node, with its lines."""
    if isinstance(node, list | tuple):
        return [serialize(each) for each in node]
    if isinstance(node, Node):
        return node.tag, serialize(node.value), node.start_mark.line
    return node


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  title: Google", "  title: [Google", "not YAML: expected ',' or ']'"),
        ("  title: Google", "\ttitle: Google", "not YAML: found character '\\t'"),
        ("  title: Google", "  title: X\n  title: Google", 'not YAML: found duplicate key "title"'),
        ("  title: Google", "  title: \0Google", "not YAML: special characters are not allowed"),
        ("  title: Google", "  title: \udcff", "not UTF-8: invalid start byte"),
    ],
    ids=["syntax", "tab", "key", "control", "bytes"],
)
def test_invalid_yaml_is_reported_with_its_line(
    old: str, new: str, words: str, repository: Path, tmp_path: Path
) -> None:
    source = (repository / "spec" / "openapi.yaml").read_text(encoding="utf-8")
    head = source.partition("\npaths:\n")[0]  # The parser need not read the rest each time.
    assert old in head
    path = tmp_path / "broken.yaml"
    path.write_bytes(head.replace(old, new, 1).encode("utf-8", "surrogateescape"))
    # The last line of `new`; the parser notices an open bracket at the next key, below it.
    line = source.count("\n", 0, source.index(old)) + 1 + new.count("\n") + ("[" in new)
    with pytest.raises(InvalidDocument) as caught:
        Document(path)
    assert str(caught.value).startswith(f"{path}:{line}: {words}")


@pytest.mark.parametrize("operation", read_operations(spec()), ids=lambda each: each.id)
def test_readers_see_the_outcome_of_a_write(operation: Operation) -> None:
    published = spec().build_publication()["paths"][operation.path][operation.method]
    own = operation.raw["description"]
    if operation.is_write:
        write = operation.raw["x-write"]
        mark = "Write, destructive" if write["destructive"] else "Write"
        own += f"\n\n{mark}: needs the user's approval. Outcome: {write['outcome']}"
    assert published == {**operation.raw, "description": own}


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match=r"gone\.yaml: No such file"):
        Document(tmp_path / "gone.yaml")
