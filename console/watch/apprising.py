"""Ringing through Apprise: desktop, chat and phone by one library, loaded when the first one is rung.

Its addresses carry tokens. They are fetched when they are needed, stay in this module, and reach neither log
nor event: Apprise and what lies below it log nothing here, and why a ring failed is told in our own words.
"""

import asyncio
import logging
import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.config import SecretRef
from console.errors import BeredtError, ConfigError
from console.model.words import Level
from console.ringing import Telling

if TYPE_CHECKING:
    from apprise import Apprise

PATIENCE = 30.0
"""Seconds for one service; Apprise gives up sooner by itself."""
INSTALL = "pipx inject beredt apprise, or pip install 'beredt[apprise]'"
_LOGGERS = ("apprise", "urllib3", "requests_oauthlib")
_STATUS = re.compile(r"error=(\d{3})\b")


class Unrung(BeredtError):
    """A target could not be rung; `what` says why, without its address."""


class Apprising:
    """Rings targets by name."""

    def __init__(self, targets: Mapping[str, SecretRef]) -> None:
        self._targets = targets

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._targets)

    def check(self, name: str) -> str:
        """Which service an address is for; nothing is sent.

        Raises:
            ConfigError: the address can't be fetched, Apprise can't use it, or Apprise is missing.
        """
        return str(getattr(self._open(name)[0], "service_name", None) or "a service")

    async def ring(self, name: str, told: Telling, level: Level) -> None:
        """Ring one target; a network that does not answer costs a thread that nobody waits for.

        Raises:
            Unrung: it could not be rung, and another try may help.
            ConfigError: as in `check`.
        """
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[str] = loop.create_future()

        def tell(reason: str, error: BeredtError | None) -> None:
            if outcome.done():
                return
            if error is not None:
                outcome.set_exception(error)
            else:
                outcome.set_result(reason)

        def work() -> None:
            reason, failed = "", None
            try:
                reason = self._send(name, told, level)
            except BeredtError as error:
                failed = error
            except Exception as error:
                reason = f"Apprise failed ({type(error).__name__})"
            try:
                loop.call_soon_threadsafe(tell, reason, failed)
            except RuntimeError:
                # The loop is closed: nobody waits any more.
                return

        # A daemon, so that a service that keeps us waiting does not keep the program from ending.
        threading.Thread(target=work, name=f"ring {name}", daemon=True).start()
        try:
            async with asyncio.timeout(PATIENCE):
                reason = await outcome
        except TimeoutError:
            raise Unrung(f"the service did not answer within {PATIENCE:.0f} seconds") from None
        if reason:
            raise Unrung(reason)

    def _open(self, name: str) -> "Apprise":
        address = self._targets[name].resolve().reveal()
        try:
            import apprise
        except ImportError:
            raise ConfigError("Apprise is not installed", fix=INSTALL) from None
        for logger in _LOGGERS:
            # Their children say paths of addresses as well, and take their level from here.
            logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
        opened = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Beredt", secure_logging=True))
        if not opened.add(address):
            raise ConfigError(
                f"the address of {name!r} is none that Apprise can use here",
                fix="compare it with Apprise's list of services; some need a library of their own",
            )
        return opened

    def _send(self, name: str, told: Telling, level: Level) -> str:
        """Ring, and return why it failed; empty if it did not."""
        import apprise

        kinds = {Level.CRISIS: apprise.NotifyType.FAILURE, Level.WARNING: apprise.NotifyType.WARNING}
        opened = self._open(name)
        heard: list[str] = []
        for server in opened:
            server.logger = _Ear(heard)
        rang = opened.notify(
            body=told.body,
            title=told.title,
            notify_type=kinds.get(level, apprise.NotifyType.INFO),
            body_format=apprise.NotifyFormat.TEXT,
        )
        return "" if rang else _reason(heard)


class _Ear(logging.Logger):
    """Hears why a service refused, since Apprise returns only that it did."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__("ring", logging.WARNING)
        self._heard = heard

    def handle(self, record: logging.LogRecord) -> None:
        self._heard.append(record.getMessage())


def _reason(heard: list[str]) -> str:
    """In our own words: what Apprise says may hold the address."""
    text = "\n".join(heard)
    status = _STATUS.search(text)
    if status:
        return f"the service refused it with status {status[1]}"
    if "onnection" in text or "Socket" in text or "imeout" in text:
        return "the service can't be reached"
    return "the service did not take it"
