"""A prison says whether a contractor runs it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("prisons") as batch:
        batch.add_column(sa.Column("is_contracted", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("prisons") as batch:
        batch.alter_column("is_contracted", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("prisons") as batch:
        batch.drop_column("is_contracted")
