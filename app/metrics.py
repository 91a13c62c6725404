"""Figures for Prometheus: requests and how long they took, moves that were committed, and what is counted when asked.

With PROMETHEUS_MULTIPROC_DIR, which gunicorn.conf.py sets, the figures of all workers are added up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Flask, Response, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import event

from app.models.base import db
from app.models.record import Event

METHODS = ("GET", "POST", "HEAD", "OPTIONS")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("licence_requests", "Answered requests.", ("route", "method", "status"))
SECONDS = Histogram("licence_request_seconds", "How long they took.", ("route", "method"), buckets=BUCKETS)
MOVES = Counter("licence_moves", "Moves and other events that were committed.", ("action",))


def init_app(app: Flask) -> None:
    """Count every request by its route, never by what stands in its address."""

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(route, method).observe(time.perf_counter() - g.began)
        return response


@event.listens_for(db.session, "after_flush")
def _note_moves(session: Any, _: Any) -> None:
    session.info.setdefault("moves", []).extend(
        each.action for each in session.new if isinstance(each, Event)
    )


@event.listens_for(db.session, "after_commit")
def _count_moves(session: Any) -> None:
    if session.in_nested_transaction():  # the end of a savepoint
        return
    for action in session.info.pop("moves", ()):
        MOVES.labels(action).inc()


@event.listens_for(db.session, "after_transaction_create")
def _note_savepoint(session: Any, transaction: Any) -> None:
    if transaction.nested:
        session.info["moves_before"] = len(session.info.get("moves", ()))


@event.listens_for(db.session, "after_soft_rollback")
def _forget_moves(session: Any, transaction: Any) -> None:
    if transaction.nested:
        del session.info.get("moves", [])[session.info["moves_before"] :]
    else:
        session.info.pop("moves", None)


Gauge = tuple[str, str, str, Mapping[str, float]]
"""What is counted when it is asked for: name, help, label, and a number for each of its values."""


class _Counted(Collector):
    """Gives what was counted now, of this one process."""

    def __init__(self, counted: Iterable[Gauge]) -> None:
        self.counted = counted

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Each gauge with its numbers."""
        for name, words, label, numbers in self.counted:
            family = GaugeMetricFamily(name, words, labels=[label])
            for value, number in numbers.items():
                family.add_metric([value], number)
            yield family


def exposition(counted: Iterable[Gauge]) -> bytes:
    """Everything in Prometheus's text format, with what was counted now."""
    now = CollectorRegistry()
    now.register(_Counted(counted))
    kept = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        kept = CollectorRegistry()
        MultiProcessCollector(kept)
    return bytes(generate_latest(kept) + generate_latest(now))
