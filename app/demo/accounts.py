"""Who may sign in to the demo."""

from __future__ import annotations

from typing import Any

USERS: list[dict[str, Any]] = [
    {
        "username": "practitioner",
        "name": "Robin Samplewright",
        "email": "robin.samplewright@example.com",
        "roles": ["practitioner"],
        "teams": ["N01A"],
    },
    {
        "username": "colleague",
        "name": "Morgan Mockridge",
        "email": "morgan.mockridge@example.com",
        "roles": ["practitioner"],
        "teams": ["N01A"],
    },
    {
        "username": "practitioner2",
        "name": "Gwenllïan Enghraifft-Prŷs",
        "email": "gwenllian@example.com",
        "roles": ["practitioner"],
        "teams": ["W02A"],
    },
    {
        "username": "administrator",
        "name": "Ashley Fileworthy",
        "email": "ashley.fileworthy@example.com",
        "roles": ["case-administrator"],
        "prisons": ["ZAI"],
    },
    {
        "username": "approver",
        "name": "Governor Jo Pretendergast",
        "email": "jo.pretendergast@example.com",
        "roles": ["prison-approver"],
        "prisons": ["ZAI"],
    },
    {
        "username": "approver2",
        "name": "Llywodraethwr Siân Ffug",
        "email": "sian.ffug@example.com",
        "roles": ["prison-approver"],
        "prisons": ["ZCI"],
    },
    {
        "username": "pdu-head",
        "name": "Dr Ottoline Specimen-Bramble",
        "email": "ottoline@example.com",
        "roles": ["head-of-pdu"],
        "pdus": ["N01P"],
    },
    {
        "username": "manager",
        "name": "Perry Leadworth",
        "email": "perry.leadworth@example.com",
        "roles": ["team-manager"],
        "teams": ["N01A"],
    },
    {
        "username": "support",
        "name": "Sam Helpdesk",
        "email": "sam.helpdesk@example.com",
        "roles": ["support"],
    },
    {
        "username": "several",
        "name": "Alex Manyhats",
        "email": "alex.manyhats@example.com",
        "roles": ["practitioner", "case-administrator", "prison-approver"],
        "teams": ["N01A"],
        "prisons": ["ZAI"],
    },
]
"""The accounts; the password of all is a setting."""
