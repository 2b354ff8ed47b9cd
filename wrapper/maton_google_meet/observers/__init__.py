"""The observers of calls that ship with this package, and the blocks that observe.

An observer is a function that receives the events of `maton_google_meet.events`.
"""

from .blocks import observe_all

__all__ = ["observe_all"]
