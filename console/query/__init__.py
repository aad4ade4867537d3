"""The filter language of screens, commands, rules and triggers."""

from console.query.ast import Query, Term
from console.query.match import failing, matches
from console.query.parse import parse
from console.query.words import KEYS, QueryError

__all__ = ["KEYS", "Query", "QueryError", "Term", "failing", "matches", "parse"]
