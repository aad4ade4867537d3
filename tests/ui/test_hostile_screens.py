"""Whatever people write, the terminal gets text: the whole corpus, every screen, and the raw bytes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console as RichConsole
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from console.desk.deeds import Correct
from console.desk.local import LocalDesk
from console.model.actor import WATCH
from console.model.alert import Finding, Phrase, Signal
from console.model.channel import Health
from console.model.message import Quarantined, RawMessage
from console.model.words import Flag, HealthState, Label, Level, OutboxState, Severity
from console.store.sqlite import SqliteStore
from console.text import clean, one_line
from console.ui.gate import OutputGate, storable
from console.ui.render.line import Span, wrapped
from console.ui.render.palette import Palette
from tests.hostile.corpus import all_strings, by_class
from tests.hostile.oracle import smuggled
from tests.support.consoleterminal import console_in_terminal
from tests.support.fastclock import START, FastClock
from tests.support.rooms import CHANNEL, desk_on, ingest, open_store, raw
from tests.support.screens import Driver, console_on, some_day

TERMINAL = RichConsole(color_system="truecolor", force_terminal=True)


def written(strips: list[Strip]) -> bytes:
    """What a terminal would be sent for these lines."""
    return "\n".join(strip.render(TERMINAL) for strip in strips).encode("utf-8", "surrogateescape")


INVISIBLE = [
    f"U+{code:04X}" for code in (0xAD, 0x180E, 0x3164, 0xFFA0, *range(0x200B, 0x2010), *range(0x2060, 0x2066))
]


def steering(output: bytes) -> list[str]:
    """What was smuggled, but for characters that only can't be seen."""
    found = [one for one in smuggled(output) if not one.startswith("tag")]
    return [one for one in found if not any(f"character {code} " in one for code in INVISIBLE)]


def test_a_line_lets_no_string_of_the_corpus_out_even_without_the_way_in() -> None:
    palette = Palette("rich")
    for text in all_strings():
        strip = palette.strip((Span(text[:300], "strong"),), 80, "cursor")
        # What is merely invisible is the way in's business; what steers a terminal must stop here.
        assert not steering(written([strip])), repr(text)
        assert strip.cell_length == 80


def test_the_gate_stops_every_string_in_any_widget_s_strips() -> None:
    gate, black = OutputGate(), Color(0, 0, 0)
    for text in all_strings():
        segments = gate.apply(
            [Segment("a", None), Segment(text, Style(bold=True, link="https://evil.example"))], black
        )
        assert all(segment.style is None or segment.style.link is None for segment in segments)
        joined = "".join(segment.text for segment in segments)
        assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in joined), repr(text)


def test_texts_through_both_gates_are_clean_to_the_last_byte() -> None:
    palette = Palette("rich")
    strips = []
    for text in all_strings():
        lines = wrapped(clean(text[:400]), 78, "dim", 2)[:8]
        strips += [palette.strip(line, 80) for line in lines]
        strips.append(palette.strip((Span(one_line(text), "strong"),), 80))
    assert all(strip.cell_length == 80 for strip in strips)
    assert not smuggled(written(strips))


def hostile_day() -> Iterator[RawMessage]:
    """Every string of our own somewhere: in texts, handles, names, links and languages."""
    for name, texts in by_class().items():
        for number, start in enumerate(range(0, len(texts), 12)):
            some = texts[start : start + 12]
            author = {"id": f"{name}{number}", "handle": some[0][:60] or "x", "name": some[-1][:60] or "y"}
            yield raw(
                f"{name}{number}",
                "\n".join(text[:200] for text in some),
                author=author,
                at=START - timedelta(minutes=number),
            )


EVIL = storable("".join(texts[0] for texts in by_class().values()))
EVIL_WORD = "\x1b]52;c;UFdORUQ=\x07\x9b2J\u202e[@click=app.pwn]PWNED[/]"


async def make_evil(desk: LocalDesk, store: SqliteStore, clock: FastClock) -> None:
    """An alert, an incident, replies, notes and refusals full of it."""
    now = clock.now()
    finding = Finding(
        episode=EVIL_WORD,
        level=Level.CRISIS,
        at=now,
        text=clean(EVIL),
        signals=(Signal("all", "negatives", now, 24, 3.1, 9.2, 6.1, 7.2, 15),),
        phrases=(Phrase(one_line(EVIL), 14, 0.4), Phrase(one_line(EVIL_WORD), 3, 0)),
        samples=(1, 2, 3),
        flags=(Flag.OUTAGE,),
    )
    async with store.act(WATCH, now) as tx:
        await tx.put_alert(finding)
    await desk.declare(EVIL, Severity.SEV1, alert_id=1)
    await desk.log(1, EVIL)
    await desk.start_run("service-outage", 1)
    await desk.note(1, EVIL)
    await desk.save_draft(1, EVIL)
    for item in (1, 2, 3, 4):
        await desk.one(item, Correct(Label.NEUTRAL))
    _done, out = await desk.reply(2, EVIL_WORD)
    async with store.act(WATCH, now) as tx:
        await tx.set_outgoing(out.id, OutboxState.FAILED, error=clean(EVIL), attempts=3)
    refused = Quarantined(CHANNEL, one_line(EVIL_WORD), EVIL, now, 3)
    await store.ingest([], [refused], channel=CHANNEL, cursor=None, at=now)


TOUR = (
    *("enter", "escape", "i", "escape", "w", "escape", "exclamation_mark", "G", "q", "f3", "G", "q"),
    *(
        "f4",
        "j",
        "q",
        "f5",
        "j",
        "q",
        "f6",
        "G",
        "q",
        "f12",
        "j",
        "q",
        "question_mark",
        "escape",
        "ctrl+p",
        "escape",
        "r",
    ),
    "escape",
)


async def seen_on(console: Driver) -> bytes:
    return written(list(console.app.screen._compositor.render_strips()))


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_every_screen_shows_hostile_texts_as_text(tmp_path: Path, size: tuple[int, int]) -> None:
    async with console_on(tmp_path, *hostile_day(), size=size) as console:
        await make_evil(console.desk, console.store, console.clock)
        console.desk.watching = SickWatch()
        assert console.app.live is not None
        await console.app.live.renew(set(), everything=True)
        await console.tick()
        output = b""
        for key in TOUR:
            await console.press(key)
            output += await seen_on(console)
        for _ in range(12):
            await console.press("ctrl+d")
            output += await seen_on(console)
        assert not smuggled(output)
        assert "PWNED" in output.decode("utf-8", "surrogateescape")


class SickWatch:
    """A channel whose troubles were written by its server."""

    def health(self) -> list[Health]:
        return [Health(CHANNEL, HealthState.AUTH, START, one_line(EVIL), one_line(EVIL_WORD))]

    def band(self, stream: str) -> dict[object, tuple[float, float]]:
        return {}


async def test_typed_controls_stay_text_in_every_field(tmp_path: Path) -> None:
    async with console_on(tmp_path, *some_day()) as console:
        await console.press("slash")
        await console.type(EVIL_WORD)
        output = await seen_on(console)
        await console.press("escape", "colon")
        await console.type(EVIL_WORD)
        output += await seen_on(console)
        await console.press("enter")
        output += await seen_on(console)
        await console.press("escape", "r")
        await console.type(EVIL)
        output += await seen_on(console)
        await console.press("escape")
        await console.tick()
        output += await seen_on(console)
        assert not [
            one for one in smuggled(output) if "sequence" in one or "U+009B" in one or "U+202E" in one
        ]


async def test_a_real_terminal_gets_no_byte_of_theirs(tmp_path: Path) -> None:
    async def fill(folder: Path, *raws: RawMessage, evil: bool) -> None:
        clock = FastClock()
        store = await open_store(folder, clock)
        await ingest(store, *raws)
        if evil:
            await make_evil(desk_on(store, clock), store, clock)
        await store.close()

    def tour(folder: Path) -> bytes:
        with console_in_terminal(folder, size=(100, 30)) as terminal:
            terminal.wait_for("Queue 1/")
            for keys, sign in (
                ("w", "points"), ("w", "Queue"), ("i", "message "), ("i", "Queue"), ("!", "Alert"),
                ("q", "Queue"), ("\x1bOR", "War room"), ("q", "Queue"), ("O", "Outbox"), ("q", "Queue"),
                ("H", "Channels"), ("q", "Queue"), ("G", "Queue"), ("gg", "Queue 1/"),
            ):  # fmt: skip
                terminal.press(keys)
                terminal.wait_for(sign)
            terminal.press("\x11")
            assert terminal.wait_end() == 0
            return bytes(terminal.output)

    good, bad = tmp_path / "good", tmp_path / "bad"
    good.mkdir()
    bad.mkdir()
    await fill(good, *some_day(), evil=False)
    await fill(bad, *hostile_day(), evil=True)
    output = tour(bad)
    assert b"PWNED" in output
    assert not smuggled(output, benign=tour(good))
