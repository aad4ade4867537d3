"""From pressed keys to commands: bursts, counts, sequences, and a letter that a command asks for."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual import events
from textual.screen import Screen
from textual.timer import Timer

from console.commands import Command, Where
from console.commands.keynames import shown
from console.ui.keys import Burst
from console.ui.render.line import cut

if TYPE_CHECKING:
    from console.ui.app import Console

TOLD = 28
"""Cells that the footer gives to what a following key would do."""
COUNTED = 4
"""Digits of a count."""


class Keyed(Screen[object], inherit_bindings=False):
    """Takes keys and starts commands. What is half typed stays until it is finished or left by Esc."""

    takes_text = False
    """Printable keys write something here, so that many at once are a fast typist."""

    def __init__(self) -> None:
        super().__init__()
        self.burst = Burst()
        self.count = ""
        self.begun = ""
        """Keys of a sequence that is not complete, such as `g`."""
        self._letter: tuple[str, Callable[[str], None]] | None = None
        """The key that asked for a letter, and what is done with it."""
        self.small = False
        """The window is too small to show anything but that."""
        self._timer: Timer | None = None
        self._key = ""
        """The keys of the command that is being started."""
        self.keys_done = asyncio.Event()
        """Set while no pressed key waits for company."""
        self.keys_done.set()

    @property
    def _shell(self) -> "Console":
        return cast("Console", self.app)

    # ── what the place gives ────────────────────────────────────────────────────────────────────────
    @property
    def where(self) -> Where:
        return Where.ANYWHERE

    def show_foot(self) -> None:
        raise NotImplementedError

    def answers(self, key: str) -> bool:
        """An open question takes the key; True if there is one."""
        raise NotImplementedError

    def start(self, command: Command) -> None:
        raise NotImplementedError

    def take(self, key: str) -> bool:
        """Keys that mean something only here, such as the digits of a choice; True if used."""
        return False

    def field_key(self, key: str) -> bool:
        """A key that a text field let pass; True if it was used."""
        return False

    # ── keys that arrive ────────────────────────────────────────────────────────────────────────────
    def on_key(self, event: events.Key) -> None:
        if self.focused is not None and not self.field_key(event.key):
            command = self._shell.keymap.find(event.key, self.where)
            if command is not None and command.name == "redraw":
                # Text in a field suffers as well from what another program wrote on the terminal.
                self._shell.paint_all()
            return
        event.stop()
        event.prevent_default()
        if self.focused is not None:
            return
        self.keys_done.clear()
        wait = self.burst.feed(
            event.key if event.character is None or len(event.key) > 1 else event.character
        )
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(wait, self._rested)

    def on_paste(self, event: events.Paste) -> None:
        if self.focused is None:
            event.stop()
            self._shell.tell(self._shell.words("foot.paste"), "bar-key")

    def _rested(self) -> None:
        try:
            self._settle()
        finally:
            self.keys_done.set()

    def _settle(self) -> None:
        # The key before may have opened another place, which these are for.
        keys, dropped = self.burst.settle(text=getattr(self.app.screen, "takes_text", False))
        if dropped:
            self._shell.tell(self._shell.words("foot.paste"), "bar-key")
        for key in keys:
            self.app.screen.press(key)  # type: ignore[attr-defined]  # all our screens are places

    # ── keys that mean something ────────────────────────────────────────────────────────────────────
    def press(self, key: str) -> None:
        """Act on a key: an open question takes it, then the place, then the command that it stands for."""
        app = self._shell
        app.said.key()
        key = app.keymap.digit(key)
        if self.small and key != "ctrl+q":
            # Nothing is done that cannot be seen.
            return
        if self.answers(key):
            return
        if key in ("escape", "ctrl+c") and self.pending:
            self.forget_typed()
        elif self._letter is not None:
            self._take_letter(key)
        elif not self.begun and self.take(key):
            return
        elif not self.begun and key.isdigit() and (self.count or key != "0"):
            self.count = (self.count + key)[:COUNTED]
            self.show_foot()
        else:
            self._follow(f"{self.begun} {key}".strip())

    def _follow(self, keys: str) -> None:
        app = self._shell
        command = app.keymap.find(keys, self.where)
        if command is not None:
            self._key = keys
            self.begun = ""
            self.start(command)
            if self._letter is None:
                self.forget_typed()
        elif app.keymap.beginning(keys, self.where):
            self.begun = keys
            self.show_foot()
        else:
            if keys == "ctrl+c":
                app.tell(app.words("foot.quit"), "bar-key")
            elif self.begun:
                app.tell(app.words("foot.no-keys", keys=shown(keys)), "bar-key")
            self.forget_typed()

    def want_letter(self, then: Callable[[str], None]) -> None:
        """The next key is a letter from a to z for the command that is being started."""
        self._letter = (self._key, then)
        self.show_foot()

    def _take_letter(self, key: str) -> None:
        if self._letter is None:
            return
        asked_by, then = self._letter
        if key == asked_by:
            # The same key twice means the one before, as in vim's '' and @@.
            key = SAME
        if key != SAME and not (len(key) == 1 and "a" <= key <= "z"):
            self._shell.tell(self._shell.words("foot.letter"), "bar-key")
            return
        self._letter = None
        then(key)
        self.forget_typed()

    def forget_typed(self) -> None:
        """Nothing is half typed any more."""
        self.count, self.begun, self._letter = "", "", None
        self.show_foot()

    @property
    def pending(self) -> str:
        """What is half typed, as the footer shows it."""
        keys = self._letter[0] if self._letter is not None else self.begun
        ascii_only = self._shell.marks.ascii
        if self._letter is not None and not keys:
            return ":"
        return self.count + (shown(keys, ascii_only=ascii_only) if keys else "")

    def following(self) -> Sequence[tuple[str, str]]:
        """The keys that may come next, and what each would do; empty when none was begun."""
        app = self._shell
        if self._letter is not None:
            return [("a-z", app.words("foot.letter")), ("Esc", app.words("help.back"))]
        if not self.begun:
            return []
        found = app.keymap.beginning(self.begun, self.where)
        return [
            (shown(keys, ascii_only=app.marks.ascii), cut(app.words.help(one.name, one.help), TOLD))
            for keys, one in found
        ] + [("Esc", app.words("help.back"))]

    @property
    def times(self) -> int:
        return int(self.count or 1)


SAME = "same"
"""Stands for the letter that was given before."""
