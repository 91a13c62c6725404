"""All people are found by their own words and numbers, in part and with a typing slip, by indexes where PostgreSQL has them."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0042"
branch_labels = None
depends_on = None

NAMES = ("forename", "middle_names", "surname")
NUMBERS = ("prison_number", "crn", "booking_id", "book_number", "pnc")
AT_ONCE = 1000
HYPHENS = "[\u02d7\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]"
LEFT_OUT = "['.`\"\u00b4\u02b9\u02bb-\u02bd\u02c8\u2018\u2019\u201b\u201c-\u201f\u2032\u2035\u00ab\u00bb\uff07\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "\u0131": "i", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)


def upgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        for name in ("found_by", "found_near"):
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    fill(op.get_bind())
    with op.batch_alter_table("cases") as batch:
        for name in ("found_by", "found_near"):
            batch.alter_column(name, existing_type=sa.Text(), existing_nullable=False, server_default=None)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_cases_found_near ON cases USING gin (string_to_array(found_near, ' '))",
        )
        # The extension comes with PostgreSQL; where it does not, or may not be made, parts are looked for row by row.
        op.execute(
            "DO $$ BEGIN CREATE EXTENSION IF NOT EXISTS pg_trgm; "
            "CREATE INDEX ix_cases_found_by ON cases USING gin (found_by gin_trgm_ops); "
            "EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object "
            "THEN RAISE NOTICE 'pg_trgm is missing: %', SQLERRM; END $$"
        )


def fill(connection: sa.Connection) -> None:
    cases = sa.table(
        "cases", *(sa.column(name) for name in ("id", "found_by", "found_near", *NAMES, *NUMBERS))
    )
    read = sa.select(cases.c.id, *(cases.c[name] for name in (*NAMES, *NUMBERS))).order_by(cases.c.id)
    change = (
        cases.update()
        .where(cases.c.id == sa.bindparam("case"))
        .values(found_by=sa.bindparam("by"), found_near=sa.bindparam("near"))
    )
    last = 0
    while some := connection.execute(read.where(cases.c.id > last).limit(AT_ONCE)).all():
        last = some[-1].id
        found = [(row[0], *words_of(row[1:4], row[4:])) for row in some]
        connection.execute(change, [{"case": case, "by": by, "near": near} for case, by, near in found])


def words_of(names: tuple[str | None, ...], numbers: tuple[str | None, ...]) -> tuple[str, str]:
    """As the service makes them at this revision."""
    heard = folded(" ".join(name for name in names if name))
    own = heard.replace("-", "").split()
    in_numbers = [number("".join(folded(each).split())) for each in numbers if each]
    named = dict.fromkeys([*own, *heard.replace("-", " ").split()])
    blanked = (f"{w[:n]}_{w[n + 1 :]}" for w in named if len(w) > 3 for n in range(len(w)))
    return (
        f" {' '.join([*own, *in_numbers])} ",
        f" {' '.join(dict.fromkeys([*named, *in_numbers, *blanked]))} ",
    )


def number(text: str) -> str:
    if pnc := re.fullmatch("([0-9]{2}|[0-9]{4})/([0-9]{1,7})([a-z])", text):
        return f"{pnc[1]}{pnc[2]:0>7}{pnc[3]}"
    return "".join(c for c in text if c.isalnum())


def folded(text: str) -> str:
    """Without case, accents and apostrophes, and with one kind of hyphen."""
    text = re.sub(HYPHENS, "-", re.sub(LEFT_OUT, "", text))
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).casefold().translate(LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.sub("[,;]", " ", letters).split())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # the extension stays, since others may use it
        op.execute("DROP INDEX IF EXISTS ix_cases_found_by")
        op.drop_index("ix_cases_found_near", "cases")
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("found_near")
        batch.drop_column("found_by")
