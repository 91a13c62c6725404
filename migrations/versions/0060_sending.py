"""Messages are sent: when to try again, who is sending one, and what GOV.UK Notify said. What waited still waits."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0031"
branch_labels = None
depends_on = None

_TO_SEND = sa.text("state IN ('waiting', 'unknown')")
_NEW = {
    "username": sa.String(length=100),
    "first_tried_at": sa.DateTime(timezone=True),
    "due_at": sa.DateTime(timezone=True),
    "claimed_until": sa.DateTime(timezone=True),
    "sent_at": sa.DateTime(timezone=True),
    "notify_id": sa.String(length=36),
    "failure": sa.String(length=30),
}


def upgrade() -> None:
    with op.batch_alter_table("messages") as batch:
        for name, kind in _NEW.items():
            batch.add_column(sa.Column(name, kind))
        batch.add_column(sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_index("ix_messages_state", ["state"])
        batch.create_index("ix_messages_to_send", ["id"], sqlite_where=_TO_SEND, postgresql_where=_TO_SEND)
    with op.batch_alter_table("messages") as batch:
        batch.alter_column("is_urgent", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("messages") as batch:
        batch.drop_index("ix_messages_to_send")
        batch.drop_index("ix_messages_state")
        for name in (*_NEW, "is_urgent"):
            batch.drop_column(name)
