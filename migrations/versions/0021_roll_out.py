"""Each prison and each probation delivery unit has a switch, whose changes are one chain; messages may be about one."""

import sqlalchemy as sa
from alembic import op

from app.models import evidence

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

START = "0" * 64


def upgrade() -> None:
    op.create_table(
        "site_switches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("on_from", sa.Date(), nullable=True),
        sa.Column("off_from", sa.Date(), nullable=True),
        sa.Column("meanwhile", sa.Text(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_site_switches_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_switches")),
    )
    op.create_index("ix_site_switches_kind_code", "site_switches", ["kind", "code", "id"])
    ends = sa.table("chain_ends", *map(sa.column, ("name", "begins", "ends")))
    op.execute(ends.insert().values(name="site_switches", begins=START, ends=START))
    evidence.guard(op.get_bind(), ["site_switches"])
    with op.batch_alter_table("messages") as batch:
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("event_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("switch_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_messages_switch_id_site_switches"), "site_switches", ["switch_id"], ["id"]
        )
        batch.create_index(op.f("ix_messages_switch_id"), ["switch_id"])


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE case_id IS NULL")
    with op.batch_alter_table("messages") as batch:
        batch.drop_index(op.f("ix_messages_switch_id"))
        batch.drop_constraint(op.f("fk_messages_switch_id_site_switches"), type_="foreignkey")
        batch.drop_column("switch_id")
        batch.alter_column("event_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    evidence.unguard(op.get_bind(), ["site_switches"])
    op.drop_table("site_switches")
    op.execute("DELETE FROM chain_ends WHERE name = 'site_switches'")
