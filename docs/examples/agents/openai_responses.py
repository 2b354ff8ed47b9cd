"""An agent with the OpenAI SDK. It needs the packages openai and maton-google-meet.

Set OPENAI_API_KEY and MATON_API_KEY, and run it in a terminal, where it asks before each write:

    python openai_responses.py gpt-5 "Who was in my last call?"
"""

import json
import sys

from maton_google_meet import GoogleMeet, approve_in_terminal, tools
from openai import OpenAI


def answer(client: OpenAI, meet: GoogleMeet, model: str, question: str) -> str:
    definitions = tools.definitions(writes=True, style="openai")
    messages = [{"role": "user", "content": question}]
    while True:
        response = client.responses.create(
            model=model, instructions=tools.INSTRUCTIONS, input=messages, tools=definitions
        )
        messages += response.output
        calls = [item for item in response.output if item.type == "function_call"]
        if not calls:
            return response.output_text
        for call in calls:
            result = json.dumps(tools.call(meet, call.name, call.arguments))
            messages.append(
                {"type": "function_call_output", "call_id": call.call_id, "output": result}
            )


if __name__ == "__main__":
    with GoogleMeet(confirm=approve_in_terminal) as meet:
        print(answer(OpenAI(), meet, *sys.argv[1:]))
