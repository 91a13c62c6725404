"""A licence says when it was approved, became active and was reviewed; an active one is in place; who is held for immigration."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

MOMENTS = ("approved_at", "activated_at", "reviewed_at")
NOW, BEFORE = "status IN ('active', 'approved')", "status IN ('approved')"


def one_in_place(where: str) -> None:
    op.drop_index("uq_licences_one_approved", "licences")
    op.create_index(
        "uq_licences_one_approved",
        "licences",
        ["case_id", "booking_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def upgrade() -> None:
    with op.batch_alter_table("licences") as batch:
        for name in MOMENTS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("approved_by_name", sa.String(200), nullable=True))
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("is_is91", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("hdc_status", sa.String(40), nullable=True))
    of_it = "FROM decisions WHERE decisions.licence_id = licences.id AND decision = 'approve' ORDER BY id DESC LIMIT 1"
    op.execute(
        f"UPDATE licences SET approved_at = (SELECT decided_at {of_it}), "  # noqa: S608
        f"approved_by_name = (SELECT decided_by_name {of_it})"
    )
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("is_is91", existing_type=sa.Boolean(), server_default=None)
    one_in_place(NOW)


def downgrade() -> None:
    one_in_place(BEFORE)
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("hdc_status")
        batch.drop_column("is_is91")
    with op.batch_alter_table("licences") as batch:
        for name in (*MOMENTS, "approved_by_name"):
            batch.drop_column(name)
