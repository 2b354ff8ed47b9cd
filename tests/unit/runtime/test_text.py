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
    # A text of one character may take another path.
    assert {each for each in characters if escape_for_terminal(each) == each} <= shown


ZWJ, ZWNJ, SELECTOR = "\u200d", "\u200c", "\ufe0f"
KEPT = [
    # Families, couples, occupations, gender, hair, direction and skin tones.
    *(
        "👨~👩~👧~👦",
        "👩~👩~👦",
        "👩~👧",
        "🧑~🧑~🧒~🧒",
        "👩~❤_~👨",
        "👩🏽~❤_~💋~👨🏿",
        "👩🏻~🤝~👨🏿",
        "🧑~🤝~🧑",
    ),
    *(
        "👩~🚀",
        "👨🏽~🍳",
        "👩~⚕_",
        "🧑🏿~⚖_",
        "👩~🦰",
        "🧑~🎄",
        "👩🏽~🦽~➡_",
        "🏃~♀_",
        "🏃🏽~♂_~➡_",
        "🚶~➡_",
    ),
    *("⛹_~♀_", "⛹🏿~♂_", "👯~♀_", "🧞~♂_", "🤷🏻~♀_"),
    # Flags, animals, faces and things.
    *(
        "🏳_~🌈",
        "🏳_~⚧_",
        "🏴~☠_",
        "🐻~❄_",
        "🐈~⬛",
        "😮~💨",
        "😶~🌫_",
        "🙂~↔_",
        "🍋~🟩",
        "❤_~🔥",
        "⛓_~💥",
    ),
    *(
        f"🏴{''.join(chr(0xE0000 + ord(tag)) for tag in tags)}"
        for tags in ("gbeng\x7f", "gbsct\x7f")
    ),
    # The selector.
    *("❤_", "☎_ 1", "Ana ☺_", "1_\u20e3", "#_\u20e3", "🅰_"),
    # Persian, Urdu, and Indic scripts.
    *("می;خواهم", "کتاب;ها", "نیم;فاصله", "بَ;ب"),
    *("क्~ष", "क्;ष", "ක්~ෂ", "ශ්~රී", "র~্য", "ക്~ഷ", "ड़्~य"),
]
ESCAPED = [
    # At the ends, doubled, alone, between other scripts and other emoji.
    *(
        "~",
        ";",
        "_",
        "a~",
        "~a",
        "a~b",
        "a;b",
        "a_b",
        "~👩",
        "👩~",
        "👩~~👧",
        "👩;👧",
        "👩~a",
        "a~👧",
    ),
    *("👦~👩", "😀~😀", "🏃~⬛", "🙂~🌈", "♀~♂", "🏴~🌈"),
    # Without the selector that emoji-zwj-sequences.txt requires, they look the same.
    *("👩~⚕", "👩~❤~👨", "🏳~🌈", "🏴~☠", "⛹~♀_"),
    # The selector without an effect.
    *("😀_", "⌚_", "☝_🏽", "1_", "#_", "❤__", "é_", "漢_"),
    # Letters that do not join, and joiners that change nothing.
    *("کار;ها", "می;", ";می", "می;;خ", "می~خ", "ا;ب", "م;a", "a;م", "ء;ب", "م ;ب"),
    *("क्~", "क~ष", "क्~~ष", "क्~a", "क्~ক", "~्य", "র~্ক", "क;ष"),
    # Tags of other flags, or without a flag.
    *("🏴\U000e0067\U000e007f", "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
]


def spell(text: str) -> str:
    """Return `text` with the joiners and the selector in place of `~`, `;` and `_`."""
    return text.replace("~", ZWJ).replace(";", ZWNJ).replace("_", SELECTOR)


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_joiners_with_an_effect_are_kept(text: str) -> None:
    text = spell(text)
    for each in (text, f"Ana {text} Marković", f"{text}{text}"):
        assert escape_for_terminal(each) == each
    assert escape_for_terminal(text, joiners=False).isprintable()
    assert escape_for_terminal(text, joiners=False) != text


@pytest.mark.parametrize("text", ESCAPED, ids=ascii)
def test_joiners_without_an_effect_are_escaped(text: str) -> None:
    text = spell(text)
    shown = escape_for_terminal(text)
    assert shown != text
    assert escape_for_terminal(shown) == shown


def test_joiners_are_escaped_as_the_caller_asks() -> None:
    text = spell("👩~👧 a~b")
    assert escape_for_terminal(text, lambda _: "?") == spell("👩~👧 a?b")
    assert escape_for_terminal(text, lambda _: "?", joiners=False) == "👩?👧 a?b"


@pytest.mark.parametrize("joined", [spell(text) for text in KEPT if len(text) > 1], ids=ascii)
@pytest.mark.parametrize("joiner", [ZWJ, ZWNJ, SELECTOR], ids=ascii)
def test_a_joiner_that_is_added_is_escaped_or_has_an_effect(joined: str, joiner: str) -> None:
    for at in range(len(joined) + 1):
        text = joined[:at] + joiner + joined[at:]
        if escape_for_terminal(text) == text:
            assert not any(pair in text for pair in (joiner * 2, ZWJ + ZWNJ, ZWNJ + ZWJ))
            assert text[0] not in {ZWJ, ZWNJ, SELECTOR}
            assert text[-1] not in {ZWJ, ZWNJ}
