"""The questions of a server, and their answers."""

from __future__ import annotations

from typing import Any, cast

import anyio
import pytest
from maton_google_meet import PendingWrite, WriteDeclined
from maton_google_meet.mcp.approvals import Approvals, identify_client, require_elicitation
from mcp.shared.exceptions import MCPError
from mcp_types import (
    CallToolRequestParams,
    ClientCapabilities,
    ElicitResult,
    Implementation,
    InitializeRequestParams,
)


def plan(body: bytes = b"{}") -> PendingWrite:
    """Return a write."""
    return PendingWrite("spaces.create", "POST", "/v2/spaces", None, body, "Creates it.", False)


class Session:
    """A session of a client, with an answer to each question."""

    def __init__(self, capabilities: Any = None, answer: Any = None) -> None:
        self.client_capabilities = capabilities and ClientCapabilities.model_validate(capabilities)
        self.client_params: InitializeRequestParams | None = None
        self.answer = answer
        self.questions = list[tuple[str, Any]]()

    async def elicit_form(self, message: str, schema: Any, related_request_id: Any) -> Any:
        self.questions.append((message, schema))
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is None:
            await anyio.sleep_forever()
        return self.answer


class Context:
    """The context of a request."""

    protocol_version = "2025-11-25"
    request_id = 1

    def __init__(self, session: Session) -> None:
        self.session = session


def make_context(capabilities: Any = None, answer: Any = None) -> Any:
    """Return a context for the hooks."""
    return Context(Session(capabilities, answer))


ASKING = {"elicitation": {}}


@pytest.mark.parametrize(
    ("capabilities", "can"),
    [
        (None, False),
        ({}, False),
        ({"elicitation": {}}, True),
        ({"elicitation": {"form": {}}}, True),
        ({"elicitation": {"form": {}, "url": {}}}, True),
        ({"elicitation": {"url": {}}}, False),
    ],
)
def test_a_client_must_show_forms(capabilities: Any, can: bool) -> None:
    context = make_context(capabilities)
    if can:
        require_elicitation(context, plan())
    else:
        with pytest.raises(WriteDeclined, match=r"lacks the elicitation capability"):
            require_elicitation(context, plan())


def test_the_question_is_the_text_of_the_write() -> None:
    context = make_context(ASKING, ElicitResult(action="accept"))
    assert anyio.run(Approvals().ask, context, plan())
    assert context.session.questions == [(plan().text(), {"type": "object", "properties": {}})]


@pytest.mark.parametrize(
    "answer", [MCPError(-32000, "closed"), "accept", {"action": "accept"}, True]
)
def test_anything_but_an_answer_declines(answer: Any) -> None:
    with pytest.raises(WriteDeclined, match="returned no answer"):
        anyio.run(Approvals().ask, make_context(ASKING, answer), plan())


def test_a_question_in_mid_call_has_a_time_limit() -> None:
    with pytest.raises(WriteDeclined, match=r"not approved within 1e-07 minutes: nothing was sent"):
        anyio.run(Approvals(6e-6).ask, make_context(ASKING), plan())


def test_a_changed_write_is_declined_and_uses_the_approval_up() -> None:
    approvals = Approvals()
    question = approvals.make_question(plan())
    params = CallToolRequestParams(
        name="spaces_create",
        request_state=question.request_state,
        input_responses={"approval": ElicitResult(action="accept")},
    )
    changed = approvals.make_hook(params)
    with pytest.raises(WriteDeclined, match="is not the write that the user saw"):
        anyio.run(changed, plan(b'{"a": 1}'))
    with pytest.raises(WriteDeclined, match="was used before"):
        anyio.run(approvals.make_hook(params), plan())


def test_answered_questions_are_forgotten_after_they_expire() -> None:
    now = 0.0
    approvals = Approvals(10, monotonic=lambda: now)
    for _ in range(5):
        question = approvals.make_question(plan())
        params = CallToolRequestParams(name="a", request_state=question.request_state)
        approvals.make_hook(params)
        now += 4
    assert len(approvals._used) == 3


def test_a_client_is_identified_by_its_name_and_version() -> None:
    context = make_context()
    assert identify_client(context) is None
    names = {"name": "a", "version": "1"}
    context.session.client_params = InitializeRequestParams(
        protocol_version="2026-07-28",
        capabilities=ClientCapabilities(),
        client_info=Implementation(**cast("Any", names)),
    )
    assert identify_client(context) == '["a", "1"]'
