"""`latest`: the latest conference, or those that are running."""

from __future__ import annotations

import argparse
from functools import partial

from ..facade import find_items, get_response_schema, list_verbs, prepare_response
from .conferences import add_client_options, add_where, open_reader
from .output import Printer, choose_format
from .parser import Parser
from .program import LATEST


def add_arguments(parser: Parser) -> None:
    """Add the place and the options of a client."""
    add_where(parser)
    parser.add_argument(
        "--running", action="store_true", help="List the conferences that are running now."
    )
    add_client_options(parser, "format", "select", "wide")


def run(arguments: argparse.Namespace) -> None:
    """Print the latest conference, or the list of those that are running."""
    from ..reports.conferences import RESOURCE, latest, running

    settings, lists = arguments.settings, arguments.running
    [verb] = [each for each in list_verbs(RESOURCE) if each.lists]
    schema = get_response_schema(verb.operation)
    format = choose_format(settings.format, settings.json, lists=lists, path=settings.output)
    make_printer = partial(
        Printer, format, settings.select, settings.output, settings.wide, settings.color
    )
    item = find_items(schema)[1]
    make_printer().check(schema if lists else item, lists=lists)
    with open_reader(LATEST, arguments) as (meet, progress):
        if lists:
            items = map(prepare_response, running(meet, arguments.where))
            make_printer(progress).print_list(items, schema)
        else:
            record = latest(meet, arguments.where)
            progress.stop()
            make_printer().print_object(prepare_response(record), item)
