# Copied by scripts/regenerate.py from scripts/runtime/text.py; do not edit.
"""Other people's text, made fit for a terminal, a log or an error."""


def harmless(text: str) -> str:
    """`text` on one line, with everything that a terminal might act on or hide (control
    characters, line breaks, bidirectional overrides, zero-width characters) as its escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def shortened(text: str, length: int) -> str:
    """`text`, cut to `length` characters with a mark where it was cut."""
    return text if len(text) <= length else f"{text[:length]}..."
