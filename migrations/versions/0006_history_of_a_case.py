"""What is permanent: history and messages of a case, and what a licence carries of its own.

Events that there are keep their chains, byte for byte (format 1). The chain of each case opens with an event that names
the head of each of those chains, where the licence stands, and the digests of the decisions and messages so far. Events,
documents and decisions can neither be changed nor deleted from here on: a later migration that must drops these
triggers and makes them again (app.models.evidence) inside its own transaction.
"""

import datetime as dt
import hashlib
import json

import sqlalchemy as sa
from alembic import op

from app.models import evidence

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

START_OF_CHAIN = "0" * 64
GUARDED = ("events", "documents", "decisions")
FILLED = {
    "cases": {"chain_length": sa.Integer(), "chain_head": sa.String(length=64)},
    "licences": {"purpose": sa.String(length=20)},
    "events": {"format": sa.Integer()},
    "messages": {"notice": sa.String(length=40), "state": sa.String(length=20), "tries": sa.Integer()},
}
"""Columns that have a default while the rows that there are get it, and none from then on."""


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("chain_length", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("chain_head", sa.String(length=64), nullable=False, server_default=START_OF_CHAIN)
        )
    with op.batch_alter_table("licences") as batch:
        batch.add_column(sa.Column("purpose", sa.String(length=20), nullable=False, server_default="first"))
        for name in ("start", "end", "supervision_start", "supervision_end"):
            batch.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch.add_column(sa.Column("prison_code", sa.String(length=5), nullable=True))
        batch.add_column(sa.Column("team_code", sa.String(length=20), nullable=True))
    with op.batch_alter_table("events") as batch:
        batch.drop_constraint("uq_events_licence_id", type_="unique")
        batch.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("format", sa.Integer(), nullable=False, server_default="1"))
        batch.alter_column("licence_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("action", existing_type=sa.String(length=20), type_=sa.String(length=40))
        batch.create_foreign_key("fk_events_case_id_cases", "cases", ["case_id"], ["id"])
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("notice", sa.String(length=40), nullable=False, server_default=""))
        batch.add_column(sa.Column("state", sa.String(length=20), nullable=False, server_default="waiting"))
        batch.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch.alter_column("licence_id", existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key("fk_messages_case_id_cases", "cases", ["case_id"], ["id"])
    op.create_table(
        "tombstones",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_tombstones")),
        sa.UniqueConstraint("chain", name=op.f("uq_tombstones_chain")),
    )
    op.create_table(
        "chains",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chains")),
    )

    connection = op.get_bind()
    of_licence = "(SELECT case_id FROM licences WHERE licences.id = {}.licence_id)"
    for table in ("events", "messages"):
        connection.exec_driver_sql(f"UPDATE {table} SET case_id = {of_licence.format(table)}")  # noqa: S608
    connection.exec_driver_sql("UPDATE messages SET state = 'no-address' WHERE address IS NULL")
    connection.exec_driver_sql("UPDATE messages SET state = 'delivered' WHERE delivered_at IS NOT NULL")
    connection.exec_driver_sql("UPDATE licences SET purpose = 'edit' WHERE parent_id IS NOT NULL")
    _fill_licences(connection)
    _open_chains(connection)

    for table, columns in FILLED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind in columns.items():
                batch.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
            if table in ("events", "messages"):
                batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    op.create_index("ix_messages_case_id", "messages", ["case_id"])
    op.create_index("ix_events_licence_id", "events", ["licence_id", "id"])
    for name, column, chain in (
        ("uq_events_case_chain", "case_id", 2),
        ("uq_events_licence_chain", "licence_id", 1),
    ):
        only = sa.text(f"format = {chain}")
        op.create_index(
            name, "events", [column, "number"], unique=True, sqlite_where=only, postgresql_where=only
        )
    evidence.guard(connection, GUARDED)


def _fill_licences(connection: sa.Connection) -> None:
    """The dates, prison and team of each licence: as its document has them, else as the record has them now."""
    meta = sa.MetaData()
    licences, cases, documents = (
        sa.Table(name, meta, autoload_with=connection) for name in ("licences", "cases", "documents")
    )
    rows = connection.execute(
        sa.select(licences.c.id, documents.c.content, cases)
        .select_from(
            licences.join(cases, licences.c.case_id == cases.c.id).outerjoin(
                documents, licences.c.document_id == documents.c.id
            )
        )
        .set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL)
    ).mappings()
    for row in list(rows):
        frozen = (row["documents_content"] or {}).get("facts", {})

        def day(frozen_name: str, now: object, frozen: dict = frozen) -> object:
            kept = frozen.get(frozen_name)
            return dt.date.fromisoformat(kept) if kept else (None if frozen else now)

        connection.execute(
            licences.update()
            .where(licences.c.id == row["licences_id"])
            .values(
                start=day("licence_start", row["cases_licence_start"]),
                end=day("licence_end", row["cases_licence_end"] or row["cases_sentence_end"]),
                supervision_start=day("supervision_start", None),
                supervision_end=day("supervision_end", None),
                prison_code=frozen.get("prison_code") or row["cases_prison_code"],
                team_code=row["cases_team_code"],
            )
        )


def _open_chains(connection: sa.Connection) -> None:
    meta = sa.MetaData()
    events, cases, licences, decisions, messages = (
        sa.Table(name, meta, autoload_with=connection)
        for name in ("events", "cases", "licences", "decisions", "messages")
    )
    now = dt.datetime.now(dt.UTC)
    heads: dict[int, dict[int, dict]] = {}
    for row in connection.execute(
        sa.select(events.c.case_id, events.c.licence_id, events.c.number, events.c.hash, licences.c.status)
        .join(licences, events.c.licence_id == licences.c.id)
        .order_by(events.c.number)
    ):
        heads.setdefault(row.case_id, {})[row.licence_id] = {
            "licence": row.licence_id,
            "number": row.number,
            "hash": row.hash,
            "status": row.status,
        }
    decided: dict[int, dict[str, str]] = {}
    for row in connection.execute(
        sa.select(decisions, licences.c.case_id).join(licences, decisions.c.licence_id == licences.c.id)
    ):
        decided.setdefault(row.case_id, {})[str(row.id)] = _digest(
            {
                "licence": row.licence_id,
                "document": row.document_sha256,
                "decision": row.decision,
                "reason": row.reason,
                "by": row.decided_by_id,
                "name": row.decided_by_name,
                "role": row.decided_by_role,
                "at": _moment(row.decided_at),
            }
        )
    told: dict[int, dict[str, str]] = {}
    for row in connection.execute(sa.select(messages)):
        told.setdefault(row.case_id, {})[str(row.id)] = _digest(
            {
                "notice": row.notice,
                "to": row.recipient,
                "address": row.address,
                "subject": row.subject,
                "body": row.body,
                "at": _moment(row.written_at),
            }
        )
    connection.exec_driver_sql(f"INSERT INTO chains (id, begun) VALUES (1, {len(heads)})")  # noqa: S608
    for place, (case_id, chains) in enumerate(sorted(heads.items()), start=1):
        event = {
            "case_id": case_id,
            "licence_id": None,
            "format": 2,
            "number": 1,
            "action": "chain-opened",
            "by_id": None,
            "by_name": "The service",
            "by_role": "service",
            "at": now,
            "detail": {
                "chain": place,
                "heads": [chains[number] for number in sorted(chains)],
                "decided": decided.get(case_id, {}),
                "told": told.get(case_id, {}),
            },
            "previous_hash": START_OF_CHAIN,
        }
        event["hash"] = _digest(
            {
                "format": 2,
                "case": case_id,
                "licence": None,
                "number": 1,
                "action": event["action"],
                "by": None,
                "name": event["by_name"],
                "role": event["by_role"],
                "at": _moment(now),
                "detail": event["detail"],
                "previous": START_OF_CHAIN,
            }
        )
        connection.execute(events.insert().values(event))
        connection.execute(
            cases.update().where(cases.c.id == case_id).values(chain_length=1, chain_head=event["hash"])
        )


def _moment(at: dt.datetime) -> str:
    aware = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _digest(content: dict) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def downgrade() -> None:
    connection = op.get_bind()
    newer = (
        "SELECT 1 FROM events WHERE format <> 1 AND action <> 'chain-opened' UNION SELECT 1 FROM tombstones"
    )
    if connection.exec_driver_sql(newer).first():
        raise RuntimeError(
            "Things have happened to cases since this migration, and tables from before it cannot keep them: "
            "going back would delete evidence. Restore a backup instead, or mend what is wrong with a new migration."
        )
    evidence.unguard(connection, GUARDED)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP FUNCTION {evidence.FUNCTION}()")
    connection.exec_driver_sql("DELETE FROM events WHERE format <> 1")
    op.drop_table("chains")
    op.drop_table("tombstones")
    for name in ("uq_events_licence_chain", "uq_events_case_chain", "ix_events_licence_id"):
        op.drop_index(name, "events")
    op.drop_index("ix_messages_case_id", "messages")
    with op.batch_alter_table("messages") as batch:
        batch.drop_constraint("fk_messages_case_id_cases", type_="foreignkey")
        for name in ("tries", "state", "notice", "case_id"):
            batch.drop_column(name)
        batch.alter_column("licence_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("events") as batch:
        batch.drop_constraint("fk_events_case_id_cases", type_="foreignkey")
        batch.drop_column("format")
        batch.drop_column("case_id")
        batch.alter_column("licence_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("action", existing_type=sa.String(length=40), type_=sa.String(length=20))
        batch.create_unique_constraint("uq_events_licence_id", ["licence_id", "number"])
    with op.batch_alter_table("licences") as batch:
        for name in (
            "team_code",
            "prison_code",
            "supervision_end",
            "supervision_start",
            "end",
            "start",
            "purpose",
        ):
            batch.drop_column(name)
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("chain_head")
        batch.drop_column("chain_length")
