"""Who sets the conditions of a licence follows from the sentence, the prison and, after a recall, the first release."""

from __future__ import annotations

import pytest

from app.domain.dates.authority import Authority, of_prison, set_by

BOARD, GOVERNOR, CONTROLLER = Authority.BOARD, Authority.GOVERNOR, Authority.CONTROLLER


@pytest.mark.parametrize(
    ("by_the_board", "is_recall", "first", "decides"),
    [
        (False, False, None, CONTROLLER),
        (True, False, None, BOARD),
        (False, False, GOVERNOR, CONTROLLER),
        (False, True, GOVERNOR, GOVERNOR),
        (False, True, BOARD, BOARD),
        (True, True, None, None),
        (True, True, GOVERNOR, GOVERNOR),
        (False, True, None, None),
    ],
)
def test_the_authority_is_worked_out_and_after_a_recall_never_guessed(
    by_the_board: bool, is_recall: bool, first: Authority | None, decides: Authority | None
) -> None:
    found = set_by(by_the_board=by_the_board, is_recall=is_recall, first=first, prison=CONTROLLER)
    assert (found.conditions, found.requirements) == (decides, CONTROLLER)
    assert found.because.endswith(".")


def test_a_controller_decides_at_a_contracted_prison_and_a_governor_at_another() -> None:
    assert (of_prison(True), of_prison(False)) == (CONTROLLER, GOVERNOR)
    assert of_prison(None) is Authority.GOVERNOR_OR_CONTROLLER
