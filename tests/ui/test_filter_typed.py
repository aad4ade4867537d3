"""`/`: the queue follows what is typed, mistakes are pointed at below it, and what was found is marked."""

from pathlib import Path

import pytest

from console.model.message import RawMessage
from console.query import hits, parse, sought
from console.ui.render.found import STYLE
from console.ui.session import UiSettings
from console.ui.widgets.painted import Bar, Reader
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, open_store, raw
from tests.support.screens import SIZES, Driver, console_on, some_day

NOBODY = "Nobody was there, we waited for an hour in the cold, and then the door was locked, refund please"


def shown(console: Driver) -> list[int]:
    return list(console.queue.roll.spine)


def marked(console: Driver) -> list[str]:
    """Words that are marked in the rows on the screen."""
    queue = console.queue
    lines = [queue.paint(y, queue.size.width)[0] for y in range(queue.size.height)]
    return [span.text for line in lines for span in line if span.style == STYLE]


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue_narrows_letter_by_letter_and_enter_keeps_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with console_on(tmp_path, *some_day(), size=size) as console:
        await console.press("slash", "o", "p", "e", "n")
        assert len(shown(console)) == 1
        assert "Saturday" in console.screen()
        assert marked(console) == ["open"]
        await console.press("asterisk", "backspace", "backspace", "backspace", "backspace", "backspace")
        assert len(shown(console)) == 6
        await console.type("sentiment:neg")
        # Not a sentiment yet: what was found last stays.
        assert len(shown(console)) == 6
        await console.type("ative\n")
        assert len(shown(console)) == 2
        assert await console.desk.get_setting("ui.filter") == "sentiment:negative"


async def test_the_thread_beside_marks_what_the_filter_says_now(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day(), size=(200, 50)) as console:
        reader = console.app.screen.query_one("#thread", Reader)

        def found() -> list[str]:
            return [span.text for line in reader.lines for span in line if span.style == STYLE]

        await console.press("slash", "o", "p", "e", "n")
        assert found() == ["open"]
        await console.press("space", "d", "o")
        assert found() == ["do", "open"]
        await console.press("escape")
        assert found() == []


async def test_escape_puts_back_the_filter_the_cursor_and_the_marks(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("slash")
        await console.type("-is:done\n")
        await console.press("x", "j", "j", "j")
        roll = console.queue.roll
        before = (shown(console), roll.cursor, set(roll.marks), roll.top)
        await console.press("slash", "ctrl+u")
        await console.type("bergen")
        assert len(shown(console)) == 1
        assert "/bergen" in console.bar("head")
        await console.press("escape")
        assert (shown(console), roll.cursor, set(roll.marks), roll.top) == before
        assert "/-is:done" in console.bar("head")
        assert await console.desk.get_setting("ui.filter") == "-is:done"


async def test_a_filter_that_shows_nothing_says_so_while_it_is_typed(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("slash")
        await console.type("zebra")
        assert "Nothing matches this filter" in console.screen()
        await console.press("escape")
        assert "Queue 1/6" in console.screen()


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "there is no key “sentimint”"), ("nb", "det finnes ingen nøkkel “sentimint”")],
)
async def test_a_mistake_is_pointed_at_below_the_line(tmp_path: Path, lang: str, said: str) -> None:
    async with console_on(tmp_path, *some_day(), settings=UiSettings(lang=lang)) as console:
        await console.press("slash")
        await console.type("日本 sentimint:x")
        lines = console.screen().splitlines()
        typed = next(place for place, line in enumerate(lines) if "sentimint:x" in line)
        below = lines[typed + 1]
        # Two wide characters before it stand in four columns of the line above, and in none below.
        assert below.index("^") == lines[typed].index("sentimint") + 2
        assert said in below
        height = console.queue.size.height
        await console.press("ctrl+u")
        await console.type("is:new")
        assert console.queue.size.height == height


async def test_a_long_filter_that_scrolled_is_pointed_at_where_it_is_seen(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("slash")
        await console.type("-tag:a " * 14 + "is:purpl")
        await console.press("e")
        lines = console.screen().splitlines()
        typed = next(place for place, line in enumerate(lines) if "is:purple" in line)
        assert lines[typed + 1].index("^") == lines[typed].index("purple")


async def test_keys_and_values_in_use_are_completed_and_tab_goes_round(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        ids = shown(console)
        await console.desk.tag(ids[0], ["refund", "rush"])
        await console.desk.tag(ids[1], ["refund"])
        await console.press("slash")
        assert "lang:" in console.bar("ask-label")
        await console.type("ta")
        await console.press("tab")
        field = console.app.screen.query_one("#ask-input")
        assert field.value == "tag:"  # type: ignore[attr-defined]
        assert "refund   rush" in console.bar("ask-label")
        seen = []
        for key in ("tab", "tab", "tab", "shift+tab"):
            await console.press(key)
            seen.append(field.value)  # type: ignore[attr-defined]
        assert seen == ["tag:refund", "tag:rush", "tag:refund", "tag:rush"]
        assert len(shown(console)) == 1
        await console.press("home")
        await console.type("-is:pe ")
        await console.press("left", "tab")
        assert field.value == "-is:pending tag:rush"  # type: ignore[attr-defined]


async def test_a_word_far_out_is_brought_into_the_row_and_reached_in_the_thread(tmp_path: Path) -> None:
    lines = [f"line {number}" for number in range(60)]
    long = "\n".join([*lines[:40], "my refund never came", *lines[40:], "REFUND me"])
    async with console_on(tmp_path, raw("a", long), raw("b", NOBODY, handle="x@y.example")) as console:
        await console.press("slash")
        await console.type("refund\n")
        assert len(shown(console)) == 2
        assert "refund please" in console.screen()
        row = next(
            place for place, item in enumerate(shown(console))
            if "Nobody" in (console.queue.row(item).text if console.queue.row(item) else "")  # type: ignore[union-attr]
        )  # fmt: skip
        await console.press("g", "g", *(["j"] if row == 0 else []))
        await console.press("enter")
        reader = console.app.screen.query_one("#thread", Reader)
        assert "my refund never came" in console.screen()
        await console.press("l")
        first = reader.cursor
        assert "Found 1 of 2" in console.foot
        await console.press("l")
        assert "REFUND me" in console.screen()
        assert "Found 2 of 2" in console.foot
        await console.press("l")
        assert reader.cursor == first
        await console.press("L")
        assert "Found 2 of 2" in console.foot


async def test_without_words_in_the_filter_the_key_says_why_nothing_is_found(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("enter", "l")
        assert "looks for no words" in console.foot


QUERIES = [
    "refund", "refund*", '"my refund"', "ref*", "🔥", "straße", "STRASSE", "på", "haha", "re-fund",
    '"wait for*"', "né*", "#refund", "50", "!?", "answer",
]  # fmt: skip
TEXTS = [
    "My refund!", "refunded twice", "Straße på norsk", "so 🔥🔥", "haha🤣", "re fund", "I wait, forever",
    "né ici", "#refund 50%", "what!?", "no answer", "ano\u0308ther re\u0301fund",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
async def test_whatever_the_search_finds_is_marked_in_its_thread(tmp_path: Path, query: str) -> None:
    clock = FastClock()
    store = await open_store(tmp_path, clock)
    desk = desk_on(store, clock)
    raws: list[RawMessage] = []
    for place, text in enumerate(TEXTS):
        # The words are in an older message than the one that the queue shows.
        raws.append(raw(f"m{place}", text, handle=f"p{place}@x.example", thread_id=f"t{place}"))
        if place % 2:
            raws.append(raw(f"n{place}", "And?", handle=f"p{place}@x.example", thread_id=f"t{place}"))
    await ingest(store, *raws)
    asked = parse(query)
    for item in await desk.queue_ids(asked):
        thread = (await desk.item(item)).thread
        assert any(hits(sought(asked), one.message.text) for one in thread), query
    await store.close()


async def test_the_lines_below_are_kept_while_typing_so_that_nothing_jumps(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("slash")
        heights = set()
        for key in "is:n -":
            await console.press("space" if key == " " else "colon" if key == ":" else key)
            heights.add(
                (console.queue.size.height, console.app.screen.query_one("#ask-below", Bar).size.height)
            )
        assert len(heights) == 1
