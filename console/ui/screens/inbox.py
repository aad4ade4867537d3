"""The queue, and beside it the thread, the author or the reasons."""

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from console.commands import REGISTRY, Args, Command, Context, Where
from console.desk.answers import Done
from console.model.event import EVERYTHING
from console.model.item import ItemRow
from console.model.presence import PRESENCE, Present
from console.ui.latest import Latest
from console.ui.render.line import Line, Span
from console.ui.screens import aiming, beside, bulk, folds, item_acts, undoing
from console.ui.screens.ahead import Ahead
from console.ui.screens.feed import CURSOR
from console.ui.widgets.composer import Composer
from console.ui.widgets.painted import Bar, Painted, Reader
from console.ui.widgets.queue import QueueView

REST = 0.05
"""Seconds that the cursor rests before its thread is read."""
AGEING = 60
"""Beats after which the thread is read again, for its waiting time: a quarter of a minute."""


class Divider(Painted):
    def paint(self, y: int, width: int) -> tuple[Line, str]:
        return (Span(self.marks["side"], "faint"),), ""


QUIET = "ui.quiet"


class Inbox(Ahead):
    title_key = "place.queue"
    hint_names = (
        "open", "item reply", "item done", "item claim", "item snooze", "item tag", "item note",
        "undo", "queue filter", "mark", "help",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.view = "thread"
        """`thread`, `author`, `why` or `wave`: what the right pane shows."""
        self.beside = beside.Beside(self)
        self._beats = 0
        self.aimed: Sequence[int] = ()
        """The rows that a count before the command took in."""
        self.reading: Latest[int] | None = None
        self.quiet = False
        """Colleagues do not see what is looked at here."""

    # ── the frame ───────────────────────────────────────────────────────────────────────────────────
    def body(self) -> ComposeResult:
        yield Bar(id="views")
        yield Horizontal(
            Vertical(Bar(id="waiting"), QueueView(id="queue", asked=lambda: self.asked), id="left"),
            Divider(id="split"),
            Vertical(Reader(id="thread"), Composer(), id="right"),
        )

    @property
    def whole(self) -> bool:
        """False while the place closes: its parts go one by one."""
        return all(self.query(part) for part in (QueueView, "#thread", Composer))

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def where(self) -> Where:
        return Where.THREAD if self.in_thread else Where.QUEUE

    def context(self) -> Context:
        base = super().context()
        return replace(base, item=self.queue.current)

    def title_text(self) -> str:
        if not self.ready:
            return self.words("place.opening")
        roll, number = self.queue.roll, self.words.number
        text = self.words(self.title_key)
        if roll.place is not None:
            text += f" {number(roll.place + 1 if len(roll.spine) else 0)}"
        if roll.total is not None:
            text += f"/{number(roll.total)}"
        text = f"{text} /{self.query_text}" if self.query_text else text
        return self.busy_text() + text

    async def on_mount(self) -> None:
        self.set_class(True, "-queue")
        self.queue.note = (Span("  " + self.words("queue.opening"), "dim"),)
        self.read_ahead()
        await super().on_mount()

    async def fill(self) -> None:
        self.queue.present = self._present
        self.quiet = await self.desk.get_setting(QUIET) == "on"
        self.reading = Latest(self._read, self.console_app.trouble, REST)
        await super().fill()

    # ── colleagues ──────────────────────────────────────────────────────────────────────────────────
    def _present(self, item_id: int) -> Sequence[Present]:
        return self.live.present.get(item_id, ()) if self.live is not None else ()

    def look_elsewhere(self) -> None:
        """Whether the answer that is written here is written in another session of the operator's, too."""
        if self.composer.detail is not None:
            self.composer.look_elsewhere(self._present(self.composer.detail.row.id))

    async def changed(self, subjects: set[str]) -> None:
        await super().changed(subjects)
        if PRESENCE in subjects:
            self.look_elsewhere()
            self.queue.repaint_changed()
            self.read()
        detail = self.composer.detail
        if detail is not None and {f"item:{detail.row.id}", EVERYTHING} & subjects:
            await self.composer.look_at_holder()
            # What was typed while the desk could not be reached is a draft from now on.
            await self.composer.save()

    def do_quiet(self) -> None:
        """Let colleagues no longer see what is looked at here, or see it again."""
        self.quiet = not self.quiet

        async def work() -> None:
            await self.desk.set_setting(QUIET, "on" if self.quiet else "off")
            self.console_app.tell(self.words("quiet.on" if self.quiet else "quiet.off"), "bar-good")

        self.console_app.act(work)

    def do_next(self) -> None:
        if self.needs_desk():
            return

        async def work() -> Done:
            done, item_id = await self.desk.take_next()
            self.jump_to(item_id)
            return done

        self.console_app.act(work)

    def on_queue_view_opened(self) -> None:
        self.do_open()

    def beat(self) -> None:
        super().beat()
        self._beats += 1
        if self.ready and self._beats % AGEING == 0:
            self.read()
            self.queue.repaint_changed()

    # ── the right pane ──────────────────────────────────────────────────────────────────────────────
    def read(self) -> None:
        cursor = self.queue.roll.cursor
        if self.reading is None:
            return
        if cursor is None:
            self.detail = None
            self.reader.show([])
        else:
            self.reading.wish(cursor)

    async def _read(self, item_id: int) -> None:
        detail = await self.desk.item(item_id)
        if not self.whole or item_id != self.queue.roll.cursor:
            return
        self.detail = detail
        await self.beside.draw(detail)

    def on_resize(self, event: object) -> None:
        super().on_resize(event)  # type: ignore[arg-type]  # Textual hands in its Resize
        self.call_after_refresh(self.read)

    def turn(self, view: str) -> None:
        self.view = "thread" if self.view == view else view
        self.beside.forget()
        self.reader.to(0)
        if self.has_class("-narrow"):
            self.enter(True)
        self.detail = None
        self.read()

    def reader_moved(self, wanted: beside.Wanted = "") -> None:
        self.beside.scrolled(wanted)

    def enter(self, thread: bool) -> None:
        """Move between queue and right pane."""
        if thread is not self.in_thread:
            self.console_app.said.hush()
        self.in_thread = thread
        self.queue.active = not thread
        self.set_class(thread, "-thread")
        self.set_class(not thread, "-queue")
        self.queue.repaint_changed()
        self.call_after_refresh(self.read)
        self.show_foot()

    def home(self) -> None:
        if self.view != "thread":
            self.turn(self.view)
        if self.in_thread:
            self.enter(False)

    # ── opening and closing ─────────────────────────────────────────────────────────────────────────
    def do_open(self) -> None:
        if self.view != "thread":
            self.turn(self.view)
        self.enter(True)

    def do_back(self) -> None:
        if self.console_app.long.stop():
            return
        if self.view != "thread":
            self.turn(self.view)
            if self.has_class("-narrow"):
                self.enter(False)
        elif self.in_thread:
            self.enter(False)
        elif self.queue.roll.anchor is not None:
            self.queue.roll.anchor = None
            self.queue.repaint_changed()
            self.show_head()
        elif self.queue.roll.marks:
            aiming.let_go(self)
            self.show_head()
        elif self.query_text:
            self.filter_by("")
        else:
            super().do_back()

    def do_author(self) -> None:
        self.turn("author")

    def do_why(self) -> None:
        self.turn("why")

    def do_versions(self) -> None:
        self.beside.all_versions = not self.beside.all_versions
        self.read()

    def do_person(self) -> None:
        beside.ask_person(self)

    def do_wave(self) -> None:
        self.turn("wave")

    def do_fold(self) -> None:
        if not self.needs_desk():
            self.travel(folds.toggle(self))

    def do_fold_all(self) -> None:
        if not self.needs_desk():
            self.travel(folds.toggle_all(self))

    def do_item_split(self) -> None:
        self.perform_all(REGISTRY["item split"], {})

    # ── acts ────────────────────────────────────────────────────────────────────────────────────────
    def perform_all(self, command: Command, args: Args) -> None:
        """Do an act on each marked row, or on the one under the cursor."""
        unread = self.queue.roll.cursor is not None and self.queue.current is None
        if unread or not self.landed.is_set():
            self.aside(self._when_landed(command, args), "bulk")
            return
        if not self.note(command, args):
            return
        targets, counted = aiming.targets(self), bool(self.aimed)
        self.aimed = ()
        base = self.context()
        reason = command.why_not(base)
        if base.item is None and reason:
            self.console_app.tell(self.words.said(reason), "bar-key")
            return

        if folds.concerns_wave(self, command, targets):
            self.aside(folds.ask(self, command, args, targets), "bulk")
            return
        if len(targets) >= (2 if counted else bulk.ASKED_FROM):
            self.aside(bulk.ask(self, command, args, targets), "bulk")
            return
        self.perform_on(command, args, targets)

    async def _when_landed(self, command: Command, args: Args) -> None:
        if await self.landed_row() is not None or self.queue.roll.cursor is None:
            self.perform_all(command, args)

    async def landed_row(self) -> ItemRow | None:
        """The row under the cursor, once it is where it was sent and the row is known."""
        await self.landed.wait()
        cursor, pager = self.queue.roll.cursor, self.queue.pager
        if cursor is not None and pager is not None and self.queue.current is None:
            pager.put(await self.desk.rows([cursor]))
        return self.queue.current

    def perform_on(self, command: Command, args: Args, targets: Sequence[int]) -> None:
        bulk.perform_on(self, command, args, targets)

    def do_undo(self) -> None:
        made = self.made if self.undo_steps > 1 and not self.count else ()
        self.undo_steps, self.made = 1, ()
        self.unnote()
        undoing.undo(self, self.times, made)

    async def taken_back(self, ids: set[int]) -> None:
        self.undo_steps = 1
        await bulk.seen(self, ids)
        # What was said of a person is on the card, and touches no row.
        self.read()

    def do_item_claim(self) -> None:
        self.perform_all(REGISTRY["item claim"], {})

    def do_item_release(self) -> None:
        self.perform_all(REGISTRY["item release"], {})

    def do_item_assign(self) -> None:
        item_acts.ask_assign(self)

    def do_item_wait(self) -> None:
        self.perform_all(REGISTRY["item wait"], {})

    def do_item_resume(self) -> None:
        self.perform_all(REGISTRY["item resume"], {})

    def do_item_reopen(self) -> None:
        self.perform_all(REGISTRY["item reopen"], {})

    def do_item_done(self) -> None:
        item_acts.ask_done(self, self.queue.current)

    def do_item_snooze(self) -> None:
        item_acts.ask_snooze(self)

    def do_item_tag(self) -> None:
        item_acts.ask_tags(self)

    def do_item_sentiment(self) -> None:
        item_acts.ask_sentiment(self)

    def do_item_note(self) -> None:
        item_acts.ask_note(self)

    def do_item_reply(self) -> None:
        if not self.needs_desk():
            item_acts.open_composer(self)

    def hints(self) -> Sequence[tuple[str, str]]:
        if self.composer.is_open:
            words = self.words
            seconds = round(self.desk.hold().total_seconds())
            return [("ctrl+s", words("composer.send-held", seconds=seconds)), ("Esc", words("composer.keep"))]
        return super().hints()

    def field_key(self, key: str) -> bool:
        return self.composer.key(key)

    def start(self, command: Command) -> None:
        self.aimed = aiming.counted(self, command)
        super().start(command)

    def after(self, command: Command) -> None:
        super().after(command)
        self.read()

    def on_unmount(self) -> None:
        if self.reading is not None:
            self.reading.close()
        if self.board is not None:
            self.board.tally.close()

    async def leaving(self) -> None:
        await self.composer.leave()
        if self.console_app.desk is not None and self.ready:
            await self.desk.set_setting(CURSOR, str(self.queue.roll.cursor or ""))
