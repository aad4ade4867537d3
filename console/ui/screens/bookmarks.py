"""Bookmarks: a letter on an item, and back to it, as vim's marks do for places in a text."""

from dataclasses import replace

from console.commands import Args
from console.model.item import ItemRow
from console.query import Query, parse
from console.ui.lettered import Lettered
from console.ui.screens.feed import FILTER
from console.ui.screens.filtering import Filtering
from console.ui.screens.keyed import SAME
from console.ui.widgets.ask import Question

BOOKMARKS = "ui.bookmarks"


class Bookmarked(Filtering):
    """A bookmark names an item, never a row: it holds whatever comes, goes or is filtered."""

    def __init__(self) -> None:
        super().__init__()
        self.bookmarks: Lettered[int] = Lettered(BOOKMARKS, int)
        self._came_from: int | None = None

    async def fill(self) -> None:
        await super().fill()
        await self.bookmarks.load(self.desk)

    def with_bookmark_set(self, args: Args) -> None:
        letter, item_id = str(args["letter"]), self.queue.roll.cursor
        if letter == SAME or item_id is None:
            self.console_app.tell(self.words("foot.letter"), "bar-key")
            return
        self.bookmarks.things[letter] = item_id

        async def work() -> None:
            await self.bookmarks.save(self.desk)
            self.console_app.tell(self.words("bookmark.set", letter=letter), "bar-good")

        self.console_app.act(work)

    def with_bookmark_jump(self, args: Args) -> None:
        letter = str(args["letter"])
        wanted = self._came_from if letter == SAME else self.bookmarks.things.get(letter)
        if wanted is None:
            text = "bookmark.nowhere" if letter == SAME else "bookmark.none"
            self.console_app.tell(self.words(text, letter=letter), "bar-key")
            return
        self.jump_to(wanted)

    def jump_to(self, item_id: int) -> None:
        """Put the cursor on an item; a wave that hides it is unfolded, a filter is lifted."""

        async def work() -> None:
            roll, app = self.queue.roll, self.console_app
            before = roll.cursor
            if item_id not in roll.spine:
                row = next(iter(await self.desk.rows([item_id])), None)
                if row is None:
                    app.tell(self.words("bookmark.gone"), "bar-key")
                    return
                found = await self._found(self.asked, row)
                if not found and self.query_text:
                    found = await self._lifted(row)
                if not found:
                    word = row.state.value
                    state = self.words.of("state", word)
                    text = self.words("bookmark.closed", who=row.author_handle, state=state, word=word)
                    app.tell(text, "bar-key")
                    return
            roll.following = False
            roll.choose(item_id)
            self._came_from = before
            self._settled()

        self.travel(work())

    async def _found(self, asked: Query, row: ItemRow) -> bool:
        """Show what stands around an item, its wave unfolded if it is behind another's row."""
        unfolded = asked.unfolded if row.wave_id is None else asked.unfolded | {row.wave_id}
        for one in (asked, replace(asked, unfolded=unfolded)):
            if await self.desk.queue_among(one, [row.id]):
                self.asked = one
                return await self.load_around(row.id)
        return False

    async def _lifted(self, row: ItemRow) -> bool:
        """Without the filter, if the item is in the queue then; else the filter stays."""
        if not await self._found(self.shown(parse("")), row):
            return False
        self.query_text = ""
        await self.desk.set_setting(FILTER, "")
        self.console_app.tell(self.words("bookmark.lifted"), "bar-key")
        return True

    def do_bookmark_list(self) -> None:
        things = self.bookmarks.things
        if not things:
            self.console_app.tell(self.words("bookmark.empty"), "bar-key")
            return

        async def work() -> None:
            rows = {row.id: row for row in await self.desk.rows(list(things.values()))}
            keys = {
                letter: (rows[item_id].author_handle if item_id in rows else "?", letter)
                for letter, item_id in sorted(things.items())
            }
            self.ask_if_free(
                Question(
                    self.words("bookmark.which"),
                    lambda letter: self.with_bookmark_jump({"letter": letter}),
                    keys=keys,
                )
            )

        self.console_app.act(work)

    def with_bookmark_drop(self, args: Args) -> None:
        letter = str(args["letter"])
        if self.bookmarks.things.pop(letter, None) is None:
            self.console_app.tell(self.words("bookmark.none", letter=letter), "bar-key")
            return

        async def work() -> None:
            await self.bookmarks.save(self.desk)
            self.console_app.tell(self.words("bookmark.dropped", letter=letter), "bar-good")

        self.console_app.act(work)
