"""Check the method, headers and query parameters of a raw request.

A gateway or Google must not execute anything other than the request that was approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote_plus

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..errors import ConfigurationError, InvalidArgumentError
from ..flow.connections import HEADER

# Left out: the client sets them for its body and address. Some servers read `_` in a name as `-`.
GENERATED_HEADERS = frozenset({"authorization", "content-length", "host", "transfer-encoding"})
CONNECTION = HEADER.lower()
# The patterns below take 1 ms to compile: they are not tried on the headers of a usual request.
USUAL_HEADERS = frozenset({"accept", "accept-encoding", "connection", "content-type", "user-agent"})
CONNECTION_OPTIONS = frozenset({"", "close", "keep-alive"})
# RFC 9110, 5.6.2 and 5.5: a name, and a value without control characters or blanks around it.
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(rb"(?:[^\x00-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?")
# A parameter that does not change the meaning of the body. Any other charset may.
CHARSET = re.compile(rb";\s*charset\s*=\s*(\"?)(?:utf-?8|us-ascii)\1\s*(?=;|$)")

HEADERS = "it could replace the method or a header that was approved"
METHOD = "it overrides the method that was approved"
ADDRESS = "it could replace the URL or the host that was approved"
ACCOUNT = "it could replace the account that was approved"
BODY = "it could replace the body that was approved"
REPEATED = "it could make a gateway send the request more than once"
HOP = "it is for the connection to the next server (RFC 9110, 7.6.1), which this client manages"
# Patterns for the name of a header or a query parameter, in lower case and reduced to letters and
# digits: gateways and frameworks differ in the separators and the prefixes that they expect.
REFUSED = {
    ADDRESS: (
        "(url|uri|path|host)(name|info|prefix|scheme|port|translated|override)?$|(server|script)name$|"
        "(target|authority|querystring)$|forward(?!s$)|rewrit|^destination|"
        "(original|request|real|raw|http|proxy|backend|upstream|target|destination|base|^x)"
        "(server|prefix|scheme|port|proto)$"
    ),
    METHOD: "method|override|verb$",
    ACCOUNT: (
        "^x?maton|connectionid$|authorization|(access|api|auth)key|^x?(key|token)$|"
        "(access|api|auth|bearer|oauth)token|impersonat|authuser|remoteuser|googiam"
    ),
    BODY: "^content(encoding|length|range|transferencoding)$|^transferencoding$",
    REPEATED: "^x?envoy",
    HOP: "^(proxy.*|upgrade|te|trailers?|keepalive|expect|http2settings|maxforwards)$",
}
# Patterns for the name of a query parameter in lower case. All Google APIs accept those with `$`:
# https://cloud.google.com/apis/docs/system-parameters and Closure's `goog.net.rpc.HttpCors`.
PARAMETERS = {
    HEADERS: r"\$http|http[-_]?headers",
    BODY: r"\$(req|ct)\b|content[-_]?type",
    ACCOUNT: r"^\W*connection\b",
}


def check_method(method: object) -> None:
    """Check that `method` is a valid HTTP method.

    Raises:
        TypeError: It is not a str.
        InvalidArgumentError: It is not valid HTTP.
    """
    if not isinstance(method, str):
        raise TypeError(f"method= must be a str, not {type(method).__name__}.")
    if not TOKEN.fullmatch(method):
        raise InvalidArgumentError(
            f"method={method!a} is not a valid HTTP method. Use a method such as GET."
        )


def check_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return `headers`, checked, without those that the client sets itself.

    `Maton-Connection` stays, with this spelling: it must name the connection that is used.

    Raises:
        ConfigurationError: A header could change the effect of the request.
        InvalidArgumentError: A header is not valid HTTP.
    """
    checked: list[tuple[bytes, bytes]] = []
    for item in headers:
        name, value = item
        lower = _normalize(name)
        if lower in GENERATED_HEADERS:
            continue
        is_accepted = lower in USUAL_HEADERS or lower == CONNECTION
        if not is_accepted and (reason := _find_reason(lower)):
            raise _make_error(f"The header {_escape(name)}", reason)
        if not _is_token(name) or not VALUE.fullmatch(value):
            raise InvalidArgumentError(
                f"The header {_escape(name)} cannot be sent: its name or its value is not valid in "
                "HTTP (a line break, a control character, or blanks around it)."
            )
        if lower == "connection":
            options = {part.strip().lower() for part in value.decode("latin-1").split(",")}
            if other := ", ".join(sorted(options - CONNECTION_OPTIONS)):
                raise _make_error(
                    f"The header {_escape(name)}",
                    f"it makes gateways drop the header {_escape(other.encode())}",
                )
        elif lower == "content-type" and b"charset" in CHARSET.sub(b"", value.lower()):
            raise _make_error(f"The header {_escape(name)}", BODY)
        checked.append((HEADER.encode(), value) if lower == CONNECTION else item)
    return checked


def check_custom_headers(headers: object) -> dict[str, str | None]:
    """Return `headers=` of a view, checked like the headers of a raw request.

    An error does not show a value, which may be a secret.

    Raises:
        ConfigurationError: A header belongs to the client, could change the effect of a request, or
            is not valid HTTP.
    """
    if not isinstance(headers, Mapping):
        raise ConfigurationError(
            f"headers= takes a mapping of names to values, not {type(headers).__name__}. A value "
            "of None removes a header."
        )
    valid_headers: dict[str, str | None] = {}
    for name, value in headers.items():
        if not (isinstance(name, str) and isinstance(value, str | None)):
            raise ConfigurationError(
                "headers= takes a str for each name, and a str or None for each value; not "
                f"{type(name).__name__} and {type(value).__name__}."
            )
        text = escape_for_terminal(shorten(name, 100))
        lower = name.strip().lower().replace("_", "-")
        if lower == CONNECTION:
            raise ConfigurationError(f"headers= does not take {text}. Pass connection= instead.")
        if lower in GENERATED_HEADERS:
            raise ConfigurationError(f"headers= does not take {text}: the client sets it itself.")
        if not (name + (value or "")).isascii():
            raise ConfigurationError(
                f"headers= has a character that is not ASCII in {text}. Encode it, for example "
                "with urllib.parse.quote."
            )
        try:
            check_headers([(name.encode(), (value or "").encode())])
        except InvalidArgumentError as error:
            raise ConfigurationError(str(error)) from error
        valid_headers[name] = value
    return valid_headers


def check_query(method: str, path: str, query: bytes) -> None:
    """Check the query of a raw request.

    The document can allow a name that is refused otherwise: `method` filters connections.

    Raises:
        ConfigurationError: A parameter could change the effect of the request.
    """
    for part in re.split(b"[&;]", query):
        name = unquote_plus(part.partition(b"=")[0].decode("latin-1"))
        lower = name.lower()
        reasons = (reason for reason, names in PARAMETERS.items() if re.search(names, lower))
        reason = next(reasons, "") or _find_reason(lower)
        if reason not in ("", HOP) and name not in _list_parameters(method, path):
            raise _make_error(f"The query parameter {_escape(name.encode())}", reason)


def _list_parameters(method: str, path: str) -> list[str]:
    """Return the names of the query parameters that the document has for a request."""
    from maton_google_meet_api.operations import OPERATIONS
    from maton_google_meet_api.runtime.schemas import document, resolve_node

    operation = OPERATIONS.find(method, path)
    if operation is None:
        return []
    item = document()["paths"][operation.path]
    references = [*item.get("parameters", ()), *item[method.lower()].get("parameters", ())]
    parameters = [resolve_node(document(), each) for each in references]
    return [each["name"] for each in parameters if each["in"] == "query"]


@lru_cache(1024)
def _normalize(name: bytes) -> str:
    return name.decode("latin-1").strip().lower().replace("_", "-")


@lru_cache(1024)
def _is_token(name: bytes) -> bool:
    return TOKEN.fullmatch(name.decode("latin-1")) is not None


@lru_cache(1024)
def _find_reason(lower: str) -> str:
    """Return the reason to refuse the header or query parameter `lower`; '' if there is none."""
    letters = re.sub("[^a-z0-9]", "", lower)
    return next((reason for reason, names in REFUSED.items() if re.search(names, letters)), "")


def _make_error(subject: str, reason: str) -> ConfigurationError:
    return ConfigurationError(f"{subject} was refused, and nothing was sent: {reason}. Remove it.")


def _escape(name: bytes) -> str:
    return escape_for_terminal(shorten(name.decode("latin-1"), 100))
