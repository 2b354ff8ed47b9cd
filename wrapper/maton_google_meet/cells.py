"""Cells of CSV files. A spreadsheet cannot run them as formulas.

Names and texts come from other people.
"""

import re
import unicodedata
from typing import Final

from maton_google_meet_api.runtime.text import escape_for_terminal

# The characters at which a spreadsheet begins a formula, after optional blanks.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS: Final = tuple("=+-@＝＋－＠")
# In many countries, a spreadsheet reads a comma as a part of a number, and separates cells at
# semicolons or tabs, also inside a quoted cell.
INNER_FORMULA: Final = re.compile(rf'[;\t\n][\s"]*(?=[{re.escape("".join(FORMULA_STARTS))}])')
CELL_CONTROLS: Final = "\t\n"


def format_cell(text: str) -> str:
    """Return `text` as a cell of a CSV file: not a formula, and with control characters escaped.

    Tabs and line breaks stay unchanged. Lone surrogates are escaped: UTF-8 cannot encode them.
    """
    return "".join(map(_escape_control, guard_formula(text)))


def guard_formula(text: str) -> str:
    """Return `text`, with an apostrophe before each part that a spreadsheet would run."""
    is_formula = text.lstrip().startswith(FORMULA_STARTS) or text[:1] in ("\t", "\r")
    guarded = INNER_FORMULA.sub(r"\g<0>'", text)
    return f"'{guarded}" if is_formula else guarded


def _escape_control(character: str) -> str:
    if unicodedata.category(character) not in ("Cc", "Cs") or character in CELL_CONTROLS:
        return character
    return escape_for_terminal(character)
