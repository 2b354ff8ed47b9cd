"""Google Meet's side of the sandbox: accounts, what they hold, and what each operation does to it.

Routes, parameters and schemas are the document's; here is only what it can say in prose at most. An
operation on a collection that is not known here answers with the document's example, or with one
made up from its schema.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import itertools
import json
import random
import string
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from maton_google_meet_api.runtime.schemas import Node

from . import masks, selection
from .api import Api, Route
from .clock import Clock, stamp
from .filters import Field, Filter, moment
from .messages import Reader, camel
from .refusals import Invalid, Refusal, google, invalid

FILES_AFTER = timedelta(seconds=30)
"""How long after a call its recording, transcript and notes are files that can be opened."""
KEPT = timedelta(days=30)
"""How long a conference record is kept after its call."""
BATCH = "requests"


@dataclass
class Stored:
    """A thing, and when it came: things of the same moment keep their order."""

    value: Node
    serial: int


@dataclass
class Account:
    """A Google account and what it holds, by collection (`spaces/abc/members`) and by id."""

    user: str
    email: str
    display_name: str
    collections: dict[str, dict[str, Stored]] = field(default_factory=dict)

    def within(self, collection: str) -> dict[str, Stored]:
        """What `collection` holds, by id."""
        return self.collections.setdefault(collection, {})

    def find(self, name: str) -> Node | None:
        """The thing of that name."""
        collection, _, identifier = name.rpartition("/")
        stored = self.collections.get(collection, {}).get(identifier)
        return stored.value if stored else None

    def drop(self, name: str) -> None:
        """Delete the thing of that name with all that is beneath it."""
        collection, _, identifier = name.rpartition("/")
        del self.collections[collection][identifier]
        for beneath in [each for each in self.collections if each.startswith(f"{name}/")]:
            del self.collections[beneath]


Value = Callable[[Account, Node], str | None]


class Kind(NamedTuple):
    """How the things of one collection are listed, and how a missing one is told."""

    order: str | None = None
    """The timestamp by which they are listed; else they stand in the order in which they came."""
    newest_first: bool = False
    filters: Mapping[str, tuple[Value, bool]] = {}
    """The fields to filter by; whether each is a timestamp."""
    hidden: bool = False
    """Whether a missing one looks like one that is not shared with the account."""


def _plain(name: str) -> Value:
    return lambda _, thing: thing.get(name)


def _code(account: Account, record: Node) -> str | None:
    space = account.find(record["space"])
    return space["meetingCode"] if space else None


KINDS: dict[str, Kind] = {
    "spaces": Kind(hidden=True),
    "members": Kind(),
    "conferenceRecords": Kind(
        "startTime",
        newest_first=True,
        filters={
            "space.name": (_plain("space"), False),
            "space.meeting_code": (_code, False),
            "start_time": (_plain("startTime"), True),
            "end_time": (_plain("endTime"), True),
        },
    ),
    "participants": Kind(
        "earliestStartTime",
        newest_first=True,
        filters={
            "earliest_start_time": (_plain("earliestStartTime"), True),
            "latest_end_time": (_plain("latestEndTime"), True),
        },
    ),
    "participantSessions": Kind(
        "startTime",
        newest_first=True,
        filters={
            "start_time": (_plain("startTime"), True),
            "end_time": (_plain("endTime"), True),
        },
    ),
    "recordings": Kind("startTime"),
    "transcripts": Kind("startTime"),
    "entries": Kind("startTime"),
    "smartNotes": Kind("startTime"),
}
ARTIFACTS: dict[str, tuple[str, str, str, str]] = {
    # The setting that starts each by itself, and what its file is called.
    "recordings": ("recordingConfig", "autoRecordingGeneration", "driveDestination", "file"),
    "transcripts": ("transcriptionConfig", "autoTranscriptionGeneration", "docsDestination",
                    "document"),
    "smartNotes": ("smartNotesConfig", "autoSmartNotesGeneration", "docsDestination", "document"),
}  # fmt: skip
PAGES = {
    "file": "https://drive.google.com/file/d/",
    "document": "https://docs.google.com/document/d/",
}


class Call(NamedTuple):
    """One request, read."""

    account: Account
    route: Route
    name: str
    """Of the thing or collection; for a custom verb, of what it acts on."""
    arguments: Mapping[str, Any]
    given: Node
    """The body."""


class Meet:
    """Google Meet, for the accounts that `accounts` holds. One thread at a time."""

    def __init__(self, api: Api, clock: Clock, chance: random.Random) -> None:
        self.accounts: list[Account] = []
        self.past: datetime | None = None
        """Stands in for the present, while the past is made up."""
        self._api = api
        self._clock = clock
        self._chance = chance
        self._reader = Reader(api)
        self._serial = itertools.count(1)
        self._written: dict[str, Callable[[Call], Node]] = {
            "spaces.create": self._create_space,
            "spaces.endActiveConference": self._end_active_conference,
            "members.create": self._create_member,
            "members.batchUpdate": self._update_members,
        }
        self._shapes: dict[tuple[str, bool], Callable[[Call], Node]] = {
            ("GET", True): self._get,
            ("GET", False): self._list,
            ("PATCH", True): self._update,
            ("DELETE", True): self._delete,
        }

    # One request

    def answer(self, account: Account, route: Route, path: str, query: str, body: bytes) -> Node:
        """What Google answers.

        Raises:
            Refusal: It refuses.
        """
        path = unquote(path.removeprefix(self._api.prefix))
        try:
            arguments, system = self._arguments(route, query)
            given = self._given(route, body)
            tree = selection.parse(system["fields"]) if system.get("fields") else None
            if tree:
                selection.check(self._api, route.answer, tree)
            behave = self._behaviour(route)
            if behave is None:
                result = self._made_up(route, path, given)
            else:
                self._tidy(account)
                verb = route.path.rpartition("/")[2].partition(":")[2]
                name = path.removesuffix(f":{verb}") if verb else path
                name = self._resolved(account, name, route.method)
                result = behave(Call(account, route, name, arguments, given))
        except Invalid as error:
            raise invalid(error) from None
        if tree:
            result = selection.selected(tree, result)
        else:
            result.pop("totalSize", None)  # Sent only to who asks for it.
        numbers = "enum-encoding=int" in system.get("alt", "")
        return self._reader.numbered(route.answer, result) if numbers else result

    def _arguments(self, route: Route, query: str) -> tuple[dict[str, Any], dict[str, str]]:
        """The operation's own query parameters, read, and those that each of Google's has."""
        own: dict[str, Any] = {}
        system: dict[str, str] = {}
        for key, value in parse_qsl(query, keep_blank_values=True):
            bare = key.removeprefix("$")
            name = key if key in route.query else camel(key)
            if bare == "fields" or key in self._api.everywhere or bare in self._api.everywhere:
                system[bare] = value
            elif name not in route.query:
                raise Invalid(f'there is no query parameter "{key}"')
            elif name in own:
                raise Invalid("it is given twice", (name,))
            elif value:
                own[name] = self._reader.read(route.query[name], value, (name,))
        if system.get("alt", "json").partition(";")[0] != "json":
            raise Invalid("only json is answered here", ("alt",))
        return own, system

    def _given(self, route: Route, body: bytes) -> Node:
        if not body.strip():
            if route.body_required:
                raise Invalid("a body is required")
            return {}
        if route.body is None:
            raise Invalid("this takes no body")
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Invalid("the body is not JSON") from error
        return dict(self._reader.read(route.body, value))

    def _behaviour(self, route: Route) -> Callable[[Call], Node] | None:
        """What is known to happen; None where nothing is known of such a thing."""
        *parts, last = route.path.split("/")
        if route.id in self._written:
            return self._written[route.id]
        one = last.startswith("{")
        if ":" in last or (parts[-1] if one else last) not in KINDS:
            return None
        return self._shapes.get((route.method, one))

    def _made_up(self, route: Route, path: str, given: Node) -> Node:
        examples = route.examples or [self._api.sample(route.answer)]
        lasting = [each for each in examples if "nextPageToken" not in each]
        sample: Node = copy.deepcopy((lasting or examples)[0])
        sample.pop("nextPageToken", None)  # Nothing would come of asking for another page.
        fields = self._api.kind(route.answer).get("properties", {})
        sample.update({key: value for key, value in given.items() if key in fields})
        if "name" in fields and route.path.endswith("}"):
            sample["name"] = path
        return sample

    def _resolved(self, account: Account, path: str, method: str) -> str:
        """Return `path` with the id of a space in the place of its meeting code, after checking
        that all above its last part exists. Only a space itself is read by its code."""
        parts = path.split("/")
        if parts[0] == "spaces" and len(parts) > 1:
            code = parts[1].lower()
            for identifier, space in account.within("spaces").items():
                if space.value["meetingCode"] == code:
                    if method != "GET" or len(parts) > 2:
                        raise self._missing("spaces")
                    parts[1] = identifier
        above = len(parts) - 1 - (len(parts) % 2 == 0)
        for end in range(2, above + 1, 2):
            self._thing(account, "/".join(parts[:end]))
        return "/".join(parts)

    def _missing(self, collection: str) -> Refusal:
        if KINDS[collection].hidden:
            return Refusal(403, self._api.example("PermissionDenied", "space"))
        return Refusal(404, self._api.example("NotFound", "google"))

    def _thing(self, account: Account, name: str) -> Node:
        thing = account.find(name)
        if thing is None:
            raise self._missing(name.split("/")[-2])
        return thing

    # What operations do

    def _get(self, call: Call) -> Node:
        return copy.deepcopy(self._thing(call.account, call.name))

    def _list(self, call: Call) -> Node:
        kind = KINDS[call.name.rpartition("/")[2]]
        size = self._size(call)
        expression = call.arguments.get("filter", "")
        fits = self._filter(call.account, kind, expression)
        # Only the first page may be asked for without one that was handed out for these arguments.
        seal = json.dumps([call.account.user, call.name, expression])
        after = self._opened(seal, call.arguments.get("pageToken", ""))
        items = [each for each in call.account.within(call.name).values() if fits(each.value)]
        places = sorted((_place(kind, each), each) for each in items)
        places = [each for each in places if after is None or each[0] > after]
        page = [copy.deepcopy(stored.value) for _, stored in places[:size]]
        fields = self._api.kind(call.route.answer)["properties"]
        key = next(name for name, each in fields.items() if "items" in self._api.kind(each))
        result: Node = {key: page} if page else {}
        if len(places) > size:
            result["nextPageToken"] = _sealed(seal, places[size - 1][0])
        if "totalSize" in fields:
            result["totalSize"] = len(items)
        return result

    def _size(self, call: Call) -> int:
        schema = call.route.query.get("pageSize", {})
        asked: int = call.arguments.get("pageSize", 0)
        if asked < 0:
            raise Invalid("a page cannot hold fewer than 0", ("pageSize",))
        # A list that has no pages is answered whole.
        largest: int = schema.get("maximum", sys.maxsize)
        return min(asked or schema.get("x-server-default", largest), largest)

    def _filter(self, account: Account, kind: Kind, expression: str) -> Callable[[Node], bool]:
        def known(value: Value) -> Callable[[Node], str | None]:
            return lambda thing: value(account, thing)

        if not expression.strip():
            return lambda thing: True
        fields = {name: Field(known(value), time) for name, (value, time) in kind.filters.items()}
        return Filter(expression, fields).condition

    def _opened(self, seal: str, token: str) -> tuple[float, int] | None:
        if not token:
            return None
        try:
            place = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[8:])
            if _sealed(seal, tuple(place)) == token:
                return place[0], place[1]
        except (ValueError, TypeError, IndexError, RecursionError):
            pass
        raise Invalid("no page token for this list with these arguments", ("pageToken",))

    def _update(self, call: Call) -> Node:
        thing = self._thing(call.account, call.name)
        changed = self._changed(call, thing, call.given, call.arguments.get("updateMask", ""))
        thing.clear()
        thing.update(changed)
        return copy.deepcopy(thing)

    def _changed(self, call: Call, thing: Node, given: Node, mask: str) -> Node:
        schema = call.route.body or {}
        if BATCH in self._api.kind(schema)["properties"]:
            schema = self._api.routes["members.update"].body or {}
        changed = masks.updated(self._api, schema, thing, given, mask)
        if "email" in changed:
            self._check_new(call.account, thing["name"].rpartition("/")[0], changed)
        return self._settled(changed)

    def _check_new(self, account: Account, members: str, member: Node) -> None:
        """Refuse a member whom the space has already, under another name."""
        email = member["email"].casefold()
        for each in account.within(members).values():
            same = each.value.get("email", "").casefold() == email
            if same and each.value["name"] != member.get("name"):
                raise google("ALREADY_EXISTS", "This person is a member of the space already.")

    def _delete(self, call: Call) -> Node:
        self._thing(call.account, call.name)
        call.account.drop(call.name)
        return {}

    def _create_space(self, call: Call) -> Node:
        return copy.deepcopy(self.new_space(call.account, call.given.get("config", {})))

    def _end_active_conference(self, call: Call) -> Node:
        space = self._thing(call.account, call.name)
        record = space.get("activeConference", {}).get("conferenceRecord")
        if record is None:
            raise Refusal(400, self._api.example("BadRequest", "google"))
        self.end(record)
        return {}

    def _create_member(self, call: Call) -> Node:
        self._check_new(call.account, call.name, call.given)
        space, _, _ = call.name.rpartition("/")
        return copy.deepcopy(self.new_member(call.account, space, call.given))

    def _update_members(self, call: Call) -> Node:
        space, _, _ = call.name.rpartition("/")
        mask = call.given.get("updateMask", "")
        self._changed(call, {}, {}, mask)  # The mask is checked even where nobody is changed.
        changes: list[tuple[Node, Node]] = []
        for at, entry in enumerate(call.given[BATCH]):
            where = (BATCH, at)
            if (entry.get("updateMask") or mask) != mask:
                raise Invalid("the mask of a request must be that of the batch", where)
            name = entry["member"]["name"]
            if name.rpartition("/")[0] != f"{space}/members":
                raise Invalid(f"{name!r} is no member of this space", (*where, "member", "name"))
            thing = self._thing(call.account, name)
            if any(thing is changed for changed, _ in changes):
                raise Invalid("a member stands in a batch once", where)
            given = {key: value for key, value in entry["member"].items() if key != "name"}
            changes.append((thing, self._changed(call, thing, given, mask or "*")))
        for thing, changed in changes:
            thing.clear()
            thing.update(changed)
        return {"members": [copy.deepcopy(thing) for thing, _ in changes]} if changes else {}

    def _settled(self, thing: Node) -> Node:
        """`thing` as it is answered: a value that stands for none is none, and a space has the
        settings that apply where none was given."""
        if "meetingCode" in thing:
            config = _given(thing.get("config", {}))
            config.setdefault("accessType", "TRUSTED")
            config.setdefault("entryPointAccess", "ALL")
            if config.get("moderation") != "ON":
                config.pop("moderationRestrictions", None)
            return {**thing, "config": config}
        return {key: value for key, value in thing.items() if key != "role" or not _none(value)}

    # What happens in calls; also the past is made up with this

    def new_space(self, account: Account, config: Node, **more: Any) -> Node:
        """A new space of the account, as it is kept."""
        letters = "".join(self._chance.choices(string.ascii_lowercase, k=10))
        code = f"{letters[:3]}-{letters[3:7]}-{letters[7:]}"
        space = {"meetingUri": f"https://meet.google.com/{code}", "meetingCode": code, **more}
        space = self._settled({**space, "config": config})
        return self._add(account, "spaces", self._id(12), space)

    def new_member(self, account: Account, space: str, member: Node) -> Node:
        """A new member of the space, as it is kept."""
        return self._add(account, f"{space}/members", self._digits(21), self._settled(member))

    def start_conference(self, space: str) -> str:
        """See `Sandbox.start_conference`."""
        account, found = self._held(space, "spaces")
        if "activeConference" in found:
            raise ValueError(f"a call is running in {space} already")
        record = self._add(
            account,
            "conferenceRecords",
            self._id(12),
            {"startTime": self._stamp(), "space": found["name"]},
        )
        found["activeConference"] = {"conferenceRecord": record["name"]}
        return str(record["name"])

    def join(self, conference: str, who: str, how: str) -> str:
        """See `Sandbox.join`."""
        back = "/participants/" in who
        if back and not who.startswith(f"{conference}/participants/"):
            raise ValueError(f"{who} was not in {conference}")
        account, _ = self._held(conference, "conferenceRecords")
        record = self._running(conference)
        participant = (
            self._held(who, "participants")[1]
            if back
            else self._come(account, conference, who, how)
        )
        name = str(participant["name"])
        if self._open_session(account, name):
            raise ValueError(f"{name} is in the call already")
        participant.pop("latestEndTime", None)
        sessions = f"{name}/participantSessions"
        number = len(account.within(sessions)) + 1
        self._add(account, sessions, str(number), {"startTime": self._stamp()})
        if "signedinUser" in participant:
            settings = (account.find(record["space"]) or {}).get("config", {})
            for artifact, (config, switch, _, _) in ARTIFACTS.items():
                on = settings.get("artifactConfig", {}).get(config, {}).get(switch) == "ON"
                if on and not account.within(f"{conference}/{artifact}"):
                    self._begin(account, conference, artifact)
        return name

    def _come(self, account: Account, conference: str, who: str, how: str) -> Node:
        """A new participant."""
        kind = {"signed in": "signedinUser", "anonymous": "anonymousUser", "phone": "phoneUser"}[
            how
        ]
        person = {"displayName": who}
        if how == "signed in":
            known = next((each for each in self.accounts if each.display_name == who), None)
            person["user"] = known.user if known else f"users/{self._digits(21)}"
        participant = {kind: person, "earliestStartTime": self._stamp()}
        return self._add(account, f"{conference}/participants", self._digits(12), participant)

    def leave(self, participant: str) -> None:
        """See `Sandbox.leave`."""
        account, found = self._held(participant, "participants")
        session = self._open_session(account, participant)
        if session is None:
            raise ValueError(f"{participant} is not in the call")
        session["endTime"] = found["latestEndTime"] = self._stamp()

    def say(self, participant: str, text: str, language: str) -> str:
        """See `Sandbox.say`."""
        account, _ = self._held(participant, "participants")
        if self._open_session(account, participant) is None:
            raise ValueError(f"{participant} is not in the call")
        conference = participant.partition("/participants/")[0]
        running = [
            each.value["name"]
            for each in account.within(f"{conference}/transcripts").values()
            if each.value["state"] == "STARTED"
        ]
        transcript = running[0] if running else self._begin(account, conference, "transcripts")
        entry = {"participant": participant, "text": text, "languageCode": language}
        entry["startTime"] = self._stamp()
        self._pass(timedelta(seconds=0.4 * len(text.split())))
        entry["endTime"] = self._stamp()
        entries = f"{transcript}/entries"
        number = str(len(account.within(entries)) + 1)
        return str(self._add(account, entries, number, entry)["name"])

    def end(self, conference: str) -> None:
        """See `Sandbox.end`."""
        account, _ = self._held(conference, "conferenceRecords")
        record = self._running(conference)
        for stored in list(account.within(f"{conference}/participants").values()):
            if self._open_session(account, stored.value["name"]):
                self.leave(stored.value["name"])
        for artifact in ARTIFACTS:
            for stored in account.within(f"{conference}/{artifact}").values():
                stored.value.update(state="ENDED", endTime=self._stamp())
        record["endTime"] = self._stamp()
        record["expireTime"] = self._stamp(KEPT)
        (account.find(record["space"]) or {}).pop("activeConference", None)

    def _begin(self, account: Account, conference: str, artifact: str) -> str:
        begun = {"state": "STARTED", "startTime": self._stamp()}
        return str(self._add(account, f"{conference}/{artifact}", self._uuid(), begun)["name"])

    def _held(self, name: str, collection: str) -> tuple[Account, Node]:
        """The thing of that name, with the account that holds it."""
        for account in self.accounts:
            thing = account.find(name)
            if thing is not None and name.split("/")[-2] == collection:
                return account, thing
        raise ValueError(f"{name!r} is not one of the {collection} in this sandbox")

    def _running(self, conference: str) -> Node:
        record = self._held(conference, "conferenceRecords")[1]
        if "endTime" in record:
            raise ValueError(f"{conference} has ended")
        return record

    def _open_session(self, account: Account, participant: str) -> Node | None:
        sessions = account.within(f"{participant}/participantSessions").values()
        return next((each.value for each in sessions if "endTime" not in each.value), None)

    def _tidy(self, account: Account) -> None:
        """Let pass what time brings: files are made, and old records go."""
        now = self._now()
        for record in [each.value for each in account.within("conferenceRecords").values()]:
            name = record["name"]
            if "expireTime" in record and moment(record["expireTime"]) <= now:
                account.drop(name)
                continue
            for artifact, (_, _, destination, key) in ARTIFACTS.items():
                for stored in account.collections.get(f"{name}/{artifact}", {}).values():
                    made = stored.value
                    if made["state"] == "ENDED" and moment(made["endTime"]) + FILES_AFTER <= now:
                        file = self._id(33, random.Random(made["name"]))  # Whoever looks first.
                        made["state"] = "FILE_GENERATED"
                        made[destination] = {key: file, "exportUri": f"{PAGES[key]}{file}/view"}

    def _add(self, account: Account, collection: str, identifier: str, thing: Node) -> Node:
        thing = {"name": f"{collection}/{identifier}", **thing}
        account.within(collection)[identifier] = Stored(thing, next(self._serial))
        return thing

    def _pass(self, time: timedelta) -> None:
        if self.past:
            self.past += time
        else:
            self._clock.skip(time.total_seconds())

    def _now(self) -> datetime:
        return self.past or self._clock.now()

    def _stamp(self, later: timedelta = timedelta()) -> str:
        return stamp(self._now() + later)

    def _id(self, length: int, chance: random.Random | None = None) -> str:
        drawn = (chance or self._chance).choices(string.ascii_letters + string.digits, k=length)
        return "".join(drawn)

    def _digits(self, length: int) -> str:
        return "1" + "".join(self._chance.choices(string.digits, k=length - 1))

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128)))


def _place(kind: Kind, stored: Stored) -> tuple[float, int]:
    """Where in its list a thing stands."""
    seconds = moment(stored.value[kind.order]).timestamp() if kind.order else 0.0
    return (-seconds, -stored.serial) if kind.newest_first else (seconds, stored.serial)


def _sealed(seal: str, place: tuple[Any, ...]) -> str:
    text = json.dumps(place).encode()
    digest = hashlib.blake2b(seal.encode() + text, digest_size=8).digest()
    return base64.urlsafe_b64encode(digest + text).decode().rstrip("=")


def _given(values: Node) -> Node:
    """Settings without those that stand for no value."""
    return {
        key: _given(value) if isinstance(value, dict) else value
        for key, value in values.items()
        if not _none(value)
    }


def _none(value: Any) -> bool:
    return isinstance(value, str) and value.endswith("_UNSPECIFIED")
