"""Where the demo's people are: prisons, and the probation teams that manage them."""

from __future__ import annotations

from typing import Any

PRISONS: list[dict[str, str | None]] = [
    {
        "code": "ZAI",
        "name": "HMP Exampleford",
        "omu_email": "omu.exampleford@example.com",
        "telephone": "01632 960100",
    },
    {"code": "ZBI", "name": "HMP & YOI Mockbury Moor", "omu_email": None, "telephone": "01632 960200"},
    {
        "code": "ZCI",
        "name": "HMP Bryn Ffug / Carchar Bryn Ffug",
        "omu_email": "omu.brynffug@example.com",
        "telephone": "029 2018 0300",
    },
]

_NORTH = {"code": "N01P", "description": "Sampleton and Mockbury"}
_WALES = {"code": "W02P", "description": "Dyffryn Enghraifft"}
TEAMS: dict[str, dict[str, Any]] = {
    "N01A": {
        "provider": {"code": "N01", "description": "Fictional North"},
        "team": {
            "code": "N01A",
            "description": "Sampleton Custody Team",
            "borough": _NORTH,
            "district": {"code": "N01LAU", "description": "Sampleton"},
        },
    },
    "N01B": {
        "provider": {"code": "N01", "description": "Fictional North"},
        "team": {
            "code": "N01B",
            "description": "Mockbury Moor Team",
            "borough": _NORTH,
            "district": {"code": "N01LAV", "description": "Mockbury"},
        },
    },
    "W02A": {
        "provider": {"code": "W02", "description": "Fictional Wales / Cymru Ffuglennol"},
        "team": {
            "code": "W02A",
            "description": "Tîm Dyffryn Enghraifft",
            "borough": _WALES,
            "district": {"code": "W02LAU", "description": "Llanenghraifft"},
        },
    },
}
"""Each team, with its provider, as a case record gives them: by the code of the team."""
