"""The names of commands and options."""

from __future__ import annotations

import pytest
from maton_google_meet_api.runtime.commands import (
    name_fields,
    name_flag,
    name_resource,
    negate_flag,
    to_kebab_case,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("conferenceRecords", "conference-records"),
        ("end_active_conference", "end-active-conference"),
        ("list_", "list"),
        ("v2Beta", "v2-beta"),
        ("userURL", "user-url"),
    ],
)
def test_a_name_in_kebab_case(name: str, expected: str) -> None:
    assert to_kebab_case(name) == expected


def test_a_resource_may_have_the_name_of_another_command() -> None:
    assert name_resource("smart_notes", ["help"]) == "smart-notes"
    assert name_resource("help", ["help"]) == "api-help"


@pytest.mark.parametrize(
    ("argument", "flag"),
    [
        ("page_size", "--page-size"),
        ("filter", "--filter"),
        ("filter_", "--filter-"),
        ("from_", "--from"),
        ("help", "--help-"),
        ("version_", "--version-"),
    ],
)
def test_each_argument_has_its_own_option(argument: str, flag: str) -> None:
    arguments = ["page_size", "filter", "filter_", "from_", "help", "version_"]
    assert name_flag(argument, arguments) == flag
    assert len({name_flag(each, arguments) for each in arguments}) == len(arguments)


def test_two_fields_with_one_name() -> None:
    names = name_fields(["fooBar", "foo_bar", "other"])
    assert names == {"fooBar": "foo-bar", "foo_bar": "foo_bar", "other": "other"}


def test_the_negative_form_of_a_flag() -> None:
    assert negate_flag("--open") == "--no-open"
    assert negate_flag("--config.moderation.is-on") == "--config.moderation.no-is-on"
