"""A refusal as data: every "you cannot" says why, on what fact, who can act and what to do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """One reason why something may not be done, in sentences that one template shows."""

    title: str
    rule: str
    """The rule, in general words."""
    fact: str
    """What is true here that sets the rule off, with its date or name."""
    who: str
    """Who can change that, or when it changes by itself."""
    next_step: str
    """What the reader can do now."""
    is_access: bool = False
    """Whether somebody asked for what is not theirs to see or do at all, which is noted as a security event."""
    remedy: str | None = None
    """The name of the action that ends it, where one on the licence does."""

    @property
    def in_sentences(self) -> str:
        """All of it in one paragraph, for a terminal."""
        return f"{self.title}. {self.rule} {self.fact} {self.who} {self.next_step}"


class Refused(Exception):
    """Something may not be done: carries the refusal, which one error page shows."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.title)
        self.refusal = refusal
