"""What stands beside the address boxes of any question: addresses by postcode, and those that the reader saved."""

from __future__ import annotations

from typing import Any

import structlog
from flask import request, url_for
from flask_login import current_user

from app.domain.record.addresses import Address, in_order
from app.integrations.addresses import LookupFailed, address_lookup
from app.store import addresses
from app.views.addresses import ASKED_ON
from forms.base import Form

log = structlog.get_logger()

NOT_NOW = "Addresses cannot be found by postcode at the moment. Type the address"
NOTHING_THERE = "No address was found for {postcode}. Check the postcode, or type the address"
NO_ROOM = (
    f"You have {addresses.MOST} saved addresses, which is the most you can have. "
    "Continue without saving this one, or remove one first"
)


def offer_addresses(form: Form) -> None:
    """Give each address field of a page what it can be filled with, the addresses of a postcode asked for included."""
    fields = form.of_kind("address")
    if not fields:
        return
    saved, lookup = addresses.saved_by(current_user), address_lookup()
    led_by: dict[str, Any] = {ASKED_ON: request.path}
    saved_url = url_for("addresses.show", **led_by)
    for field in fields:
        field.saved, field.saved_url, field.may_find = saved, saved_url, lookup is not None
        if lookup is None or field.lookup is None:
            continue
        try:
            field.found = in_order(lookup.find(field.lookup))
        except LookupFailed as failure:
            log.warning("address lookup failed", reason=str(failure))
            field.fail(NOT_NOW, "find")
        else:
            if not field.found:
                field.fail(NOTHING_THERE.format(postcode=field.lookup), "find")


def save_addresses(form: Form) -> bool:
    """Keep the addresses of a valid form that are ticked to be kept; False, with an error, where there is no room.

    The caller commits, with the answer itself.
    """
    for field in form.of_kind("address"):
        if field.is_to_save and field.data and not addresses.save(current_user, Address(**field.data)):
            field.fail(NO_ROOM, "save")
            return False
    return True


def addresses_saved(form: Form) -> list[str]:
    """The addresses that saving the form kept, or would have if they had not been kept before, in words."""
    return [
        Address(**field.data).in_words for field in form.of_kind("address") if field.is_to_save and field.data
    ]
