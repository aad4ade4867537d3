"""The right pane of the inbox: the thread, the person or the reasons, read part by part."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from console.commands import REGISTRY
from console.model.conversation import in_order
from console.model.item import ItemDetail, MessageKey, StoredMessage
from console.model.person import Written
from console.query import sought
from console.ui.render.card import card_lines, written_lines
from console.ui.render.line import Line
from console.ui.render.message import Laid
from console.ui.render.thread import Shown, thread_lines, title_lines
from console.ui.render.wave import wave_lines
from console.ui.render.why import why_lines
from console.ui.screens import asking, found
from console.ui.widgets.ask import Question
from console.ui.window import Window

if TYPE_CHECKING:
    from console.ui.screens.inbox import Inbox

Wanted = Literal["", "up", "down", "top", "bottom"]
NEAR = 10
"""Lines from an end of what is loaded at which more is read."""


class Beside:
    """What the pane holds of a thread or of a person's messages, and where the reader stands in it."""

    def __init__(self, place: "Inbox") -> None:
        self.place = place
        self.all_versions = False
        self.wanted: Wanted = ""
        """Where the reader went while the part that is loaded ended there."""
        self._sought: tuple[str, ...] = ()
        self._unseen = False
        """Another thread is to be shown, and had no room yet to be seen."""
        self._of: tuple[str, int] | None = None
        """View and item or person that is shown."""
        self._laid = Laid()
        self._thread: Window[StoredMessage] | None = None
        self._wrote: Window[Written] | None = None

    async def draw(self, detail: ItemDetail) -> None:
        place = self.place
        view = place.view
        if view == "author":
            await self._draw_person(detail)
        elif view == "wave" and detail.row.wave_id is not None:
            self._of = None
            await self._draw_wave(detail, detail.row.wave_id)
        elif view == "why":
            self._of = None
            await self._draw_why(detail)
        else:
            await self._draw_thread(detail)

    def forget(self) -> None:
        """What is shown next is shown from where it opens."""
        self._of = None

    # ── the thread ──────────────────────────────────────────────────────────────────────────────────
    async def _draw_thread(self, detail: ItemDetail) -> None:
        place, of = self.place, ("thread", detail.row.id)
        looked_for = sought(place.asked)
        same = self._of == of and self._thread is not None and self._sought == looked_for
        self._sought = looked_for
        if self._thread is None or not same:
            fetch = partial(place.desk.thread, detail.row.id)
            more = {"before": detail.more_before, "after": detail.more_after}
            self._thread = Window[StoredMessage](fetch, detail.thread, **more)
        else:
            await self._go(self._thread)
        if self._gone(of, detail.row.id):
            return
        window = self._thread
        shown = replace(
            detail,
            thread=tuple(in_order(window.entries)),
            more_before=window.more_before,
            more_after=window.more_after,
            # The draft is not shown twice while it is written.
            draft=None if place.composer.is_open else detail.draft,
        )
        laid = thread_lines(shown, self._how())
        app, live = place.console_app, place.live
        present = live.present.get(detail.row.id, ()) if live is not None else ()
        head = title_lines(detail, self._width, app.now(), place.words, app.marks, present)
        unread = self._newest_unread(shown)
        self._show(of, head, laid, opens_at=unread, same=same)
        self._unseen = self._unseen or not same
        if self._unseen and place.reader.size.height:
            self._unseen = False
            place.reader.select(None)
            found.into_view(place.reader)

    @staticmethod
    def _newest_unread(detail: ItemDetail) -> MessageKey | None:
        outside = [one for one in detail.thread if not one.message.ours and not one.message.deleted]
        if detail.row.unread and outside:
            return outside[-1].key
        return detail.thread[-1].key if detail.thread else None

    # ── the person ──────────────────────────────────────────────────────────────────────────────────
    async def _draw_person(self, detail: ItemDetail) -> None:
        place, row = self.place, detail.row
        person_id = await place.desk.person_of(row.channel, row.author_id)
        of = ("author", person_id)
        same = self._of == of and self._wrote is not None
        if self._wrote is None or not same:
            self._wrote = Window[Written](partial(place.desk.written, person_id), before=True, after=False)
            await self._wrote.last()
        else:
            # Newest first: down is towards the beginning.
            turned: dict[Wanted, Wanted] = {"up": "down", "down": "up", "top": "bottom", "bottom": "top"}
            self.wanted = turned.get(self.wanted, "")
            await self._go(self._wrote)
        card = await place.desk.card(person_id)
        if self._gone(of, row.id):
            return
        words, marks, now = place.words, place.console_app.marks, place.console_app.now()
        head = card_lines(card, self._width, now, words, marks)
        laid = written_lines(
            self._wrote.entries, self._width, now, words, marks,
            newer=self._wrote.more_after, older=self._wrote.more_before, all_versions=self.all_versions,
        )  # fmt: skip
        # The card scrolls with what they wrote: it may be longer than the pane.
        laid.starts = {key: start + len(head) for key, start in laid.starts.items()}
        laid.lines = [*head, *laid.lines]
        self._show(of, [], laid, opens_at=None, same=same)

    # ── the reasons ─────────────────────────────────────────────────────────────────────────────────
    async def _draw_why(self, detail: ItemDetail) -> None:
        place, app = self.place, self.place.console_app
        asked = await place.desk.asked(detail.row.id, 1)
        lines = why_lines(detail, asked, self._width, app.now(), place.words, app.marks)
        if place.view == "why" and place.queue.roll.cursor == detail.row.id:
            place.reader.show(lines, keep=True)

    # ── the wave ────────────────────────────────────────────────────────────────────────────────────
    async def _draw_wave(self, detail: ItemDetail, wave_id: int) -> None:
        place, app = self.place, self.place.console_app
        wave = await place.desk.wave(wave_id)
        looked_at, evidence = await place.desk.wave_evidence(wave)
        if place.view == "wave" and place.queue.roll.cursor == detail.row.id:
            lines = wave_lines(wave, looked_at, evidence, self._width, app.now(), place.words, app.marks)
            place.reader.show(lines, keep=True)

    # ── both ────────────────────────────────────────────────────────────────────────────────────────
    @property
    def _width(self) -> int:
        return max(20, self.place.reader.size.width - 1)

    def _how(self) -> Shown:
        app = self.place.console_app
        pace = self.place.desk.pace()
        return Shown(
            self._width, app.now(), self.place.words, app.marks, pace, self.all_versions, self._sought
        )

    async def _go(self, window: Window[StoredMessage] | Window[Written]) -> None:
        """Read what the reader went to, or the same part again."""
        wanted = self.wanted
        if wanted == "up":
            await window.earlier()
        elif wanted == "down":
            await window.later()
        elif wanted == "top":
            await window.first()
        elif wanted == "bottom":
            await window.last()
        else:
            await window.renew()

    def _gone(self, of: tuple[str, int], item_id: int) -> bool:
        """The reader turned to something else meanwhile, or the place closes and its parts are gone."""
        if not self.place.whole:
            return True
        return self.place.view != of[0] or self.place.queue.roll.cursor != item_id

    def _show(
        self, of: tuple[str, int], head: list[Line], laid: Laid, *, opens_at: MessageKey | None, same: bool
    ) -> None:
        """Other lines under the same eye: what stood at the top stands there again."""
        reader, wanted, before = self.place.reader, self.wanted, self._laid
        self.wanted = ""
        old_top, pinned = reader.top, len(head)
        self._of, self._laid = of, laid
        reader.show([*head, *laid.lines], keep=True, pinned=pinned)
        turned = wanted in ("top", "bottom")
        if not same:
            start = laid.starts.get(opens_at) if opens_at is not None else None
            reader.to(0 if start is None else start)
        elif turned:
            down = (wanted == "bottom") is (of[0] == "thread")
            reader.to(len(reader.lines) if down else 0)
        else:
            anchors = [(start, key) for key, start in before.starts.items() if key in laid.starts]
            above = [pair for pair in anchors if pair[0] <= old_top] or anchors[:1]
            if above:
                start, key = max(above) if above[0][0] <= old_top else above[0]
                reader.to(old_top + laid.starts[key] - start)

    def scrolled(self, wanted: Wanted = "") -> None:
        """The reader moved: read on where the loaded part ends."""
        place, reader = self.place, self.place.reader
        window = self._wrote if place.view == "author" else self._thread
        if window is None or self._of is None or place.view in ("why", "wave"):
            return
        above, below = window.more_before, window.more_after
        if place.view == "author":
            above, below = below, above
        if wanted == "top" and above:
            self.wanted = "top"
        elif wanted == "bottom" and below:
            self.wanted = "bottom"
        elif above and reader.top <= NEAR:
            self.wanted = "up"
        elif below and reader.top + reader.size.height >= len(reader.lines) - NEAR:
            self.wanted = "down"
        if self.wanted:
            place.read()


def ask_person(place: "Inbox") -> None:
    """What is to be said of the person who wrote, by one key."""
    words = place.words

    def then(answer: str) -> None:
        if answer in ("vip", "troll", "none"):
            place.perform_all(REGISTRY["person mark"], {"mark": answer})
        elif answer:
            asking.start(place, REGISTRY[f"person {answer}"])

    keys = {
        "v": (words("person.vip"), "vip"),
        "x": (words("person.troll"), "troll"),
        "0": (words("person.none"), "none"),
        "t": (words("ask.person-tag"), "tag"),
        "n": (words("ask.person-note"), "note"),
        "l": (words("ask.person-link"), "link"),
        "u": (words("ask.person-unlink"), "unlink"),
    }
    place.ask(Question(words("ask.person"), then, keys=keys))
