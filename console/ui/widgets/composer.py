"""Where an answer is written: to whom, how long in the network's own count, never lost."""

import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer

from console.desk.answers import Done
from console.desk.protocol import Desk
from console.errors import BeredtError, InputError, Overtaken
from console.model.item import ItemDetail
from console.model.presence import Present
from console.model.words import Kind
from console.text import one_line
from console.ui.gate import storable
from console.ui.keys import written
from console.ui.render.line import Line, Span, spread
from console.ui.widgets.painted import Bar

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from console.ui.app import Console
    from console.ui.screens.inbox import Inbox

AUTOSAVE = 0.8
"""Seconds after the last key that a draft is durable."""

IN_DOUBT = 4
"""Texts of which it is not known whether they were saved."""


class Composer(Vertical):
    """Keys: ctrl+s sends, Esc keeps the draft, ctrl+e opens the editor."""

    def __init__(self) -> None:
        super().__init__(id="composer")
        self.detail: ItemDetail | None = None
        self._area: TextArea | None = None
        self._timer: Timer | None = None
        self._saved = ""
        self.tried: list[str] = []
        """What was to be saved since: where no answer came, it may stand there all the same."""
        self._apart = False
        """The draft is written in another session, too: what is written here is not saved over it."""
        self._warned = False
        """The operator was told, when they sent this, that another session had sent or emptied the draft."""
        self._sending = False
        self._lost = ""
        """Who took the item over meanwhile."""
        self._told: set[str] = set()
        """Terminals that were named as writing the same answer."""
        self._taken = False
        """The item was claimed for this answer, and nothing of it was written yet."""

    def compose(self) -> ComposeResult:
        yield Bar(id="composer-to")
        yield Bar(id="composer-count")

    @property
    def console_app(self) -> "Console":
        return cast("Console", self.app)

    @property
    def place(self) -> "Inbox":
        return cast("Inbox", self.screen)

    @property
    def desk(self) -> Desk:
        return self.place.desk

    @property
    def is_open(self) -> bool:
        return self.detail is not None

    @property
    def taken(self) -> bool:
        """Whether the item was claimed for this answer and goes back if nothing is written."""
        return self._taken

    @property
    def saved(self) -> str:
        """The draft as it was last known to stand there."""
        return self._saved

    @property
    def _known(self) -> Sequence[str]:
        """The drafts that may stand there for all that is known here."""
        return (self._saved, *self.tried)

    @property
    def text(self) -> str:
        return storable(self._area.text) if self._area is not None else ""

    async def open(
        self,
        detail: ItemDetail,
        text: str | None = None,
        ahead: Callable[[], str] = str,
        *,
        taken: bool = False,
        saved: str | None = None,
        tried: Sequence[str] = (),
    ) -> None:
        """Write to an item.

        Args:
            detail: The item; its draft is taken up.
            text: Stands in place of the draft.
            ahead: What was typed while we were not there yet; asked when we are.
            taken: Whether the item was claimed for this; it goes back if nothing is written.
            saved: The draft that `text` was made from; None: the one that stands there now.
            tried: What was to be saved since then, of which it is not known whether it was.
        """
        self.detail, self._taken, self._lost = detail, taken, ""
        self._apart = self._warned = False
        draft = detail.draft.text if detail.draft is not None else ""
        self._saved = draft if saved is None else saved
        self.tried = list(tried)
        self._told.clear()
        # Before its field is there: one that comes into what is hidden is told so, and lets go of the focus.
        self.display = True
        area = self._area
        if area is None:
            # Its import is heavy, and most of a day's items are closed without it.
            from textual.widgets import TextArea

            area = self._area = TextArea(
                id="composer-text", soft_wrap=True, tab_behavior="focus", show_line_numbers=False,
                highlight_cursor_line=False, compact=True,
            )  # fmt: skip
            await self.mount(area, before="#composer-count")
        area.load_text((text if text is not None else draft) + ahead())
        area.move_cursor(area.document.end)
        self.screen.set_focus(area, scroll_visible=False)
        self.console_app.said.hush(all=True)
        self.place.show_foot()
        self.show()
        # Until it is laid out, its width is not known.
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self.show()
        if self.is_open and self._area is not None and self.screen.focused is None:
            self.screen.set_focus(self._area, scroll_visible=False)

    def on_resize(self) -> None:
        self.show()

    def show(self) -> None:
        """To whom, on which channel, in public or not, and how much room is left."""
        if self.detail is None:
            return
        row, words = self.detail.row, self.console_app.words
        private = row.kind is Kind.DM
        width = max(10, self.size.width or self.screen.size.width)
        open_word = words("composer.private" if private else "composer.public")
        left: list[Span] = [
            Span(" " + words("composer.to", handle=row.author_handle), "bar-strong"),
            Span(f" {row.channel} ", "bar-dim"),
        ]
        badge = Span(f" {open_word} ", "brand" if private else "watch")
        self.query_one("#composer-to", Bar).show([spread(left, [badge], width)])
        length = self.desk.length(row.channel, self.text)
        unit = words.of("unit", length.unit)
        if length.limit is None:
            count = f"{length.used} {unit}"
        elif length.fits:
            count = words("composer.fits", used=length.used, limit=length.limit, unit=unit)
        else:
            over = length.used - length.limit
            count = words("composer.over", used=length.used, limit=length.limit, unit=unit, over=over)
        keys: Line = (
            Span(" ctrl+s", "bar-key"),
            Span(f" {words('composer.send')}  ", "bar-dim"),
            Span("ctrl+e", "bar-key"),
            Span(f" {words('composer.editor')}  ", "bar-dim"),
            Span("Esc", "bar-key"),
            Span(f" {words('composer.keep')}", "bar-dim"),
        )
        near = length.limit is not None and length.used > length.limit * 0.9
        style = "bar-bad" if not length.fits else "bar-key" if near else "bar-strong"
        self.query_one("#composer-count", Bar).show([spread(keys, [Span(f" {count} ", style)], width)])

    def on_text_area_changed(self, event: Message) -> None:
        event.stop()
        self.show()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(AUTOSAVE, self._autosave)

    def _autosave(self) -> None:
        async def work() -> None:
            await self.save()

        self.console_app.act(work)

    async def save(self) -> None:
        """Make the draft durable; nothing happens if it already is."""
        detail, text = self.detail, self.text
        if detail is None or text == self._saved or self._sending or self._lost or self._apart:
            return
        known = self._known
        # The first ones: those after it did not leave while the connection was broken.
        self.tried = [*self.tried, text][:IN_DOUBT]
        try:
            await self.desk.save_draft(detail.row.id, text, over=known)
        except Overtaken:
            self._apart = True
            raise
        self._saved = text
        self.tried.clear()

    def look_elsewhere(self, present: Sequence[Present]) -> None:
        """Say it, once for each, if the same answer is written in another of the operator's sessions."""
        if self.detail is None:
            return
        mine = [one for one in present if one.name == self.desk.actor.name and one.writing]
        places = {one.terminal or self.console_app.words("composer.somewhere") for one in mine}
        if places - self._told:
            self._told |= places
            said = self.console_app.words("composer.elsewhere", where=", ".join(sorted(places)))
            self.console_app.tell(said, "bar-bad")

    async def look_at_holder(self) -> None:
        """Say it at once if a colleague has taken the item over: what is written can't be sent any more."""
        detail = self.detail
        if detail is None:
            return
        row = next(iter(await self.desk.rows([detail.row.id])), None)
        holder = row.holder if row is not None else None
        if holder and holder != self.desk.actor.name:
            # For good: what they saved since must not be written over, even when they give it back.
            self._lost = holder
            self.console_app.tell(self.console_app.words("composer.lost", name=self._lost), "bar-bad")

    async def leave(self) -> None:
        """Keep what is written before the console goes; what no desk takes is told on the way out."""
        detail = self.detail
        try:
            if (self._lost or self._apart) and detail is not None:
                await self._keep_beside(detail.row.id)
                return
            try:
                await self.save()
            except Overtaken:
                if detail is not None:
                    await self._keep_beside(detail.row.id)
        except BeredtError:
            self.console_app.unsaved = self.text
            raise

    async def _keep_beside(self, item_id: int) -> None:
        """The draft is its new holder's, or another session's: what was written here last stays as a note."""
        if self.text.strip() and self.text != self._saved:
            key = "composer.note" if self._lost else "composer.note-apart"
            await self.desk.note(item_id, self.console_app.words(key, text=self.text))
            self._saved = self.text

    def key(self, key: str) -> bool:
        if not self.is_open:
            return False
        if key == "ctrl+s":
            self.send()
        elif key == "ctrl+e":
            self.edit()
        elif key in ("escape", "ctrl+c"):
            self.shut()
        elif self._area is not None and self.screen.focused is self._area and (text := written(key)):
            # The field takes those itself: this one was on its way before the field was there.
            self._area.insert(text)
        else:
            return False
        return True

    def shut(self) -> None:
        """Close and keep the draft."""

        async def work() -> Done | None:
            detail, words = self.detail, self.console_app.words
            if (self._lost or self._apart) and detail is not None:
                await self._keep_beside(detail.row.id)
                self._close()
                return Done(one_line(words("composer.noted")), False)
            await self.save()
            kept = bool(self.text.strip())
            self._close()
            if kept or detail is None or not self._taken:
                return Done(one_line(words("composer.kept")), False) if kept else None
            await self.desk.release(detail.row.id)
            await self.place.look_again({detail.row.id}, mine=True)
            return Done(one_line(words("composer.freed")), False)

        self.console_app.act(work)

    def _close(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self.detail = None
        self.screen.set_focus(None)
        self.display = False
        self.place.enter(False)

    def send(self) -> None:
        """Hand the reply to the outbox, which holds it before it leaves."""
        detail, text = self.detail, self.text
        if detail is None or self._sending:
            return
        length = self.desk.length(detail.row.channel, text)
        words = self.console_app.words
        if not text.strip():
            self.console_app.trouble(InputError(words("composer.empty")))
            return
        if not length.fits:
            over = length.used - (length.limit or 0)
            unit = words.of("unit", length.unit)
            self.console_app.trouble(InputError(words("composer.too-long", over=over, unit=unit)))
            return
        self._sending = True
        known = (*self._known, "") if self._warned else self._known

        async def work() -> Done:
            try:
                noted = words("composer.note-apart", text="{text}")
                done, _out = await self.desk.reply(detail.row.id, text, over=known, noted=noted)
            except Overtaken:
                self._apart = self._warned = True
                raise
            finally:
                self._sending = False
            self._close()
            await self.place.answered(detail.row.id)
            # The outbox's own key takes it back, so the general hint would say too much.
            return Done(f"{words.said(done.text)}. {words('foot.held')}", False, done.event_id)

        self.console_app.act(work)

    def edit(self) -> None:
        """Open the operator's editor on the draft, where that is allowed."""
        area, words = self._area, self.console_app.words
        chosen = self.console_app.settings.editor
        command = chosen if chosen is not None else os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
        if area is None or not command:
            why = "composer.editor-shut" if chosen == "" else "composer.no-editor"
            self.console_app.trouble(InputError(words(why)))
            return
        try:
            edited = self._edited(shlex.split(command), area.text)
        except (OSError, ValueError, SuspendNotSupported) as error:
            said = words("composer.editor-failed", reason=type(error).__name__)
            self.console_app.trouble(BeredtError(said))
            return
        area.load_text(edited)
        area.move_cursor(area.document.end)

    def _edited(self, command: list[str], text: str) -> str:
        import subprocess
        import tempfile

        with tempfile.TemporaryDirectory(prefix="beredt-") as folder:
            path = Path(folder, "reply.txt")
            path.write_text(text, encoding="utf-8")
            with self.app.suspend():
                subprocess.run([*command, str(path)], check=False)  # noqa: S603  # the operator's own editor
            return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
