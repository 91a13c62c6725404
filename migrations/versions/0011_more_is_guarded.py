"""Conditions of documents, what was done to policies, and the content of policies can neither be changed nor deleted."""

from alembic import op

from app.models import evidence

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

GUARDED = ("conditions", "policy_events", "policies")


def upgrade() -> None:
    evidence.guard(op.get_bind(), GUARDED)


def downgrade() -> None:
    evidence.unguard(op.get_bind(), GUARDED)
