"""The messages of Google Meet and of Maton as attrs classes, loaded when they are first used."""

from typing import TYPE_CHECKING

from maton_google_meet_api import models as _models

if TYPE_CHECKING:
    from maton_google_meet_api.models import *  # noqa: F403 - its __all__ is for type checkers
else:
    __getattr__ = _models.__getattr__
    __all__ = _models.__all__


def __dir__() -> list[str]:
    return sorted(_models.__all__)
