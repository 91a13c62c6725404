"""Settings from the environment: one class for each environment that differs."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).parent
DEMO_SECRET = "demo-only-secret-that-production-refuses"  # noqa: S105
DRIVERS = ("sqlite", "postgresql+psycopg")
SHORTEST_SECRET = 32
RANDOM = 20
"""How many characters of a secret must be left to guess, where a word counts as one."""


def database_url(default: str) -> str:
    """DATABASE_URL with the driver we ship (psycopg), else the default. A fault is told without the address, which may
    hold a password."""
    given = os.environ.get("DATABASE_URL") or default
    url = re.sub("^postgres(ql)?://", "postgresql+psycopg://", given)
    try:
        is_known = not url or make_url(url).drivername in DRIVERS
    except (ArgumentError, ValueError):
        is_known = False
    if not is_known:
        raise SystemExit(
            "DATABASE_URL must be the address of a database that this service can use: "
            "postgresql://USER:PASSWORD@HOST/NAME, with signs like @ : / # in a password as %40 %3A %2F %23, "
            "or sqlite:////FOLDER/FILE."
        )
    return url


def secret_fault(name: str, secret: str) -> str | None:
    """Why a secret cannot be a setting of a live service; None where it can."""
    from app.domain.guessing import left_to_guess  # whose lists only a live service needs

    if len(secret) < SHORTEST_SECRET or secret == DEMO_SECRET:
        return f"{name} must be set, to at least {SHORTEST_SECRET} characters that are not the demo's"
    if left_to_guess(secret, word=1) < RANDOM:
        return (
            f"{name} must be made at random, for example by: "
            "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return None


def _number(name: str, default: int, least: int = 0) -> int:
    """A whole number from the environment."""
    given = os.environ.get(name) or str(default)
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and int(given) >= least):
        raise SystemExit(f"{name} is {given!r}. It must be a whole number, {least} or more.")
    return int(given)


def _switch(name: str) -> bool:
    """Whether the environment turns something on; off when it says nothing."""
    given = os.environ.get(name, "off").lower()
    if given not in ("on", "off", "true", "false", "1", "0", ""):
        raise SystemExit(f"{name} is {given!r}. It must be on or off.")
    return given in ("on", "true", "1")


def _facts(name: str, known: frozenset[str]) -> frozenset[str]:
    """The facts that the environment names, parted by commas; none when it says nothing."""
    given = {each.strip().lower() for each in os.environ.get(name, "").split(",")} - {""}
    if unknown := sorted(given - known):
        raise SystemExit(f"{name} names {', '.join(unknown)}. It can name {', '.join(sorted(known))}.")
    return frozenset(given)


_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Settings:
    """What every environment shares."""

    NAME = "base"
    DEMO = False
    TESTING = False
    SECRET_KEY: str | None = None
    SQLALCHEMY_DATABASE_URI: str
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, object] = {"hide_parameters": True, "pool_pre_ping": True}
    DATABASE_CONNECT_TIMEOUT = _number("DATABASE_CONNECT_TIMEOUT", 3)
    """Seconds, as those below: how long a page waits for a connection to PostgreSQL, or for one to show it is alive."""
    DATABASE_STATEMENT_TIMEOUT = _number("DATABASE_STATEMENT_TIMEOUT", 10)
    DATABASE_LOCK_TIMEOUT = _number("DATABASE_LOCK_TIMEOUT", 5)
    DATABASE_IDLE_TIMEOUT = _number("DATABASE_IDLE_TIMEOUT", 60)
    """How long PostgreSQL lets a transaction do nothing before it ends it, with what it locked."""
    SESSION_COOKIE_NAME = "licence_session"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = True
    PERMANENT_SESSION_LIFETIME = timedelta(hours=2)
    SESSION_HOURS = _number("SESSION_HOURS", 12, least=1)
    """How long after signing in a session ends, however much it is used; two hours after the last page it does anyway."""
    WTF_CSRF_TIME_LIMIT = None
    WTF_CSRF_CHECK_DEFAULT = True
    WTF_CSRF_SSL_STRICT = False
    """app.security asks where a form comes from; a browser that never says is not turned away for that."""
    MAX_CONTENT_LENGTH = 1_000_000
    MAX_FORM_MEMORY_SIZE = 1_000_000
    MAX_FORM_PARTS = 2_000
    MAX_UPLOAD_LENGTH = 40_000_000
    """Of what a page of a journey sends: enough that a map which is too large gets its message beside the field."""
    MAPS_FOLDER = os.environ.get("MAPS_FOLDER")
    """Where the files of maps are kept; the database when it is not set."""
    MAPS_MEGABYTES = _number("MAPS_MEGABYTES", 100, least=1)
    """How much the maps of one licence may have together."""
    MAPS_KEPT_DAYS = _number("MAPS_KEPT_DAYS", 30)
    """How long `flask maps tidy` leaves what nothing has any more."""
    AUDIT_KEY = os.environ.get("AUDIT_KEY")
    """Seals what `flask audit heads` writes; the database never holds it."""
    PAGE_SIZE = 25
    BUILD = ROOT / "build"
    POLICIES = ROOT / "policies"
    MIGRATIONS = ROOT / "migrations"
    BANK_HOLIDAYS_FILE = os.environ.get("BANK_HOLIDAYS_FILE")
    QUESTION_HOURS = _number("QUESTION_HOURS", 8, least=1)
    """Working hours, 9am to 5pm, within which a question on a licence is to be answered: 8 are a working day."""
    HDC_CREATION = _switch("HDC_CREATION")
    """Whether licences for release on home detention curfew are made here."""
    PROBATION_IS_NATIONAL = _facts(
        "PROBATION_IS_NATIONAL", frozenset({"name", "date-of-birth", "pnc", "cro"})
    )
    """The facts of which the probation record is the national one, where it and the prison's differ; of others, the prison's."""
    OS_PLACES_KEY = os.environ.get("OS_PLACES_KEY")
    OS_PLACES_URL = os.environ.get("OS_PLACES_URL") or "https://api.os.uk"
    NOTIFY_API_KEY = os.environ.get("NOTIFY_API_KEY") or None
    NOTIFY_TEMPLATE_ID = os.environ.get("NOTIFY_TEMPLATE_ID") or None
    """The template of GOV.UK Notify that takes a whole message: ((subject)) and ((body))."""
    NOTIFY_CALLBACK_TOKEN = os.environ.get("NOTIFY_CALLBACK_TOKEN") or None
    """What GOV.UK Notify shows with a delivery receipt."""
    UPSTREAM_SECRET = os.environ.get("UPSTREAM_SECRET") or None
    """What the record systems sign their events with; without it none is taken."""
    NOTIFY_URL = os.environ.get("NOTIFY_URL") or "https://api.notifications.service.gov.uk"
    GUIDE_URL = os.environ.get("GUIDE_URL", "")
    """Where people read how the service works: messages lead there."""
    SERVICE_EMAIL = os.environ.get("SERVICE_EMAIL", "licence-support@example.com")
    CLOCK_FIXED_AT: datetime | None = None
    ARGON2_TIME_COST = 2
    ARGON2_MEMORY_KIB = 19_456
    METRICS_TOKEN = os.environ.get("METRICS_TOKEN")
    """What Prometheus shows to read /metrics; without it there is no such page."""
    VERSION = os.environ.get("VERSION") or "not said"
    """What was installed: a commit or a release, for /health."""
    TRUSTED_PROXIES = _number("TRUSTED_PROXIES", 0)

    @classmethod
    def notify_faults(cls) -> list[str]:
        """What is wrong with the settings of GOV.UK Notify, of which there are all or none."""
        given = {
            name: getattr(cls, name)
            for name in ("NOTIFY_API_KEY", "NOTIFY_TEMPLATE_ID", "NOTIFY_CALLBACK_TOKEN")
        }
        if not any(given.values()):
            return []
        wrong = [f"{name} must be set too, as GOV.UK Notify is" for name, value in given.items() if not value]
        for name, pattern in (("NOTIFY_API_KEY", f".+-{_UUID}-{_UUID}"), ("NOTIFY_TEMPLATE_ID", _UUID)):
            if given[name] and not re.fullmatch(pattern, given[name]):
                wrong.append(f"{name} is not one that GOV.UK Notify gives")
        return wrong


class Demo(Settings):
    """The local default: fictional people, demo accounts, plain HTTP on this machine."""

    NAME = "demo"
    DEMO = True
    DEMO_PASSWORD = "licence-demo"  # noqa: S105
    SECRET_KEY = os.environ.get("SECRET_KEY", DEMO_SECRET)
    SESSION_COOKIE_SECURE = False

    def __init__(self) -> None:
        if wrong := self.notify_faults():
            raise SystemExit(f"{'; '.join(wrong)}.")
        self.SQLALCHEMY_DATABASE_URI = database_url(f"sqlite:///{ROOT / 'instance' / 'licences.sqlite'}")


class Testing(Demo):
    """Tests: the demo's people and accounts, cheap password hashing, a database that each test names."""

    NAME = "testing"
    TESTING = True
    ARGON2_TIME_COST = 1
    ARGON2_MEMORY_KIB = 8
    CLOCK_FIXED_AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
    OS_PLACES_KEY = None
    NOTIFY_API_KEY = NOTIFY_TEMPLATE_ID = NOTIFY_CALLBACK_TOKEN = None
    AUDIT_KEY = "a key for tests, which no database holds"

    def __init__(self) -> None:
        self.SQLALCHEMY_DATABASE_URI = "sqlite://"


_SECRETS = ("SECRET_KEY", "AUDIT_KEY", "METRICS_TOKEN", "NOTIFY_CALLBACK_TOKEN", "UPSTREAM_SECRET")


class Production(Settings):
    """A live service: everything secret comes from the environment, and demo settings stop it from starting."""

    NAME = "production"

    def __init__(self) -> None:
        self.SECRET_KEY = os.environ.get("SECRET_KEY", "")
        self.SQLALCHEMY_DATABASE_URI = database_url("")
        given = {name: os.environ.get(name, "") for name in _SECRETS}
        needed = {name: secret for name, secret in given.items() if secret or name == "SECRET_KEY"}
        wrong = [fault for name, secret in needed.items() if (fault := secret_fault(name, secret))]
        wrong += self.notify_faults()
        if self.NOTIFY_API_KEY and not self.NOTIFY_URL.startswith("https://"):
            wrong.append("NOTIFY_URL must begin with https://, as messages are about people")
        if not self.SQLALCHEMY_DATABASE_URI:
            wrong.append("DATABASE_URL must be set")
        if wrong:
            raise SystemExit("Production cannot start: " + "; ".join(wrong) + ".")


ENVIRONMENTS: dict[str, type[Settings]] = {"demo": Demo, "testing": Testing, "production": Production}


def settings(name: str | None = None) -> Settings:
    """The settings of the environment that is named, or that CONFIG names; the demo when neither does.

    A demo on a database server is meant only where it is named: forgetting CONFIG must not open a live database to
    accounts whose password everybody knows.
    """
    name = name or os.environ.get("CONFIG")
    if not name and not database_url("sqlite://").startswith("sqlite"):
        raise SystemExit(
            "DATABASE_URL names a database server: set CONFIG, to production for a live service."
        )
    name = name or "demo"
    if name not in ENVIRONMENTS:
        raise SystemExit(f"CONFIG is {name!r}. It must be one of: {', '.join(ENVIRONMENTS)}.")
    return ENVIRONMENTS[name]()
