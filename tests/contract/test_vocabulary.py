"""The wrapper contains no name of Google Meet; the document contains them.

An English word alone is weak evidence: `title` may be a field of Meet, or any title. Evidence is a
compound name (`pageSize`), a word that Python's own library does not use (`transcripts`), a value
of an enum in capitals, a part of a path, and an operation (`spaces.get`).
"""

from __future__ import annotations

import ast
import functools
import re
import sysconfig
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import maton_google_meet
import pytest
from support.examples import operations

WRAPPER = Path(maton_google_meet.__file__).parent
# The sandbox replaces Meet, and the reports are about it: no other code outside spec/ knows it.
SUBJECTS = ("sandbox", "reports")
MODULES = sorted(
    path for path in WRAPPER.rglob("*.py") if path.relative_to(WRAPPER).parts[0] not in SUBJECTS
)
# Reviewed names that programs of any kind use.
COMMON = {
    "apiKey", "baseUrl", "contentType", "ipAddress", "requestBody", "requestId", "retryAfter",
    "statusCode", "transcript", "uri", "userAgent",
}  # fmt: skip
HOST_AND_PATH = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+/\S*")

Words = tuple[str, ...]


def split_words(text: str) -> Words:
    """Return the words of a camel-case, snake-case or other text, in lower case."""
    return tuple(word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text))


@functools.cache
def list_ordinary_words() -> frozenset[str]:
    """Return the words in the modules of Python's library."""
    folder = Path(sysconfig.get_path("stdlib"))
    texts = (path.read_text("utf-8", errors="replace") for path in folder.glob("*.py"))
    return frozenset(word for text in texts for word in re.findall("[a-z]+", text.lower()))


class Vocabulary(NamedTuple):
    """The names of Google Meet in a document, by the kind of evidence."""

    names: set[Words]
    """Names that count anywhere: compounds, and words that are not ordinary."""
    values: set[str]
    """Values of enums, which are written in capitals."""
    segments: set[str]
    """Literal parts of paths."""


def read_vocabulary(document: dict[str, Any]) -> Vocabulary:
    """Return the names of paths, operations, parameters, schemas, fields and enums.

    The names of `/connections` and of the app belong to Maton; the wrapper may contain them.
    """
    names: set[str] = set()
    maton = {"google-meet", "google", "meet", "connections"}
    segments: set[str] = set()
    values: set[str] = set()
    maton_values: set[str] = set()
    for _, path, operation, parameters in operations():
        own = path.startswith("/connections")
        matches = maton if own else names
        matches |= {operation["operationId"], *operation["tags"]}
        matches |= {each["name"] for each in parameters if each["in"] != "header"}
        segments |= set() if own else set(re.findall(r"(?<=/)[\w-]+", path))
    for name, schema in document["components"]["schemas"].items():
        own = "Connection" in name or "Error" in name
        matches = maton if own else names
        matches |= {name, *schema.get("properties", {})}
        enum = schema.get("enum", [])
        (maton_values if own else values).update(each for each in enum if each.isupper())
    theirs = {split_words(each) for each in maton | COMMON}
    found = {words for each in names - maton if (words := split_words(each))} - theirs
    found = {each for each in found if len(each) > 1 or not list_ordinary_words() >= {*each}}
    return Vocabulary(found, values - maton_values, segments - maton)


def list_texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the string literals, attributes and keywords of a module, without its docstrings.

    Yield `a.b.c` as `b.c`.
    """
    tree = ast.parse(source)
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
        elif isinstance(node, ast.Attribute) and id(node) not in inner:
            yield node.lineno, _join_attributes(node)
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.value.lineno, node.arg


def _join_attributes(node: ast.Attribute) -> str:
    above = f"{_join_attributes(node.value)}." if isinstance(node.value, ast.Attribute) else ""
    return f"{above}{node.attr}"


def names_meet(text: str, vocabulary: Vocabulary) -> bool:
    """Return True if `text` contains a name of Google Meet."""
    ordinary = list_ordinary_words()
    # In a sentence, ordinary words may stand side by side: "the start time".
    for part, is_sentence in ((text, True), *((part, False) for part in text.split())):
        words = split_words(part)
        for name in vocabulary.names:
            if is_sentence and ordinary >= {*name}:
                continue
            if any(words[at : at + len(name)] == name for at in range(len(words))):
                return True
    if vocabulary.values & set(re.findall(r"[A-Z][A-Z0-9_]*", text)):
        return True
    path = HOST_AND_PATH.sub("", text)
    return any(re.search(rf"/{part}\b|\b{part}/", path) for part in vocabulary.segments)


def find_meet_names(source: str, document: dict[str, Any]) -> list[str]:
    """Return the lines of `source` that contain a name of Google Meet, or a word of one."""
    vocabulary = read_vocabulary(document)
    return [
        f"{line}: {text!r}" for line, text in list_texts(source) if names_meet(text, vocabulary)
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_the_wrapper_contains_no_name_of_meet(module: Path, document: dict[str, Any]) -> None:
    matches = find_meet_names(module.read_text(encoding="utf-8"), document)
    assert not matches, (
        f"{module.name} names something of Google Meet: {'; '.join(matches)}. Facts about the API "
        "belong in spec/openapi.yaml. Choose another word, or add it to COMMON in "
        "tests/contract/test_vocabulary.py if programs of any kind use it."
    )


@pytest.mark.parametrize(
    "line",
    [
        'x = "/google-meet/v2/spaces"', "meet.participants", 'x = "conferenceRecords.list"',
        'x["updateMask"]', "call(page_size=3)", 'x = "TRUSTED"', "space.meeting_uri",
        'x = "Look at the transcripts."', 'raise E("nextPageToken")', 'f"{x}/recordings/{y}"',
        "meet.spaces.create", 'f"spaces/{x}"', 'f"{x}/members"', 'x = "v2/"', 'x = "a OPEN space"',
    ],
)  # fmt: skip
def test_a_planted_word_is_detected(line: str, document: dict[str, Any]) -> None:
    assert find_meet_names(line, document)


def test_ordinary_words_are_not_detected(document: dict[str, Any]) -> None:
    """A new field or collection may have the name of anything."""
    fields = dict.fromkeys(["question", "title", "options", "settings", "state", "full", "error"])
    values = {"enum": ["RUNNING", "DRAFT"]}
    schemas = document["components"]["schemas"] | {"Poll": {"properties": fields}, "State": values}
    changed = {**document, "components": {**document["components"], "schemas": schemas}}
    source = """
        self.title = options["question"].settings
        log(f"The full state is {state}, running: the name of the error.", error=None)
    """
    assert find_meet_names(textwrap.dedent(source), changed) == []
    assert find_meet_names('x = "DRAFT"', changed)


def test_each_common_word_is_needed() -> None:
    texts = [split_words(text) for path in MODULES for _, text in list_texts(path.read_text())]
    unused = {
        name
        for name in COMMON
        for words in [split_words(name)]
        if not any(words == each[at : at + len(words)] for each in texts for at in range(len(each)))
    }
    assert unused == set()
