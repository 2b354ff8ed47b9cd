# Copied by scripts/regenerate.py from scripts/codegen/runtime/__init__.py; do not edit.
"""The runtime of the generated facade: hand-written code that does not depend on any operation.

It knows neither the client nor the proxy. A client passes the functions that send a request and
that create errors.
"""
