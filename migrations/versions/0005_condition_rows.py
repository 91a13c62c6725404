"""Conditions as rows say their category and the type of their form, also those of documents frozen before."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_POLICIES = sa.table("policies", sa.column("version", sa.String), sa.column("content", sa.JSON))
_DOCUMENTS = sa.table("documents", sa.column("id", sa.Integer), sa.column("content", sa.JSON))
_CONDITIONS = sa.table(
    "conditions",
    sa.column("document_id", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("category", sa.Text),
    sa.column("type", sa.Text),
)


def upgrade() -> None:
    with op.batch_alter_table("conditions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("type", sa.Text(), nullable=True))
    connection = op.get_bind()
    types = {
        (version, each["code"]): each.get("type")
        for version, content in connection.execute(sa.select(_POLICIES.c.version, _POLICIES.c.content)).all()
        for part in content.get("additionalConditions", {}).values()
        for each in part
    }
    for document_id, content in connection.execute(sa.select(_DOCUMENTS.c.id, _DOCUMENTS.c.content)).all():
        for number, item in enumerate(_printed(content), start=1):
            if item["source"] == "additional":
                connection.execute(
                    sa.update(_CONDITIONS)
                    .where(_CONDITIONS.c.document_id == document_id, _CONDITIONS.c.number == number)
                    .values(
                        category=item.get("category"), type=types.get((item["policy_version"], item["code"]))
                    )
                )


def downgrade() -> None:
    with op.batch_alter_table("conditions", schema=None) as batch_op:
        batch_op.drop_column("type")
        batch_op.drop_column("category")


def _printed(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The conditions of a frozen document in printed order, which is that of its rows."""
    for section in content.get("printed", {}).get("sections", []):
        for block in section["blocks"]:
            if block["kind"] == "conditions":
                yield from block["items"]
