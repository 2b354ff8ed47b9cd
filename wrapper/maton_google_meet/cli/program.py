"""The name of the program, the requirement of its extra, and its exit codes."""

PROGRAM = "maton-google-meet"
# The extra `cli` of pyproject.toml. It is not named, since the package may not be on an index.
REQUIREMENT = "cyclopts>=5.5,<6"
DONE = 0
FAILED = 1  # Any other error of the API.
USAGE = 2
NOT_APPROVED = 3
NO_ACCESS = 4  # The authentication, or the connection.
NOT_FOUND = 5  # The resource does not exist, or the account has no permission.
RATE_LIMITED = 6
UNAVAILABLE = 7  # The network or a server failed: try again.
OUTCOME_UNKNOWN = 8  # A write that may have been executed.
INTERRUPTED = 130
PIPE_CLOSED = 141
NOT_CONFIRMED = NOT_APPROVED  # Its name in 0.2.0.
# The commands without an operation, each with its function and its help.
OTHER_COMMANDS = {
    "login": ("login:login", "Sign in to Maton in a browser, instead of using a key."),
    "logout": ("login:logout", "Revoke a stored session, and delete its tokens."),
    "auth": ("account:auth", "Connect a Google account by a sign-in in a browser."),
    "doctor": (
        "doctor:doctor",
        "Check the key or session, the connection and a call, and print a fix for each failure.",
    ),
    "demo": (
        "sandbox_commands:demo",
        "Run a tour of the client in a sandbox, shown as Python.\n\nIts writes ask for approval, "
        "as all writes do. It needs no key and no network.",
    ),
    "sandbox": (
        "sandbox_commands:serve",
        "Serve a sandbox on this machine, for programs in any language.\n\nIt prints the "
        "environment variables that point clients at it, and runs until it is interrupted.",
    ),
}
