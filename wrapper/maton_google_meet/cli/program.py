"""The name of the program, the requirement of its extra, and its exit codes."""

PROGRAM = "maton-google-meet"
# The extra `cli` of pyproject.toml. It is not named, since the package may not be on an index.
REQUIREMENT = "cyclopts>=5.5,<6"
DONE, FAILED, USAGE, NOT_CONFIRMED, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141
