"""`wait`: wait for the files of a conference."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from maton_google_meet_api.runtime.schemas import Node

from ..facade import find_items, find_properties, get_response_schema, list_verbs, prepare_response
from .conferences import add_client_options, add_where, open_reader
from .output import Printer, choose_format
from .parser import Parser
from .program import WAIT
from .times import parse_duration

KIND = "kind"
