"""Who is in scope: what is kept of a record says the same, on any day, as the rules do on that day."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dates.release import ReleaseFacts
from app.domain.dates.sentences import Uncovered
from app.domain.licence.eligibility import _WORDS, reasons_not_to_start
from app.domain.licence.scope import Code, scope_of
from tests.domain.calendars import NONE

TODAY = dt.date(2026, 11, 21)
near = st.none() | st.dates(TODAY - dt.timedelta(days=60), TODAY + dt.timedelta(days=60))
facts = st.builds(
    ReleaseFacts,
    conditional_release=near,
    confirmed_release=near,
    post_recall_release=near,
    hdc_actual=near,
    hdc_eligible=near,
    legal_status=st.sampled_from(["SENTENCED", "DEAD", "REMAND"]),
    sentence_start=near,
    licence_end=near,
    supervision_end=near,
    parole_eligibility=near,
    actual_parole=near,
    booking_id=st.sampled_from(["1", "1", "1", None]),
    prison_status=st.sampled_from(["ACTIVE IN", "INACTIVE OUT"]),
    imprisonment_status=st.sampled_from([None, "BOTUS"]),
    is_indeterminate=st.booleans(),
    is_recall=st.booleans(),
    hdc_status=st.sampled_from([None, "APPROVED", "NOT_A_HDC_RELEASE"]),
    recall_sentences=st.lists(st.sampled_from(["NONE", "STANDARD", "FIXED_TERM"]), max_size=2).map(tuple),
)


@settings(max_examples=400)
@given(facts, st.booleans(), st.integers(-70, 70))
def test_what_is_kept_of_a_record_answers_for_any_day(given: ReleaseFacts, hdc: bool, after: int) -> None:
    day = TODAY + dt.timedelta(days=after)
    scope = scope_of(given, NONE, hdc_creation=hdc)
    verdict = scope.on(day)
    is_kept_as_open = (
        not scope.standing
        and (scope.first_day is None or scope.first_day <= day)
        and (scope.last_day is None or day <= scope.last_day)
    )
    assert is_kept_as_open is (verdict.kind is not None)
    if verdict.kind:
        assert verdict.kind is scope.kind
    assert set(scope.standing) <= {each.code for each in (*scope.generic, *scope.of_kind)}


@settings(max_examples=300)
@given(facts, st.integers(-70, 70))
def test_whoever_is_out_of_scope_is_told_a_reason(given: ReleaseFacts, after: int) -> None:
    day = TODAY + dt.timedelta(days=after)
    scope = scope_of(given, NONE)
    case = SimpleNamespace(
        booking_id=given.booking_id,
        legal_status=given.legal_status,
        prison_status=given.prison_status,
        prison_code="ZAI",
        prison_name="HMP Exampleford",
        eligible_kind=scope.kind,
        out_of_scope=" ".join(scope.standing),
        scope_from=scope.first_day,
        scope_until=scope.last_day,
        sentence_start=given.sentence_start,
        conditional_release=given.conditional_release,
        licence_start=day,
        licence_end=given.licence_end,
        supervision_end=given.supervision_end,
        manager_unallocated=False,
        team_name="Sampleton Custody Team",
    )
    reasons = reasons_not_to_start(case, day)  # type: ignore[arg-type]
    assert bool(reasons) is (scope.on(day).kind is None)
    for reason in reasons:
        assert all(
            part.strip() and "  " not in part for part in (reason.title, reason.rule, reason.fact, reason.who)
        )


def test_each_code_that_no_day_ends_has_words_and_no_other() -> None:
    dated = {Code.PAROLE_ELIGIBLE, Code.CRD_PAST_NOT_TIME_SERVED, Code.PRRD_PAST, Code.HDC_CRD_LT_10_DAYS}
    of_another_kind = {Code.RECALL_CASE, Code.HDC_CREATION_OFF}
    assert set(_WORDS) == (set(Code) - dated - of_another_kind) | set(Uncovered)
