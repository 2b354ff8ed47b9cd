"""The guide to lists: its requests and filters are those of the document."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from support.document_server import DocumentServer
from support.pages import RunBlock, find_block, read_section

PAGE = "docs/guides/lists.md"


def test_the_lists_are_as_documented(
    server: DocumentServer, run_on_document_server: RunBlock
) -> None:
    names = run_on_document_server(find_block(PAGE, "page_size="))
    parameters = map(
        server.judge.resolve, server.judge.operations["participants.list"]["parameters"]
    )
    [size] = [item["schema"] for item in parameters if item["name"] == "pageSize"]
    largest = str(server.judge.resolve(size)["x-largest"])
    assert [
        dict(parse_qsl(seen.target.partition("?")[2]))
        for seen in server.requests("participants.list")
    ] == [
        {"pageSize": largest},
        {"pageSize": "40"},
        {"fields": "totalSize"},
        {"fields": "participants(name),nextPageToken", "pageSize": largest},
    ]
    assert names["pages"] == [names["everyone"]]


def test_the_filters_are_those_of_the_document(document: dict[str, Any]) -> None:
    parameters = document["components"]["parameters"]
    for row in re.findall(r"^\| `.*$", read_section(PAGE, "Filters"), re.MULTILINE):
        method, fields, examples = row.strip("| ").split(" | ")
        [tag] = re.findall(r"`(\w+)s\.list`", method)
        name = re.sub("_(.)", lambda match: match[1].upper(), tag)
        description = " ".join(parameters[f"{name}Filter"]["schema"]["description"].split())
        text = description.partition(", with values")[0]
        assert re.findall(r"`([^`]+)`", fields) == re.findall(r"`([^`]+)`", text)
        assert all(f"`{each}`" in description for each in re.findall(r"`([^`]+)`", examples))
