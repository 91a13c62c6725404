"""A local server that speaks GOV.UK Notify's API, and does what a test tells it: take, refuse, throttle, fail, or hang."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
from flask import Flask

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"live-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
TOKEN = "a-token-that-only-notify-and-we-should-know"

Behaves = Callable[[dict[str, Any]], "Does | None"]


@dataclass(frozen=True)
class Does:
    """What the server does with a request instead of its work, or after it."""

    status: int | None = None
    error: str = ""
    message: str = ""
    takes: bool = False
    """Whether it does its work all the same."""
    waits: float = 0.0
    hangs_up: bool = False
    """Whether it closes the connection without an answer."""
    says: bytes | None = None
    trickles: float = 0.0
    """Seconds between one byte of the answer and the next."""


THROTTLED = Does(
    429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
)
BAD_ADDRESS = Does(400, "ValidationError", "email_address Not a valid email address")
BAD_TEMPLATE = Does(400, "BadRequestError", "Template not found")
BAD_KEY = Does(403, "AuthError", "Invalid token: API key not found")
DOWN = Does(503, "Error", "Service unavailable")
BROKEN = Does(500, "Exception", "Internal server error")
TAKEN_AND_LOST = Does(takes=True, hangs_up=True)
"""It took the message, and nobody heard of it."""


@dataclass
class Taken:
    """A message that was accepted."""

    id: str
    reference: str
    address: str
    subject: str
    body: str
    status: str = "sending"

    @property
    def row(self) -> int:
        """The number of the row that it was sent from."""
        return int(self.reference.split("-")[1])


@dataclass
class FakeNotify:
    """The server: what it took, what it was asked, and what it does next."""

    taken: list[Taken] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The references that it was asked about."""
    tried: int = 0
    on_send: Behaves = lambda sent: None
    on_find: Behaves = lambda sent: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        fake = self

        class Handler(_Handler):
            notify = fake

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def serve(self, app: Flask) -> None:
        """Let an application send by it."""
        app.config.update(
            NOTIFY_API_KEY=KEY,
            NOTIFY_TEMPLATE_ID=TEMPLATE,
            NOTIFY_CALLBACK_TOKEN=TOKEN,
            NOTIFY_URL=self.url,
        )

    def does(self, *what: Does | None) -> None:
        """Do these with the next messages, one after the other, and then its work."""
        to_come = list(what)
        self.on_send = lambda sent: to_come.pop(0) if to_come else None

    @property
    def per_row(self) -> Counter[int]:
        """How often it took each row."""
        return Counter(each.row for each in self.taken)

    def take(self, sent: dict[str, Any]) -> Taken:
        words = sent["personalisation"]
        made = Taken(str(uuid4()), sent["reference"], sent["email_address"], words["subject"], words["body"])
        with self.lock:
            self.taken.append(made)
        return made


class _Handler(BaseHTTPRequestHandler):
    notify: FakeNotify

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._knows_us():
            self.notify.tried += 1
            assert self.path == "/v2/notifications/email" and sent["template_id"] == TEMPLATE
            self._answer(self.notify.on_send(sent), lambda: self._as_json(self.notify.take(sent)), 201)

    def do_GET(self) -> None:
        if self._knows_us():
            (reference,) = parse_qs(urlsplit(self.path).query)["reference"]
            self.notify.asked.append(reference)
            self._answer(self.notify.on_find({"reference": reference}), lambda: self._found(reference), 200)

    def _found(self, reference: str) -> dict[str, Any]:
        found = [each for each in self.notify.taken if each.reference == reference]
        return {"notifications": [self._as_json(each) for each in found], "links": {}}

    def _as_json(self, taken: Taken) -> dict[str, Any]:
        return {"id": taken.id, "reference": taken.reference, "status": taken.status}

    def _knows_us(self) -> bool:
        """Whether the request is signed with the key's secret, as Notify demands."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            said = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            said = {}
        if said.get("iss") == SERVICE and abs(said["iat"] - time.time()) < 30:
            return True
        self._send(403, json.dumps(_errors(BAD_KEY)).encode())
        return False

    def _answer(self, does: Does | None, work: Callable[[], dict[str, Any]], status: int) -> None:
        does = does or Does(takes=True)
        body = json.dumps(work() if does.takes else _errors(does)).encode()
        time.sleep(does.waits)
        if does.hangs_up:
            self.close_connection = True
            return
        self._send(does.status or status, body if does.says is None else does.says, does.trickles)

    def _send(self, status: int, body: bytes, trickles: float = 0.0) -> None:
        with suppress(OSError):  # the other side has given up
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for at in range(0, len(body), 1 if trickles else len(body)):
                self.wfile.write(body[at : at + 1] if trickles else body)
                self.wfile.flush()
                time.sleep(trickles)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


def _errors(does: Does) -> dict[str, Any]:
    return {"status_code": does.status, "errors": [{"error": does.error, "message": does.message}]}
