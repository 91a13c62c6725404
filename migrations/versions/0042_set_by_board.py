"""Cases say whether the Parole Board sets the conditions, by the sentences: not so until a record gives one."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("set_by_board", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("set_by_board", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("set_by_board")
