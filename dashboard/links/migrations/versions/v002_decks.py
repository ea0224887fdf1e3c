"""Decks and their slides."""

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From a database of links without decks."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "decks",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("owner", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("release", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
    )
    op.create_table(
        "deck_items",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("deck_id", sa.Text, sa.ForeignKey("decks.id", ondelete="cascade"), nullable=False, index=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("chart", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("caption", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
    )
