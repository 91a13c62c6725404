"""Each sign-in has a row of its own, wrong tries are counted by whom and whence, and security events are kept."""

import secrets

import sqlalchemy as sa
from alembic import op

from app.models import evidence

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("key", name=op.f("uq_sessions_key")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"])
    op.create_index(op.f("ix_sessions_began_at"), "sessions", ["began_at"])
    op.create_table(
        "tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_tried_at"), "tries", ["tried_at"])
    op.create_table(
        "security_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_security_events_user_id_users")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_security_events_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
    )
    op.create_index(op.f("ix_security_events_name"), "security_events", ["name"])
    op.create_index("ix_security_events_kind_address_at", "security_events", ["kind", "address", "at"])
    evidence.guard(op.get_bind(), ("security_events",))
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_constraint("uq_users_session_key", type_="unique")
        batch_op.drop_column("session_key")
        batch_op.add_column(sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("passwords", schema=None) as batch_op:
        batch_op.drop_column("locked_until")
        batch_op.drop_column("failures")


def downgrade() -> None:
    with op.batch_alter_table("passwords", schema=None) as batch_op:
        batch_op.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("passwords", schema=None) as batch_op:
        batch_op.alter_column("failures", existing_type=sa.Integer(), server_default=None)
    # An account that is disabled must not come back to life: without a password nobody signs in to it.
    op.execute("DELETE FROM passwords WHERE user_id IN (SELECT id FROM users WHERE disabled_at IS NOT NULL)")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_key", sa.String(length=43), nullable=True))
        batch_op.drop_column("disabled_at")
    users = sa.table("users", sa.column("id", sa.Integer), sa.column("session_key", sa.String))
    bind = op.get_bind()
    for (number,) in bind.execute(sa.select(users.c.id)).all():
        bind.execute(users.update().where(users.c.id == number).values(session_key=secrets.token_urlsafe(32)))
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.alter_column("session_key", existing_type=sa.String(length=43), nullable=False)
        batch_op.create_unique_constraint("uq_users_session_key", ["session_key"])
    evidence.unguard(bind, ("security_events",))
    op.drop_table("security_events")
    op.drop_table("tries")
    op.drop_table("sessions")
