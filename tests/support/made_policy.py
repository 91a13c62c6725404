"""A policy made up for tests: every kind of input, reveal and rule, those that no policy at hand uses among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.domain.policy_examples import choice, plain, policy, text_input, written
from tests.domain.policy_examples import with_form as any_form

VERSION = "8.8"
ADDRESS = {"type": "address", "label": "Enter address", "name": "address"}


def input_of(kind: str, name: str, label: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "label": label, **fields}


def windows(name: str, *numbers: str) -> list[dict[str, Any]]:
    """The start and the end of each window of a number."""
    ends = [(f"{name}{end}{n}", f"{end} of window {n or 1}") for n in numbers for end in ("Start", "End")]
    return [input_of("timePicker", each, label) for each, label in ends]


def ticks(name: str, label: str, options: dict[str, list[dict[str, Any]]], **fields: Any) -> dict[str, Any]:
    """A check input; each option with the inputs that it reveals."""
    return choice(name, options, **fields) | {"type": "check", "label": label}


def with_form(number: int, tpl: str, *inputs: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A condition whose text on the menu is its own."""
    return any_form(number, tpl, *inputs, text=f"Keep [PET NUMBER {number}] indoors.", **fields)


CONDITIONS = (
    plain(1, "Feed the cat.", category="Cats"),
    with_form(
        2,
        "Be tested at {name}{address}.",
        text_input("name"),
        ADDRESS | {"includeBefore": " at "},
        type="DrugTestLocation",
    ),
    with_form(3, "Carry no more than £{value}.", text_input("value"), type="CashInPossession"),
    with_form(4, "Stay with a child over {age}.", text_input("age"), type="WorkingWithChildrenPolicyV3"),
    with_form(
        5,
        "Walk {animals}{dogName}{catUntil}.",
        ticks(
            "animals",
            "Select all that apply",
            {
                "dogs": [text_input("dogName", includeBefore=" called ", case="upper")],
                "cats": [input_of("datePicker", "catUntil", "Last day", includeBefore=" until ")],
                "hens": [],
            },
            listType="OR",
        ),
        type="No such type",
    ),
    with_form(
        6,
        "Visit {who}{place}{at}{stable}.",
        choice(
            "who",
            {
                "a friend": [
                    ADDRESS | {"name": "place", "includeBefore": " in "},
                    input_of("timePicker", "at", "Time of the visit", includeBefore=" at "),
                ],
                "a horse": [
                    text_input("stable", addAnother={"label": "Add another stable"}, includeBefore=" at ")
                ],
                "nobody": [],
            },
            label="Who is it?",
        ),
        type="No such type",
        subtext="Ask the keeper first.",
    ),
    with_form(
        7,
        "Keep {few}{both}{alone}.",
        ticks(
            "few",
            "Select one or more",
            {
                "rules": [text_input("both", includeBefore=", "), input_of("timePicker", "alone", "Bedtime")],
                "order": [],
            },
        ),
        type="No such type",
    ),
    with_form(
        8,
        "Come to {appointmentAddress}{appointmentDate}{appointmentTime}.",
        ADDRESS | {"name": "appointmentAddress"},
        input_of("datePicker", "appointmentDate", "Enter a date (optional)", includeBefore=" on "),
        input_of("timePicker", "appointmentTime", "Enter a time (optional)", includeBefore=" at "),
        type="AppointmentTimeAndPlace",
        skippable=True,
    ),
    with_form(
        9,
        "Do not {one} or {two} {three || four}.",
        choice("one", {"run": [], "jump": []}, label="Select the relevant text", case="capitalised"),
        choice("two", {"swim": [], "dive": []}, label="Select the relevant text", case="upper"),
        choice(
            "four",
            {"alone": [], "Other": [text_input("three", handleIndefiniteArticle=True, case="lower")]},
            label="Choose one option",
            handleIndefiniteArticle=True,
        ),
        type="No such type",
    ),
    with_form(
        10,
        "Stay out of {nameOfPremises}{premisesAddress}.",
        choice(
            "nameTypeAndOrAddress",
            {
                "the name": [text_input("nameOfPremises")],
                "the address": [ADDRESS | {"name": "premisesAddress", "includeBefore": " at "}],
                "both": [
                    text_input("nameOfPremises"),
                    ADDRESS | {"name": "premisesAddress", "includeBefore": " at "},
                ],
            },
        ),
        type="OutOfBoundsPremises",
    ),
    with_form(
        11,
        "Stay in from {curfewStart} until {curfewEnd}, and again {often}.",
        choice(
            "numberOfCurfews",
            {
                "One": windows("curfew", ""),
                "Two": windows("curfew", "", "2"),
                "Three": windows("curfew", "", "2", "3"),
            },
        ),
        choice("often", {"Weekly": [], "Monthly": []}, case="lower"),
        type="CurfewTerms",
    ),
    with_form(
        12,
        "Feed {kind} {times} times{until}{from}{to}, at {telephone}{postcode}.",
        choice("which", {"A hen": [], "Another": [text_input("kind", fromChoice="which")]}),
        text_input("times", pattern="whole number", least=1, most=9),
        input_of(
            "datePicker",
            "until",
            "Last day",
            includeBefore=" until ",
            earliest="release",
            latest="licence end",
        ),
        input_of("timePicker", "from", "Start time", required=False, includeBefore=" from "),
        input_of("timePicker", "to", "End time", required=False, includeBefore=" to "),
        text_input("telephone", pattern="telephone", required=False),
        text_input("postcode", pattern="postcode", required=False, includeBefore=" in "),
        type="No such type",
        several="feed",
        textPlural="Feed all of them.",
        windows=[["from", "to"]],
        mostHours=4,
        atLeastOne=[["telephone", "postcode"]],
    ),
    with_form(
        20,
        "Stay out of the map.",
        input_of("fileUpload", "outOfBoundFilename", "Map"),
        type="OutOfBoundsEvent",
    ),
)


def made_policy(folder: Path) -> Path:
    """The policy as a file in this folder."""
    path = folder / "made.json"
    path.write_text(written(policy(*CONDITIONS, version=VERSION)), encoding="utf-8")
    return path
