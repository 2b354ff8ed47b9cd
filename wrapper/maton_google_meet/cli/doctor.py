"""`doctor`: check the key or session, the address, the connection and a call, in this order."""

from __future__ import annotations

import argparse
import contextlib
import inspect
import os
import shlex
import shutil
import sys
import textwrap
from collections.abc import Generator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..facade import Verb, list_verbs
from .common import add_options, make_sandbox, make_watch, open_client
from .errors import find_exit_code, find_hint
from .names import get_command
from .parser import Parser
from .program import DONE, NO_ACCESS, PROGRAM
from .words import translate_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..client import GoogleMeet
    from ..models import Connection as Account

OK_MARK, BAD_MARK, NOTE_MARK = "ok", "!!", "--"
TIMEOUT_SECONDS = 15.0


class Checks:
    """The results of the checks, one line each."""

    def __init__(self) -> None:
        self.code: int = DONE
        """The exit code for the first failure."""

    def report(self, mark: str, result: str, advice: str = "", code: int = NO_ACCESS) -> None:
        """Print a result, and below it the advice. `code` is the exit code for a failure."""
        if mark == BAD_MARK and self.code == DONE:
            self.code = code
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 100_000
        wrapper = textwrap.TextWrapper(
            width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
        print(wrapper.fill(f"{mark}  {escape_for_terminal(result)}"))
        if advice:
            # Not wrapped, so that a command in it can be copied.
            print(f"    -> {escape_for_terminal(advice)}")

    @contextlib.contextmanager
    def report_errors(self, context: str) -> Generator[None]:
        """Report an error as a result."""
        from ..errors import MatonError

        try:
            yield
        except MatonError as error:
            hint = find_hint(error)
            # Not the doctor, which is running already.
            advice = f"Run: {hint}" if hint and not hint.endswith(" doctor") else ""
            result = f"{context}: {translate_error(error)}"
            self.report(BAD_MARK, result, advice, find_exit_code(error))


def add_arguments(parser: Parser) -> None:
    """Add the options of a client."""
    add_options(parser, "connection", "profile", "sandbox")


def run(arguments: argparse.Namespace) -> int:
    """Check the key or session, the connection and a call, and print a fix for each failure."""
    checks, settings = Checks(), arguments.settings
    if settings.sandbox:
        checks.report(NOTE_MARK, "The sandbox needs no key and no address.")
    elif not _check_credential(checks, settings.profile):
        checks.report(NOTE_MARK, "The other checks need a key or a session.")
        return checks.code
    with checks.report_errors("The client cannot be created"):
        # Report a failure immediately, without retries.
        options: dict[str, Any] = {"retry": None, "timeout": TIMEOUT_SECONDS}
        instance = make_sandbox(settings.sandbox)
        watch = make_watch(settings)
        observers = [watch] if watch else []
        with open_client(settings, sandbox=instance, observers=observers, **options) as meet:
            _check_proxy(checks, meet, settings.connection, settings.sandbox)
    return checks.code


def _check_credential(checks: Checks, profile: str | None) -> bool:
    """Report the key or the session without its token, and return True if there is one."""
    from ..config import ADDRESS, ADDRESS_VARIABLE, KEY_VARIABLE, redact_credentials

    key = os.environ.get(KEY_VARIABLE) if profile is None else None
    if not (_check_session(checks, profile) if key is None else _check_key(checks, key)):
        return False
    address = os.environ.get(ADDRESS_VARIABLE)
    if address:
        redacted = redact_credentials(address)
        result = f"{ADDRESS_VARIABLE} is set: calls go to {redacted}, not to {ADDRESS}."
        checks.report(NOTE_MARK, result)
    return True


def _check_session(checks: Checks, option: str | None) -> bool:
    """Report the session that calls use, its place and its expiry."""
    from ..config import LOGIN, PROFILE_VARIABLE
    from ..errors import ConfigurationError
    from ..sessions import find_profile

    try:
        profile = find_profile(option, tokens=True)
    except ConfigurationError as error:
        checks.report(BAD_MARK, translate_error(error), code=find_exit_code(error))
        return False
    source = f"from {PROFILE_VARIABLE}" if PROFILE_VARIABLE in os.environ else "the active one"
    source = "from --profile" if option is not None else source
    result = f"Calls use the session of {profile.name} ({source})"
    if profile.is_locked:
        checks.report(BAD_MARK, f"{result}: its keyring cannot be read.", "Unlock the keyring.")
        return False
    if not (profile.access or profile.refresh):
        checks.report(BAD_MARK, f"{result}: it was signed out.", f"Sign in: {LOGIN}")
        return False
    place = profile.path if profile.in_file else "the keyring"
    expiry = "The expiry of its token is not known"
    if profile.expires is not None:
        moment = datetime.fromtimestamp(profile.expires, UTC)
        verb = "expires" if moment > datetime.now(UTC) else "expired"
        expiry = f"Its token {verb} on {moment:%Y-%m-%d at %H:%M} UTC"
    renewal = "calls renew it" if profile.refresh else "it cannot be renewed"
    checks.report(OK_MARK, f"{result}, stored in {place}. {expiry}; {renewal}.")
    return True


def _check_key(checks: Checks, key: str) -> bool:
    """Report the key without printing it, and return True if it is not blank."""
    from ..config import KEY_VARIABLE

    if not key.strip():
        checks.report(
            BAD_MARK,
            f"{KEY_VARIABLE} is empty.",
            f"Copy the key from maton.ai/settings, then: export {KEY_VARIABLE}=... To use a "
            f"stored session: unset {KEY_VARIABLE}",
        )
        return False
    problems = {
        "blanks": len(key.split()) > 1,
        "quotes": any(quote in key for quote in "\"'`"),
        'the word "Bearer"': "bearer" in key.lower(),
    }
    present = [name for name, contained in problems.items() if contained]
    result = f"{KEY_VARIABLE} is set: {len(key.strip())} characters"
    if present:
        advice = f"Set {KEY_VARIABLE} to the key as maton.ai/settings shows it, and nothing else."
        checks.report(BAD_MARK, f"{result}, {' and '.join(present)} among them.", advice)
    else:
        blanks = ", not counting blanks around them" if key != key.strip() else ""
        checks.report(OK_MARK, f"{result}{blanks}.")
    return True


def _check_proxy(checks: Checks, meet: GoogleMeet, option: str | None, sandbox: bool) -> None:
    """Check the key or session, the connection and a call against the proxy."""
    from ..config import Session
    from ..flow.connections import ACTIVE, APP
    from ..redaction import describe_connection as describe

    is_session = isinstance(meet.http.call_options.state.key, Session)
    credential = "session" if is_session else "key"
    connections: list[Account] | None = None
    with checks.report_errors(f"The check of the {credential} failed"):
        connections = list(meet.connections.list(app=APP))
    if connections is None:
        return
    checks.report(OK_MARK, f"The {credential} is accepted.")
    for each in connections:
        mark = OK_MARK if each.status == ACTIVE else NOTE_MARK
        checks.report(mark, f"Connection {describe(each)}")
    if _check_connection(checks, connections, option, sandbox):
        _check_call(checks, meet)
    else:
        checks.report(NOTE_MARK, "No call was tried.")


def _check_connection(
    checks: Checks, connections: Sequence[Account], option: str | None, sandbox: bool
) -> bool:
    """Report the connection that a call would use, and return True if it is usable."""
    from ..config import CONNECTION_VARIABLE as VARIABLE
    from ..flow.connections import ACTIVE

    active = [each.connection_id for each in connections if each.status == ACTIVE]
    advice = f"To connect a Google account: {PROGRAM} auth"
    if active:
        advice = f"Choose one with --connection, or: export {VARIABLE}={shlex.quote(active[0])}"
    source = "--connection" if option else VARIABLE
    selected = option or ("" if sandbox else os.environ.get(VARIABLE, "").strip())
    if selected:
        if selected in active:
            checks.report(OK_MARK, f"Calls use {selected}, from {source}.")
            return True
        states = [each.status for each in connections if each.connection_id == selected]
        state = f"is {states[0]}" if states else "does not exist for this app"
        checks.report(BAD_MARK, f"{selected}, from {source}, {state}.", advice)
    elif len(active) == 1:
        checks.report(OK_MARK, f"Calls use {active[0]}: it is the only ACTIVE connection.")
        return True
    elif active:
        result = f"Calls cannot choose a connection: {len(active)} are ACTIVE."
        checks.report(BAD_MARK, result, advice)
    else:
        checks.report(BAD_MARK, "Calls cannot choose a connection: none is ACTIVE.", advice)
    return False


def _check_call(checks: Checks, meet: GoogleMeet) -> None:
    """Call the first operation that lists resources of Google without arguments."""
    verbs = list_verbs()
    verb = next(filter(_lists_without_arguments, verbs))
    with checks.report_errors("Test call"):
        pager = getattr(getattr(meet, verb.resource), verb.name)()
        item = next(iter(pager.limited(1)), None)
        result = "the list is empty" if item is None else f"the first item is {item.name}"
        checks.report(OK_MARK, f"Test call {get_command(verb)}: {result}.")


def _lists_without_arguments(verb: Verb) -> bool:
    """Return True for a list of Google's that has no required arguments."""
    arguments = inspect.signature(verb.method).parameters.values()
    required = any(argument.default is argument.empty for argument in arguments)
    return verb.operation.google_method is not None and verb.lists and not required
