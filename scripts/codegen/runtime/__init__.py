"""Runtime of the generated facade: code that does not depend on any operation."""
