"""Maps."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "maps",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("preview_sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_maps_made_by_id_users")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_maps")),
    )
    op.create_table(
        "licence_maps",
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("map_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["licence_id"], ["licences.id"], name=op.f("fk_licence_maps_licence_id_licences")
        ),
        sa.ForeignKeyConstraint(
            ["map_sha256"], ["maps.sha256"], name=op.f("fk_licence_maps_map_sha256_maps")
        ),
        sa.PrimaryKeyConstraint("licence_id", "map_sha256", name=op.f("pk_licence_maps")),
    )


def downgrade() -> None:
    op.drop_table("licence_maps")
    op.drop_table("maps")
    op.drop_table("files")
