"""The parser of a command: values, messages and help."""

from __future__ import annotations

import argparse

import pytest
from maton_google_meet.cli.errors import CommandError
from maton_google_meet.cli.parser import Parser, Switch, parse_float, parse_int, suggest


def make_parser() -> Parser:
    parser = Parser("do", "Does it.\n\nIn two paragraphs: 100% of it.")
    parser.add_argument("name", help="Its name.")
    parser.add_argument("other-name", nargs="?", help="Another one.")
    parser.add_argument("-c", "--count", type=parse_int, metavar="N", help="The number.\nA: b.")
    parser.add_argument("--share", type=parse_float)
    parser.add_argument("--on", "--no-on", action=Switch, help="Turn it on.")
    parser.add_argument("--text", default="")
    parser.add_argument("--kind", choices=["a", "b"], group="Others", help="One of two.")
    parser.add_argument("--hidden", help=argparse.SUPPRESS)
    return parser


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a", {"name": "a"}),
        ("a b", {"name": "a", "other-name": "b"}),
        ("--on a", {"name": "a", "on": True}),
        ("a --no-on b", {"name": "a", "other-name": "b", "on": False}),
        ("--count 1 a -c2", {"name": "a", "count": 2}),
        ("--count=-1 a", {"name": "a", "count": -1}),
        ("--count -1 a", {"name": "a", "count": -1}),
        ("--share 1e-1 a b", {"name": "a", "other-name": "b", "share": 0.1}),
        ("--text= a", {"name": "a", "text": ""}),
        ("--text=--on a", {"name": "a", "text": "--on"}),
        ("--text a -- b", {"name": "b", "text": "a"}),
        ("- -- -b", {"name": "-", "other-name": "-b"}),
        ("-- --on --", {"name": "--on", "other-name": "--"}),
        ("--kind b a", {"name": "a", "kind": "b"}),
    ],
)
def test_options_and_arguments_may_have_any_order(line: str, expected: dict[str, object]) -> None:
    """The versions of Python differ in this."""
    absent = dict.fromkeys(["name", "other-name", "count", "share", "on", "kind", "hidden"])
    values = vars(make_parser().parse(line.split()))
    assert values == {**absent, "text": "", **expected}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "Missing argument: NAME."),
        ("a b c d", "Unexpected argument: c d."),
        ("--onn", "Unknown option: --onn. Did you mean --on?"),
        ("--cou 1 a", "Unknown option: --cou. Did you mean --count?"),
        ("--COUNT=1 a", "Unknown option: --COUNT. Did you mean --count?"),
        ("--zzz a", "Unknown option: --zzz."),
        ("-z a", "Unknown option: -z."),
        ("-5x", "Unknown option: -5x."),
        ("a --count", "--count needs a value."),
        ("a -c", "-c needs a value."),
        ("--count --on a", "--count needs a value."),
        ("-c x a", "-c: x is not a whole number."),
        ("--count=1.5 a", "--count: 1.5 is not a whole number."),
        ("-cx a", "-c: x is not a whole number."),
        ("--share x a", "--share: x is not a number."),
        ("--on=1 a", "--on does not take a value."),
        ("--no-on= a", "--no-on does not take a value."),
        ("--elsewhere a", "do does not take --elsewhere."),
        ("--elsewhere=1 a", "do does not take --elsewhere."),
    ],
)
def test_messages_have_the_words_of_the_command_line(line: str, message: str) -> None:
    with pytest.raises(CommandError) as raised:
        make_parser().parse(line.split(), {"--elsewhere"})
    first, *advice = raised.value.lines
    assert (raised.value.code, first) == (2, message)
    dashed = line.startswith(("-z", "-5")) or "--count --on" in line
    assert ("after --, or as --OPTION=VALUE" in "".join(advice)) is dashed
    assert raised.value.hint == (None if dashed else "do --help")


def test_the_words_of_argparse_are_the_last_resort() -> None:
    with pytest.raises(CommandError) as raised:
        make_parser().parse(["--kind", "c", "a"])
    assert raised.value.lines[0].startswith("--kind: invalid choice: 'c'")
    parser = make_parser()
    parser.add_argument("-v", action="store_true")
    with pytest.raises(CommandError) as raised:
        parser.parse(["-vc", "--on", "a"])
    assert raised.value.lines[0].startswith("-c: expected one argument")


def test_a_parser_may_take_all_words() -> None:
    parser = Parser("do")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--on", action="store_true")
    assert vars(parser.parse(["a", "--on", "b", "--", "-c"])) == {
        "words": ["a", "b", "-c"],
        "on": True,
    }
    assert parser.parse([]).words == []
    assert "do [WORDS...] [OPTIONS]" in parser.format_help()


def test_help_is_wrapped_at_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    parser = make_parser()
    parser.add_list("Codes", {"0": "done", "130": "interrupted " * 4})
    parser.add_list("Nothing", {})
    assert parser.format_help() == (
        "Usage: do NAME [OTHER_NAME] [OPTIONS]\n"
        "\n"
        "Does it.\n"
        "\n"
        "In two paragraphs: 100% of it.\n"
        "\n"
        "Arguments:\n"
        "  NAME\n"
        "      Its name.\n"
        "  OTHER_NAME\n"
        "      Another one.\n"
        "\n"
        "Options:\n"
        "  -c, --count N\n"
        "      The number.\n"
        "        A: b.\n"
        "  --share SHARE\n"
        "  --on, --no-on\n"
        "      Turn it on.\n"
        "  --text TEXT\n"
        "\n"
        "Others:\n"
        "  --kind KIND\n"
        "      One of two.\n"
        "\n"
        "Codes:\n"
        "  0    done\n"
        "  130  interrupted interrupted\n"
        "       interrupted interrupted\n"
        "\n"
        "Nothing:\n"
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("trusted", " Did you mean TRUSTED?"),
        ("open", " Did you mean OPEN_ALL?"),
        ("TRUSTD", " Did you mean TRUSTED?"),
        ("zzz", ""),
        ("", ""),
    ],
)
def test_the_most_similar_choice_is_suggested(word: str, expected: str) -> None:
    assert suggest(word, ["OPEN_ALL", "TRUSTED"]) == expected


def test_dashes_do_not_make_options_similar() -> None:
    assert suggest("--since", ["--wide", "-o"]) == ""
    assert suggest("--wdie", ["--wide", "-o"]) == " Did you mean --wide?"


def test_a_choice_has_values_that_shells_complete() -> None:
    parser = Parser("do")
    parser.add_choice("--one", ("a",), "The only one.")
    parser.add_choice("--some", ("a", "b", "c"), "The letter.", default="b")
    values = parser.parse(["--one", "a"])
    assert (values.one, values.some) == ("a", "b")
    with pytest.raises(CommandError, match="--some: d is not one of a, b, c"):
        parser.parse(["--some", "d"])
    assert parser.sections["Options"] == [
        ("--one ONE", "The only one."),
        ("--some SOME", "a, b or c. The letter."),
    ]
    actions = {each.dest: vars(each)["completer"]() for each in parser._actions}
    assert actions == {"one": ["a"], "some": ["a", "b", "c"]}


def test_another_command_may_take_an_argument() -> None:
    parser = Parser("do")
    parser.suggest_command = lambda word: f"other {word}" if word == "a" else None
    for words, hint in ((["a"], "other a"), (["b"], "do --help"), (["a", "b"], "do --help")):
        with pytest.raises(CommandError, match="Unexpected argument") as info:
            parser.parse(words)
        assert info.value.hint == hint
