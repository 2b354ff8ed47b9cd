"""The faults that scripts/mutate.py plants: what would go wrong, and how it would be written.

They do not depend on the document's `x-deviation` lines, which change without a fact changing.
"""

from __future__ import annotations

from typing import NamedTuple

SPEC = "spec/openapi.yaml"
RESOURCES = "scripts/templates/resources.py.jinja"
OPERATIONS = "scripts/templates/operations.py.jinja"
RUNTIME = "scripts/runtime"
WRAPPER = "wrapper/maton_google_meet"
API = "generated/maton_google_meet_api/api"
MODELS = "generated/maton_google_meet_api/models"
KINDS = (
    *("verb", "path", "parameter name", "parameter location", "body key", "mask", "headers"),
    *("retry", "confirmation", "swapped arguments", "lost field", "pages", "names", "errors"),
    *("pace", "connection", "async only", "sync only", "document", "operations table"),
    "command line",
)


class Fault(NamedTuple):
    """One mistake: `old`, found once in `file`, becomes `new`."""

    label: str
    kind: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()
    """The test files to run first."""


def _fault(label: str, kind: str, file: str, old: str, new: str, *tests: str) -> Fault:
    return Fault(label, kind, file, old, new, tuple(f"tests/test_{name}.py" for name in tests))


FAULTS = (
    _fault(
        "a space is updated by PUT",
        "verb",
        SPEC,
        "    patch:\n      operationId: spaces.update\n",
        "    put:\n      operationId: spaces.update\n",
        "check_upstream",
    ),
    _fault(
        "a member is deleted by GET",
        "verb",
        f"{API}/members/members_delete.py",
        '"method": "delete"',
        '"method": "get"',
    ),
    _fault(
        "a call is ended at another custom verb",
        "path",
        SPEC,
        "  /google-meet/v2/spaces/{spaceId}:endActiveConference:\n",
        "  /google-meet/v2/spaces/{spaceId}:endConference:\n",
        "check_upstream",
    ),
    _fault(
        "a connection is found at another segment",
        "path",
        SPEC,
        "  /connections/{connection_id}:\n",
        "  /connection/{connection_id}:\n",
    ),
    _fault(
        "smart notes are found at another segment",
        "path",
        SPEC,
        "/smartNotes/{smartNoteId}:\n",
        "/notes/{smartNoteId}:\n",
        "check_upstream",
    ),
    _fault(
        "entries are listed at another segment",
        "path",
        f"{API}/transcript_entries/transcript_entries_list.py",
        '{transcript_id}/entries"',
        '{transcript_id}/transcriptEntries"',
    ),
    _fault(
        "the update mask goes by its name in Python",
        "parameter name",
        f"{API}/spaces/spaces_update.py",
        'params["updateMask"]',
        'params["update_mask"]',
    ),
    _fault(
        "the page token goes by its name in Python",
        "parameter name",
        f"{API}/participants/participants_list.py",
        'params["pageToken"]',
        'params["page_token"]',
    ),
    _fault(
        "records are filtered by another name",
        "parameter name",
        SPEC,
        "    conferenceRecordFilter:\n      name: filter\n",
        "    conferenceRecordFilter:\n      name: query\n",
        "check_upstream",
    ),
    _fault(
        "the query of a list goes into headers",
        "parameter location",
        f"{API}/recordings/recordings_list.py",
        '"params": params',
        '"headers": params',
    ),
    _fault(
        "the page token is a header",
        "parameter location",
        SPEC,
        "    pageToken:\n      name: pageToken\n      in: query\n",
        "    pageToken:\n      name: pageToken\n      in: header\n",
        "check_upstream",
    ),
    _fault(
        "the connection is in the query",
        "parameter location",
        SPEC,
        "      name: Maton-Connection\n      in: header\n",
        "      name: Maton-Connection\n      in: query\n",
        "check_upstream",
    ),
    _fault(
        "the access type is sent by its name in Python",
        "body key",
        f"{MODELS}/space_config.py",
        'field_dict["accessType"] = access_type',
        'field_dict["access_type"] = access_type',
    ),
    _fault(
        "the access type is read by its name in Python",
        "body key",
        f"{MODELS}/space_config.py",
        'd.pop("accessType", UNSET)',
        'd.pop("access_type", UNSET)',
    ),
    _fault(
        "a new member's address has another key",
        "body key",
        f"{MODELS}/new_member.py",
        '                "email": email,',
        '                "emailAddress": email,',
    ),
    _fault(
        "a restriction has another key",
        "body key",
        SPEC,
        "        presentRestriction:\n          description: Who may share",
        "        presentationRestriction:\n          description: Who may share",
        "check_upstream",
    ),
    _fault(
        "a mask is written in snake case",
        "mask",
        f"{RUNTIME}/masks.py",
        '            yield f"{prefix}{key}"\n',
        '            name = "".join(f"_{c.lower()}" if c.isupper() else c for c in key)\n'
        '            yield f"{prefix}{name}"\n',
        "masks",
    ),
    _fault(
        "a list in a mask is no leaf",
        "mask",
        f"{RUNTIME}/masks.py",
        "        else:\n            yield f",
        "        elif isinstance(value, list):\n"
        "            for at in range(len(value)):\n"
        '                yield f"{prefix}{key}.{at}"\n'
        "        else:\n"
        "            yield f",
        "masks",
    ),
    _fault(
        "an empty mask is sent",
        "mask",
        f"{RUNTIME}/masks.py",
        "    if not body:",
        "    if body is None:",
        "masks",
    ),
    _fault(
        "a mask is joined with semicolons",
        "mask",
        f"{RUNTIME}/masks.py",
        '","',
        '";"',
        "masks",
    ),
    _fault(
        "a mask that was given is derived anew",
        "mask",
        RESOURCES,
        "        if not isinstance(update_mask, str):",
        "        if body:",
        "calls_over_sockets",
    ),
    _fault(
        "no connection is named",
        "headers",
        f"{WRAPPER}/flow.py",
        'request.headers[HEADER] = header_value(identifier, "The connection\'s id")',
        'header_value(identifier, "The connection\'s id")',
        "connections",
    ),
    _fault(
        "a connection is named below /connections",
        "headers",
        f"{WRAPPER}/flow.py",
        'path != CONNECTIONS and not path.startswith(f"{CONNECTIONS}/")',
        "path != CONNECTIONS",
        "connections",
    ),
    _fault(
        "a caller's connection header stays",
        "headers",
        f"{WRAPPER}/flow.py",
        "    request.headers.pop(HEADER, None)\n",
        "    request.headers.get(HEADER)\n",
        "connections",
    ),
    _fault(
        "with_options changes the client it came from",
        "headers",
        f"{WRAPPER}/client.py",
        "        view._adopt(http, policy, owner=False)",
        "        view._adopt(self.http, policy, owner=False)",
        "clients",
    ),
    _fault(
        "with_options keeps the connection",
        "headers",
        f"{WRAPPER}/client.py",
        "        policy = replace(self._policy, **changed)",
        '        changed.pop("selector", None)\n        policy = replace(self._policy, **changed)',
        "clients",
    ),
    _fault(
        "the key is not sent",
        "headers",
        f"{WRAPPER}/flow.py",
        'request.headers["Authorization"] = f"Bearer {key}"',
        'request.headers["Authorization"] = "Bearer"',
        "flow",
    ),
    _fault(
        "the key is sent by another scheme",
        "headers",
        f"{WRAPPER}/flow.py",
        'request.headers["Authorization"] = f"Bearer {key}"',
        'request.headers["Authorization"] = f"Basic {key}"',
        "flow",
    ),
    _fault(
        "the key stays in the request",
        "headers",
        f"{WRAPPER}/flow.py",
        'request.headers.pop("Authorization", None)',
        'request.headers.get("Authorization")',
        "flow",
        "retry",
    ),
    _fault(
        "a write that was answered 503 is sent again",
        "retry",
        f"{WRAPPER}/errors.py",
        "    if write and kind is ServerError:",
        "    if write and kind is ServerError and status != 503:",
        "retry",
    ),
    _fault(
        "a read that was answered 502 is not sent again",
        "retry",
        f"{WRAPPER}/retry.py",
        "frozenset({429, 502, 503, 504})",
        "frozenset({429, 503, 504})",
        "retry",
    ),
    _fault(
        "a write that was answered 429 is not sent again",
        "retry",
        f"{WRAPPER}/flow.py",
        "            if not repeatable(error):",
        "            if not repeatable(error) or (\n"
        "                isinstance(error, RateLimitError) and request.method not in READS\n"
        "            ):",
        "retry",
    ),
    _fault(
        "a write whose answer was lost is sent again",
        "retry",
        f"{WRAPPER}/errors.py",
        "    elif write:\n        kind, advice = Deadline",
        "    elif write and late:\n        kind, advice = Deadline",
        "retry",
    ),
    _fault(
        "a write that never left is not sent again",
        "retry",
        f"{WRAPPER}/errors.py",
        "(httpx.ConnectError, httpx.ConnectTimeout,",
        "(httpx.ConnectTimeout,",
        "retry",
    ),
    _fault(
        "Retry-After is ignored",
        "retry",
        f"{WRAPPER}/retry.py",
        "            return asked if asked <= min(self.max_wait, left) else None",
        "            asked = 0.0",
        "retry",
    ),
    _fault(
        "a Retry-After beyond the longest wait is waited for",
        "retry",
        f"{WRAPPER}/retry.py",
        "asked <= min(self.max_wait, left)",
        "asked <= left",
        "retry",
    ),
    _fault(
        "there is one attempt too many",
        "retry",
        f"{WRAPPER}/retry.py",
        "if attempt >= self.attempts or",
        "if attempt > self.attempts or",
        "retry",
    ),
    _fault(
        "waits do not grow",
        "retry",
        f"{WRAPPER}/retry.py",
        "base * 2 ** min(attempt - 1, 16)",
        "base",
        "retry",
    ),
    _fault(
        "PATCH counts as a read",
        "confirmation",
        f"{WRAPPER}/flow.py",
        'READS = frozenset({"GET",',
        'READS = frozenset({"PATCH", "GET",',
        "calls_over_sockets",
    ),
    _fault(
        "DELETE counts as a read",
        "confirmation",
        f"{WRAPPER}/flow.py",
        'READS = frozenset({"GET",',
        'READS = frozenset({"DELETE", "GET",',
        "confirmation",
    ),
    _fault(
        "whatever a hook returns approves, unless it is false",
        "confirmation",
        f"{WRAPPER}/confirmation.py",
        "    if answer is True:",
        "    if answer:",
        "confirmation",
    ),
    _fault(
        "the hook is asked before each attempt",
        "confirmation",
        f"{WRAPPER}/flow.py",
        "    shared.check_open()\n    started = shared.monotonic()",
        "    if write and attempt > 1 and policy.confirm is not None:\n"
        "        yield from ask(policy.confirm, _pending(request, operation, None))\n"
        "    shared.check_open()\n"
        "    started = shared.monotonic()",
        "authorization",
    ),
    _fault(
        "another body is sent than was approved",
        "confirmation",
        f"{WRAPPER}/flow.py",
        "slot.body(request.content)",
        "slot.body(request.content[::-1])",
        "calls_over_sockets",
    ),
    _fault(
        "another query is sent than was approved",
        "confirmation",
        f"{WRAPPER}/flow.py",
        "    try:\n        return (yield from _exchange(policy, request, operation, stream))",
        "    if write:\n"
        "        request.url = request.url.copy_with(query=None)\n"
        "    try:\n"
        "        return (yield from _exchange(policy, request, operation, stream))",
        "calls_over_sockets",
    ),
    _fault(
        "writes pass without a hook",
        "confirmation",
        f"{WRAPPER}/flow.py",
        "    if write and policy.confirm is None:",
        "    if write and policy.confirm is None and operation is None:",
        "confirmation",
    ),
    _fault(
        "nobody is asked about unknown requests",
        "confirmation",
        f"{WRAPPER}/flow.py",
        "    operation = OPERATIONS.find(request.method, path)\n"
        "    write = request.method not in READS",
        "    operation = OPERATIONS.find(request.method, path)\n"
        "    write = request.method not in READS and operation is not None",
        "calls_over_sockets",
    ),
    _fault(
        "a hook does not see the query",
        "confirmation",
        f"{WRAPPER}/flow.py",
        'path=request.url.raw_path.decode("ascii")',
        "path=request.url.path",
        "calls_over_sockets",
    ),
    _fault(
        "a header overrides the method",
        "confirmation",
        f"{WRAPPER}/flow.py",
        'OVERRIDES = {"x-http-method-override", ',
        "OVERRIDES = {",
        "guards",
    ),
    _fault(
        "the ids of a name go to each other's place, everywhere",
        "swapped arguments",
        RESOURCES,
        "({% for variable in op.path_variables %}{{ variable }}, {% endfor %}) =",
        "({% for variable in op.path_variables | reverse %}{{ variable }}, {% endfor %}) =",
        "calls_over_sockets",
    ),
    _fault(
        "a space's id stands for its member's",
        "swapped arguments",
        f"{API}/members/members_get.py",
        "quote(str(member_id)",
        "quote(str(space_id)",
        "calls_over_sockets",
    ),
    _fault(
        "two ids of a session change places",
        "swapped arguments",
        f"{API}/participant_sessions/participant_sessions_get.py",
        '            participant_id=quote(str(participant_id), safe=""),\n'
        '            participant_session_id=quote(str(participant_session_id), safe=""),',
        '            participant_id=quote(str(participant_session_id), safe=""),\n'
        '            participant_session_id=quote(str(participant_id), safe=""),',
        "calls_over_sockets",
    ),
    _fault(
        "a meeting code is left to the additional properties",
        "lost field",
        f"{MODELS}/space.py",
        'd.pop("meetingCode", UNSET)',
        'd.pop("meeting_code", UNSET)',
    ),
    _fault(
        "a known key is among the additional ones too",
        "lost field",
        f"{MODELS}/participant.py",
        'd.pop("latestEndTime", UNSET)',
        'd.get("latestEndTime", UNSET)',
    ),
    _fault(
        "the end of a recording is not given back",
        "lost field",
        f"{MODELS}/recording.py",
        '            field_dict["endTime"] = end_time',
        '            field_dict["endTime"]',
    ),
    _fault(
        "the phone user is not kept",
        "lost field",
        f"{MODELS}/participant.py",
        "            phone_user=phone_user,\n",
        "",
    ),
    _fault(
        "an enum takes no new value",
        "lost field",
        f"{MODELS}/space_config.py",
        "return cast(AccessType | str | Unset, data)",
        "return AccessType(data)",
    ),
    _fault(
        "an enum value that is known stays a string",
        "lost field",
        f"{MODELS}/space_config.py",
        "                access_type_type_0 = AccessType(data)",
        "                access_type_type_0 = str(AccessType(data))",
    ),
    _fault(
        "unknown keys are dropped",
        "lost field",
        f"{MODELS}/transcript_entry.py",
        "transcript_entry.additional_properties = d",
        "transcript_entry.additional_properties = {}",
    ),
    _fault(
        "a body loses its last field",
        "lost field",
        RESOURCES,
        "for argument in op.body_fields %}",
        "for argument in op.body_fields[:1] %}",
    ),
    _fault(
        "the next page token is ignored",
        "pages",
        f"{RUNTIME}/pager.py",
        "(following(page) or None) if following else None",
        "None",
        "pager",
    ),
    _fault(
        "a page token that comes again is followed",
        "pages",
        f"{RUNTIME}/pager.py",
        "        if self._token in self._seen:",
        "        if len(self._seen) > 10_000:",
        "pager",
    ),
    _fault(
        "the largest page is not asked for",
        "pages",
        f"{RUNTIME}/pager.py",
        "else self._largest\n",
        "else None\n",
        "pager",
    ),
    _fault(
        "a list without its token ends early",
        "pages",
        f"{RUNTIME}/pager.py",
        "if self._token_field and self._fields and",
        "if not self._token_field and self._fields and",
        "pager",
    ),
    _fault(
        "a page token that was given is not used",
        "pages",
        RESOURCES,
        "            page_token=page_token,\n",
        "            page_token=None,\n",
    ),
    _fault(
        "two dots pass as an id",
        "names",
        f"{RUNTIME}/names.py",
        'segment in {".", ".."}',
        'segment == "."',
        "names",
    ),
    _fault(
        "a slash passes within an id",
        "names",
        f"{RUNTIME}/names.py",
        "    if len(given) == 1 and len(variable) == 1:\n        found = given",
        "    if len(variable) == 1 and given[0] != expected[0]:\n        found = [value]",
        "names",
    ),
    _fault(
        "a longer name passes for its beginning",
        "names",
        f"{RUNTIME}/names.py",
        "    elif len(given) == len(expected) and all(\n"
        "        index in variable or part == expected[index] for index, part in enumerate(given)",
        "    elif len(given) >= len(expected) and all(\n"
        "        index in variable or given[index] == part for index, part in enumerate(expected)",
        "names",
    ),
    _fault(
        "a name of another kind is accepted",
        "names",
        f"{RUNTIME}/names.py",
        "index in variable or part == expected[index]",
        "index in variable or part",
        "names",
    ),
    _fault(
        "an id is not quoted",
        "names",
        f"{API}/spaces/spaces_get.py",
        'quote(str(space_id), safe="")',
        "str(space_id)",
        "names",
    ),
    _fault(
        "a 500 leaves the outcome of a write unsaid",
        "errors",
        f"{WRAPPER}/errors.py",
        "    if write and kind is ServerError:",
        "    if write and kind is ServerError and status != 500:",
        "errors",
    ),
    _fault(
        "the proxy's 400 is taken for Google's",
        "errors",
        f"{WRAPPER}/errors.py",
        "    if status == 400 and not problem.google:",
        '    if status == 400 and problem.message == "":',
        "errors",
    ),
    _fault(
        "403 and 404 are one error",
        "errors",
        f"{WRAPPER}/errors.py",
        "    403: PermissionDeniedError,",
        "    403: NotFoundError,",
        "errors",
    ),
    _fault(
        "an answer without its identity passes",
        "errors",
        RESOURCES,
        '({% for path in op.identities %}"{{ path }}", {% endfor %})',
        "()",
        "calls",
    ),
    _fault(
        "an operation's hint is not told",
        "errors",
        f"{RUNTIME}/problems.py",
        'hint = operation.hints.get(status, "") if operation else ""',
        'hint = ""',
        "errors",
    ),
    _fault(
        "an error shows the key",
        "errors",
        f"{RUNTIME}/problems.py",
        "    if secret not in repr(problem):",
        "    if problem:",
        "errors",
    ),
    _fault(
        "no slot is taken",
        "pace",
        f"{WRAPPER}/flow.py",
        "        if ready and pace is not None:",
        "        if hold and ready and pace is not None:",
        "pacing",
    ),
    _fault(
        "writes take no slot",
        "pace",
        f"{WRAPPER}/flow.py",
        "        if ready and pace is not None:",
        "        if ready and pace is not None and request.method in READS:",
        "pacing",
    ),
    _fault(
        "20 leave in a second",
        "pace",
        f"{WRAPPER}/parts/pacing.py",
        "rate: float = 10.0",
        "rate: float = 20.0",
        "pacing",
    ),
    _fault(
        "a 429 holds nobody else back",
        "pace",
        f"{WRAPPER}/flow.py",
        "(0.0, pause) if limited and pace is not None else (pause, 0.0)",
        "(pause, 0.0)",
        "retry",
    ),
    _fault(
        "a PENDING connection is used",
        "connection",
        f"{WRAPPER}/connections.py",
        "(connection.status or ACTIVE) == ACTIVE",
        'connection.status != "FAILED"',
        "connections",
    ),
    _fault(
        "the first of several connections is used",
        "connection",
        f"{WRAPPER}/connections.py",
        "        if len(active) > 1:",
        "        if not active:",
        "connections",
    ),
    _fault(
        "a connection that is gone is not looked up again",
        "connection",
        f"{WRAPPER}/flow.py",
        "            selector.forget()",
        "            selector.known()",
        "connections",
    ),
    _fault(
        "a chooser sees the session token",
        "connection",
        f"{WRAPPER}/connections.py",
        "            connection.url = UNSET",
        "            connection.method = UNSET",
        "connections",
    ),
    _fault(
        "an async update derives no mask",
        "async only",
        RESOURCES,
        "        if not isinstance(update_mask, str):",
        '        if {{ "False and " if a }}not isinstance(update_mask, str):',
        "calls_over_sockets",
    ),
    _fault(
        "an async list ignores the page size",
        "async only",
        RESOURCES,
        "            page_size=page_size,\n",
        '            page_size={{ "None" if a else "page_size" }},\n',
    ),
    _fault(
        "an async answer is taken without its fields",
        "async only",
        RESOURCES,
        '{{ ", fields" if op.partial }}',
        '{{ ", fields" if op.partial and not a }}',
        "calls",
    ),
    _fault(
        "an async client is not held back",
        "async only",
        f"{WRAPPER}/drivers.py",
        "step.pace.areserve(step.hold)",
        "step.pace.areserve(0.0)",
        "retry",
    ),
    _fault(
        "async items lose those of the first page",
        "async only",
        f"{RUNTIME}/pager.py",
        "await self._pages.__anext__()) or ())",
        "await self._pages.__anext__()) or ())\n"
        "            if self._pages._position._token and len(self._pages._position._seen) == 1:\n"
        "                self._page = iter(())",
        "pager",
    ),
    _fault(
        "a sync list ignores its filter",
        "sync only",
        RESOURCES,
        "optional({{ argument.name }})",
        'optional({{ "None" if not a and argument.name == "filter" else argument.name }})',
    ),
    _fault(
        "sync pages start over",
        "sync only",
        f"{RUNTIME}/pager.py",
        "self._position.got(self._fetch(*self._position.wanted()))",
        "self._position.got(self._fetch(self._position.wanted()[0], None))",
        "pager",
    ),
    _fault(
        "a sync client follows redirects",
        "sync only",
        f"{WRAPPER}/drivers.py",
        "response = super().send(step.request, stream=True, auth=None, follow_redirects=False)",
        "response = super().send(step.request, stream=True, auth=None, follow_redirects=True)",
        "guards",
    ),
    _fault(
        "a sync body is lost",
        "sync only",
        f"{WRAPPER}/drivers.py",
        'own = self._own(request, b"".join(request.stream))',
        'own = self._own(request, b"")',
        "confirmation",
    ),
    _fault(
        "the largest page is larger than Google's",
        "document",
        SPEC,
        "        maximum: 250\n",
        "        maximum: 500\n",
        "check_upstream",
    ),
    _fault(
        "an enum has a value that Google does not know",
        "document",
        SPEC,
        "[RESTRICTION_TYPE_UNSPECIFIED, HOSTS_ONLY, NO_RESTRICTION]\n"
        "      x-enumDescriptions:\n"
        "        RESTRICTION_TYPE_UNSPECIFIED: The default of the user's policy. Not answered.\n"
        "        HOSTS_ONLY:",
        "[RESTRICTION_TYPE_UNSPECIFIED, HOST_ONLY, NO_RESTRICTION]\n"
        "      x-enumDescriptions:\n"
        "        RESTRICTION_TYPE_UNSPECIFIED: The default of the user's policy. Not answered.\n"
        "        HOST_ONLY:",
        "check_upstream",
    ),
    _fault(
        "an update answers with something else",
        "document",
        SPEC,
        "          description: The space as it is now.\n"
        "          headers:\n"
        "            X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}\n"
        "          content:\n"
        "            application/json:\n"
        "              schema:\n"
        "                $ref: '#/components/schemas/Space'",
        "          description: The space as it is now.\n"
        "          headers:\n"
        "            X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}\n"
        "          content:\n"
        "            application/json:\n"
        "              schema:\n"
        "                $ref: '#/components/schemas/SpaceInput'",
        "check_upstream",
    ),
    _fault(
        "a member needs no address",
        "document",
        SPEC,
        "      required: [email]\n",
        "",
        "check_upstream",
    ),
    _fault(
        "a space needs no name",
        "document",
        SPEC,
        "      description: A lasting meeting room. It holds one call at a time.\n"
        "      required: [name]\n",
        "      description: A lasting meeting room. It holds one call at a time.\n",
        "check_upstream",
    ),
    _fault(
        "the start of a call is a string",
        "document",
        SPEC,
        "          format: date-time\n"
        "          readOnly: true\n"
        "          description: When the call started.",
        "          readOnly: true\n          description: When the call started.",
        "check_upstream",
    ),
    _fault(
        "to end a call takes nothing away",
        "document",
        SPEC,
        "        outcome: Ends the call in this space for everyone in it.\n"
        "        destructive: true",
        "        outcome: Ends the call in this space for everyone in it.\n"
        "        destructive: false",
        "table",
    ),
    _fault(
        "to delete a connection takes nothing away",
        "document",
        SPEC,
        "          account behind it.\n        destructive: true",
        "          account behind it.\n        destructive: false",
        "table",
    ),
    _fault(
        "an operation is another method of Google's",
        "document",
        SPEC,
        "      x-google-method: meet.spaces.patch\n",
        "      x-google-method: meet.spaces.get\n",
        "check_upstream",
    ),
    _fault(
        "the table says that nothing is destructive",
        "operations table",
        OPERATIONS,
        'destructive={{ op.raw["x-write"].destructive }}',
        "destructive=False",
        "table",
    ),
    _fault(
        "the table has its verbs in small letters",
        "operations table",
        OPERATIONS,
        "{{ op.method | upper | tojson }}",
        "{{ op.method | tojson }}",
        "table",
    ),
    _fault(
        "a custom verb is taken for an id",
        "operations table",
        f"{RUNTIME}/table.py",
        ' and ":" not in value',
        "",
        "table",
    ),
    _fault(
        "a path spelt out does not go first",
        "operations table",
        f"{RUNTIME}/table.py",
        "            rows.sort(key",
        "            sorted(rows, key",
        "table",
    ),
    _fault(
        "an outcome is told in part",
        "operations table",
        "generated/maton_google_meet_api/operations.py",
        '"Ends the call in this space for everyone in it."',
        '"Ends the call in this space."',
        "table",
    ),
    _fault(
        "the command line approves unseen",
        "command line",
        f"{WRAPPER}/cli/shared.py",
        "approve_all if yes else approve_in_terminal",
        "approve_all",
        "cli_terminal",
    ),
    _fault(
        "a write that was declined is an error of the API",
        "command line",
        f"{WRAPPER}/cli/outcome.py",
        "raise Ended(NOT_CONFIRMED, ",
        "raise Ended(FAILED, ",
        "cli",
    ),
    _fault(
        "a table shows names as they came",
        "command line",
        f"{WRAPPER}/cli/output.py",
        "Text(harmless(said), ",
        "Text(said, ",
        "cli",
    ),
    _fault(
        "JSON keeps what a terminal acts on",
        "command line",
        f"{WRAPPER}/cli/output.py",
        "return character.isprintable() and (",
        "return (",
        "cli",
    ),
    _fault(
        "--connection is lost",
        "command line",
        f"{WRAPPER}/cli/commands.py",
        "with client(connection, ",
        "with client(None, ",
        "cli",
    ),
    _fault(
        "--sandbox acts on the real thing",
        "command line",
        f"{WRAPPER}/cli/commands.py",
        "sandbox=sandbox_if(sandbox)) as",
        "sandbox=None) as",
        "cli",
    ),
    _fault(
        "--all stops at the default",
        "command line",
        f"{WRAPPER}/cli/commands.py",
        "None if all else limit or SHOWN",
        "limit or SHOWN",
        "cli",
    ),
    _fault(
        "a dotted option lands at the top of the body",
        "command line",
        f"{WRAPPER}/cli/options.py",
        "for key in option.path[:-1]:",
        "for key in option.path[:0]:",
        "cli",
    ),
    _fault(
        "doctor shows the key",
        "command line",
        f"{WRAPPER}/cli/doctor.py",
        'f"{KEY_VARIABLE} is set: {len(key.strip())} characters"',
        'f"{KEY_VARIABLE} is set: {key.strip()}"',
        "cli",
    ),
)
