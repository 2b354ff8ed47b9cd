"""The environment variables that httpx and `ssl` read, so that an error names the one at fault."""

from __future__ import annotations

import os
from importlib.util import find_spec
from urllib.request import getproxies

import httpx

from ..config import without_credentials
from ..errors import ConfigurationError

CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
KEY_LOG = "SSLKEYLOGFILE"
# For this scheme, httpx looks for a package that it does not depend on.
SOCKS = "socks"


def check_environment() -> None:
    """Check the variables whose faults httpx would report without their names, or not at all.

    Raises:
        ConfigurationError: A proxy that would be used is not one, or no directory that
            `SSL_CERT_DIR` names exists.
    """
    proxies = getproxies()
    bypassed = "*" in map(str.strip, proxies.get("no", "").split(","))
    for kind in ("http", "https", "all"):
        value = proxies.get(kind)
        if value and not bypassed and (fault := _fault(value)):
            shown = f"{_variable(kind, value)}={without_credentials(value)}"
            raise ConfigurationError(
                f"{shown} cannot be used as a proxy: {fault}. Correct the variable, or unset it."
            )
    directories = os.environ.get("SSL_CERT_DIR", "")
    # OpenSSL reads them at the first handshake, and reports none that does not exist.
    exist = any(map(os.path.isdir, directories.split(os.pathsep)))
    if directories and not exist and not os.environ.get("SSL_CERT_FILE"):
        raise ConfigurationError(
            f"SSL_CERT_DIR={without_credentials(directories)} is not a directory of certificates. "
            "Correct the variable, or unset it."
        )


def explain(error: Exception) -> ConfigurationError:
    """Return the error to raise where httpx could not set up a client because of `error`."""
    if not isinstance(error, OSError):
        value = getproxies().get("no", "")
        name = _variable("no", value) if value else ""
    elif error.filename is not None and error.filename == os.environ.get(KEY_LOG):
        name, value = KEY_LOG, os.environ[KEY_LOG]
    else:
        name = next((each for each in CERTIFICATES if os.environ.get(each)), "")
        value = os.environ.get(name, "")
    if not name:
        return ConfigurationError(
            f"The HTTP client could not be created: {error}. Check the TLS and proxy settings."
        )
    shown = ",".join(map(without_credentials, value.split(",")))
    advice = "Correct the variable, or unset it."
    if not isinstance(error, OSError):
        advice = "Use host names separated by commas, and ::1 instead of [::1]."
    return ConfigurationError(f"{name}={shown} cannot be used: {error}. {advice}")


def _fault(value: str) -> str:
    """Return the reason why `value` is not a proxy; empty if it is one."""
    try:
        url = httpx.Proxy(value if "://" in value else f"http://{value}").url
        host = url.host.encode("idna")
    except (httpx.InvalidURL, ValueError):
        return "it must be of the form http://host:port, with http, https or socks5"
    if not host:
        return "it names no host"
    if url.port is not None and not 0 < url.port < 65536:
        return "its port must be from 1 to 65535"
    if url.scheme.startswith(SOCKS) and find_spec("socksio") is None:
        return "it needs the package socksio (pip install 'httpx[socks]')"
    return ""


def _variable(kind: str, value: str) -> str:
    """Return the name of the variable that holds `value`, as it is written in the environment."""
    lower = f"{kind}_proxy"
    names = [name for name, each in os.environ.items() if each == value and name.lower() == lower]
    # If several match, the lower-case one takes precedence.
    return max(names, default=f"The system's {kind} proxy")
