"""The name of the program, its exit codes, and its commands without an operation."""

PROGRAM = "maton-google-meet"
DONE = 0
FAILED = 1
USAGE = 2
NOT_APPROVED = NOT_CONFIRMED = 3
NO_ACCESS = 4
NOT_FOUND = 5
RATE_LIMITED = 6
UNAVAILABLE = 7
OUTCOME_UNKNOWN = 8
INTERRUPTED = 130
PIPE_CLOSED = 141
# The packages of the extra `cli` of pyproject.toml, by the modules that commands import. Messages
# do not name the extra, since the package may not be on an index.
REQUIREMENTS = {"argcomplete": "argcomplete>=3.5", "rich": "rich>=13.9", "yaml": "pyyaml>=6.0.2"}
INSTALL_COMPLETION = "--install-completion"
# Each command's module and help. A module has two functions: add_arguments(parser: Parser) -> None
# and run(arguments: argparse.Namespace) -> int | None.
OTHER_COMMANDS = {
    "login": ("login", "Sign in to Maton in a browser, instead of using a key."),
    "logout": ("logout", "Revoke a stored session, and delete its tokens."),
    "auth": ("auth", "Connect a Google account by a sign-in in a browser."),
    "doctor": (
        "doctor",
        "Check the key or session, the connection and a call, and print a fix for each failure.",
    ),
    "demo": (
        "demo",
        "Run a tour of the client in a sandbox, shown as Python.\n\nIts writes ask for approval, "
        "as all writes do. It needs no key and no network.",
    ),
    "sandbox": (
        "sandbox_server",
        "Serve a sandbox on this machine, for programs in any language.\n\nIt prints the "
        "environment variables that point clients at it, and runs until it is interrupted.",
    ),
    "skill": ("skill", "Print the instructions for agents, or install them as a skill."),
    "help": ("help", "Show the help of a command."),
    "version": ("version", "Print the version."),
    INSTALL_COMPLETION: (
        "completion",
        "Install completion for your shell (bash, zsh, fish or PowerShell), and load it when the "
        "shell starts.",
    ),
}
