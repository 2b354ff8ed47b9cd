"""Tools for LangChain and LangGraph. It needs the packages langchain-core and maton-google-meet.

Pass the tools to an agent, such as `create_agent(model, make_tools(meet))` of langchain, or to a
model as below. The hook of the client, `confirm=`, approves each write.
"""

import json
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.tools import BaseTool
from maton_google_meet import GoogleMeet, tools


class MeetTool(BaseTool):  # A StructuredTool would replace the argument `config` by its own.
    meet: Any

    def _run(self, **arguments: object) -> str:
        return json.dumps(tools.call(self.meet, self.name, arguments))


def make_tools(meet: GoogleMeet, *, writes: bool = True) -> list[BaseTool]:
    return [
        MeetTool(
            name=each["name"],
            description=each["description"],
            args_schema=each["inputSchema"],
            meet=meet,
        )
        for each in tools.definitions(writes=writes)
    ]


def answer(model: BaseChatModel, meet: GoogleMeet, question: str) -> str:
    named = {tool.name: tool for tool in make_tools(meet)}
    bound = model.bind_tools(list(named.values()))
    messages = [SystemMessage(tools.INSTRUCTIONS), HumanMessage(question)]
    while True:
        messages.append(reply := bound.invoke(messages))
        if not reply.tool_calls:
            return reply.text
        messages += [named[call["name"]].invoke(call) for call in reply.tool_calls]
