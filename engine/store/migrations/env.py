"""Alembic's entry: the connection is handed over by ``engine.store.migrate``."""

from alembic import context

import engine.store.indexes  # noqa: F401  (registers the tables of the office and the indexes)
from engine.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
