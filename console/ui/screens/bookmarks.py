"""Bookmarks: a letter on an item, and back to it, as vim's marks do for places in a text."""

from console.commands import Args
from console.query import parse
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
        """Put the cursor on an item; a filter that hides it is lifted."""

        async def work() -> None:
            roll, app = self.queue.roll, self.console_app
            before = roll.cursor
            if item_id not in roll.spine:
                row = next(iter(await self.desk.rows([item_id])), None)
                if row is None:
                    app.tell(self.words("bookmark.gone"), "bar-key")
                    return
                found = await self.load_around(item_id)
                if not found and self.query_text:
                    found = await self._lifted(item_id)
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

    async def _lifted(self, item_id: int) -> bool:
        """Without the filter, if the item is in the queue then; else the filter stays."""
        whole = self.shown(parse(""))
        if not await self.desk.queue_among(whole, [item_id]):
            return False
        self.asked, self.query_text = whole, ""
        await self.desk.set_setting(FILTER, "")
        self.console_app.tell(self.words("bookmark.lifted"), "bar-key")
        return await self.load_around(item_id)

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
