"""Cases say what follows the release by the sentences, and who supervises: not known until a record says so."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("follows", sa.String(30), nullable=True))
        batch.add_column(sa.Column("supervising_body", sa.String(10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("supervising_body")
        batch.drop_column("follows")
