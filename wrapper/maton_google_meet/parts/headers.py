"""The method, headers and query parameters of a request, checked for what would make a gateway or
Google do something else than was approved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote_plus

from maton_google_meet_api.text import harmless, shortened

from ..errors import ConfigurationError, InvalidArgumentError

# Made again for this body and this address. To some servers, `_` is `-` in a name.
OURS = frozenset(
    {"authorization", "content-length", "host", "maton-connection", "transfer-encoding"}
)
NOMINATED = frozenset({"", "close", "keep-alive"})
# RFC 9110, 5.6.2 and 5.5: a name, and a value without control characters or blanks around it.
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(rb"(?:[^\x00-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?")
CHARSET = re.compile(rb"charset\s*=\s*[\"']?(?!utf-?8\b|us-ascii\b)", re.IGNORECASE)

METHOD = "it overrides the method that was approved"
ADDRESS = "it could replace the URL or the host that was approved"
ACCOUNT = "it could replace the account that was approved"
BODY = "it could replace the body that was approved"
REPEATED = "it could have a gateway send the request more than once"
HOP = "it is for the connection to the next server (RFC 9110, 7.6.1), which this client manages"
# Searched for in a name in lower case, reduced to letters and digits: gateways and frameworks
# differ in the separators and the prefixes that they expect.
REFUSED = {
    ADDRESS: re.compile(
        "(host|url|uri|path)override|forwarded|rewrit|replacedpath|scriptname|^destination|authority$|"
        "(original|request|real|raw|http|proxy|backend|upstream|target|destination|base|^x)"
        "(url|uri|path|host|hostname|server|prefix|scheme|port|proto)$"
    ),
    METHOD: re.compile("method|override|httpverb"),
    ACCOUNT: re.compile(
        "^x?maton|authorization|apikey|(access|api|auth|bearer|oauth)token|impersonat|authuser|"
        "remoteuser|googiam"
    ),
    BODY: re.compile("^content(encoding|length|range|transferencoding)$|^transferencoding$"),
    REPEATED: re.compile("^x?envoy"),
    HOP: re.compile("^(proxy.*|upgrade|te|trailers?|keepalive|expect|http2settings|maxforwards)$"),
}
# System parameters of all Google APIs: https://cloud.google.com/apis/docs/system-parameters, of
# which `$httpMethod` is in older editions only. Frameworks read `_method`. A plain `method` filters
# the connections of a Maton account.
PARAMETERS = {
    METHOD: re.compile("_method|.*(http_?method|method_?override).*"),
    BODY: re.compile(r"\$ct"),
    ACCOUNT: re.compile(r"\$?(access|oauth|bearer)_?token|\$?api_?key"),
}


def check_method(method: object) -> None:
    """Check that `method` can stand in a request.

    Raises:
        TypeError: It is not a str.
        InvalidArgumentError: It is not valid HTTP.
    """
    if not isinstance(method, str):
        raise TypeError(f"The method of a request is a str, not {type(method).__name__}.")
    if not TOKEN.fullmatch(method):
        raise InvalidArgumentError(
            f"This cannot be sent: {method!a} is not the name of a method, such as GET."
        )


def sendable(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return `headers` without those that each request has of its own.

    Raises:
        ConfigurationError: A gateway could do something else because of a header.
        InvalidArgumentError: A header is not valid HTTP.
    """
    kept: list[tuple[bytes, bytes]] = []
    for item in headers:
        name, value = item
        verdict = _judge(name)
        if verdict is None:
            continue
        shown = f"The header {_shown(name)}"
        if verdict:
            raise _refused(shown, verdict)
        if not TOKEN.fullmatch(name.decode("latin-1")) or not VALUE.fullmatch(value):
            raise InvalidArgumentError(
                f"{shown} cannot be sent: its name or its value is not valid in HTTP (a line "
                "break, a control character, or blanks around it)."
            )
        lower = name.lower()
        if lower == b"connection":
            nominated = {part.strip().lower() for part in value.decode("latin-1").split(",")}
            if other := ", ".join(sorted(nominated - NOMINATED)):
                raise _refused(shown, f"a gateway would drop {_shown(other.encode())}")
        elif lower == b"content-type" and CHARSET.search(value):
            raise _refused(shown, BODY)
        kept.append(item)
    return kept


def check_query(query: bytes) -> None:
    """Check the query of a raw request.

    Raises:
        ConfigurationError: Google or a gateway could do something else because of a parameter.
    """
    for part in re.split(b"[&;]", query):
        name = unquote_plus(part.partition(b"=")[0].decode("latin-1")).strip()
        plain = name.lower().replace("-", "_")
        for reason, names in PARAMETERS.items():
            if names.fullmatch(plain):
                raise _refused(f"The query parameter {_shown(name.encode())}", reason)


@lru_cache(1024)
def _judge(name: bytes) -> str | None:
    """Return why a header is refused; "" if it is sent, and None if it is made again."""
    lower = name.decode("latin-1").strip().lower().replace("_", "-")
    if lower in OURS:
        return None
    plain = re.sub("[^a-z0-9]", "", lower)
    return next((reason for reason, names in REFUSED.items() if names.search(plain)), "")


def _refused(what: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"{what} was refused, and nothing was sent: {why}. Remove it.")


def _shown(name: bytes) -> str:
    return harmless(shortened(name.decode("latin-1"), 100))
