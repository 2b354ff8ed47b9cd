"""An agent with pydantic-ai. It needs the packages pydantic-ai and maton-google-meet.

    async with AsyncGoogleMeet(confirm=approve) as meet:
        agent = make_agent("openai:gpt-5", meet)
        print((await agent.run("Who was in my last call?")).output)

The hook of the client, `confirm=`, approves each write.
"""

from maton_google_meet import AsyncGoogleMeet, tools
from pydantic_ai import Agent, Tool
from pydantic_ai.models import Model


def make_agent(model: Model | str, meet: AsyncGoogleMeet, *, writes: bool = True) -> Agent:
    def make_tool(definition: dict) -> Tool:
        async def call(**arguments: object) -> dict:
            return await tools.acall(meet, definition["name"], arguments)

        return Tool.from_schema(
            call, definition["name"], definition["description"], definition["inputSchema"]
        )

    definitions = tools.definitions(writes=writes)
    return Agent(model, instructions=tools.INSTRUCTIONS, tools=[*map(make_tool, definitions)])
