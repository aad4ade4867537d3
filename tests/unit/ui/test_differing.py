"""What is painted of a line that changed: all that differs, and no half of a wide character."""

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from console.ui.widgets.painted import differing

WIDTH = 24
STYLES = (Style(), Style(bold=True), Style(color="red"))
PIECES = st.lists(
    st.tuples(st.text(alphabet="ab 語🔥é", min_size=1, max_size=6), st.sampled_from(STYLES)), max_size=8
)


def line(pieces: list[tuple[str, Style]]) -> Strip:
    return Strip([Segment(text, style) for text, style in pieces]).adjust_cell_length(WIDTH)


def looks(strip: Strip) -> list[tuple[str, Style | None]]:
    """Each character with its style, and a mark for the second cell of a wide one."""
    found: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        for char in text:
            found.append((char, style))
            found += [("", style)] * (Strip([Segment(char)]).cell_length - 1)
    return found


@given(PIECES, PIECES)
def test_outside_of_what_is_painted_nothing_differs(
    one: list[tuple[str, Style]], other: list[tuple[str, Style]]
) -> None:
    before, after = line(one), line(other)
    first, end = differing(before, after, WIDTH)
    old, new = looks(before), looks(after)
    assert old[:first] == new[:first]
    assert old[end:] == new[end:]
    if first < end:
        assert new[first][0] != ""
        assert end == WIDTH or new[end][0] != ""


def test_what_looks_the_same_is_not_painted() -> None:
    same = line([("abc", STYLES[1]), ("語", STYLES[0])])
    assert differing(same, line([("ab", STYLES[1]), ("c", STYLES[1]), ("語", STYLES[0])]), WIDTH) == (0, 0)


def test_only_the_cells_that_changed_are_painted() -> None:
    before = line([("Queue 18/90 ", STYLES[0])])
    assert differing(before, line([("Queue 19/90 ", STYLES[0])]), WIDTH) == (7, 8)
