"""The confirmation hooks that ship with this package, one module for each way to approve."""
