"""Who sets the conditions of a licence, and the requirements of the supervision after it.

Source: domain requirements P63 to P66. After a recall it is whoever set them for the first release, which the record does not
say and nobody guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Authority(StrEnum):
    """Who sets conditions, stored by its value and shown as its label."""

    GOVERNOR = "governor"
    CONTROLLER = "controller"
    GOVERNOR_OR_CONTROLLER = "governor-or-controller"
    """Of a prison of which nobody knows whether it is contracted out."""
    BOARD = "board"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Authority.GOVERNOR: "The governor, for the Secretary of State",
    Authority.CONTROLLER: "The controller, for the Secretary of State",
    Authority.GOVERNOR_OR_CONTROLLER: "The governor or controller, for the Secretary of State",
    Authority.BOARD: "The Parole Board",
}


@dataclass(frozen=True)
class SetBy:
    """Who sets what a licence says."""

    conditions: Authority | None
    """None after a recall, where nothing here says who set those of the first release."""
    because: str
    requirements: Authority
    """Who sets the requirements of supervision, whoever sets the conditions: the prison."""


def of_prison(is_contracted: bool | None) -> Authority:
    """Who decides at a prison: its controller where it is contracted out, else its governor."""
    if is_contracted is None:
        return Authority.GOVERNOR_OR_CONTROLLER
    return Authority.CONTROLLER if is_contracted else Authority.GOVERNOR


def set_by(*, by_the_board: bool, is_recall: bool, first: Authority | None, prison: Authority) -> SetBy:
    """Who sets the conditions: after a recall, whoever did for the first release where that is known."""
    if is_recall and first is not None:
        because = "After a recall it is whoever set them for the first release, as the licence for it says."
        return SetBy(first, because, prison)
    if is_recall:
        because = (
            "After a recall it is whoever set them for the first release. No licence here says who that was, so whoever "
            "writes this licence is asked."
        )
        return SetBy(None, because, prison)
    if by_the_board:
        because = "The Parole Board sets them for life, indeterminate and extended sentences (sections 226A and 226B)."
        return SetBy(Authority.BOARD, because, prison)
    because = "The governor of the prison sets them for a determinate sentence, or the controller where it is contracted out."
    return SetBy(prison, because, prison)
