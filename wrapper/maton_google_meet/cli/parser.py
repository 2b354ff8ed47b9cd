"""The parser of a command: the parser of the standard library, with other messages and help.

`argparse` reads the options. The class below assigns the positional arguments, and writes the
messages and the help, because those of `argparse` differ between the versions of Python.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from .errors import CommandError
from .program import PROGRAM, USAGE

OPTION_GROUP, COMMON_GROUP = "Options", "Shared options"
ARGUMENT_GROUP = "Arguments"
HELP_FLAGS = ("-h", "--help")
DASH_ADVICE = "Write an argument that starts with a dash after --, or as --OPTION=VALUE."
INDENT, GAP, MIN_WIDTH = 2, 2, 40


class Switch(argparse.Action):
    """The action of a flag that has a negative form: `("--json", "--no-json")`."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Store False for the negative form, which is the second name."""
        setattr(namespace, self.dest, option_string not in self.option_strings[1:])


class Parser(argparse.ArgumentParser):
    """The parser of one command, for one command line."""

    def __init__(self, command: str, text: str = "", usage: str = "[OPTIONS]") -> None:
        super().__init__(
            command,
            # `add_argument` creates a formatter, which asks for the width of the terminal.
            formatter_class=partial(argparse.HelpFormatter, width=MIN_WIDTH),
            add_help=False,
            allow_abbrev=False,
            exit_on_error=False,
        )
        self.text = text
        self.end_of_usage = usage
        self.flags: dict[str, bool] = {}
        """The options; True if one takes a value."""
        self.positionals: list[tuple[argparse.Action, bool]] = []
        """The positional arguments; True if one is required."""
        self.sections: dict[str, list[tuple[str, str]]] = {}
        """The help: lists of names and texts, by their titles."""
        self.columns: dict[str, int] = {}
        """The column of the texts, for lists that have one."""
        self.suggest_command: Callable[[str], str | None] = lambda _: None
        """Returns the command that takes an argument that this command does not take; else None."""

    def add_argument(  # type: ignore[override]
        self,
        *names: str,
        group: str = OPTION_GROUP,
        help: str | None = None,
        metavar: str | None = None,
        **options: Any,
    ) -> argparse.Action:
        """Add an option or a positional argument, as `argparse` does.

        A positional argument takes one value; with `nargs="?"` it may be absent, and with
        `nargs="*"` it takes the remaining values.
        """
        if not names[0].startswith("-"):
            metavar = metavar or names[0].upper().replace("-", "_")
            action = argparse.Action([], names[0], metavar=metavar, **options)
            self.positionals.append((action, action.nargs is None))
            group, label = ARGUMENT_GROUP, metavar
        else:
            action = super().add_argument(*names, **options)
            takes_value = action.nargs != 0
            self.flags |= dict.fromkeys(names, takes_value)
            metavar = metavar or action.dest.upper()
            label = f"{', '.join(names)} {metavar}" if takes_value else ", ".join(names)
        if help is not argparse.SUPPRESS:
            self.sections.setdefault(group, []).append((label, help or ""))
        return action

    def add_choice(self, name: str, values: Sequence[str], help: str, **options: Any) -> None:
        """Add an option that takes one of `values`, which shells complete."""
        action = self.add_argument(
            name,
            metavar=name.removeprefix("--").upper(),
            type=make_choice(values),
            help=f"{', '.join(values[:-1])} or {values[-1]}. {help}" if values[1:] else help,
            **options,
        )
        # argcomplete reads this attribute.
        vars(action)["completer"] = lambda **_: [*values]

    def parse(self, tokens: Sequence[str], others: Container[str] = ()) -> argparse.Namespace:
        """Return the values of the options and arguments.

        Args:
            tokens: The tokens of a command line, after the command.
            others: The options of other commands.

        Raises:
            CommandError: The command does not take these tokens.
        """
        tokens = [*tokens]
        end = tokens.index("--") if "--" in tokens else len(tokens)
        options, words = tokens[:end], tokens[end + 1 :]
        try:
            namespace, rest = self.parse_known_args(options)
        except argparse.ArgumentError as error:
            self._fail_value(error, options)
        for token in rest:
            if token.startswith("-") and token != "-":
                self.fail_option(token, others)
        self._assign([*rest, *words], namespace)
        return namespace

    def _assign(self, words: list[str], namespace: argparse.Namespace) -> None:
        """Assign the positional arguments."""
        for action, required in self.positionals:
            if action.nargs == "*":
                setattr(namespace, action.dest, words)
                return
            if required and not words:
                self.error(f"Missing argument: {action.metavar}.")
            setattr(namespace, action.dest, words.pop(0) if words else action.default)
        if words:
            text = f"Unexpected argument: {' '.join(words)}."
            hint = self.suggest_command(words[0]) if len(words) == 1 else None
            raise CommandError(USAGE, text, hint=hint or f"{self.prog} --help")

    def error(self, message: str) -> NoReturn:
        """Raise the error of a command line, with the next step."""
        raise CommandError(USAGE, message, hint=f"{self.prog} --help")

    def fail_option(self, token: str, others: Container[str] = ()) -> NoReturn:
        """Raise the error of an unknown option. `others` are options of other commands."""
        flag = token.partition("=")[0]
        if flag in others:
            command = self.prog.removeprefix(f"{PROGRAM} ")
            self.error(f"{command} does not take {flag}.")
        if not flag.startswith("--"):
            raise CommandError(USAGE, f"Unknown option: {token}.", DASH_ADVICE)
        self.error(f"Unknown option: {flag}.{suggest(flag, self.flags)}")

    def _fail_value(self, error: argparse.ArgumentError, tokens: Sequence[str]) -> NoReturn:
        """Raise the error of an option's value, with the option as the user wrote it."""
        names = (error.argument_name or "").split("/")
        given = [at for at, token in enumerate(tokens) if split_flag(token) in names]
        if not given:  # It is in a group of short options, such as -vo.
            self.error(f"{names[0]}: {error.message}.")
        at, flag = given[-1], split_flag(tokens[given[-1]])
        if not self.flags[flag]:
            self.error(f"{flag} does not take a value.")
        if tokens[at] == flag and at + 1 == len(tokens):
            self.error(f"{flag} needs a value.")
        if tokens[at] == flag and tokens[at + 1].startswith("-"):
            raise CommandError(USAGE, f"{flag} needs a value.", DASH_ADVICE)
        self.error(f"{flag}: {error.message}.")

    def add_list(self, title: str, entries: Mapping[str, str]) -> None:
        """Add a list to the help, with the names in one column and the texts in another."""
        self.sections[title] = [*entries.items()]
        self.columns[title] = INDENT + max(map(len, entries), default=0) + GAP

    def format_usage(self) -> str:
        """Return the usage line."""
        names = list[str]()
        for action, required in self.positionals:
            several = "..." if action.nargs == "*" else ""
            names.append(f"{action.metavar}" if required else f"[{action.metavar}{several}]")
        return " ".join(["Usage:", self.prog, *names, self.end_of_usage])

    def format_help(self) -> str:
        """Return the help, wrapped at the width of the terminal."""
        import shutil

        width = max(shutil.get_terminal_size().columns, MIN_WIDTH)
        parts = [self.format_usage()]
        parts += [_wrap(self.text, width)] if self.text else []
        for title, entries in self.sections.items():
            lines = [f"{title}:"]
            for label, text in entries:
                if title in self.columns:
                    start = f"{' ' * INDENT}{label}".ljust(self.columns[title])
                    lines.append(_wrap(text, width, start, len(start)))
                else:
                    lines.append(f"{' ' * INDENT}{label}")
                    first, *others = text.split("\n")
                    lines += [_wrap(first, width, "", 3 * INDENT)] if first else []
                    lines += [_wrap(each, width, "", 4 * INDENT) for each in others]
            parts.append("\n".join(lines))
        return "\n\n".join(parts) + "\n"


def _wrap(text: str, width: int, start: str = "", indent: int = 0) -> str:
    """Return `text` with each line wrapped, indented, and the first one after `start`."""
    import textwrap

    wrapper = textwrap.TextWrapper(
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines = "\n".join(map(wrapper.fill, text.split("\n")))
    return start + lines[len(start) :] if start else lines


def split_flag(token: str) -> str:
    """Return the option of a token, without its value: of `--name=value`, `-n` and `-nvalue`."""
    return token.partition("=")[0] if token.startswith("--") else token[:2]


def suggest(word: str, choices: Iterable[str], quote: str = "") -> str:
    """Return the question for the choice that is most similar to `word`; '' if none is similar."""
    from difflib import get_close_matches

    names = {choice.casefold(): choice for choice in choices}
    word = word.casefold()
    starts = [each for each in names if word and each.startswith(word)]
    # The dashes would make any two options similar.
    by_letters = {name.lstrip("-"): name for name in names}
    close = get_close_matches(word.lstrip("-"), by_letters)
    matches = starts or [by_letters[each] for each in close]
    return f" Did you mean {quote}{names[matches[0]]}{quote}?" if matches else ""


def make_choice(values: Sequence[str]) -> Callable[[str], str]:
    """Return the `type` of an option that takes one of `values`."""

    def parse(text: str) -> str:
        if text not in values:
            raise argparse.ArgumentTypeError(f"{text} is not one of {', '.join(values)}")
        return text

    return parse


def make_number(kind: Callable[[str], Any], noun: str) -> Callable[[str], Any]:
    """Return the `type` of an option whose value is a number."""

    def parse(text: str) -> Any:
        try:
            return kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text} is not {noun}") from None

    return parse


parse_int: Callable[[str], Any] = make_number(int, "a whole number")
parse_float: Callable[[str], Any] = make_number(float, "a number")
