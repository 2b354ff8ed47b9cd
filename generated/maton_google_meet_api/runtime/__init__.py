# Copied by scripts/regenerate.py from scripts/codegen/runtime/__init__.py; do not edit.
"""Runtime of the generated facade: code that does not depend on any operation."""
