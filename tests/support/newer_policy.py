"""A policy made up for tests out of the form types that published policies of 3.0 and later bring, with questions as
those ask them, and of conditions as no policy has them yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.domain.policy_examples import choice, plain, policy, text_input, uuid, written
from tests.support.made_policy import input_of, ticks

VERSION = "9.4"
HIDDEN = {"hideHintText": True}
PERIOD = {"case": "lower", "handleIndefiniteArticle": True}


def condition(
    number: int, form_type: str, tpl: str, *inputs: dict[str, Any], **fields: Any
) -> dict[str, Any]:
    return {
        "code": uuid(number),
        "category": f"Category {number // 5}",
        "text": f"Rule number {number} about [SOMETHING].",
        "tpl": tpl,
        "requiresInput": True,
        "inputs": list(inputs),
        "type": form_type,
        **fields,
    }


def time(name: str, label: str, before: str | None = None, **fields: Any) -> dict[str, Any]:
    return input_of("timePicker", name, label, includeBefore=before, **HIDDEN, **fields)


def text(name: str, label: str, **fields: Any) -> dict[str, Any]:
    return input_of("text", name, label, **fields)


def day_or_times() -> dict[str, Any]:
    """Any time, or one or two windows of a day."""
    windows = [
        time("firstCurfewStart", "First start", " between ", defaultValue=" at any time"),
        time("firstCurfewEnd", "First end", " and "),
        time("secondCurfewStart", "Second start", " or between "),
        time("secondCurfewEnd", "Second end", " and "),
    ]
    return choice("timeRestriction", {"At any time": [], "Between times": windows}, label="Select when")


WINDOWS = "{firstCurfewStart}{firstCurfewEnd}{secondCurfewStart}{secondCurfewEnd}"


def curfews() -> dict[str, Any]:
    """One, two or three windows, each with names of their own."""
    options = {}
    for word, count in (("one", 1), ("two", 2), ("three", 3)):
        ends = []
        for n in range(1, count + 1):
            place = "" if n == 1 else str(n)
            ends += [
                time(
                    f"{word}CurfewStart{place}",
                    f"Start {n}",
                    None if n == 1 else ", " if n < count else " and ",
                ),
                time(f"{word}CurfewEnd{place}", f"End {n}", None if n == 1 else " to "),
            ]
        options[f"{word.capitalize()} in a day"] = ends
    return choice("numberOfCurfews", options, label="Select how many")


def reporting(*where: dict[str, Any]) -> list[dict[str, Any]]:
    """Where, how often and when somebody reports, and when that is looked at again."""
    often = {"Daily": [], "Weekly": [], "Other": [text("alternativeReportingFrequency", "Enter how often")]}
    times = {
        "Once": [time("reportingTime", "Enter the time")],
        "Twice": [time("reportingTime1", "First time"), time("reportingTime2", "Second time", " and ")],
    }
    reviews = {
        "Weekly": [],
        "Monthly": [],
        "Other": [text("alternativeReviewPeriod", "Enter when", **PERIOD)],
    }
    return [
        *where,
        choice("reportingFrequency", often, label="Select how often"),
        choice("numberOfReportingTimes", times, label="Select how many times", subtext="Two at most"),
        choice("reviewPeriod", reviews, label="Select a review period", **PERIOD),
    ]


NEWER = (
    condition(
        1,
        "CurfewTermsV4",
        "Stay in from {oneCurfewStart}{twoCurfewStart}{threeCurfewStart} to {oneCurfewEnd}{twoCurfewEnd}"
        "{threeCurfewEnd}{twoCurfewStart2}{twoCurfewEnd2}{threeCurfewStart2}{threeCurfewEnd2}{threeCurfewStart3}"
        "{threeCurfewEnd3} each day.",
        curfews(),
    ),
    condition(2, "DrinkingEstablishment", f"Keep out of pubs{WINDOWS}.", day_or_times()),
    condition(
        3,
        "PublicEvent",
        f"Keep away from {{publicEventType}}{WINDOWS}.",
        choice(
            "eventType",
            {
                "Any event": [],
                "Kinds of event": [text("publicEventType", "Enter the kinds", defaultValue="any event")],
            },
        ),
        day_or_times(),
    ),
    condition(
        4,
        "VehicleRestrictions",
        f"Drive no {{typesOfMotorVehicle}}{WINDOWS}{{locations}}.",
        choice(
            "vehicleTypes",
            {
                "Any": [],
                "Some": [text("typesOfMotorVehicle", "Enter the kinds", defaultValue="motor vehicle")],
            },
        ),
        day_or_times(),
        choice(
            "locationRestriction",
            {
                "Anywhere": [],
                "Some places": [
                    text("locations", "Enter the places", includeBefore=" in ", defaultValue=" anywhere")
                ],
            },
        ),
    ),
    condition(
        5,
        "InBoundsRegion",
        "Stay inside the area on the map.",
        input_of("fileUpload", "inBoundFilename", "Map"),
        textPlural="Stay inside one of the areas on the maps.",
    ),
    condition(
        6,
        "OutOfBoundsRegionPolicyV3",
        "Stay out of the area on the map.",
        input_of("fileUpload", "outOfBoundFilename", "Map"),
    ),
    condition(
        7,
        "OutOfBoundsEvent",
        "Keep away from {eventName}, as the map shows.",
        text("eventName", "Enter the event"),
        input_of("fileUpload", "outOfBoundFilename", "Map"),
    ),
    condition(
        8,
        "ReportToApprovedPremisesPolicyV3",
        "Report to {approvedPremises} at {reportingTime}{reportingTime1}{reportingTime2} "
        "{alternativeReportingFrequency || reportingFrequency}, on {alternativeReviewPeriod || reviewPeriod} basis.",
        *reporting(
            choice(
                "addressOrGeneric",
                {
                    "The house where you live": [],
                    "A house by name": [text("approvedPremises", "Enter the name")],
                },
            )
        ),
    ),
    condition(
        9,
        "ElectronicMonitoringTypesV4",
        "Wear a tag for {electronicMonitoringTypes} until {endDate}.",
        ticks("electronicMonitoringTypes", "Select all that apply", {f"purpose {n}": [] for n in range(7)}),
        input_of("datePicker", "endDate", "Enter the end date"),
        requiresElectronicMonitoringResponse=True,
    ),
    condition(
        10,
        "UnsupervisedContactPolicyV3",
        "Keep away from {gender} child under {age}{socialServicesDepartment}.",
        choice("gender", {"Any": [], "Any female": []}, case="lower"),
        text("age", "Enter the age"),
        text("socialServicesDepartment", "Department", case="capitalised", includeBefore=" and / or "),
    ),
)
"""The form types of 3.0 and 4.0 that the other policies of the tests have not."""

ODD = (
    condition(
        20,
        "No such type",
        "Odd {who}{place}{start}{end}{until} end.",
        choice(
            "who",
            {
                'O’Neil & "Sons" <1': [],
                "two  blanks": [
                    text("place", 'Put "it"', includeBefore=" @ ", addAnother={"label": "More & more"})
                ],
            },
            label="Who «is» it? & 5 < 6",
        ),
        time("start", "Start", " from "),
        time("end", "End", " to "),
        input_of("datePicker", "until", "Until?", includeBefore=" until "),
        input_of("fileUpload", "inBoundFilename", "Map"),
        several="hén",
        windows=[["start", "end"]],
        mostHours=3,
        textPlural="All of them.",
    ),
    condition(
        21,
        "No such type",
        "A file behind an option {f}{a}.",
        ticks(
            "f",
            "Tick",
            {
                "map": [input_of("fileUpload", "outOfBoundFilename", "Map")],
                "address": [input_of("address", "a", "Address", includeBefore=" at ")],
                "none": [],
            },
        ),
    ),
    condition(
        22,
        "No such type",
        "Inside {data}{errors}{condition}{facts}{fields}{id}.",
        *(text_input(name) for name in ("data", "errors", "condition", "facts", "fields", "id")),
    ),
    condition(23, "No such type", "Long {x}.", choice("x", {"v" * 3000: [], "w" * 300: []})),
    condition(
        24,
        "No such type",
        "One of {p}{q}.",
        text_input("p", required=False),
        text_input("q", required=False),
        exactlyOne=[["p", "q"]],
    ),
    plain(25, "Rule number 8 about [SOMETHING].", category="Category 1"),
    plain(26, "Rule number 8 about [SOMETHING].", category="Category 1"),
)
"""What no policy has yet: several with windows and a map, a map behind an option, names of our own, texts twice."""


def newer_policy(folder: Path) -> Path:
    """The policy as a file in this folder."""
    path = folder / "newer.json"
    path.write_text(written(policy(*NEWER, *ODD, version=VERSION)), encoding="utf-8")
    return path
