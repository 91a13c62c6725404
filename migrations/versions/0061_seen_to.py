"""Messages that could not be delivered are seen to by people, and cases keep who was told that nobody is allocated."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("seen_to_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("seen_to_by", sa.String(length=200)))
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("nobody_told", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("nobody_told_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("nobody_told", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("nobody_told_at")
        batch.drop_column("nobody_told")
    with op.batch_alter_table("messages") as batch:
        batch.drop_column("seen_to_by")
        batch.drop_column("seen_to_at")
