"""The addresses of a postcode: from Ordnance Survey Places with OS_PLACES_KEY, and in a demo without one, invented."""

from __future__ import annotations

from typing import Protocol

import requests
from flask import current_app

from app.domain.record.addresses import Address
from app.integrations.ordnance_survey import addresses_of

TIMEOUT = (3.0, 5.0)
"""Seconds to connect, and then between bytes."""


class LookupFailed(Exception):
    """Postcodes cannot be looked up now. Its words are for logs: they hold neither the key nor the postcode."""


class AddressLookup(Protocol):
    """Finds the addresses of one postcode."""

    def find(self, postcode: str) -> list[Address]:
        """Every address known there; an empty list where there is none. Raises LookupFailed."""


class OrdnanceSurvey:
    """The postcode search of OS Places, in the delivery addresses of Royal Mail, English and Welsh."""

    def __init__(self, key: str, base_url: str, timeout: tuple[float, float] = TIMEOUT) -> None:
        self._key, self._timeout = key, timeout
        self._url = f"{base_url.rstrip('/')}/search/places/v1/postcode"

    def find(self, postcode: str) -> list[Address]:
        """The first hundred addresses there, which is as many as one answer holds."""
        try:
            answer = requests.get(
                self._url,
                params={"postcode": postcode, "dataset": "DPA", "maxresults": "100"},
                # In a header the key stays out of addresses, which are what proxies and exceptions write down.
                headers={"key": self._key},
                timeout=self._timeout,
                allow_redirects=False,
            )
            if answer.status_code != 200:
                raise LookupFailed(f"status {answer.status_code}")
            return addresses_of(answer.json(), postcode)
        except (requests.RequestException, ValueError, RecursionError) as fault:
            raise LookupFailed(type(fault).__name__) from None


class Fictional:
    """A few invented addresses, so that a demo needs no key and no network. No place has these postcodes."""

    def find(self, postcode: str) -> list[Address]:
        """The invented addresses of a postcode."""
        return [address for address in FICTIONAL if address.postcode == postcode]


FICTIONAL = [
    Address("Sampleton Probation Office", "1 Specimen Street", "Sampleton", "", "ZA1 1AA"),
    *(
        Address(f"{number} Specimen Street", "", "Sampleton", "", "ZA1 1AA")
        for number in (2, 3, 4, 5, 10, 11)
    ),
    Address("Flat A", "12 Specimen Street", "Sampleton", "", "ZA1 1AA"),
    Address("Mockbury Probation Office", "22 Placeholder Lane", "Mockbury", "Fictionshire", "ZA2 2BB"),
    Address("The Old Pretend Works", "24 Placeholder Lane", "Mockbury", "Fictionshire", "ZA2 2BB"),
    Address("Specimen House Approved Premises", "9 Pretence Road", "Mockbury", "Fictionshire", "ZA2 2BD"),
    Address("Swyddfa Brawf Dyffryn Enghraifft", "3 Ffordd y Tŷ Gwŷdd", "Llanenghraifft", "", "ZC3 3DD"),
    Address("Enghraifft Vale Probation Office", "3 Loom House Road", "Llanenghraifft", "", "ZC3 3DD"),
    Address("Tŷ Ffug", "4 Ffordd y Tŷ Gwŷdd", "Llanenghraifft", "", "ZC3 3DD"),
]
"""Near the offices of the demo's teams, one of them in Welsh and in English."""


def address_lookup() -> AddressLookup | None:
    """What this application looks postcodes up in; None where a live service has no key."""
    config = current_app.config
    if key := config["OS_PLACES_KEY"]:
        return OrdnanceSurvey(key, config["OS_PLACES_URL"])
    return Fictional() if config["DEMO"] else None
