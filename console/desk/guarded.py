"""The guard in front of every question and every act of a desk: may they, and is it open to them?

It stands on the class itself, one for each name of the protocol, so that no transport, no command and no
screen comes past it, and a method that is new is refused until the table in `permits` knows it.
"""

import inspect
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from functools import wraps
from typing import Any, TypeVar

from console.desk.base import DeskBase
from console.desk.permits import PERMITS, VARYING, check, refusal
from console.desk.protocol import offered
from console.desk.seen import may_be_closed
from console.errors import NotAllowed, NotFound

Guarded = TypeVar("Guarded", bound=type[DeskBase])
ABOUT = {
    "item_id": ("item", "there is no item {}"),
    "incident_id": ("incident", "there is no incident {}"),
    "run_id": ("run", "there is no run {}"),
    "out_id": ("outbox", "there is no reply {} in the outbox"),
    "person_id": ("person", "there is no person p{}"),
    "other_id": ("person", "there is no person p{}"),
    "handle_id": ("person", "there is no person p{}"),
}
"""Arguments that say what a call is about, and what is said where that is closed: the same as of a thing that
is not there, so that nobody learns that it is."""


def names() -> Sequence[str]:
    """The methods of the protocol."""
    return [
        name for name, found in offered().items() if inspect.isfunction(found) and not name.startswith("_")
    ]


def guarded(desk: Guarded) -> Guarded:
    """Put the guard before every method of the protocol."""
    for name in names():
        setattr(desk, name, _guard(name, getattr(desk, name)))
    return desk


def _guard(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(method)
    plain = name in PERMITS and name not in VARYING
    nouns = {noun for key, (noun, _) in ABOUT.items() if key in signature.parameters}

    def passes(desk: DeskBase) -> bool:
        """Whether they may, without a look at the arguments."""
        actor = desk.actor
        if not plain or any(may_be_closed(actor, noun) for noun in nouns):
            return False
        return refusal(actor, name) is None

    def given(desk: DeskBase, args: tuple[Any, ...], kwargs: dict[str, Any]) -> inspect.BoundArguments:
        try:
            return signature.bind(desk, *args, **kwargs)
        except TypeError:
            # The call itself says what is wrong with it.
            return signature.bind_partial(desk)

    async def admit(desk: DeskBase, bound: inspect.BoundArguments) -> None:
        arguments = bound.arguments
        try:
            check(desk.actor, name, arguments)
        except NotAllowed as refusal:
            await desk.refusals.note(desk.actor, name, _about(arguments), refusal.what)
            raise
        if not desk.actor.sees_all:
            await _refuse_closed(desk, name, arguments)

    if inspect.isasyncgenfunction(method):

        @wraps(method)
        async def many(self: DeskBase, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            bound = given(self, args, kwargs)
            await admit(self, bound)
            ids = bound.arguments.get("ids")
            if ids is not None and not self.actor.sees_all:
                bound.arguments["ids"] = await _open_items(self, ids)
            async with aclosing(method(*bound.args, **bound.kwargs)) as parts:
                async for part in parts:
                    yield part
                    # Between two parts somebody may have lost what they need.
                    check(self.actor, name, bound.arguments)

        return many

    if inspect.iscoroutinefunction(method):

        @wraps(method)
        async def asked(self: DeskBase, *args: Any, **kwargs: Any) -> Any:
            if not passes(self):
                await admit(self, given(self, args, kwargs))
            return await method(self, *args, **kwargs)

        return asked

    @wraps(method)
    def told(self: DeskBase, *args: Any, **kwargs: Any) -> Any:
        if not passes(self):
            # What is told at once waits for no log; who is refused here is refused at all else, and recorded.
            check(self.actor, name, given(self, args, kwargs).arguments)
        return method(self, *args, **kwargs)

    return told


async def _refuse_closed(desk: DeskBase, name: str, arguments: dict[str, Any]) -> None:
    """Raise NotFound when the call is about something that is closed to this actor."""
    asked = {
        f"{noun}:{arguments[key]}": sentence.format(arguments[key])
        for key, (noun, sentence) in ABOUT.items()
        if arguments.get(key) is not None and may_be_closed(desk.actor, noun)
    }
    if not asked:
        return
    closed = await desk.closed_to_me(list(asked))
    for subject in asked:
        if subject in closed:
            await desk.refusals.note(desk.actor, name, subject, "there is none that is open to them")
            raise NotFound(asked[subject])


async def _open_items(desk: DeskBase, ids: Sequence[int]) -> Sequence[int]:
    closed = await desk.closed_to_me([f"item:{one}" for one in ids])
    return [one for one in ids if f"item:{one}" not in closed]


def _about(arguments: dict[str, Any]) -> str:
    """What a call is about, for the log; no text of anybody's."""
    found = (
        f"{noun}:{arguments[key]}" for key, (noun, _) in ABOUT.items() if isinstance(arguments.get(key), int)
    )
    return next(found, "")
