"""Worked examples of the rules (domain rules 28) as written there: id, today, bank holidays, inputs, expected."""

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
"""
