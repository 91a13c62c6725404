"""Security events lose what was typed as a username and is nobody's, and the newest of a kind are found by when."""

import sqlalchemy as sa
from alembic import op

from app.models import evidence

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

GUARDED = ("security_events",)
OLD, NEW = "ix_security_events_kind_address_at", "ix_security_events_kind_at"


def upgrade() -> None:
    bind = op.get_bind()
    evidence.unguard(bind, GUARDED)
    events = sa.table("security_events", sa.column("name", sa.String), sa.column("user_id", sa.Integer))
    # It may be a password, also where somebody has taken that name since.
    bind.execute(events.update().where(events.c.user_id.is_(None)).values(name=None))
    evidence.guard(bind, GUARDED)
    op.drop_index(OLD, "security_events")
    op.create_index(NEW, "security_events", ["kind", "at"])


def downgrade() -> None:
    op.drop_index(NEW, "security_events")
    op.create_index(OLD, "security_events", ["kind", "address", "at"])
