"""What machines ask: whether the process lives, whether the service can do its work, and its figures.

None of it is about a person, and none of it has a session.
"""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from app import metrics as figures
from app.store import health as state
from app.store.outbox import counts
from app.store.upstream import outcomes

machines = Blueprint("machines", __name__)


@machines.before_request
def for_machines() -> None:
    """Nobody is signed in here, and no cookie is set."""
    g.is_machine = True


@machines.get("/ping")
def ping() -> dict[str, str]:
    """That the process lives; touches nothing else."""
    return {"status": state.UP}


@machines.get("/health")
def health() -> tuple[dict[str, object], int]:
    """Whether each part that the service needs is well; 503, naming what is not, when it cannot do its work."""
    parts = state.parts()
    is_well = all(said == state.UP for said in parts.values())
    return {
        "status": state.UP if is_well else "down",
        "version": current_app.config["VERSION"],
        "parts": parts,
    }, 200 if is_well else 503


@machines.get("/metrics")
def metrics() -> Response:
    """The figures, for whoever has the token; for all others, and where none is set, there is no such page."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    parts = state.parts()
    counted = [
        (
            "licence_part_up",
            "Whether a part that the service needs is well.",
            "part",
            {name: float(said == state.UP) for name, said in parts.items()},
        )
    ]
    if parts["database"] == state.UP:
        counted.append(
            (
                "licence_messages",
                "Messages by what has become of them.",
                "state",
                {state: float(number) for state, number in counts().items()},
            )
        )
        counted.append(
            (
                "licence_upstream_events",
                "Events of the record systems by what has become of them.",
                "outcome",
                {outcome: float(number) for outcome, number in outcomes().items()},
            )
        )
    return Response(figures.exposition(counted), content_type=CONTENT_TYPE_PLAIN_0_0_4)
