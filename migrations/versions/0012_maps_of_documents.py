"""Links of licences to maps say whether a document has the map, and since when they are there."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("licence_maps") as batch:
        batch.add_column(sa.Column("is_frozen", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True))
    connection = op.get_bind()
    connection.exec_driver_sql(
        "UPDATE licence_maps SET linked_at = (SELECT made_at FROM maps WHERE maps.sha256 = licence_maps.map_sha256)"
    )
    meta = sa.MetaData()
    links, maps, events, documents = (
        sa.Table(name, meta, autoload_with=connection)
        for name in ("licence_maps", "maps", "events", "documents")
    )
    with_maps = [row[0] for row in connection.execute(sa.select(links.c.licence_id).distinct())]
    for licence in with_maps:
        named = set()
        for (detail,) in connection.execute(
            sa.select(events.c.detail).where(events.c.licence_id == licence, events.c.action == "submit")
        ).all():
            sent = documents.c.sha256 == _read(detail).get("document")
            for (content,) in connection.execute(sa.select(documents.c.content).where(sent)).all():
                named |= _named(_read(content))
        for row in connection.execute(
            sa.select(links.c.map_sha256, maps.c.preview_sha256)
            .join(maps, maps.c.sha256 == links.c.map_sha256)
            .where(links.c.licence_id == licence)
        ).all():
            if named & {row.map_sha256, row.preview_sha256}:
                connection.execute(
                    links.update()
                    .where(links.c.licence_id == licence, links.c.map_sha256 == row.map_sha256)
                    .values(is_frozen=True)
                )
    with op.batch_alter_table("licence_maps") as batch:
        batch.alter_column("is_frozen", existing_type=sa.Boolean(), server_default=None)
        batch.alter_column("linked_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def _read(kept: object) -> dict:
    return json.loads(kept) if isinstance(kept, str) else kept


def _named(content: object) -> set:
    """Every file of a map that a document names."""
    if isinstance(content, dict):
        own = {content[key] for key in ("image", "map", "picture") if isinstance(content.get(key), str)}
        return own.union(*map(_named, content.values()))
    return set().union(*map(_named, content)) if isinstance(content, list) else set()


def downgrade() -> None:
    with op.batch_alter_table("licence_maps") as batch:
        batch.drop_column("linked_at")
        batch.drop_column("is_frozen")
