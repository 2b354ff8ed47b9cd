"""The settings of a client: API key, base URL, environment variables, and their validation.

A check returns the value to use, or raises `ConfigurationError` with the argument or the variable
as the user wrote it.
"""

from __future__ import annotations

import enum
import ipaddress
import os
import threading
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote
from urllib.request import getproxies

import httpx
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from .errors import ConfigurationError, CredentialError
from .types import Choice, ProxyDefault

KEY_VARIABLE: Final = "MATON_API_KEY"
PROFILE_VARIABLE: Final = "MATON_PROFILE"
ADDRESS_VARIABLE: Final = "MATON_API_BASE_URL"
CONNECTION_VARIABLE: Final = "MATON_GOOGLE_MEET_CONNECTION"
# Variables that httpx and `ssl` read.
CERTIFICATE_VARIABLES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")
KEY_LOG_VARIABLE: Final = "SSLKEYLOGFILE"

ADDRESS: Final = "https://api.maton.ai"
TIMEOUT_UNIT: Final = "an httpx.Timeout, None (no timeout), or a number of seconds"
CORRECT_VARIABLE: Final = "Correct the variable, or unset it."
LOGIN: Final = "maton-google-meet login"
"""The command that stores a session."""

Key: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""The values of `api_key=`: the key, or a function that returns it. A coroutine function requires
an async client."""


class Default(enum.Enum):
    """Markers for an argument that was left out."""

    DEFAULT = "default"
    KEEP = "keep"
    DISCOVER = "discover"

    def __repr__(self) -> str:
        return self.name


DEFAULT: Final = Default.DEFAULT
"""The default of `retry=` and `pace=`: a new `Retry` or `Pace` with its default values.

`with_options(pace=DEFAULT)` gives the view a rate limit of its own."""
KEEP: Final = Default.KEEP
"""The value that the client already has."""
DISCOVER: Final = Default.DISCOVER
"""Discover the connection, even if `MATON_GOOGLE_MEET_CONNECTION` is set."""


class Secret(str):
    """A str with a repr that does not show it, for example in a traceback with local variables."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class SessionToken(Secret):
    """The access token of a stored session. Errors then advise to sign in, not to check the key."""

    __slots__ = ()


class Session:
    """A stored session as the credential of a client: see `sessions`, which implements it."""

    @abstractmethod
    def get_token(self) -> SessionToken | None:
        """Return the token without I/O; None if `fetch_token` must be called first."""

    @abstractmethod
    def fetch_token(self) -> SessionToken:
        """Return the token after reading the store and, if necessary, renewing the session."""

    @abstractmethod
    def discard_token(self, token: Secret) -> bool:
        """Stop using `token`. Return False, and keep it, if it was renewed just before."""


Credential: TypeAlias = Key | Session


def check_header_value(
    value: object, name: str, error: type[ConfigurationError] = ConfigurationError
) -> Secret:
    """Return `value` without the whitespace around it, if it can be sent in a header.

    The message has the `name` and never the value, which may be a secret.

    Raises:
        ConfigurationError: The value is not a str, is empty, or has a character that is not valid.
            The class is `error`.
    """
    if not isinstance(value, str):
        raise error(f"{name} must be a str, not {type(value).__name__}.")
    value = Secret(value.strip())
    if not value:
        raise error(f"{name} is empty.")
    if not all("!" <= character <= "~" for character in value):
        raise error(
            f"{name} contains a character that is not allowed in a header (whitespace, a control "
            "or a non-ASCII character). Copy the whole value again, without anything in between."
        )
    return value


def check_key(key: Key | None, profile: str | None = None) -> Key | None:
    """Return `api_key=` or the key of the environment, checked; None to use a stored session.

    A function is not called yet.

    Raises:
        CredentialError: The key cannot be sent in a header.
        ConfigurationError: Both arguments are given.
    """
    name = "api_key="
    if profile is not None:
        if key is not None:
            raise ConfigurationError("api_key= and profile= exclude each other: pass one of them.")
        return None
    if key is None and KEY_VARIABLE in os.environ:
        key, name = Secret(os.environ[KEY_VARIABLE]), KEY_VARIABLE
        # Another account could act if an empty variable counted as unset.
        check_not_blank(key, name, CredentialError)
    return key if key is None or callable(key) else check_header_value(key, name, CredentialError)


def check_not_blank(
    value: str, variable: str, error: type[ConfigurationError] = ConfigurationError
) -> None:
    """Raise `error` if the value of `variable` is blank."""
    if not value.strip():
        raise error(f"{variable} is empty. {CORRECT_VARIABLE}")


def check_connection(choice: Choice | Literal[Default.DISCOVER]) -> Choice:
    """Return `connection=` or the id of the environment, checked; None to discover a connection.

    Raises:
        ConfigurationError: The value has another type, or the id cannot be sent in a header.
    """
    if choice is DISCOVER:
        return None
    name = "connection="
    if choice is None and (variable := os.environ.get(CONNECTION_VARIABLE, "").strip()):
        choice, name = variable, CONNECTION_VARIABLE
    if isinstance(choice, str):
        return str(check_header_value(choice, name))
    if choice is None or isinstance(choice, ProxyDefault) or callable(choice):
        return choice
    raise ConfigurationError(
        "connection= takes a connection id, a function that chooses one, or USE_PROXY_DEFAULT; not "
        f"{type(choice).__name__}. For a Connection, pass its connection_id."
    )


def redact_credentials(url: str) -> str:
    """Return `url` on one line, with the user and the password replaced by `***`."""
    before, at, after = url.rpartition("@")
    scheme, separator, _ = before.partition("://")
    if at:
        url = f"{scheme}{separator}***@{after}" if separator else f"***@{after}"
    return escape_for_terminal(shorten(url, 200))


def check_number(value: object, name: str, unit: str, *, zero: bool = False) -> float:
    """Return `value` if it is a finite number above 0, or 0 if `zero` is true.

    Raises:
        ConfigurationError: It is not. The message has the `name` of the argument and its `unit`.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 <= value < threading.TIMEOUT_MAX and (value or zero):  # type: ignore[operator]
        return value  # type: ignore[return-value]
    raise ConfigurationError(f"{name} takes {unit} {'from 0 on' if zero else 'above 0'}.")


def check_timeout(timeout: object) -> httpx.Timeout:
    """Return `timeout=`, which is seconds, an `httpx.Timeout`, or None, as an `httpx.Timeout`.

    Raises:
        ConfigurationError: It is none of these.
    """
    if isinstance(timeout, httpx.Timeout):
        return httpx.Timeout(**check_limits(timeout.as_dict()))
    if timeout is not None:
        check_number(timeout, "timeout=", TIMEOUT_UNIT)
    return httpx.Timeout(timeout)  # type: ignore[arg-type] # a number, or None


def check_limits(limits: object) -> dict[str, float | None]:
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
            check_number(
                limit,
                f"timeout= ({name})",
                "None (no timeout), or a number of seconds",
                zero=name == "pool",
            )
        checked[name] = limit  # type: ignore[assignment] # a number, or None
    return checked


class Address:
    """The base URL of the proxy. The key is not sent anywhere else."""

    def __init__(self, base_url: str | None) -> None:
        value: object = base_url
        name = "base_url="
        if base_url is None and (variable := os.environ.get(ADDRESS_VARIABLE)):
            value, name = variable, f"{ADDRESS_VARIABLE}={redact_credentials(variable)}"
        elif base_url is None:
            value = ADDRESS
        if not isinstance(value, str):
            raise ConfigurationError(
                f"base_url= takes a str such as {ADDRESS}, not {type(value).__name__}."
            )
        value = value.strip()
        if "@" in value or "?" in value or "#" in value:
            raise ConfigurationError(f"{name} must not contain a user, query or fragment.")
        try:
            self.url: httpx.URL = httpx.URL(value)
            self.url.host.encode("idna")
        except (httpx.InvalidURL, ValueError) as error:
            raise ConfigurationError(
                f"{name} is not a URL: {escape_for_terminal(str(error))}"
            ) from error
        if self.url.scheme not in {"http", "https"} or not self.url.host:
            raise ConfigurationError(f"{name} must be of the form https://host.")
        if self.url.port is not None and not 0 < self.url.port < 65536:
            raise ConfigurationError(f"{name} must name a port from 1 to 65535.")
        if self.url.scheme == "http" and not _is_loopback(self.url.host):
            raise ConfigurationError(
                f"{name} must be https: over plain http to {self.url.host}, others could read "
                "the key. Plain http is for loopback only."
            )
        self._prefix = self.url.raw_path.rstrip(b"/").decode("ascii")
        self.root: str = str(self.url).rstrip("/")
        self._origin = (self.url.scheme, self.url.host, self.url.port)

    def path(self, url: httpx.URL) -> str:
        """Return the path of `url` below the address, percent-encoded, without query.

        Raises:
            ConfigurationError: `url` is not below the address, so it must not receive the key.
        """
        path = url.raw_path.partition(b"?")[0].decode("ascii")
        maybe_folded = "/." in path or "%" in path
        if (
            (url.scheme, url.host, url.port) != self._origin
            or url.userinfo
            or not path.startswith(f"{self._prefix}/")
            or (maybe_folded and not {".", ".."}.isdisjoint(map(unquote, path.split("/"))))
        ):
            raise ConfigurationError(
                f"A request to {url.scheme}://{url.host}{url.path} was stopped: the key goes to "
                f"{self.url} only."
            )
        return path.removeprefix(self._prefix)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_environment() -> None:
    """Check the variables for faults that httpx would report without their names, or not at all.

    For a proxy that is not valid, httpx raises `InvalidURL`, `ValueError` or `ImportError`. Not
    reported upstream: https://github.com/encode/httpx/blob/0.28.1/httpx/_utils.py#L30.

    Raises:
        ConfigurationError: A proxy that would be used is not valid, or no directory in
            `SSL_CERT_DIR` exists.
    """
    proxies = getproxies()
    bypassed = "*" in map(str.strip, proxies.get("no", "").split(","))
    for kind in ("http", "https", "all"):
        value = proxies.get(kind)
        if value and not bypassed and (fault := _find_proxy_fault(value)):
            assignment = f"{_find_proxy_variable(kind, value)}={redact_credentials(value)}"
            raise ConfigurationError(
                f"{assignment} cannot be used as a proxy: {fault}. {CORRECT_VARIABLE}"
            )
    directories = os.environ.get("SSL_CERT_DIR", "")
    # OpenSSL reads them at the first handshake, and does not report that one is missing:
    # https://docs.openssl.org/3.0/man3/SSL_CTX_load_verify_locations/#description
    exist = any(map(os.path.isdir, directories.split(os.pathsep)))
    if directories and not exist and not os.environ.get("SSL_CERT_FILE"):
        raise ConfigurationError(
            f"SSL_CERT_DIR={redact_credentials(directories)} is not a directory of certificates. "
            f"{CORRECT_VARIABLE}"
        )


def make_setup_error(error: Exception) -> ConfigurationError:
    """Return the error to raise if httpx could not set up a client because of `error`.

    The message names the environment variable at fault. In `NO_PROXY`, httpx does not accept an
    IPv6 address with brackets or a prefix length: https://github.com/encode/httpx/issues/3221.
    """
    if not isinstance(error, OSError):
        value = getproxies().get("no", "")
        name = _find_proxy_variable("no", value) if value else ""
    elif error.filename is not None and error.filename == os.environ.get(KEY_LOG_VARIABLE):
        name, value = KEY_LOG_VARIABLE, os.environ[KEY_LOG_VARIABLE]
    else:
        name = next((each for each in CERTIFICATE_VARIABLES if os.environ.get(each)), "")
        value = os.environ.get(name, "")
    if not name:
        return ConfigurationError(
            f"The HTTP client could not be created: {error}. Check the TLS and proxy settings."
        )
    text = ",".join(map(redact_credentials, value.split(",")))
    advice = CORRECT_VARIABLE
    if not isinstance(error, OSError):
        advice = "Use host names separated by commas, and ::1 instead of [::1]."
    return ConfigurationError(f"{name}={text} cannot be used: {error}. {advice}")


def _find_proxy_fault(value: str) -> str:
    """Return the reason why `value` is not the address of a proxy; '' if it is."""
    try:
        url = httpx.Proxy(value if "://" in value else f"http://{value}").url
        host = url.host.encode("idna")
    except (httpx.InvalidURL, ValueError):
        return "it must be of the form http://host:port, with http, https or socks5"
    if not host:
        return "it does not contain a host"
    if url.port is not None and not 0 < url.port < 65536:
        return "its port must be from 1 to 65535"
    # httpx needs a package for this scheme that it does not depend on.
    if url.scheme.startswith("socks") and find_spec("socksio") is None:
        return "it needs the package socksio (pip install 'httpx[socks]')"
    return ""


def _find_proxy_variable(kind: str, value: str) -> str:
    """Return the name of the variable that holds `value`, as it is written in the environment."""
    lower = f"{kind}_proxy"
    names = [name for name, each in os.environ.items() if each == value and name.lower() == lower]
    # If several match, the lower-case one takes precedence.
    return max(names, default=f"The system's {kind} proxy")
