"""Links, passcodes, sessions and the log."""

import sqlalchemy as sa
from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From an empty database."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "links",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("token_encrypted", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("pages", sa.Text, nullable=False),
        sa.Column("chart", sa.Text, nullable=False),
        sa.Column("release", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("locked", sa.Text, nullable=False),
        sa.Column("may", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("sites", sa.Text, nullable=False),
        sa.Column("passcode_hash", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("ends_at", moment),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("revoked_at", moment),
        sa.Column("is_draft", sa.Boolean, nullable=False),
        sa.Column("reissue_of", sa.Text, nullable=False),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("last_opened_at", moment),
    )
    op.create_table(
        "wrong_tries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("link_id", sa.Text, sa.ForeignKey("links.id", ondelete="cascade"), nullable=False, index=True),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "proofs",
        sa.Column("proof_hash", sa.Text, primary_key=True),
        sa.Column("link_id", sa.Text, sa.ForeignKey("links.id", ondelete="cascade"), nullable=False, index=True),
        sa.Column("ends_at", moment, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("session_hash", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("begun_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
    )
    op.create_table(
        "log",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("link_id", sa.Text, nullable=False, index=True),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("hash_before", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    log_end = op.create_table(
        "log_end",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.bulk_insert(log_end, [{"only": 1, "number": 0, "hash": "0" * 64}])
