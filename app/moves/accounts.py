"""What is done to accounts: added, changed, granted, disabled, given a password. Each is noted as a security event.

`by` is who does it, None on the command line. The caller commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app import clock
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.domain.words import joined
from app.integrations.sign_in import PasswordFault, normal, passwords
from app.models.base import db
from app.models.security_event import Kind
from app.models.user import Grant, User
from app.store import sessions, tries, users
from app.store.security_events import note, note_alone
from app.store.tries import OWN_PASSWORD, Counted
from app.store.users import UserFault

Pair = tuple[str, str]
"""The kind and the code of what is granted: ("role", "support"), ("prison", "ZAI")."""


def add(
    username: str,
    name: str,
    roles: Sequence[str],
    password: str,
    by: User | None,
    *,
    email: str | None = None,
    teams: Sequence[str] = (),
    prisons: Sequence[str] = (),
    pdus: Sequence[str] = (),
) -> User:
    """Add an account with its password. Raises UserFault with everything that is wrong."""
    granted = {"role": roles, "team": teams, "prison": prisons, "pdu": pdus}
    wanted = {(kind, code) for kind, codes in granted.items() for code in codes}
    if faults := faults_of_new(username, name, email, wanted, password):
        raise UserFault(*faults)
    user = users.add_user(username, name, roles, email=email, teams=teams, prisons=prisons, pdus=pdus)
    passwords().set(user, password)
    note(Kind.ADDED, user, by, _in_words(sorted(_pairs(user))))
    return user


def faults_of_new(
    username: str, name: str, email: str | None, wanted: set[Pair], password: str
) -> list[tuple[str, str]]:
    """Everything that is wrong with a new account: what it is about, and a sentence."""
    found = users.faults_of(username=username, name=name, email=email, wanted=users.as_kept(wanted))
    why = passwords().fault(password, username, name, email or "")
    return [*found, ("password", why)] if why else found


def rename(user: User, name: str, email: str | None, by: User | None) -> None:
    """Set the name that others see, and the e-mail address. Raises UserFault."""
    if faults := users.faults_of(name=name, email=email):
        raise UserFault(*faults)
    name, email = users.read_name(name), users.read_email(email)
    if (name, email) == (user.name, user.email):
        return
    changed = [
        what for what, old, new in (("name", user.name, name), ("email", user.email, email)) if old != new
    ]
    user.name, user.email = name, email
    note(Kind.CHANGED, user, by, joined(changed))


def choose_digest(user: User, wants: bool) -> bool:
    """Let somebody get messages that are not urgent once a day, or all at once; whether that is new."""
    if user.wants_digest == wants:
        return False
    user.wants_digest = wants
    note(Kind.CHANGED, user, user, "messages once a day" if wants else "messages at once")
    return True


def grant(user: User, added: Iterable[Pair], by: User | None) -> None:
    """Grant roles and places. Raises UserFault where a role would cover nobody."""
    _hold(user)
    set_grants(user, _pairs(user) | set(added), by)


def revoke(user: User, removed: Iterable[Pair], by: User | None) -> None:
    """Take away roles and places. Raises UserFault where a role would cover nobody, or it was not granted."""
    _hold(user)
    removed = set(removed)
    if unknown := sorted(removed - _pairs(user)):
        raise UserFault(("roles", f"{user.username} does not have {_in_words(unknown)}."))
    set_grants(user, _pairs(user) - removed, by)


def set_grants(user: User, wanted: set[Pair], by: User | None) -> None:
    """Let an account have these roles and places and no other; what is the same already changes nothing."""
    _hold(user)
    had = _pairs(user)
    if faults := faults_of_grants(user, wanted):
        raise UserFault(*faults)
    wanted = _as_kept(user, wanted)
    loses_support = Role.SUPPORT in user.roles and ("role", Role.SUPPORT.value) not in wanted
    _check_support(user, loses_support, by)
    kept = {(each.kind, each.code): each for each in user.grants}
    user.grants = [kept.get(pair) or Grant(kind=pair[0], code=pair[1]) for pair in sorted(wanted)]
    for what, pairs in ((Kind.GRANTED, wanted - had), (Kind.REVOKED, had - wanted)):
        if pairs:
            note(what, user, by, _in_words(sorted(pairs)))


def faults_of_grants(user: User, wanted: set[Pair]) -> list[tuple[str, str]]:
    """Everything that is wrong with these roles and places for an account; those that it has may stay."""
    return users.faults_of(wanted=_as_kept(user, wanted), had=_pairs(user))


def _as_kept(user: User, wanted: set[Pair]) -> set[Pair]:
    had = _pairs(user)
    return (wanted & had) | users.as_kept(wanted - had)


def set_password(user: User, password: str, by: User | None) -> None:
    """Give an account another password, and end its sessions but the one that asks. Raises PasswordFault."""
    passwords().set(user, password)
    sessions.end(user, but=user.session if by is not None and by.id == user.id else None)
    tries.forget(user.username)
    note(Kind.PASSWORD, user, by)


def change_own_password(user: User, now: str, new: str) -> bool:
    """Let somebody who proves it with the password they have now give themselves another; False where it is wrong.

    Raises PasswordFault, and TooManyTries: whoever finds a page open must not find out the password at it. Commits what
    it notes of the try.
    """
    counts = [Counted(OWN_PASSWORD, str(user.id))]
    tries.count(counts)
    if not passwords().is_of(user, now):
        note_alone(Kind.NOT_SIGNED_IN, user, "password to change it", by=user)
        return False
    tries.take_back(counts)
    db.session.commit()  # however the new one is judged
    if normal(new) == normal(now):
        raise PasswordFault("The new password is the one that you have now. Use another one.")
    set_password(user, new, user)
    return True


def disable(user: User, by: User | None) -> None:
    """Let nobody use an account, from its next page on. Repeating it changes nothing."""
    _hold(user)
    if user.disabled_at is not None:
        return
    if by is not None and by.id == user.id:
        raise Refused(_own("disable your own account"))
    _check_support(user, Role.SUPPORT in user.roles, by)
    user.disabled_at = clock.of_machine()
    sessions.end(user)
    note(Kind.DISABLED, user, by)


def enable(user: User, by: User | None) -> None:
    """Let an account be used again. Repeating it changes nothing."""
    if user.disabled_at is None:
        return
    user.disabled_at = None
    note(Kind.ENABLED, user, by)


def unlock(user: User, by: User | None) -> bool:
    """Let the next try to sign in be read at once; whether one had to wait."""
    waited = tries.forget(user.username)
    if waited:
        note(Kind.UNLOCKED, user, by)
    return waited


def end_sessions(user: User, by: User | None, number: int | None = None, but_this: bool = False) -> int:
    """End an account's sessions, the one of this number alone, or all but the one that asks; how many ended."""
    ended = sessions.end(user, number, user.session if but_this else None)
    if ended:
        note(Kind.ENDED, user, by, f"{ended} of them")
    return ended


def _hold(user: User) -> None:
    if user.id is not None:
        users.hold(user)


def _pairs(user: User) -> set[Pair]:
    return {(each.kind, each.code) for each in user.grants}


def _in_words(pairs: Sequence[Pair]) -> str:
    return joined([f"{kind} {code}" for kind, code in pairs])


def _is_last(user: User) -> bool:
    return user.disabled_at is None and not users.others_in_support(user)


def _check_support(user: User, loses_it: bool, by: User | None) -> None:
    """Somebody must be left who can administer accounts."""
    if not loses_it:
        return
    if by is not None and by.id == user.id:
        raise Refused(_own("take the role of support from yourself"))
    if _is_last(user):
        raise Refused(_last_support())


def _own(what: str) -> Refusal:
    return Refusal(
        title=f"You cannot {what}",
        rule="Nobody in support can shut themselves out.",
        fact="It is your own account.",
        who="Somebody else in support can do it.",
        next_step="Ask a colleague in support, or leave it as it is.",
    )


def _last_support() -> Refusal:
    return Refusal(
        title="You cannot take the last account from support",
        rule="There is always an account that can be used and has the role of support.",
        fact="No other account has that role and can be used.",
        who="You can do it once another account has the role of support.",
        next_step="Give somebody else the role of support first.",
    )
