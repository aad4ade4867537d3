"""One question or act at the desk: open it, ask, close it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from console.cli.call import Call
from console.cli.door import refuse_own_desk

if TYPE_CHECKING:
    from console.config import Settings
    from console.desk.protocol import Session
    from console.desk.wire.remote import RemoteSession

Answer = TypeVar("Answer")


def ask(call: Call, question: Callable[["Session"], Awaitable[Answer]], *, existing: bool = False) -> Answer:
    """Ask without changing anything; works beside a console that owns the database.

    Args:
        existing: A database that is not there is no answer, and none is made.

    Raises:
        BeredtError: whatever the desk says.
    """
    read_only = existing or _is_there(call.settings.database)
    return asyncio.run(_with_service(call, question, read_only=read_only))


def _is_there(database: Path) -> bool:
    try:
        return database.exists()
    except OSError:
        # In a folder of the watch's that is not ours to look into.
        return True


def act(call: Call, deed: Callable[["Session"], Awaitable[Answer]], *, replying: bool = False) -> Answer:
    """Change something, at the watch's desk if one is served; StoreError if another process owns the
    database."""
    return asyncio.run(_with_service(call, deed, read_only=False, replying=replying))


async def _with_service(
    call: Call, work: Callable[["Session"], Awaitable[Answer]], *, read_only: bool, replying: bool = False
) -> Answer:
    session: Session | None = await attached(call.settings, named=call.named, brief=True)
    if session is None:
        refuse_own_desk()
        from console.service import open_service

        session = await open_service(call.settings, watching=False, read_only=read_only, replying=replying)
    try:
        return await work(session)
    finally:
        await session.close()


async def attached(
    settings: "Settings", *, named: bool, brief: bool = False, held: Sequence[int] = ()
) -> "RemoteSession | None":
    """The desk that a watch serves; None where there is none, and a socket that nobody serves is none.

    `held` is what this console had claimed before it started anew.

    Raises:
        TurnedAway: The watch does not let this user in, or is another release.
    """
    from console.config.places import served

    path = served(settings, named=named)
    if path is None:
        return None
    from console.desk.wire.remote import attach
    from console.errors import ConnectionLost

    try:
        return await attach(path, brief=brief, held=held)
    except ConnectionLost:
        return None
