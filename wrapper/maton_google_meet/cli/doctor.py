"""`doctor`: what a user would look at who wonders why nothing works, in that order."""

from __future__ import annotations

import contextlib
import inspect
import os
import shlex
import shutil
import sys
import textwrap
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from maton_google_meet_api.runtime.text import escape_for_terminal

from . import DONE, FAILED, PROGRAM, USAGE
from .facade import Verb, resources
from .outcome import auth_hint
from .shared import Connection, InSandbox, client, sandbox_if

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..client import GoogleMeet
    from ..models import Connection as Account

GOOD, BAD, ASIDE = "ok", "!!", "--"
TIMEOUT = 15.0


class Checks:
    """A line for each thing that was looked at."""

    def __init__(self) -> None:
        self.bad: bool = False

    def tell(self, mark: str, found: str, advice: str = "") -> None:
        """Print what was found, and below it what to do."""
        self.bad |= mark == BAD
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 100_000
        wrapper = textwrap.TextWrapper(
            width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
        )
        print(wrapper.fill(f"{mark}  {escape_for_terminal(found)}"))
        if advice:
            print(wrapper.fill(f"    -> {escape_for_terminal(advice)}"))

    @contextlib.contextmanager
    def survive(self, what: str) -> Generator[None]:
        """Tell of an error as of something found."""
        from ..errors import MatonError

        try:
            yield
        except MatonError as error:
            self.tell(BAD, f"{what}: {error}", *auth_hint(error))


def doctor(*, connection: Connection = None, sandbox: InSandbox = False) -> int:
    """Look what works and what does not, from the key to a call, and say what to do."""
    checks = Checks()
    if sandbox:
        checks.tell(ASIDE, "In the sandbox: it needs no key, and no address.")
    elif not _key(checks):
        checks.tell(ASIDE, "Nothing else can be tried without a key.")
        return USAGE
    with checks.survive("No client can be set up"):
        # Whoever looks for a fault wants to see it at once.
        options: dict[str, Any] = {"retry": None, "timeout": TIMEOUT}
        with client(connection, sandbox=sandbox_if(sandbox), **options) as meet:
            _look(checks, meet, connection, sandbox)
    return FAILED if checks.bad else DONE


def _key(checks: Checks) -> bool:
    """What there is to say of the key without showing it; whether there is one."""
    from ..config import ADDRESS, ADDRESS_VARIABLE, KEY_VARIABLE, without_credentials

    key = os.environ.get(KEY_VARIABLE, "")
    if not key.strip():
        checks.tell(
            BAD,
            f"{KEY_VARIABLE} is not set.",
            f"Copy the key from maton.ai/settings, then: export {KEY_VARIABLE}=...",
        )
        return False
    odd = [
        word
        for word, found in (
            ("blanks", len(key.split()) > 1),
            ("quotes", any(quote in key for quote in "\"'`")),
            ('the word "Bearer"', "bearer" in key.lower()),
        )
        if found
    ]
    said = f"{KEY_VARIABLE} is set: {len(key.strip())} characters"
    if odd:
        advice = "The key goes there as maton.ai/settings shows it, with nothing around it."
        checks.tell(BAD, f"{said}, {' and '.join(odd)} among them.", advice)
    else:
        around = ", not counting blanks around them" if key != key.strip() else ""
        checks.tell(GOOD, f"{said}{around}.")
    address = os.environ.get(ADDRESS_VARIABLE)
    if address:
        shown = without_credentials(address)
        checks.tell(ASIDE, f"{ADDRESS_VARIABLE} is set: calls go to {shown}, not to {ADDRESS}.")
    return True


def _look(checks: Checks, meet: GoogleMeet, wanted: str | None, sandbox: bool) -> None:
    """Ask the proxy, from the list of connections on."""
    from ..flow.connections import ACTIVE, APP, describe

    found: list[Account] | None = None
    with checks.survive("The key could not be tried"):
        found = list(meet.connections.list(app=APP))
    if found is None:
        return
    checks.tell(GOOD, "The key is accepted.")
    for each in found:
        checks.tell(GOOD if each.status == ACTIVE else ASIDE, f"Connection {describe(each)}")
    if _chosen(checks, found, wanted, sandbox):
        _read(checks, meet)
    else:
        checks.tell(ASIDE, "No call was tried.")


def _chosen(checks: Checks, found: Sequence[Account], wanted: str | None, sandbox: bool) -> bool:
    """Say which connection a call would use; whether there is one."""
    from ..flow.connections import ACTIVE, VARIABLE

    active = [each.connection_id for each in found if each.status == ACTIVE]
    advice = f"To connect a Google account: {PROGRAM} auth"
    if active:
        advice = f"Choose one with --connection, or: export {VARIABLE}={shlex.quote(active[0])}"
    why = "--connection says so" if wanted else f"{VARIABLE} says so"
    chosen = wanted or ("" if sandbox else os.environ.get(VARIABLE, "").strip())
    if chosen:
        if chosen in active:
            checks.tell(GOOD, f"{chosen} would be used: {why}.")
            return True
        known = [each.status for each in found if each.connection_id == chosen]
        state = f"it is {known[0]}" if known else "there is no such connection of this app"
        checks.tell(BAD, f"{chosen} would be used, since {why}, but {state}.", advice)
    elif len(active) == 1:
        checks.tell(GOOD, f"{active[0]} would be used: it is the only ACTIVE one.")
        return True
    elif active:
        checks.tell(BAD, f"None would be used: {len(active)} are ACTIVE.", advice)
    else:
        checks.tell(BAD, "None would be used: there is no ACTIVE one.", advice)
    return False


def _read(checks: Checks, meet: GoogleMeet) -> None:
    """Read something of Google's, whatever it is."""
    verb = next(
        verb for verbs in resources().values() for verb in verbs.values() if _asks_nothing(verb)
    )
    with checks.survive("A call was tried"):
        pager = getattr(getattr(meet, verb.resource), verb.name)()
        item = next(iter(pager.limited(1)), None)
        answer = "nothing there yet" if item is None else f"the first is {item.name}"
        checks.tell(GOOD, f"A call was tried, {verb.operation.id}: {answer}.")


def _asks_nothing(verb: Verb) -> bool:
    """Whether it is a list of Google's that can be asked for without arguments."""
    arguments = inspect.signature(verb.method).parameters.values()
    required = any(argument.default is argument.empty for argument in arguments)
    return verb.operation.google_method is not None and verb.lists and not required
