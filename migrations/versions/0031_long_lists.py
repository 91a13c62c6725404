"""A page of a list of everybody is read by an index, wherever it is; whom a list's search finds too, where PostgreSQL has pg_trgm."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0022"
branch_labels = None
depends_on = None

RESTRICTED, UNALLOCATED = "restriction_kind != 'NONE'", "manager_unallocated"


def upgrade() -> None:
    op.drop_index("ix_cases_licence_start", "cases")
    op.drop_index("ix_cases_sort_name", "cases")
    op.create_index("ix_cases_licence_start_sort_name", "cases", ["licence_start", "sort_name", "id"])
    op.create_index("ix_cases_sort_name_id", "cases", ["sort_name", "id"])
    partial("ix_cases_restricted", ["id"], RESTRICTED)
    partial("ix_cases_unallocated", ["licence_start", "sort_name", "id"], UNALLOCATED)
    op.drop_index("ix_licences_case_id", "licences")
    op.create_index("ix_licences_case_id_booking_id", "licences", ["case_id", "booking_id"])
    op.create_index("ix_licences_status_case_id", "licences", ["status", "case_id"])
    if op.get_bind().dialect.name == "postgresql":
        # Of so many different words the most common hundred say nothing of the others.
        op.execute("ALTER INDEX ix_cases_found_near ALTER COLUMN 1 SET STATISTICS 1000")
        op.execute(
            "DO $$ BEGIN CREATE INDEX ix_cases_search_text ON cases USING gin (search_text gin_trgm_ops); "
            "EXCEPTION WHEN undefined_object THEN RAISE NOTICE 'pg_trgm is missing'; END $$"
        )


def partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "cases", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_cases_search_text")
        op.execute("ALTER INDEX ix_cases_found_near ALTER COLUMN 1 SET STATISTICS -1")
    op.drop_index("ix_licences_status_case_id", "licences")
    op.drop_index("ix_licences_case_id_booking_id", "licences")
    op.create_index("ix_licences_case_id", "licences", ["case_id"])
    for name in ("unallocated", "restricted", "sort_name_id", "licence_start_sort_name"):
        op.drop_index(f"ix_cases_{name}", "cases")
    op.create_index("ix_cases_sort_name", "cases", ["sort_name"])
    op.create_index("ix_cases_licence_start", "cases", ["licence_start"])
