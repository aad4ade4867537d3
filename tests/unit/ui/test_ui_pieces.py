"""Keys, lines, times, marks, the chart and the way out: without a screen."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from console.commands import Where
from console.commands.keymap import Keymap
from console.desk.answers import Band
from console.ui.environment import settle
from console.ui.gate import neutral
from console.ui.keys import Burst, pasted
from console.ui.render.chart import chart_lines
from console.ui.render.line import Span, cut, fit, pad, spread, width_of, wrap
from console.ui.render.marks import Marks
from console.ui.render.palette import Palette
from console.ui.render.when import clock, countdown, long, short
from console.ui.theme import dress_for

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PIECES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80)


@given(PIECES, st.integers(1, 40))
def test_no_wrapped_line_is_wider_than_it_may_be_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap(text, max(2, width))
    assert all(cell_len(line) <= max(2, width) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(PIECES, st.integers(0, 40))
def test_cut_and_pad_keep_to_the_width(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width
    assert cell_len(pad(text, width)) == width


@given(st.lists(PIECES, max_size=5), st.lists(PIECES, max_size=2), st.integers(1, 60))
def test_a_line_fills_its_width_exactly(left: list[str], right: list[str], width: int) -> None:
    spans = [Span(text) for text in left]
    assert width_of(fit(spans, width)) <= width
    strip = Palette("rich").strip(spread(spans, [Span(text) for text in right], width), width)
    assert strip.cell_length == width


def test_long_texts_are_cut_before_they_are_measured() -> None:
    assert cut("x" * 5_000_000, 10) == "x" * 9 + "…"
    assert cut("😀" * 1_000_000, 10) == "😀" * 4 + "…"


@given(st.text(max_size=60))
def test_no_control_leaves_through_the_gate(text: str) -> None:
    shown = neutral(text)
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in shown)
    assert not any(0xD800 <= ord(char) < 0xE000 for char in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert len(shown) == len(text)


def test_plain_text_passes_the_gate_as_it_is() -> None:
    text = "Blåbærsyltetøy 😀 👩‍👩‍👧 नमस्ते"
    assert neutral(text) is text


def test_the_same_key_means_what_its_place_says() -> None:
    keymap = Keymap()
    named = {
        (key, where): found.name
        for key in ("a", "e", "r", "n", "b", "d", "question_mark")
        for where in Where
        if (found := keymap.find(key, where)) is not None
    }
    assert named["a", Where.QUEUE] == "item claim"
    assert named["a", Where.ALERT] == "alert ack"
    assert named["e", Where.RUN] == "step done"
    assert named["r", Where.OUTBOX] == "outbox retry"
    assert named["n", Where.WARROOM] == "incident log"
    assert named["d", Where.RUN] == "step run"
    assert all(named["question_mark", where] == "help" for where in Where)


def test_a_paste_is_dropped_and_fingers_are_not() -> None:
    assert pasted("e done with it")
    assert not pasted(["j"] * 30)
    assert not pasted(["e", "t"])
    assert not pasted(["down", "down", "up", "enter", "pagedown"])
    burst = Burst()
    for key in "abcdef":
        burst.feed(key)
    assert burst.settle() == ([], True)
    burst.feed("j")
    assert burst.settle() == (["j"], False)


def test_times_as_operators_read_them() -> None:
    assert [short(timedelta(seconds=s)) for s in (5, 90, 7200, 200000)] == ["5s", "1m", "2h", "2d"]
    assert long(timedelta(hours=2, minutes=4)) == "2h 04m"
    assert countdown(NOW + timedelta(minutes=5, seconds=2), NOW) == ("5m 02s", False)
    assert countdown(NOW - timedelta(seconds=9), NOW) == ("-9s", True)
    assert len(clock(NOW, NOW)) == 5
    assert len(clock(NOW - timedelta(days=2), NOW)) == 12


@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_chart_draws_bars_bound_and_expected(ascii_only: bool) -> None:
    band = [Band(NOW + timedelta(minutes=5 * n), 4 * n, 2 * n, 10.0, 20.0) for n in range(8)]
    lines = chart_lines(band, 40, 6, "legend", Marks(ascii=ascii_only))
    text = "\n".join("".join(span.text for span in line) for line in lines)
    assert text.isascii() is ascii_only
    styles = {span.style for line in lines for span in line}
    assert {"volume", "chart-neg", "band", "faint"} <= styles
    assert all(width_of(line) <= 40 for line in lines)
    assert "28" in text


def test_a_chart_of_nothing_is_no_error() -> None:
    assert chart_lines([], 40, 6, "legend", Marks()) == [(Span("legend", "dim"),)]
    quiet = [Band(NOW, 0, 0, None, None)]
    assert len(chart_lines(quiet, 40, 6, "legend", Marks())) == 8


def test_badges_keep_their_own_background_on_a_bar() -> None:
    palette = Palette("rich")
    assert palette.style("demo", "bar").bgcolor == palette.style("demo").bgcolor
    assert palette.style("bar-strong", "bar").bgcolor != palette.style("").bgcolor


def test_the_environment_is_settled_before_textual_looks() -> None:
    remote = {"TERM": "xterm-256color", "SSH_CONNECTION": "1 2 3 4"}
    assert settle(remote) is None
    assert remote["ESCDELAY"] == "300"
    local = {"TERM": "xterm", "ESCDELAY": "25"}
    assert settle(local) is None
    assert local["ESCDELAY"] == "25"
    for term in ("dumb", "", "unknown"):
        said = settle({"TERM": term})
        assert said is not None
        assert "TERM" in said


def test_a_terminal_gets_the_dress_it_can_show() -> None:
    assert dress_for({"TERM": "xterm-256color"}) == "rich"
    assert dress_for({"TERM": "xterm", "COLORTERM": "truecolor"}) == "rich"
    assert dress_for({"TERM": "linux"}) == "ansi"
    assert dress_for({"TERM": "xterm-256color", "NO_COLOR": ""}) == "mono"
    assert dress_for({"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "standard"}) == "ansi"
