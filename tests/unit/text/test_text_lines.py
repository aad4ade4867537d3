import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import Refused
from console.text import parse_line


def test_an_object_is_read() -> None:
    assert parse_line(b'{"id": "1", "n": [1, 2.5, null, true]}\r\n') == {"id": "1", "n": [1, 2.5, None, True]}
    assert parse_line(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": "\xff"}', "the line is not valid UTF-8 at byte 8"),
        ('{"a": "é"}'.encode("latin-1"), "the line is not valid UTF-8 at byte 8"),
        (b'{"a": 1', "the line is not valid JSON at character 8: expecting ',' delimiter"),
        (b'{"a": "x', "the line is not valid JSON at character 7: unterminated string starting at"),
        (
            b"{'a': 1}",
            "the line is not valid JSON at character 2: expecting property name enclosed in double quotes",
        ),
        (b'{"a": 1} {"b": 2}', "the line is not valid JSON at character 10: extra data"),
        (b'{"a": "\x1b"}', "the line is not valid JSON at character 8: invalid control character at"),
        (b"", "the line is empty"),
        (b"  \n", "the line is empty"),
        (b"[1]", "the line holds a list, not an object"),
        (b'"x"', "the line holds text, not an object"),
        (b"null", "the line holds null, not an object"),
        (b"true", "the line holds true or false, not an object"),
        (b"1.5", "the line holds a number, not an object"),
        (b'{"a": NaN}', "the line has NaN, which is not a JSON number"),
        (b'{"a": -Infinity}', "the line has -Infinity, which is not a JSON number"),
        (b'{"a": 1e999}', "the line has a number that is too large"),
        (b'{"a": ' + b"9" * 9_999 + b"}", "the line has a number that is too long"),
        (b'{"a": 1, "b": 2, "a": 3}', "the line has the key a twice"),
        (b'{"x": {"\\u001b": 1, "\\u001b": 3}}', "the line has the key \u241b twice"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "the line nests more than 32 levels deep"),
        (b"[" * 1_000_000, "the line nests more than 32 levels deep"),
        (b"x" * (33 << 20), "the line has 34,603,008 bytes, more than the 33,554,432 that are read"),
    ],
)
def test_what_is_refused_and_why(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_line(data)
    assert caught.value.what.lower() == reason.lower()


def test_brackets_in_text_are_no_depth() -> None:
    assert parse_line(b'{"a": "' + b'[{\\"' * 100 + b'"}') == {"a": '[{"' * 100}


def test_a_text_of_ten_megabytes_is_read() -> None:
    assert len(str(parse_line(b'{"text": "' + b"x" * 10_000_000 + b'"}')["text"])) == 10_000_000


@given(st.binary(max_size=60) | st.text('{}[]":,\\u01eE+-naNtrue ', max_size=40).map(str.encode))
def test_nothing_but_refused_is_raised(data: bytes) -> None:
    try:
        read = parse_line(data)
    except Refused:
        return
    assert isinstance(read, dict)
