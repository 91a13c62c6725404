"""The English words of a document: statutory texts, headings and labels. Another language is another such module.

Braces stand for what the composer fills in.
"""

from __future__ import annotations

import datetime as dt

from app.domain.words import day_and_date, joined, long_date, moment_in_words, time_in_words, uncapitalised

LANGUAGE = "en"
NOT_RECORDED = "Not recorded"
_ACT = "Criminal Justice Act 2003"


def date(day: dt.date | None) -> str:
    """A date, or that there is none."""
    return long_date(day) if day else NOT_RECORDED


def day_and_time(day: dt.date, time: dt.time) -> str:
    """When an appointment is."""
    return f"{day_and_date(day)} at {time_in_words(time)}"


def moment(at: dt.datetime) -> str:
    """When something happened; ValueError when it does not know its zone."""
    return moment_in_words(at)


def role(label: str) -> str:
    """The name of a role inside a sentence."""
    return uncapitalised(label)


def together(items: list[str]) -> str:
    """Items in a sentence."""
    return joined(items)


# Headings

TITLE = "Licence for {name}"
TITLE_WITH_SUPERVISION = "Licence and post-sentence supervision order for {name}"
ABOUT = "About this licence"
AREAS = "Areas"
SECTION = "section {number}"
"""How one section refers to another."""
HEADINGS = {
    "licence-part": "Part 1: Your licence",
    "purpose": "What this licence is for",
    "period": "When your licence starts and ends",
    "reporting": "What to do when you are released",
    "detained": "If you are released to hospital or detention",
    "conditions": "Licence conditions",
    "changes": "Changes to your conditions",
    "recall": "If you do not go back to prison when recalled",
    "breach": "If you do not follow your conditions",
    "supervision-part": "Part 2: Your supervision after the licence",
    "supervision-purpose": "What your supervision is for",
    "supervision-period": "When your supervision starts and ends",
    "requirements": "Supervision requirements",
    "supervision-changes": "Changes to your requirements",
    "supervision-breach": "If you do not follow your requirements",
}
"""By the key of a section."""
AREA = "Area for condition {number}"
AREA_OF_SEVERAL = "Condition {number}: area {place} of {count}"
AREAS_BY_DEMAND = {
    "keep-out": {
        "named": "Keep out: {name} (condition {number})",
        "named alike": "Keep out: {name}, area {place} of {count} (condition {number})",
        "one": "Keep out of this area (condition {number})",
        "several": "Keep out of area {place} of {count} (condition {number})",
    },
    "stay-inside": {
        "named": "Stay inside: {name} (condition {number})",
        "named alike": "Stay inside: {name}, area {place} of {count} (condition {number})",
        "one": "Stay inside this area (condition {number})",
        "several": "Stay inside area {place} of {count} (condition {number})",
    },
}
"""By what is demanded about an area, and whether it has a name, of its own or the same as another's."""
MAP = "A map of this area. The words beneath it say where the area is."
"""What is read out in place of a map."""
SUBHEADINGS = {
    "AP": {
        "standard": "Standard conditions",
        "additional": "Additional conditions",
        "bespoke": "Bespoke conditions",
    },
    "PSS": {
        "standard": "Standard requirements",
        "additional": "Additional requirements",
        "bespoke": "Bespoke requirements",
    },
}
"""What stands over the conditions of one source, by part."""


# The person and the dates

NAME = "Name"
DATE_OF_BIRTH = "Date of birth"
BOTH_END = "Licence and sentence end"
LICENCE_ENDS = "Licence ends"
SENTENCE_ENDS = "Sentence ends"
SUPERVISION_ENDS = "Post-sentence supervision ends"
SET_BY = "Licence conditions set by"
REQUIREMENTS_SET_BY = "Supervision requirements set by"
AUTHORITIES = {
    "governor": "The governor, for the Secretary of State for Justice",
    "controller": "The controller, for the Secretary of State for Justice",
    "governor-or-controller": "The governor or controller, for the Secretary of State for Justice",
    "board": "The Parole Board",
}
"""By the value of who sets conditions."""
SUPERVISED_BY = "Supervised by"
SUPERVISING_BODIES = {"PROBATION": "Probation", "YOT": "A youth offending team (YOT)"}
"""By the value of who supervises."""


# What the sections of a licence say

RELEASED = f"You are released on this licence under Chapter 6 of Part 12 of the {_ACT}."
SUPERVISED = (
    "You will have a supervising officer, who supervises you while you are on licence. "
    "The aims of this are to:"
)
AIMS = (
    "protect the public",
    "stop you from offending again",
    "help you to settle back into the community",
)
PERIOD = "Your supervision on licence starts on {start}. {until}"
UNTIL_END = "It ends on {end}, unless your licence is revoked before then."
UNTIL_UNKNOWN = "The date it ends is not recorded. It ends sooner if your licence is revoked."
REVOKED = "“Revoked” means that your licence is taken away and you must go back to prison."

REPORT_TO_OFFICER = "On your release you must report without delay to your supervising officer."
REPORT_TO_PLACE = (
    "On your release you must report without delay to the place shown here. "
    "This is also the rule if you are released from immigration detention."
)
REPORT = (
    "On your release you must report without delay, as shown here. "
    "This is also the rule if you are released from immigration detention."
)
REPORT_TO = "Report to"
ADDRESS = "Address"
WHEN = "When"
TELEPHONE = "Contact telephone number"
OTHER_TELEPHONE = "Other telephone number"
DUTY_OFFICER = "The duty officer"
ON_RELEASE = "Straight after you are released"
NEXT_WORKING_DAY = "By 2pm on the next working day after you are released"

OFFICER_WITHOUT_MEETING = (
    "Your supervising officer is {officer}. You do not need to meet them unless they ask you to."
)
NO_MEETING = "You do not need to go to a meeting when you are released."
SUPPORT = "If you need support, you can get in touch here."

DETAINED = "Your supervising officer will keep in touch with you if you are:"
DETAINED_AS = (
    f"released early on compassionate grounds, under section 248 of the {_ACT}",
    "held in hospital because of your mental health",
    "held in immigration detention",
)
NOT_DETAINED_REPORT = (
    "If none of these is true for you, you must report to the officer named for you. Read {reporting}."
)
NOT_DETAINED = "If none of these is true for you, follow {reporting}."

CONDITIONS = "While you are on licence you must follow each of these conditions."
CHANGES = (
    "The Secretary of State can change or cancel any of the conditions in {conditions}. "
    f"The power to do this is in section 250(4) of the {_ACT}."
)

RECALL = "If your licence is revoked, you must go back to prison. You can be prosecuted if:"
RECALL_OFFENCES = (
    "you were told that your licence is revoked and you did not give yourself up",
    "you have been out of touch with your supervising officer for six months",
)
RECALL_PENALTY = (
    f"This is an offence under section 255ZA of the {_ACT}. "
    "You can be fined, or sent to prison for up to two years, or both."
)

BREACH = (
    "The Secretary of State can revoke your licence if you break any of the conditions in {conditions}, "
    "or if you are a risk in some other way."
)
BREACH_UNTIL = "You would then be recalled to prison. You could be kept there until {until}."
LICENCE_WOULD_END = "the date when your licence would have ended"
BREACH_AGAIN = (
    "If you are released again after a recall, you will have to follow conditions until {sentence_end}."
)
END_OF_SENTENCE = "the end of your sentence"
ON_DATE = "{what} ({date})"
"""A date that is described, with the day itself where it is known."""


# What the supervision part says

LICENCE_PART = (
    "This part is about the time when you are on licence. Supervision comes after it. "
    "Read part 2 for what you must do then."
)
SUPERVISION_PART = (
    "This part is about the time after your licence has ended. "
    "The person in charge of your supervision is then called your supervisor."
)
SUPERVISION_PURPOSE = f"You will be supervised after your licence, under section 256AA of the {_ACT}."
SUPERVISION_AIM = (
    "The aim is your rehabilitation. This means that your supervisor will help you to live without crime."
)
SUPERVISION_PERIOD = "Your supervision starts on {start}. It ends on {end}."
REQUIREMENTS = "After your licence you must follow each of these requirements."
NO_REQUIREMENTS = "There are no requirements that you must follow in this time."
SUPERVISION_CHANGES = (
    "The Secretary of State can change or cancel any of the requirements in {requirements}. "
    f"The powers to do this are in sections 256AB(4), 256D and 256E of the {_ACT}."
)
SUPERVISION_BREACH = (
    "If you do not follow the requirements in {requirements}, "
    "you can be told to come to a magistrates’ court. The court can order that:"
)
SUPERVISION_ORDERS = (
    "you are held in custody for up to 14 days",
    "you do unpaid work",
    "a tag is used to find out where you are",
)


# What only the approver reads

RISK = "Risk it addresses"
LIGHTER = "Why nothing lighter would do"
ASKED_FOR_BY = "Asked for by"
ASKED_BY = {
    "victim": "Victim",
    "police": "Police",
    "mappa": "MAPPA",
    "practitioner": "Probation practitioner",
}
"""Who may ask for a condition: the stored value, and the words for it."""
UNMET = "Risk that no condition of the policy meets"
REFERENCE = "Approval reference"

FLAGS = "To look at"
WARNINGS = "Warnings overridden"
WHY_IT_STAYS = "Why it stays"
MONITORING = "Electronic monitoring"
TAGGED = "Tagged as part of a programme"
YES = "Yes"
NO = "No"
PROGRAMME = "Programme"
LEFT_OFF = "Supervision requirements left off"
REQUIREMENT = "Requirement"
WHY_LEFT_OFF = "Why it is left off"
AGREEMENTS = "Agreed with treatment providers"
PROVIDER = "Treatment provider"
CONTACT = "Contact"
AGREED = "Agreed on"


# The foot of each page, the signature box, and what approval compares

FOOT = {
    "prison_number": "Prison number",
    "booking_number": "Booking number",
    "cro": "CRO number",
    "pnc": "PNC ID",
    "prison": "Prison",
    "licence_id": "Licence number",
    "licence_version": "Licence version",
    "policy_version": "Policy version",
}
"""What of the reference is printed, in order."""
STATUS = "Status"
HASH = "Document hash"

APPROVAL = "Approval and signature"
APPROVED = "Approved by {name}, {role}, for the Secretary of State for Justice, on {moment}."
DRAFT = "Draft. This licence has not been approved. Do not give it to anyone."
GIVEN = "This licence was given to me and explained to me."
TO_SIGN = (("Signature", "Sign here by hand"), ("Date", "Write the date by hand"))
"""What is filled in by hand, and the words beneath its line."""

FACTS = {
    "name": NAME,
    "date_of_birth": DATE_OF_BIRTH,
    "prison_number": "Prison number",
    "booking_number": "Booking number",
    "crn": "CRN",
    "pnc": "PNC ID",
    "cro": "CRO number",
    "prison_code": "Prison code",
    "prison_name": "Prison",
    "licence_start": "Licence start date",
    "licence_end": "Licence end date",
    "sentence_end": "Sentence end date",
    "conditional_release": "Conditional release date",
    "supervision_start": "Supervision start date",
    "supervision_end": "Supervision end date",
    "supervising_body": SUPERVISED_BY,
    "decided_by": SET_BY,
    "requirements_by": REQUIREMENTS_SET_BY,
}
"""The facts that are compared with the record, in order."""
