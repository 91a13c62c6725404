"""The name by which a request asks for the service: one that no machine can have is refused before anything reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Response

_LABEL = "[A-Za-z0-9_-]{1,63}"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?")
_LONGEST = 259
"""Of a name and a port."""
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def is_a_name(host: str) -> bool:
    """Whether a Host header names a machine, with a port or without."""
    if len(host) > _LONGEST or not _HOST.fullmatch(host):
        return False
    try:  # a label may claim to spell letters of other scripts, and spell none
        return bool(host.encode("ascii").decode("idna"))
    except UnicodeError:
        return False


def named(application: Wsgi) -> Wsgi:
    """The application, asked only by requests whose host is a name: no address can be made with another."""

    def asked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if "HTTP_HOST" in environ and not is_a_name(environ["HTTP_HOST"]):
            words = "Nothing was done: the name of the host that was asked for is not a name.\n"
            return Response(words, 400, {"Cache-Control": "no-store"}, "text/plain")(environ, start_response)
        return application(environ, start_response)

    return asked
