"""Reports on conferences, combined from several resources of the API.

    from maton_google_meet import GoogleMeet
    from maton_google_meet.reports import transcript

    with GoogleMeet() as meet:
        print(transcript(meet, "conferenceRecords/4f1c8a62-93d0-4b7e-8c25-1f60d9e3a7b4").to_text())

This package uses only the public methods of the client.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .attendance import Attendance, attendance
    from .conferences import conferences, latest, running
    from .entries import Entry, Part, Turn
    from .errors import ExportError, FilesMissing, NoConference
    from .export import export
    from .manifest import Export, ExportedConference, Failure
    from .stays import Attendee
    from .transcript import Transcript, transcript
    from .waiting import Files, wait_for
else:
    # A module loads when one of its names is first used.
    import sys as _sys
    from types import ModuleType as _ModuleType

    from maton_google_meet_api.runtime.lazy import make_lazy_getattr as _lazy

    _modules = {
        ".attendance": "Attendance attendance",
        ".conferences": "conferences latest running",
        ".entries": "Entry Part Turn",
        ".errors": "ExportError FilesMissing NoConference",
        ".export": "export",
        ".manifest": "Export ExportedConference Failure",
        ".stays": "Attendee",
        ".transcript": "Transcript transcript",
        ".waiting": "Files wait_for",
    }
    _names = {name: at for at, names in _modules.items() for name in names.split()}
    __getattr__ = _lazy(__name__, _names)

    class _Package(_ModuleType):
        """A package in which a function replaces the module of the same name."""

        def __setattr__(self, name: str, value: object) -> None:
            # The import of the module `transcript` sets it as an attribute of the package.
            if not (isinstance(value, _ModuleType) and name in _names):
                super().__setattr__(name, value)

        def __dir__(self) -> list[str]:
            """Return the names, also those whose module is not loaded: `help` lists them."""
            return sorted({*super().__dir__(), *_names})

    _sys.modules[__name__].__class__ = _Package

__all__ = [
    "Attendance",
    "Attendee",
    "Entry",
    "Export",
    "ExportError",
    "ExportedConference",
    "Failure",
    "Files",
    "FilesMissing",
    "NoConference",
    "Part",
    "Transcript",
    "Turn",
    "attendance",
    "conferences",
    "export",
    "latest",
    "running",
    "transcript",
    "wait_for",
]
