"""A simulation of the Maton proxy and Google Meet, for tests and trials without a network or key.

    from maton_google_meet import approve_all
    from maton_google_meet.sandbox import Sandbox

    sandbox = Sandbox()
    with sandbox.client(confirm=approve_all) as meet:
        print(meet.spaces.create().meeting_uri)

If neither the OpenAPI document nor its sources define a behavior of Google or Maton, the sandbox
does what seems most likely.
"""

from .faults import Fault
from .proxy import Answer, Seen
from .sandbox import Sandbox, Served

__all__ = ["Answer", "Fault", "Sandbox", "Seen", "Served"]
