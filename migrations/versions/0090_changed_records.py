"""How recent a record is, and since when a release is out of its hard stop."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("record_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("left_hard_stop_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE cases SET record_at = imported_at")


def downgrade() -> None:
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("left_hard_stop_at")
        cases.drop_column("record_at")
