"""JSON, lines of JSON, YAML and CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet.cli import formats
from maton_google_meet.cli.columns import select_columns
from maton_google_meet.cli.errors import CommandError
from maton_google_meet_api.runtime.text import escape_for_terminal
from support.command_line import UNSAFE, NarrowScreen, Screen
from support.scale import set_max_examples

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "size": {"type": "integer"},
        "deep": {"type": "object", "properties": {"x": {"type": "string"}}},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"pin": {}}}},
        "open": {"type": "object"},
    },
}
ITEMS = [
    {"name": UNSAFE, "size": 7, "deep": {"x": "yes"}, "rows": [{"pin": "1"}], "later": True},
    {"name": "2026-11-03T09:00:14Z", "deep": {}, "open": {"a": [1]}},
]


def write(
    format: str,
    items: Sequence[Mapping[str, Any]],
    *select: str,
    stream: Any = None,
    complete: bool = True,
    schema: Any = SCHEMA,
) -> str:
    """Return a list in a format."""
    stream = stream or io.StringIO()
    writer = formats.WRITERS[format](stream, schema, select_columns(select, schema))
    for item in items:
        writer.add(item)
    writer.end(complete=complete)
    return str(stream.getvalue())


def write_object(format: str, value: Any, *select: str, schema: Any = SCHEMA) -> str:
    """Return an object in a format."""
    stream = io.StringIO()
    writer = formats.WRITERS[format](stream, schema, select_columns(select, schema))
    writer.write_object(value)
    return stream.getvalue()


@pytest.mark.parametrize("complete", [True, False])
def test_a_list_is_valid_also_after_an_interruption(complete: bool) -> None:
    for count in (1, 2):
        items = ITEMS[:count]
        assert json.loads(write("json", items, complete=complete)) == items
        assert yaml.safe_load(write("yaml", items, complete=complete)) == items
        lines = write("jsonl", items, complete=complete).splitlines()
        assert [json.loads(line) for line in lines] == items
        assert len([*csv.reader(io.StringIO(write("csv", items, complete=complete)))]) == count + 1


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("json", "[]\n"),
        ("jsonl", ""),
        ("yaml", "[]\n"),
        ("csv", "name,size,deep.x,rows,open\n"),
    ],
)
def test_an_empty_list_is_valid(format: str, text: str) -> None:
    assert write(format, []) == text
    assert write(format, [], complete=False) == ""  # It is not known to be empty.


def test_each_item_is_written_when_it_arrives() -> None:
    for format in formats.WRITERS:
        stream = io.StringIO()
        writer = formats.WRITERS[format](stream, SCHEMA, [])
        for name in ("first", "second"):
            writer.add({"name": name})
            assert name in stream.getvalue()


def test_an_object_has_one_representation_in_each_format() -> None:
    item = ITEMS[0]
    assert write_object("json", item) == f"{formats.format_json(item, indent=2)}\n"
    assert write_object("jsonl", item) == f"{formats.format_json(item)}\n"
    assert yaml.safe_load(write_object("yaml", item)) == item
    [header, row] = csv.reader(io.StringIO(write_object("csv", item)))
    assert header == ["name", "size", "deep.x", "rows", "open", "later"]
    assert row[1:] == ["7", "yes", '[{"pin":"1"}]', "", "true"]


def test_a_response_without_a_body_is_empty() -> None:
    assert write_object("json", None) == "{}\n"
    assert write_object("jsonl", None) == "{}\n"
    assert write_object("yaml", None) == "{}\n"
    assert write_object("csv", None) == ""


def test_an_object_without_a_schema_has_the_columns_of_its_fields() -> None:
    assert write_object("csv", {"a": {"b": 1, "c": []}}, schema={}) == "a.b,a.c\n1,[]\n"
    assert write_object("csv", {}, schema={}) == "\n"


def test_a_selection_applies_to_every_format() -> None:
    names = ("deep.x", "name")
    expected = [{"deep": {"x": "yes"}, "name": UNSAFE}, {"deep": {}, "name": ITEMS[1]["name"]}]
    assert json.loads(write("json", ITEMS, *names)) == expected
    assert [json.loads(each) for each in write("jsonl", ITEMS, *names).splitlines()] == expected
    assert yaml.safe_load(write("yaml", ITEMS, *names)) == expected
    rows = [*csv.reader(io.StringIO(write("csv", ITEMS, *names)))]
    assert rows[0] == ["deep.x", "name"]
    assert [row[0] for row in rows[1:]] == ["yes", ""]
    assert write_object("csv", ITEMS[0], "later", "size") == "later,size\ntrue,7\n"
    assert json.loads(write_object("json", ITEMS[0], "later")) == {"later": True}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=[])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=6,
)
TRAPS = st.sampled_from(
    [*("no", "1e3", "0x1", "~", "2026-11-03", "- a", "a: b", "#", "a #b", "\x85", "\ufeff", "\n"),
     *("a\n b\n", " a", "a ", "|", ">", "&a", "*a", "!a", "%", "@", "`", "\u2028", "\U000e0041")]
)  # fmt: skip


@set_max_examples(200, 40)
@given(st.dictionaries(TRAPS | st.text(), VALUES | TRAPS, max_size=4))
def test_yaml_is_exact_and_escaped(value: dict[str, Any]) -> None:
    text = formats.make_yaml_dumper(True)(value)
    assert all(line == escape_for_terminal(line) for line in text.split("\n"))
    assert yaml.safe_load(text) == value
    ascii_text = formats.make_yaml_dumper(False)(value)
    assert ascii_text.isascii()
    assert yaml.safe_load(ascii_text) == value


@pytest.mark.parametrize("text", ["1e3", "-1.5E6", ".5e-7", "25921e05", "0o17"])
def test_a_text_is_not_a_number_of_yaml_1_2(text: str) -> None:
    assert formats.make_yaml_dumper(True)({text: text}) == f'"{text}": "{text}"\n'


def test_yaml_keeps_other_alphabets_and_repeats_values() -> None:
    name = {"first": "渡辺 😀"}
    text = formats.make_yaml_dumper(True)({"a": name, "b": name, "c": "x" * 200})
    assert text == f"a:\n  first: 渡辺 😀\nb:\n  first: 渡辺 😀\nc: {'x' * 200}\n"


def test_without_pyyaml_a_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(CommandError, match="--format yaml needs the package yaml"):
        write("yaml", [])


FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\r=1", " =1", "＝1", "\u3000=1", "'=1"),
    *('=HYPERLINK("https://a.example","b")', "=cmd|' /C calc'!A0", "-", "\tname", "\rname"),
]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_a_text_is_not_a_formula(text: str) -> None:
    [_, [cell]] = csv.reader(io.StringIO(write("csv", [{"name": text}], "name")))
    assert cell[0] == "'"
    assert cell == (text if text[0] == "'" else f"'{text}").replace("\r", r"\r")
    [[heading], _] = csv.reader(io.StringIO(write_object("csv", {text: text}, schema={})))
    assert heading[0] == "'"


def test_a_number_is_not_a_text() -> None:
    assert write("csv", [{"size": -5}], "size") == "size\n-5\n"


@pytest.mark.parametrize("text", ["a,b", 'a"b', "a\nb", "a\tb", "é漢😀", "\xa0", "a;b", "", " a "])
def test_cells_in_a_file_are_exact(text: str) -> None:
    rows = [*csv.reader(io.StringIO(write("csv", [{"name": text, "size": 1}], "name", "size")))]
    assert rows[1] == [text, "1"]


def test_a_file_contains_no_control_character_that_a_terminal_runs() -> None:
    text = write("csv", [{"name": "a\x1b[2J\x9b2J\x07\r\x00b"}], "name")
    assert text == "name\na\\x1b[2J\\x9b2J\\x07\\r\\x00b\n"


def test_cells_on_a_terminal_are_escaped() -> None:
    text = write("csv", [{"name": "a\n\u202eb"}], "name", stream=Screen())
    assert text == "name\na\\n\\u202eb\n"


@pytest.mark.parametrize("format", ["json", "jsonl", "yaml", "csv"])
def test_a_stream_that_is_not_utf8_gets_ascii(format: str) -> None:
    raw = io.BytesIO()
    stream = NarrowScreen(raw, encoding="cp1252", errors="backslashreplace")
    formats.WRITERS[format](stream, SCHEMA, []).add({"name": "é漢"})
    stream.flush()
    assert "\\u6f22" in raw.getvalue().decode("cp1252").lower()
