"""Policies for tests of their administration: the default one with some things changed, stored and published."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from flask import Flask

from app import clock
from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from app.models.base import db
from app.moves import policies
from app.store.policies import applying, load, row, schedule
from tests.domain.policy_examples import DEFAULT, plain
from tests.support.standing import user

BASE = json.loads(DEFAULT.read_text(encoding="utf-8"))
GONE, ASKED, REWORDED, FILLED = range(4)


def codes() -> list[str]:
    """Codes of four conditions that `changed` changes: gone, asked anew, reworded, reworded with details."""
    conditions = BASE["additionalConditions"]["AP"]
    plains = [c["code"] for c in conditions if not c["requiresInput"]]
    texts = [
        c["code"]
        for c in conditions
        if c["requiresInput"] and [i["type"] for i in c["inputs"]] == ["text"] and not c.get("skippable")
    ]
    return [plains[0], texts[0], plains[1], texts[1]]


def changed(version: str = "0.3", commences: str | None = None, **fields: Any) -> dict[str, Any]:
    """The default policy, with one condition gone, one with other questions, two reworded and one new."""
    data = copy.deepcopy(BASE) | {"version": version, **fields}
    data.pop("commences", None)
    if commences:
        data["commences"] = commences
    gone, asked, reworded, filled = codes()
    new = plain(4711, "You must keep a diary.", category="Diaries")
    listed = data["additionalConditions"]["AP"]
    data["additionalConditions"]["AP"] = [c for c in listed if c["code"] != gone] + [new]
    for condition in data["additionalConditions"]["AP"]:
        if condition["code"] == asked:
            condition["inputs"][0] |= {"label": "Enter one name", "addAnother": None}
        if condition["code"] == reworded:
            condition["text"] += " Every day."
        if condition["code"] == filled:
            condition["tpl"] = condition["tpl"].replace("You must", "You must always", 1)
    data["standardConditions"]["AP"][0]["text"] += " At all times."
    data["changeHints"] = [{"previousCode": gone, "replacements": [new["code"]]}]
    return data


def version_on(day: dt.date | None = None) -> str:
    """The version for a licence that starts on this day, or today; NoPolicyError when no policy is published."""
    return applying(day or clock.today(), schedule())


def policy_now() -> Policy:
    """The policy for a licence that starts today."""
    return load(version_on())


def stored(app: Flask, data: dict[str, Any]) -> str:
    """Store a policy, unpublished; its version."""
    text = json.dumps(data)
    with app.app_context():
        policies.import_staged(read_policy(text), text, by=user("support"))
        db.session.commit()
    return str(data["version"])


def published(app: Flask, data: dict[str, Any], day: dt.date) -> str:
    """Store a policy and publish it; its version."""
    version = stored(app, data)
    start_on(app, version, day)
    return version


def start_on(app: Flask, version: str, day: dt.date) -> None:
    """Publish a stored version, or move its date."""
    with app.app_context():
        policies.publish(row(version), day, user("support"))
        db.session.commit()


def taken_back(app: Flask, version: str) -> None:
    with app.app_context():
        policies.withdraw(row(version), user("support"))
        db.session.commit()
