"""An agent with the Anthropic SDK. It needs the packages anthropic and maton-google-meet.

Set ANTHROPIC_API_KEY and MATON_API_KEY, and run it in a terminal, where it asks before each write:

    python anthropic_messages.py claude-sonnet-4-5 "Who was in my last call?"
"""

import json
import sys

from anthropic import Anthropic
from maton_google_meet import GoogleMeet, approve_in_terminal, tools


def answer(client: Anthropic, meet: GoogleMeet, model: str, question: str) -> str:
    definitions = tools.definitions(writes=True, style="anthropic")
    messages = [{"role": "user", "content": question}]
    while True:
        response = client.messages.create(
            model=model,
            max_tokens=4096,
            system=tools.INSTRUCTIONS,
            messages=messages,
            tools=definitions,
        )
        calls = [block for block in response.content if block.type == "tool_use"]
        if not calls:
            return "".join(block.text for block in response.content if block.type == "text")
        messages.append({"role": "assistant", "content": response.content})
        results = []
        for call in calls:
            result = tools.call(meet, call.name, call.input)
            results.append(
                {
                    "type": "tool_result",
                    "tool_use_id": call.id,
                    "content": json.dumps(result),
                    "is_error": isinstance(result, tools.ErrorResult),
                }
            )
        messages.append({"role": "user", "content": results})


if __name__ == "__main__":
    with GoogleMeet(confirm=approve_in_terminal) as meet:
        print(answer(Anthropic(), meet, *sys.argv[1:]))
