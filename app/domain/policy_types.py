"""What policies leave to the service, for each form type: what may stay empty, what repeats, which limits.

A policy names the type of a condition's form and nothing more. This is the one table that says what a type
means; a type that is not in it gets plain rules: every field is needed, nothing repeats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DateLimit(StrEnum):
    """Between which days a date must be."""

    LICENCE = "licence"
    """Not before the earliest release, not after the licence ends."""
    SUPERVISION = "supervision"
    """Within the supervision period, both ends included."""
    NOT_PAST = "not past"
    """Today or later."""


@dataclass(frozen=True)
class TypeRules:
    """The rules of one form type; names are input names."""

    optional: frozenset[str] = frozenset()
    """Inputs that may be left empty."""
    one_of: frozenset[str] = frozenset()
    """Inputs of which at least one is needed."""
    whole_numbers: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Inputs that must be a whole number, with the smallest and the largest that is allowed."""
    amounts: frozenset[str] = frozenset()
    """Inputs that must be written as a number."""
    dates: Mapping[str, DateLimit] = field(default_factory=dict)
    """Dates with a limit of their own; all others must not be in the past."""
    generic: Mapping[str, str] = field(default_factory=dict)
    """Inputs that take the words of a chosen option that reveals nothing, with the name of that choice."""
    several: bool = False
    """Whether a licence may carry it more than once, as with maps and places."""
    windows: bool = False
    """Whether its form asks for several windows of time."""


def _optional(*names: str) -> TypeRules:
    return TypeRules(optional=frozenset(names))


_PLAIN = TypeRules()
_AGE = {"age": (1, 18)}
_END_DATE = TypeRules(dates={"endDate": DateLimit.LICENCE})
_SECOND_WINDOW = frozenset({"secondCurfewStart", "secondCurfewEnd"})

_PUBLISHED: dict[str, TypeRules] = {
    "RegionOfResidence": _PLAIN,
    "RestrictionOfResidency": _PLAIN,
    "RestrictionOfResidencyPolicyV3": TypeRules(whole_numbers=_AGE),
    "UnsupervisedContact": _optional("socialServicesDepartment"),
    "UnsupervisedContactPolicyV3": TypeRules(
        optional=frozenset({"socialServicesDepartment"}), whole_numbers=_AGE
    ),
    "WorkingWithChildren": _PLAIN,
    "WorkingWithChildrenPolicyV3": TypeRules(whole_numbers=_AGE),
    "IntimateRelationshipWithGender": _PLAIN,
    "MedicalAppointmentType": _PLAIN,
    "RegisterForServices": _PLAIN,
    "UsageHistory": _PLAIN,
    "BankAccountDetails": _PLAIN,
    "EvidenceOfIncome": _PLAIN,
    "DigitalServices": _PLAIN,
    "SubstanceMisuse": _PLAIN,
    "ElectronicMonitoringTypes": _PLAIN,
    "BehaviourProblems": _optional("course"),
    "TypesOfWebsites": _PLAIN,
    "NoContactWithVictim": _optional("socialServicesDepartment"),
    "NamedIndividuals": _PLAIN,
    "NamedOrganisation": _PLAIN,
    "SpecifiedItem": _PLAIN,
    "WebsiteAccess": _PLAIN,
    "OutOfBoundsPremisesType": _PLAIN,
    "CashInPossession": TypeRules(amounts=frozenset({"value"})),
    "ValueOfAssets": TypeRules(amounts=frozenset({"value"})),
    "AppointmentTimeAndPlace": TypeRules(
        optional=frozenset({"appointmentTime", "appointmentDate"}),
        dates={"appointmentDate": DateLimit.LICENCE},
    ),
    "AppointmentTimeAndPlaceDuringPss": TypeRules(
        optional=frozenset({"appointmentTime", "appointmentDate"}),
        dates={"appointmentDate": DateLimit.SUPERVISION},
    ),
    "DrugTestLocation": TypeRules(
        optional=frozenset({"name", "address"}), one_of=frozenset({"name", "address"})
    ),
    "ApprovedAddress": _PLAIN,
    "CurfewTerms": TypeRules(several=True, windows=True),
    "CurfewTermsV4": TypeRules(windows=True),
    "CurfewAddress": _PLAIN,
    "OutOfBoundsRegion": TypeRules(several=True),
    "OutOfBoundsRegionPolicyV3": TypeRules(several=True),
    "InBoundsRegion": TypeRules(several=True),
    "OutOfBoundsEvent": _PLAIN,
    "OutOfBoundsPremises": TypeRules(several=True),
    "ReportToApprovedPremisesPolicyV2_0": _PLAIN,
    "ReportToPoliceStationPolicyV2_0": _PLAIN,
    "ReportToApprovedPremises": _PLAIN,
    "ReportToPoliceStation": _PLAIN,
    "ReportToApprovedPremisesPolicyV3": TypeRules(generic={"approvedPremises": "addressOrGeneric"}),
    "ElectronicMonitoringPeriod": _END_DATE,
    "AlcoholRestrictionPeriod": _END_DATE,
    "ElectronicTagPeriod": _END_DATE,
    "AlcoholMonitoringPeriod": _END_DATE,
    "ElectronicMonitoringTypesV4": TypeRules(dates={"endDate": DateLimit.NOT_PAST}),
    "DrinkingEstablishment": TypeRules(optional=_SECOND_WINDOW, windows=True),
    "PublicEvent": TypeRules(optional=_SECOND_WINDOW, windows=True),
    "VehicleRestrictions": TypeRules(optional=_SECOND_WINDOW, windows=True),
}
"""The form types of the published policies, 1.0 to 4.0."""

_OWN: dict[str, TypeRules] = {
    "ResidenceAtAddress": TypeRules(optional=frozenset({"endDate"}), dates={"endDate": DateLimit.LICENCE}),
    "PublicEventKinds": _PLAIN,
    "NamedProgramme": _optional("provider"),
    "OutOfBoundsArea": _PLAIN,
    "DrugTestPlace": _optional("address"),
}
"""The form types that the service's own default policy adds."""

TYPES: Mapping[str, TypeRules] = _PUBLISHED | _OWN


def rules_of(form_type: str | None) -> TypeRules:
    """The rules of a form type; plain ones for a type that is unknown or absent."""
    return TYPES.get(form_type or "", _PLAIN)
