"""Build the documentation site: the steps of scripts/build_docs.py."""
