"""The rule of the proxy: every write needs the explicit approval of the user.

The user must have seen the exact connection, the full endpoint path, the request body and the
expected outcome. Source: google-meet-skill.txt and the public gateway guide.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..errors import ConfirmationRequired, WriteDeclined
from .steps import Ask, Step

if TYPE_CHECKING:
    from ..types import AsyncConfirm, Confirm, PendingWrite
    from .observation import Observation


def decline(pending: PendingWrite, reason: str = "") -> WriteDeclined:
    """Return the error to raise for `pending`, which was not approved.

    `reason` completes the sentence "The request was not approved", and may add the next step.
    """
    request = escape_for_terminal(f"{pending.method} {pending.path}")
    ending = f" {reason}" if reason else ": nothing was sent."
    error = WriteDeclined(
        f"{pending.operation or 'The request'} ({request}) was not approved{ending}"
    )
    error.pending = pending
    return error


def refuse_without_hook(pending: PendingWrite) -> ConfirmationRequired:
    """Return the error to raise for `pending`, a write on a client without a hook."""
    request = escape_for_terminal(f"{pending.method} {pending.path}")
    error = ConfirmationRequired(
        f"{pending.operation or 'This request'} ({request}) is a write, and this client has "
        "no confirmation hook: the write was not sent. The user has to approve each write. Pass "
        "confirm=, to the client or to with_options: approve_in_terminal, your own function that "
        "returns True, or approve_only(...) for `pending` of this error once it is approved."
    )
    error.pending = pending
    return error


def ask(
    confirm: Confirm | AsyncConfirm, pending: PendingWrite, observation: Observation | None
) -> Generator[Step, Any, None]:
    """Ask `confirm` to approve `pending`. An exception of the hook passes unchanged.

    Raises:
        WriteDeclined: The hook, or an observer of its decision, did not approve.
        TypeError: The hook returned a true value other than True.
    """
    try:
        answer = yield Ask(function=confirm, arguments=(pending,))
    except BaseException as error:
        if observation:
            observation.report_decision(False, confirm, error)
        raise
    refusal: TypeError | None = None
    if answer is not True and answer:
        hint = " A coroutine function needs AsyncGoogleMeet." if hasattr(answer, "send") else ""
        refusal = TypeError(
            f"The confirmation hook returned {type(answer).__name__}, and only True approves: "
            f"nothing was sent.{hint}"
        )
    if observation:
        observation.report_decision(answer is True, confirm, refusal)
    if answer is True:
        return
    raise refusal or decline(pending)


def shows_account(confirm: Confirm | AsyncConfirm | None) -> bool:
    """Return False without a hook, or if the hook has the attribute `shows_account = False`."""
    return confirm is not None and getattr(confirm, "shows_account", True)
