"""What every place has: header, banner, the line that asks, footer, and keys that become commands."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from console.commands import REGISTRY, Args, Command, Context
from console.commands.keynames import shown
from console.desk.protocol import Desk
from console.ui.linear import point
from console.ui.live import Live
from console.ui.locales import Words
from console.ui.render import head
from console.ui.render.line import Line, wrapped
from console.ui.screens import asking
from console.ui.screens.keyed import Keyed
from console.ui.theme import choose
from console.ui.widgets.ask import Ask, Question
from console.ui.widgets.painted import Bar, Painted

if TYPE_CHECKING:
    from console.ui.app import Console

SMALLEST = (40, 10)
"""Columns and rows below which only a sentence is shown."""
ROOT = 1
"""Where the inbox stands in the stack: over the first frame."""
WIDE = 100
"""Columns from which two panes stand side by side."""


class Place(Keyed, inherit_bindings=False):
    """A full screen. Subclasses give `body`, `where`, `title_key`, and `do_…` methods for their commands."""

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    title_key = "place.queue"
    hint_names: Sequence[str] = ()
    """Commands whose keys the footer shows."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = False
        self._beaten = 0
        """The second in which the header was shown last by the beat."""
        self.standing = asyncio.Event()
        """Set when all widgets are there."""

    # ── what is shared ──────────────────────────────────────────────────────────────────────────────
    @property
    def console_app(self) -> "Console":
        return cast("Console", self.app)

    @property
    def words(self) -> Words:
        return self.console_app.words

    @property
    def live(self) -> Live | None:
        return self.console_app.live

    @property
    def desk(self) -> Desk:
        desk = self.console_app.desk
        if desk is None:
            raise RuntimeError("the desk is not open yet")
        return desk

    @property
    def asker(self) -> Ask:
        return self.query_one(Ask)

    def context(self) -> Context:
        live = self.live
        if live is None:
            return Context()
        incident, actor = live.incident, self.desk.actor
        run = live.run_of(incident)
        return Context(
            alert=live.alert, incident=incident, run=run, step=run.current if run else None, actor=actor
        )

    # ── the frame ───────────────────────────────────────────────────────────────────────────────────
    def body(self) -> ComposeResult:
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield Bar(id="small", background="")
        yield Bar(id="head")
        yield Bar(id="banner", background="bar")
        yield Container(*self.body(), id="body")
        yield Ask()
        yield Bar(id="foot")

    async def on_mount(self) -> None:
        if self.console_app.settings.linear:
            # A line that comes or goes moves all others, and the cursor's with them.
            self.screen_layout_refresh_signal.subscribe(self, lambda _: point(self))
        self.show_head()
        self.show_foot()
        self.standing.set()
        if self.live is not None:
            await self.opened()

    def on_resize(self, event: events.Resize) -> None:
        # In a storm of resizes an event may tell an older size than the app knows.
        width, height = self.app.size
        wide = width >= WIDE and not self.console_app.settings.linear
        self.set_class(self.console_app.settings.linear, "-linear")
        self.set_class(wide, "-wide")
        self.set_class(not wide, "-narrow")
        self._shrink(width < SMALLEST[0] or height < SMALLEST[1], width)
        self.show_head()
        self.show_foot()

    def _shrink(self, small: bool, width: int) -> None:
        """In a window too small for anything, one sentence takes the place of all."""
        self.small = small
        for name in ("#head", "#banner", "#foot"):
            self.query_one(name, Bar).hide(small)
        self.query_one("#body").display = not small
        self.asker.display = self.asker.open and not small
        lines = wrapped(self.words("small"), max(1, width), "warn") if small else []
        self.query_one("#small", Bar).show(lines)

    async def opened(self) -> None:
        """The desk is there: fill the place. Called once, or at mount when it was there before."""
        self.ready = True
        self.show_head()
        await self.fill()

    async def fill(self) -> None:
        """Read what the place shows."""

    async def changed(self, subjects: set[str]) -> None:
        """Subjects moved. Called at most four times a second."""
        self.show_head()

    async def taken_back(self, ids: set[int]) -> None:
        """An act of one's own was taken back on these items."""

    def beat(self) -> None:
        """Four times a second: clocks and countdowns. What the header tells is no finer than a second."""
        second = int(self.console_app.now().timestamp())
        if second != self._beaten:
            self._beaten = second
            self.show_head()

    def home(self) -> None:
        """The place was asked for by name: show what it is about."""

    async def leaving(self) -> None:
        """Save what is half written."""

    def on_screen_resume(self) -> None:
        self.console_app.said.hush()
        self.show_head()
        self.show_foot()

    def title_text(self) -> str:
        return self.words(self.title_key)

    def show_head(self) -> None:
        if self.query_one_optional("#foot") is None:
            return
        live, now, width = self.live, self.console_app.now(), self.size.width
        desk = self.console_app.desk
        spans = head.header(
            width,
            now,
            self.words,
            place=self.title_text(),
            demo=desk is not None and desk.demo,
            counts=live.counts if live else None,
            health=live.health if live else (),
            pause=live.pause if live else None,
            linear=self.console_app.settings.linear,
            reordering=live.reordering if live else None,
        )
        self.query_one("#head", Bar).show([spans])
        self.query_one("#banner", Bar).show(self.banner(width) if live else [])

    def banner(self, width: int) -> Sequence[Line]:
        """The worst channel, the alert, the incident: a line each, only when there is something."""
        live, now, words, marks = self.live, self.console_app.now(), self.words, self.console_app.marks
        lines: list[Line] = []
        if live is None:
            return lines
        sick = head.worst(live.health)
        if sick is not None:
            lines.append(head.sick_line(sick, width, now, words))
        alert = live.alert
        if alert is not None and alert.acknowledged_by is None:
            lines.append(head.alert_line(alert, live.band, width, now, words, marks, live.over.get(alert.id)))
        if live.incident is not None:
            run = live.run_of(live.incident)
            lines.append(head.incident_line(live.incident, run, width, now, words))
        return lines

    def hints(self) -> Sequence[tuple[str, str]]:
        found = []
        for name in self.hint_names:
            command = REGISTRY[name]
            keys = self.console_app.keymap.keys(command)
            if keys:
                key = shown(keys[0], ascii_only=self.console_app.marks.ascii)
                found.append((key, self.words("hint." + name.replace(" ", "-"))))
        return found

    def show_foot(self) -> None:
        if self.query_one_optional("#foot") is not None:
            said = self.console_app.said
            following = self.following()
            told = (said.text, said.style) if said.text and not following else None
            spans = head.footer(told, following or self.hints(), self.pending, self.size.width)
            self.query_one("#foot", Bar).show([spans])
            if self.console_app.settings.linear:
                self.call_after_refresh(point, self)

    def answers(self, key: str) -> bool:
        if self.asker.open:
            self.asker.key(key)
            return True
        return False

    # ── commands ────────────────────────────────────────────────────────────────────────────────────
    def start(self, command: Command) -> None:
        """A command was chosen by key, palette or help: ask for what it needs, then do it."""
        asking.start(self, command)

    def ask(self, question: Question) -> None:
        self.asker.ask(question)

    def ask_if_free(self, question: Question) -> None:
        """Ask what an act led to, unless the operator has begun something else meanwhile."""
        if not self.asker.open:
            self.ask(question)

    def aside(self, work: Coroutine[object, object, object], group: str) -> None:
        """Do something beside the keys; what goes wrong is told."""
        self.run_worker(self._done_aside(work), group=group, exit_on_error=False)

    async def _done_aside(self, work: Coroutine[object, object, object]) -> None:
        try:
            await work
        except Exception as error:
            self.console_app.trouble(error)

    def run_line(self, line: str) -> None:
        asking.run_line(self, line)

    def completed(self, command: Command, args: Args) -> Args:
        """The arguments with what this place knows of those that were not given."""
        del command
        return args

    def after(self, command: Command) -> None:
        """A command of this place was done: show what it changed."""

    def handler(self, command: Command) -> Callable[[], None] | None:
        """The method of this place, or of all places, that does a command."""
        return cast("Callable[[], None] | None", self._method("do_", command))

    def given(self, command: Command) -> Callable[[Args], None] | None:
        """The method that does a command with arguments."""
        return cast("Callable[[Args], None] | None", self._method("with_", command))

    def _method(self, kind: str, command: Command) -> object:
        return getattr(self, kind + command.name.replace(" ", "_").replace("-", "_"), None)

    def needs_desk(self) -> bool:
        """True, and said so, while the desk is not open yet."""
        if self.console_app.desk is None:
            self.console_app.tell(self.words("foot.opening"), "bar-dim")
            return True
        return False

    # ── commands of every place ─────────────────────────────────────────────────────────────────────
    def do_line(self) -> None:
        asking.ask_line(self)

    def do_help(self) -> None:
        from console.ui.screens.help import Help

        self.app.push_screen(Help(self.where, self))

    def do_palette(self) -> None:
        from console.ui.screens.help import Help

        self.app.push_screen(Help(None, self))

    def do_back(self) -> None:
        if self.console_app.long.stop():
            return
        if len(self.app.screen_stack) > ROOT + 1:
            self.app.pop_screen()
        else:
            self.console_app.tell(self.words("foot.quit"), "bar-key")

    def do_quit(self) -> None:
        self.console_app.leave()

    def do_redraw(self) -> None:
        self.console_app.paint_all()

    def with_theme(self, args: Args) -> None:
        choose(self.console_app, str(args["name"]))

    def restyle(self) -> None:
        """Other colours: paint everything anew that we draw."""
        for painted in self.query(Painted):
            painted.restyle()

    def do_mouse(self) -> None:
        driver = self.app._driver
        turn = getattr(
            driver, "_disable_mouse_support" if self.console_app.mouse_on else "_enable_mouse_support", None
        )
        if turn is not None:
            turn()
            self.console_app.mouse_on = not self.console_app.mouse_on
        state = "foot.mouse-on" if self.console_app.mouse_on else "foot.mouse-off"
        self.console_app.tell(self.words(state), "bar-good")

    def do_queue(self) -> None:
        self.console_app.go("inbox")

    def do_alert(self) -> None:
        self.console_app.go("alert")

    def do_warroom(self) -> None:
        self.console_app.go("warroom")

    def do_incident_close(self) -> None:
        from console.ui.screens import closing

        closing.close(self)

    def do_playbook(self) -> None:
        self.console_app.go("playbook")

    def do_outbox(self) -> None:
        self.console_app.go("outbox")

    def do_undo_list(self) -> None:
        self.console_app.go("acts")

    def do_channels(self) -> None:
        self.console_app.go("channels")

    def do_calendar(self) -> None:
        self.console_app.go("calendar")

    def do_corrections(self) -> None:
        self.console_app.go("corrections")

    def do_calendar_add(self) -> None:
        from console.ui.screens import entering

        if not self.needs_desk():
            entering.ask(self)

    def do_rules(self) -> None:
        self.console_app.go("rules")

    def do_rule_add(self) -> None:
        asking.ask_line(self, "rule add ")

    def do_alertrules(self) -> None:
        self.console_app.go("alertrules")

    def do_alertrule_add(self) -> None:
        asking.ask_line(self, "alertrule add ")
