"""What only the approver reads beside a licence, in words."""

from __future__ import annotations

from app.domain.document import words_en as words
from app.domain.document.blocks import Block, Section, bullets, facts
from app.domain.document.facts import Reasons, ReviewFacts


def reason_rows(reasons: Reasons) -> list[tuple[str, str | None]]:
    """Why a condition is needed, as labels with what was answered."""
    asked_by = [words.ASKED_BY[each] for each in words.ASKED_BY if each in reasons.asked_by]
    return [
        (words.RISK, reasons.risk),
        (words.LIGHTER, reasons.lighter),
        (words.ASKED_FOR_BY, words.together(asked_by)),
        (words.UNMET, reasons.unmet),
        (words.REFERENCE, reasons.reference),
    ]


def sections_for_approver(review: ReviewFacts) -> list[Section]:
    """What is not printed, section by section; sections with nothing to say are left out."""
    warnings = [
        row
        for each in review.warnings
        for row in ((each.title, each.message), (words.WHY_IT_STAYS, each.reason))
    ]
    left_off = [
        facts([(words.REQUIREMENT, each.text), (words.WHY_LEFT_OFF, each.reason)]) for each in review.left_off
    ]
    agreements = [
        facts(
            [
                (words.REQUIREMENT, each.category),
                (words.PROVIDER, each.provider),
                (words.CONTACT, each.contact),
                (words.AGREED, words.date(each.agreed) if each.agreed else None),
            ]
        )
        for each in review.agreements
    ]
    programme = review.programme
    tagged = [
        (words.TAGGED, words.YES if programme and programme.tagged else words.NO),
        (words.PROGRAMME, programme.name if programme else None),
    ]
    sections: dict[str, list[Block]] = {
        words.FLAGS: [bullets(review.flags)] if review.flags else [],
        words.WARNINGS: [facts(warnings)] if warnings else [],
        words.MONITORING: [facts(tagged)] if programme else [],
        words.LEFT_OFF: left_off,
        words.AGREEMENTS: agreements,
    }
    return [
        {"heading": heading, "number": None, "blocks": blocks}
        for heading, blocks in sections.items()
        if blocks
    ]
