"""Remove session tokens from connections and other JSON before they are shown, logged or raised.

The API key is not JSON: `flow.call` and `flow.problems` remove it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from maton_google_meet_api.runtime.text import escape_for_terminal

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

# Fields that may hold a secret, by their names in lower case, reduced to letters and digits; and
# texts that hold one, such as `?session_token=...`, also where they are percent-encoded or JSON.
SECRET_NAME: Final = r"token|secret|password|ur[li]s?$"
SECRET_TEXT: Final = r"(?i)(token|secret|password)(=|%(25)*3d|\\+u003d|\\*[\"']\s*:)"


def redact_secrets(value: Any, hidden: set[str] | None = None) -> Any:
    """Return a copy of the JSON `value` without the parts that may hold a session token.

    Fields at any depth are left out by their names. A text is cut before the word that holds a
    secret.

    Args:
        value: An object, a list or a scalar.
        hidden: Receives the names of the fields that were left out or cut.
    """
    root = [value]
    todo: list[tuple[str, Any]] = [("", root)]  # No recursion: a response may be nested deeply.
    while todo:
        parent, container = todo.pop()
        is_object = isinstance(container, dict)
        for key, item in list(container.items() if is_object else enumerate(container)):
            name = str(key) if is_object else parent
            secret = is_object and re.search(SECRET_NAME, re.sub("[^a-z0-9]", "", name.lower()))
            match = isinstance(item, str) and re.search(SECRET_TEXT, item)
            if secret:
                del container[key]
            elif match:
                container[key] = "".join(item[: match.start()].rpartition(" ")[:2]) + "***"
            elif isinstance(item, dict | list):
                container[key] = item.copy()
                todo.append((name, container[key]))
            if hidden is not None and (match or (secret and item)):
                hidden.add(name)
    return root[0]


def redact_connection(connection: Connection) -> Connection:
    """Return a copy of `connection` without the url and other fields that may hold a token."""
    return type(connection).from_dict(redact_secrets(connection.to_dict()))


def describe_connection(connection: Connection) -> str:
    """Return the id of `connection` and its other fields, without secrets, on one line."""
    # The models accept values of undocumented types.
    data = redact_secrets(connection.to_dict())
    facts = [data.get("app"), data.get("status")]
    facts += [f"created {str(created)[:10]}"] if (created := data.get("creation_time")) else []
    facts += [json.dumps(more, ensure_ascii=False)] if (more := data.get("metadata")) else []
    description = ", ".join(str(fact) for fact in facts if fact)
    return escape_for_terminal(
        f"{connection.connection_id} ({description})" if description else connection.connection_id
    )
