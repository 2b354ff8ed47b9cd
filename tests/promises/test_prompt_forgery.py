"""Data cannot forge the prompt, whatever a name or a body contains.

The tests parse the text of the prompt, and the rows of a simulated terminal that obeys control
characters. The parsed request must equal the request to be sent.
"""

from __future__ import annotations

import ast
import io
import json
import logging
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    GoogleMeet,
    MatonError,
    PendingWrite,
    approve_all,
    approve_in_terminal,
    rendering,
)
from maton_google_meet.approval import terminal as hooks
from maton_google_meet.cli import output
from maton_google_meet.flow.call import RAW_OUTCOME
from maton_google_meet.models import Connection
from maton_google_meet.testing import Contract
from maton_google_meet_api.runtime.text import escape_for_terminal
from support.clients import KEY
from support.examples import operations
from support.scale import scale, set_max_examples

QUESTION = "A write waits for your approval:"
ANSWER = "Type yes to send it: "
LABELS = ["Operation", "Request", "Connection", "Body", "Outcome", "Caution"]
# Control characters, invisible characters, combining characters, and text like the prompt's.
CORPUS = [
    *("\x1b[2J\x1b[1;1H", "\x1b[3A", "\x1b[2K", "\x1b[8m", "\x1bc", "\x1b", "\x1b[?1049h"),
    *("\x1b]8;;https://a.example\x07here\x1b]8;;\x07", "\x1b]52;c;eWVz\x07", "\x1b]0;title\x1b\\"),
    *("\x9b2J", "\x9d0;title\x9c", "\x90q\x9c", "\x84", "\x85", "\x8d", "\x00", "\x07", "\x0e"),
    *("\r", "\r\n", "\n", "\n\n", "\x08" * 9, "\x7f", "\t", "\v", "\f", "\x1c", "\x1e"),
    *("\u202e", "\u202d", "\u2066", "\u2067x\u2069", "\u061c", "\u200e", "\u200f"),
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\u034f", "\u180e", "\u2061"),
    *("\U000e0041\U000e007f", "\ufe0f", "\ufe00", "\U000e0100", "\U000e01ef", "\ufff9", "\ufffc"),
    *("\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u17b4", "\U0001d159", "\U00013441"),
    *("\xa0", "\u2003", "\u3000", "\u1680", "\u2028", "\u2029", " ", " " * 40, " " * 75),
    *("\u0301", "e\u0301", "o" + "\u0335" * 40, "\u20dd", "\u0489" * 9, "\u1100\u1161\u11a8"),
    *("\ufffe", "\uffff", "\U0010ffff", "\ue000", "\ufffd", "\u0378"),
    *("漢字", "漢" * 60, "😀", "👩‍👩‍👧", "🇩🇪", "שלום", "ﷺ", "ａｂｃ", "½", "±" * 50, "é"),
    *("  Outcome     nothing", "  Body        {}", "  Connection  another (google-meet, ACTIVE)"),
    *(
        ANSWER,
        f"{ANSWER}yes",
        QUESTION,
        f"\n{QUESTION}\n\n",
        "  Caution     none",
        "            > ",
    ),
    *("(none)", "(verbatim) ''", "  (3 lines, above)", "x" * 90, "yes\n", '"', "'", "}", "\\"),
    *("\\x1b", "\\u202e", "\\n", "\\\\x9b", "\\U000e0041"),
]
HOSTILE_CHARACTERS = st.lists(st.sampled_from(CORPUS) | st.text(max_size=6), max_size=5).map(
    "".join
)
# Text with lone surrogates, as a JSON body may escape it.
UNUSUAL_TEXT = HOSTILE_CHARACTERS | st.text(st.characters(categories=["Cs"]), max_size=1)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE_CHARACTERS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(HOSTILE_CHARACTERS, inner, max_size=3)
    ),
    max_leaves=8,
)
OUTCOMES = [
    each["x-write"]["outcome"].strip() for _, _, each, _ in operations() if "x-write" in each
]
IDS = [each["operationId"] for _, _, each, _ in operations() if "x-write" in each]


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


BODIES = st.one_of(
    VALUES.map(compact),
    VALUES.map(lambda value: json.dumps(value).encode()),
    VALUES.map(lambda value: json.dumps(value, ensure_ascii=False, indent=1).encode()),
    st.tuples(VALUES, VALUES).map(lambda pair: b'{"a":%b,"a":%b}' % tuple(map(compact, pair))),
    VALUES.map(lambda value: json.dumps(value).encode("utf-16-le")),
    HOSTILE_CHARACTERS.map(str.encode),
    st.binary(max_size=40),
    st.lists(HOSTILE_CHARACTERS, min_size=12, max_size=30).map(compact),
)
CONNECTIONS = st.one_of(
    st.none(),
    st.just(USE_PROXY_DEFAULT),
    st.builds(
        lambda id, status, metadata: Connection.from_dict(
            {"connection_id": id, "status": status, "metadata": metadata}
        ),
        UNUSUAL_TEXT,
        UNUSUAL_TEXT,
        st.dictionaries(UNUSUAL_TEXT, UNUSUAL_TEXT, max_size=3),
    ),
)
LONG = st.lists(HOSTILE_CHARACTERS, min_size=60, max_size=70).map(compact)
WRITES = st.builds(
    PendingWrite,
    operation=st.sampled_from([None, *IDS]),
    method=st.sampled_from(["POST", "PATCH", "DELETE"]) | HOSTILE_CHARACTERS,
    path=st.sampled_from(["/google-meet/v2/spaces", "/connections/c"]) | UNUSUAL_TEXT,
    connection=CONNECTIONS,
    body=st.booleans().flatmap(lambda long: LONG if long else BODIES),
    outcome=st.sampled_from([RAW_OUTCOME, *OUTCOMES]),
    destructive=st.booleans(),
)
SIZES = st.builds(
    lambda columns, lines: os.terminal_size((columns, lines)),
    st.integers(48, 220),
    st.integers(32, 60),
)


class Rows:
    """A simulated terminal: it wraps, moves the cursor, erases, and obeys commands."""

    def __init__(self, columns: int, ambiguous: int) -> None:
        self.columns, self.ambiguous = columns, ambiguous
        self.cells: list[list[str]] = [[]]
        self.at = 0
        self.row = 0

    def feed(self, text: str) -> list[str]:
        """Show `text`, and return the rows."""
        for token in re.findall(
            r"(?:\x1b\[|\x9b)[^@-~]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|.",
            text,
            re.DOTALL,
        ):
            self.take(token)
        return ["".join(row).rstrip() for row in self.cells]

    def take(self, token: str) -> None:
        if token == "\n":
            self.row, self.at = self.row + 1, 0
        elif token == "\r":
            self.at = 0
        elif token == "\b":
            self.at = max(self.at - 1, 0)
        elif token == "\t":
            self.at += 8 - self.at % 8
        elif token[-1] == "A" and len(token) > 1:
            self.row = max(self.row - int(re.sub(r"\D", "", token) or 1), 0)
        elif token[-1] == "J" and len(token) > 1:
            self.cells, self.row, self.at = [[]], 0, 0
        elif len(token) == 1 and token.isprintable():
            self.put(token)
        while len(self.cells) <= self.row:
            self.cells.append([])

    def put(self, character: str) -> None:
        wide = unicodedata.east_asian_width(character)
        width = 2 if wide in "WF" else self.ambiguous if wide == "A" else 1
        if unicodedata.category(character) in {"Mn", "Me"} or "\u1160" <= character <= "\u11ff":
            self.cells[self.row][self.at - 1] += character
            return
        if self.at + width > self.columns:
            self.row, self.at = self.row + 1, 0
            self.cells.append([])
        row = self.cells[self.row]
        row += [" "] * (self.at - len(row))
        row[self.at : self.at + width] = [character, *[""] * (width - 1)]
        self.at += width


def group_rows(rows: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (label, lines) of the rows of a table; join the continued rows."""
    found: list[tuple[str, list[str]]] = []
    for row in rows:
        assert row[:2] == "  ", row
        assert row[13:14] in {" ", ""}, row
        label, mark, text = row[2:12].strip(), row[12:13], row[14:]
        assert mark in {">", " ", ""}, row
        if label:
            assert mark != ">"
            found.append((label, [text]))
        elif mark == ">":
            found[-1][1][-1] += text
        else:
            found[-1][1].append(text)
    return iter(found)


def parse_prompt(shown: str) -> dict[str, list[str]]:
    """Parse the prompt, and return the lines of each part."""
    lines = shown.split("\n")
    assert lines.count(QUESTION) == 1
    assert lines[-1] == ANSWER
    start = lines.index(QUESTION)
    above: dict[str, list[str]] = {}
    if start > 1:
        assert lines[:3] == ["", "Too long for one screen, so here it is first:", ""]
        above = dict(group_rows(lines[3 : start - 1]))
    assert lines[start - 1] == lines[start + 1] == lines[-2] == ""
    describe_json = list(group_rows(lines[start + 2 : -2]))
    assert [label for label, _ in describe_json] in (LABELS, LABELS[:-1])
    parts = dict(describe_json)
    for label, long in above.items():
        assert re.fullmatch(r"\(\d+ lines, above\)", parts[label][0])
        parts[label] = long
    return parts


def unescape(text: str) -> str:
    """Return `text` without the escapes of the prompt; the escapes of JSON stay."""

    def within(string: re.Match[str]) -> str:
        return re.sub(
            r"\\(?:x([0-9a-f]{2})|U([0-9a-f]{8})|(.))",
            lambda found: found[0] if found[3] else chr(int(found[1] or found[2], 16)),
            string[0],
        )

    def token(found: re.Match[str]) -> str:
        return within(found) if found[0][0] == '"' else {"n": "\n", "r": "\r", "t": "\t"}[found[1]]

    return re.sub(r'"(?:\\.|[^"\\])*"|\\([nrt])', token, text)


def parse_body(lines: list[str]) -> Any:
    """Return the bytes that the lines of the body mean, or their JSON value if it has several
    spellings."""
    if lines == ["(none)"]:
        return b""
    if lines[0].startswith("(verbatim) "):
        [line] = lines
        shown_text = ast.literal_eval(line.removeprefix("(verbatim) "))
        return shown_text if isinstance(shown_text, bytes) else shown_text.encode()
    text = unescape("\n".join(lines))
    return compact(json.loads(text, strict=False)) if len(lines) > 1 else describe_json(text)


def describe_json(text: str) -> str:
    """Describe a JSON value completely, duplicate keys included."""
    return repr(json.loads(text, object_pairs_hook=tuple, strict=False))


def check_prompt(pending: PendingWrite, shown: str) -> None:
    parts = parse_prompt(shown)
    assert parts["Operation"] == [pending.operation or "unknown to this client"]
    request = f"{pending.method} {pending.path}"
    assert parts["Request"] == [escape_for_terminal(request, joiners=False)]
    assert parts["Connection"] == [escape_for_terminal(pending.account, joiners=False)]
    found = parse_body(parts["Body"])
    if isinstance(found, bytes):
        assert found == pending.body
    else:
        assert found == describe_json(pending.body.decode())
    assert " ".join(parts["Outcome"]) == " ".join(pending.outcome.split())
    assert ("Caution" in parts) == pending.destructive


@pytest.mark.sized
def test_the_question_shows_exactly_the_request() -> None:
    cut = 0

    @settings(max_examples=scale(200, 50))
    @given(WRITES, SIZES, st.sampled_from([1, 2]))
    @example(
        PendingWrite("spaces.create", "POST", "/x", None, compact(["x" * 14] * 99), "Does.", True),
        os.terminal_size((80, 24)),
        1,
    )
    def ask(pending: PendingWrite, size: os.terminal_size, ambiguous: int) -> None:
        nonlocal cut
        check_prompt(pending, hooks.screen(pending))
        shown = hooks.screen(pending, size)
        check_prompt(pending, shown)
        lines = shown.split("\n")
        assert all(line == escape_for_terminal(line) for line in lines)
        # One terminal takes an odd character for two columns, another for one.
        assert Rows(size.columns, ambiguous).feed(shown) == [line.rstrip() for line in lines]
        assert len(lines) - lines.index(QUESTION) < size.lines
        cut += lines.index(QUESTION) > 1

    ask()
    assert cut >= scale(50, 5)


def test_each_hostile_text_in_each_place() -> None:
    size = os.terminal_size((80, 40))
    for nasty in CORPUS:
        for body in (nasty.encode(), compact({nasty: nasty}), json.dumps([nasty]).encode()):
            connection = Connection.from_dict({"connection_id": nasty, "metadata": {nasty: nasty}})
            pending = PendingWrite(None, nasty, nasty, connection, body, RAW_OUTCOME, True)
            shown = hooks.screen(pending, size)
            check_prompt(pending, shown)
            assert Rows(80, 1).feed(shown) == [line.rstrip() for line in shown.split("\n")]
            assert str(pending) == escape_for_terminal(str(pending))


@pytest.mark.parametrize("acts", ["\x1b[3A", "\r", "\x08", "\x1b[2J", "\x1b]0;t\x07", "\n"])
def test_the_simulated_terminal_obeys_control_characters(acts: str) -> None:
    text = f"first\nsecond{acts}third"
    assert Rows(80, 1).feed(text) != Rows(80, 1).feed(text.replace(acts, escape_for_terminal(acts)))


NO_TWO_ALIKE = [
    *(b"", b"(none)", b"{}", b"[]", b"{ }", b"null", b'"(none)"', b"\xff", b"\\xff", "ÿ".encode()),
    *(b"\x9b", "\x9b".encode(), b"\\x9b", b"b'\\xff'", b"'\\xff'", b"plain", b"plain ", b"plain\n"),
    *(b"(verbatim) 'plain'", b"\x1b", b"\\x1b", b"\\\\x1b", b'{"a":1}', b'{"a":1,"a":1}', b"it's"),
    *(b'"it\'s"', b'{"a":"\\\\x9b"}', '{"a":"\x9b"}'.encode(), b"{'a': 1}", b"NaN", b'"NaN"'),
    *("\u3164".encode(), b"\\u3164", "\ufeff{}".encode(), "{}".encode("utf-16")),
]


JOINED = [
    *("👩\u200d👧", "❤\ufe0f", "1\ufe0f\u20e3", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
    *("\u0915\u094d\u200d\u0937", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
]


@pytest.mark.parametrize("text", JOINED, ids=ascii)
def test_joiners_are_escaped_in_the_question(text: str) -> None:
    """Not every terminal shows their effect, so two writes could look the same."""
    assert escape_for_terminal(text) == text
    connection = Connection.from_dict({"connection_id": text, "metadata": {text: text}})
    pending = PendingWrite(None, "POST", text, connection, compact({text: text}), RAW_OUTCOME, True)
    for shown in (hooks.screen(pending), hooks.screen(pending, os.terminal_size((80, 40)))):
        check_prompt(pending, shown)
        assert shown.replace("\n", "").isprintable()
        assert not {"\u200c", "\u200d", "\ufe0f"} & set(shown)


def test_different_bodies_are_shown_differently() -> None:
    shown = {tuple(rendering._format_body(body)) for body in NO_TWO_ALIKE}
    assert len(shown) == len(NO_TWO_ALIKE)
    assert len({tuple(map(escape_for_terminal, lines)) for lines in shown}) == len(NO_TWO_ALIKE)


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (compact(list(range(10_000))), 10_002),
        (compact({"text": "x" * 2**20}), -(-(2**20 + 12) // 65) + 2),
        (compact({"text": "漢" * 10_000}), -(-(2 * 10_000 + 12) // 64) + 2),
    ],
    ids=["ten thousand lines", "a line of a megabyte", "wide characters"],
)
def test_a_long_body_is_shown_first_and_completely(body: bytes, rows: int) -> None:
    """The other parts stay beside the question."""
    pending = PendingWrite("spaces.create", "POST", "/spaces", None, body, "Creates.", True)
    shown = hooks.screen(pending, os.terminal_size((80, 24)))
    assert parse_body(parse_prompt(shown)["Body"]) == body
    above, _, question = shown.partition(f"\n{QUESTION}\n")
    assert abs(above.count("\n") - 3 - rows) <= 1
    assert question.count("\n") < 22
    for part in ("POST /spaces", "the Maton account itself", "Creates.", "is destructive"):
        assert part in question
        assert part not in above
    assert re.search(r"\n  Body        \(\d+ lines, above\)\n", question)


def test_a_padded_value_cannot_start_a_row() -> None:
    """A terminal would continue a long line at the left edge, like a row of the prompt."""
    forged = f"  Outcome     Nothing happens.{' ' * 48}{ANSWER}"
    for before in range(60, 100):
        pending = PendingWrite(
            None, "POST", f"/x?{'a' * before}{forged}", None, b"", RAW_OUTCOME, True
        )
        rows = Rows(80, 1).feed(hooks.screen(pending, os.terminal_size((80, 40))))
        assert [row[2:12].strip() for row in rows if row[2:12].strip()][1:-1] == LABELS


def test_characters_outside_the_encoding_are_escaped() -> None:
    pending = PendingWrite(None, "POST", "/x", None, compact({"é漢": "é" * 60}), RAW_OUTCOME, True)
    size = os.terminal_size((80, 40))
    shown = hooks.screen(pending, size, "ascii")
    assert shown.isascii()
    assert Rows(80, 1).feed(shown) == [line.rstrip() for line in shown.split("\n")]
    assert parse_body(parse_prompt(shown)["Body"]) == pending.body


class Typing(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "lines"), [(60, 40), (120, 14), (0, 0)])
def test_the_prompt_uses_the_size_of_the_terminal(
    columns: int, lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COLUMNS is used only if the terminal does not report its size."""
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LINES", "100")
    pending = PendingWrite(None, "POST", f"/{'x' * 300}", None, b"{}", RAW_OUTCOME, True)
    master, slave = os.openpty()
    try:
        is_final = lines.to_bytes(2, sys.byteorder) + columns.to_bytes(2, sys.byteorder) + bytes(4)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, is_final)
        with open(slave, "w", encoding="utf-8") as stderr:
            streams = SimpleNamespace(stdin=Typing("yes\n"), stderr=stderr)
            monkeypatch.setattr(hooks, "sys", streams)
            assert approve_in_terminal(pending)
            expected = hooks.screen(pending, os.terminal_size((columns or 200, lines or 100)))
            shown = b""
            while not shown.endswith(ANSWER.encode()):
                shown += os.read(master, 4096)
        assert shown.decode().replace("\r\n", "\n") == expected
    finally:
        os.close(master)


# --- texts anywhere -------------------------------------------------------------------------------


@set_max_examples(200, 50)
@given(UNUSUAL_TEXT)
def test_escaped_text_is_unambiguous(text: str) -> None:
    shown = escape_for_terminal(text)
    assert escape_for_terminal(shown) == shown
    # The only others are joiners with a visible effect: tests/unit/runtime/test_text.py.
    assert re.sub("[\u200c\u200d\U000e0061-\U000e007f]", "", shown).isprintable()
    assert escape_for_terminal(text, joiners=False).isprintable()
    if "\\" not in text:
        back = re.sub(
            r"\\x(..)|\\u(....)|\\U(.{8})|\\([nrt])",
            lambda found: (
                {"n": "\n", "r": "\r", "t": "\t"}[found[4]]
                if found[4]
                else chr(int(found[1] or found[2] or found[3], 16))
            ),
            shown,
        )
        assert back == text


@set_max_examples(60, 15)
@given(
    st.dictionaries(UNUSUAL_TEXT, UNUSUAL_TEXT | st.lists(UNUSUAL_TEXT, max_size=2), max_size=4),
    st.booleans(),
)
def test_responses_are_printed_escaped(value: dict[str, Any], machine: bool) -> None:
    real, sys.stdout = sys.stdout, io.StringIO()
    try:
        format = "json" if machine else "table"
        output.Printer(format).print_object(value, {})
        format = "jsonl" if machine else "table"
        output.Printer(format).print_list([value, value], {})
        printed = sys.stdout.getvalue()
    finally:
        sys.stdout = real
    assert all(line == escape_for_terminal(line) for line in printed.split("\n"))
    if machine:
        whole, _, lines = printed.partition("\n}\n") if value else printed.partition("\n")
        assert json.loads(f"{whole}}}" if value else whole) == value
        assert [json.loads(line) for line in lines.splitlines()] == [value, value]


@pytest.mark.parametrize("confirm", [approve_all, lambda _: False, None])
def test_a_log_record_is_one_line(
    confirm: Any,
    caplog: pytest.LogCaptureFixture,
    maton_contract: Contract,
) -> None:
    maton_contract.wrong_on_purpose("requests")
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    answer = httpx.Response(503, json={"error": {"message": "\n\x1b[2J", "status": "\u3164\n"}})
    transport = httpx.MockTransport(lambda _: answer)
    with GoogleMeet(KEY, connection="c", confirm=confirm, pace=None, transport=transport) as meet:
        for nasty in CORPUS:
            for method in ("GET", "POST", f"PO{nasty}ST"):
                with pytest.raises(MatonError) as raised:
                    meet.with_options(retry=None).http.request(
                        method, "/x", params={nasty: nasty}, content=nasty.encode()
                    )
                assert str(raised.value) == escape_for_terminal(str(raised.value))
    records = [each for each in caplog.records if each.name.startswith("maton_google_meet")]
    assert len(records) >= 2 * len(CORPUS)
    for record in records:
        assert record.getMessage() == escape_for_terminal(record.getMessage())
