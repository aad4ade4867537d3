"""The outbox sender: one way out, one attempt at a time, and never twice without a person's word.

Before a request leaves, the reply is durably `sending`; whatever happens then, after a restart it is found in
that state and its outcome counts as unknown until the network, or a person, says otherwise.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from console.clock import Clock
from console.connectors.protocol import Connector
from console.errors import (
    AuthFailed,
    ConnectorError,
    RateLimited,
    SendRefused,
    SendUnknown,
    StoreError,
    Unreachable,
)
from console.model.actor import WATCH
from console.model.event import NewEvent
from console.model.outbox import Outgoing, Sent
from console.model.words import OutboxState, State
from console.reply.retry import is_stale, next_attempt
from console.store.protocol import Store
from console.text import one_line
from console.watch.ending import DRAIN

SEND_TIMEOUT = 60.0
"""Seconds after which an unanswered send counts as unknown; connectors give up sooner by themselves."""
LOOK_AGAIN = timedelta(seconds=60)
BOOK_AGAIN = 5.0
"""Seconds until an outcome is written again that the store could not take."""

_log = logging.getLogger(__name__)


class Sender:
    def __init__(self, *, store: Store, connectors: Mapping[str, Connector], clock: Clock) -> None:
        self._store = store
        self._connectors = connectors
        self._clock = clock
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def recover(self) -> None:
        """At start: what was `sending` when the process died has an unknown outcome."""
        for out in await self._store.interrupted_outgoing():
            await self._settle(out, OutboxState.UNKNOWN, "the program stopped while this was being sent")

    async def tick(self) -> None:
        """Start whatever is due. A slow channel holds up nobody else."""
        now = self._clock.now()
        for out in await self._store.due_outgoing(now):
            self._start(out)
        for out in await self._store.outbox((OutboxState.UNKNOWN,), 100):
            if out.next_attempt_at is None or out.next_attempt_at <= now:
                self._start(out)

    def _start(self, out: Outgoing) -> None:
        if out.id in self._busy:
            return
        self._busy.add(out.id)
        task = asyncio.create_task(self._handle(out))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _task: self._busy.discard(out.id))

    async def close(self, drain: float = DRAIN) -> None:
        """Give sends under way `drain` seconds to learn their outcome."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=drain)
        for task in self._tasks:
            task.cancel()

    async def _handle(self, out: Outgoing) -> None:
        connector = self._connectors.get(out.channel)
        try:
            if out.state is OutboxState.UNKNOWN:
                # Without its channel nobody can look, and it stays for a person to decide.
                if connector is not None:
                    await self._reconcile(connector, out)
            elif connector is None:
                why = f"{out.channel} is not connected: it is missing in the configuration, or has no token"
                await self._settle(out, OutboxState.FAILED, why)
            elif is_stale(out, self._clock.now(), self._clock.pace()):
                why = "nothing ran to send it when its time came, over an hour ago; send it now, or drop it"
                await self._settle(out, OutboxState.FAILED, why)
            else:
                await self._send(connector, out)
        except StoreError as error:
            # It stays as it is in the store, and the next tick begins it again.
            _log.warning("%s", error.what)
        except Exception:
            _log.exception("outbox %d", out.id)

    async def _send(self, connector: Connector, out: Outgoing) -> None:
        attempts = out.attempts + 1
        async with self._store.act(WATCH, self._clock.now()) as tx:
            # The operator may have stopped it since it was found due.
            if (await tx.outgoing(out.id)).state is not out.state:
                return
            await tx.set_outgoing(out.id, OutboxState.SENDING, attempts=attempts)
            await tx.append(
                NewEvent(
                    "outbox.sending",
                    f"outbox:{out.id}",
                    {"state": out.state.value},
                    {"state": OutboxState.SENDING.value, "attempt": attempts},
                )
            )
        out = replace(out, state=OutboxState.SENDING, attempts=attempts)
        book: Callable[[], Awaitable[None]]
        try:
            sent = await asyncio.wait_for(connector.send(out), SEND_TIMEOUT)
        except SendRefused as error:
            book = partial(self._settle, out, OutboxState.FAILED, str(error))
        except (RateLimited, Unreachable, AuthFailed) as error:
            told = error.retry_after if isinstance(error, RateLimited) else None
            book = partial(self._settle, out, OutboxState.FAILED, str(error), retry=True, told=told)
        except (SendUnknown, TimeoutError) as error:
            why = str(error) or "the network did not answer in time"
            book = partial(self._settle, out, OutboxState.UNKNOWN, why)
        except Exception:
            _log.exception("sending %d", out.id)
            book = partial(self._settle, out, OutboxState.UNKNOWN, "the connector failed while sending")
        else:
            book = partial(self._sent, out, sent)
        await self._booked(book)

    async def _booked(self, book: Callable[[], Awaitable[None]]) -> None:
        """What came of a send is known only here: keep it while the store can't write it."""
        while True:
            try:
                return await book()
            except StoreError as error:
                _log.warning("%s", error.what)
                await self._clock.sleep(BOOK_AGAIN)

    async def _reconcile(self, connector: Connector, out: Outgoing) -> None:
        """Look on the network for a reply whose outcome is unknown."""
        if not connector.capabilities.can_reconcile:
            return
        try:
            found = await asyncio.wait_for(connector.find_sent(out), SEND_TIMEOUT)
        except (ConnectorError, TimeoutError) as error:
            await self._look_later(out, str(error) or "the network did not answer in time")
            return
        except Exception:
            _log.exception("looking for %d", out.id)
            await self._look_later(out, "the connector failed while looking for it")
            return
        if found is not None:
            await self._sent(out, found)
        elif connector.capabilities.safe_resend:
            await self._settle(out, OutboxState.FAILED, "it did not reach the network", retry=True)
        else:
            await self._look_later(out, "it is not on the network as far as can be seen; look, and decide")

    async def _sent(self, out: Outgoing, sent: Sent) -> None:
        at = sent.at or self._clock.now()
        async with self._store.act(WATCH, self._clock.now()) as tx:
            # A person may have said so while the network was asked.
            if (await tx.outgoing(out.id)).state is OutboxState.SENT:
                return
            await tx.set_outgoing(
                out.id,
                OutboxState.SENT,
                attempts=out.attempts,
                remote_id=sent.remote_id,
                url=sent.url,
                sent_at=at,
            )
            await tx.append(
                NewEvent(
                    "outbox.sent",
                    f"outbox:{out.id}",
                    {"state": out.state.value},
                    {"state": OutboxState.SENT.value, "item": out.item_id, "remote_id": sent.remote_id},
                )
            )

    async def _settle(
        self,
        out: Outgoing,
        state: OutboxState,
        why: str,
        *,
        retry: bool = False,
        told: float | None = None,
    ) -> None:
        now = self._clock.now()
        again = next_attempt(out.attempts or 1, now, told) if retry else None
        async with self._store.act(WATCH, now) as tx:
            # A person's word that came meanwhile stands.
            if (await tx.outgoing(out.id)).state is not out.state:
                return
            await tx.set_outgoing(
                out.id, state, attempts=out.attempts, next_attempt_at=again, error=one_line(why)
            )
            if state is OutboxState.FAILED and again is None:
                await tx.set_state(out.item_id, State.NEW)
            await tx.append(
                NewEvent(
                    f"outbox.{state.value}",
                    f"outbox:{out.id}",
                    {"state": out.state.value},
                    {"state": state.value, "item": out.item_id, "again": again is not None},
                )
            )

    async def _look_later(self, out: Outgoing, why: str) -> None:
        now = self._clock.now()
        async with self._store.act(WATCH, now) as tx:
            if (await tx.outgoing(out.id)).state is OutboxState.UNKNOWN:
                await tx.set_outgoing(
                    out.id, OutboxState.UNKNOWN, next_attempt_at=now + LOOK_AGAIN, error=one_line(why)
                )
