"""Text that is shown in a terminal, a log or an error."""

from __future__ import annotations

import re
import unicodedata

import pytest
from maton_google_meet_api.runtime.text import escape_for_terminal

ORDINARY = [
    *("Ana Marković", "Léa Fournier", "渡辺 久美子", "Zoë", "Nguyễn Văn Ánh", "김철수", "محمد"),
    *("שָׁלוֹם", "हिन्दी", "ภาษาไทย", "ཨོཾ", "Ελλάδα", "ß½°±", "😀🇩🇪", "𝒳", "Ω\u0301", "a b"),
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_unchanged(text: str) -> None:
    assert escape_for_terminal(text) == text
    decomposed = unicodedata.normalize("NFD", text)
    assert escape_for_terminal(decomposed) == decomposed


def test_invisible_and_control_characters_are_escaped() -> None:
    """Escape all assigned characters, and some unassigned ones, each behind a letter."""
    characters = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) not in {"Cn", "Co"} or code % 97 == 0
    ]
    shown = set(escape_for_terminal("a" + "a".join(characters)))
    kinds = {unicodedata.category(character) for character in shown}
    assert kinds.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    assert {character for character in shown if character.isspace()} == {" "}
    hidden = re.compile(
        "VARIATION SELECTOR|(HANGUL|KHITAN).* FILLER|PATTERN BLANK|(FULL|HALF) BLANK|"
        "GRAPHEME JOINER|VOWEL INHERENT|NULL NOTEHEAD|WORD JOINER|INVISIBLE"
    )
    assert [each for each in shown if hidden.search(unicodedata.name(each, ""))] == []
    assert len(shown) > 100_000
