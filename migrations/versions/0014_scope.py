"""Cases say who is in scope: until a record is read anew, by what was asked before."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("eligible_kind", sa.String(10), nullable=True))
        batch.add_column(sa.Column("out_of_scope", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("scope_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("scope_until", sa.Date(), nullable=True))
    held = (
        "(prison_status LIKE 'ACTIVE%' OR prison_status = 'INACTIVE TRN' "
        "OR (prison_status = 'INACTIVE OUT' AND restricted_patient))"
    )
    op.execute(
        f"""
        UPDATE cases SET
          eligible_kind = CASE WHEN licence_start IS NULL THEN NULL
            WHEN kind = 'PRRD' THEN 'STANDARD' WHEN kind = 'HDC' THEN 'HDC' ELSE 'CRD' END,
          scope_from = parole_eligibility,
          scope_until = licence_start,
          out_of_scope = TRIM(
            CASE WHEN booking_id IS NULL THEN 'NO_ACTIVE_BOOKING ' ELSE '' END ||
            CASE WHEN legal_status = 'DEAD' THEN 'DEAD ' ELSE '' END ||
            CASE WHEN indeterminate THEN 'INDETERMINATE ' ELSE '' END ||
            CASE WHEN prison_status IS NOT NULL AND {held} THEN '' ELSE 'PRISON_STATUS ' END ||
            CASE WHEN licence_start IS NULL THEN 'NO_CRD' ELSE '' END)
        """  # noqa: S608
    )
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("out_of_scope", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        for name in ("scope_until", "scope_from", "out_of_scope", "eligible_kind"):
            batch.drop_column(name)
