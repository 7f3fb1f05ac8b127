"""The database: schema, the one transaction, a module per family of tables."""

from engine.store.migrate import migrate

__all__ = ["migrate"]
