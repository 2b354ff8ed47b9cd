"""The Maton proxy with Google Meet behind it, for tests and trials without a network or a key.

    from maton_google_meet import approve_all
    from maton_google_meet.sandbox import Sandbox

    sandbox = Sandbox()
    with sandbox.client(confirm=approve_all) as meet:
        print(meet.spaces.create().meeting_uri)

The sandbox keeps every change. If neither the OpenAPI document nor its sources define a behaviour
of Google or Maton, the sandbox does the most likely thing.
"""

from .faults import Fault
from .proxy import Answer, Seen
from .sandbox import Sandbox, Served

__all__ = ["Answer", "Fault", "Sandbox", "Seen", "Served"]
