"""Worked examples of the rules (domain rules 28) as written there: id, today, bank holidays, inputs, expected.

Where this service answers otherwise on purpose, what it answers and why stand behind: `| ours | because`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

Values = dict[str, Any]

ROWS = """
W-WD-01 | - | BH2024 | op = isWeekend; date = 2024-03-23 | result = true
W-WD-02 | - | BH2024 | op = isNonWorkingDay; date = 2024-03-21 | result = false
W-WD-03 | - | BH2024 | op = workingDaysAfter; date = 2024-03-22; n = 1 | result = 2024-03-25
W-WD-04 | - | BH2024 | op = workingDaysBefore; date = 2024-03-25; n = 1 | result = 2024-03-22
W-WD-05 | - | BH2024 | op = workingDaysBefore; date = 2024-03-21; n = 3 | result = 2024-03-20, 2024-03-19, 2024-03-18
W-WD-06 | - | BH2018 | op = nthWorkingDayAfter; date = 2018-03-16; n = 2 | result = 2018-03-20
W-EARLY-01 | - | BH2018 | op = earliestReleaseDate; LSD = 2018-01-05; HDCAD = null | result = 2018-01-02
W-EARLY-02 | - | BH2018 | op = earliestReleaseDate; LSD = 2018-04-02; HDCAD = null | result = 2018-03-27
W-EARLY-03 | - | BH2018 | op = earliestReleaseDate; LSD = 2018-12-03; HDCAD = null | result = 2018-11-27
W-EARLY-04 | - | BH2018 | op = earliestReleaseDate; LSD = 2018-10-03; HDCAD = null | result = 2018-09-27
W-EARLY-05 | - | BH2018 | op = earliestReleaseDate; LSD = 2018-07-06; HDCAD = null | result = 2018-07-03
W-EARLY-06 | - | BH2018 | op = isEligibleForEarlyRelease; LSD = 2018-01-06 | result = true
W-EARLY-07 | - | BH2018 | op = isEligibleForEarlyRelease; LSD = 2018-01-07 | result = true
W-EARLY-08 | - | BH2018 | op = isEligibleForEarlyRelease; LSD = 2018-07-05 | result = false
W-LATE-01 | 2023-11-10 | BH2018 | op = isLateAllocationWarningRequired; releaseDate = 2023-11-21 | result = false
W-LATE-02 | 2023-11-10 | BH2018 | op = isLateAllocationWarningRequired; releaseDate = 2023-11-20 | result = true
W-LATE-03 | 2023-11-10 | BH2018 | op = isLateAllocationWarningRequired; releaseDate = 2023-11-10 | result = true
W-HS-01 | 2018-03-12 | BH2018 | op = isInHardStopPeriod; LSD = 2018-03-12; kind = CRD | result = true
W-HS-02 | 2018-03-12 | BH2018 | op = isInHardStopPeriod; LSD = 2018-03-14; kind = TIME_SERVED | result = false
W-HS-03 | 2024-04-22 | BH2018 | op = isDueToBeReleasedInTheNextTwoWorkingDays; LSD = 2024-04-24 | result = true
W-HS-04 | - | BH2018 | op = hardStopDate; LSD = 2024-05-16; kind = CRD | result = 2024-05-14
W-HS-05 | - | BH2018 | op = hardStopDate; LSD = 2024-05-19; kind = CRD | result = 2024-05-15
W-HS-06 | - | BH2018 | op = hardStopDate; LSD = 2018-04-02; kind = CRD | result = 2018-03-27
W-HS-07 | - | BH2018 | op = hardStopWarningDate; LSD = 2024-05-17; kind = CRD | result = 2024-05-13
W-LSD-01 | - | BH2018 | eligibleKind = CRD; legalStatus = SENTENCED; is91 = false; CRD = 2021-10-22; ARD = null; PRRD = null | LSD = 2021-10-22
W-LSD-02 | - | BH2018 | eligibleKind = CRD; legalStatus = SENTENCED; is91 = false; CRD = 2021-10-22; ARD = 2021-09-01; PRRD = null | LSD = 2021-09-01
W-LSD-03 | - | BH2018 | eligibleKind = CRD; legalStatus = SENTENCED; is91 = false; CRD = 2018-12-04; ARD = 2021-10-23; PRRD = null | LSD = 2018-11-30
W-LSD-04 | - | BH2018 | eligibleKind = CRD; legalStatus = IMMIGRATION_DETAINEE; is91 = false; CRD = 2021-10-22; ARD = 2021-10-21; PRRD = null | LSD = 2021-10-22
W-LSD-05 | - | BH2018 | eligibleKind = CRD; legalStatus = SENTENCED; is91 = true; CRD = 2018-12-04; ARD = 2018-11-29; PRRD = null | LSD = 2018-11-30
W-LSD-06 | - | BH2018 | eligibleKind = CRD; legalStatus = SENTENCED; is91 = true; CRD = 2021-12-04; ARD = 2021-12-03; PRRD = null | LSD = 2021-12-03
W-LSD-07 | - | BH2018 | eligibleKind = null; legalStatus = SENTENCED; is91 = false; CRD = 2021-10-21; ARD = 2021-10-20; PRRD = null | LSD = null
W-LSD-08 | - | BH2018 | eligibleKind = STANDARD; legalStatus = SENTENCED; is91 = false; CRD = 2021-10-22; ARD = null; PRRD = 2024-10-22 | LSD = 2024-10-22
W-LSD-09 | - | BH2018 | eligibleKind = FIXED_TERM; legalStatus = SENTENCED; is91 = false; CRD = null; ARD = 2024-10-20; PRRD = 2024-10-22 | LSD = 2024-10-20
W-LSD-10 | - | BH2018 | eligibleKind = FIXED_TERM; legalStatus = SENTENCED; is91 = false; CRD = 2021-10-22; ARD = 2021-10-21; PRRD = 2024-10-22 | LSD = 2024-10-22
W-LSD-11 | - | BH2018 | eligibleKind = HDC; legalStatus = SENTENCED; is91 = false; CRD = 2023-12-03; ARD = null; PRRD = null; HDCAD = null; HDCED = 2022-11-03 | LSD = 2022-11-03
W-TS-01 | 2023-11-10 | - | op = isTimeServed; SSD = 2023-11-10; CRD = null | result = false
W-TS-02 | 2023-11-10 | - | op = isTimeServed; SSD = 2023-11-10; CRD = 2023-11-10 | result = true
W-TS-03 | 2023-11-10 | - | op = isTimeServed; SSD = 2023-10-14; CRD = 2023-10-14 | result = true
W-TS-04 | - | BH2018 | op = isReleaseAtLed; LSD = null; LED = null | result = false
W-TS-05 | - | BH2018 | op = isReleaseAtLed; LSD = 2022-10-10; LED = 2022-10-10 | result = true
W-ELIG-01 | 2023-11-03 | NONE | CRD_BASE: no change | isEligible = true; eligibleKind = CRD; generic = none; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-02 | 2023-11-03 | NONE | CRD_BASE: LED = null; TUSED = 2023-11-04 | isEligible = false; eligibleKind = null; generic = PSS_ONLY; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-03 | 2023-11-03 | NONE | CRD_BASE: PED = 2023-11-02 | isEligible = true; eligibleKind = CRD; generic = none; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-04 | 2023-11-03 | NONE | CRD_BASE: PED = 2024-11-03 | isEligible = false; eligibleKind = null; generic = PAROLE_ELIGIBLE; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-05 | 2023-11-03 | NONE | CRD_BASE: ARD = 2023-11-05; PED = 2023-11-02 | isEligible = false; eligibleKind = null; generic = none; crd = EDS_NOT_ELIGIBLE; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-06 | 2023-11-03 | NONE | CRD_BASE: PED = 2023-11-03; APD = 2023-11-03 | isEligible = false; eligibleKind = null; generic = none; crd = EDS_NOT_ELIGIBLE; prrd = NO_PRRD, EDS_NOT_ELIGIBLE; hdc = HDC_CREATION_OFF
W-ELIG-07 | 2023-11-03 | NONE | CRD_BASE: ARD = 2023-10-31; PED = 2023-10-24 | isEligible = true; eligibleKind = CRD; generic = none; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-08 | 2023-11-03 | NONE | CRD_BASE: status = INACTIVE OUT | isEligible = false; eligibleKind = null; generic = PRISON_STATUS; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-09 | 2023-11-03 | NONE | CRD_BASE: PRRD = 2023-11-02 | isEligible = true; eligibleKind = CRD; generic = none; crd = none; prrd = PRRD_PAST; hdc = HDC_CREATION_OFF
W-ELIG-10 | 2023-11-03 | NONE | CRD_BASE: CRD = null; recall = null | isEligible = false; eligibleKind = null; generic = none; crd = NO_CRD; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-11 | 2023-11-03 | NONE | CRD_BASE: hdcStatus = APPROVED | isEligible = false; eligibleKind = null; generic = none; crd = HDC_EXPECTED; prrd = NO_PRRD, HDC_EXPECTED; hdc = HDC_CREATION_OFF
W-ELIG-12 | 2023-11-03 | NONE | CRD_BASE: CRD = 2023-10-14; SSD = 2023-10-14 | isEligible = true; eligibleKind = CRD; generic = none; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-13 | 2023-11-03 | NONE | RECALL_BASE: no change | isEligible = true; eligibleKind = FIXED_TERM; generic = none; crd = NO_CRD; prrd = none; hdc = HDC_CREATION_OFF
W-ELIG-14 | 2023-11-03 | NONE | RECALL_BASE: PED = 2023-11-02 | isEligible = true; eligibleKind = FIXED_TERM; generic = none; crd = NO_CRD; prrd = none; hdc = HDC_CREATION_OFF
W-ELIG-15 | 2023-11-03 | NONE | RECALL_BASE: CRD = 2023-11-10; PRRD = null | isEligible = true; eligibleKind = CRD; generic = none; crd = none; prrd = NO_PRRD; hdc = HDC_CREATION_OFF
W-ELIG-16 | 2023-11-03 | NONE | RECALL_BASE: recallSentences = NONE | isEligible = false; eligibleKind = null; generic = none; crd = NO_CRD; prrd = UNIDENTIFIED_RECALL; hdc = HDC_CREATION_OFF
W-ELIG-17 | 2023-11-03 | NONE | HDC_BASE: no change | isEligible = true; eligibleKind = HDC; generic = none; crd = HDC_EXPECTED; prrd = NO_PRRD, HDC_EXPECTED; hdc = none
W-ELIG-18 | 2023-11-03 | NONE | HDC_BASE: CRD = null | isEligible = false; eligibleKind = null; generic = none; crd = NO_CRD, HDC_EXPECTED; prrd = NO_PRRD, HDC_EXPECTED; hdc = NO_CRD
W-TYPE-01 | - | NONE | LED = 2023-11-04; TUSED = 2023-11-04; eligibleKind = CRD | licenceType = AP
W-CVL-01 | - | NONE | isTimeServed = true; lsdInHardStop = false; eligibleKind = CRD | creationKind = TIME_SERVED; isTimedOut = true
W-CVL-02 | - | NONE | isTimeServed = false; lsdInHardStop = false; eligibleKind = CRD | creationKind = CRD; isTimedOut = false
W-PSS-01 | 2026-03-04 | NONE | op = isInPssPeriod; LED = null; TUSED = null | result = false
W-PSS-02 | 2026-03-04 | NONE | op = isInPssPeriod; LED = 2026-03-03; TUSED = 2026-03-05 | result = true
W-PSS-03 | 2026-03-04 | NONE | op = isActivatedInPssPeriod; LED = 2026-03-05; TUSED = 2026-03-04; activatedDate = null | result = false
W-PSS-04 | 2026-03-04 | NONE | op = isActivatedInPssPeriod; LED = 2026-03-03; TUSED = 2026-03-04; activatedDate = 2026-03-04 | result = true
W-RECALL-01 | - | NONE | sentences = FIXED_TERM, STANDARD | recallType = STANDARD
W-LABEL-01 | - | NONE | LSD = null; ARD = null; PRRD = null; HDCAD = null; HDCED = null | label = CRD
W-LABEL-02 | - | NONE | LSD = 2026-03-05; ARD = 2026-03-05; PRRD = null; HDCAD = 2026-03-05; HDCED = null | label = HDC_ACTUAL
W-IS91-01 | - | NONE | mostSeriousOffence = ILLEGAL IMMIGRANT/DETAINEE; bookingId = 54322; courtOutcomes = none | isIS91 = true
W-IS91-02 | - | NONE | mostSeriousOffence = Robbery; bookingId = 54322; courtOutcomes = 4022 | isIS91 = true
W-POL-01 | - | NONE | policyStartDate = 2026-09-02; LSD = 2026-09-01 | policyVersion = 3.0
W-POL-02 | - | NONE | policyStartDate = 2026-09-02; LSD = 2026-09-02 | policyVersion = 4.0
W-POL-03 | 2026-08-20 | - | op = sentenceDateUpdate; policyStartDate = 2026-09-02; licencePolicy = 4.0; status = IN_PROGRESS; kind = CRD; oldLSD = 2026-09-05; newLSD = 2026-09-01 | status = INACTIVE; emails = policyVersionInactivated; notEmails = datesChanged | status = IN_PROGRESS; emails = policy-applies; notEmails = datesChanged | No draft is switched off: its practitioner is told, sees what changes in it, and moves it; until then it cannot be sent (docs/decisions).
W-VER-01 | - | NONE | action = edit; kind = CRD; licenceVersion = 1.1 | licenceVersion = 1.2
W-VER-02 | - | NONE | action = createVariation; kind = CRD; licenceVersion = 1.3 | licenceVersion = 2.0 | licenceVersion = null | This service makes no variations yet.
W-DUP-01 | - | NONE | existing = {id: 1, status: APPROVED} | conflict = true; existingResourceId = 1
W-DUP-02 | - | NONE | existing = {id: 1, status: ACTIVE}, {id: 2, status: VARIATION_IN_PROGRESS} | conflict = false; existingResourceId = null | conflict = true; existingResourceId = 1 | A release has one licence in place, and whoever would start another is led to it. One of an earlier booking is in nobody's way.
W-JOB-01 | 2026-03-07 | NONE | job = time-out; #1 CRD IN_PROGRESS LSD=2026-03-09 | TIMED_OUT = none
W-JOB-02 | 2026-03-04 | NONE | job = deactivate-hdc-licences; #1 HDC IN_PROGRESS CRD=2026-03-13; #2 HDC IN_PROGRESS CRD=2026-03-04; #3 HDC ACTIVE CRD=2026-03-13; #4 HDC SUBMITTED CRD=2026-03-13; #5 HDC APPROVED CRD=2026-03-14; #6 CRD IN_PROGRESS CRD=2026-03-13; #7 HARD_STOP SUBMITTED CRD=2026-03-13; #8 VARIATION IN_PROGRESS CRD=2026-03-13 | INACTIVE = 1, 2, 4
W-JOB-03 | 2025-09-25 | NONE | job = deactivate-progression-licences; policyStartDate = null; notificationWindowEndDate = null; #1 CRD APPROVED policy=3.0 LSD=2025-09-30; #2 CRD IN_PROGRESS policy=3.0 LSD=2025-09-30 | INACTIVE = none; emailed = none
W-JOB-04 | 2026-03-04 | NONE | job = warn-licence-review-overdue; #1 HARD_STOP ACTIVE activated=2026-02-27 reviewDate=null; #2 HARD_STOP ACTIVE activated=2026-02-28 reviewDate=null; #3 HARD_STOP ACTIVE activated=2026-02-27 reviewDate=2026-03-04; #4 HARD_STOP APPROVED activated=null reviewDate=null; #5 CRD SUBMITTED activated=2026-02-27 reviewDate=null; #6 HARD_STOP IN_PROGRESS activated=2026-02-26 reviewDate=null | emailed = 1
W-TAB-01 | 2025-07-08 | - | licenceStatus = IN_PROGRESS; LSD = null; dueInTwoWorkingDays = false; timeServed = false | tab = ATTENTION_NEEDED
W-TAB-02 | 2025-07-08 | - | licenceStatus = APPROVED; LSD = 2025-07-07; dueInTwoWorkingDays = false; timeServed = false | tab = ATTENTION_NEEDED
W-TAB-03 | 2025-07-08 | - | licenceStatus = APPROVED; LSD = 2025-07-09; dueInTwoWorkingDays = true; timeServed = false | tab = RELEASES_IN_NEXT_TWO_WORKING_DAYS
W-TAB-04 | 2025-07-08 | - | licenceStatus = APPROVED; LSD = 2025-07-11; dueInTwoWorkingDays = false; timeServed = false | tab = FUTURE_RELEASES
W-PICK-01 | - | NONE | op = caPrisonLatest; licences = {id: 1, kind: CRD, status: IN_PROGRESS}, {id: 2, kind: CRD, status: TIMED_OUT} | shows = 1
W-PICK-02 | - | NONE | op = comCreateRelevant; licences = {id: 2, kind: HARD_STOP, status: APPROVED} | shows = 2; status = TIMED_OUT; creationType = LICENCE_CREATED_BY_PRISON | shows = 2; status = APPROVED; creationType = LICENCE_CREATED_BY_PRISON | A list says where the licence stands, and below it that the prison made it: “timed out” would hide that it is approved.
W-PICK-03 | - | NONE | op = comCreateRelevant; licences = {id: 3, kind: CRD, status: TIMED_OUT} | shows = 3; status = TIMED_OUT; creationType = PRISON_WILL_CREATE_THIS_LICENCE
W-PICK-04 | - | NONE | op = comCreateRelevant; licences = {id: null, kind: CRD, status: NOT_STARTED} | shows = null; status = NOT_STARTED; creationType = LICENCE_NOT_STARTED
W-REV-01 | - | NONE | kind = HARD_STOP; status = ACTIVE; reviewDate = null | isReviewNeeded = true
W-REV-02 | - | NONE | kind = HARD_STOP; status = ACTIVE; reviewDate = 2026-03-01 | isReviewNeeded = false
W-TSC-01 | 2025-09-23 | - | SSD = 2025-09-23; ARD = 2025-09-23; CRD = 2025-09-23; CRDoverride = null | crds = true; nonCrds = false; allPrison = true; ignoreArd = true; identified = true
W-STAT-01 | 2026-03-04 | - | status = ACTIVE; type = AP_PSS; newDates = {CRD: 2026-03-05} | status = INACTIVE
W-STAT-02 | 2026-03-04 | - | status = ACTIVE; type = PSS; newDates = {PRRD: 2026-03-05} | status = ACTIVE
W-MAT-01 | - | - | kind = CRD; status = ACTIVE; onlyChangedDate = LED | changed = LED; isMaterial = true
W-MAT-02 | - | - | kind = HDC; status = APPROVED; onlyChangedDate = HDCENDDATE | changed = HDCENDDATE; isMaterial = true
W-MAT-03 | - | - | kind = CRD; status = IN_PROGRESS; onlyChangedDate = SED | changed = SED; isMaterial = false
W-MAT-04 | - | - | kind = CRD; status = APPROVED; onlyChangedDate = SSD | changed = SSD; isMaterial = false | changed = none; isMaterial = false | A sentence start date is on no licence, so its change is kept in the history and told to nobody.
W-HSC-01 | - | - | kind = CRD; status = IN_PROGRESS; wasInHardStop = false; nowInHardStop = true; jobFlag = true | effect = timeout
W-HSC-02 | - | - | kind = HDC; status = IN_PROGRESS; wasInHardStop = false; nowInHardStop = true; jobFlag = true | effect = none
W-HSC-03 | - | - | kind = CRD; status = TIMED_OUT; wasInHardStop = true; nowInHardStop = false; jobFlag = true | effect = pendingCase; inactivatedNow = false
W-KIND-01 | - | - | kind = CRD; eligibleKind = CRD; newKind = PRRD; newEligibleKind = FIXED_TERM | kind = PRRD; eligibleKind = FIXED_TERM; audited = true
W-KIND-02 | - | - | kind = HARD_STOP; eligibleKind = CRD; newKind = PRRD; newEligibleKind = FIXED_TERM | kind = HARD_STOP; eligibleKind = FIXED_TERM; audited = true
W-KIND-03 | - | - | op = recallUpdatedEvent; licenceKind = PRRD; recallTypeNow = STANDARD | kind = PRRD; eligibleKind = STANDARD
W-SDC-01 | 2026-03-04 | - | activeLicenceLSD = 2026-01-05; latestSentenceDate = 2026-01-06; licencePRRD = null; newPRRD = null | deactivateReasons = RESENTENCED
W-SDC-02 | 2026-03-04 | - | activeLicenceLSD = 2026-01-05; latestSentenceDate = 2026-01-05; licencePRRD = 2026-03-05; newPRRD = 2026-03-05 | deactivateReasons = none
"""


class Example(NamedTuple):
    """One row, and what this service answers where it has an answer of its own."""

    name: str
    today: str
    holidays: str
    inputs: str
    expected: str
    ours: str = ""
    because: str = ""

    @property
    def section(self) -> str:
        return self.name.split("-")[1]

    @property
    def wanted(self) -> Values:
        return values(self.ours or self.expected)


EXAMPLES = [Example(*(cell.strip() for cell in row.split("|"))) for row in ROWS.strip().splitlines()]


def of_sections(*names: str) -> list[Example]:
    """The rows of some sections."""
    return [each for each in EXAMPLES if each.section in names]


def value(text: str) -> Any:
    """What a cell says: nothing, yes or no, a day, else its text."""
    if text in ("null", "true", "false"):
        return {"null": None, "true": True, "false": False}[text]
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


def values(cell: str) -> Values:
    """What a cell says by name."""
    return {
        name.strip(): value(given.strip()) for name, _, given in (e.partition("=") for e in cell.split(";"))
    }


def codes(text: str) -> list[str]:
    """A list of codes: none for “none”."""
    return [] if text == "none" else [each.strip() for each in text.split(",")]
