"""What lists and the search cost with a thousand people, and with as many as a whole country has.

Made-up people and their licences are copied into PostgreSQL, in a database of its own. More people are more places: a
team has 250 people, a prison and a delivery unit a thousand, whatever their number. Each request is made in one process;
its CPU is that of the service, and beside it stands the time that it waited for the database.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import structlog
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import event
from sqlalchemy.engine import make_url

from app import clock
from app.domain.record.names import search_text, sort_name, words_of
from app.factory import create_app
from app.lists.all import LISTS
from app.models import Case
from app.models.base import db
from app.models.licence import Licence
from app.store.policies import schedule
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.needs import ROOT, need_postgresql
from tests.support.seed import seed
from tests.support.sites import close_connections, with_database
from tests.support.standing import as_user

DATABASE = "licence_bench_many"
FIRST = 10_000
"""The number of the first person who is made up."""
IN_A_TEAM, IN_A_PLACE = 250, 1_000
BEGINNINGS = "Am Ash Bar Bel Brin Cal Cor Dar Del Dun El Fal Fen Gar Glen Hal Hor Il Jor Kel Kes Lan Lor Mar Mel Nor Ost Pel Quin Ran Ros Sal Sten Tam Thor Ul Ven Wal Wes Yar Zel".split()  # noqa: SIM905
MIDDLES = "a be da do en fa gi ho il ka li ma ne o pa ri sa ti u va wi".split()  # noqa: SIM905
ENDINGS = "bury by croft dale den field ford gate ham hurst ley low mere more ning row son sted ton wick wood worth".split()  # noqa: SIM905
FORENAMES = [a + b for a in BEGINNINGS for b in ("a", "an", "ella", "ert", "ia", "is", "o", "win", "y")]
SURNAMES = [a + b + c for a in BEGINNINGS for b in MIDDLES for c in ENDINGS]
STATUSES = ("not-started",) * 38 + ("active",) * 30 + ("approved",) * 15 + ("in-progress",) * 10
STATUSES += ("submitted",) * 4 + ("rejected",) * 3
"""Of a hundred people, where the licences of this release stand."""
ROUNDS = 5


def address() -> str:
    """The database of this bench, on the server of the tests."""
    return with_database(need_postgresql(), DATABASE)


def drop() -> None:
    with psycopg.connect(need_postgresql(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))


def site(*, new: bool) -> Flask:
    """The service on that database; a new one is migrated and has the accounts and people of the demo."""
    if new:
        drop()
        with psycopg.connect(need_postgresql(), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    url = make_url(address()).set(drivername="postgresql+psycopg")
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=url.render_as_string(hide_password=False))
    app.test_client_class = CheckingClient
    if new:
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
        seed(app)
    return app


def fill(app: Flask, people: int, licences: int) -> None:
    """Copy so many people and licences in, in turns of the same people, so that a larger number holds a smaller one."""
    chance = random.Random(20261127)
    with app.app_context():
        like = db.session.scalars(db.select(Case).where(Case.surname == "Testwick")).one()
        columns = [c.key for c in Case.__table__.columns]
        row = {name: getattr(like, name) for name in columns}
        row |= {name: json.dumps(row[name]) for name in ("record", "nobody_told", "differences")}
        common = {
            "writer": standing.user("colleague").id,
            "policy": schedule()[0].version,
            "today": clock.today(),
        }
        db.session.rollback()
    persons = list(_people(people, row, chance, common["today"]))
    with psycopg.connect(address()) as connection:
        _copy(connection, "cases", columns, ([each[name] for name in columns] for each in persons))
        made = itertools.islice(_licences(persons, licences, chance, common), licences)
        names, first = _first_of(made)
        _copy(connection, "licences", names, first)
        connection.execute("SELECT setval('cases_id_seq', (SELECT max(id) FROM cases))")
        connection.execute("SELECT setval('licences_id_seq', (SELECT max(id) FROM licences))")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection[Any], table: str, columns: list[str], rows: Iterator[Any]) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor().copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _first_of(made: Iterator[dict[str, Any]]) -> tuple[list[str], Iterator[Any]]:
    one = next(made)
    return list(one), (list(each.values()) for each in itertools.chain([one], made))


def _people(
    number: int, like: dict[str, Any], chance: random.Random, today: dt.date
) -> Iterator[dict[str, Any]]:
    for n in range(number):
        team, place = n // IN_A_TEAM, n // IN_A_PLACE
        forename, surname = chance.choice(FORENAMES), chance.choice(SURNAMES)
        crn, prison_number = (
            f"Y{n:06}",
            f"B{n // 26 % 10000:04}{'ABCDEFGHJKLMNPQRSTUVWXYZ'[n // 260_000]}{chr(65 + n % 26)}",
        )
        manager = "practitioner" if n < 40 else f"staff{n // 40}"
        manager_name = "Robin Samplewright" if n < 40 else f"{FORENAMES[n // 40 % len(FORENAMES)]} Staffname"
        booking, book, pnc = str(2_000_000 + n), f"YY{n:06}", f"2014/{n:07}K"
        by, near = words_of((forename, None, surname), (prison_number, crn, booking, book, pnc))
        start = None if n % 20 == 7 else today + dt.timedelta(days=chance.randrange(-300, 300))
        yield like | {
            "id": FIRST + n,
            "prison_number": prison_number,
            "crn": crn,
            "booking_id": booking,
            "book_number": book,
            "pnc": pnc,
            "forename": forename,
            "middle_names": None,
            "surname": surname,
            "sort_name": sort_name(forename, surname),
            "search_text": search_text(forename, surname, prison_number, crn, manager_name),
            "found_by": by,
            "found_near": near,
            "licence_start": start,
            "conditional_release": start,
            "sentence_start": today - dt.timedelta(days=900),
            "manager_username": None if n % 50 == 49 else manager,
            "manager_name": None if n % 50 == 49 else manager_name,
            "manager_unallocated": n % 50 == 49,
            "team_code": "N01A" if n < IN_A_TEAM else f"T{team:05}",
            "team_name": f"Team {team}",
            "pdu_code": "N01P" if n < IN_A_PLACE else f"P{place:05}",
            "prison_code": "ZAI" if n < IN_A_PLACE else f"Z{place:04}",
            "prison_name": f"HMP Made-up {place}",
            "restriction_kind": "RESTRICTED" if n % 50 == 23 else "NONE",
            "restriction_message": None,
            "record_sha256": f"{n:064}",
            "chain_length": 0,
        }


def _licences(
    persons: list[dict[str, Any]], number: int, chance: random.Random, common: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """One of this release for most, and of earlier ones as many as are left."""
    moment = dt.datetime.combine(common["today"], dt.time(9), dt.UTC)
    ids = itertools.count(FIRST)

    def licence(person: dict[str, Any], booking: str, status: str) -> dict[str, Any]:
        then = moment - dt.timedelta(days=chance.randrange(1, 60))
        is_done = status in ("approved", "active", "inactive")
        return dict.fromkeys(NAMES) | {
            "id": next(ids),
            "case_id": person["id"],
            "booking_id": booking,
            "purpose": "first",
            "kind": "CRD",
            "type": "AP",
            "status": status,
            "major": 1,
            "minor": 0,
            "policy_version": common["policy"],
            "started_by_id": common["writer"],
            "started_at": then,
            "submitted_at": then if status != "in-progress" else None,
            "approved_at": then if is_done else None,
            "approved_by_name": "Governor Jo Pretendergast" if is_done else None,
            "activated_at": then if status in ("active", "inactive") else None,
            "prison_code": person["prison_code"],
            "team_code": person["team_code"],
        }

    for person in persons:
        status = chance.choice(STATUSES)
        if status != "not-started":
            yield licence(person, person["booking_id"], status)
    for earlier in itertools.count(1):
        for person in persons:
            yield licence(person, f"{person['booking_id']}-{earlier}", "inactive")


NAMES = [c.key for c in Licence.__table__.columns]


# Measuring


@contextmanager
def sent(app: Flask) -> Iterator[list[tuple[str, Any, float]]]:
    """The statements that are sent meanwhile, with their parameters and the seconds that each was waited for."""
    found: list[tuple[str, Any, float]] = []
    began: list[float] = []
    with app.app_context():
        engine = db.engine

    def before(*_: Any) -> None:
        began.append(time.perf_counter())

    def after(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        found.append((statement, parameters, time.perf_counter() - began.pop()))

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def scans(node: dict[str, Any]) -> Iterator[str]:
    """The tables of people, licences and events that a plan reads from beginning to end."""
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in ("cases", "licences", "events"):
        yield node["Relation Name"]
    for each in node.get("Plans", ()):
        yield from scans(each)


def pages(app: Flask) -> dict[str, tuple[str, str]]:
    """What is asked for: a name to the account and the address."""
    found: dict[str, tuple[str, str]] = {}
    accounts = {
        "practitioner": "practitioner",
        "prison-approver": "approver",
        "case-administrator": "administrator",
        "head-of-pdu": "pdu-head",
        "support": "support",
    }
    for name, listing in LISTS.items():
        account, base = accounts[listing.role.value], f"/people/{name}"
        found[name] = (account, base)
        found[f"{name}, last page"] = (account, f"{base}?LAST")
        for sort in {each.sort.name for each in listing.columns if each.sort} - {listing.usual.name}:
            found[f"{name}, by {sort}"] = (account, f"{base}?sort={sort}")
        found[f"{name}, descending"] = (account, f"{base}?order=descending")
        for each in listing.filters:
            for value, _ in each.options or ():
                found[f"{name}, {each.name} {value}"] = (account, f"{base}?{each.name}={value}")
        found[f"{name}, searched"] = (account, f"{base}?q=marafield")
    with app.app_context():
        person = db.session.get_one(Case, FIRST + 300)
        searches = {
            "CRN": person.crn,
            "part of a CRN": person.crn[2:],
            "PNC number": person.pnc,
            "both names": f"{person.forename} {person.surname}",
            "surname": person.surname,
            "surname with a slip": f"{person.surname[:2]}x{person.surname[3:]}",
            "forename": person.forename,
            "part of a name": "field",
            "two letters": "ma",
            "nobody": "qqqqqq",
        }
    for account in ("practitioner", "approver", "support"):
        for what, typed in searches.items():
            found[f"search by {account}, {what}"] = (account, f"/search?q={typed}")
    return found


def measure(app: Flask, only: str = "") -> dict[str, tuple[float, float, list[str]]]:
    """Of every page: milliseconds of CPU, milliseconds of the database, and the tables that are read throughout."""
    clients = {
        name: as_user(app, name)
        for name in ("practitioner", "approver", "administrator", "pdu-head", "support")
    }
    found = {}
    for name, (account, url) in pages(app).items():
        if only not in name:
            continue
        client = clients[account]
        client.checks = False
        if url.endswith("?LAST"):
            client.checks = True
            with client.ignoring("link-names"):
                client.get(url.removesuffix("?LAST"))
            client.checks = False
            ways = [a.get("href") for a in client.page.with_class("govuk-pagination__link")]
            url = max(ways, key=_page_in, default=url.removesuffix("?LAST"))
        found[name] = _cost(app, lambda client=client, url=url: client.get(url))
    return found


def _page_in(address: str) -> int:
    """The page that an address asks for; the last one is after every other."""
    asked = parse_qs(urlsplit(address).query)
    return 10**9 if "last" in asked.get("at", ()) else int(asked.get("page", ["1"])[0])


def _cost(app: Flask, get: Callable[[], Any]) -> tuple[float, float, list[str]]:
    assert get().status_code == 200
    cpu, waited = [], []
    for _ in range(ROUNDS):
        with sent(app) as statements:
            began = time.process_time()
            get()
            cpu.append(time.process_time() - began)
        waited.append(sum(seconds for *_, seconds in statements))
    read = []
    with app.app_context():
        for statement, parameters, _ in statements:
            if "cases" in statement or "licences" in statement:
                plan = db.session.connection().exec_driver_sql(
                    f"EXPLAIN (FORMAT JSON) {statement}", parameters
                )
                read += list(scans(plan.scalar_one()[0]["Plan"]))
        db.session.rollback()
    return statistics.median(cpu) * 1000, statistics.median(waited) * 1000, sorted(set(read))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 400_000], help="how many, in turns")
    parser.add_argument("--licences", type=float, default=2.5, help="for each person")
    parser.add_argument("--only", default="", help="the pages whose name has this")
    parser.add_argument("--keep", action="store_true", help="keep the database of the last turn")
    parser.add_argument(
        "--kept", action="store_true", help="measure the database that was kept, and no other"
    )
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    results = []
    for people in given.people[-1:] if given.kept else given.people:
        app = site(new=not given.kept)
        try:
            began = time.monotonic()
            if not given.kept:
                fill(app, people, int(people * given.licences))
                print(f"{people:,} people filled in in {time.monotonic() - began:.0f} s", flush=True)
            results.append(measure(app, given.only))
        finally:
            close_connections(app)
    if not given.keep and not given.kept:
        drop()
    print("| page | " + " | ".join("CPU, database" for _ in results) + " | read throughout |")
    print("| --- |" + " --: |" * len(results) + " --- |")
    for name in results[0]:
        cells = [f"{each[name][0]:.1f}, {each[name][1]:.1f}" for each in results]
        print(f"| {name} | {' | '.join(cells)} | {', '.join(results[-1][name][2])} |")


if __name__ == "__main__":
    main()
