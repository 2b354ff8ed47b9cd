"""Names that Python, the generator, the facade or a client has: Google can choose any of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from codegen.document import Document, load_yaml
from codegen.generate import build_package
from codegen.operations import Operation, read_operations
from codegen.rules import load_document

# The package is built once, which takes seconds.
pytestmark = pytest.mark.thorough
PREFIX, BETA = "/google-meet/v2", "/google-meet/v2beta"
# The keys of fields and query parameters, each with its argument on the facade.
KEYS = {
    # Python
    "class": "class_", "import": "import_", "None": "none", "type": "type", "match": "match",
    "str": "str", "list": "list", "datetime": "datetime", "builtins": "builtins", "id": "id",
    # the facade
    "self": "self_", "body": "body", "fetch": "fetch", "mask": "mask", "read": "read",
    "errors": "errors", "checkField": "check_field", "buildMask": "build_mask",
    "splitName": "split_name", "replaceNone": "replace_none", "oddId": "odd_id",
    "parent": "parent", "name": "name_", "page": "page", "pageSizes": "page_sizes",
    # the generator
    "d": "d", "cls": "cls", "src_dict": "src_dict", "field_dict": "field_dict", "data": "data",
    "additionalProperties": "additional_properties", "toDict": "to_dict", "prop": "prop",
    "fromDict": "from_dict", "toJson": "to_json", "fromJson": "from_json",
    "propName": "prop_name", "propDict": "prop_dict", "cast": "cast",
    "additionalKeys": "additional_keys", "additionalProperty": "additional_property",
    "client": "client", "url": "url", "params": "params", "headers": "headers", "T": "t",
    "kwargs": "kwargs", "response": "response", "quote": "quote", "json": "json", "httpx": "httpx",
    "optionsItem": "options_item", "optionsItemData": "options_item_data",
    "jsonClass": "json_class", "odd": "odd", "oddInput": "odd_input",
    # JSON schema and OpenAPI
    "properties": "properties", "required": "required", "items": "items", "enum": "enum",
    "example": "example", "default": "default", "description": "description", "title": "title",
    "format": "format", "readOnly": "read_only", "anyOf": "any_of",
    # the command line
    "help": "help", "version": "version", "limit": "limit", "yes": "yes", "sandbox": "sandbox",
    "connection": "connection", "all": "all",
    # spelling
    "9lives": "field_9lives", "_links": "links", "@type": "type_", "$filter": "filter",
    "fooBar": "foo_bar", "foo_bar": "foo_bar_", "foo-bar": "foo_bar__",
}  # fmt: skip
FLAGS = {
    "class": "--class", "self": "--self", "None": "--none", "name": "--name", "json": "--json",
    "help": "--help-", "version": "--version-", "limit": "--limit", "9lives": "--field-9lives",
    "fooBar": "--foo-bar", "foo_bar": "--foo-bar-", "foo-bar": "--foo-bar--",
    "type": "--type", "@type": "--type-",
}  # fmt: skip
# Keys of both a query parameter and a field, each with the two arguments and options.
CLASHES = {
    "name": ("name_", "name__", "--name", "--name-"),
    "class": ("class_", "class__", "--class", "--class-"),
    "oddId": ("odd_id", "odd_id_", "--odd-id", "--odd-id-"),
    "updateMask": ("update_mask", "update_mask_", "--update-mask", "--update-mask-"),
    "fields": ("fields", "fields_", "--fields", "--fields-"),
    "body": ("body", "body_", "--body", "--body-"),
}
VERBS = {
    "import": "import_", "class": "class_", "str": "str_", "tuple": "tuple_", "read": "read",
    "datetime": "datetime_", "dict": "dict", "property": "property", "close": "close",
    "self": "self", "none": "none", "fetch": "fetch",
}  # fmt: skip
TAGS = {
    "http": "http_", "close": "close_", "class": "class_", "import": "import_",
    "withOptions": "with_options_", "authorize": "authorize_", "property": "property_",
    "sleep": "sleep_",
    "calls": "calls", "pager": "pager", "resources": "resources", "space": "space",
    "asyncSpaces": "async_spaces", "self": "self_", "sandbox": "sandbox", "true": "true_",
}  # fmt: skip
CLASSES = {
    "Pager": "Pager_", "calls": "Calls_", "Client": "Client_", "Response": "Response_",
    "Any": "Any_", "Mapping": "Mapping_", "Unset": "Unset_", "T": "T_", "HTTPStatus": "HTTPStatus_",
    "V": "V", "ValueError": "ValueError_", "None": "None_", "TypeVar": "TypeVar_",
    "AsyncPager": "AsyncPager_", "Resources": "Resources_", "Spaces": "Spaces", "type": "Type",
    "CodeFormat": "CodeFormat_", "9Lives": "Schema9Lives", "StrEnum": "StrEnum_",
    "Model": "Model_", "person": "Person_",
}  # fmt: skip
VALUES = {
    "None": "NONE", "True": "TRUE", "2D": "VALUE_2D", "3-D": "VALUE_3_D", "import": "IMPORT",
    "open": "OPEN", "OPEN": "OPEN_2", "A-B": "A_B", "A_B": "A_B_2", "+": "VALUE_9", "mro": "MRO",
    "_X": "X",
}  # fmt: skip
TEXT = {"type": "string", "description": "Any text."}


def refer(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def parameter(place: str, name: str, schema: dict[str, Any] = TEXT) -> dict[str, Any]:
    required = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "example": "x", "schema": schema, **required}


def make_operation(id: str, answer: str, *queries: dict[str, Any], body: str = "") -> Any:
    operation = {
        "operationId": id,
        "tags": [id.partition(".")[0]],
        "summary": "Do it.",
        "description": "It is done.",
        "parameters": [*queries],
        "responses": {"200": make_content(answer, "Done.")},
    }
    if body:
        operation["x-write"] = {"outcome": "It is done.", "destructive": False}
        operation["requestBody"] = {**make_content(body, "A body."), "required": True}
    return operation


def make_content(schema: str, description: str) -> Any:
    media = {"schema": refer(schema), "examples": {"none": {"value": {}}}}
    return {"description": description, "content": {"application/json": media}}


def add_names(root: Any) -> None:
    """Add the names above to a document."""
    state = {"anyOf": [refer("OddState"), {"type": "string"}], "description": "A state."}
    options = {"type": "array", "items": state, "description": "Several states."}
    inner = {"type": "object", "properties": {"class": TEXT, "d": TEXT}, "description": "More."}
    fields = {**dict.fromkeys(KEYS, TEXT), "options": options, "fetchState": state, "cls2": inner}
    schemas = root["components"]["schemas"]
    for name in CLASSES:
        schemas[name] = {"type": "object", "properties": {"class": TEXT}}
    schemas["OddCls3"] = {"type": "object", "properties": {"class": TEXT}}
    schemas["OddCls4Item"] = schemas["OddCls3"]
    models = {f"model{index}": refer(name) for index, name in enumerate(CLASSES)}
    inner_list = {"type": "array", "items": inner, "description": "Several."}
    models |= {"cls3": inner, "cls4": inner_list}
    schemas["Odd"] = {"type": "object", "properties": {**fields, **models}}
    schemas["OddInput"] = {"type": "object", "properties": fields}
    schemas["Clashes"] = {"type": "object", "properties": dict.fromkeys(CLASHES, TEXT)}
    schemas["OddState"] = {"type": "string", "enum": [*VALUES]}
    schemas["Pager"]["properties"] = {
        "self": {"type": "array", "items": refer("calls")},
        "nextPageToken": TEXT,
    }
    number = {"type": "integer", "description": "How many."}
    mask, part = parameter("query", "updateMask"), parameter("query", "fields")
    queries = [parameter("query", key) for key in KEYS]
    queries.append(parameter("query", "options", options))
    clashes = [parameter("query", key) for key in CLASHES]
    paged = [
        *(parameter("query", "page_size"), parameter("query", "pageSize", number), part),
        *(parameter("query", "pageToken"), parameter("query", "parent")),
    ]
    item, below = f"{PREFIX}/odds/{{oddId}}", "{class}/clients/{client}/selves/{self}"
    paths = {
        item: {
            "parameters": [parameter("path", "oddId")],
            "get": make_operation("odds.get", "Odd", *queries),
            "patch": make_operation("odds.update", "Odd", mask, part, body="OddInput"),
        },
        f"{item}:both": {
            "parameters": [parameter("path", "oddId")],
            "post": make_operation("odds.both", "Clashes", *clashes, body="Clashes"),
        },
        f"{item}/parts": {
            "parameters": [parameter("path", "oddId")],
            "get": make_operation("odds.list", "Pager", *paged),
        },
        f"{PREFIX}/kinds/{below}": {
            "parameters": [parameter("path", each) for each in ("class", "client", "self")],
            "get": make_operation("odds.below", "Odd", parameter("query", "class")),
        },
    }  # fmt: skip
    for verb in VERBS:
        paths[f"{PREFIX}/odds:{verb}"] = {"get": make_operation(f"odds.{verb}", "Odd")}
    for tag in TAGS:
        paths[f"{PREFIX}/{tag}Things"] = {"get": make_operation(f"{tag}.get", "Odd")}
    root["x-resource-names"].append(f"{BETA}/")
    paths[f"{BETA}/spaces/{{spaceId}}:connectActiveConference"] = {
        "parameters": [{"$ref": "#/components/parameters/spaceId"}],
        "post": {
            **make_operation("spaces.connectActiveConference", "Clashes", body="Clashes"),
            "x-preview": "v2beta",
        },
    }
    root["tags"] += [{"name": tag, "description": "Odd things."} for tag in ("odds", *TAGS)]
    root["paths"] |= paths


PROGRAM = """
import asyncio, contextlib, io, json, sys
import httpx
import maton_google_meet
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, approve_all, models
from maton_google_meet.cli.app import run
from maton_google_meet.cli.names import list_commands, list_resources, to_kebab_case
from maton_google_meet.cli.options import list_options
from maton_google_meet.sandbox import Sandbox

sent, calls = [], json.load(sys.stdin)


def answer(request):
    page = {"self": [{"class": "c"}]} if request.url.path.endswith("/parts") else {"class": "c"}
    body = json.loads(request.content) if request.content else page
    query = dict(request.url.params.multi_items())
    sent.append([request.method, request.url.raw_path.decode().partition("?")[0], query, body])
    return httpx.Response(200, json=body)


options = {"api_key": "key", "connection": "c", "transport": httpx.MockTransport(answer)}


def dump(response):
    if hasattr(response, "to_dict"):
        fields = {name: getattr(response, name) for name in type(response).__annotations__}
        texts = {name: value for name, value in fields.items() if isinstance(value, str)}
        return [type(response).__name__, texts, response.to_dict()]
    return [type(response).__name__]


def build(keywords):
    return {
        name: getattr(models, value["model"]).from_dict(value["json"])
        if isinstance(value, dict) else value
        for name, value in keywords.items()
    }


def record(name, response):
    results.setdefault(name, []).append([sent.pop(), response])


results, commands = {}, {}
with GoogleMeet(**options, confirm=approve_all) as meet:
    for name, resource, verb, arguments, keywords in calls:
        response = getattr(getattr(meet, resource), verb)(*arguments, **build(keywords))
        if isinstance(response, maton_google_meet.Pager):
            response = list(response)[0]
        record(name, dump(response))


async def main():
    async with AsyncGoogleMeet(**options, confirm=approve_all) as meet:
        for name, resource, verb, arguments, keywords in calls:
            response = getattr(getattr(meet, resource), verb)(*arguments, **build(keywords))
            if isinstance(response, maton_google_meet.AsyncPager):
                response = [item async for item in response][0]
            else:
                response = await response
            record(name, dump(response))


asyncio.run(main())
make = maton_google_meet.GoogleMeet
maton_google_meet.GoogleMeet = lambda **more: make(**{**more, **options})
flags = {}
for name, resource, verb, arguments, keywords in calls:
    [(command, found)] = [
        (command, each)
        for command, owner in list_resources().items()
        for each in list_commands(owner).values()
        if (each.resource, each.name) == (resource, verb)
    ]
    line = [command, to_kebab_case(found.name), *arguments]
    flags[name] = {}
    for option in list_options(found):
        flags[name][".".join(option.path)] = option.flag
        value = keywords.get(option.path[0])
        if isinstance(value, dict):
            value = value["json"].get(option.path[1])
        if option.flag and value is not None:
            line.append(f"{option.flag}={value if isinstance(value, str) else json.dumps(value)}")
    yes = "--cli-yes" if "--yes" in flags[name].values() else "--yes"
    line += [yes] if found.operation.outcome else []
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = run(line)
        help_code = run([*line[:2], "--help"])
    commands[name] = line[:2]
    assert (code, help_code) == (0, 0), output.getvalue()
    record(name, None)
values = {each.name: each.value for each in models.OddState}
with Sandbox().client(confirm=approve_all) as meet:
    space = meet.spaces.create()
    reply = dump(meet.spaces.connect_active_conference(space.name, class_="x"))
print(json.dumps([results, commands, flags, values, sorted(models.__all__), reply]))
"""


class OddPackage:
    """The package of a document with all names, and the results of calls of its methods."""

    def __init__(self, document: Document, folder: Path, repository: Path) -> None:
        self.operations = {each.id: each for each in read_operations(document)}
        build_package(document, folder / "maton_google_meet_api")
        calls = [self._make_call(each) for each in self.operations.values() if _is_added(each)]
        path = [os.fspath(folder), os.fspath(repository / "wrapper")]
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", PROGRAM],
            input=json.dumps(calls),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        results = json.loads(done.stdout)
        self.results, self.commands, self.flags, self.values, self.models, self.reply = results

    def _make_call(self, operation: Operation) -> list[Any]:
        keywords: dict[str, Any] = {
            each.name: f"query {each.key}" for each in operation.query if each.key != "pageSize"
        }
        keywords |= {each.name: f"body {each.key}" for each in operation.body_fields}
        for argument in (*operation.query, *operation.body_fields):
            if argument.key == "options":
                keywords[argument.name] = ["2D", "new"]
            elif argument.key == "cls2":
                text = {"class": "inner class", "d": "inner d"}
                keywords[argument.name] = {"model": "OddInputCls2", "json": text}
        if operation.id == "odds.update":
            del keywords["update_mask"]  # It is derived.
        keywords |= {
            each.name: "*" for each in operation.query if each.key in {"fields", "pageToken"}
        }
        variables = len(operation.path_keys)
        subject = "/".join((operation.template or "").replace("{", "").replace("}", "").split("/"))
        arguments = [subject] if variables else []
        return [operation.id, operation.resource, operation.verb, arguments, keywords]


def _is_added(operation: Operation) -> bool:
    return operation.raw["summary"] == "Do it."


@pytest.fixture(scope="module")
def package(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> OddPackage:
    folder = tmp_path_factory.mktemp("names")
    root = load_yaml((repository / "spec" / "openapi.yaml").read_text(encoding="utf-8"))
    add_names(root)
    path = folder / "openapi.yaml"
    path.write_text(json.dumps(root), encoding="utf-8")
    return OddPackage(load_document(path), folder, repository)


def get_requests(package: OddPackage, operation: str) -> list[Any]:
    """Return the requests of both clients and of the command line, without the bodies of reads."""
    return [request for request, _ in package.results[operation]]


def get_responses(package: OddPackage, operation: str) -> list[Any]:
    """Return the class, the texts and the JSON that both clients returned."""
    return [response for _, response in package.results[operation] if response]


@pytest.mark.parametrize("key", KEYS)
def test_a_field_or_a_parameter_may_have_any_name(key: str, package: OddPackage) -> None:
    get, update = package.operations["odds.get"], package.operations["odds.update"]
    [field] = [each for each in update.body_fields if each.key == key]
    assert field.name == KEYS[key]
    assert [each.name for each in get.query if each.key == key] == [KEYS[key]]
    for _, path, query, _ in get_requests(package, "odds.get"):
        assert (path, query[key]) == (f"{PREFIX}/odds/oddId", f"query {key}")
    for _, _, query, body in get_requests(package, "odds.update"):
        assert body[key] == f"body {key}"
        assert key in query["updateMask"].split(",")
    for _, texts, data in get_responses(package, "odds.update"):
        assert texts[field.generated_name] == data[key] == f"body {key}"
    for id in ("odds.get", "odds.update"):
        assert package.flags[id][KEYS[key]] == FLAGS.get(key, package.flags[id][KEYS[key]])


def test_an_inner_field_may_have_any_name(package: OddPackage) -> None:
    for _, _, query, body in get_requests(package, "odds.update"):
        assert body["cls2"] == {"class": "inner class", "d": "inner d"}
        assert {"cls2.class", "cls2.d", "options"} <= {*query["updateMask"].split(",")}
        assert body["options"] == ["2D", "new"]


@pytest.mark.parametrize("key", CLASHES)
def test_a_field_and_a_parameter_may_have_one_name(key: str, package: OddPackage) -> None:
    in_query, in_body, *flags = CLASHES[key]
    for _, path, query, body in get_requests(package, "odds.both"):
        assert path == f"{PREFIX}/odds/oddId:both"
        assert body[key] == f"body {key}"
        assert query[key] == ("*" if key == "fields" else f"query {key}")
    assert [package.flags["odds.both"][each] for each in (in_query, in_body)] == flags


def test_a_list_and_its_path_may_have_any_names(package: OddPackage) -> None:
    for _, path, query, _ in get_requests(package, "odds.list"):
        assert path == f"{PREFIX}/odds/oddId/parts"
        assert query["page_size"] == "query page_size"
        assert query["parent"] == "query parent"
    for response in get_responses(package, "odds.list"):
        assert response == ["Calls_", {"class_": "c"}, {"class": "c"}]
    path = f"{PREFIX}/kinds/class/clients/client/selves/self"
    for _, sent, query, _ in get_requests(package, "odds.below"):
        assert (sent, query) == (path, {"class": "query class"})


@pytest.mark.parametrize("verb", VERBS)
def test_a_method_may_have_any_name(verb: str, package: OddPackage) -> None:
    assert package.operations[f"odds.{verb}"].verb == VERBS[verb]
    assert package.commands[f"odds.{verb}"] == ["odds", verb.lower()]
    paths = {path for _, path, _, _ in get_requests(package, f"odds.{verb}")}
    assert paths == {f"{PREFIX}/odds:{verb}"}


@pytest.mark.parametrize("tag", TAGS)
def test_a_resource_may_have_any_name(tag: str, package: OddPackage) -> None:
    assert package.operations[f"{tag}.get"].resource == TAGS[tag]
    name = TAGS[tag].strip("_").replace("_", "-")
    assert package.commands[f"{tag}.get"][0] == ("api-sandbox" if tag == "sandbox" else name)
    paths = {path for _, path, _, _ in get_requests(package, f"{tag}.get")}
    assert paths == {f"{PREFIX}/{tag}Things"}


def test_a_model_may_have_any_name(package: OddPackage) -> None:
    assert {*CLASSES.values()} <= {*package.models}
    assert {"OddCls3", "OddCls32", "OddCls4Item", "OddCls4Item2"} <= {*package.models}
    assert package.operations["odds.list"].names.resource_classes["space"] == "Space_"


def test_an_enum_value_may_have_any_name(package: OddPackage) -> None:
    assert package.values == {name: value for value, name in VALUES.items()}


def test_a_preview_method_works_like_the_others(package: OddPackage) -> None:
    id = "spaces.connectActiveConference"
    operation, stable = package.operations[id], package.operations["spaces.get"]
    assert (operation.subject, operation.template) == (stable.subject, stable.template)
    assert package.commands[id] == ["spaces", "connect-active-conference"]
    requests = get_requests(package, id)
    assert len(requests) == 3
    for method, path, _, body in requests:
        assert (method, path) == ("POST", f"{BETA}/spaces/spaceId:connectActiveConference")
        assert body == {key: f"body {key}" for key in CLASHES}
    assert package.reply == ["Clashes", {}, {}]  # The sandbox answers with the example.
