"""What the approver of a licence reads about its supervision requirements, and nobody prints."""

from __future__ import annotations

from app.domain.conditions.parts import SUPERVISION
from app.domain.conditions.reading import Reading
from app.domain.document import Block, facts
from app.domain.words import long_date


def for_approver(reading: Reading) -> list[tuple[str, list[Block]]]:
    """Why requirements were left off, and what treatment providers agreed to, section by section."""
    reasons = [
        facts([("Requirement", each.text), ("Why it is left off", reading.why_left_off(each.code))])
        for each in reading.left_off(SUPERVISION)
    ]
    agreements = []
    for requirement in reading.of(SUPERVISION):
        agreed = requirement.agreement
        agreements.append(
            facts(
                [
                    ("Requirement", requirement.category),
                    ("Treatment provider", agreed.get("provider")),
                    ("Contact", agreed.get("contact")),
                    ("Agreed on", long_date(agreed["agreed"]) if agreed.get("agreed") else None),
                ]
            )
        )
    sections = [
        ("Supervision requirements left off", reasons),
        ("Agreed with treatment providers", agreements),
    ]
    return [(heading, blocks) for heading, blocks in sections if blocks]
