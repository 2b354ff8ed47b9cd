"""The recipes in docs/examples/agents/, each run with its SDK and a scripted model."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest
from anthropic import Anthropic
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from maton_google_meet import GoogleMeet, PendingWrite, tools
from maton_google_meet.sandbox import Sandbox
from openai import OpenAI
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel

RECIPES = Path(__file__).parents[2] / "docs/examples/agents"
QUESTION = "Who was in my last call? Then create a room."
# The calls of the scripted model, each with its arguments; after them, it answers.
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("conference_records_list", {"limit": 1, "fields": ["name"]}),
    ("conference_records_gte", {}),
    ("spaces_create", {"config": {"accessType": "TRUSTED"}}),
    ("spaces_create", {}),
)
ANSWER = "Ana was there."


class Script:
    """The next call of a scripted model, and the results that it received."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.definitions: list[str] = []
        self.instructions = ""

    def advance(self, results: Sequence[Any]) -> tuple[str, dict[str, Any]] | None:
        self.results = list(results)
        return CALLS[len(results)] if len(results) < len(CALLS) else None

    def check(self) -> None:
        records, unknown, space, declined = self.results
        assert {*records["conferenceRecords"][0]} == {"name"}
        assert unknown["error"]["class"] == "InvalidArgumentError"
        assert space["config"]["accessType"] == "TRUSTED"
        assert declined["error"]["class"] == "WriteDeclined"
        assert {*self.definitions} == {
            each["name"] for each in tools.definitions(reads=True, writes=True)
        }
        assert self.instructions == tools.INSTRUCTIONS


@pytest.fixture
def script() -> Iterator[Script]:
    """A script, whose results are checked after the test."""
    script = Script()
    yield script
    script.check()


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, RECIPES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def approve_trusted(pending: PendingWrite) -> bool:
    return b"TRUSTED" in pending.body


@pytest.fixture
def meet() -> Iterator[GoogleMeet]:
    with Sandbox().client(confirm=approve_trusted) as meet:
        yield meet


def serve(respond: Callable[[dict[str, Any]], dict[str, Any]]) -> httpx2.Client:
    """Return the HTTP client of an SDK, whose requests `respond` answers."""
    return httpx2.Client(
        transport=httpx2.MockTransport(
            lambda request: httpx2.Response(200, json=respond(json.loads(request.content)))
        )
    )


def test_openai(script: Script, meet: GoogleMeet) -> None:
    def respond(request: dict[str, Any]) -> dict[str, Any]:
        script.definitions = [each["name"] for each in request["tools"]]
        script.instructions = request["instructions"]
        outputs = [each for each in request["input"] if "output" in each]
        call = script.advance([json.loads(each["output"]) for each in outputs])
        if call is None:
            output: dict[str, Any] = {
                "type": "message",
                "id": "m",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": ANSWER, "annotations": []}],
            }
        else:
            output = {
                "type": "function_call",
                "id": "f",
                "call_id": f"call_{len(outputs)}",
                "name": call[0],
                "arguments": json.dumps(call[1]),
                "status": "completed",
            }
        return {
            "id": "r",
            "object": "response",
            "created_at": 0,
            "model": "m",
            "output": [output],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }

    client = OpenAI(api_key="k", http_client=serve(respond))
    assert load("openai_responses").answer(client, meet, "m", QUESTION) == ANSWER


def test_anthropic(script: Script, meet: GoogleMeet) -> None:
    def respond(request: dict[str, Any]) -> dict[str, Any]:
        script.definitions = [each["name"] for each in request["tools"]]
        script.instructions = request["system"]
        results = [
            block
            for message in request["messages"][1:]
            for block in message["content"]
            if block["type"] == "tool_result"
        ]
        contents = [json.loads(each["content"]) for each in results]
        assert [each["is_error"] for each in results] == ["error" in each for each in contents]
        call = script.advance(contents)
        if call is None:
            block: dict[str, Any] = {"type": "text", "text": ANSWER}
        else:
            block = {"type": "tool_use", "id": f"t{len(results)}", "name": call[0]}
            block["input"] = call[1]
        return {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "model": "m",
            "content": [block],
            "stop_reason": "tool_use" if call else "end_turn",
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }

    client = Anthropic(api_key="k", http_client=serve(respond))
    assert load("anthropic_messages").answer(client, meet, "m", QUESTION) == ANSWER


class ScriptedChatModel(BaseChatModel):
    """A chat model of LangChain that follows a script."""

    script: Any

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, bound: Sequence[Any], **_: Any) -> Any:
        self.script.definitions = [tool.name for tool in bound]
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        self.script.instructions = messages[0].content
        results = [
            json.loads(str(each.content)) for each in messages if isinstance(each, ToolMessage)
        ]
        call = self.script.advance(results)
        message = AIMessage(ANSWER)
        if call is not None:
            message = AIMessage(
                "", tool_calls=[{"name": call[0], "args": call[1], "id": str(len(results))}]
            )
        return ChatResult(generations=[ChatGeneration(message=message)])


def test_langchain(script: Script, meet: GoogleMeet, monkeypatch: pytest.MonkeyPatch) -> None:
    # LangChain's agents answer a call to an unknown tool themselves.
    monkeypatch.setitem(globals(), "CALLS", (CALLS[0], ("spaces_get", {"nam": "a"}), *CALLS[2:]))
    model = ScriptedChatModel(script=script)
    assert load("langchain_tools").answer(model, meet, QUESTION) == ANSWER


def test_pydantic_ai(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    # pydantic-ai answers a call to an unknown tool itself.
    monkeypatch.setitem(globals(), "CALLS", (CALLS[0], ("spaces_get", {"nam": "a"}), *CALLS[2:]))

    def respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        script.definitions = [each.name for each in info.function_tools]
        script.instructions = info.instructions or ""
        results = [
            part.content
            for message in messages
            if isinstance(message, ModelRequest)
            for part in message.parts
            if isinstance(part, ToolReturnPart)
        ]
        call = script.advance(results)
        return ModelResponse([TextPart(ANSWER) if call is None else ToolCallPart(*call)])

    async def run() -> str:
        async with Sandbox().async_client(confirm=approve_trusted) as meet:
            agent = load("pydantic_ai_agent").make_agent(FunctionModel(respond), meet)
            return str((await agent.run(QUESTION)).output)

    assert anyio.run(run) == ANSWER
