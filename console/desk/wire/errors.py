"""Errors of the desk across the socket: their sentences and what else they carry, never a traceback."""

import logging
from collections.abc import Iterator, Mapping

from console import errors
from console.desk.wire.frames import Failed
from console.errors import BeredtError
from console.query.words import QueryError

_log = logging.getLogger(__name__)

_SENTENCE = ("what", "kept", "fix")


def _tree(kind: type[BeredtError]) -> Iterator[type[BeredtError]]:
    yield kind
    for below in kind.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from _tree(below)


KINDS: Mapping[str, type[BeredtError]] = {kind.__name__: kind for kind in (*_tree(BeredtError), QueryError)}


def failed(id: int, error: Exception) -> Failed:
    """What the client is told. What is no error of ours stays in the log."""
    if not isinstance(error, BeredtError):
        _log.error("the desk failed: %s", type(error).__name__, exc_info=error)
        return Failed(id, "BeredtError", "the desk failed", fix="its log says why")
    kind = next((kind.__name__ for kind in type(error).__mro__ if kind.__name__ in KINDS), "BeredtError")
    more = {
        name: value
        for name, value in vars(error).items()
        if name not in _SENTENCE and (value is None or isinstance(value, str | int | float))
    }
    return Failed(id, kind, error.what, error.kept, error.fix, more)


def raised(told: Failed) -> BeredtError:
    """The error that was told."""
    kind = KINDS.get(told.kind, BeredtError)
    error = kind.__new__(kind, told.what)
    BeredtError.__init__(error, told.what, kept=told.kept, fix=told.fix)
    vars(error).update(told.more)
    return error
