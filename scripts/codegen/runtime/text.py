"""Make untrusted text safe to show in a terminal, a log or an error.

It imports no other module of the package.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Container

# Invisible characters that `str.isprintable` accepts: fillers, empty patterns and variation
# selectors.
_INVISIBLE = frozenset(
    chr(code)
    for first, last in (
        *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
        *((0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0)),
        *((0x13441, 0x13442), (0x16FE4, 0x16FE4), (0x1D159, 0x1D159), (0xE0100, 0xE01EF)),
    )
    for code in range(first, last + 1)
)
# Text without joiners, marks and hidden characters: letters and punctuation of Latin, Greek,
# Cyrillic, Hebrew, Arabic, Chinese, Japanese and Korean. It needs no look at each character.
_PLAIN = (
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u03a3-\u03ff\u0400-\u0482\u048a-\u052f\u05d0-\u05ea"
    "\u0620-\u064a\u0660-\u066d\u2010-\u2027\u20a0-\u20bf\u3001-\u3029\u3041-\u3096"
    "\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*"
)
# Combining marks on one character. Every known script needs at most this many.
_MAX_STACKED_MARKS = 4
# Invisible characters that change how their neighbors look: the two joiners, the variation selector
# for emoji, and the end of the tags in a flag.
_JOINERS = frozenset("\u200c\u200d\ufe0f\U000e007f")
# The tags of the flags of England, Scotland and Wales.
_FLAG_TAGS = ("gbeng\x7f", "gbsct\x7f", "gbwls\x7f")
# The emoji that are plain symbols without the selector.
_TEXT_EMOJI = (
    "©®‼⁉™ℹ↔-↙↩↪⌨⏏⏭-⏯⏱⏲⏸-⏺Ⓜ▪▫▶◀◻◼☀-☄☎☑☘☝☠☢☣☦☪☮☯☸-☺♀♂♟♠♣♥♦♨♻♾⚒⚔-⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴"
    "⛷-⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅-⬇〰〽㊗㊙🅰🅱🅾🅿🈂🈷🌡🌤-🌬🌶🍽🎖🎗🎙-🎛🎞🎟🏋-🏎🏔-🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳-🕹🖇🖊-🖍🖐🖥🖨🖱🖲"
    "🖼🗂-🗄🗑-🗓🗜-🗞🗡🗣🗨🗯🗳🗺🛋🛍-🛏🛠-🛥🛩🛰🛳"
)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def escape_for_terminal(
    text: str, escape: Callable[[str], str] = _escape, *, joiners: bool = True
) -> str:
    """Return `text` on one line, with every character escaped that a terminal may run or hide.

    Escape control characters, line breaks, bidirectional overrides, blank characters except the
    plain space, and combining marks without a base character or in excess.

    Joiners stay where Unicode defines their visible effect: inside an emoji, between letters of the
    Arabic script, and in conjuncts of Indic scripts. A terminal without this effect hides them, so
    pass `joiners=False` where two different texts must never look the same.
    """
    if (text.isascii() and text.isprintable()) or re.fullmatch(_PLAIN, text):
        return text
    parts: list[str] = []
    marks = _MAX_STACKED_MARKS
    effective: Container[int] = ()
    if joiners and not _JOINERS.isdisjoint(text):
        effective = {at for found in _find_joined().finditer(text) for at in range(*found.span())}
    for index, character in enumerate(text):
        marks = marks + 1 if _is_mark(character) else 0
        if index in effective or (
            character.isprintable() and character not in _INVISIBLE and marks <= _MAX_STACKED_MARKS
        ):
            parts.append(character)
        else:
            parts.append(escape(character))
            marks = _MAX_STACKED_MARKS
    return "".join(parts)


@functools.cache
def _find_joined() -> re.Pattern[str]:
    """Return the pattern of the text in which joiners have a visible effect.

    The emoji are the fully qualified ones of Unicode 17 (UTS 51, emoji-sequences.txt and
    emoji-zwj-sequences.txt), and couples of any two adults. The joiners between letters are those
    of UAX 31 (A1, A2 and B), with a letter on both sides. In the patterns, `~` is the zero width
    joiner and `_` the selector.
    """
    person, tone, all_tones = "[👨👩🧑]", "[🏻-🏿]?", "[🏻-🏿]"
    mover = f"[🏃🚶🧎]{tone}"
    emoji = [
        # Families, couples, and people who hold hands.
        "(?:👨~[👨👩]|👩~👩|👨|👩)~(?:👦(?:~👦)?|👧(?:~[👦👧])?)|🧑~(?:🧑~)?🧒(?:~🧒)?",
        f"{person}{tone}~(?:❤_~(?:💋~)?|🤝~){person}{tone}|🫱{all_tones}~🫲{all_tones}",
        # Occupations, hair, gender and direction.
        f"{person}{tone}~(?:[🌾🍳🍼🎓🎤🎨🏫🏭💻💼🔧🔬🚀🚒🦰-🦳]|[⚕⚖✈]_|[🦯🦼🦽](?:~➡_)?)",
        f"🧑{tone}~[🎄🩰]|{mover}(?:~[♀♂]_)?~➡_",
        f"[🏃🏄🏊👮👰👱👳👷💁💂💆💇🙅🙆🙇🙋🙍🙎🚣🚴🚵🚶🤦🤵🤷🤸🤹🤽🤾🦸🦹🧍-🧏🧔🧖-🧝]{tone}~[♀♂]_",
        f"[👯🤼🧞🧟]{tone}~[♀♂]_|[⛹🏋🏌🕵](?:_|{all_tones})~[♀♂]_",
        # Flags, animals, faces and things.
        "🏳_~(?:🌈|⚧_)|🏴~☠_|👁_~🗨_|❤_~[🔥🩹]|⛓_~💥|🐻~❄_|[🐈🐦]~⬛|🐦~🔥|🐕~🦺",
        "😮~💨|😵~💫|😶~🌫_|🙂~[↔↕]_|🍋~🟩|🍄~🟫",
        *(f"🏴{''.join(chr(0xE0000 + ord(tag)) for tag in tags)}" for tags in _FLAG_TAGS),
        # The selector gives the others their colors, unless a skin tone does.
        f"[#*0-9]_\u20e3|[{_TEXT_EMOJI}]_(?!{all_tones})",
    ]
    # Arabic: the letters, those that join only the previous letter, and the vowels.
    letter = "[\u0620\u0622-\u063f\u0641-\u064a\u066e\u066f\u0671-\u0673\u0675-\u06d3\u06d5\u06ee"
    letter += "\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f]"
    right = "[\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699"
    right += "\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef\u0759-\u075b\u076b"
    right += "\u076c\u0771\u0773\u0774\u0778\u0779]"
    vowel = "[\u064b-\u0652\u0670]"
    dual = f"(?!{right}){letter}"
    letters = [f"(?:(?<={dual})|(?<={dual}{vowel}))\u200c(?={letter})"]
    # Indic: after the sign that removes a vowel, also if the letter has a dot (nukta).
    for first in range(0x900, 0xE00, 0x80):
        block = f"(?=[{chr(first)}-{chr(first + 0x7F)}])[^\\W\\d_]"
        virama = chr(first + 0x4D if first < 0xD80 else 0xDCA)
        after = f"(?<={block}{virama})|(?<={block}{chr(first + 0x3C)}{virama})"
        letters.append(f"(?:{after})[\u200c~](?={block})")
    letters.append("(?<=\u09b0)~(?=\u09cd\u09af)")  # The Bengali ra before ya.
    return re.compile("|".join([*emoji, *letters]).replace("~", "\u200d").replace("_", "\ufe0f"))


def _is_mark(character: str) -> bool:
    """Return True if `character` combines with the previous one, as in accents and Hangul."""
    return (
        unicodedata.category(character)[0] == "M"
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
    )


def shorten(text: str, length: int) -> str:
    """Return `text`, or its first `length` characters followed by `...`."""
    return text if len(text) <= length else f"{text[:length]}..."
