"""The Maton proxy with Google Meet behind it, to try things in without network, key or account.

    from maton_google_meet import approve_all
    from maton_google_meet.sandbox import Sandbox

    sandbox = Sandbox()
    with sandbox.client(confirm=approve_all) as meet:
        print(meet.spaces.create().meeting_uri)

It remembers what is done to it. Where the OpenAPI document and the references behind it leave open
how Google or Maton behave, it does what seems likely.
"""

from .faults import Fault
from .proxy import Answer, Seen
from .sandbox import Sandbox, Served

__all__ = ["Answer", "Fault", "Sandbox", "Seen", "Served"]
