"""Events of the record systems are kept, each once."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upstream_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("prison_number", sa.String(length=10), nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upstream_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_upstream_events_event_id")),
    )
    op.create_index("ix_upstream_events_received_at", "upstream_events", ["received_at"])


def downgrade() -> None:
    op.drop_table("upstream_events")
