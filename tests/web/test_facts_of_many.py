"""Facts for jobs and lists: of any number of people and licences, for no reader, as the pages have them of one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func

from app.models import Case, Licence
from app.models.base import db
from app.store.facts import facts_about, facts_for_service, gather
from tests.support import standing
from tests.support.moving import put
from tests.support.queries import queries


def test_the_number_of_queries_does_not_grow_with_the_number_of_people(app):
    with app.app_context():
        cases = list(db.session.scalars(db.select(Case)))
        assert len(cases) > 50
        next(gather([(cases[0], None)]))  # policies are parsed once in each process
        with queries(app) as few:
            assert len(list(gather((case, None) for case in cases[:5]))) == 5
        with queries(app) as many:
            assert len(list(gather((case, None) for case in cases))) == len(cases)
    assert len(many) == len(few) <= 2


def test_they_are_those_of_a_page_but_for_the_reader_and_the_document(app, printing_is_quick):
    licence_id = put(app, "submitted")
    with app.app_context():
        reach = standing.reach("approver", licence_id)
        (plain,) = gather([(reach.case, reach.licence)])
        shown = facts_about(reach)
        assert plain.release == shown.release and plain.person == shown.person
        assert (plain.today, plain.policy) == (shown.today, shown.policy)
        assert plain.licence.document is None and shown.licence.document is not None
        served = facts_for_service(reach.case, reach.licence)
        looked_up = {name: each for name, each in vars(shown.licence).items() if callable(each)}
        assert replace(served.licence, **looked_up) == shown.licence


def test_a_release_without_a_licence_has_the_policy_of_its_day_and_every_reason(app):
    with app.app_context():
        cases = list(db.session.scalars(db.select(Case)))
        found = dict(zip((case.surname for case in cases), gather((c, None) for c in cases), strict=True))
        assert found["Lateman"].release.reasons_not_to_start[0].title.endswith("has died")
        assert not found["Testwick"].release.reasons_not_to_start
        assert all(facts.licence.void is None for facts in found.values())
        assert db.session.scalar(db.select(func.count()).select_from(Licence)) == 0
