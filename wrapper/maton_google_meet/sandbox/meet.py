"""Google Meet's side of the sandbox: accounts, their resources, and the effect of each operation.

Routes, parameters and schemas come from the document. This module holds the behaviour that the
document can only describe in prose.

A collection without behaviour of its own has the standard operations: it starts with the document's
example, and keeps created resources. Its `filter` compares texts and timestamps, and its `orderBy`
names fields. Any other expression, and any other parameter of a list, is accepted and has no
effect. A custom operation does not change the resource.
"""

from __future__ import annotations

import copy
import itertools
import json
import random
import string
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from maton_google_meet_api.runtime.schemas import Node

from . import lists, masks, selection
from .api import Api, Kind, Route, get_pattern
from .clock import Clock, format_timestamp
from .filters import Condition, Field, Filter, parse_timestamp
from .messages import Reader, to_camel_case
from .refusals import InvalidValue, Refusal, refuse, refuse_value

FILE_DELAY = timedelta(seconds=30)
"""Time from the end of a call until its recording, transcript and notes are files."""
RECORD_LIFETIME = timedelta(days=30)
"""Time from the end of a call until its conference record expires."""
BATCH_FIELD = "requests"


@dataclass
class Item:
    """A resource and its serial number, which orders resources of the same time."""

    value: Node
    serial: int


@dataclass
class Account:
    """A Google account and its resources, by collection (`spaces/abc/members`) and id."""

    user: str
    email: str
    display_name: str
    collections: dict[str, dict[str, Item]] = field(default_factory=dict)

    def get_collection(self, name: str) -> dict[str, Item]:
        """Return the resources of a collection by id."""
        return self.collections.setdefault(name, {})

    def find(self, name: str) -> Node | None:
        """Return the resource of that name, or None if the account does not have it."""
        collection, _, identifier = name.rpartition("/")
        item = self.collections.get(collection, {}).get(identifier)
        return item.value if item else None

    def list_names(self, pattern: str) -> list[str]:
        """Return the names of the resources of a pattern; [''] for the account itself."""
        names = (f"{each}/{id}" for each, items in self.collections.items() for id in items)
        return [name for name in names if get_pattern(name) == pattern] if pattern else [""]

    def delete(self, name: str) -> None:
        """Delete the resource of that name and all resources below it."""
        collection, _, identifier = name.rpartition("/")
        del self.collections[collection][identifier]
        for below in [each for each in self.collections if f"{each}/".startswith(f"{name}/")]:
            del self.collections[below]


class Collection(NamedTuple):
    """The list order and filters of a collection, and its error for a missing resource."""

    order: Sequence[lists.Order] = ()
    """The order of the list; () for the order of creation."""
    filters: Mapping[str, Field] = {}
    """The fields to filter by."""
    hidden: bool = False
    """True if a missing resource looks like one that is not shared with the account."""


# The fields get the account and the resource.
def _field(name: str, *, time: bool = False) -> Field:
    return Field(lambda item: item[1].get(name), time)


def _read_meeting_code(item: tuple[Account, Node]) -> str | None:
    account, record = item
    space = account.find(record["space"])
    return space["meetingCode"] if space else None


OLDEST_FIRST = (lists.Order(("startTime",)),)
NEWEST_FIRST = (lists.Order(("startTime",), descending=True),)
TIMES = {"start_time": _field("startTime", time=True), "end_time": _field("endTime", time=True)}
MEMBERS = "spaces/*/members"
COLLECTIONS: dict[str, Collection] = {
    # By the pattern of their names.
    "spaces": Collection(hidden=True),
    MEMBERS: Collection(),
    "conferenceRecords": Collection(
        NEWEST_FIRST,
        filters={
            "space.name": _field("space"),
            "space.meeting_code": Field(_read_meeting_code),
            **TIMES,
        },
    ),
    "conferenceRecords/*/participants": Collection(
        (lists.Order(("earliestStartTime",), descending=True),),
        filters={
            "earliest_start_time": _field("earliestStartTime", time=True),
            "latest_end_time": _field("latestEndTime", time=True),
        },
    ),
    "conferenceRecords/*/participants/*/participantSessions": Collection(
        NEWEST_FIRST, filters=TIMES
    ),
    "conferenceRecords/*/recordings": Collection(OLDEST_FIRST),
    "conferenceRecords/*/transcripts": Collection(OLDEST_FIRST),
    "conferenceRecords/*/transcripts/*/entries": Collection(OLDEST_FIRST),
    "conferenceRecords/*/smartNotes": Collection(OLDEST_FIRST),
}
ARTIFACTS: dict[str, tuple[str, str, str, str]] = {
    # The setting that starts each automatically, and the field and key of its file.
    "recordings": ("recordingConfig", "autoRecordingGeneration", "driveDestination", "file"),
    "transcripts": ("transcriptionConfig", "autoTranscriptionGeneration", "docsDestination",
                    "document"),
    "smartNotes": ("smartNotesConfig", "autoSmartNotesGeneration", "docsDestination", "document"),
}  # fmt: skip
FILE_URLS = {
    "file": "https://drive.google.com/file/d/",
    "document": "https://docs.google.com/document/d/",
}


class Request(NamedTuple):
    """One request, parsed."""

    account: Account
    route: Route
    name: str
    """The name of the resource or collection; for a custom verb, of its target."""
    arguments: Mapping[str, Any]
    body: Node


class Meet:
    """Google Meet for the accounts in `accounts`. It is not thread-safe."""

    def __init__(self, api: Api, clock: Clock, generator: random.Random) -> None:
        self.accounts: list[Account] = []
        self.simulated_now: datetime | None = None
        """The time while sample data is created; None to use the clock."""
        self._api = api
        self._clock = clock
        self._random = generator
        self._reader = Reader(api)
        self._serials = itertools.count(1)
        self._example_ids = copy.deepcopy(api.example_ids)
        self._handlers: dict[str, Callable[[Request], Node]] = {
            "spaces.create": self._create_space,
            "spaces.endActiveConference": self._end_active_conference,
            "members.create": self._create_member,
            "members.batchUpdate": self._update_members,
        }
        self._standard_handlers: dict[str, Callable[[Request], Node]] = {
            "GET": self._get,
            "PATCH": self._update,
            "PUT": self._update,
            "DELETE": self._delete,
        }

    # One request

    def answer(self, account: Account, route: Route, path: str, query: str, body: bytes) -> Node:
        """Return Google's response to a request.

        Raises:
            Refusal: Google refuses the request.
        """
        path = unquote(self._api.find_resource_name(path) or path)
        try:
            arguments, system = self._read_query(route, query)
            if arguments.get("pageToken") == self._api.example_arguments.get("pageToken"):
                arguments.pop("pageToken", None)  # The example is the token of the first page.
            content = self._read_body(route, body)
            tree = selection.parse_fields(system["fields"]) if system.get("fields") else None
            if tree:
                selection.check_fields(self._api, route.response, tree)
            self._catch_up(account)
            verb = route.path.rpartition("/")[2].partition(":")[2]
            name = path.removesuffix(f":{verb}") if verb else path
            name = self._resolve_name(account, name, route.method)
            request = Request(account, route, name, arguments, content)
            result = self._find_handler(route)(request)
        except InvalidValue as error:
            raise refuse_value(error) from None
        if tree:
            result = selection.select_fields(tree, result)
        else:
            result.pop("totalSize", None)  # Google sends it only if `fields` names it.
        numbers = "enum-encoding=int" in system.get("alt", "")
        return self._reader.number_enums(route.response, result) if numbers else result

    def _read_query(self, route: Route, query: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the operation's own query parameters, parsed, and Google's system parameters."""
        own: dict[str, Any] = {}
        system: dict[str, str] = {}
        names = {"fields", *self._api.system_parameters}
        for key, value in parse_qsl(query, keep_blank_values=True):
            bare = key.removeprefix("$")
            name = key if key in route.query else to_camel_case(key)
            if key in self._api.system_parameters or bare in names:
                system[bare] = value
            elif name not in route.query:
                raise InvalidValue(f'unknown query parameter "{key}"')
            elif items := self._api.resolve_kind(route.query[name]).get("items"):
                own.setdefault(name, []).append(self._reader.read_text(items, value, (name,)))
            elif name in own:
                raise InvalidValue("it is given twice", (name,))
            elif value:
                own[name] = self._reader.read_text(route.query[name], value, (name,))
        if system.get("alt", "json").partition(";")[0] != "json":
            raise InvalidValue("the sandbox supports only alt=json", ("alt",))
        return own, system

    def _read_body(self, route: Route, body: bytes) -> Node:
        if not body.strip():
            if route.body_required:
                raise InvalidValue("a body is required")
            return {}
        if route.body is None:
            raise InvalidValue("this operation takes no body")
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise InvalidValue("the body is not JSON") from error
        return dict(self._reader.read(route.body, value))

    def _find_handler(self, route: Route) -> Callable[[Request], Node]:
        """Return the method that performs an operation."""
        last = route.path.rpartition("/")[2]
        if route.id in self._handlers:
            return self._handlers[route.id]
        if ":" in last:
            return self._perform
        if route.item_field:
            return self._list
        if route.method == "POST" and not last.startswith("{"):
            return self._create
        return self._standard_handlers.get(route.method, self._perform)

    def _resolve_name(self, account: Account, path: str, method: str) -> str:
        """Return `path` with the id of a space in place of its meeting code.

        Check that all resources above the last one exist. A meeting code is valid only for reading
        the space itself.
        """
        parts = path.split("/")
        if parts[0] == "spaces" and len(parts) > 1:
            code = parts[1].lower()
            for identifier, space in account.get_collection("spaces").items():
                if space.value["meetingCode"] == code:
                    if method != "GET" or len(parts) > 2:
                        raise self._refuse_missing(f"spaces/{code}")
                    parts[1] = identifier
        above = len(parts) - 1 - (len(parts) % 2 == 0)
        for end in range(2, above + 1, 2):
            self._find(account, "/".join(parts[:end]))
        return "/".join(parts)

    def _refuse_missing(self, name: str) -> Refusal:
        collection = get_pattern(name).rpartition("/")[0]
        if COLLECTIONS.get(collection, Collection()).hidden:
            return Refusal(403, self._api.get_example("PermissionDenied", "space"))
        return Refusal(404, self._api.get_example("NotFound", "google"))

    def _find(self, account: Account, name: str) -> Node:
        resource = account.find(name)
        if resource is None:
            kind = self._api.find_kind(name)
            if kind is None or not kind.is_singleton:
                raise self._refuse_missing(name)
            resource = self._add_example(account, name.rpartition("/")[0], kind)
        return resource

    # Operations

    def _get(self, request: Request) -> Node:
        return copy.deepcopy(self._find(request.account, request.name))

    def _list(self, request: Request) -> Node:
        route, arguments = request.route, request.arguments
        fields = self._api.resolve_kind(route.response)["properties"]
        items = self._api.resolve_kind(fields[route.item_field])["items"]
        collection = COLLECTIONS.get(get_pattern(request.name), Collection())
        order = list(collection.order)
        if order_by := arguments.get("orderBy", "").strip():
            order = lists.read_order(self._api, items, order_by) or order
        expression = arguments.get("filter", "")
        matches = self._read_filter(collection, items, expression)
        # A page token is valid only for the arguments that it was issued for.
        scope = json.dumps([request.account.user, request.name, expression, order_by])
        after = lists.read_page_token(scope, arguments.get("pageToken", ""))
        size = self._choose_page_size(request)
        rows = [
            lists.make_row(each.value, each.serial, order)
            for each in request.account.get_collection(request.name).values()
            if not matches or matches((request.account, each.value))
        ]
        count, rows = len(rows), lists.sort_rows(rows, order, after)
        page = [copy.deepcopy(each.value) for each in rows[:size]]
        result: Node = {str(route.item_field): page} if page else {}
        if len(rows) > size:
            result["nextPageToken"] = lists.make_page_token(scope, rows[size - 1])
        if "totalSize" in fields:
            result["totalSize"] = count
        return result

    def _read_filter(
        self, collection: Collection, schema: Node, expression: str
    ) -> Condition | None:
        """Return the condition of a filter; None to return everything."""
        if not expression.strip():
            return None
        if collection.filters:
            return Filter(expression, collection.filters).condition
        try:
            fields = lists.derive_filter_fields(self._api, schema)
            return Filter(expression, fields).condition
        except InvalidValue:
            return None  # The collection may have another filter language.

    def _choose_page_size(self, request: Request) -> int:
        schema = request.route.query.get("pageSize", {})
        size: int = request.arguments.get("pageSize", 0)
        if size < 0:
            raise InvalidValue("a page cannot hold fewer than 0", ("pageSize",))
        # A list without pages is returned as a whole.
        largest: int = schema.get("x-largest", sys.maxsize)
        return min(size or schema.get("x-server-default", largest), largest)

    def _update(self, request: Request) -> Node:
        resource = self._find(request.account, request.name)
        default = "*" if request.route.method == "PUT" else ""
        mask = request.arguments.get("updateMask", default)
        changed = self._apply_update(request, resource, request.body, mask)
        own_name = {"name": resource["name"]} if "name" in resource else {}
        resource.clear()
        resource.update(changed | own_name)
        return copy.deepcopy(resource)

    def _apply_update(self, request: Request, resource: Node, update: Node, mask: str) -> Node:
        """Return `resource` with the update applied."""
        schema = request.route.body or {}
        if request.route.id == "members.batchUpdate":
            schema = self._api.routes["members.update"].body or {}
        changed = masks.apply_mask(self._api, schema, resource, update, mask)
        collection = resource.get("name", "").rpartition("/")[0]
        if get_pattern(collection) == MEMBERS and "email" in changed:
            self._check_email(request.account, collection, changed)
        return self._normalize(collection, changed)

    def _check_email(self, account: Account, members: str, member: Node) -> None:
        """Raise if another member of the space has the same email address."""
        email = member["email"].casefold()
        for each in account.get_collection(members).values():
            same = each.value.get("email", "").casefold() == email
            if same and each.value["name"] != member.get("name"):
                raise refuse(409, "ALREADY_EXISTS", "This person is already a member of the space.")

    def _delete(self, request: Request) -> Node:
        resource = self._find(request.account, request.name)
        request.account.delete(request.name)
        return resource if self._has_fields(request.route) else {}

    def _create(self, request: Request) -> Node:
        kind = self._api.find_kind(f"{request.name}/*")
        response = self._api.resolve(request.route.response)
        has_fields = self._has_fields(request.route)
        if kind is None or (has_fields and response != kind.schema):
            return self._perform(request)
        collection = request.account.get_collection(request.name)
        # A caller can choose the id only in a parameter of this name (https://google.aip.dev/133).
        parameter = f"{request.name.rpartition('/')[2].removesuffix('s')}Id"
        identifier = request.arguments.get(parameter) or self._make_id(12)
        if identifier in collection:
            raise refuse(409, "ALREADY_EXISTS", f"{request.name}/{identifier} already exists.")
        inputs = self._api.resolve_kind(request.route.body or {}).get("properties", {})
        assigned = {key: each for key, each in kind.example.items() if key not in inputs}
        fields = {**self._renew_times(kind.schema, assigned), **request.body}
        resource = self._add_resource(request.account, request.name, identifier, kind, fields)
        return copy.deepcopy(resource) if has_fields else {}

    def _perform(self, request: Request) -> Node:
        """Return the resources that the request names, or else the document's example."""
        account, route = request.account, request.route
        if get_pattern(request.name).endswith("*"):
            self._find(account, request.name)
        if not self._has_fields(route):
            return {}
        kind, response = self._api.find_kind(request.name), self._api.resolve(route.response)
        if kind and response == kind.schema:
            return copy.deepcopy(self._find(account, request.name))
        kind = self._api.find_kind(f"{request.name}/*")
        for key, each in response["properties"].items():
            items = self._api.resolve_kind(each).get("items")
            if kind and items and self._api.resolve(items) == kind.schema:
                names = request.arguments.get("names", [])
                return {key: [copy.deepcopy(self._find(account, name)) for name in names]}
        return copy.deepcopy([*route.examples, self._api.build_sample(response)][0])

    def _has_fields(self, route: Route) -> bool:
        return "properties" in self._api.resolve_kind(route.response)

    def _renew_times(self, schema: Node, value: Any) -> Any:
        """Return a value of `schema` with the current time in place of its timestamps."""
        kind = self._api.resolve_kind(schema)
        if isinstance(value, dict):
            fields = kind.get("properties", {})
            pairs = value.items()
            return {key: self._renew_times(fields.get(key, {}), each) for key, each in pairs}
        if isinstance(value, list):
            return [self._renew_times(kind.get("items", {}), each) for each in value]
        return self._format_now() if kind.get("format") == "date-time" else value

    def _create_space(self, request: Request) -> Node:
        return copy.deepcopy(self.add_space(request.account, request.body.get("config", {})))

    def _end_active_conference(self, request: Request) -> Node:
        space = self._find(request.account, request.name)
        record = space.get("activeConference", {}).get("conferenceRecord")
        if record is None:
            raise Refusal(400, self._api.get_example("BadRequest", "google"))
        self.end(record)
        return {}

    def _create_member(self, request: Request) -> Node:
        self._check_email(request.account, request.name, request.body)
        space, _, _ = request.name.rpartition("/")
        return copy.deepcopy(self.add_member(request.account, space, request.body))

    def _update_members(self, request: Request) -> Node:
        space, _, _ = request.name.rpartition("/")
        mask = request.body.get("updateMask", "")
        self._apply_update(request, {}, {}, mask)  # An empty batch checks the mask too.
        changes: list[tuple[Node, Node]] = []
        for at, entry in enumerate(request.body[BATCH_FIELD]):
            location = (BATCH_FIELD, at)
            if (entry.get("updateMask") or mask) != mask:
                raise InvalidValue("the mask of a request must be that of the batch", location)
            name = entry["member"]["name"]
            if name.rpartition("/")[0] != f"{space}/members":
                message = f"{name!r} is not a member of this space"
                raise InvalidValue(message, (*location, "member", "name"))
            member = self._find(request.account, name)
            if any(member is changed for changed, _ in changes):
                raise InvalidValue("a batch may name a member only once", location)
            update = {key: value for key, value in entry["member"].items() if key != "name"}
            changes.append((member, self._apply_update(request, member, update, mask or "*")))
        for member, changed in changes:
            member.clear()
            member.update(changed)
        return {"members": [copy.deepcopy(each) for each, _ in changes]} if changes else {}

    def _normalize(self, collection: str, resource: Node) -> Node:
        """Return a space with its default settings, or a member without an unspecified role."""
        if collection == "spaces":
            config = _drop_unspecified(resource.get("config", {}))
            config.setdefault("accessType", "TRUSTED")
            config.setdefault("entryPointAccess", "ALL")
            if config.get("moderation") != "ON":
                config.pop("moderationRestrictions", None)
            return {**resource, "config": config}
        if get_pattern(collection) == MEMBERS and _is_unspecified(resource.get("role")):
            return {key: each for key, each in resource.items() if key != "role"}
        return resource

    # Resources of the document's examples

    def add_examples(self) -> None:
        """Add the document's example to each collection that this module does not know."""
        for pattern, kind in sorted(self._api.kinds.items(), key=lambda each: each[0].count("/")):
            above = pattern.rpartition("/")[0]
            if above in COLLECTIONS or kind.is_singleton:
                continue
            for account in self.accounts:
                for parent in account.list_names(above.rpartition("/")[0]):
                    collection = "/".join(filter(None, [parent, above.rpartition("/")[2]]))
                    self._add_example(account, collection, kind)

    def _add_example(self, account: Account, collection: str, kind: Kind) -> Node:
        fields = copy.deepcopy(kind.example)
        return self._add_resource(account, collection, kind.identifier, kind, fields)

    def _add_resource(
        self, account: Account, collection: str, identifier: str, kind: Kind, fields: Node
    ) -> Node:
        """Add a resource. It has a name if its kind documents one."""
        fields = {key: value for key, value in fields.items() if key != "name"}
        resource = self._add(account, collection, identifier, fields)
        if "name" not in self._api.resolve_kind(kind.schema).get("properties", {}):
            del resource["name"]
        return resource

    # Events in calls, which also create the sample data

    def add_space(self, account: Account, config: Node, **more: Any) -> Node:
        """Create a space of the account and return it."""
        letters = "".join(self._random.choices(string.ascii_lowercase, k=10))
        code = f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
        space = {"meetingUri": f"https://meet.google.com/{code}", "meetingCode": code, **more}
        space = self._normalize("spaces", {**space, "config": config})
        return self._add(account, "spaces", self._make_id(12), space)

    def add_member(self, account: Account, space: str, member: Node) -> Node:
        """Create a member of the space and return it."""
        members = f"{space}/members"
        return self._add(account, members, self._make_digits(21), self._normalize(members, member))

    def start_conference(self, space: str) -> str:
        """Implement `Sandbox.start_conference`."""
        account, host = self._locate(space, "spaces")
        if "activeConference" in host:
            raise ValueError(f"a call is already running in {space}")
        record = self._add(
            account,
            "conferenceRecords",
            self._make_id(12),
            {"startTime": self._format_now(), "space": host["name"]},
        )
        host["activeConference"] = {"conferenceRecord": record["name"]}
        return str(record["name"])

    def join(self, conference: str, who: str, how: str) -> str:
        """Implement `Sandbox.join`."""
        returns = "/participants/" in who
        if returns and not who.startswith(f"{conference}/participants/"):
            raise ValueError(f"{who} was not in {conference}")
        account, record = self._get_running(conference)
        participant = (
            self._locate(who, "participants")[1]
            if returns
            else self._add_participant(account, conference, who, how)
        )
        name = str(participant["name"])
        if self._find_open_session(account, name):
            raise ValueError(f"{name} is already in the call")
        participant.pop("latestEndTime", None)
        sessions = f"{name}/participantSessions"
        number = len(account.get_collection(sessions)) + 1
        self._add(account, sessions, str(number), {"startTime": self._format_now()})
        if "signedinUser" in participant:
            settings = (account.find(record["space"]) or {}).get("config", {})
            for artifact, (config, switch, _, _) in ARTIFACTS.items():
                on = settings.get("artifactConfig", {}).get(config, {}).get(switch) == "ON"
                if on and not account.get_collection(f"{conference}/{artifact}"):
                    self._start_artifact(account, conference, artifact)
        return name

    def _add_participant(self, account: Account, conference: str, who: str, how: str) -> Node:
        kinds = {"signed in": "signedinUser", "anonymous": "anonymousUser", "phone": "phoneUser"}
        person = {"displayName": who}
        if how == "signed in":
            users = (each.user for each in self.accounts if each.display_name == who)
            person["user"] = next(users, None) or f"users/{self._make_digits(21)}"
        participant = {kinds[how]: person, "earliestStartTime": self._format_now()}
        participants = f"{conference}/participants"
        return self._add(account, participants, self._make_digits(12), participant)

    def leave(self, participant: str) -> None:
        """Implement `Sandbox.leave`."""
        account, resource = self._locate(participant, "participants")
        session = self._require_open_session(account, participant)
        session["endTime"] = resource["latestEndTime"] = self._format_now()

    def say(self, participant: str, text: str, language: str) -> str:
        """Implement `Sandbox.say`."""
        account, _ = self._locate(participant, "participants")
        self._require_open_session(account, participant)
        conference = participant.partition("/participants/")[0]
        running = [
            each.value["name"]
            for each in account.get_collection(f"{conference}/transcripts").values()
            if each.value["state"] == "STARTED"
        ]
        transcript = running[0] if running else None
        transcript = transcript or self._start_artifact(account, conference, "transcripts")
        entry = {"participant": participant, "text": text, "languageCode": language}
        entry["startTime"] = self._format_now()
        self._advance(timedelta(seconds=0.4 * len(text.split())))
        entry["endTime"] = self._format_now()
        entries = f"{transcript}/entries"
        number = str(len(account.get_collection(entries)) + 1)
        return str(self._add(account, entries, number, entry)["name"])

    def end(self, conference: str) -> None:
        """Implement `Sandbox.end`."""
        account, record = self._get_running(conference)
        for item in list(account.get_collection(f"{conference}/participants").values()):
            if self._find_open_session(account, item.value["name"]):
                self.leave(item.value["name"])
        for artifact in ARTIFACTS:
            for item in account.get_collection(f"{conference}/{artifact}").values():
                item.value.update(state="ENDED", endTime=self._format_now())
        record["endTime"] = self._format_now()
        record["expireTime"] = self._format_now(RECORD_LIFETIME)
        (account.find(record["space"]) or {}).pop("activeConference", None)

    def _start_artifact(self, account: Account, conference: str, artifact: str) -> str:
        fields = {"state": "STARTED", "startTime": self._format_now()}
        identifier = str(uuid.UUID(int=self._random.getrandbits(128)))
        return str(self._add(account, f"{conference}/{artifact}", identifier, fields)["name"])

    def _locate(self, name: str, collection: str) -> tuple[Account, Node]:
        """Return the resource of that name and its account."""
        for account in self.accounts:
            resource = account.find(name)
            if resource is not None and name.split("/")[-2] == collection:
                return account, resource
        raise ValueError(f"{name!r} is not one of the {collection} in this sandbox")

    def _get_running(self, conference: str) -> tuple[Account, Node]:
        account, record = self._locate(conference, "conferenceRecords")
        if "endTime" in record:
            raise ValueError(f"{conference} has ended")
        return account, record

    def _find_open_session(self, account: Account, participant: str) -> Node | None:
        sessions = account.get_collection(f"{participant}/participantSessions").values()
        return next((each.value for each in sessions if "endTime" not in each.value), None)

    def _require_open_session(self, account: Account, participant: str) -> Node:
        session = self._find_open_session(account, participant)
        if session is None:
            raise ValueError(f"{participant} is not in the call")
        return session

    def _catch_up(self, account: Account) -> None:
        """Create the files that are due, and delete expired records."""
        now = self._read_now()
        for record in [each.value for each in account.get_collection("conferenceRecords").values()]:
            name = record["name"]
            if "expireTime" in record and parse_timestamp(record["expireTime"]) <= now:
                account.delete(name)
                continue
            for artifact, (_, _, destination, key) in ARTIFACTS.items():
                for item in account.collections.get(f"{name}/{artifact}", {}).values():
                    fields = item.value
                    if fields["state"] != "ENDED":
                        continue
                    if parse_timestamp(fields["endTime"]) + FILE_DELAY <= now:
                        # The id depends on the name only, not on the time of the first look.
                        file = self._make_id(33, random.Random(fields["name"]))
                        fields["state"] = "FILE_GENERATED"
                        url = f"{FILE_URLS[key]}{file}/view"
                        fields[destination] = {key: file, "exportUri": url}

    def _add(self, account: Account, collection: str, identifier: str, fields: Node) -> Node:
        if self.simulated_now and (ids := self._example_ids.get(collection)):
            identifier = ids.pop(0)  # The examples of the document name sample data.
        resource = {"name": f"{collection}/{identifier}", **fields}
        account.get_collection(collection)[identifier] = Item(resource, next(self._serials))
        return resource

    def _advance(self, time: timedelta) -> None:
        if self.simulated_now:
            self.simulated_now += time
        else:
            self._clock.skip(time.total_seconds())

    def _read_now(self) -> datetime:
        return self.simulated_now or self._clock.now()

    def _format_now(self, later: timedelta = timedelta()) -> str:
        return format_timestamp(self._read_now() + later)

    def _make_id(self, length: int, generator: random.Random | None = None) -> str:
        characters = string.ascii_letters + string.digits
        return "".join((generator or self._random).choices(characters, k=length))

    def _make_digits(self, length: int) -> str:
        return "1" + "".join(self._random.choices(string.digits, k=length - 1))


def _drop_unspecified(settings: Node) -> Node:
    """Return settings without the enum values that mean unset, at any depth."""
    return {
        key: _drop_unspecified(value) if isinstance(value, dict) else value
        for key, value in settings.items()
        if not _is_unspecified(value)
    }


def _is_unspecified(value: Any) -> bool:
    return isinstance(value, str) and value.endswith("_UNSPECIFIED")
