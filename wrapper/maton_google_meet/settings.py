"""What a client is configured with: the key, the address, and the arguments' defaults."""

from __future__ import annotations

import enum
import ipaddress
import os
import threading
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias
from urllib.parse import unquote

import httpx

from .errors import ConfigurationError

KEY_VARIABLE: Final = "MATON_API_KEY"
ADDRESS_VARIABLE: Final = "MATON_API_BASE_URL"
ADDRESS: Final = "https://api.maton.ai"

Key: TypeAlias = str | Callable[[], str | Awaitable[str]]


class Default(enum.Enum):
    """Stand-ins for an argument that was left out."""

    DEFAULT = "default"
    KEEP = "keep"

    def __repr__(self) -> str:
        return self.name


DEFAULT: Final = Default.DEFAULT
"""A policy of its own for this client."""
KEEP: Final = Default.KEEP
"""What the client had."""


class Secret(str):
    """A str whose repr, in a traceback with locals say, does not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def header_value(value: object, what: str) -> Secret:
    """`value` as it may stand in a header, white space around it trimmed; never shown in an error,
    since it may be a secret."""
    if not isinstance(value, str):
        raise ConfigurationError(f"{what} must be a str, not {type(value).__name__}.")
    value = Secret(value.strip())
    if not value:
        raise ConfigurationError(f"{what} is empty.")
    if not all("!" <= character <= "~" for character in value):
        raise ConfigurationError(
            f"{what} holds a character that no header may hold (whitespace, a control or a "
            "non-ASCII character). Copy it again, whole and with nothing in between."
        )
    return value


def checked_key(value: Key | None) -> Key:
    """The key, checked; a function is asked later, before every attempt."""
    if value is None and KEY_VARIABLE in os.environ:
        value = Secret(os.environ[KEY_VARIABLE])
    if value is None:
        raise ConfigurationError(
            f"No Maton API key: set the environment variable {KEY_VARIABLE}, or pass api_key=. "
            "You find the key at maton.ai/settings."
        )
    return value if callable(value) else header_value(value, f"The Maton API key ({KEY_VARIABLE})")


def number(value: object, what: str, unit: str, *, zero: bool = False) -> float:
    """`value`, a finite number above 0, or 0 too where `zero` is true."""
    if isinstance(value, int | float) and 0 <= value < threading.TIMEOUT_MAX and (value or zero):
        return value
    raise ConfigurationError(f"{what} takes {unit} {'from 0 on' if zero else 'above 0'}.")


def checked_timeout(value: object) -> httpx.Timeout:
    """`timeout=` as httpx has it: seconds, an `httpx.Timeout`, or None for ever."""
    if value is None or isinstance(value, httpx.Timeout):
        return httpx.Timeout(value)
    return httpx.Timeout(number(value, "timeout=", "an httpx.Timeout, None for ever, or seconds"))


class Address:
    """Where the proxy is: the only place that the key is sent to."""

    def __init__(self, value: str | None) -> None:
        given = value if value is not None else os.environ.get(ADDRESS_VARIABLE) or ADDRESS
        try:
            self.url = httpx.URL(given.strip())
            self.url.host.encode("idna")
        except (httpx.InvalidURL, AttributeError, TypeError, ValueError) as error:
            raise ConfigurationError(f"base_url= is no URL: {error}") from error
        if self.url.scheme not in {"http", "https"} or not self.url.host:
            raise ConfigurationError("base_url= must be of the form https://host.")
        if self.url.userinfo or self.url.query or self.url.fragment:
            raise ConfigurationError("base_url= must hold no user, query or fragment.")
        if self.url.scheme == "http" and not _loopback(self.url.host):
            raise ConfigurationError(
                f"base_url= must be https: over plain http to {self.url.host}, others could read "
                "the key. Plain http is for loopback only."
            )
        self._prefix = self.url.raw_path.rstrip(b"/").decode("ascii")
        self.root = str(self.url).rstrip("/")
        self._here = (self.url.scheme, self.url.host, self.url.port)

    def path(self, url: httpx.URL) -> str:
        """The path of `url` below the address, percent-encoded, without query.

        Raises:
            ConfigurationError: `url` is elsewhere, where the key must not go.
        """
        path = url.raw_path.partition(b"?")[0].decode("ascii")
        maybe_folded = "/." in path or "%" in path
        if (
            (url.scheme, url.host, url.port) != self._here
            or url.userinfo
            or not path.startswith(f"{self._prefix}/")
            or (maybe_folded and not {".", ".."}.isdisjoint(map(unquote, path.split("/"))))
        ):
            raise ConfigurationError(
                f"A request to {url.scheme}://{url.host}{url.path} was stopped: the key goes to "
                f"{self.url} only."
            )
        return path.removeprefix(self._prefix)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
