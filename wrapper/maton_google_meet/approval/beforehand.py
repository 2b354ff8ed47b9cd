"""Confirmation hooks for writes that a person approved beforehand.

`approve_only` approves one send of one write, `approve_all` every write.
"""

from __future__ import annotations

import copy
from typing import Any, Literal, NoReturn, Self

from ..errors import ConfigurationError
from ..flow.confirmation import decline
from ..forking import renew_after_fork
from ..types import Confirm, PendingWrite


def approve_all(pending: PendingWrite) -> bool:
    """Approve every write without showing it: for tests, and if the user agreed beforehand."""
    return True


# The client does not need to look up the connection: see `flow.confirmation.shows_account`.
approve_all.shows_account = False  # type: ignore[attr-defined]


def approve_only(pending: PendingWrite) -> Confirm:
    """Return a hook that approves one send of exactly this write, which a person has approved.

    `pending` is the `pending` of a `ConfirmationRequired`, also after `to_dict` and `from_dict` in
    another process. The hook declines any other write and names the differences; this does not use
    up the approval. The first call with the write uses it up, even if this call fails. Retries
    belong to the call. Threads and tasks may share the hook; processes may not.

    Each `approve_only` is a new approval: delete a stored write before you call this function.

    Raises:
        ConfigurationError: `pending` is not a `PendingWrite`.
    """
    if not isinstance(pending, PendingWrite):
        raise ConfigurationError(
            f"approve_only takes the write that was approved, not {type(pending).__name__}: "
            "pass error.pending of the ConfirmationRequired, or PendingWrite.from_dict(...) of the "
            "dict that you stored."
        )
    return SingleApproval(pending)


class SingleApproval:
    """The hook that `approve_only` returns: the approval of one send."""

    __slots__ = ("__weakref__", "_obstacle", "_unused", "_write")

    shows_account = False  # As for `approve_all`.

    def __init__(self, pending: PendingWrite) -> None:
        # The caller may change the connection in its object afterwards.
        self._write = copy.deepcopy(pending)
        # No lock: a signal handler that sends the write would wait for its own thread. `list.pop`
        # gives the approval to one call.
        self._unused: list[Literal[True]] = [True]
        self._obstacle = (
            "because its approval was used before, and is valid for one send: nothing was sent. "
            "Ask for another approval, and call approve_only again."
        )
        renew_after_fork(self)

    def renew(self) -> None:
        """Decline in the child of a fork: otherwise two processes could use the approval."""
        self._unused.clear()
        self._obstacle = (
            "because its approval belongs to the process that called approve_only, and this is a "
            "fork of it: nothing was sent. Call approve_only in the process that sends the write."
        )

    def __call__(self, pending: PendingWrite) -> bool:
        """Approve `pending` if it is the write, and no earlier call has used the approval."""
        if differences := _list_differences(self._write, pending):
            raise decline(
                pending,
                f"because it differs from the approved write in its {_join(differences)}: nothing "
                "was sent. Ask for an approval of this write, which is `pending` of this error.",
            )
        try:
            return self._unused.pop()
        except IndexError:
            raise decline(pending, self._obstacle) from None

    def __repr__(self) -> str:
        return f"approve_only(<{self._write}>)"

    def __copy__(self) -> Self:
        return self  # A copy would be a second approval.

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "approve_only(...) cannot be pickled, because its approval is valid for one send in "
            "one process. Send pending.to_dict(), and call approve_only in the process that sends "
            "the write."
        )


def _list_differences(approved: PendingWrite, pending: PendingWrite) -> list[str]:
    """Return the names of the parts in which the writes differ; none if their ids are equal."""
    if approved.id == pending.id:
        return []
    parts, others = _list_parts(approved), _list_parts(pending)
    return [name for name, value in parts.items() if value != others[name]]


def _list_parts(write: PendingWrite) -> dict[str, Any]:
    """Return the parts that `PendingWrite.id` covers."""
    path, _, query = write.path.partition("?")
    connection = write.connection
    return {
        "operation": write.operation,
        "method": write.method,
        "path": path,
        "query": (query, "?" in write.path),
        "connection": (type(connection), getattr(connection, "connection_id", None)),
        "body": write.body,
        "outcome": write.outcome,
        "caution": write.destructive,
    }


def _join(names: list[str]) -> str:
    """Return `names` as a list in English."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
