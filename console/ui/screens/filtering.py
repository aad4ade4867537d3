"""The queue by what it shows: filters as they are typed, saved views, and what the filter's words found."""

from console.commands import Args, Command
from console.model.item import ItemDetail
from console.query import parse, sought
from console.ui.live import item_ids
from console.ui.screens import found
from console.ui.screens.feed import FILTER, Feed
from console.ui.screens.narrowing import Narrowing
from console.ui.screens.viewing import Board
from console.ui.widgets.painted import Reader


class Filtering(Feed):
    def __init__(self) -> None:
        super().__init__()
        self.narrowing: Narrowing | None = None
        self.board: Board | None = None
        self.detail: ItemDetail | None = None
        """The thread that is read."""
        self.marked: tuple[str, ...] = ()
        """The words that are marked in it."""

    @property
    def reader(self) -> Reader:
        """Where the thread is read."""
        raise NotImplementedError

    async def fill(self) -> None:
        await super().fill()
        self.board = Board(self)
        await self.board.fill()

    async def load(self, cursor: int | None = None) -> None:
        await super().load(cursor)
        if sought(self.asked) != self.marked:
            # Other words are marked in a thread that stays the same.
            self.marked, self.detail = sought(self.asked), None
            self.read()

    async def changed(self, subjects: set[str]) -> None:
        if self.board is not None:
            self.board.tally.touched(item_ids(subjects))
            if any(subject.startswith("view:") for subject in subjects):
                await self.board.fill()
        await super().changed(subjects)

    def beat(self) -> None:
        super().beat()
        if self.board is not None:
            self.board.beat()

    def show_head(self) -> None:
        super().show_head()
        if self.board is not None:
            self.board.paint()

    # ── the filter ──────────────────────────────────────────────────────────────────────────────────
    def do_queue_filter(self) -> None:
        if not self.needs_desk():
            self.narrowing = Narrowing(self)
            self.narrowing.begin()

    def filter_by(self, text: str) -> None:
        """Show only what matches. Raises QueryError, which points at what is wrong."""
        query = parse(text)
        self.asked, self.query_text = self.shown(query), text.strip()
        self.set_aside()
        cursor = self.queue.roll.cursor

        async def work() -> None:
            await self.desk.set_setting(FILTER, self.query_text)
            await self.load(cursor)

        self.travel(work())

    def completed(self, command: Command, args: Args) -> Args:
        return {"query": self.query_text, **args} if command.name == "view save" else args

    def do_hit_next(self) -> None:
        found.jump(self, self.times)

    def do_hit_previous(self) -> None:
        found.jump(self, -self.times)

    def after(self, command: Command) -> None:
        super().after(command)
        if command.name.startswith("view ") and self.board is not None:
            self.board.renew()

    # ── views ───────────────────────────────────────────────────────────────────────────────────────
    def do_views(self) -> None:
        if self.needs_desk() or self.board is None:
            return
        if self.count:
            self.board.open_numbered(self.times)
        else:
            self.board.choose()

    def do_view_open(self) -> None:
        if self.board is not None:
            self.board.ask_name()

    def open_view(self, name: str) -> None:
        """Raises NotFound."""
        if self.board is not None:
            self.board.open_named(name)

    def do_view_next(self) -> None:
        if self.board is not None:
            self.board.step(self.times)

    def do_view_previous(self) -> None:
        if self.board is not None:
            self.board.step(-self.times)
