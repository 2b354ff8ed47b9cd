"""`wait`: wait until the files of a conference are generated."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from maton_google_meet_api.runtime.schemas import Node

from ..facade import find_items, get_response_schema, list_verbs, prepare_response
from .columns import KIND
from .conferences import PLACE_HELP, add_client_options, open_reader
from .errors import CommandError
from .output import Printer, choose_format, wrap_items
from .parser import Parser, suggest
from .program import PROGRAM, USAGE, WAIT
from .times import parse_duration


def add_arguments(parser: Parser) -> None:
    """Add the place, the kinds of files and the options of a client."""
    from ..reports.rows import FILE_KINDS

    parser.add_argument("where", help=PLACE_HELP)
    parser.add_argument(
        "kind",
        nargs="*",
        help=f"The kinds of files to wait for: {', '.join(FILE_KINDS)}. The default is all kinds.",
    )
    parser.add_argument(
        "--timeout",
        metavar="DURATION",
        type=parse_duration,
        default=parse_duration("10m"),
        help="The longest time to wait, such as 90s, 30m or 2h. The default is 10m.",
    )
    add_client_options(parser, "format", "select", "wide")


def run(arguments: argparse.Namespace) -> None:
    """Wait for the files, and print them."""
    from ..reports.rows import FILE_KINDS
    from ..reports.waiting import LISTINGS, wait_for

    kinds = [each.replace("-", "_") for each in arguments.kind]
    for kind in kinds:
        if kind not in FILE_KINDS:
            raise CommandError(
                USAGE,
                f"{kind} is not a kind of file.{suggest(kind, FILE_KINDS)} The kinds are "
                f"{', '.join(FILE_KINDS)}.",
                hint=f"{PROGRAM} {WAIT} --help",
            )
    settings = arguments.settings
    schema = make_schema(LISTINGS.values())
    format = choose_format(settings.format, settings.json, lists=True, path=settings.output)
    printer = Printer(format, settings.select, settings.output, settings.wide, settings.color)
    printer.check(schema, lists=True)
    with open_reader(WAIT, arguments) as (meet, progress):
        files = wait_for(
            meet,
            arguments.where,
            kinds or FILE_KINDS,
            timeout=arguments.timeout.total_seconds(),
            progress=progress.show_steps,
        )
        progress.stop()
        items = [{KIND: kind} | prepare_response(each) for kind, each in files.list_all()]
        printer.print_list(items, schema)


def make_schema(resources: Iterable[str]) -> Node:
    """Return the schema of a list of files of several resources, each with its kind."""
    properties: dict[str, Node] = {KIND: {"type": "string"}}
    identity = list[str]()
    for resource in resources:
        [verb] = [each for each in list_verbs(resource) if each.lists]
        item = find_items(get_response_schema(verb.operation))[1]
        properties |= item["properties"]
        identity = item["required"]
    return wrap_items({"type": "object", "required": identity, "properties": properties})
