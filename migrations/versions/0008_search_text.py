"""People are found by one folded text of their names and numbers, made here from those that there are."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAMES = ("forename", "middle_names", "surname", "prison_number", "crn", "manager_name")
AT_ONCE = 1000
HYPHENS = "[\u02d7\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]"
LEFT_OUT = "['.`\u00b4\u02b9\u02bb-\u02bd\u02c8\u2018\u2019\u201b\u2032\u2035\uff07\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "\u0131": "i", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    cases = sa.table("cases", *(sa.column(name) for name in ("id", "search_text", *NAMES)))
    rows = connection.execute(sa.select(cases.c.id, *(cases.c[name] for name in NAMES))).all()
    change = (
        cases.update().where(cases.c.id == sa.bindparam("case")).values(search_text=sa.bindparam("found"))
    )
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        connection.execute(change, [{"case": row[0], "found": folded(row[1:])} for row in some])
    with op.batch_alter_table("cases") as batch:
        batch.alter_column(
            "search_text", existing_type=sa.Text(), existing_nullable=False, server_default=None
        )


def folded(names: tuple[str | None, ...]) -> str:
    """Without case, accents, hyphens and apostrophes."""
    text = re.sub(HYPHENS, "", re.sub(LEFT_OUT, "", " ".join(name for name in names if name)))
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).casefold().translate(LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub("[,;]", " ", letters).split())


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("search_text")
