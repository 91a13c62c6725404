"""The licence as a document: its sections, its words, its hash and what approval compares."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.characters import unprintable
from app.domain.document.blocks import bullets, facts, text
from app.domain.document.compare import changed_facts, compared_facts, frozen_facts
from app.domain.document.compose import SECTIONS_AP, composed
from app.domain.document.facts import (
    Address,
    AppointmentFacts,
    LeftOff,
    Reasons,
    ReviewFacts,
    When,
    Who,
)
from app.domain.document.reading import Approval, condition_texts, reference_rows, sign_off
from app.domain.document.seal import canonical_json, document_hash, verify
from tests.support.licences import (
    APPROVAL,
    CONDITIONS,
    DATES,
    LICENCE,
    PERSON,
    SUPERVISED_DATES,
    bespoke,
    document,
    two_part_document,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdé"), inner, max_size=4),
    max_leaves=20,
)
PRINTABLE = st.text(
    st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cn", "Co"]).filter(
        lambda character: not unprintable(character)
    )
)


def section(document: dict[str, Any], key: str) -> dict[str, Any]:
    number = [plan.key for plan in SECTIONS_AP].index(key) + 1
    return next(s for s in document["printed"]["sections"] if s["number"] == number)


def words(blocks: list[dict[str, Any]]) -> str:
    """All the words of some blocks, in order."""
    found: list[str] = []
    for block in blocks:
        match block["kind"]:
            case "text":
                found.append(block["text"])
            case "list":
                found += block["items"]
            case "facts":
                found += [word for row in block["rows"] for word in row]
            case "conditions":
                found += [item["text"] for item in block["items"]]
    return "\n".join(found)


def test_sections_are_numbered_from_one_after_the_unnumbered_person_block() -> None:
    numbers = [s["number"] for s in document()["printed"]["sections"]]
    assert numbers == [None, 1, 2, 3, 4, 5, 6, 7, 8]


def test_the_document_is_plain_json() -> None:
    made = document(ReviewFacts(left_off=(LeftOff(code="c1", text="Stay at home.", reason="No home yet."),)))
    assert json.loads(json.dumps(made)) == made
    assert made["title"] == "Licence for Amara Okonkwo-Bailey"
    assert [s["heading"] for s in made["approver"]["sections"]] == ["Supervision requirements left off"]


def test_paragraphs_lists_and_facts_are_plain_json_without_what_is_empty() -> None:
    made = [text(" Because.\t"), bullets(["a", " b "]), facts([("c", "d"), ("e", None), ("f", " ")])]
    assert json.loads(json.dumps(made)) == [
        {"kind": "text", "text": "Because."},
        {"kind": "list", "items": ["a", "b"]},
        {"kind": "facts", "rows": [["c", "d"]]},
    ]


def test_reasons_are_kept_for_the_approver_by_the_printed_number_of_their_condition_and_hashed() -> None:
    standard, additional = CONDITIONS[2], CONDITIONS[1]
    reasons = Reasons(risk=" Kites\r\nand string. ", reference="")
    made = document(conditions=[replace(additional, reasons=reasons), standard])
    assert made["approver"]["reasons"] == {"5.2": [["Risk it addresses", "Kites\nand string."]]}
    assert made["printed"] == document(conditions=[additional, standard])["printed"]
    assert document_hash(made) != document_hash(document(conditions=[additional, standard]))
    assert document()["approver"]["reasons"] == {}


def test_conditions_are_in_printed_order_and_numbered_without_restart() -> None:
    items = condition_texts(document())
    assert [(i["number"], i["source"], i["code"]) for i in items] == [
        ("5.1", "standard", "a1"),
        ("5.2", "standard", "a2"),
        ("5.3", "additional", "b1"),
        ("5.4", "bespoke", None),
    ]
    assert items[2]["category"] == "Possessions"
    assert items[2]["policy_version"] == "3.0"


def test_references_between_sections_follow_the_numbering() -> None:
    moved = composed(LICENCE, ReviewFacts(), sections=[*SECTIONS_AP[3:], *SECTIONS_AP[:3]])
    by_heading = {s["heading"]: s for s in moved["printed"]["sections"]}
    assert by_heading["Licence conditions"]["number"] == 2
    assert "section 2" in words(by_heading["Changes to your conditions"]["blocks"])
    assert "section 2" in words(by_heading["If you do not follow your conditions"]["blocks"])
    assert by_heading["What to do when you are released"]["number"] == 8
    assert "section 8" in words(by_heading["If you are released to hospital or detention"]["blocks"])


def test_the_statute_of_each_section_is_named() -> None:
    made = document()
    act = "Criminal Justice Act 2003"
    for key, statute in {
        "purpose": f"Chapter 6 of Part 12 of the {act}",
        "detained": f"section 248 of the {act}",
        "changes": f"section 250(4) of the {act}",
        "recall": f"section 255ZA of the {act}",
    }.items():
        assert statute in words(section(made, key)["blocks"])


def test_the_licence_and_sentence_end_share_a_row_only_on_the_same_day() -> None:
    apart = document()["printed"]["sections"][0]["blocks"][0]["rows"]
    assert ["Licence ends", "4 June 2027"] in apart and ["Sentence ends", "4 December 2027"] in apart
    same = document(dates=replace(DATES, sentence_end=DATES.licence_end))
    rows = same["printed"]["sections"][0]["blocks"][0]["rows"]
    assert rows[-1] == ["Licence and sentence end", "4 June 2027"] and len(rows) == len(apart) - 1


def test_an_appointment_prints_person_address_time_and_both_numbers() -> None:
    assert section(document(), "reporting")["blocks"][1]["rows"] == [
        ["Report to", "Jo Marsh"],
        ["Address", "Probation office\n12 Church Street\nExampleton"],
        ["When", "Thursday 3 December 2026 at 2pm"],
        ["Contact telephone number", "029 2000 0000"],
        ["Other telephone number", "029 2000 0001"],
    ]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When("on-release"), "Straight after you are released"),
        (When("next-working-day"), "By 2pm on the next working day after you are released"),
        (When("specific", dt.date(2026, 12, 4), dt.time()), "Friday 4 December 2026 at midnight"),
    ],
)
def test_an_appointment_is_on_release_on_the_next_working_day_or_at_a_time(when: When, said: str) -> None:
    rows = section(document(appointment=AppointmentFacts(when=when)), "reporting")["blocks"][1]["rows"]
    assert rows == [["When", said]]


def test_what_is_not_known_of_an_appointment_leaves_no_empty_row() -> None:
    made = document(appointment=AppointmentFacts(who=Who("duty-officer")))
    assert section(made, "reporting")["blocks"][1]["rows"] == [["Report to", "The duty officer"]]
    nothing = document(appointment=AppointmentFacts())
    assert [b["kind"] for b in section(nothing, "reporting")["blocks"]] == ["text"]


def test_without_a_meeting_the_supervising_officer_and_support_are_named() -> None:
    support = AppointmentFacts(needed=False, telephone="029", address=Address(line_1="1 Road", town="Town"))
    made = document(appointment=support, supervising_officer="Sam Hill")
    blocks = section(made, "reporting")["blocks"]
    assert "Sam Hill" in blocks[0]["text"]
    assert blocks[2]["rows"] == [["Contact telephone number", "029"], ["Address", "1 Road\nTown"]]
    assert "must report" not in words(section(made, "detained")["blocks"])


def test_without_a_meeting_or_an_officer_the_licence_still_says_what_to_do() -> None:
    blocks = section(document(appointment=AppointmentFacts(needed=False)), "reporting")["blocks"]
    assert words(blocks) == "You do not need to go to a meeting when you are released."


def test_the_supervisor_is_called_supervising_officer() -> None:
    printed = " ".join(words(s["blocks"]) for s in document()["printed"]["sections"])
    assert "supervising officer" in printed
    assert "supervisor" not in printed


def test_a_licence_breach_names_recall_and_the_secretary_of_state() -> None:
    breach = words(section(document(), "breach")["blocks"])
    assert "Secretary of State" in breach and "recalled" in breach
    assert "4 June 2027" in breach and "4 December 2027" in breach


def test_a_licence_without_a_start_date_is_refused() -> None:
    with pytest.raises(ValueError, match="start date"):
        document(dates=replace(DATES, licence_start=None))


def test_missing_dates_are_said_to_be_missing() -> None:
    made = document(dates=replace(DATES, licence_end=None, sentence_end=None))
    assert ["Licence ends", "Not recorded"] in made["printed"]["sections"][0]["blocks"][0]["rows"]
    assert "None" not in words([b for s in made["printed"]["sections"] for b in s["blocks"]])


def test_every_section_is_readable_by_a_reader_of_eleven_or_so() -> None:
    """Flesch-Kincaid grade of our own words, statutes' names aside; the conditions come from the policy."""
    sections = [made["printed"]["sections"] for made in (document(), two_part_document())]
    for part in [section for each in sections for section in each[1:]]:
        part = part | {"blocks": [block for block in part["blocks"] if block["kind"] != "conditions"]}
        prose = re.sub(r"under section \S+ of the Criminal Justice Act 2003", "", words(part["blocks"]))
        prose = re.sub(r"of the Criminal Justice Act 2003", "", prose)
        assert grade(prose) <= 8, (part["heading"], grade(prose))


def grade(prose: str) -> float:
    sentences = [s for s in re.split(r"[.:\n]+", prose) if s.strip()]
    counted = re.findall(r"[A-Za-z’']+", prose)
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<!l)e$|(?<![td])ed$", "", word.lower()))))
        for word in counted
    )
    return 0.39 * len(counted) / len(sentences) + 11.8 * syllables / len(counted) - 15.59


def test_line_ends_tabs_and_blank_edges_are_made_plain() -> None:
    made = document(conditions=bespoke(" one\ttwo \r\n three\rfour "))
    assert condition_texts(made)[0]["text"] == "one two\nthree\nfour"


def test_canonical_json_sorts_keys_leaves_no_blanks_and_keeps_letters() -> None:
    assert canonical_json({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'.encode()


def test_the_hash_is_of_the_canonical_json() -> None:
    made = document()
    digest = document_hash(made)
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert verify(made, digest)
    made["printed"]["sections"][5]["blocks"][1]["items"][0]["text"] += " "
    assert not verify(made, digest)
    assert not verify(made, "é")


@given(st.dictionaries(st.text("abcdé"), JSON, max_size=5))
def test_the_hash_does_not_depend_on_the_order_of_keys(data: dict[str, Any]) -> None:
    def backwards(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: backwards(value[key]) for key in reversed(value)}
        return [backwards(item) for item in value] if isinstance(value, list) else value

    assert document_hash(backwards(data)) == document_hash(data)
    assert verify(json.loads(json.dumps(data)), document_hash(data))


@settings(max_examples=50)
@given(PRINTABLE, PRINTABLE, st.booleans())
def test_any_text_that_may_be_typed_composes_and_survives_storage(one: str, two: str, needed: bool) -> None:
    made = document(
        person=replace(PERSON, name=one),
        appointment=AppointmentFacts(
            needed=needed,
            who=Who("someone-else", two),
            address=Address(line_1=one, town=two),
            telephone=two,
        ),
        conditions=bespoke(one, two),
    )
    stored = json.loads(json.dumps(made))
    assert verify(stored, document_hash(made))
    assert "".join(condition_texts(stored)[0]["text"].split()) == "".join(one.split())


@given(st.dates(), st.none() | st.dates(), st.none() | st.dates(), PRINTABLE)
def test_nothing_has_changed_when_the_record_is_the_same(
    start: dt.date, end: dt.date | None, sentence: dt.date | None, name: str
) -> None:
    person = replace(PERSON, name=name, cro=None)
    dates = replace(DATES, licence_start=start, licence_end=end, sentence_end=sentence)
    made = document(person=person, dates=dates)
    assert changed_facts(made, compared_facts(person, dates)) == []


def test_changed_facts_are_told_in_words() -> None:
    now = compared_facts(
        replace(PERSON, name="Amara Bailey", pnc=None), replace(DATES, licence_end=dt.date(2027, 7, 1))
    )
    assert changed_facts(document(), now) == [
        ("Name", "Amara Okonkwo-Bailey", "Amara Bailey"),
        ("PNC ID", "2015/1234567X", "Not recorded"),
        ("Licence end date", "4 June 2027", "1 July 2027"),
    ]


def test_a_name_in_other_capitals_has_not_changed() -> None:
    made = document(person=replace(PERSON, name="AMARA OKONKWO-BAILEY"))
    assert changed_facts(made, compared_facts(PERSON, DATES)) == []


def test_changed_facts_takes_dates_as_dates_or_as_text() -> None:
    now: dict[str, Any] = {**frozen_facts(document()), "licence_start": dt.date(2026, 12, 1), "cro": ""}
    assert changed_facts(document(), now) == []


def test_a_number_that_looks_like_a_date_is_not_told_as_one() -> None:
    made = document(person=replace(PERSON, booking_number="20261201"))
    change = changed_facts(made, {**frozen_facts(made), "booking_number": "20261202"})
    assert change == [("Booking number", "20261201", "20261202")]


def test_the_reference_names_version_policy_and_hash() -> None:
    rows = dict(reference_rows(document(), "0f" * 32, "Approved"))
    assert rows["Licence version"] == "1.0" and rows["Policy version"] == "3.0"
    assert rows["Document hash"] == "0f" * 32
    assert rows["CRO number"] == "Not recorded"


def test_the_signature_box_names_approver_role_and_moment_in_london() -> None:
    summer = Approval("A Governor", "Prison approver", dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC))
    assert sign_off(document(), summer)["approved"] == (
        "Approved by A Governor, prison approver, for the Secretary of State for Justice, "
        "on 2 July 2026 at 12:30am."
    )
    assert "2:30pm" in sign_off(document(), APPROVAL)["approved"]
    assert "not been approved" in sign_off(document(), None)["approved"]


def test_an_approval_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        sign_off(document(), replace(APPROVAL, at=dt.datetime(2026, 7, 1)))


# A licence with supervision after it


def headings(made: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(s["number"], s["heading"]) for s in made["printed"]["sections"]]


def part_of(made: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The sections of part 1 or part 2, its own heading first."""
    sections = made["printed"]["sections"]
    starts = [place for place, s in enumerate(sections) if s["heading"].startswith("Part ")]
    return sections[starts[0] : starts[1]] if number == 1 else sections[starts[1] :]


def all_words(sections: list[dict[str, Any]]) -> str:
    return "\n".join(words(s["blocks"]) for s in sections)


def test_a_licence_alone_says_nothing_of_parts_or_supervision_after_it() -> None:
    made = document()
    assert all(set(s) == {"heading", "number", "blocks"} for s in made["printed"]["sections"])
    assert "type" not in made["reference"] and frozen_facts(made)["supervision_end"] is None
    assert not any("part" in item for item in condition_texts(made))


def test_a_licence_with_supervision_is_one_document_of_two_headed_parts_numbered_through() -> None:
    made = two_part_document()
    assert made["title"] == "Licence and post-sentence supervision order for Amara Okonkwo-Bailey"
    assert made["reference"]["type"] == "AP_PSS"
    assert headings(made)[:3] == [
        (None, "About this licence"),
        (None, "Part 1: Your licence"),
        (1, "What this licence is for"),
    ]
    assert [number for number, _ in headings(made) if number] == list(range(1, 14))
    assert [heading for _, heading in headings(made)[10:]] == [
        "Part 2: Your supervision after the licence",
        "What your supervision is for",
        "When your supervision starts and ends",
        "Supervision requirements",
        "Changes to your requirements",
        "If you do not follow your requirements",
    ]
    depths = [s.get("depth", 0) for s in made["printed"]["sections"]]
    assert depths == [0, 0, *[1] * 8, 0, *[1] * 5]


def test_part_1_says_to_the_letter_what_a_licence_alone_says() -> None:
    alone, both = document()["printed"]["sections"][1:], part_of(two_part_document(), 1)[1:]
    assert [s | {"depth": 1} for s in alone] == both


def test_each_part_has_its_own_dates() -> None:
    made = two_part_document()
    first, second = (all_words(part_of(made, number)) for number in (1, 2))
    assert "starts on 1 December 2026. It ends on 4 June 2027" in first and "November" not in first
    assert "starts on 5 June 2027. It ends on 30 November 2027" in second
    assert ["Post-sentence supervision ends", "30 November 2027"] in (
        made["printed"]["sections"][0]["blocks"][0]["rows"]
    )


def test_each_part_has_its_own_conditions_each_numbered_in_its_section() -> None:
    found = [
        (item["number"], item["source"], item["code"], item.get("part"))
        for item in condition_texts(two_part_document())
    ]
    assert found[:4] == [
        ("5.1", "standard", "a1", None),
        ("5.2", "standard", "a2", None),
        ("5.3", "additional", "b1", None),
        ("5.4", "bespoke", None, None),
    ]
    assert found[4:] == [("11.1", "standard", "c1", "PSS"), ("11.2", "additional", "d1", "PSS")]


def test_each_part_says_who_can_change_it_and_what_follows_a_breach() -> None:
    made = two_part_document()
    first, second = (all_words(part_of(made, number)) for number in (1, 2))
    assert "section 250(4)" in first and "256" not in first
    assert "recalled to prison" in first and "magistrates" not in first
    assert "sections 256AB(4), 256D and 256E of the Criminal Justice Act 2003" in second
    assert "magistrates’ court" in second and "14 days" in second and "unpaid work" in second
    assert "recall" not in second and "250(4)" not in second
    assert "the requirements in section 11" in second


def test_whoever_supervises_is_supervising_officer_on_licence_and_supervisor_afterwards() -> None:
    made = two_part_document()
    first, second = (all_words(part_of(made, number)) for number in (1, 2))
    assert "supervising officer" in first and "supervisor" not in first
    assert "supervisor" in second and "supervising officer" not in second


def test_a_supervision_part_without_requirements_says_so() -> None:
    made = two_part_document(conditions=[])
    assert "no requirements" in all_words(part_of(made, 2))
    assert not any(block["kind"] == "conditions" for s in part_of(made, 2) for block in s["blocks"])


def test_a_change_of_the_supervision_dates_is_told() -> None:
    later = replace(SUPERVISED_DATES, supervision_end=dt.date(2027, 12, 1))
    assert changed_facts(two_part_document(), compared_facts(PERSON, SUPERVISED_DATES)) == []
    assert changed_facts(two_part_document(), compared_facts(PERSON, later)) == [
        ("Supervision end date", "30 November 2027", "1 December 2027")
    ]


def test_supervision_that_the_record_gains_or_loses_is_told() -> None:
    assert changed_facts(document(), compared_facts(PERSON, SUPERVISED_DATES)) == [
        ("Supervision start date", "Not recorded", "5 June 2027"),
        ("Supervision end date", "Not recorded", "30 November 2027"),
    ]
    assert changed_facts(two_part_document(), compared_facts(PERSON, DATES)) == [
        ("Supervision start date", "5 June 2027", "Not recorded"),
        ("Supervision end date", "30 November 2027", "Not recorded"),
    ]
