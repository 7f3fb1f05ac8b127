"""Words to applicants are found by their case alone: nobody marks them as read, and they filled the officers' indexes for ever. Safe while the
program of before still runs: what it asks names an officer or a message."""

import sqlalchemy as sa
from alembic import op

revision = "m0045_words_to_officers"
down_revision = "m0044_bans_listed"
_TO_OFFICERS = sa.text("officer_id IS NOT NULL")
_UNREAD = sa.text("read_at IS NULL AND officer_id IS NOT NULL")
_CARRIED = sa.text("dispatch IS NOT NULL")
_BY_OFFICER = ["officer_id", "at", "word_id"]


def _replace(name: str, columns: list[str], where: sa.TextClause | None) -> None:
    op.drop_index(name, table_name="word")
    op.create_index(name, "word", columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    _replace("ix_word_of_officer", _BY_OFFICER, _TO_OFFICERS)
    _replace("ix_word_unread", _BY_OFFICER, _UNREAD)
    _replace("ix_word_dispatch", ["dispatch"], _CARRIED)


def downgrade() -> None:
    _replace("ix_word_of_officer", _BY_OFFICER, None)
    _replace("ix_word_unread", _BY_OFFICER, sa.text("read_at IS NULL"))
    _replace("ix_word_dispatch", ["dispatch"], None)
