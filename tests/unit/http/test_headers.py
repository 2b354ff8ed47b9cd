"""Refuse headers, query parameters and methods that could change the approved request."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from maton_google_meet import ConfigurationError, GoogleMeet
from maton_google_meet.http.headers import PARAMETERS, REFUSED, USUAL_HEADERS, check_query
from maton_google_meet.testing import Contract
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.runtime.schemas import document, resolve_node
from support.clients import ClientRunner, create_space
from support.counting_proxy import Proxy

SPACES = "/google-meet/v2/spaces"
SPACE = f"{SPACES}/abc"


@pytest.fixture
def proxy(maton_contract: Contract) -> Proxy:
    """Accept requests that the document does not know."""
    maton_contract.elsewhere.add("https://api.maton.ai")
    return Proxy()


HEADERS = [
    "Connection: keep-alive, Maton-Connection", "connection: X-Mine",
    "CONNECTION: close,authorization", "Connection: close ,\tMaton-Connection",
    "Proxy-Connection: keep-alive", "Upgrade: h2c",
    "HTTP2-Settings: x", "TE: trailers", "Trailer: Maton-Connection", "Keep-Alive: timeout=5",
    "Expect: 100-continue", "Max-Forwards: 0", "Proxy-Authorization: Basic x", "Proxy: x",
    "X-HTTP-Method-Override: DELETE", "x-http-method: DELETE", "X_Method_Override: DELETE",
    "XHTTPMethodOverride: DELETE", "X-HTTP_method-OVERRIDE: DELETE", "X-Method: DELETE",
    "_method: DELETE", "X-HTTP-Verb: DELETE", "Access-Control-Request-Method: DELETE",
    "X-Original-URL: /x", "X-Original-Uri: /x", "X-Rewrite-URL: /x", "X_Rewrite_Url: /x",
    "X-Forwarded-Host: x", "X-Forwarded-Prefix: /x", "X-Forwarded-Uri: /x", "X-Forwarded-Path: /x",
    "X-Forwarded-For: 127.0.0.1", "Forwarded: host=x", "X-Original-Host: x", "X-Host: x",
    "X-HTTP-Host-Override: x", "X-Real-Host: x", "Base-Url: /x", "X-Script-Name: /x",
    "Destination: /x", "Request-Uri: /x", "X-Envoy-Original-Path: /x", "X-Envoy-Retry-On: 5xx",
    "Maton-Account: x", "X-Maton-Connection: x", "MatonConnection: x", "Maton-Connection-Id: x",
    "X-Authorization: x", "X-Api-Key: x", "X-Goog-Iam-Authorization-Token: x", "X-Auth-Token: x",
    "X-Goog-AuthUser: 1", "Content-Encoding: gzip", "Content-Range: bytes 0-1/2",
    "Content-Transfer-Encoding: base64",
    "X-Forward-Host: x", "Url: /x", "Uri: /x", "X-Orig-Url: /x", "X-Origin-Url: /x",
    "X-Dest-Url: /x", "X-Uri-Path: /x", "X-Url-Path: /x", "X-Redirect-Url: /x",
    "X-Internal-Url: /x", "Request-Target: /x", "Path-Info: /x", "X-Path-Info: /x",
    "X-Server-Name: x", "X-Host-Name: x", "X-Url-Scheme: http", "X-Path-Prefix: /x", "Path: /x",
    "Query-String: a=1", "Path-Translated: /x",
    "Verb: DELETE", "X-Verb: DELETE", "X-Access-Key: x", "X-Token: x", "Key: x",
    "X-Connection-Id: c", "Content-Type: application/json; charset=utf-16",
    "Content_Type: application/json; charset=utf-16", "Content-Type: text/x; charset*=utf-16''x",
    "Content-Type: text/x; charset*0=utf-; charset*1=16", "Content-Type: text/x; charset=utf-80",
    'Content-Type: text/x; charset="utf-8', "Content-Type: text/x; charset = \"utf-16\"",
    "Content-Type: text/x; charset=utf-8; CharSet=utf-16", "Content-Type: text/x, charset=utf-16",
    'Content-Type: text/x; a="; charset=utf-8; charset"=utf-16', "Content-Type: charset=latin1",
]  # fmt: skip
HARMLESS = [
    "X-Mine: 1", "traceparent: 00-0af7-b7ad-01", "baggage: a=b", "X-Goog-FieldMask: name",
    "X-Goog-Request-Params: name=spaces/a", "X-Goog-User-Project: p", "Accept-Language: de",
    "X-Request-Id: 1", "Idempotency-Key: 1", "Cookie: a=b", "User-Agent: me", "If-Match: *",
    "Connection: close", "Connection: Keep-Alive", "X-Mine: ", "X-Server-Timeout: 5",
    "Cache-Control: no-cache", "tracestate: a=b", "sentry-trace: 1-1", "X-Correlation-Id: 1",
    "Referer: https://x/url", "HTTP-Referer: x", "Origin: https://x", "X-Client-Version: 1",
    "X-Cloud-Trace-Context: 1/1", "DNT: 1", "X-Security-Context: x", "X-Verbose: 1",
    "Content-Type: application/json; charset=UTF-8", 'Content-Type: text/x; charset="utf-8"',
    "Content-Type: text/x; charset= utf-8", "Content-Type: text/x;charset =\t\"US-ASCII\" ; a=b",
    "Content_Type: text/x; charset=utf8",
]  # fmt: skip
WAYS: dict[str, Callable[[Any, str, str], Any]] = {
    "on the client": lambda meet, name, value: (
        meet.http.headers.update({name: value}) or create_space(meet)
    ),
    "of a view": lambda meet, name, value: create_space(meet.with_options(headers={name: value})),
    "per request": lambda meet, name, value: meet.http.post(
        SPACES, content=b"{}", headers={name: value}
    ),
    "on a read": lambda meet, name, value: meet.http.get(SPACE, headers={name: value}),
    "by hand": lambda meet, name, value: meet.http.send(
        httpx.Request(
            "POST",
            f"https://api.maton.ai{SPACES}",
            headers=[(name, value), ("Accept", "*/*"), (name, value)],
        )
    ),
}


def list_header_cases(headers: list[str]) -> list[tuple[str, str]]:
    """Pair each header with each way to set it; the facade sets the type of its bodies itself."""
    pairs = [(way, header) for way in WAYS for header in headers]
    return [
        (way, header)
        for way, header in pairs
        if way not in ("on the client", "of a view")
        or not header.startswith(("Content-Type", "Content_Type"))
    ]


@pytest.mark.parametrize(("way", "header"), list_header_cases(HEADERS))
def test_a_header_that_changes_the_request_is_refused(header: str, way: str, proxy: Proxy) -> None:
    name, _, value = header.partition(": ")
    with pytest.raises(ConfigurationError, match=f"(?i)The header {name} was refused, and nothing"):
        proxy.call(ClientRunner("sync"), lambda meet: WAYS[way](meet, name, value))
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize("way", WAYS)
def test_a_header_is_refused_in_each_client(way: str, runner: ClientRunner, proxy: Proxy) -> None:
    with pytest.raises(ConfigurationError, match="gateways drop the header maton-connection"):
        proxy.call(
            runner, lambda meet: WAYS[way](meet, "Connection", "keep-alive, Maton-Connection")
        )
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize(("way", "header"), list_header_cases(HARMLESS))
def test_a_harmless_header_is_sent(header: str, way: str, proxy: Proxy) -> None:
    name, _, value = header.partition(": ")
    proxy.call(ClientRunner("sync"), lambda meet: WAYS[way](meet, name, value))
    assert proxy.sent[0].headers.get_list(name) == [value] * (2 if way == "by hand" else 1)


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_of_a_view_is_refused_before_a_call(header: str) -> None:
    name, _, value = header.partition(": ")
    with pytest.raises(ConfigurationError, match=f"(?i)The header {name} was refused, and nothing"):
        GoogleMeet("key").with_options(headers={"X-Fine": "1", name: value})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Maton-Connection", "does not take Maton-Connection. Pass connection= instead."),
        (" maton_connection", "does not take  maton_connection. Pass connection= instead."),
        *((name, f"does not take {name}: the client sets it itself.")
          for name in ("Authorization", "authorization", "HOST", "Content-Length",
                       "Transfer_Encoding")),
        ("X Team", "The header X Team cannot be sent"),
        ("", "The header  cannot be sent"),
        ("X-T\u00e9am", "not ASCII in X-T\u00e9am"),
        ("X-\ud800", "not ASCII in X-"),
        ("X-\x1b[2J", "The header X-\\x1b[2J cannot be sent"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", ["s3cr3t", None])
def test_a_view_does_not_take_the_headers_of_its_client(
    name: str, words: str, value: str | None
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        GoogleMeet("key").with_options(headers={name: value})
    assert words in str(raised.value)
    assert "s3cr3t" not in str(raised.value)


@pytest.mark.parametrize(
    "value", ["s3cr3t\r\nX-Evil: 1", "s3cr3t\x00", " s3cr3t", "s3cr3t\u00e9", "s3cr3t\ud800"]
)
def test_a_value_that_is_not_http_is_refused_without_showing_it(value: str) -> None:
    with pytest.raises(ConfigurationError, match="X-Team") as raised:
        GoogleMeet("key").with_options(headers={"X-Team": value})
    assert "s3cr3t" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    "headers", [None, "X-Team: a", [("X-Team", "a")], {"X-Team": 5}, {b"X-Team": "a"}, {"X": b"a"}]
)
def test_headers_of_another_type_are_refused(headers: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^headers= takes a (mapping|str)"):
        GoogleMeet("key").with_options(headers=headers)


def test_the_examples_cover_each_kind_of_header_and_parameter() -> None:
    for reason, names in REFUSED.items():
        plain = ["".join(filter(str.isalnum, each.partition(": ")[0].lower())) for each in HEADERS]
        assert any(re.search(names, each) for each in plain), reason
    for reason, names in PARAMETERS.items():
        plain = [unquote(each.rpartition("=")[0].lower()) for each in QUERIES]
        assert any(re.search(names, each) for each in plain), reason


def test_a_usual_header_matches_no_pattern() -> None:
    for name in USUAL_HEADERS:
        letters = "".join(filter(str.isalpha, name))
        assert not any(re.search(names, letters) for names in REFUSED.values()), name


QUERIES = [
    "_method=DELETE", "a=1&_METHOD=DELETE", "%24httpMethod=DELETE", "$httpMethod=DELETE",
    "httpmethod=DELETE", "X-HTTP-Method-Override=DELETE", "x_http_method=DELETE",
    "a;_method=DELETE", "%5Fmethod=DELETE", "method_override=DELETE", "access_token=x",
    "oauth_token=x", "$ct=text/plain", "api_key=x", "token=x",
    "$httpHeaders=X-HTTP-Method-Override:DELETE", "%24HTTPHEADERS=x", "$.http-headers=x",
    "$http=x", "$httpX=x", "$req={}", "$req[]={}", "$key=x", "key=x", "key[]=x", "_method[]=DELETE",
    "_method[a]=DELETE", "__method=DELETE", "_verb=DELETE", "http_verb=DELETE", "verb=DELETE",
    "X-Original-URL=/x", "url=/x", "authorization=x", "authuser=1", "x-goog-authuser=1",
    "maton_connection=d", "Maton-Connection=d", "connection_id=d", "connection=d", "Host=x",
    "content-encoding=gzip", "Content-Type=text/plain", "method=DELETE", "Method=DELETE",
]  # fmt: skip


def list_parameters() -> Iterator[tuple[str, str]]:
    """Yield the path of each read with the name of each query parameter."""
    for operation in OPERATIONS:
        item = document()["paths"][operation.path]
        listed = [
            *item.get("parameters", []),
            *item[operation.method.lower()].get("parameters", []),
        ]
        for each in (resolve_node(document(), parameter) for parameter in listed):
            if operation.method == "GET" and each["in"] == "query":
                yield re.sub("{.*?}", "a", operation.path), each["name"]


DOCUMENTED = list(list_parameters())


def test_documented_parameters_are_not_refused() -> None:
    """`method` is refused elsewhere."""
    names = {
        parameter["name"]
        for item in document()["paths"].values()
        for value in item.values()
        for raw in (value if isinstance(value, list) else value.get("parameters", []))
        if (parameter := resolve_node(document(), raw))["in"] == "query"
    }
    refused = set()
    for name in names:
        try:
            check_query("POST", "/x", name.encode())
        except ConfigurationError:
            refused.add(name)
    assert len(names) >= 8
    assert refused == {"method"}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_parameter_that_changes_the_request_is_refused(
    query: str, method: str, runner: ClientRunner, proxy: Proxy
) -> None:
    with pytest.raises(ConfigurationError, match=r"The query parameter .* was refused"):
        proxy.call(runner, lambda meet: meet.http.request(method, f"{SPACE}?{query}"))
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize(
    "url",
    [
        *(f"{SPACE}?fields=_method", f"{SPACE}?$.xgafv=2&direct=1", f"{SPACE}?$alt=json&alt=json"),
        *(f"{SPACE}?prettyPrint=0&X-Mine=1&te=1&expect=1", f"{SPACE}?pageSize=1&filter=a&x"),
        *(f"{path}?{name}=1" for path, name in DOCUMENTED),
    ],
)
def test_a_harmless_parameter_is_sent(url: str, runner: ClientRunner, proxy: Proxy) -> None:
    assert proxy.call(runner, lambda meet: meet.http.get(url)).status_code == 200


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("get", 0), ("Get", 0), ("head", 0), ("options", 0), ("QUERY", 1), ("TRACE", 1),
        ("delete", 1), ("GETX", 1), ("poſt", 1),
    ],
)  # fmt: skip
def test_an_unknown_method_is_a_write(
    method: str, asked: int, runner: ClientRunner, proxy: Proxy
) -> None:
    proxy.call(runner, lambda meet: meet.http.request(method, SPACE))
    assert len(proxy.asked) == asked
    assert [each.method for each in proxy.sent] == [method.upper()]
