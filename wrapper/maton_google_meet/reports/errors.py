"""The errors of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import MatonError


class NoConference(MatonError):
    """No conference of the space or account exists, or the account has no permission for it."""


class FilesMissing(MatonError):
    """Files of a conference were not generated within the `timeout` of `wait_for`."""

    retryable = True
    missing: Sequence[str]
    """The kinds of files that are missing, such as `recording`."""
    files: Mapping[str, Sequence[Any]]
    """The last response for each kind: `Recording`, `Transcript` and `SmartNote` messages."""


class ExportError(MatonError):
    """An export cannot use its folder."""
