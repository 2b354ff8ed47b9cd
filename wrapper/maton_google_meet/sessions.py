"""The stored sessions of Maton's sign-in: find, read, renew, create and end them.

maton-ai (extra `login`) reads the store and sends requests to the issuer. It has no public function
for this, so this module uses its private names (`docs/contributing/decisions.md`). No other module
does. `test_the_names_of_maton_ai_exist` fails if one changes. maton-ai is imported only without a
key.

Objects and exceptions of maton-ai contain tokens, also in their texts. A function that has one in a
local variable does not return or raise it: it returns its own result or a `_Failure`.
"""

from __future__ import annotations

import contextlib
import os
import ssl
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from .config import (
    ADDRESS,
    ADDRESS_VARIABLE,
    KEY_VARIABLE,
    LOGIN,
    PROFILE_VARIABLE,
    Address,
    Secret,
    Session,
    SessionToken,
    check_header_value,
    check_not_blank,
    check_number,
)
from .errors import ConfigurationError, CredentialError, MatonError, NetworkError, SessionExpired
from .forking import renew_after_fork
from .http.drivers import clear_locals

if TYPE_CHECKING:
    from maton_ai import _config as config_types

# The extra `login`. The first is for the command that signs in.
REQUIREMENT: Final = "maton-ai[keyring]>=0.3.1,<0.4"
SIGN_IN: Final = f"sign in with `{LOGIN}`"
SET_KEY: Final = (
    f"set the environment variable {KEY_VARIABLE}, or pass api_key= (the key is at "
    "maton.ai/settings)"
)
# A stored token is used until one minute before it expires, as in maton-ai. A renewed token is used
# for at least half of its lifetime: otherwise each waiting thread would renew it again.
MARGIN_SECONDS: Final = 60.0
# The variables that select the folder of the store.
FOLDER_VARIABLES: Final = ("MATON_CONFIG_DIR", "XDG_CONFIG_HOME", "AppData")
# The names of maton-ai that are used here, by module.
NAMES: Final = {
    "maton_ai._config": ("_store_lock", "load_store", "profile_secrets", "store_path"),
    "maton_ai._oauth": ("OAuthError", "login", "logout", "renew_profile"),
    "maton_ai._keyring": ("_executor",),
}
TEMPORARY_CODES: Final = frozenset({"server_error", "slow_down", "temporarily_unavailable"})
# The codes of RFC 6749, 7591 and 8707. An error shows these, and no other text of the issuer.
OAUTH_CODES: Final = TEMPORARY_CODES | {
    *("access_denied", "invalid_client", "invalid_client_metadata", "invalid_grant"),
    *("invalid_redirect_uri", "invalid_request", "invalid_scope", "invalid_target"),
    *("unauthorized_client", "unsupported_grant_type", "unsupported_response_type"),
}


class Profile(NamedTuple):
    """One profile of the store."""

    name: str
    path: str
    """The file of the store."""
    resource: str
    """The address that the session was issued for."""
    expires: float | None
    """The Unix time at which the access token expires; None if it is not known."""
    in_file: bool
    """True if the tokens are in the store's file, because no keyring was available."""
    access: Secret = Secret()
    refresh: Secret = Secret()

    @property
    def is_locked(self) -> bool:
        """True if the tokens were requested, but their keyring cannot be read."""
        return self.expires is not None and not (self.access or self.refresh)


class Store(NamedTuple):
    """The content of the store."""

    path: str
    names: tuple[str, ...] = ()
    profile: Profile | None = None
    """The requested profile, else the active or the only one."""
    problem: str = ""
    """The reason why the file cannot be read."""


class _Failure(NamedTuple):
    """The error to raise for an exception of maton-ai."""

    kind: type[MatonError]
    reason: str


def open_session(profile: str | None, address: Address) -> StoredSession:
    """Return the session of `profile=`, of `MATON_PROFILE`, or the active or only one.

    It reads the names of the profiles. The first call reads the tokens.

    Raises:
        CredentialError: The session does not exist, or is for another address.
        ConfigurationError: maton-ai is missing.
    """
    handled = sys.exception()
    try:
        stored_profile = find_profile(profile)
        session = StoredSession(stored_profile.name, address)
        session.check_resource(stored_profile)
        return session
    except BaseException as error:
        clear_locals(error, handled)
        raise


def find_profile(name: str | None = None, *, tokens: bool = False) -> Profile:
    """Return the profile of that name, of `MATON_PROFILE`, or the active or only one.

    Raises:
        CredentialError: There is none, or the store cannot be read.
        ConfigurationError: maton-ai is missing, or the name is blank.
    """
    source = "profile="
    value: object = name
    if name is None and (variable := os.environ.get(PROFILE_VARIABLE)) is not None:
        check_not_blank(variable, PROFILE_VARIABLE)
        value, source = variable, PROFILE_VARIABLE
    if not (value is None or isinstance(value, str)):
        raise ConfigurationError(f"{source} takes a str, not {type(value).__name__}.")
    name = (value or "").strip()
    if value is not None and not name:
        raise ConfigurationError(f"{source} is empty: pass the name of a profile, or leave it out.")
    if value is None and not _is_installed():
        raise CredentialError(
            f"No Maton credential: {SET_KEY}. Or sign in without a key: "
            f"pip install '{REQUIREMENT}' (the extra [login]), then "
            f"{LOGIN}."
        )
    store = read_store(name, read_environment(), tokens=tokens)
    if store.profile is None:
        raise _make_missing_error(store, name, source)
    return store.profile


def _is_installed() -> bool:
    try:
        import_module("maton_ai")
    except ImportError:
        return False
    return True


def _make_missing_error(store: Store, name: str, source: str) -> CredentialError:
    """Return the error for a store without the requested profile."""
    path = escape_for_terminal(store.path)
    names = escape_for_terminal(shorten(", ".join(store.names), 500))
    if store.problem:
        return CredentialError(
            f"The sessions in {path} cannot be read: {store.problem}. Move the file away and "
            f"{SIGN_IN}, or {SET_KEY}."
        )
    if name:
        content = f"it has the profiles {names}" if names else "it has no profile"
        advice = f"Name one of them, or {SIGN_IN}" if names else SIGN_IN.capitalize()
        return CredentialError(
            f"{source} names '{escape_for_terminal(shorten(name, 100))}', which is not in {path}: "
            f"{content}. {advice}."
        )
    if names:
        return CredentialError(
            f"{path} has several sessions and none is active. Pass profile=, or set "
            f"{PROFILE_VARIABLE}, to one of: {names}."
        )
    return CredentialError(
        f"No Maton credential: no session is stored in {path}. Sign in with `{LOGIN}`, or "
        f"{SET_KEY}."
    )


def read_environment(address: Address | None = None) -> dict[str, str]:
    """Return the variables for maton-ai: those of the folder, and `address` to sign in there."""
    names = [name for name in FOLDER_VARIABLES if name in os.environ]
    values = {name: os.environ[name] for name in names}
    return values if address is None else {**values, ADDRESS_VARIABLE: address.root}


def load_library(name: str) -> Any:
    """Return the module of maton-ai with that name.

    Raises:
        ConfigurationError: maton-ai is missing, or another version.
    """
    module: Any = None
    with contextlib.suppress(ImportError):
        module = import_module(name)
    if not all(hasattr(module, each) for each in NAMES[name]):
        state = "another version of maton-ai" if _is_installed() else "maton-ai"
        raise ConfigurationError(
            f"Stored sessions need {state}: pip install '{REQUIREMENT}'. Or {SET_KEY}."
        )
    return module


def read_store(name: str, environment: Mapping[str, str], *, tokens: bool = True) -> Store:
    """Return the store and the profile `name`, the active one, or the only one.

    Raises:
        ConfigurationError: maton-ai is missing, or another version.
    """
    return _read_store(load_library("maton_ai._config"), name, environment, tokens)


def _read_store(library: Any, name: str, environment: Mapping[str, str], tokens: bool) -> Store:
    path = ""
    try:
        path = str(library.store_path(environment))
        content: config_types.MatonStore | None = library.load_store(environment)
        if content is None:
            return Store(path, problem=_find_fault(path))
        selected = content.select(name)
        profile = None
        if selected is not None:
            access, refresh = library.profile_secrets(selected) if tokens else ("", "")
            profile = Profile(
                selected.name,
                path,
                selected.oauth_resource or ADDRESS,
                _parse_time(selected.oauth_expires_at),
                bool(selected.access_token or selected.refresh_token),
                Secret(access),
                Secret(refresh),
            )
        return Store(path, tuple(sorted(content.profiles)), profile)
    except Exception as error:  # noqa: BLE001 - maton-ai does not document its exceptions
        return Store(path or "Maton's folder", problem=type(error).__name__)


def _find_fault(path: str) -> str:
    """Return the reason why the file cannot be read as a store; '' if it does not exist."""
    try:
        with open(path, encoding="utf-8") as file:
            file.read()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return str(error.strerror)
    except ValueError:
        pass
    return "it is not a JSON object"


def _parse_time(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None


class StoredSession(Session):
    """The session of a profile. Threads, tasks and clients may share it; they renew it once.

    It keeps the access token. It reads the refresh token only for a renewal.
    """

    def __init__(
        self, profile: str, address: Address, now: Callable[[], float] = time.time
    ) -> None:
        self.profile: str = profile
        self._label = escape_for_terminal(shorten(profile, 100))
        self._address = address
        self._environment = read_environment()
        self._now = now
        self._current: tuple[SessionToken, float] | None = None
        self._discarded: Secret | None = None
        self._renewed_at = 0.0
        self._failure: MatonError | None = None
        self._failure_count = 0
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Create the lock, or replace it after a fork: a thread of the parent may hold it."""
        self._lock = threading.RLock()

    def get_token(self) -> SessionToken | None:
        """Return the token without I/O; None if `fetch_token` must be called first."""
        current = self._current
        return current[0] if current is not None and self._now() < current[1] else None

    def discard_token(self, token: Secret) -> bool:
        """Stop using `token`. Return False, and keep it, if it was renewed just before."""
        current = self._current
        if current is not None and current[0] == token:
            if self._now() < self._renewed_at + MARGIN_SECONDS:
                return False
            self._discarded, self._current = token, None
        return True

    def fetch_token(self) -> SessionToken:
        """Return the token after reading the store and, if necessary, renewing the session.

        Threads that wait while another one fails raise the same error.

        Raises:
            SessionExpired: The session has ended.
            NetworkError: The issuer could not be reached, or its response was not usable.
            ConfigurationError: The store cannot be read or written.
        """
        count = self._failure_count
        with self._lock:
            if token := self.get_token():
                return token
            if self._failure is not None and self._failure_count > count:
                raise type(self._failure)(*self._failure.args)
            try:
                return self._take(self._read()) or self._renew()
            except MatonError as error:
                self._failure_count += 1
                self._failure = type(error)(*error.args)
                raise

    def check_resource(self, profile: Profile) -> None:
        """Raise `CredentialError` if the session was issued for another address."""
        if _find_origin(profile.resource) != _find_origin(self._address.root):
            raise CredentialError(
                f"The session of {self._label} is for "
                f"{escape_for_terminal(shorten(profile.resource, 200))}, and this client calls "
                f"{self._address.url}, which must not receive its token. Pass another profile= or "
                f"api_key=, or sign in for that address: {ADDRESS_VARIABLE}={self._address.root} "
                f"{LOGIN}"
            )

    def _read(self) -> Profile:
        store = read_store(self.profile, self._environment)
        if store.problem:
            raise _make_missing_error(store, self.profile, "profile=")
        if store.profile is None:
            raise self._make_expired_error("is no longer stored")
        self.check_resource(store.profile)
        return store.profile

    def _take(self, profile: Profile) -> SessionToken | None:
        """Return the token of the store if it is usable."""
        until = (profile.expires or 0.0) - MARGIN_SECONDS
        if not profile.access or profile.access == self._discarded or self._now() >= until:
            return None
        return self._keep(profile.access, until)

    def _keep(self, access: Secret, until: float) -> SessionToken:
        token: SessionToken | None = None
        with contextlib.suppress(ConfigurationError):
            token = SessionToken(check_header_value(access, "The token"))
        if token is None:
            raise self._make_expired_error("has a token that cannot be sent in a header")
        self._current = (token, until)
        return token

    def _renew(self) -> SessionToken:
        """Renew the session, unless another process does so at the same time.

        The issuer accepts a refresh token once. A second use may end the session.
        """
        lock = _lock_store(self._environment)
        if isinstance(lock, _Failure):
            raise self._make_error(lock)
        try:
            profile = self._read()
            if token := self._take(profile):
                return token
            if profile.is_locked:
                raise CredentialError(
                    f"The keyring with the Maton session of {self._label} cannot be read here. "
                    f"Unlock the keyring, or {SET_KEY}."
                )
            _refuse_proxy(self._address.root)
            if not profile.refresh:
                raise self._make_expired_error("has ended or was signed out")
            renewed = _renew_profile(profile, self._environment)
            now = self._now()
            if isinstance(renewed, _Failure):
                # A tool of Maton, which does not use this lock, may have renewed the session.
                if renewed.kind is SessionExpired and (token := self._take(self._read())):
                    return token
                raise self._make_error(renewed)
        finally:
            with contextlib.suppress(OSError):
                lock.close()
        access, expires = renewed
        seconds = MARGIN_SECONDS if expires is None else expires - now
        self._renewed_at = now
        return self._keep(access, now + max(seconds - MARGIN_SECONDS, seconds / 2))

    def _make_expired_error(self, state: str) -> SessionExpired:
        return SessionExpired(
            f"The Maton session of {self._label} {state}. Nothing was sent. Sign in again with "
            f"`{LOGIN}`, then repeat the call."
        )

    def _make_error(self, failure: _Failure) -> MatonError:
        if failure.kind is SessionExpired:
            return self._make_expired_error(f"could not be renewed: {failure.reason}")
        advice = "Check the network, then call again."
        if failure.kind is ConfigurationError:
            advice = "Make the folder of the sessions writable."
        return failure.kind(
            f"The Maton session of {self._label} could not be renewed: {failure.reason}. Nothing "
            f"was sent. {advice}"
        )


def _refuse_proxy(resource: str) -> None:
    """Raise `ConfigurationError` if a proxy would receive the tokens in clear text.

    Unlike this client, urllib uses a proxy for the loopback interface, too.
    """
    host = urlsplit(resource).hostname or ""
    if resource.startswith("http:") and getproxies().get("http") and not proxy_bypass(host):
        raise ConfigurationError(
            f"HTTP_PROXY would receive the tokens of {resource} in clear text. Set NO_PROXY={host}"
        )


def _find_origin(url: str) -> tuple[str, str, int | None] | None:
    try:
        parsed = httpx.URL(url)
        return parsed.scheme, parsed.host, parsed.port
    except (httpx.InvalidURL, ValueError):
        return None


def _lock_store(environment: Mapping[str, str]) -> contextlib.ExitStack | _Failure:
    """Acquire the lock of renewals, which the caller closes. Other processes then do not renew.

    It is a folder, like maton-ai's lock of the store. After five seconds, return without the lock.
    """
    library, stack = load_library("maton_ai._config"), contextlib.ExitStack()
    try:
        path = library.store_path(environment)
        stack.enter_context(library._store_lock(path.with_name("maton-google-meet")))
    except OSError as error:
        # A renewed session that cannot be stored would be lost.
        return _Failure(ConfigurationError, f"{error.filename}: {error.strerror}")
    except Exception:  # noqa: BLE001 - maton-ai does not document its exceptions
        pass
    return stack


def _renew_profile(
    profile: Profile, environment: Mapping[str, str]
) -> tuple[Secret, float | None] | _Failure:
    """Renew the session with maton-ai. Return its access token and the time at which it expires."""
    library, config = load_library("maton_ai._oauth"), load_library("maton_ai._config")
    try:
        stored_profile = config.load_store(environment).select(profile.name)
        if (stored_profile.oauth_resource or ADDRESS) != profile.resource:
            return _Failure(NetworkError, "it was replaced at the same time")
        access = Secret(library.renew_profile(stored_profile, environment))
    except Exception as error:  # noqa: BLE001 - maton-ai does not document its exceptions
        return _classify(error, profile)
    renewed = _read_store(config, profile.name, environment, tokens=False).profile
    return access, renewed and renewed.expires


def _classify(error: Exception, profile: Profile | None = None) -> _Failure:
    """Return the error to raise for an exception of maton-ai, which may quote a token."""
    cause = error.__cause__
    answer = next((each for each in (error, cause) if type(each).__name__ == "OAuthError"), None)
    if answer is not None:
        code, status = getattr(answer, "code", ""), getattr(answer.__cause__, "code", 0)
        if code in OAUTH_CODES:
            kind = NetworkError if code in TEMPORARY_CODES else SessionExpired
            return _Failure(kind, f"the issuer answered {code}")
        # Any other text of the issuer may contain the token that it received.
        kind = SessionExpired if status in {400, 401} else NetworkError
        return _Failure(kind, f"the issuer answered status {status}")
    is_network_error = isinstance(error, URLError | ConnectionError | TimeoutError | ssl.SSLError)
    if isinstance(error, OSError) and not is_network_error:
        return _Failure(ConfigurationError, f"{error.filename}: {error.strerror}")
    text = type(error).__name__
    if isinstance(error, OSError) or type(error).__module__ == "maton_ai.exceptions":
        text = str(error)
        if cause is not None and not isinstance(cause, OSError):
            text = text.replace(str(cause), type(cause).__name__)
    for secret in filter(None, (profile.access, profile.refresh) if profile else ()):
        text = text.replace(secret, "***")
    text = escape_for_terminal(shorten(text.replace("maton_ai.login()", f"`{LOGIN}`"), 300))
    return _Failure(NetworkError, text.rstrip("."))


def sign_in(address: Address, *, browser: bool, timeout: float) -> Profile:
    """Sign in through the browser, store the session as the active one, and return its profile.

    maton-ai prints the address to open if it opens no browser.

    Raises:
        ConfigurationError: maton-ai is missing, or the session cannot be stored.
        MatonError: The sign-in failed.
    """
    import warnings

    check_number(timeout, "timeout=", "a number of seconds")
    _refuse_proxy(address.root)
    environment = read_environment(address)
    library = load_library("maton_ai._oauth")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The caller reports a missing keyring.
        name = _call(library.login, open_browser=browser, timeout=timeout, env=environment)
    if isinstance(name, _Failure):
        kind = ConfigurationError if name.kind is ConfigurationError else MatonError
        raise kind(f"The sign-in failed: {name.reason}. To try again: {LOGIN}")
    return find_profile(name)


def sign_out(profile: Profile) -> None:
    """Revoke the tokens of `profile`, as far as the issuer can be reached, and delete them.

    Raises:
        MatonError: The store cannot be written.
    """
    _refuse_proxy(profile.resource)
    library = load_library("maton_ai._oauth")
    failure = _call(library.logout, profile.name, read_environment())
    if isinstance(failure, _Failure):
        raise failure.kind(f"The session could not be deleted: {failure.reason}.")


def _call(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
    """Call a function of maton-ai. Return its result, or the failure."""
    try:
        return function(*arguments, **keywords)
    except Exception as error:  # noqa: BLE001 - maton-ai does not document its exceptions
        return _classify(error)


class _KeyringThreads:
    """The threads in which maton-ai reads the keyring."""

    def renew(self) -> None:
        """Replace the threads after a fork: maton-ai would wait for one in vain."""
        module: Any = sys.modules.get("maton_ai._keyring")
        if module is not None:
            module._executor = type(module._executor)(4, "maton-keyring")


_keyring_threads = _KeyringThreads()
renew_after_fork(_keyring_threads)
