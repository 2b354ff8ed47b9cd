"""The settings of a client: environment variables, checks, and texts without secrets."""

from __future__ import annotations

import os
import ssl
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from maton_google_meet import USE_PROXY_DEFAULT, AsyncGoogleMeet, ConfigurationError, GoogleMeet
from maton_google_meet.cli import main
from maton_google_meet.config import (
    CERTIFICATE_VARIABLES,
    CONNECTION_VARIABLE,
    DEFAULT,
    DISCOVER,
    KEEP,
    KEY_VARIABLE,
    Address,
    Secret,
    check_connection,
    check_environment,
    check_header_value,
    check_key,
    check_limits,
    check_number,
    check_timeout,
    make_setup_error,
    redact_credentials,
)
from support.clients import KEY


def choose(connections: Any) -> Any:
    return connections[0]


@pytest.mark.parametrize("choice", ["c-1", choose, USE_PROXY_DEFAULT])
def test_an_argument_replaces_the_connection_of_the_environment(
    choice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONNECTION_VARIABLE, "other")
    assert check_connection(choice) is choice or check_connection(choice) == "c-1"


def test_discover_ignores_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert check_connection(None) is None
    monkeypatch.setenv(CONNECTION_VARIABLE, " c-2 ")
    assert check_connection(None) == "c-2"
    assert check_connection(DISCOVER) is None
    monkeypatch.setenv(CONNECTION_VARIABLE, "c 2")
    with pytest.raises(ConfigurationError, match=f"^{CONNECTION_VARIABLE} contains a character"):
        check_connection(None)


@pytest.mark.parametrize("choice", [5, ["c"], b"c", object()])
def test_another_type_is_not_a_connection(choice: Any) -> None:
    with pytest.raises(
        ConfigurationError, match=f"connection= takes .* not {type(choice).__name__}"
    ):
        check_connection(choice)


def test_views_read_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONNECTION_VARIABLE, "c-3")
    meet = GoogleMeet("key", connection="c-1", transport=httpx.MockTransport(print))
    assert "connection: c-3," in repr(meet.with_options(connection=None))


def test_a_key_of_the_environment_is_named_in_errors_but_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, " k-1 ")
    assert check_key(None) == "k-1"
    assert repr(check_key(None)) == "'***'"
    monkeypatch.setenv(KEY_VARIABLE, "secret key")
    with pytest.raises(ConfigurationError, match=f"^{KEY_VARIABLE} ") as raised:
        check_key(None)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "words"),
    [(5, "must be a str, not int"), ("  ", "is empty"), ("a b", "contains"), ("é", "contains")],
)
def test_an_unsendable_header_value_is_refused(value: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^It {words}"):
        check_header_value(value, "It")
    assert check_header_value(" a~! ", "It") == Secret("a~!")


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "1", None, 1e300])
def test_an_unusable_number_is_refused(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^x= takes a number of seconds above 0\.$"):
        check_number(value, "x=", "a number of seconds")


def test_zero_is_accepted_only_on_request() -> None:
    assert check_number(0, "x=", "a number", zero=True) == 0
    with pytest.raises(ConfigurationError, match="above 0"):
        check_number(0, "x=", "a number")


def test_timeouts_are_checked() -> None:
    assert check_timeout(None) == httpx.Timeout(None)
    assert check_timeout(2) == httpx.Timeout(2)
    assert check_timeout(httpx.Timeout(1, pool=0)).pool == 0
    assert check_limits({"read": 3})["read"] == 3
    for limits in (5, {"read": 0}, {"write": "1"}):
        with pytest.raises(ConfigurationError, match=r"^timeout="):
            check_limits(limits)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:pass@host:1", "http://***@host:1"),
        ("user:p@ss@host", "***@host"),
        ("host\n", "host\\n"),
        ("h" * 300, "h" * 200 + "..."),
    ],
)
def test_a_url_is_shown_without_credentials(url: str, shown: str) -> None:
    assert redact_credentials(url) == shown


def test_the_path_below_an_address_is_relative() -> None:
    address = Address("https://host/base/")
    assert address.root == "https://host/base"
    assert address.path(httpx.URL("https://host/base/a%20b?c=d")) == "/a%20b"
    for other in ("https://other/base/a", "https://host/a", "https://host/base/%2e%2e/a"):
        with pytest.raises(ConfigurationError, match="the key goes to https://host/base/ only"):
            address.path(httpx.URL(other))


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("http://", "does not contain a host"),
        ("http://host:0", "its port"),
        ("ftp://host", "it must be of the form"),
    ],
)
def test_a_faulty_proxy_is_named(value: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", value)
    with pytest.raises(ConfigurationError, match=f"^https_proxy={value} .*{fault}"):
        check_environment()
    monkeypatch.setenv("no_proxy", "a, *")
    check_environment()


def test_a_missing_folder_of_certificates_is_named(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))
    with pytest.raises(ConfigurationError, match=r"^SSL_CERT_DIR=.*missing is not a directory"):
        check_environment()
    monkeypatch.setenv("SSL_CERT_DIR", f"{tmp_path / 'missing'}:{tmp_path}")
    check_environment()


def test_an_error_of_the_setup_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CERTIFICATE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert "could not be created: ('bad',)" in str(make_setup_error(ssl.SSLError("bad")))
    monkeypatch.setenv("SSL_CERT_FILE", "user:pass@file")
    assert "SSL_CERT_FILE=***@file cannot be used" in str(make_setup_error(ssl.SSLError("bad")))
    monkeypatch.setenv("SSLKEYLOGFILE", "/log")
    assert "SSLKEYLOGFILE=/log" in str(make_setup_error(OSError(2, "No such file", "/log")))
    monkeypatch.setenv("no_proxy", "[::1]")
    message = str(make_setup_error(httpx.InvalidURL("Invalid port")))
    assert message.startswith("no_proxy=[::1] cannot be used")
    assert "::1 instead of [::1]" in message


@pytest.mark.parametrize(
    "address",
    [
        "https://api.maton.ai", "https://proxy.example/maton/", "http://localhost:8080",
        "http://127.8.9.1", "http://[::1]:8080", " https://api.maton.ai\n",
    ],
)  # fmt: skip
def test_valid_addresses_are_accepted(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert address.strip().rstrip("/") in repr(GoogleMeet(KEY, base_url=address))
    monkeypatch.setenv("MATON_API_BASE_URL", address)
    assert address.strip().rstrip("/") in repr(GoogleMeet(KEY))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://api.maton.ai", "others could read the key"),
        ("http://localhost.evil.example", "others could read the key"),
        ("http://10.0.0.1", "others could read the key"),
        ("http://[::2]", "others could read the key"),
        ("ftp://api.maton.ai", "of the form https://host"),
        ("api.maton.ai", "of the form https://host"),
        ("", "of the form https://host"),
        ("https://", "of the form https://host"),
        ("https://user:pw@api.maton.ai", "a user, query or fragment"),
        ("https://api.maton.ai?x=1", "a user, query or fragment"),
        ("https://api.maton.ai#x", "a user, query or fragment"),
        ("https://api.maton.ai:port", "is not a URL"),
        (5, "takes a str"),
    ],
)
def test_invalid_addresses_are_refused(address: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as raised:
        GoogleMeet(KEY, base_url=address)
    assert "pw" not in str(raised.value)


def test_an_empty_address_variable_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATON_API_BASE_URL", "")
    assert "https://api.maton.ai" in repr(GoogleMeet(KEY))


def test_sentinels_print_as_their_names() -> None:
    assert (repr(DEFAULT), repr(KEEP)) == ("DEFAULT", "KEEP")


@pytest.mark.parametrize(
    "timeout", ["30", {}, 0, -1, float("nan"), float("inf"), 1e30, b"1"], ids=repr
)
def test_invalid_timeouts_are_refused(timeout: Any) -> None:
    with pytest.raises(
        ConfigurationError,
        match=r"timeout= .*, or a number of seconds above 0",
    ):
        GoogleMeet(KEY, timeout=timeout)
    with GoogleMeet(KEY) as meet, pytest.raises(ConfigurationError, match=r"timeout="):
        meet.with_options(timeout=timeout)


@pytest.mark.parametrize("address", ["https://a..b", "https://xn--", f"https://{'a' * 64}.example"])
def test_invalid_hosts_are_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url="):
        GoogleMeet(KEY, base_url=address)


@pytest.fixture(params=[GoogleMeet, AsyncGoogleMeet])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


PROXIES = [
    "http://[::1", "http://x:port", "http://x:99999", "http://x:0", "http://x:-1", "ftp://x",
    "socks4://x", "socks5://x:1", "http://", "https://", "://", ":8080", "/path", "http://xn--a",
    "http://a..b", f"http://{'a' * 64}.example", "http://\udcff", "http://x/\udcff", "http://x y\n",
]  # fmt: skip
FAULTS = [
    *(("HTTPS_PROXY", value) for value in PROXIES),
    *((name, "http://[::1") for name in ("https_proxy", "Http_Proxy", "all_proxy", "ALL_PROXY")),
    *(
        (name, value)
        for name in ("NO_PROXY", "no_proxy", "No_Proxy")
        for value in ("localhost,127.0.0.1,[::1]", "http://x:port", "::1/128", "x,é")
    ),
    ("SSL_CERT_FILE", "/nonexistent.pem"),
    ("SSL_CERT_FILE", os.path.dirname(__file__)),
    ("SSL_CERT_FILE", __file__),
    ("SSL_CERT_DIR", "/nonexistent"),
    ("SSL_CERT_DIR", f"/nonexistent{os.pathsep}{__file__}"),
    ("SSLKEYLOGFILE", "/nonexistent/keys"),
    ("MATON_API_KEY", " "),
    ("MATON_API_KEY", "a b"),
    ("MATON_API_KEY", "\udcff"),
    ("MATON_API_BASE_URL", "http://elsewhere.example"),
    ("MATON_API_BASE_URL", "https://[::1"),
    ("MATON_API_BASE_URL", "https://h:99999"),
    ("MATON_API_BASE_URL", "https://h?x"),
    ("MATON_API_BASE_URL", "nonsense"),
    ("MATON_API_BASE_URL", "https://h/\udcff"),
    ("MATON_GOOGLE_MEET_CONNECTION", "a b"),
    ("MATON_GOOGLE_MEET_CONNECTION", "\udcff"),
]
SECRETS = {"MATON_API_KEY", "MATON_GOOGLE_MEET_CONNECTION"}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SSL"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MATON_API_KEY", KEY)

    def set_variable(name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        if name == "SSLKEYLOGFILE":  # What conftest.py shares does not read it.
            monkeypatch.setattr(
                "httpx._transports.default.create_ssl_context", httpx.create_ssl_context
            )

    return set_variable


@pytest.mark.parametrize(("name", "value"), FAULTS)
def test_an_error_names_the_variable_and_its_value(
    name: str, value: str, kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment(name, value)
    with pytest.raises(ConfigurationError) as raised:
        kind()
    shown = value.encode("ascii", "backslashreplace").decode().strip().replace("\\xe9", "é")
    assert (name if name in SECRETS else f"{name}={shown}") in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "http://user:s3cr3t@x:port"),
        ("HTTPS_PROXY", "user:s3cr3t@x:port"),
        ("HTTPS_PROXY", "http://user:s3cr3t/@:1"),
        ("HTTPS_PROXY", "foo://user:s3cr3t@x"),
        ("NO_PROXY", "a,http://user:s3cr3t@x:port"),
        ("MATON_API_BASE_URL", "https://user:s3cr3t@h"),
        ("MATON_API_BASE_URL", "https://user:s3cr3t@h:port"),
    ],
)
def test_no_error_shows_credentials(
    name: str, value: str, kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment(name, value)
    with pytest.raises(ConfigurationError, match=f"{name}=") as raised:
        kind()
    assert "***" in str(raised.value)
    assert "s3cr3t" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    ("name", "value", "options"),
    [
        ("HTTPS_PROXY", "http://[::1", {"base_url": "http://localhost:1"}),
        ("SSL_CERT_DIR", "/nonexistent", {"base_url": "http://localhost:1"}),
        ("HTTPS_PROXY", "http://[::1", {"transport": httpx.MockTransport(lambda _: None)}),  # type: ignore[arg-type, return-value]
        ("SSL_CERT_DIR", os.path.dirname(__file__), {}),
        ("SSL_CERT_DIR", f"/nonexistent{os.pathsep}{os.path.dirname(__file__)}", {}),
        ("SSL_CERT_DIR", "", {}),
        ("HTTPS_PROXY", "127.0.0.1:9", {}),
        ("HTTPS_PROXY", "", {}),
        ("NO_PROXY", "localhost,127.0.0.1,::1", {}),
    ],
)
def test_a_valid_or_unused_variable_is_accepted(
    name: str, value: str, options: Any, kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment(name, value)
    kind(**options)


def test_a_bypassed_proxy_is_accepted(kind: Any, environment: Callable[[str, str], None]) -> None:
    environment("HTTPS_PROXY", "http://[::1")
    environment("NO_PROXY", "a, *")
    kind()


def test_a_certificate_file_hides_a_directory(
    kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment("SSL_CERT_DIR", "/nonexistent")
    environment("SSL_CERT_FILE", "/nonexistent.pem")
    with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE=/nonexistent\.pem"):
        kind()


def test_a_proxy_of_the_system_is_named(
    kind: Any, environment: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maton_google_meet.config.getproxies", lambda: {"https": "http://[::1"})
    with pytest.raises(ConfigurationError, match="The system's https proxy=http"):
        kind()


def test_an_error_of_httpx_without_a_variable_names_none(
    kind: Any, environment: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("no certificates")

    monkeypatch.setattr(kind, "_http_class", fail)
    with pytest.raises(ConfigurationError, match="could not be created: no certificates"):
        kind()


@pytest.mark.parametrize("command", [["doctor"], ["connections", "list"]])
@pytest.mark.parametrize(
    ("name", "value"),
    [("NO_PROXY", "[::1]"), ("HTTPS_PROXY", "http://[::1"), ("SSL_CERT_DIR", "/-")],
)
def test_the_command_line_reports_the_variable(
    command: list[str],
    name: str,
    value: str,
    environment: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    environment(name, value)
    assert main(command) in {1, 2}
    output = capsys.readouterr()
    assert f"{name}={value}" in output.out + output.err
    assert "Traceback" not in output.out + output.err


def test_a_timeout_without_a_limit_is_accepted(kind: Any) -> None:
    timeout = httpx.Timeout(None, connect=1, pool=0)
    assert kind(KEY, timeout=timeout).http.timeout == timeout
