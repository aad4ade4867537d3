"""The store on SQLite: one writer, readers beside it, every write durable before it is acknowledged."""

from console.store.sqlite.guard import Holder, holder
from console.store.sqlite.store import SqliteStore

__all__ = ["Holder", "SqliteStore", "holder"]
