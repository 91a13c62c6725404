"""Moves as people make them in the browser, and what the pages then say."""

from __future__ import annotations

from app.models.base import db
from app.models.licence import Licence
from app.store import audit
from tests.support.page_checks import squeeze, text
from tests.support.standing import (
    as_user,
    case_id_of,
    stand,
    tampering,
)


def words(client) -> str:
    """What the page shown says in its main part."""
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


def put(app, standing_: str, surname: str = "Testwick", writer="practitioner", approver="approver") -> int:
    """A licence of a demo person that stands so."""
    licence_id = stand(app, standing_, case_id_of(app, surname), writer, approver)
    assert licence_id is not None
    return licence_id


def decide(client, licence_id: int, decision: str, reason: str | None = None):
    """An approver's way through the decision, as far as it goes."""
    client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    client.submit()
    client.submit({"decision": decision})
    if reason is not None:
        client.submit({"reason": reason})
    return client.page


def act(client, licence_id: int, action: str):
    client.get(f"/licence/{licence_id}/{action}")
    return client.submit()


def as_list(app, username: str, name: str) -> list[list[str]]:
    """The rows of a list, as somebody reads them."""
    client = as_user(app, username)
    client.get(f"/people/{name}")
    return [[text(cell) for cell in row] for body in client.page.all("tbody") for row in body.iter("tr")]


def sha256_of(app, licence_id: int) -> str:
    with app.app_context():
        document = db.session.get_one(Licence, licence_id).document
        return document.sha256 if document else ""


def tamper(app, licence_id: int) -> None:
    """Change one word of the stored document, as nobody may."""
    with app.app_context(), tampering():
        document = db.session.get_one(Licence, licence_id).document
        content = dict(document.content)
        content["title"] = content["title"] + " and more"
        document.content = content
        db.session.flush()


def chain(app, licence_id: int) -> bool:
    """Whether the history of the licence's person is whole."""
    with app.app_context():
        return not list(audit.faults_of_cases([db.session.get_one(Licence, licence_id).case]))
