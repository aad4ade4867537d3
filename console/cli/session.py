"""One question or act at the desk: open it, ask, close it."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from console.cli.call import Call
from console.cli.door import refuse_own_desk

if TYPE_CHECKING:
    from console.config import Settings
    from console.desk.protocol import Session
    from console.desk.wire.remote import RemoteSession

Answer = TypeVar("Answer")


def ask(call: Call, question: Callable[["Session"], Awaitable[Answer]]) -> Answer:
    """Ask without changing anything; works beside a console that owns the database, and makes none.

    Raises:
        BeredtError: whatever the desk says; StoreError where there is neither a desk nor a database.
    """
    return asyncio.run(_with_service(call, question, read_only=True))


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
        refuse_client(call.settings)
        from console.service import open_service

        session = await open_service(call.settings, watching=False, read_only=read_only, replying=replying)
    try:
        return await work(session)
    finally:
        await session.close()


def refuse_client(settings: "Settings") -> None:
    """Raises StoreError where the configuration names a socket and no database here is this user's.

    They are a client of a watch that does not answer; an empty desk of their own would look like no work.
    """
    socket = settings.desk.socket
    if socket is None or os.access(settings.database, os.W_OK):
        return
    from console.errors import StoreError

    raise StoreError(
        f"no watch answers at {socket}, the socket of the desk",
        fix="start it (`beredt watch`), or tell who looks after it; without `[desk] socket` you work alone",
    )


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
