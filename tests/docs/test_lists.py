"""The guide to lists: the filters are those of the document."""

from __future__ import annotations

import re
from typing import Any

from support.pages import read_section


def test_the_filters_are_those_of_the_document(document: dict[str, Any]) -> None:
    parameters = document["components"]["parameters"]
    for row in re.findall(
        r"^\| `.*$", read_section("docs/guides/lists.md", "Filters"), re.MULTILINE
    ):
        method, fields, examples = row.strip("| ").split(" | ")
        [tag] = re.findall(r"`(\w+)s\.list`", method)
        name = re.sub("_(.)", lambda match: match[1].upper(), tag)
        description = " ".join(parameters[f"{name}Filter"]["schema"]["description"].split())
        text = description.partition(", with values")[0]
        assert re.findall(r"`([^`]+)`", fields) == re.findall(r"`([^`]+)`", text)
        assert all(f"`{each}`" in description for each in re.findall(r"`([^`]+)`", examples))
