"""The tables: columns, relations and constraints, and nothing clever. Importing this package knows them all."""

from app.models.address import SavedAddress
from app.models.case import Case
from app.models.chain import ChainEnd
from app.models.cover import Absence, DutyContact
from app.models.job_run import JobRun
from app.models.licence import Author, Licence, Run
from app.models.map import File, LicenceMap, Map
from app.models.password import Password
from app.models.policy import PolicyEvent, PolicyVersion
from app.models.prison import Prison
from app.models.question import Question
from app.models.record import Chains, Condition, Decision, Digest, Document, Event, Message, Tombstone
from app.models.security_event import SecurityEvent
from app.models.session import UserSession
from app.models.site import SiteSwitch
from app.models.tries import Tries
from app.models.upstream import UpstreamEvent
from app.models.user import Grant, User

__all__ = [
    "Absence",
    "Author",
    "Case",
    "ChainEnd",
    "Chains",
    "Condition",
    "Decision",
    "Digest",
    "Document",
    "DutyContact",
    "Event",
    "File",
    "Grant",
    "JobRun",
    "Licence",
    "LicenceMap",
    "Map",
    "Message",
    "Password",
    "PolicyEvent",
    "PolicyVersion",
    "Prison",
    "Question",
    "Run",
    "SavedAddress",
    "SecurityEvent",
    "SiteSwitch",
    "Tombstone",
    "Tries",
    "UpstreamEvent",
    "User",
    "UserSession",
]
