"""What the prison is asked when it asks a question about a licence, and what whoever answers is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.licence.questions import WHOLE, WHOLE_IN_WORDS, Place
from forms.base import Form
from forms.fields import LongText, Option, Radios, Select
from forms.validators import Required

MOST = 2000
HOLDS = "yes"


class Ask(Form):
    heading = "Ask a question about this licence"
    place = Select(
        "What is your question about?", validators=[Required("Select what your question is about")]
    )
    words = LongText(
        "What do you want to ask?",
        hint="Whoever has to answer is told. Everybody who may open this licence can read it",
        called="your question",
        max_length=MOST,
        validators=[Required("Enter your question")],
    )

    def __init__(self, places: Sequence[Place], formdata: Any = None) -> None:
        self.places = {WHOLE: Place(WHOLE, WHOLE_IN_WORDS, "")} | {each.key: each for each in places}
        super().__init__(None, formdata, {"place": WHOLE})

    def prepare(self) -> None:
        self.place.options = [Option(key, each.words) for key, each in self.places.items()]

    def given(self) -> Mapping[str, Any]:
        """What is asked, once it is valid: where, in which words, and whether approval waits."""
        answer = self.answer()
        holds = answer.get("holds") == HOLDS
        return {"place": self.places[answer["place"]], "words": answer["words"], "holds": holds}


class AskBeforeApproval(Ask):
    """The same about a licence that waits for approval, which can wait for the question too."""

    holds = Radios(
        "Must the approval wait for this question?",
        options=[
            Option(
                HOLDS,
                "Yes",
                hint="The licence cannot be approved until the prison closes the question or lifts the hold",
            ),
            Option("no", "No", hint="The licence can be approved before there is an answer"),
        ],
        validators=[Required("Select yes if the approval must wait for this question")],
    )


class Answer(Form):
    words = LongText(
        "What is your answer?",
        hint="Whoever asked is told. Everybody who may open this licence can read it",
        called="your answer",
        max_length=MOST,
        validators=[Required("Enter your answer")],
    )
