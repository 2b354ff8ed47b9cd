"""What a client is configured with: the key, the address, and the arguments' defaults."""

from __future__ import annotations

import enum
import ipaddress
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import unquote

import httpx
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from .errors import ConfigurationError

KEY_VARIABLE: Final = "MATON_API_KEY"
ADDRESS_VARIABLE: Final = "MATON_API_BASE_URL"
ADDRESS: Final = "https://api.maton.ai"

TIMEOUT_UNIT: Final = "an httpx.Timeout, None (no timeout), or a number of seconds"

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
    what = "api_key="
    if value is None and KEY_VARIABLE in os.environ:
        value, what = Secret(os.environ[KEY_VARIABLE]), KEY_VARIABLE
    if value is None:
        raise ConfigurationError(
            f"No Maton API key: set the environment variable {KEY_VARIABLE}, or pass api_key=. "
            "You find the key at maton.ai/settings."
        )
    return value if callable(value) else header_value(value, what)


def without_credentials(value: str) -> str:
    """Return the URL `value` on one line, with the user and the password replaced by `***`."""
    before, at, after = value.rpartition("@")
    scheme, separator, _ = before.partition("://")
    if at:
        value = f"{scheme}{separator}***@{after}" if separator else f"***@{after}"
    return escape_for_terminal(shorten(value, 200))


def number(value: object, what: str, unit: str, *, zero: bool = False) -> float:
    """`value`, a finite number above 0, or 0 too where `zero` is true."""
    wanted = isinstance(value, int | float) and not isinstance(value, bool)
    if wanted and 0 <= value < threading.TIMEOUT_MAX and (value or zero):  # type: ignore[operator]
        return value  # type: ignore[return-value]
    raise ConfigurationError(f"{what} takes {unit} {'from 0 on' if zero else 'above 0'}.")


def checked_timeout(value: object) -> httpx.Timeout:
    """`timeout=` as httpx has it: seconds, an `httpx.Timeout`, or None for ever."""
    if isinstance(value, httpx.Timeout):
        return httpx.Timeout(**checked_limits(value.as_dict()))
    if value is not None:
        number(value, "timeout=", TIMEOUT_UNIT)
    return httpx.Timeout(value)  # type: ignore[arg-type] # a number, or None


def checked_limits(limits: object) -> dict[str, float | None]:
    """Return the four limits of an `httpx.Timeout`, each a number of seconds or None.

    Raises:
        ConfigurationError: A limit would end in an error of the socket instead of a timeout.
    """
    if not isinstance(limits, Mapping):
        raise ConfigurationError(f"timeout= takes {TIMEOUT_UNIT} from 0 on.")
    checked: dict[str, float | None] = {}
    for name in ("connect", "read", "write", "pool"):
        limit: object = limits.get(name)
        if limit is not None:
            number(
                limit,
                f"timeout= ({name})",
                "None (no timeout), or a number of seconds",
                zero=name == "pool",
            )
        checked[name] = limit  # type: ignore[assignment] # a number, or None
    return checked


class Address:
    """Where the proxy is: the only place that the key is sent to."""

    def __init__(self, value: str | None) -> None:
        given: object = value
        what = "base_url="
        if value is None and (variable := os.environ.get(ADDRESS_VARIABLE)):
            given, what = variable, f"{ADDRESS_VARIABLE}={without_credentials(variable)}"
        elif value is None:
            given = ADDRESS
        if not isinstance(given, str):
            raise ConfigurationError(
                f"base_url= takes a str such as {ADDRESS}, not {type(given).__name__}."
            )
        given = given.strip()
        if "@" in given or "?" in given or "#" in given:
            raise ConfigurationError(f"{what} must not contain a user, query or fragment.")
        try:
            self.url: httpx.URL = httpx.URL(given)
            self.url.host.encode("idna")
        except (httpx.InvalidURL, ValueError) as error:
            raise ConfigurationError(
                f"{what} is not a URL: {escape_for_terminal(str(error))}"
            ) from error
        if self.url.scheme not in {"http", "https"} or not self.url.host:
            raise ConfigurationError(f"{what} must be of the form https://host.")
        if self.url.port is not None and not 0 < self.url.port < 65536:
            raise ConfigurationError(f"{what} must name a port from 1 to 65535.")
        if self.url.scheme == "http" and not _loopback(self.url.host):
            raise ConfigurationError(
                f"{what} must be https: over plain http to {self.url.host}, others could read "
                "the key. Plain http is for loopback only."
            )
        self._prefix = self.url.raw_path.rstrip(b"/").decode("ascii")
        self.root: str = str(self.url).rstrip("/")
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
