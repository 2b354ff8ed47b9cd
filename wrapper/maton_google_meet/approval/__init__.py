"""The confirmation hooks that ship with this package."""
