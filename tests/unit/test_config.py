"""The settings of a client: environment variables, checks, and texts without secrets."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import pytest
from maton_google_meet import USE_PROXY_DEFAULT, ConfigurationError, GoogleMeet
from maton_google_meet.config import (
    CERTIFICATE_VARIABLES,
    CONNECTION_VARIABLE,
    DISCOVER,
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


def choose(connections: Any) -> Any:
    return connections[0]


@pytest.mark.parametrize("choice", ["c-1", choose, USE_PROXY_DEFAULT])
def test_an_argument_replaces_the_connection_of_the_environment(
    choice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONNECTION_VARIABLE, "other")
    assert check_connection(choice) is choice or check_connection(choice) == "c-1"


def test_the_connection_comes_from_the_environment_unless_it_is_to_be_discovered(
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
    assert "connection='c-3'" in repr(meet.with_options(connection=None))


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
def test_a_header_value_that_cannot_be_sent(value: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^It {words}"):
        check_header_value(value, "It")
    assert check_header_value(" a~! ", "It") == Secret("a~!")


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "1", None, 1e300])
def test_a_value_that_is_not_a_usable_number(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^x= takes a number of seconds above 0\.$"):
        check_number(value, "x=", "a number of seconds")


def test_zero_is_a_number_only_on_request() -> None:
    assert check_number(0, "x=", "a number", zero=True) == 0
    with pytest.raises(ConfigurationError, match="above 0"):
        check_number(0, "x=", "a number")


def test_timeouts() -> None:
    assert check_timeout(None) == httpx.Timeout(None)
    assert check_timeout(2) == httpx.Timeout(2)
    assert check_timeout(httpx.Timeout(1, pool=0)).pool == 0
    assert check_limits({"read": 3})["read"] == 3
    for wrong in (5, {"read": 0}, {"write": "1"}):
        with pytest.raises(ConfigurationError, match=r"^timeout="):
            check_limits(wrong)


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


def test_the_path_below_an_address() -> None:
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
