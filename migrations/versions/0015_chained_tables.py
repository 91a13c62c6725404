"""What was done to policies and what happened to accounts is one chain a table, as the history of a case is."""

import datetime as dt
import hashlib
import json

import sqlalchemy as sa
from alembic import op

from app.models import evidence

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("policy_events", "security_events")
START = "0" * 64


def upgrade() -> None:
    connection = op.get_bind()
    ends = op.create_table(
        "chain_ends",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("begins", sa.String(length=64), nullable=False),
        sa.Column("ends", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain_ends")),
    )
    evidence.unguard(connection, TABLES)
    _note_old_policies(connection)
    for name in TABLES:
        with op.batch_alter_table(name) as batch:
            batch.add_column(sa.Column("previous_hash", sa.String(length=64), nullable=True))
            batch.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
        end = _chain(connection, name)
        with op.batch_alter_table(name) as batch:
            batch.alter_column("previous_hash", existing_type=sa.String(length=64), nullable=False)
            batch.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
        connection.execute(ends.insert().values(name=name, begins=START, ends=end))
    evidence.guard(connection, TABLES)


def _note_old_policies(connection: sa.Connection) -> None:
    """Policies from before their history was kept get an event that says where they stand."""
    connection.exec_driver_sql(
        "INSERT INTO policy_events (policy_id, action, commences, told, by_name, at) "
        "SELECT id, 'import', commences, 0, 'The command line', imported_at FROM policies "
        "WHERE NOT EXISTS (SELECT 1 FROM policy_events WHERE policy_id = policies.id) ORDER BY id"
    )


def _chain(connection: sa.Connection, name: str) -> str:
    """Chain the rows that there are, in the order of their numbers; the hash of the last."""
    meta = sa.MetaData()
    table = sa.Table(name, meta, autoload_with=connection)
    policies = sa.Table("policies", meta, autoload_with=connection)
    which = sa.select(policies.c.id, policies.c.version, policies.c.sha256, policies.c.source)
    about = {row.id: list(row[1:]) for row in connection.execute(which)}
    previous, made_for = START, []
    for row in connection.execute(sa.select(table).order_by(table.c.id)).all():
        content = {column.name: _plain(getattr(row, column.name)) for column in table.columns}
        del content["id"], content["hash"]
        content |= {"previous_hash": previous, "table": name}
        content["about"] = about.get(row.policy_id) if name == "policy_events" else None
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        made = hashlib.sha256(text.encode()).hexdigest()
        made_for.append({"number": row.id, "before": previous, "made": made})
        previous = made
    if made_for:
        change = table.update().where(table.c.id == sa.bindparam("number"))
        connection.execute(
            change.values(previous_hash=sa.bindparam("before"), hash=sa.bindparam("made")), made_for
        )
    return previous


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date) else value


def downgrade() -> None:
    connection = op.get_bind()
    evidence.unguard(connection, TABLES)
    for name in TABLES:
        with op.batch_alter_table(name) as batch:
            batch.drop_column("hash")
            batch.drop_column("previous_hash")
    evidence.guard(connection, TABLES)
    op.drop_table("chain_ends")
