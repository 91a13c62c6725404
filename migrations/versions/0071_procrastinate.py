"""On PostgreSQL, the tables and functions of procrastinate 3.10.0, which shares out the jobs: in a schema of their own.

They are its `sql/schema.sql` to the letter, kept here so that a migration does the same whatever is installed. A later version
of it that changes them comes with a migration of ours.
"""

from pathlib import Path

from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql("CREATE SCHEMA procrastinate")
    connection.exec_driver_sql("SET LOCAL search_path = procrastinate")
    # As it is: several statements, in which a % is only that.
    connection.connection.driver_connection.execute(SCHEMA.read_text(encoding="utf-8"))
    connection.exec_driver_sql("SET LOCAL search_path TO DEFAULT")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP SCHEMA procrastinate CASCADE")
