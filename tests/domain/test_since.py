"""What a licence that was sent again says differently from the one that was returned."""

from __future__ import annotations

from dataclasses import replace

from app.domain.document.compose import compose
from app.domain.document.facts import Area, Programme, Reasons, ReviewFacts
from app.domain.document.since import differences
from tests.support.licences import LICENCE

REVIEW = ReviewFacts(programme=Programme(tagged=False))


def changed(condition: int = 0, review: ReviewFacts = REVIEW, **changes) -> list[str]:
    """The differences between an example and the same with one of its conditions changed."""
    before = LICENCE
    conditions = list(before.conditions)
    if changes:
        conditions[condition] = replace(conditions[condition], **changes)
    after = replace(before, conditions=tuple(conditions))
    return [each.in_words for each in differences(compose(before, REVIEW), compose(after, review))]


def test_the_same_licence_says_nothing_differently() -> None:
    assert changed() == []


def test_a_condition_that_is_worded_anew_says_then_and_now() -> None:
    (said,) = changed(text="Not to enter Hillside Park.")
    assert said.startswith("Condition: was Not to enter Riverside Park.")
    assert said.endswith("is now Not to enter Hillside Park.")


def test_conditions_that_were_added_and_taken_out_are_named() -> None:
    before = LICENCE
    less = replace(before, conditions=before.conditions[1:])
    (out,) = differences(compose(before), compose(less))
    (new,) = differences(compose(less), compose(before))
    assert out.in_words.startswith("Condition taken out: Not to enter Riverside Park.")
    assert new.in_words.startswith("Condition added: Not to enter Riverside Park.")


def test_another_map_of_the_same_words_is_a_difference() -> None:
    def with_map(sha256: str):
        area = Area(words="The park", map=sha256 * 64)
        first, *rest = LICENCE.conditions
        return compose(replace(LICENCE, conditions=(replace(first, areas=(area,)), *rest)))

    (said,) = differences(with_map("a"), with_map("b"))
    assert said.label.startswith("Area of “Not to enter Riverside Park.")
    assert "aaaaaaaaaaaa" in said.in_words and "bbbbbbbbbbbb" in said.in_words


def test_the_programme_is_for_all_and_reasons_are_for_the_approver() -> None:
    (tagged, name) = differences(
        compose(LICENCE, REVIEW),
        compose(LICENCE, ReviewFacts(programme=Programme(tagged=True, name="Kite watch"))),
    )
    assert tagged.in_words.endswith("was No, is now Yes") and name.in_words == "Programme added: Kite watch"
    assert not tagged.is_for_approver and not name.is_for_approver
    first, *rest = LICENCE.conditions
    why = replace(first, reasons=Reasons(risk="Kites", asked_by=("police",)))
    (said,) = differences(compose(LICENCE), compose(replace(LICENCE, conditions=(why, *rest))))
    assert said.is_for_approver and said.now == "Kites; Police"
