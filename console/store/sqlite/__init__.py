"""The store on SQLite: one writer, readers beside it, every write durable before it is acknowledged."""

from console.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
