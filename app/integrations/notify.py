"""Sends messages: by GOV.UK Notify with NOTIFY_API_KEY, and in a demo without one not at all: there they are kept to be read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, Queue
from typing import Any, Protocol, TypeVar

from flask import current_app

from app.domain.delivery import Why

TIMEOUT = (3.0, 10.0)
"""Seconds to connect, and then between bytes."""
LONGEST = 20.0
"""Seconds that a call takes at most, name look-up and slow answers included."""
Given = TypeVar("Given")


class Outcome(StrEnum):
    """What became of a try to send."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """It will never be taken."""
    LATER = "later"
    """It was not taken, and may be at another time."""
    UNKNOWN = "unknown"
    """It may have been taken, or not."""


@dataclass(frozen=True)
class Answer:
    """What was said to a try to send."""

    outcome: Outcome
    notify_id: str | None = None
    why: Why | None = None
    status: str | None = None
    """How it stands, where it was found to have been taken before."""
    stops: bool = False
    """Whether the next message would be answered alike."""


@dataclass(frozen=True)
class Found:
    """A message that was taken before: what it is called there, and how it stands."""

    notify_id: str
    status: str


class NoAnswer(Exception):
    """It cannot be asked now. Its words are for logs: they hold neither a key nor an address."""

    def __init__(self, why: Why, said: str, stops: bool) -> None:
        super().__init__(said)
        self.why, self.stops = why, stops


class Messenger(Protocol):
    """Sends messages, each under a reference by which it can be found again."""

    def send(self, reference: str, address: str, subject: str, body: str) -> Answer:
        """Try to send a message. Never raises."""

    def find(self, reference: str) -> Found | None:
        """The message that was taken under this reference; None where none was. Raises NoAnswer."""


class Notify:
    """GOV.UK Notify, with one template that takes the whole text: subject ((subject)), body ((body))."""

    def __init__(
        self,
        key: str,
        template_id: str,
        base_url: str,
        timeout: tuple[float, float] = TIMEOUT,
        longest: float = LONGEST,
    ) -> None:
        self._key, self._template_id, self._base_url = key, template_id, base_url
        self._timeout, self._longest = timeout, longest

    def send(self, reference: str, address: str, subject: str, body: str) -> Answer:
        """Try to send a message: what the answer says of this one, or of all."""
        text = {"subject": subject, "body": body}
        try:
            said = self._ask(
                lambda client: client.send_email_notification(address, self._template_id, text, reference)
            )
        except NoAnswer as fault:
            return Answer(Outcome.UNKNOWN, why=fault.why, stops=fault.stops)
        except _Refused as refused:
            return refused.answer
        number = said.get("id") if isinstance(said, dict) else None
        if not isinstance(number, str):
            return Answer(Outcome.UNKNOWN, why=Why.NOT_KNOWN)
        return Answer(Outcome.ACCEPTED, number[:36])

    def find(self, reference: str) -> Found | None:
        """The message that Notify took under this reference, of the last seven days."""
        try:
            said = self._ask(lambda client: client.get_all_notifications(reference=reference))
        except _Refused as refused:
            raise NoAnswer(refused.answer.why or Why.NOT_TAKEN, "refused", refused.answer.stops) from None
        found = said.get("notifications") if isinstance(said, dict) else None
        if not isinstance(found, list):
            raise NoAnswer(Why.NOT_KNOWN, "an answer in another form", stops=False)
        for each in found:
            if isinstance(each, dict) and each.get("reference") == reference:
                return Found(str(each.get("id"))[:36], str(each.get("status")))
        return None

    def _ask(self, call: Callable[[Any], Any]) -> Any:
        """What Notify answers. Raises NoAnswer where nobody knows what was done, and _Refused where nothing was."""
        # Loaded here, as only what sends needs it. A client is for one thread, and here for one call.
        from notifications_python_client.errors import HTTPError, InvalidResponse
        from notifications_python_client.notifications import NotificationsAPIClient

        client = NotificationsAPIClient(self._key, self._base_url, self._timeout)
        client.request_session.max_redirects = 0
        try:
            return within(self._longest, lambda: call(client))
        except HTTPError as error:
            status = error.status_code if error.response is not None else 0
            refusal = _refusal(status, error.message)
            if refusal is None:
                raise NoAnswer(Why.NOT_KNOWN, f"status {status}", stops=True) from None
            raise _Refused(refusal) from None
        except InvalidResponse:
            raise NoAnswer(Why.NOT_KNOWN, "no JSON", stops=False) from None
        except TimeoutError:
            raise NoAnswer(Why.NOT_KNOWN, "no answer in time", stops=True) from None


class _Refused(Exception):
    """Notify says that it did not do what it was asked."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.outcome)
        self.answer = answer


def _refusal(status: int, errors: Any) -> Answer | None:
    """What an answer of this status says that was not done; None where it does not say so."""
    if status in (401, 403):
        return Answer(Outcome.LATER, why=Why.KEY, stops=True)
    if status == 429:
        return Answer(Outcome.LATER, why=Why.BUSY, stops=True)
    if status == 400 and any(
        isinstance(each, dict) and str(each.get("message")).startswith("email_address")
        for each in (errors if isinstance(errors, list) else ())
    ):
        return Answer(Outcome.REFUSED, why=Why.ADDRESS)
    return Answer(Outcome.LATER, why=Why.NOT_TAKEN) if 400 <= status < 500 else None


def within(seconds: float, call: Callable[[], Given]) -> Given:
    """What a call gives or raises; TimeoutError where that takes longer, and the call is left to itself.

    The library bounds each wait for a byte, but neither the look-up of a name nor an answer that trickles.
    """
    done: Queue[tuple[Given | None, BaseException | None]] = Queue(1)

    def run() -> None:
        try:
            done.put((call(), None))
        except BaseException as raised:
            done.put((None, raised))

    threading.Thread(target=run, daemon=True).start()
    try:
        given, raised = done.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if raised is not None:
        raise raised
    return given  # type: ignore[return-value]


class Kept:
    """Sends nothing, so that a demo needs no key and no network: whoever opens the messages there reads them."""

    def send(self, reference: str, address: str, subject: str, body: str) -> Answer:
        """Let it stand as it is."""
        return Answer(Outcome.ACCEPTED)

    def find(self, reference: str) -> Found | None:
        """Nothing is anywhere else."""
        return None


def messenger() -> Messenger | None:
    """How this application sends messages; None where a live service has no key, and keeps them until it has."""
    config = current_app.config
    if config["NOTIFY_API_KEY"]:
        return Notify(config["NOTIFY_API_KEY"], config["NOTIFY_TEMPLATE_ID"], config["NOTIFY_URL"])
    return Kept() if config["DEMO"] else None
