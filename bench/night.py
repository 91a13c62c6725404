"""How long the jobs of a night take over as many licences as a whole country has, and how much memory.

Made-up people and their licences are copied into PostgreSQL, in a database of its own, as bench.many does. On a usual night
about one of sixty licences that wait for a release, and one of three hundred in force, come to their day; with `--backlog`
all do, as after a long stand-still.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import psycopg
import structlog

from app import clock
from app.jobs.jobs import JOBS, run
from bench import many
from tests.support.sites import close_connections

PEOPLE_FOR_EACH = 1.62
"""So many people for each licence of this release that is not ended."""
DAYS = f"""
UPDATE cases SET prison_status = 'INACTIVE OUT', hdc_eligible = NULL, supervision_start = NULL, supervision_end = NULL,
    follows = NULL, sentence_end = NULL, licence_start = %(today)s::date - mod(id, 300) - 1, licence_end = %(today)s::date - %(late)s::int + mod(id, 300)
    WHERE id >= {many.FIRST} AND id IN (SELECT case_id FROM licences WHERE status = 'active');
UPDATE cases SET prison_status = CASE WHEN mod(id, 60) = 0 OR %(late)s::int > 1 THEN 'INACTIVE OUT' ELSE 'ACTIVE IN' END, hdc_eligible = NULL,
    licence_start = %(today)s::date - %(late)s::int + 1 + mod(id, 60), licence_end = %(today)s::date + 400
    WHERE id >= {many.FIRST} AND id IN (SELECT case_id FROM licences WHERE status = 'approved');
UPDATE cases SET licence_start = %(today)s::date - %(late)s::int + mod(id, 60), licence_end = %(today)s::date + 400, hdc_eligible = NULL
    WHERE id >= {many.FIRST} AND id IN (SELECT case_id FROM licences WHERE status = 'submitted');
UPDATE cases SET licence_start = %(today)s::date + CASE WHEN %(late)s::int > 1 THEN 1 ELSE 2 + mod(id, 60) END, licence_end = %(today)s::date + 400,
    hdc_eligible = NULL
    WHERE id >= {many.FIRST} AND id IN (SELECT case_id FROM licences WHERE status IN ('in-progress', 'rejected'));
"""


def come_due(*, backlog: bool) -> None:
    """Give the people their days."""
    values = {"today": clock.today(), "late": 400 if backlog else 1}
    with psycopg.connect(many.address(), autocommit=True) as connection:
        for statement in filter(str.strip, DAYS.split(";\n")):
            connection.execute(statement.encode(), values)
        connection.execute("VACUUM ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--licences", type=int, default=100_000)
    parser.add_argument("--backlog", action="store_true", help="everything is due")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    many.DATABASE = "licence_bench_night"
    app = many.site(new=True)
    try:
        many.fill(app, int(given.licences * PEOPLE_FOR_EACH), given.licences)
        with app.app_context():
            come_due(backlog=given.backlog)
            print("| job | moved | left | seconds | memory, MB |\n| --- | --: | --: | --: | --: |")
            night = 0.0
            for name, job in JOBS.items():
                began = time.monotonic()
                done = run(job, clock.today())
                took = time.monotonic() - began
                night += took
                memory = (
                    int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20
                )
                print(f"| {name} | {done.moved:,} | {done.left:,} | {took:.1f} | {memory} |", flush=True)
            print(f"| all | | | {night:.1f} | |")
    finally:
        close_connections(app)
        many.drop()


if __name__ == "__main__":
    main()
