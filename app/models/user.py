"""Users and what they are granted: roles, teams, prisons and delivery units, one row each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.roles import Role
from app.models.base import db

if TYPE_CHECKING:
    from app.models.session import UserSession


class Grant(db.Model):  # type: ignore[name-defined, misc]
    """One thing that a user is granted: a role, or a team, prison or delivery unit by its code."""

    __tablename__ = "grants"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(30), primary_key=True)

    __table_args__ = (Index("ix_grants_kind_code", "kind", "code"),)


class User(UserMixin, db.Model):  # type: ignore[name-defined, misc]
    """Somebody who may sign in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    wants_digest: Mapped[bool] = mapped_column(default=False)
    """Whether messages that are not urgent come together, once a day."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[dt.datetime | None]
    """Since when the account cannot be used; None where it can."""
    created_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))

    grants: Mapped[list[Grant]] = relationship(cascade="all, delete-orphan")

    session = cast("UserSession | None", None)
    """The sign-in (app.models.session) by which a request reads this user; None where it reads them otherwise."""

    def get_id(self) -> str | None:
        """What the cookie keeps: the key of the sign-in."""
        return self.session.key if self.session else None

    def granted(self, kind: str) -> frozenset[str]:
        """The codes of one kind that this user is granted."""
        return frozenset(grant.code for grant in self.grants if grant.kind == kind)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(code) for code in self.granted("role"))

    @property
    def teams(self) -> frozenset[str]:
        return self.granted("team")

    @property
    def prisons(self) -> frozenset[str]:
        return self.granted("prison")

    @property
    def pdus(self) -> frozenset[str]:
        return self.granted("pdu")

    def has(self, role: Role) -> bool:
        return role in self.roles
