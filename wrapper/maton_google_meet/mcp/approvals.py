"""The approval of a write by an elicitation: a question that the client shows to the user.

Before version 2026-07-28 of the protocol, the server asks during the call, which waits. Since then,
the call ends with the question and a sealed state, and the client repeats the call with the answer
and the state. The server then plans the write again, and sends it only if it is the write that was
shown.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import anyio.lowlevel
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.shared.exceptions import MCPError
from mcp_types import (
    CallToolRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
)
from mcp_types.version import is_version_at_least
from pydantic import ValidationError

from ..flow.confirmation import decline
from ..types import PendingWrite

Hook = Callable[[PendingWrite], Awaitable[bool]]

# The first version of the protocol in which a call ends with the question.
TWO_CALLS_VERSION: Final = "2026-07-28"
APPROVAL_SECONDS: Final = 600.0
END_SECONDS: Final = 1.0
KEY: Final = "approval"
# The answer is the action of the user: the form has no fields.
SCHEMA: Final[dict[str, Any]] = {"type": "object", "properties": {}}

NO_ELICITATION: Final = (
    "because this client cannot show it to the user (it lacks the elicitation capability): nothing "
    "was sent. Use a client with elicitation, or start the server with --approve=page."
)
NO_ANSWER: Final = "because the client returned no answer of the user: nothing was sent."
LATE: Final = (
    "within {minutes:g} minutes: nothing was sent. Call the tool again to ask the user again."
)
ENDED: Final = "because the server is ending: nothing was sent."
REASONS: Final = {
    "decline": "by the user, who declined it: nothing was sent. Do not try again unless the user "
    "asks for it.",
    "cancel": "by the user, who closed the question without an answer: nothing was sent. Ask the "
    "user before you try again.",
}
USED: Final = (
    "because the answer to its question was used before. An answer is valid for one call: nothing "
    "was sent. Call the tool again to ask the user again."
)
CHANGED: Final = (
    "because it is not the write that the user saw: what it would send has changed since. Nothing "
    "was sent. Call the tool again to show the user the current write."
)


def uses_two_calls(context: ServerRequestContext[Any, Any]) -> bool:
    """Return True if a question ends the call, and its answer arrives with another call."""
    return is_version_at_least(context.protocol_version, TWO_CALLS_VERSION)


def require_elicitation(context: ServerRequestContext[Any, Any], pending: PendingWrite) -> None:
    """Raise `WriteDeclined` if the client cannot show a form. An empty capability means forms."""
    capabilities = context.session.client_capabilities
    elicitation = capabilities.elicitation if capabilities else None
    if elicitation is None or (elicitation.form is None and elicitation.url is not None):
        raise decline(pending, NO_ELICITATION)


def is_state_error(error: MCPError) -> bool:
    """Return True if the boundary of the SDK has refused the state of a call."""
    return bool(error.error.data == {"reason": "invalid_request_state"})


def identify_client(context: ServerRequestContext[Any, Any]) -> str | None:
    """Return the name and version that the client gives, to which a state is bound."""
    client = context.session.client_params
    return json.dumps([client.client_info.name, client.client_info.version]) if client else None


class Approvals:
    """The questions of one server, and their answers. An approval is valid for one send.

    Args:
        seconds: The time for an answer.
        monotonic: The clock, for tests.
    """

    def __init__(
        self,
        seconds: float = APPROVAL_SECONDS,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._waiting = set[anyio.CancelScope]()
        """The questions that wait for an answer during a call."""
        self._has_ended = False
        self._used = dict[str, float]()
        """The questions that were answered, with the times when they expire."""
        # The key exists in this process only. `_redeem` checks the time first, with a clear error.
        security = RequestStateSecurity(
            keys=[secrets.token_bytes(32)], ttl=2 * seconds, bind_principal=identify_client
        )
        self._boundary = RequestStateBoundary(security, default_audience=None)

    async def seal_states(
        self, context: ServerRequestContext[Any, Any], call_next: CallNext
    ) -> HandlerResult:
        """Seal the state of each question, and refuse a state of another call, as a middleware."""
        return await self._boundary(context, call_next)

    async def ask(self, context: ServerRequestContext[Any, Any], pending: PendingWrite) -> bool:
        """Ask the user during the call, as a hook.

        Raises:
            WriteDeclined: The user did not approve, or could not be asked.
        """
        require_elicitation(context, pending)
        answer: object = None
        with anyio.move_on_after(self._seconds) as scope:
            self._waiting.add(scope)
            try:
                answer = await context.session.elicit_form(
                    pending.text(), SCHEMA, related_request_id=context.request_id
                )
            except (MCPError, ValidationError) as error:
                raise decline(pending, NO_ANSWER) from error
            finally:
                self._waiting.discard(scope)
        if scope.cancelled_caught:
            reason = ENDED if self._has_ended else LATE.format(minutes=self._seconds / 60)
            raise decline(pending, reason)
        return _read_answer(pending, answer)

    async def end(self) -> None:
        """Decline the questions that wait during a call.

        The SDK notifies each client, which would take 5 seconds after the end of its transport.
        """
        self._has_ended = True
        for scope in self._waiting:
            scope.cancel()
        with anyio.move_on_after(END_SECONDS, shield=True):
            while self._waiting:
                await anyio.lowlevel.checkpoint()

    def make_question(self, pending: PendingWrite) -> InputRequiredResult:
        """Return the result that asks the user. Its state must be sealed."""
        form = ElicitRequestFormParams(message=pending.text(), requested_schema=SCHEMA)
        state = [secrets.token_hex(16), self._monotonic() + self._seconds, pending.id]
        return InputRequiredResult(
            input_requests={KEY: ElicitRequest(params=form)}, request_state=json.dumps(state)
        )

    def make_hook(self, params: CallToolRequestParams) -> Hook:
        """Return the hook for a call with the answer to a question. The answer is used up."""
        nonce, expiry, shown = json.loads(params.request_state or "")
        answer = (params.input_responses or {}).get(KEY)
        now = self._monotonic()
        self._used = {each: end for each, end in self._used.items() if end > now}
        is_used = nonce in self._used
        self._used[nonce] = expiry

        async def approve_shown(pending: PendingWrite) -> bool:
            if now >= expiry:
                raise decline(pending, LATE.format(minutes=self._seconds / 60))
            if is_used:
                raise decline(pending, USED)
            if pending.id != shown:
                raise decline(pending, CHANGED)
            return _read_answer(pending, answer)

        # The user saw the account: the client does not need to look it up again.
        approve_shown.shows_account = False  # type: ignore[attr-defined]
        return approve_shown


def _read_answer(pending: PendingWrite, answer: object) -> bool:
    """Return True if the user accepted.

    Raises:
        WriteDeclined: The user did not.
    """
    if not isinstance(answer, ElicitResult):
        raise decline(pending, NO_ANSWER)
    if answer.action != "accept":
        raise decline(pending, REASONS[answer.action])
    return True
