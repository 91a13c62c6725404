"""Messages that are not urgent can come together once a day, for accounts that choose so: until then each at once."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digests_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("user_id", "day", name=op.f("uq_digests_user_id")),
    )
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("digest_id", sa.Integer()))
        batch.create_foreign_key(op.f("fk_messages_digest_id_digests"), "digests", ["digest_id"], ["id"])
        batch.create_index("ix_messages_digest_id", ["digest_id"])
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("wants_digest", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("users") as batch:
        batch.alter_column("wants_digest", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.drop_column("wants_digest")
    with op.batch_alter_table("messages") as batch:
        batch.drop_index("ix_messages_digest_id")
        batch.drop_constraint(op.f("fk_messages_digest_id_digests"), type_="foreignkey")
        batch.drop_column("digest_id")
    op.drop_table("digests")
