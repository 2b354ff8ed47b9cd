"""A name or a query argument is refused, or sent on its own route and nowhere else.

Two readers judge what arrives. The strict one reads the bytes of the request target. The lenient
one stands for all that a proxy may do to a path: it unquotes once and twice, normalises, folds
dots, slashes and backslashes, and cuts at `;`, `?` and `#`; what it then reads has to be the same
thing of the same operation, or nothing at all.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import GoogleMeet, InvalidArgumentError, InvalidNameError, approve_all, cli
from maton_google_meet_api.operations import OPERATIONS
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer
from support.examples import EXAMPLES, Example, operations, read_query, snake
from support.scale import scale, set_max_examples

# One call for each operation, without a query; and those with all that the query takes.
BARE = {each.id: each for each in reversed(EXAMPLES) if not each.label.endswith("-full")}
FULL = {each.id: each for each in EXAMPLES if each.label.endswith("-full")}
NAMED = {id: each for id, each in BARE.items() if each.arguments}
TEMPLATES = {operation.id: operation.path for operation in OPERATIONS}
TEXTS = {
    operation["operationId"]: [
        each["name"]
        for each in parameters
        if each["in"] == "query"
        if each["schema"].get("type") == "string" and each["schema"].get("format") != "date-time"
    ]
    for _, _, operation, parameters in operations()
}
KINDS = sorted({each.arguments[0] for each in NAMED.values()})
DOTS = ["\uff0e", "\u2024", "\u2025", "\u2026", "\ufe52", "\u3002"]
SOLIDI = ["\uff0f", "\u2044", "\u2215", "\u29f8", "\u2571", "\uff3c", "\u2216", "\u2105"]
# What is put in the place of an id, and of a whole name.
CORPUS: tuple[str, ...] = (
    *("", " ", "\t", "\u3000", ".", "..", "...", "a..", "/", "//", "///", "a/b", "/a", "a/"),
    *("..//", "../a", "a/..", "a/../b", "./a", "a/./b", "\\", "a\\b", "..\\a", "a\\..\\b"),
    *("%", "%2", "%2F", "%2f", "a%2Fb", "a%2f..%2fb", "%252F", "a%252F..%252Fb", "%25252F"),
    *("%2e", "%2E%2e", "%252e%252e", "%5C", "a%5c..%5cb", "%00", "a%00", "%0d%0a", "%u002f"),
    *("?", "a?b", "a?updateMask=*", "#", "a#b", ";", "a;b", "a;/../b", ";jsessionid=1", "%3Fa"),
    *(":", ":a", "a:", "a:b", "a:endActiveConference", ":endActiveConference", "a:batchUpdate"),
    *("a%3AendActiveConference", "a\uff1aendActiveConference", "a:cancel", "a::b", "*", "-", "~"),
    *("\0", "a\0b", "\r", "\n", "a\r\nX: y", "a\r\n\r\nDELETE / HTTP/1.1", "\x1b[2J", "\x7f"),
    *("\x85", "\u2028", "\u200b", "\u200d", "\ufeff", "a\u202eb", "\u2066a", "\U000e0041", "\xad"),
    *("\ud800", "a\udc80", "\udfff", "\ufdd0", "\U0010ffff", "\ue000", "\u0301", "e\u0301", "é"),
    *("\uff41", "\u212a", "\u017f", "\u0131", "ﬁ", "½", "名前", "🙂", "\u0430", "ǆ", "①"),
    *DOTS,
    *(dot * 2 for dot in DOTS),
    *(f"a{solidus}b" for solidus in SOLIDI),
    *(f"a{solidus}..{solidus}b" for solidus in SOLIDI),
    *("@", "a@b", "user:pw@host", "//evil.example", "//evil.example/a", "/\\evil.example"),
    *("https://evil.example", "https://evil.example/spaces/a", "javascript:a", "file:///etc"),
    *("&", "a&b=c", "=", "+", "a+b", "'", '"', "`", "$(a)", "{}", "{spaceId}", "[]", "<a>", "|"),
    *("a b", " a", "a ", "a\tb", "None", "null", "--json", "@file", "-1", "members", "spaces"),
    *("members:batchUpdate", "connections", "google-meet", "a" * 1024, "a" * 1025, "é" * 1024),
    *("a" * 100_000, "../" * 1000, "%2F" * 300),
    *KINDS,
    *(f"{kind}/x" for kind in KINDS),
    *(f"/google-meet/v2/{kind}" for kind in KINDS),
)


class Target(NamedTuple):
    """The operation and the names that a request addresses."""

    operation: str
    ids: tuple[str, ...]


class Arrived(NamedTuple):
    """A received request with its target undecoded."""

    method: str
    target: str


def arranged(example: Example, value: str) -> Iterator[str]:
    """Yield the example's name with `value` in place of each id, of all ids, and of the name."""
    parts = example.arguments[0].split("/")
    places = [index for index in range(len(parts)) if index % 2 or len(parts) == 1]
    for chosen in [*([place] for place in places), places]:
        yield "/".join(value if at in chosen else part for at, part in enumerate(parts))
    yield value


def wanted(id: str, name: str) -> Target:
    """Return the ids in `name`; a bare id is the last one."""
    count = TEMPLATES[id].count("{")
    parts = name.split("/")
    return Target(id, tuple(parts[1::2]) if len(parts) == 2 * count else (name,))


def strict(arrived: Arrived, id: str) -> Target:
    """Return the target if the request is on the route of operation `id`; else fail."""
    path, _, query = arrived.target.partition("?")
    pattern = re.sub(
        r"\\\{\w+\\\}", "((?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+)", re.escape(TEMPLATES[id])
    )
    found = re.fullmatch(pattern, path)
    assert found, f"{path!r} is not the route of {id}"
    assert {".", ".."}.isdisjoint(path.split("/"))
    assert re.fullmatch(r"[\w.~!$'()*+,;:@/?%=&-]*", query, re.ASCII), query
    return Target(id, tuple(unquote(part, errors="strict") for part in found.groups()))


def folded(path: str) -> str:
    """Return `path` without the parts that some servers ignore."""
    parts: list[str] = []
    for part in re.split(r"[/\\]+", re.split("[?#]", path)[0]):
        kept = part.partition(";")[0].strip()
        if kept == "..":
            parts[-1:] = []
        elif kept != ".":
            parts.append(kept)
    return "/" + "/".join(filter(None, parts))


def read(method: str, path: str) -> Target | None:
    """Return the operation of an unquoted path."""
    quoted = quote(path, safe="/:", errors="surrogatepass")
    operation = OPERATIONS.find(method, quoted)
    if operation is None:
        return None
    pattern = re.sub(r"\\\{\w+\\\}", "([^/]+)", re.escape(operation.path))
    found = re.fullmatch(pattern, path)
    assert found
    return Target(operation.id, tuple(found.groups()))


def lenient(arrived: Arrived) -> Iterator[Target]:
    """Return all targets that a server might read from the request."""
    paths = {arrived.target.partition("?")[0]}
    for _ in range(3):
        paths |= {
            unicodedata.normalize(form, unquote(path))
            for path in paths
            for form in ("NFC", "NFD", "NFKC", "NFKD")
        }
    for path in {*map(folded, paths)}:
        if found := read(arrived.method, path):
            yield found


def same(found: Target, meant: Target) -> bool:
    """Return True if both targets are the same resource.

    A server may compose letters and marks in another way. A server that does not unquote cannot
    find a quoted name.
    """
    if found.operation != meant.operation or len(found.ids) != len(meant.ids):
        return False
    return all(
        unicodedata.normalize("NFC", unquote(one)) == two
        for one, two in zip(found.ids, meant.ids, strict=True)
    )


def judge(arrived: Sequence[Arrived], id: str, name: str) -> None:
    """Check that there is at most one request, and that every reading of it has the given name."""
    assert len(arrived) <= 1
    for each in arrived:
        assert strict(each, id) == wanted(id, name), ascii(name)
        for found in lenient(each):
            assert same(found, wanted(id, name)), f"{name!a} may be taken for {found}"


class Recorder:
    """A transport that records requests and responds with 404."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == "api.maton.ai"
        target = request.url.raw_path.decode("ascii")
        self.arrived.append(Arrived(request.method, target))
        error = {"code": 404, "message": "Not found.", "status": "NOT_FOUND"}
        return httpx.Response(404, json={"error": error})

    def taken(self) -> list[Arrived]:
        taken, self.arrived = self.arrived, []
        return taken


def client(answer: Callable[[httpx.Request], httpx.Response]) -> GoogleMeet:
    return GoogleMeet(
        KEY, connection="c", confirm=approve_all, retry=None, pace=None,
        transport=httpx.MockTransport(answer),
    )  # fmt: skip


def ended(call: Callable[[], Any]) -> BaseException | None:
    """Return the error of a call, if any; a list is fetched."""
    try:
        result = call()
        if hasattr(result, "pages"):
            list(result)
    except Exception as error:
        return error
    return None


@pytest.mark.sized
def test_no_name_is_misrouted() -> None:
    recorder, counts = Recorder(), Counter[str]()
    with client(recorder) as meet:
        for place, (id, example) in enumerate(NAMED.items()):
            for index, value in enumerate(CORPUS):
                if index % scale(1, 4):
                    continue
                if (place + index) % 2 and example.method != "DELETE":
                    continue  # The others try it: time.
                names = [*dict.fromkeys(arranged(example, value))]
                for name in [names[0], *names[1 + index % 2 :: 2]]:  # Half of the others: time.
                    call = example._replace(arguments=[name])
                    error = ended(lambda call=call: call.on(meet))
                    sent = recorder.taken()
                    judge(sent, id, name)
                    assert isinstance(error, InvalidNameError) == (not sent), (ascii(name), error)
                    assert len(str(error)) < 1000 or sent
                    counts["sent" if sent else "refused"] += 1
    assert min(counts["sent"], counts["refused"]) > scale(1000, 250)


def test_the_lenient_reader_decodes_as_servers_do() -> None:
    path = "/google-meet/v2/spaces/a"
    for written in (
        *("/a", "?b", "#b", ";b", "/b/..", "/./", "//", "%5Cb%5C..", "%2Fb%2F..", "%252Fb%252F.."),
        *("%EF%BC%8Fb%EF%BC%8F..", "%25EF%25BC%258Fb/%E2%80%A5", "%3Bb", "%3Fb", "%23b", "%253Fb"),
    ):
        if written != "/a":
            assert Target("spaces.get", ("a",)) in lenient(Arrived("GET", path + written)), written
    end = Target("spaces.endActiveConference", ("a",))
    assert end in lenient(Arrived("POST", f"{path}%3AendActiveConference"))


@pytest.mark.parametrize("id", NAMED)
@set_max_examples(25, 5)
@given(data=st.data())
def test_no_random_text_is_misrouted(id: str, data: st.DataObject) -> None:
    texts = st.text(
        st.characters() | st.sampled_from("".join([*DOTS, *SOLIDI, ":./\\%?#;@&=+~*2Ff"]))
    )
    parts = NAMED[id].arguments[0].split("/")
    name = "/".join(
        data.draw(texts) if at % 2 or len(parts) == 1 else part for at, part in enumerate(parts)
    )
    recorder = Recorder()
    with client(recorder) as meet:
        error = ended(lambda: NAMED[id]._replace(arguments=[name]).on(meet))
    judge(recorder.arrived, id, name)
    assert isinstance(error, InvalidNameError) == (not recorder.arrived)


# --- the query ------------------------------------------------------------------------------------

QUERIES: tuple[str, ...] = (
    *("&", "a&pageSize=1", "a&fields=*&x", "=", "a=b", "?", "#", "a#b", "+", "a+b", "%", "%26x=1"),
    *("%2526", ";", "a;b=c", "/", "/../..", "..", "\\", "\r\n", "a\r\nX: y", "\0", "\t", " "),
    *("", "\x7f", "\u2028", "\u202e", "\uff06a\uff1db", "\ufeff", "é", "🙂", "\ud800", "a" * 9000),
    *("a" * 100_000, "https://evil.example", "//evil.example", "@", "'", '"', "<", "[]", "{}", "|"),
)


@pytest.mark.sized
def test_no_query_argument_becomes_another() -> None:
    recorder, counts = Recorder(), Counter[str]()
    tried = {id: [each for each in names if each] for id, names in TEXTS.items() if names}
    with client(recorder) as meet:
        for id, names in tried.items():
            for parameter in names:
                for value in QUERIES[:: scale(1, 4)]:
                    keywords = {**FULL[id].keywords, snake(parameter): value}
                    call = FULL[id]._replace(keywords=keywords)
                    error = ended(lambda call=call: call.on(meet))
                    sent = recorder.taken()
                    counts["sent" if sent else "refused"] += 1
                    if not sent:
                        assert isinstance(error, InvalidArgumentError), (ascii(value), error)
                        continue
                    strict(sent[0], id)
                    query = sent[0].target.partition("?")[2]
                    assert parse_qsl(query, keep_blank_values=True, errors="strict")
                    assert read_query(query) == {**FULL[id].query, parameter: value}
    assert min(counts["sent"], counts["refused"]) > scale(10, 2)


# --- over sockets, and from the command line ------------------------------------------------------

FEW = [value for value in CORPUS if 0 < len(value) < 30 and value.isprintable()]
# Of every sort some, however few are taken.
MIXED = [value for start in range(11) for value in FEW[start::11]]


def test_no_name_is_misrouted_over_sockets(runner: ClientRunner, server: DocumentServer) -> None:
    turn = itertools.cycle(MIXED)
    meant: list[tuple[str, str]] = []

    def tried(example: Example) -> Callable[[Any], Any]:
        def call(meet: Any) -> Any:
            name = [*arranged(example, next(turn))][-2]
            meant.append((example.id, name))
            return example._replace(arguments=[name]).on(meet)

        return call

    for example in [*NAMED.values()] * 3:
        before = len(server.seen)
        error = ended(
            lambda example=example: runner.call(
                tried(example), base_url=server.url, connection="c", confirm=approve_all
            )
        )
        new = [Arrived(each.method, each.target) for each in server.seen[before:]]
        judge(new, *meant[-1])
        assert (error is None) == bool(new) or not isinstance(error, InvalidNameError)
    assert 10 < len(server.seen) < len(meant)


def test_no_name_is_misrouted_from_the_command_line(
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MATON_API_KEY", server.key)
    monkeypatch.setenv("MATON_API_BASE_URL", server.url)
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "c")
    turn, counts = itertools.cycle(MIXED), Counter[str]()
    deletions = [each for each in NAMED.values() if each.method == "DELETE"]
    assert deletions
    for example in [*NAMED.values(), *deletions * 5]:
        tag, _, verb = example.id.partition(".")
        words = [snake(part).replace("_", "-") for part in (tag, verb)]
        name = [*arranged(example, next(turn))][-2]
        mask = ["--update-mask=*"] if "updateMask" in TEXTS[example.id] else []
        sure = ["--yes"] if example.write else []
        before = len(server.seen)
        code = cli.main([*words, *sure, "--json", *mask, "--", name])
        output = capsys.readouterr()
        new = [Arrived(each.method, each.target) for each in server.seen[before:]]
        judge(new, example.id, name)
        assert (code == cli.USAGE) == (not new), (code, output, name)
        counts["sent" if new else "refused"] += 1
    assert min(counts["sent"], counts["refused"]) > 5
