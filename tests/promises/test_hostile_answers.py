"""Any response is a value or a `MatonError`, and the work grows linearly with its length."""

from __future__ import annotations

import contextlib
import copy
import gzip
import json
import re
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from maton_google_meet import GoogleMeet, MatonError, Pager, ResponseError, approve_all
from maton_google_meet.flow.problems import read_problem, retry_after
from maton_google_meet.models import Space
from maton_google_meet.testing import Contract
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten
from support.clients import KEY
from support.examples import EXAMPLES, largest_page, success
from support.scale import scale, set_max_examples
from support.schemas import DOCUMENT, resolve

pytestmark = pytest.mark.maton_contract(wrong_on_purpose="answers")

FULLEST = {each.id: each for each in EXAMPLES if "smallest" not in each.label}
LONGEST = 4000  # Characters of an error: what a server says is cut, what we say is not.


@pytest.fixture(autouse=True)
def _some_fit_by_chance(maton_contract: Contract) -> None:
    """A response changed at random can still fit the document."""
    maton_contract.violations["answers"].append("hostile")


class ResponseTrial:
    """Give responses to a call, and count the results by class."""

    def __init__(self) -> None:
        self.ends: dict[str, int] = {}

    def __call__(self, call: Callable[[GoogleMeet], Any], *answers: httpx.Response) -> Any:
        left = list(answers)
        transport = httpx.MockTransport(lambda _: left.pop(0) if len(left) > 1 else left[0])
        meet = GoogleMeet(
            KEY, connection="c", confirm=approve_all, retry=None, pace=None, transport=transport
        )
        try:
            result = call(meet)
            if isinstance(result, Pager):
                result = [each for each, _ in zip(result, range(20), strict=False)]
        except MatonError as error:
            message = str(error)
            assert escape_for_terminal(message) == message
            assert len(message) < LONGEST
            result = error
        kind = type(result).__name__ if isinstance(result, MatonError) else "a value"
        self.ends[kind] = self.ends.get(kind, 0) + 1
        return result


# --- bodies ---------------------------------------------------------------------------------------

HUGE = 10**400
ODD = st.one_of(
    st.sampled_from([None, True, 0, -1, HUGE, 1.5, float("nan"), float("inf"), "", "\ud800", "\0"]),
    st.sampled_from(["9999-12-31T23:59:59.999999999+23:59", "2026-02-30T00:00:00Z", "0000-01-01"]),
    st.sampled_from(["x" * 5000, "\x1b[2J\n" * 99, "\u3164" * 999, [], {}, [[]], [None], [{}]]),
    st.text(max_size=8),
    st.integers(),
)


def nested(depth: int) -> Any:
    inner: Any = 1
    for _ in range(depth):
        inner = [inner]
    return inner


@st.composite
def mutated(draw: st.DrawFn, value: Any) -> Any:
    """Return `value` with some parts replaced by other parts or by unusual values."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        places: list[tuple[Any, Any]] = []

        def walk(node: Any, places: list[tuple[Any, Any]] = places) -> None:
            for key in list(node if isinstance(node, dict) else range(len(node))):
                places.append((node, key))
                if isinstance(node[key], dict | list):
                    walk(node[key])

        if isinstance(value, dict | list):
            walk(value)
        if not places or draw(st.integers(0, 19)) == 0:
            value = copy.deepcopy(draw(ODD))
            continue
        node, key = draw(st.sampled_from(places))
        what = draw(
            st.sampled_from(["odd", "odd", "odd", "gone", "wrapped", "deep", "list", "swap"])
        )
        if what == "gone":
            del node[key]
        elif what == "wrapped":
            node[key] = {"value": node[key]}
        elif what == "deep":
            node[key] = f"<{draw(st.sampled_from([10, 300, 500, 900, 960, 990]))} deep>"
        elif what == "list":
            node[key] = [node[key]] * draw(st.integers(0, 3))
        elif what == "swap":
            other, at = draw(st.sampled_from(places))
            node[key] = copy.deepcopy(other[at])
        else:
            node[key] = copy.deepcopy(draw(ODD))  # A sample is one object for all draws.
    return value


def spoilt(draw: st.DrawFn, value: Any) -> bytes:
    """Return `value` as bytes, which may be damaged."""
    text = re.sub(
        r'"<(\d+) deep>"', lambda deep: "[" * int(deep[1]) + "]" * int(deep[1]), json.dumps(value)
    )
    how = draw(st.sampled_from(["", "", "", "", "cut", "utf-16", "bom", "byte", "twice", "digits"]))
    body = text.encode()
    if how == "cut":
        return body[: draw(st.integers(0, len(body)))]
    if how == "utf-16":
        return text.encode(draw(st.sampled_from(["utf-16", "utf-16-le", "utf-32"])))
    if how == "bom":
        return b"\xef\xbb\xbf" + body
    if how == "byte":
        at = draw(st.integers(0, len(body)))
        return body[:at] + draw(st.binary(max_size=3)) + body[at:]
    if how == "twice":
        return body.replace(b"{", b'{"name": 1, "error": 2, ', 1).replace(b"}", b', "name": 3}', 1)
    return body.replace(b"1", b"1" * 5000, 1) if how == "digits" else body


ANSWERED = {
    id: [each["value"] for each in media.get("examples", {}).values()]
    for id in FULLEST
    if (media := success(id)) and media.get("examples")
}
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 206, 299])


@pytest.mark.sized
@pytest.mark.parametrize("id", ANSWERED)
def test_an_undocumented_response_is_a_value_or_an_error(id: str) -> None:
    trial = ResponseTrial()

    @settings(max_examples=scale(25, 5))
    @given(st.data())
    def answer(data: st.DataObject) -> None:
        value = data.draw(mutated(data.draw(st.sampled_from(ANSWERED[id]))))
        body = data.draw(st.composite(spoilt)(value))
        trial(FULLEST[id].on, httpx.Response(data.draw(STATUSES), content=body))

    answer()


ERRORS = [
    example["value"]
    for response in DOCUMENT["components"]["responses"].values()
    for media in resolve(response).get("content", {}).values()
    for example in media.get("examples", {}).values()
]
HEADERS = st.dictionaries(
    st.sampled_from(
        ["Retry-After", "Date", "X-Request-Id", "Content-Type", "Location", "Set-Cookie", "Link"]
    ),
    st.one_of(
        st.binary(max_size=12).map(lambda raw: raw.replace(b"\n", b"").replace(b"\r", b"")),
        st.sampled_from(
            [
                *(b"application/json; charset=rot13", b"text/html; charset=\xff", b"nan", b"inf"),
                *(
                    b"http://[::1",
                    b"http://xn--a/",
                    b"//",
                    b"http://a:99999/",
                    b"mailto:x",
                    b"\x00",
                ),
                *(
                    b"a=b; expires=1-1-1",
                    b"a=b; max-age=x; domain=.",
                    b"=;=;",
                    b"1e400",
                    b"-1",
                    b"1_0",
                ),
                *(
                    b"9" * 5000,
                    "１２".encode(),
                    b"Mon, 1 Jan 99999 00:00:00 GMT",
                    b"1, 2",
                    b"x" * 9000,
                ),
            ]
        ),
    ),
    max_size=3,
)


@pytest.mark.sized
def test_an_error_response_of_any_shape_is_an_error() -> None:
    trial = ResponseTrial()

    @settings(max_examples=scale(400, 60))
    @given(st.data(), st.sampled_from(["spaces.get", "spaces.create", "conferenceRecords.list"]))
    def answer(data: st.DataObject, id: str) -> None:
        value = data.draw(mutated(data.draw(st.sampled_from(ERRORS))))
        body = data.draw(
            st.composite(spoilt)(value)
            | st.binary(max_size=60)
            | st.sampled_from([b"<title>" * 99, "İ<TITLE>a</TITLE>".encode(), b"[" * 100_000])
        )
        status = data.draw(st.integers(100, 999).filter(lambda each: each // 100 != 2))
        headers = data.draw(HEADERS)
        error = trial(FULLEST[id].on, httpx.Response(status, content=body, headers=headers))
        assert isinstance(error, MatonError)

    answer()


@pytest.mark.parametrize("depth", [*range(900, 1001, 2), 5000, 100_000])
def test_nesting_at_the_limit_of_the_parser(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    trial = ResponseTrial()
    for body in ('{"error":{"message":%s,"details":[%s]}}', '{"detail":[{"loc":[%s],"msg":%s}]}'):
        trial(FULLEST["spaces.get"].on, httpx.Response(403, content=body % (deep, deep)))
    trial(FULLEST["spaces.get"].on, httpx.Response(200, content=f'{{"name":"a","x":{deep}}}'))
    assert sum(trial.ends.values()) == 3


# --- the look-up ----------------------------------------------------------------------------------


@pytest.mark.sized
def test_connections_of_any_kind_are_looked_up() -> None:
    """A call looks up a hostile list of connections first."""
    trial = ResponseTrial()
    listed = {"connections": [{**ANSWERED["connections.list"][0]["connections"][0]}]}

    @settings(max_examples=scale(150, 25))
    @given(st.data())
    def answer(data: st.DataObject) -> None:
        body = data.draw(st.composite(spoilt)(data.draw(mutated(listed))))
        found = httpx.Response(200, json={"name": "spaces/a"})
        trial(
            lambda meet: meet.with_options(connection=None).spaces.create(),
            httpx.Response(200, content=body),
            found,
        )

    answer()


@pytest.mark.parametrize("depth", [200, 300, *range(320, 500, 10), 900])
def test_a_connection_nested_too_deeply_is_an_error(depth: int) -> None:
    """Each hook gets a copy, and not every parsed value can be copied."""
    metadata = {"a": nested(depth)}
    found = {"connection_id": "c", "app": "google-meet", "status": "ACTIVE", "metadata": metadata}
    result = ResponseTrial()(
        lambda meet: meet.with_options(connection=None).spaces.create(),
        httpx.Response(200, json={"connections": [found]}),
        httpx.Response(200, json={"name": "spaces/a"}),
    )
    assert isinstance(result, ResponseError) or depth < 900
    assert isinstance(result, ResponseError | Space)


# --- headers, pages, encodings --------------------------------------------------------------------


@set_max_examples(300, 50)
@given(
    st.text(max_size=30)
    | st.lists(
        st.sampled_from(
            [
                *"0123456789:-+., ",
                "Mon",
                "Jan",
                "GMT",
                "1994",
                "٣",
                "e",
                "nan",
                "inf",
                "_",
                "(",
                '"',
            ]
        ),
        max_size=16,
    ).map("".join),
    st.sampled_from(["", "?", "Thu, 01 Jan 1970 00:20:10 GMT", "1 Jan 1 0:0:0 +9999"]),
)
@example("Mon, 1 Jan 2020 00:00:00 +" + "9" * 5000, "")
@example("1 Jan 9999 23:59:59 -9999", "")
def test_retry_after_is_a_number_or_none(value: str, sent: str) -> None:
    headers = {"Retry-After": value.encode("utf-8", "ignore"), "Date": sent.encode()}
    seconds = retry_after(httpx.Response(429, headers=headers), 1000.0)
    assert seconds is None or 0.0 <= seconds < float("inf")


def test_an_invalid_redirect_is_an_error() -> None:
    """httpx builds the next request of each redirect, although the client does not follow it."""
    places = ["http://xn--a/", "http://[::1", "http://\u202e/", "mailto:x", "\x00", "a" * 70_000]
    for place in places:
        answer = httpx.Response(302, headers={"Location": place.encode()})
        assert isinstance(ResponseTrial()(FULLEST["spaces.get"].on, answer), MatonError)


@pytest.mark.parametrize("token", ["a" * 2**20, "\ud800", "\x1b[2J", 5, {"a": 1}, ["a"], True])
def test_a_page_token_of_any_kind(token: Any) -> None:
    """The token may be too long for a URL."""
    id = next(id for id in FULLEST if id.endswith(".list") and largest_page(id))
    page = {**ANSWERED[id][0], "nextPageToken": token}
    trial = ResponseTrial()
    result = trial(FULLEST[id].on, httpx.Response(200, content=json.dumps(page)))
    assert isinstance(result, MatonError | list)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip", "br", "zstd", "nonsense"])
@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_invalid_encoding_is_an_error(encoding: str, status: int) -> None:
    for body in (b"", b"{}", b"\x1f\x8b broken", gzip.compress(b'{"name":"a"}')[:-9]):

        def answer(_: httpx.Request, body: bytes = body) -> httpx.Response:
            headers = {"Content-Encoding": encoding}
            return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

        transport = httpx.MockTransport(answer)
        options: dict[str, Any] = {"retry": None, "pace": None, "transport": transport}
        with GoogleMeet(KEY, connection="c", **options) as meet:
            with contextlib.suppress(MatonError):
                assert meet.spaces.get("abc").name == "a"


# --- work -----------------------------------------------------------------------------------------


def work(function: Callable[[], Any]) -> tuple[int, int]:
    """Return the number of function calls and the peak of allocated bytes during `function`."""
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    tracemalloc.start()
    try:
        function()
        return calls, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def called(id: str, status: int, body: bytes, **headers: str) -> Callable[[], Any]:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return lambda: ResponseTrial()(
        FULLEST[id].on, httpx.Response(status, content=body, headers=named)
    )


def problem(body: bytes) -> Callable[[], Any]:
    request = httpx.Request("GET", "https://a.example/")
    return lambda: read_problem(httpx.Response(500, content=body, request=request), 0.0, "secret")


def page(size: int) -> bytes:
    items = [{"name": f"conferenceRecords/a/participants/{at}"} for at in range(size)]
    return json.dumps({"participants": items}).encode()


GROWING: dict[str, Callable[[int], Callable[[], Any]]] = {
    "an error in words": lambda n: problem(b"x" * n),
    "an error in JSON": lambda n: problem(json.dumps({"error": {"message": "x" * n}}).encode()),
    "details": lambda n: problem(json.dumps({"error": {"details": [{}] * n}}).encode()),
    "faults": lambda n: problem(json.dumps({"detail": [{"loc": [1], "msg": "x"}] * n}).encode()),
    "titles that do not end": lambda n: problem(b"<title>" * n),
    "ends of titles": lambda n: problem(b"</title>" * n + b"<title>"),
    "digits": lambda n: problem(b'{"error": ' + b"1" * n + b"}"),
    "a fraction": lambda n: problem(b'{"error": 0.' + b"1" * n + b"}"),
    "an error raised": lambda n: called("spaces.get", 404, b"\x1b" * n),
    "a value that is no time": lambda n: called(
        "conferenceRecords.get", 200, json.dumps({"name": "a", "startTime": "\x1b" * n}).encode()
    ),
    "a page": lambda n: called("participants.list", 200, page(n // 20)),
    "a token": lambda n: called(
        "participants.list", 200, json.dumps({"nextPageToken": "\x1b" * n}).encode()
    ),
    "escape_for_terminal": lambda n: lambda: escape_for_terminal("\x1b\u0301é" * n),
    "shorten": lambda n: lambda: shorten("x" * n, 500),
    "a wait in digits": lambda n: called("spaces.get", 429, b"", Retry_After="9" * n),
    "a wait in a date": lambda n: called("spaces.get", 429, b"", Retry_After="1 Jan 2020 " * n),
    "a zone": lambda n: called("spaces.get", 429, b"", Retry_After=f"1 Jan 2020 0:0 +{'9' * n}"),
    "a cookie": lambda n: called("spaces.get", 404, b"", Set_Cookie=f"a=b; expires={'1-' * n}"),
    "a request id": lambda n: called("spaces.get", 404, b"", X_Request_Id="\t" * n),
}


@pytest.mark.parametrize("what", GROWING)
def test_work_grows_linearly_with_the_response(what: str) -> None:
    """A response of twice the length takes at most 2.5 times the function calls and memory."""
    small, large = (work(GROWING[what](n)) for n in (4000, 8000))
    ratios = [(more + 4000) / (less + 4000) for less, more in zip(small, large, strict=True)]
    assert max(ratios) <= 2.5


@pytest.mark.parametrize("where", ["message", "status", "reason", "description", "request id"])
def test_an_error_shortens_long_text(where: str) -> None:
    words = {"message": "No.", "status": "DENIED", "reason": "R", where: "X" * 100_000}
    details = [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": words.pop("reason")},
        {"fieldViolations": [{"field": "f", "description": words.pop("description", "d")}] * 9},
    ]
    identity = words.pop("request id", "r")
    body = {"error": {"code": 403, "details": details, **words}}
    answer = httpx.Response(403, json=body, headers={"X-Request-Id": identity})
    error = ResponseTrial()(lambda meet: meet.spaces.get("abc"), answer)
    assert isinstance(error, MatonError)
    assert len(str(error)) < 1200
