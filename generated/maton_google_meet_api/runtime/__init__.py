# Copied by scripts/regenerate.py from scripts/codegen/runtime/__init__.py; do not edit.
"""Code that the generated facade runs on."""
