"""One question or act at the desk: open it, ask, close it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from console.cli.call import Call

if TYPE_CHECKING:
    from console.service import Service

Answer = TypeVar("Answer")


def ask(call: Call, question: Callable[["Service"], Awaitable[Answer]], *, existing: bool = False) -> Answer:
    """Ask without changing anything; works beside a console that owns the database.

    Args:
        existing: A database that is not there is no answer, and none is made.

    Raises:
        BeredtError: whatever the desk says.
    """
    return asyncio.run(_with_service(call, question, read_only=existing or call.settings.database.exists()))


def act(call: Call, deed: Callable[["Service"], Awaitable[Answer]], *, replying: bool = False) -> Answer:
    """Change something; StoreError if another process owns the database."""
    return asyncio.run(_with_service(call, deed, read_only=False, replying=replying))


async def _with_service(
    call: Call, work: Callable[["Service"], Awaitable[Answer]], *, read_only: bool, replying: bool = False
) -> Answer:
    from console.service import open_service

    service = await open_service(call.settings, watching=False, read_only=read_only, replying=replying)
    try:
        return await work(service)
    finally:
        await service.close()
