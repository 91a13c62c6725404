"""What policies leave to the service, for each form type: what may stay empty, what repeats, which limits.

A published policy names the type of a condition's form and nothing more. This is the one table that says what a type
means. A field of the policy itself goes before it. A type that is not in it gets plain rules: every field is needed,
nothing repeats, dates lie inside the licence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from app.domain.policy.model import (
    AdditionalCondition,
    Bound,
    FormRules,
    Input,
    InputType,
    Limits,
    Monitored,
    Pattern,
)

OPTIONAL = "(optional)"
_NO_LIMITS = Limits()
LIMITS_OF_KIND = {
    InputType.TEXT: ("max_length", "pattern", "least", "most"),
    InputType.DATE: ("earliest", "latest", "working_day"),
}
"""The limits that only inputs of one kind can have: a policy may give the name of a type’s input to another kind."""


@dataclass(frozen=True)
class TypeRules:
    """The rules of one form type."""

    form: FormRules = field(default_factory=FormRules)
    inputs: Mapping[str, Limits] = field(default_factory=dict)
    """By input name."""
    monitors: tuple[Monitored, ...] = ()
    """What the options of its first input watch, in order."""
    is_monitoring: bool = False
    """Whether it is about an electronic tag, which policies before 3.0 do not mark."""


Demand = Literal["keep-out", "stay-inside"]
"""What a condition demands about an area."""
_DEMANDS: Mapping[str, Demand] = {"outOfBoundFilename": "keep-out", "inBoundFilename": "stay-inside"}

_PLAIN = TypeRules()
_MAY_BE_EMPTY = Limits(required=False)
_AGE = {"age": Limits(pattern=Pattern.WHOLE_NUMBER, least=1, most=18)}
_POUNDS = TypeRules(inputs={"value": Limits(pattern=Pattern.AMOUNT)})


def _optional(*names: str) -> dict[str, Limits]:
    return dict.fromkeys(names, _MAY_BE_EMPTY)


def _window(start: str, end: str, number: int) -> list[tuple[str, str]]:
    """The windows start and end, start2 and end2 … up to a number."""
    return [(f"{start}{n}", f"{end}{n}") for n in ("", *range(2, number + 1))]


_CURFEW_HOURS = 12
"""More needs a bespoke condition, approved by the Public Protection Casework Section."""
_TIMES_OF_DAY = TypeRules(
    FormRules(windows=(("firstCurfewStart", "firstCurfewEnd"), ("secondCurfewStart", "secondCurfewEnd"))),
    _optional("secondCurfewStart", "secondCurfewEnd"),
)
_APPOINTMENT = _optional("appointmentTime", "appointmentDate")
_TAG = TypeRules(is_monitoring=True)
_AREA = TypeRules(FormRules(several="area"))
_M = Monitored

_PUBLISHED: dict[str, TypeRules] = {
    "RegionOfResidence": _PLAIN,
    "RestrictionOfResidency": _PLAIN,
    "RestrictionOfResidencyPolicyV3": TypeRules(inputs=_AGE),
    "UnsupervisedContact": TypeRules(inputs=_optional("socialServicesDepartment")),
    "UnsupervisedContactPolicyV3": TypeRules(inputs=_AGE | _optional("socialServicesDepartment")),
    "WorkingWithChildren": _PLAIN,
    "WorkingWithChildrenPolicyV3": TypeRules(inputs=_AGE),
    "IntimateRelationshipWithGender": _PLAIN,
    "MedicalAppointmentType": _PLAIN,
    "RegisterForServices": _PLAIN,
    "UsageHistory": _PLAIN,
    "BankAccountDetails": _PLAIN,
    "EvidenceOfIncome": _PLAIN,
    "DigitalServices": _PLAIN,
    "SubstanceMisuse": _PLAIN,
    "BehaviourProblems": TypeRules(inputs=_optional("course")),
    "TypesOfWebsites": _PLAIN,
    "NoContactWithVictim": TypeRules(inputs=_optional("socialServicesDepartment")),
    "NamedIndividuals": _PLAIN,
    "NamedOrganisation": _PLAIN,
    "SpecifiedItem": _PLAIN,
    "WebsiteAccess": _PLAIN,
    "OutOfBoundsPremisesType": _PLAIN,
    "CashInPossession": _POUNDS,
    "ValueOfAssets": _POUNDS,
    "AppointmentTimeAndPlace": TypeRules(inputs=_APPOINTMENT),
    "AppointmentTimeAndPlaceDuringPss": TypeRules(
        inputs=_APPOINTMENT
        | {
            "appointmentDate": Limits(
                required=False, earliest=Bound.SUPERVISION_START, latest=Bound.SUPERVISION_END
            )
        }
    ),
    "DrugTestLocation": TypeRules(
        FormRules(at_least_one=(("name", "address"),)), _optional("name", "address")
    ),
    "ApprovedAddress": _TAG,
    "CurfewTerms": TypeRules(
        FormRules(
            windows=tuple(_window("curfewStart", "curfewEnd", 3)),
            most_hours=_CURFEW_HOURS,
            text_per_window=True,
        )
    ),
    "CurfewTermsV4": TypeRules(
        FormRules(
            windows=tuple(
                _window("oneCurfewStart", "oneCurfewEnd", 1)
                + _window("twoCurfewStart", "twoCurfewEnd", 2)
                + _window("threeCurfewStart", "threeCurfewEnd", 3)
            ),
            most_hours=_CURFEW_HOURS,
        )
    ),
    "CurfewAddress": TypeRules(FormRules(windows=(("curfewStart", "curfewEnd"),), most_hours=_CURFEW_HOURS)),
    "OutOfBoundsRegion": _AREA,
    "OutOfBoundsRegionPolicyV3": _AREA,
    "InBoundsRegion": _AREA,
    "OutOfBoundsEvent": _PLAIN,
    "OutOfBoundsPremises": TypeRules(FormRules(several="place")),
    "ReportToApprovedPremisesPolicyV2_0": _PLAIN,
    "ReportToPoliceStationPolicyV2_0": _PLAIN,
    "ReportToApprovedPremises": _PLAIN,
    "ReportToPoliceStation": _PLAIN,
    "ReportToApprovedPremisesPolicyV3": TypeRules(
        inputs={"approvedPremises": Limits(from_choice="addressOrGeneric")}
    ),
    "ElectronicMonitoringPeriod": _TAG,
    "AlcoholRestrictionPeriod": _TAG,
    "ElectronicTagPeriod": _TAG,
    "AlcoholMonitoringPeriod": _TAG,
    "ElectronicMonitoringTypes": TypeRules(
        monitors=(
            *(_M.EXCLUSION_ZONE, _M.CURFEW, _M.LOCATION_MONITORING),
            *(_M.ATTENDANCE_AT_APPOINTMENTS, _M.ALCOHOL_MONITORING, _M.ALCOHOL_ABSTINENCE),
        ),
        is_monitoring=True,
    ),
    "ElectronicMonitoringTypesV4": TypeRules(
        monitors=(
            *(_M.EXCLUSION_ZONE, _M.RESTRICTION_ZONE, _M.CURFEW, _M.ALCOHOL_ABSTINENCE),
            *(_M.ATTENDANCE_AT_APPOINTMENTS, _M.ALCOHOL_MONITORING, _M.LOCATION_MONITORING),
        ),
        is_monitoring=True,
    ),
    "DrinkingEstablishment": _TIMES_OF_DAY,
    "PublicEvent": _TIMES_OF_DAY,
    "VehicleRestrictions": _TIMES_OF_DAY,
}
"""The form types of the published policies, 1.0 to 4.0."""

_OWN: dict[str, TypeRules] = {
    "ResidenceAtAddress": TypeRules(inputs=_optional("endDate")),
    "PublicEventKinds": _PLAIN,
    "NamedProgramme": TypeRules(inputs=_optional("provider")),
    "OutOfBoundsArea": _AREA,
    "DrugTestPlace": TypeRules(inputs=_optional("address")),
}
"""The form types that the service's own default policy adds."""

TYPES: Mapping[str, TypeRules] = _PUBLISHED | _OWN


@lru_cache(maxsize=1024)
def form_rules(condition: AdditionalCondition) -> FormRules:
    """The rules of a condition's form: what the policy says, and for what it leaves out, what its type means."""
    rules = _type(condition).form.model_dump() | _said(condition, FormRules)
    times = {input.name for input in condition.every_input() if input.type is InputType.TIME}
    if rules["windows"]:  # those of a type that the policy gives other inputs are none
        rules["windows"] = tuple(pair for pair in rules["windows"] if times.issuperset(pair)) or None
    return FormRules.model_validate(rules)


@lru_cache(maxsize=4096)
def limits_of(condition: AdditionalCondition, input: Input) -> Limits:
    """The limits of one input: what the policy says, what the condition's type means, and the plain rules."""
    meant = _type(condition).inputs.get(input.name, _NO_LIMITS).model_dump()
    unfit = {name for kind, names in LIMITS_OF_KIND.items() if kind is not input.type for name in names}
    limits = meant | dict.fromkeys(unfit) | _said(input, Limits)
    if limits["required"] is None:
        limits["required"] = not input.label.rstrip().endswith(OPTIONAL)
    if input.type is InputType.DATE and not (limits["earliest"] or limits["latest"]):
        limits |= {"earliest": Bound.RELEASE, "latest": Bound.LICENCE_END}
    return Limits.model_validate(limits)


def monitored(condition: AdditionalCondition, choice: Input) -> list[Monitored | None]:
    """What each option of a choice has a tag watch, in option order."""
    options = choice.options or ()
    table = _type(condition).monitors if condition.inputs and choice == condition.inputs[0] else ()
    return [
        option.monitors or (table[place] if len(table) == len(options) else None)
        for place, option in enumerate(options)
    ]


def demand_of(area: Input) -> Demand | None:
    """What is demanded about the area of an input, which every published policy says by the input's name."""
    return _DEMANDS.get(area.name)


def is_monitoring(condition: AdditionalCondition) -> bool:
    """Whether a condition is about an electronic tag."""
    return condition.requires_electronic_monitoring_response or _type(condition).is_monitoring


def _type(condition: AdditionalCondition) -> TypeRules:
    return TYPES.get(condition.type or "", _PLAIN)


def _said(model: AdditionalCondition | Input, rules: type[FormRules] | type[Limits]) -> dict[str, object]:
    """What the policy itself says of these rules."""
    given = {name: getattr(model, name) for name in rules.model_fields}
    return {name: value for name, value in given.items() if value is not None}
