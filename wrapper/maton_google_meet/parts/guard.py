"""What stands between an httpx client and its callers: each request is made anew, and nothing of
httpx's own gets past the flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
from maton_google_meet_api.text import harmless

from ..errors import ConfigurationError, InvalidArgumentError
from ..flow import Call, Policy, call
from .sockets import fitted

# To some servers, `_` is `-` in a name.
OURS = {b"authorization", b"content-length", b"host", b"maton-connection", b"transfer-encoding"}
# By these a server takes one method for another: a GET that deletes would not be asked for.
OVERRIDES = {b"x-http-method-override", b"x-http-method", b"x-method-override"}
# How a request is sent that has all it needs.
PLAIN: Any = {"stream": True, "auth": None, "follow_redirects": False}


class _Cookies(httpx.Cookies):
    """Cookies that no answer changes: one account's have no place in another's requests."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Not done."""


class Guarded:
    """Mixed into both: no way around the flow, and no raw error while a request is built."""

    policy: Policy

    def __init__(self: Any, **settings: Any) -> None:
        super().__init__(**settings | {"transport": fitted(settings["transport"])})
        self._sockets = self._sockets_class([self._transport, *self._mounts.values()])
        self._kept = _Cookies()

    def _own(
        self: Any,
        method: str,
        url: httpx.URL | str,
        headers: httpx.Headers,
        given: Any,
        **body: Any,
    ) -> httpx.Request:
        """A request that only this call knows: what is judged and shown is what is sent, whatever
        happens to the caller's. Of the extensions `given`, those stay that change nothing of it:
        `trace` is told what happens, and is not handed the request, which it could change."""
        kept = []
        for item in headers.raw:
            name = item[0].lower().replace(b"_", b"-")
            if name in OVERRIDES:
                raise ConfigurationError("A header that overrides the method was refused.")
            if name not in OURS:  # They are made anew, for this body and this address.
                kept.append(item)
        trace = given.get("trace", self._untraced)
        more = {
            "timeout": given.get("timeout") or self.timeout.as_dict(),
            **self._sockets.trace(self.policy.shared.check_open, trace),
        }
        try:
            return httpx.Request(method, url, headers=kept, extensions=more, **body)
        except (httpx.InvalidURL, ValueError) as error:
            raise _unsendable(error) from error

    def _build(self: Any, method: str, url: str, headers: Any = None, **more: Any) -> httpx.Request:
        """A request to `url`, a path below the address: what `build_request` would make, of which
        nobody else knows."""
        every = self.headers
        if headers:
            every = every.copy()
            every.update(headers)
        address = self.policy.shared.address.root
        own: httpx.Request = self._own(method, f"{address}{url}", every, {}, **more)
        return own

    def _flow(self: Any, given: httpx.Request, body: bytes, stream: bool) -> Call:
        own = self._own(given.method, given.url, given.headers, given.extensions, content=body)
        return call(self.policy, own, self._build, stream)

    @property
    def cookies(self) -> httpx.Cookies:
        """Sent with raw requests; none are taken from answers."""
        return self._kept

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._kept = _Cookies(cookies)

    @property
    def event_hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """None: they would see the key, and change a request after it was approved."""
        return {"request": [], "response": []}

    @event_hooks.setter
    def event_hooks(self, event_hooks: object) -> None:
        raise ConfigurationError("event_hooks= would run after the approval: use the logs.")

    def build_request(self, *arguments: Any, **keywords: Any) -> httpx.Request:
        """As httpx's.

        Raises:
            InvalidArgumentError: It would be too long, or holds what UTF-8 or JSON cannot.
        """
        try:
            return super().build_request(*arguments, **keywords)  # type: ignore[misc, no-any-return]
        except (httpx.InvalidURL, ValueError) as error:
            raise _unsendable(error) from error


def _unsendable(error: Exception) -> InvalidArgumentError:
    return InvalidArgumentError(f"This cannot be sent: {harmless(str(error))}.")
