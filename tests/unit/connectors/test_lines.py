"""Cutting a byte stream into lines."""

from hypothesis import given
from hypothesis import strategies as st

from console.connectors.lines import LineSplitter


def cut(stream: bytes, sizes: list[int], **options: int) -> list[tuple[int, bytes, int]]:
    splitter = LineSplitter(**options)
    found = []
    at = 0
    for size in [*sizes, len(stream)]:
        found += splitter.feed(stream[at : at + size])
        at += size
    found += splitter.flush()
    return [(line.number, line.data, line.end) for line in found]


@given(st.binary(max_size=200), st.lists(st.integers(1, 20), max_size=20))
def test_chunks_do_not_matter(stream: bytes, sizes: list[int]) -> None:
    whole = cut(stream, [])
    assert cut(stream, sizes) == whole
    lines = stream.split(b"\n")
    expected = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not stream.startswith(b"\xef\xbb\xbf"):
        assert [(n, data) for n, data, _ in whole] == expected


@given(
    st.lists(st.binary(min_size=1, max_size=20).filter(lambda b: b"\n" not in b and b.strip()), min_size=2)
)
def test_going_on_at_any_end_gives_the_rest(lines: list[bytes]) -> None:
    stream = b"\n".join(lines) + b"\n"
    whole = cut(stream, [])
    for place, (number, _, end) in enumerate(whole):
        assert cut(stream[end:], [], offset=end, number=number) == whole[place + 1 :]


def test_a_line_without_its_newline_waits() -> None:
    splitter = LineSplitter()
    assert splitter.feed(b'{"a":') == []
    (line,) = splitter.feed(b" 1}\n")
    assert (line.number, line.data, line.end) == (1, b'{"a": 1}', 9)


def test_an_endless_line_keeps_only_its_beginning() -> None:
    splitter = LineSplitter(max_line=1000)
    for _ in range(10_000):
        assert splitter.feed(b"x" * 1000) == []
    assert sum(map(len, splitter._parts)) <= 1000
    long, short = splitter.feed(b"\n{}\n")
    assert long.oversize
    assert long.size == 10_000_000
    assert long.number == 1
    assert len(long.data) <= 1000
    assert (short.number, short.data, short.oversize) == (2, b"{}", False)


def test_a_line_of_exactly_the_limit_is_kept() -> None:
    splitter = LineSplitter(max_line=10)
    fits, too_long = splitter.feed(b"x" * 10 + b"\n" + b"y" * 11 + b"\n")
    assert fits.data == b"x" * 10
    assert not fits.oversize
    assert too_long.oversize


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    (line,) = LineSplitter().feed(b"\xef\xbb\xbf{}\n")
    assert (line.data, line.end) == (b"{}", 6)
