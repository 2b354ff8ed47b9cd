"""Changes to Google's discovery document, each with the differences that it causes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from codegen.discovery import list_methods

from support.reading import discovery

Node = dict[str, Any]


def method(node: Node, id: str) -> Node:
    """Return a method of the discovery document, by its id."""
    *resources, name = id.split(".")[1:]
    for resource in resources:
        node = node["resources"][resource]
    result: Node = node["methods"][name]
    return result


def properties(node: Node, schema: str) -> Node:
    result: Node = node["schemas"][schema]["properties"]
    return result


class Change(NamedTuple):
    """A change to Google's document, and the differences that it causes: kind and place."""

    label: str
    apply: Callable[[Node], Any]
    drifts: list[str]

    def can_apply(self) -> bool:
        """Return False if Google has made the change already, or removed its place."""
        changed = copy.deepcopy(discovery())
        try:
            self.apply(changed)
        except (KeyError, ValueError, AssertionError):
            return False
        return changed != discovery()


ARCHIVE = {
    "id": "meet.spaces.archive",
    "description": "Archives a space.",
    "flatPath": "v2/spaces/{spacesId}:archive",
    "httpMethod": "POST",
    "parameters": {
        "name": {"location": "path", "type": "string", "required": True},
        "reason": {"location": "query", "type": "string", "enum": ["SPARE", "OLD"]},
        "limit": {"location": "query", "type": "integer", "format": "int32", "required": True},
    },
    "request": {"$ref": "ArchiveSpaceRequest"},
    "response": {"$ref": "ArchivedSpace"},
}
ARCHIVED = {
    "id": "ArchivedSpace",
    "type": "object",
    "description": "An archived space.",
    "properties": {
        "name": {"type": "string", "description": "Its name."},
        "archiveTime": {"type": "string", "format": "google-datetime", "readOnly": True},
        "reason": {"type": "string", "enum": ["WHY_UNSPECIFIED", "SPARE"]},
        "members": {"type": "array", "items": {"$ref": "Member"}},
        "settings": {"$ref": "SpaceConfig"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "parts": {"type": "array", "items": {"type": "string"}},
    },
}
REQUEST = {"id": "ArchiveSpaceRequest", "type": "object", "properties": {
    "space": {"$ref": "Space"}, "archived": {"$ref": "ArchivedSpace"},
    "validateOnly": {"type": "boolean"},
}}  # fmt: skip
ROOMS = {
    "methods": {
        "list": {
            "id": "meet.rooms.list",
            "flatPath": "v2/rooms",
            "httpMethod": "GET",
            "parameters": {
                "pageSize": {
                    "location": "query", "type": "integer", "format": "int32",
                    "description": "If unspecified, at most 5 rooms. The maximum value is 7.",
                },
                "pageToken": {"location": "query", "type": "string"},
            },
            "response": {"$ref": "ListRoomsResponse"},
        },
        "get": {
            "id": "meet.rooms.get",
            "flatPath": "v2/rooms/{roomsId}",
            "httpMethod": "GET",
            "parameters": {"name": {"location": "path", "type": "string"}},
            "response": {"$ref": "Room"},
        },
    }
}  # fmt: skip
ROOM_SCHEMAS = {
    "Room": {"id": "Room", "type": "object", "properties": {"name": {"type": "string"}}},
    "ListRoomsResponse": {
        "id": "ListRoomsResponse",
        "type": "object",
        "properties": {
            "rooms": {"type": "array", "items": {"$ref": "Room"}},
            "nextPageToken": {"type": "string"},
        },
    },
}


def add_archive(node: Node) -> None:
    node["resources"]["spaces"]["methods"]["archive"] = copy.deepcopy(ARCHIVE)
    node["schemas"] |= {
        "ArchivedSpace": copy.deepcopy(ARCHIVED),
        "ArchiveSpaceRequest": copy.deepcopy(REQUEST),
    }


def add_rooms(node: Node) -> None:
    node["resources"]["rooms"] = copy.deepcopy(ROOMS)
    node["schemas"] |= copy.deepcopy(ROOM_SCHEMAS)


def put(path: str, value: Any) -> Callable[[Node], None]:
    """Return a function that sets a value in the schemas: `Space.properties.name.type`."""

    def change(node: Node) -> None:
        *above, last = path.split(".")
        for key in above:
            node = node[key]
        node[last] = value

    return lambda node: change(node["schemas"])


def in_method(id: str, path: str, value: Any = None) -> Callable[[Node], None]:
    """Return a function that sets a value in a method, or removes it if it is None."""

    def change(node: Node) -> None:
        node = method(node, id)
        *above, last = path.split("/")
        for key in above:
            node = node[key]
        if value is None:
            del node[last]
        else:
            node[last] = value

    return change


def rename_method(node: Node) -> None:
    node["resources"]["spaces"]["methods"]["patch"]["id"] = "meet.spaces.change"
    node["resources"]["spaces"]["methods"]["change"] = node["resources"]["spaces"]["methods"].pop(
        "patch"
    )


def rename_field(schema: str, old: str, new: str) -> Callable[[Node], None]:
    def change(node: Node) -> None:
        fields = properties(node, schema)
        node["schemas"][schema]["properties"] = {
            new if key == old else key: each for key, each in fields.items()
        }

    return change


def rename_parameter(id: str, old: str, new: str) -> Callable[[Node], None]:
    def change(node: Node) -> None:
        parameters = method(node, id)["parameters"]
        parameters[new] = parameters.pop(old)

    return change


def rename_schema(old: str, new: str) -> Callable[[Node], None]:
    def change(node: Node) -> None:
        for part in ("resources", "schemas"):
            text = json.dumps(node[part]).replace(f'"$ref": "{old}"', f'"$ref": "{new}"')
            node[part] = json.loads(text)
        node["schemas"][new] = node["schemas"].pop(old)

    return change


def add_method_without_response(node: Node) -> None:
    ping = {key: each for key, each in ARCHIVE.items() if key not in {"request", "response"}}
    ping |= {"id": "meet.spaces.ping", "flatPath": "v2/spaces/{spacesId}:ping"}
    node["resources"]["spaces"]["methods"]["ping"] = ping


def exchange(node: Node) -> None:
    get, delete = (method(node, f"meet.spaces.members.{verb}") for verb in ("get", "delete"))
    get["httpMethod"], delete["httpMethod"] = "DELETE", "GET"


def replace_method(node: Node) -> None:
    methods = node["resources"]["conferenceRecords"]["methods"]
    methods["find"] = methods.pop("get") | {"id": "meet.conferenceRecords.find", "scopes": [SCOPE]}


def move_to_v3(node: Node) -> None:
    notes = node["resources"]["conferenceRecords"]["resources"]["smartNotes"]["methods"]
    for each in notes.values():
        each["flatPath"] = each["flatPath"].replace("v2/", "v3/")


EMPTIES = [
    each["id"]
    for each in list_methods(discovery())
    if each.get("response") == {"$ref": "Empty"}
]  # fmt: skip


def without_empty(node: Node) -> None:
    del node["schemas"]["Empty"]
    for id in EMPTIES:
        del method(node, id)["response"]


def add_schema(node: Node, name: str, user: str) -> None:
    node["schemas"][name] = {"type": "object", "properties": {"text": {"type": "string"}}}
    properties(node, user)["more"] = {"$ref": name}


SMART_NOTES = "conferenceRecords/{}/smartNotes"
SCOPE = "https://www.googleapis.com/auth/meetings.all"
LISTING = "meet.conferenceRecords.recordings.list"
PARTICIPANTS = "meet.conferenceRecords.participants.list"
SIZE = "parameters/pageSize/description"
STRING = {"location": "query", "type": "string"}
ACCESS_TYPES = properties(discovery(), "SpaceConfig")["accessType"]["enum"]

ALL_CHANGES = [
    Change("method", add_archive, [
        "new: method meet.spaces.archive", "new: schema ArchivedSpace",
        "new: schema ArchiveSpaceRequest", "new: schema ArchivedSpaceInput",
    ]),
    Change("resource", add_rooms, [
        "new: method meet.rooms.list", "new: method meet.rooms.get",
        "new: schema Room", "new: schema ListRoomsResponse",
    ]),
    Change("method gone", lambda n: n["resources"]["spaces"]["methods"].pop("endActiveConference"),
            ["gone: method meet.spaces.endActiveConference"]),
    Change("method renamed", rename_method,
            ["renamed: method meet.spaces.patch: probably 'meet.spaces.patch' is now "
             "'meet.spaces.change'"]),
    Change("method deprecated", in_method("meet.spaces.get", "deprecated", True),
            ["new: method meet.spaces.get deprecated"]),
    Change("verb", in_method("meet.spaces.patch", "httpMethod", "PUT"),
            ["changed: method meet.spaces.patch verb: 'PATCH' is now 'PUT'"]),
    Change("path", in_method("meet.spaces.get", "flatPath", "v2/rooms/{roomsId}"),
            ["changed: method meet.spaces.get path: 'v2/spaces/{}' is now 'v2/rooms/{}'"]),
    Change("request", in_method("meet.spaces.members.create", "request", {"$ref": "SpaceConfig"}),
            ["changed: method meet.spaces.members.create request: 'NewMember' is now "
             "'SpaceConfig'"]),
    Change("request new",
            in_method("meet.spaces.members.delete", "request", {"$ref": "Empty"}),
            ["new: method meet.spaces.members.delete request"]),
    Change("request gone", in_method("meet.spaces.endActiveConference", "request"),
            ["gone: method meet.spaces.endActiveConference request"]),
    Change("response", in_method("meet.spaces.get", "response", {"$ref": "SpaceConfig"}),
            ["changed: method meet.spaces.get response: 'Space' is now 'SpaceConfig'"]),
    Change("parameter", in_method(LISTING, "parameters/orderBy", STRING),
            [f"new: method {LISTING} parameter orderBy"]),
    Change("parameter of a method without",
            in_method("meet.spaces.get", "parameters/view", STRING),
            ["new: method meet.spaces.get parameter view"]),
    Change("parameter as another's", in_method(LISTING, "parameters/filter", STRING),
            [f"new: method {LISTING} parameter filter"]),
    Change("parameter gone", in_method(PARTICIPANTS, "parameters/filter"),
            [f"gone: method {PARTICIPANTS} parameter filter"]),
    Change("parameter of a type", in_method(PARTICIPANTS, "parameters/filter/type", "integer"),
            [f"changed: method {PARTICIPANTS} parameter filter type: 'string' is now 'integer'"]),
    Change("parameter of a format", in_method(PARTICIPANTS, "parameters/filter/format", "byte"),
            [f"new: method {PARTICIPANTS} parameter filter format"]),
    Change("parameter required", in_method(PARTICIPANTS, "parameters/filter/required", True),
            [f"new: method {PARTICIPANTS} parameter filter required"]),
    Change("parameter deprecated", in_method(PARTICIPANTS, "parameters/filter/deprecated", True),
            [f"new: method {PARTICIPANTS} parameter filter deprecated"]),
    Change("maximum in prose",
            in_method(LISTING, SIZE, "If unspecified, at most 10 are. The maximum value is 300."),
            [f"changed: method {LISTING} parameter pageSize maximum: '100' is now '300'"]),
    Change("maximum no longer", in_method(LISTING, SIZE, "If unspecified, at most 10 are."),
            [f"gone: method {LISTING} parameter pageSize maximum"]),
    Change("default in prose",
            in_method(LISTING, SIZE, "If unspecified, at most 30 are. The maximum value is 100."),
            [f"changed: method {LISTING} parameter pageSize default: '10' is now '30'"]),
    Change("default as a key", in_method(PARTICIPANTS, "parameters/filter/default", "all"),
            [f"new: method {PARTICIPANTS} parameter filter default"]),
    Change("global", lambda n: n["parameters"].update(trace=STRING), ["new: global trace"]),
    Change("global that is omitted gone", lambda n: n["parameters"].pop("callback"),
            ["gone: global callback"]),
    Change("schema gone", lambda n: (n["schemas"].pop("PhoneUser"),
                                      properties(n, "Participant").pop("phoneUser")),
            ["gone: schema Participant field phoneUser", "gone: schema PhoneUser"]),
    Change("schema deprecated", put("PhoneUser.deprecated", True),
            ["new: schema PhoneUser deprecated"]),
    Change("field", put("PhoneUser.properties.country", {"type": "string", "readOnly": True}),
            ["new: schema PhoneUser field country"]),
    Change("field of an empty schema",
            put("EndActiveConferenceRequest.properties", {"force": {"type": "boolean"}}),
            ["new: schema EndActiveConferenceRequest field force"]),
    Change("read-only field of a body too", put("Space.properties.owner",
                                                 {"type": "string", "readOnly": True}),
            ["new: schema Space field owner", "new: schema SpaceInput omitted field owner"]),
    Change("field of a body too", put("Member.properties.note", {"type": "string"}),
            ["new: schema Member field note", "new: schema NewMember field note",
             "new: schema MemberInput field note"]),
    Change("field gone", lambda n: properties(n, "GatewaySipAccess").pop("sipAccessCode"),
            ["gone: schema GatewaySipAccess field sipAccessCode"]),
    Change("first field gone", lambda n: properties(n, "PhoneAccess").pop("phoneNumber"),
            ["gone: schema PhoneAccess field phoneNumber"]),
    Change("only field gone", lambda n: properties(n, "ActiveConference").pop("conferenceRecord"),
            ["gone: schema ActiveConference field conferenceRecord"]),
    Change("omitted field gone", lambda n: properties(n, "Space").pop("meetingCode"),
            ["gone: schema Space field meetingCode",
             "gone: schema SpaceInput omitted field meetingCode"]),
    Change("type", put("PhoneAccess.properties.pin.type", "integer"),
            ["changed: schema PhoneAccess field pin type: 'string' is now 'integer'"]),
    Change("format", put("TranscriptEntry.properties.text.format", "byte"),
            ["new: schema TranscriptEntry field text format"]),
    Change("format no longer", lambda n: properties(n, "Recording")["endTime"].pop("format"),
            ["gone: schema Recording field endTime format"]),
    Change("reference", put("Recording.properties.driveDestination.$ref", "DocsDestination"),
            ["changed: schema Recording field driveDestination type: 'DriveDestination' is now "
             "'DocsDestination'"]),
    Change("items", put("ListMembersResponse.properties.members.items.$ref", "Participant"),
            ["changed: schema ListMembersResponse field members type: 'list of Member' is now "
             "'list of Participant'"]),
    Change("read-only", put("PhoneAccess.properties.pin.readOnly", True),
            ["new: schema PhoneAccess field pin readOnly"]),
    Change("read-only no longer", lambda n: properties(n, "Space")["meetingUri"].pop("readOnly"),
            ["gone: schema Space field meetingUri readOnly"]),
    Change("field deprecated", put("PhoneAccess.properties.pin.deprecated", True),
            ["new: schema PhoneAccess field pin deprecated"]),
    Change("enum value",
            lambda n: properties(n, "SpaceConfig")["accessType"]["enum"].append("MADE_UP"),
            ["new: schema SpaceConfig field accessType value MADE_UP"]),
    Change("enum value gone",
            lambda n: properties(n, "SpaceConfig")["entryPointAccess"]["enum"].remove("ALL"),
            ["gone: schema SpaceConfig field entryPointAccess value ALL"]),
    Change("enum value deprecated",
            put("SpaceConfig.properties.moderation.enumDeprecated", [False, True, False]),
            ["new: schema SpaceConfig field moderation value OFF deprecated"]),
    Change("enum where there was none", put("PhoneAccess.properties.pin.enum", ["ONE", "TWO"]),
            ["new: schema PhoneAccess field pin value ONE",
             "new: schema PhoneAccess field pin value TWO"]),
    Change("enum no longer", lambda n: properties(n, "RecordingConfig")[
                "autoRecordingGeneration"].pop("enum"),
            ["gone: schema RecordingConfig field autoRecordingGeneration value "
             "AUTO_GENERATION_TYPE_UNSPECIFIED",
             "gone: schema RecordingConfig field autoRecordingGeneration value OFF",
             "gone: schema RecordingConfig field autoRecordingGeneration value ON"]),
    Change("scopes", in_method("meet.spaces.create", "scopes", [SCOPE]),
            ["changed: method meet.spaces.create scopes: "
             "'https://www.googleapis.com/auth/meetings.space.created' is now "
             "'https://www.googleapis.com/auth/meetings.all'"]),
    Change("root URL", lambda n: n.update(rootUrl="https://meet2.googleapis.com/"),
            ["changed: document baseUrl: 'https://meet.googleapis.com/' is now "
             "'https://meet2.googleapis.com/'"]),
    Change("service path", lambda n: n.update(servicePath="api/"),
            ["changed: document baseUrl: 'https://meet.googleapis.com/' is now "
             "'https://meet.googleapis.com/api/'"]),
    Change("revision", lambda n: n.update(revision="29991231"),
            [f"changed: document revision: {discovery()['revision']!r} is now '29991231'"]),
    Change("older revision", lambda n: n.update(revision="20200101"), []),
    Change("pattern of a path", in_method("meet.spaces.get", "parameters/name/pattern",
                                          "^spaces/[a-z]+$"),
            ["changed: method meet.spaces.get path spaceId pattern: '^[^/]+$' is now '^[a-z]+$'"]),
    Change("pattern of a parameter", in_method(PARTICIPANTS, "parameters/filter/pattern", "^x$"),
            [f"new: method {PARTICIPANTS} parameter filter pattern"]),
    Change("pattern of a field", put("Space.properties.meetingCode.pattern", "^[a-z-]+$"),
            ["new: schema Space field meetingCode pattern"]),
    Change("default of a field", put("Transcript.properties.state.default", "STARTED"),
            ["new: schema Transcript field state default"]),
    Change("order of values",
            lambda n: properties(n, "SpaceConfig")["accessType"]["enum"].reverse(),
            ["changed: schema SpaceConfig field accessType order: "
             f"{', '.join(ACCESS_TYPES)!r} is now {', '.join(reversed(ACCESS_TYPES))!r}"]),
    Change("values of one of three fields", lambda n: properties(n, "ModerationRestrictions")[
                "chatRestriction"]["enum"].append("COHOSTS_ONLY"),
            ["new: schema ModerationRestrictions field chatRestriction value COHOSTS_ONLY"]),
    Change("parameter repeated", in_method(PARTICIPANTS, "parameters/filter/repeated", True),
            [f"changed: method {PARTICIPANTS} parameter filter type: 'string' is now "
             "'list of string'"]),
    Change("repeated parameter", in_method(LISTING, "parameters/states",
                                           {**STRING, "repeated": True, "enum": ["A_B", "C_D"]}),
            [f"new: method {LISTING} parameter states"]),
    Change("object inside a field", put("ParticipantSession.properties.device", {
                "type": "object", "properties": {"model": {"type": "string"}}}),
            ["new: schema ParticipantSession field device",
             "new: schema ParticipantSessionDevice"]),
    Change("response gone", in_method("meet.spaces.members.delete", "response"),
            ["gone: method meet.spaces.members.delete response"]),
    Change("method without a response", add_method_without_response,
            ["new: method meet.spaces.ping"]),
    Change("field renamed", rename_field("PhoneAccess", "pin", "accessPin"),
            ["renamed: schema PhoneAccess field pin: probably 'pin' is now 'accessPin'"]),
    Change("required field renamed", rename_field("Member", "email", "address"),
            [f"renamed: schema {each} field email: probably 'email' is now 'address'"
             for each in ("Member", "NewMember", "MemberInput")]),
    Change("omitted field renamed", rename_field("Space", "activeConference", "current"),
            ["renamed: schema Space field activeConference: probably 'activeConference' is now "
             "'current'",
             "renamed: schema SpaceInput omitted field activeConference: probably "
             "'activeConference' is now 'current'"]),
    Change("parameter renamed", rename_parameter(PARTICIPANTS, "filter", "query"),
            [f"renamed: method {PARTICIPANTS} parameter filter: probably 'filter' is now 'query'"]),
    Change("schema renamed", rename_schema("PhoneAccess", "DialIn"),
            ["changed: schema PhoneAccess name: 'PhoneAccess' is now 'DialIn'"]),
    Change("read-only field of a body's object",
            put("SpaceConfig.properties.moderation.readOnly", True),
            ["changed: schema SpaceInput field config type: 'SpaceConfig' is now "
             "'SpaceConfigInput'",
             "new: schema SpaceConfig field moderation readOnly", "new: schema SpaceConfigInput"]),
    Change("body's field read-only", put("Space.properties.config.readOnly", True),
            ["gone: schema SpaceInput field config", "new: schema Space field config readOnly",
             "new: schema SpaceInput omitted field config"]),
    Change("schema with free keys", put("PhoneUser.additionalProperties", {"type": "string"}),
            ["new: schema PhoneUser type"]),
    Change("empty deviation", put("ListMembersResponse.properties.nextPageToken.required",
                                          True),
            ["new: schema ListMembersResponse field nextPageToken required"]),
    Change("verb that writes", in_method("meet.spaces.get", "httpMethod", "POST"),
            ["changed: method meet.spaces.get verb: 'GET' is now 'POST'"]),
    Change("methods exchange their places", exchange,
            ["changed: method meet.spaces.members.get verb: 'GET' is now 'DELETE'",
             "changed: method meet.spaces.members.delete verb: 'DELETE' is now 'GET'"]),
    Change("method replaced", replace_method,
            ["new: method meet.conferenceRecords.find", "gone: method meet.conferenceRecords.get"]),
    Change("version of all paths of a resource", move_to_v3,
            [f"changed: method meet.conferenceRecords.smartNotes.{verb} path: "
             f"'v2/{SMART_NOTES}{rest}' is now 'v3/{SMART_NOTES}{rest}'"
             for verb, rest in (("get", "/{}"), ("list", ""))]),
    Change("schema gone that the proxy uses too", without_empty,
            [*(f"gone: method {id} response" for id in EMPTIES), "gone: schema Empty"]),
    Change("schema with a name of the proxy's", lambda n: add_schema(n, "ErrorBody", "PhoneUser"),
            ["new: schema PhoneUser field more", "new: schema ErrorBodyType"]),
    Change("schema with a name of an enum", lambda n: add_schema(n, "recordingState", "Transcript"),
            ["new: schema Transcript field more", "new: schema RecordingStateType"]),
    Change("value of any type in a body", put("UpdateMemberRequest.properties.more",
                                              {"type": "array", "items": {"type": "any"}}),
            ["new: schema UpdateMemberRequest omitted field more"]),
    Change("marks within a list", put("PhoneUser.properties.codes", {
                "type": "array",
                "items": {"type": "string", "deprecated": True, "readOnly": True}}),
            ["new: schema PhoneUser field codes"]),
    Change("deprecated object inside a field", put("DocsDestination.properties.more", {
                "type": "object", "deprecated": True,
                "properties": {"size": {"type": "integer", "minimum": "3", "default": "4"}}}),
            ["new: schema DocsDestination field more", "new: schema DocsDestinationMore"]),
    Change("map of timestamps", put("SmartNote.properties.endTime", {
                "type": "object",
                "additionalProperties": {"type": "string", "format": "google-datetime"}}),
            ["changed: schema SmartNote field endTime type: 'string' is now 'map of string'",
             "gone: schema SmartNote field endTime readOnly"]),
    Change("field with a pattern", put("PhoneUser.properties.country", {
                "type": "string", "pattern": "^[A-Z]{2}$"}),
            ["new: schema PhoneUser field country"]),
]  # fmt: skip
CHANGES = [change for change in ALL_CHANGES if change.can_apply()]
