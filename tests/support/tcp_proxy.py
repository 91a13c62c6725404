"""A wire between the service and its database that a test can cut, or on which it can let everything hang."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress


class Wire:
    """Listens on a port of its own and passes on what comes, both ways, as long as it is whole."""

    def __init__(self, host: str, port: int) -> None:
        self.to = (host, port)
        self.is_hanging = False
        """Connections are taken, and nothing is passed on."""
        self.cut_at: Callable[[bytes], bool] | None = None
        """Says of what the service sends whether to cut the connection instead of passing it on; asked until it does."""
        self.cuts = 0
        self._ends: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._start(self._listen)

    def cut(self) -> None:
        """Cut every connection that there is; new ones can be made."""
        ends, self._ends = self._ends, []
        for end in ends:
            close(end)

    def close(self) -> None:
        """Let go of everything."""
        close(self._server)
        self.is_hanging = False
        self.cut()

    def _start(self, target: Callable[..., None], *given: object) -> None:
        threading.Thread(target=target, args=given, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(self.to)
                self._ends += [near, far]
                self._start(self._pass_on, near, far, True)
                self._start(self._pass_on, far, near, False)

    def _pass_on(self, source: socket.socket, target: socket.socket, is_sent: bool) -> None:
        held = threading.Event()
        with suppress(OSError):
            while data := source.recv(65536):
                while self.is_hanging:
                    held.wait(0.05)
                if is_sent and self.cut_at is not None and self.cut_at(data):
                    self.cut_at = None
                    self.cuts += 1
                    break
                target.sendall(data)
        close(source)
        close(target)


def close(end: socket.socket) -> None:
    """End a connection at both ends, whoever waits on it."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()
