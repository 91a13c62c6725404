"""What can be done to a licence: each action by its name, with every word that people read about it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.words import uncapitalised

NOT_VARIED = "If a licence in force must change, tell your manager: this service cannot vary it yet."
"""What somebody does about a licence in force that must change, until this service has variations."""


@dataclass(frozen=True)
class Question:
    """What is asked before an action that needs only a yes, or a yes and a reason."""

    title: str
    paragraphs: tuple[str, ...]
    button: str
    is_warning: bool = False
    """Whether the button looks like something that cannot be undone."""
    is_awaited: bool = False
    """Whether the licence waits for it: its link is then the first of the page, and leads past the words of the licence."""
    reason: str | None = None
    """The question that is answered with a reason, where one is needed; the history shows it."""


@dataclass(frozen=True)
class Only:
    """What is said where an action is not for licences of this purpose: the parts of a refusal but for the fact."""

    title: str
    rule: str
    who: str
    next_step: str


@dataclass(frozen=True)
class Action:
    """One thing that can be done to a licence. The name is also the word in its address and in its event."""

    name: str
    to_do: str
    """As it reads in a sentence: "withdraw a licence from approval"."""
    done: str
    """In the past tense, as a line of the history."""
    passive: str | None = None
    """What the licence then was, where the small letters of `done` do not say it: "started"."""
    button: str | None = None
    """The words of the link to it on the licence's page; none for what is done elsewhere."""
    question: Question | None = None
    """For an action that takes a yes alone. Others are what submitting a journey does, or have a page of their own."""
    said: str | None = None
    """What the next page says once it is done."""
    only: Only | None = None
    """Which licences it is for, where it is not for all and more is to be said than that."""

    @property
    def was(self) -> str:
        """What the licence was, as it reads in a sentence: "approved"."""
        return self.passive or uncapitalised(self.done)


START = Action(
    "start",
    "start a licence",
    "Licence started",
    passive="started",
    said="You started this licence. Each answer is saved when you continue.",
)
USE_NOMIS = Action(
    "use-nomis",
    "record that a licence is made in NOMIS",
    "Recorded that the licence is made in NOMIS",
)
SUBMIT = Action("submit", "send a licence for approval", "Sent for approval", button="Write the licence")
WITHDRAW = Action(
    "withdraw",
    "withdraw a licence from approval",
    "Withdrawn from approval",
    button="Withdraw from approval",
    question=Question(
        "Withdraw this licence from approval?",
        (
            "It cannot be approved until you send it again.",
            "All its answers stay. A message for the prison’s offender management unit is written.",
        ),
        "Withdraw the licence",
    ),
    said="You withdrew the licence. You can change it and send it again.",
)
APPROVE = Action("approve", "approve a licence", "Approved", button="Read and decide")
RETURN = Action("return", "return a licence to whoever made it", "Returned")
EDIT = Action(
    "edit",
    "edit an approved licence",
    "New version started",
    button="Edit the licence",
    question=Question(
        "Edit this approved licence?",
        (
            "You will write a new version, with a copy of all the answers.",
            "The approved version stays in force and can be printed until the prison approves the new one.",
        ),
        "Edit the licence",
    ),
    said="You started a new version. The approved version stays in force until the prison approves this one.",
)
DISCARD = Action(
    "discard",
    "discard an edit",
    "Edit discarded",
    passive="discarded",
    button="Discard this edit",
    question=Question(
        "Discard this edit?",
        (
            "What you changed in this version will not be used, and cannot be read again.",
            "The approved version stays in force.",
        ),
        "Discard the edit",
        is_warning=True,
    ),
    said="You discarded this edit. The approved version stays in force.",
    only=Only(
        "You cannot discard this licence",
        "Only an edit of an approved licence can be discarded, because the approved one stays in place.",
        "You can change any of its answers.",
        "Go to the licence to change it.",
    ),
)
CHANGE_APPOINTMENT = Action(
    "change-appointment",
    "change the first appointment of a licence that was sent",
    "First appointment changed",
    passive="given another first appointment",
    button="Change the first appointment",
)
FREEZES = frozenset({SUBMIT.name, CHANGE_APPOINTMENT.name})
"""The names of what makes a document, each by whoever does it."""
PRINT = Action("print", "print a licence", "Printed")
REPLACE = Action("replace", "replace a licence with a newer version", "Replaced by a newer version")
POLICY_CHANGED = Action(
    "policy-changed",
    "tell the practitioner which licence policy applies",
    "Practitioner told which licence policy applies",
)
MOVE_POLICY = Action(
    "move-policy",
    "move a licence to another licence policy",
    "Moved to another licence policy",
    button="Move the licence to the policy that applies",
)
TIME_OUT = Action(
    "time-out",
    "time out a draft at the hard stop",
    "Timed out at the hard stop",
    passive="timed out at the hard stop",
)
ACTIVATE = Action(
    "activate", "make a licence active on release", "Became active on release", passive="made active"
)
EXPIRE = Action(
    "expire", "end a licence whose end date has passed", "Ended: its end date has passed", passive="ended"
)
RELEASE_PASSED = Action(
    "release-passed",
    "end a licence that was not approved by the release",
    "Ended: it was not approved by the release",
    passive="ended because it was not approved by the release",
)
GIVE_WAY = Action(
    "give-way",
    "end a version that another takes the place of on release",
    "Ended: another version became active",
    passive="ended because another version became active",
)
ON_CURFEW = Action(
    "on-curfew",
    "end a licence for another kind of release than the one there is",
    "Ended: home detention curfew decides the release",
    passive="ended because home detention curfew decides the release",
)
CURFEW_CLOSED = Action(
    "curfew-closed",
    "end a licence when it is too late for home detention curfew",
    "Ended: it is too late for home detention curfew",
    passive="ended because it is too late for home detention curfew",
)
NOT_APPROVED = Action(
    "not-approved",
    "remind of an edit that nobody approved by the release",
    "Sender reminded: nobody has approved it, and the release is today",
)
SEE_TO = Action(
    "see-to-message",
    "pass on a message that could not be delivered",
    "Message passed on that could not be delivered",
)
TELL_MANAGER = Action(
    "tell-manager",
    "tell the team manager that nobody is allocated",
    "Team manager told that nobody is allocated",
)
REVIEW_OVERDUE = Action(
    "review-overdue",
    "remind the practitioner of a review",
    "Practitioner reminded to review it",
)
ASK = Action("ask-question", "ask a question about a licence", "Question asked")
ANSWER = Action("answer-question", "answer a question about a licence", "Question answered")
CLOSE = Action("close-question", "close a question about a licence", "Question closed")
LIFT = Action("lift-hold", "lift the hold of a question on approval", "Hold on approval lifted")
QUESTION_OVERDUE = Action(
    "question-overdue", "remind of a question that is overdue", "Reminded of a question that is overdue"
)
REVIEW = Action(
    "review",
    "review a standard licence that the prison made",
    "Reviewed: nothing needs to change",
    passive="reviewed",
    button="Review the licence",
    question=Question(
        "Have you reviewed this licence, and does nothing need to change?",
        (
            "The prison made this standard licence. It has no conditions that were chosen for this person.",
            "Read the licence and check that its conditions are enough for the risks.",
            NOT_VARIED,
            "Until it changes, leave this question open: the licence stays on your list of what needs you.",
        ),
        "Nothing needs to change",
        is_awaited=True,
    ),
    said="You reviewed this licence. Nothing needs to change.",
    only=Only(
        "You cannot review this licence",
        "Only a standard licence that the prison made is reviewed after the release.",
        "Probation wrote this licence, so there is nothing to review.",
        "Go to the licence to see what can be done with it now.",
    ),
)
RECORD_CHANGED = Action(
    "record-changed",
    "note a change of the record",
    "The record of the person changed",
    passive="touched by a change of the record",
)
DEACTIVATE = Action(
    "deactivate",
    "end a licence in force when the record changes",
    "Ended: the record of the person changed",
    passive="ended because the record of the person changed",
)
LEAVE_HARD_STOP = Action(
    "leave-hard-stop",
    "end a standard licence when the release moves out of the hard stop",
    "Ended: the release moved, so probation writes the licence",
    passive="ended because the release moved, so probation writes the licence",
)
REOPEN = Action(
    "reopen",
    "open a draft again when the release moves out of the hard stop",
    "Opened again: the release moved",
    passive="opened again because the release moved",
)
MERGED = Action(
    "merged",
    "end a licence whose record was merged into another",
    "Ended: the record was merged into another",
    passive="ended because the record was merged into another",
)
