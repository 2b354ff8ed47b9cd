"""The confirmation hooks that ship."""
