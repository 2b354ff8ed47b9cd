"""The flow of a call, without I/O: no sockets, files, event loop or sleep. Tests enforce this."""
