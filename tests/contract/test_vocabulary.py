"""The wrapper contains no name of Google Meet; the document contains them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import maton_google_meet
import pytest
from support.examples import operations

WRAPPER = Path(maton_google_meet.__file__).parent
# The sandbox replaces Meet: it is the only code outside spec/ that implements its behaviour.
MODULES = sorted(set(WRAPPER.rglob("*.py")) - set((WRAPPER / "sandbox").rglob("*.py")))
# Reviewed words of Meet that are also common in other programs.
COMMON = {
    "all",
    "config",
    "document",
    "empty",
    "file",
    "name",
    "on",
    "open",
    "requests",
    "started",
    "state",
    "text",
    "uri",
    "user",
}


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a camel-case, snake-case or other text, in lower case."""
    return tuple(word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text))


def list_meet_names(document: dict[str, Any]) -> set[tuple[str, ...]]:
    """Return the names of Google Meet: of paths, operations, parameters, schemas, fields and enums.

    The names of `/connections` and of the app belong to Maton; the wrapper may contain them.
    """
    names: set[str] = set()
    maton = {"google-meet"}
    for _, path, operation, parameters in operations():
        matches = maton if path.startswith("/connections") else names
        matches |= {operation["operationId"], *path.split("/"), *operation["tags"]}
        matches |= {each["name"] for each in parameters if each["in"] != "header"}
    for name, schema in document["components"]["schemas"].items():
        error = "Error" in name
        matches = maton if "Connection" in name or error else names
        matches |= {name, *schema.get("properties", {}), *schema.get("enum", [])}
    return (
        {split_words(name) for name in names - maton} - {split_words(name) for name in maton} - {()}
    )


def list_texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the string literals, attributes and keywords of a module, without its docstrings."""
    tree = ast.parse(source)
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.value.lineno, node.arg


def find_meet_names(source: str, document: dict[str, Any]) -> list[str]:
    """Return the lines of `source` that contain a name of Google Meet, or a word of one."""
    names = {
        name for name in list_meet_names(document) if not (len(name) == 1 and name[0] in COMMON)
    }
    return [
        f"{line}: {text!r}"
        for line, text in list_texts(source)
        for source_words in [split_words(text)]
        if any(
            source_words[at : at + len(name)] == name
            for name in names
            for at in range(len(source_words))
        )
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_the_wrapper_contains_no_name_of_meet(module: Path, document: dict[str, Any]) -> None:
    matches = find_meet_names(module.read_text(encoding="utf-8"), document)
    assert not matches, (
        f"{module.name} names something of Google Meet: {'; '.join(matches)}. Facts about the API "
        "belong in spec/openapi.yaml. Choose another word, or add it to COMMON above if programs "
        "of any kind use it."
    )


@pytest.mark.parametrize(
    "line",
    [
        'x = "/google-meet/v2/spaces"', "meet.participants", 'x = "conferenceRecords.list"',
        'x["updateMask"]', "call(page_size=3)", 'x = "TRUSTED"', "space.meeting_uri",
        'x = "Look at the transcripts."', 'raise E("nextPageToken")', 'f"{x}/recordings/{y}"',
    ],
)  # fmt: skip
def test_a_planted_word_is_detected(line: str, document: dict[str, Any]) -> None:
    assert find_meet_names(line, document)


def test_each_common_word_is_needed(document: dict[str, Any]) -> None:
    source_words = {
        word
        for path in MODULES
        for _, text in list_texts(path.read_text())
        for word in split_words(text)
    }
    meet = {name[0] for name in list_meet_names(document) if len(name) == 1}
    assert source_words & meet == COMMON
