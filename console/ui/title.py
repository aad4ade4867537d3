"""The terminal's title: a crisis is seen from another window as well."""

import os
from collections.abc import Callable

from textual.driver import Driver

from console.model.alert import Alert
from console.ui.gate import neutral
from console.ui.locales import Words

_SAVE = "\x1b[22;0t"
_RESTORE = "\x1b[23;0t"


class Title:
    """Only our own words go there, never a text from outside. A terminal without titles is left alone."""

    def __init__(self, driver: Callable[[], Driver | None]) -> None:
        self._driver = driver
        self._shown: str | None = None
        self._able = os.environ.get("TERM", "") not in ("", "linux", "dumb")

    def show(self, alert: Alert | None, words: Words) -> None:
        """Tell the level of an alert that nobody acknowledged; without one, only who we are."""
        text = "Beredt"
        if alert is not None and alert.acknowledged_by is None:
            text = f"! {words.of('level', alert.finding.level.value).upper()} - {text}"
        if self._able and text != self._shown:
            save = _SAVE if self._shown is None else ""
            self._shown = text
            self._write(f"{save}\x1b]0;{neutral(text)}\x07")

    def restore(self) -> None:
        """Give back the title that the terminal had before."""
        if self._shown is not None:
            self._shown = None
            self._write(_RESTORE)

    def _write(self, sequence: str) -> None:
        driver = self._driver()
        if driver is not None:
            driver.write(sequence)
