"""The filter language of screens, commands, rules and triggers."""

from console.query.ast import Query, Term
from console.query.complete import Completion, Known, complete
from console.query.hits import Hit, hits, sought
from console.query.match import failing, matches
from console.query.parse import parse
from console.query.words import KEYS, QueryError

__all__ = [
    "KEYS",
    "Completion",
    "Hit",
    "Known",
    "Query",
    "QueryError",
    "Term",
    "complete",
    "failing",
    "hits",
    "matches",
    "parse",
    "sought",
]
