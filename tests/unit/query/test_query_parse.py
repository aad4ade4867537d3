# ruff: noqa: E501 - the table of mistakes reads best with one case a line
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.query import KEYS, QueryError, Term, parse


def terms(text: str) -> list[tuple[str, str, str | float, bool]]:
    return [(term.key, term.op, term.value, term.negated) for term in parse(text).terms]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("is:new", ("is", "=", "new", False)),
        ("IS:New", ("is", "=", "new", False)),
        ("-is:done", ("is", "=", "done", True)),
        ("lang:nb", ("lang", "=", "no", False)),
        ("lang:nn-NO", ("lang", "=", "no", False)),
        ("lang:no", ("lang", "=", "no", False)),
        ("lang:sv", ("lang", "=", "sv", False)),
        ("sentiment:negative", ("sentiment", "=", "negative", False)),
        ("sentiment:<-0.5", ("sentiment", "<", -0.5, False)),
        ("sentiment:>=.25", ("sentiment", ">=", 0.25, False)),
        ("channel:mastodon/*", ("channel", "=", "mastodon/*", False)),
        ("channel:@nordbank", ("channel", "=", "*/@nordbank", False)),
        ("channel:mastodon", ("channel", "=", "mastodon/*", False)),
        ("network:blue*", ("network", "=", "blue*", False)),
        ("flag:self-harm", ("flag", "=", "self-harm", False)),
        ("age:>2h", ("age", ">", 7200.0, False)),
        ("due:<1h", ("due", "<", 3600.0, False)),
        ("-is:late", ("is", "=", "late", True)),
        ("age:<=1.5d", ("age", "<=", 129600.0, False)),
        ("holder:me", ("holder", "=", "me", False)),
        ("holder:@ada", ("holder", "=", "ada", False)),
        ("tag:refund", ("tag", "=", "refund", False)),
        ('tag:"two words"', ("tag", "=", "two words", False)),
        ("author:@x*", ("author", "=", "x*", False)),
        ("wave:>20", ("wave", ">", 20.0, False)),
        ("wave:1", ("wave", "=", 1.0, False)),
        ("kind:dm", ("kind", "=", "dm", False)),
        ("reason:unhappy-restored", ("reason", "=", "unhappy-restored", False)),
        ("word", ("text", "=", "word", False)),
        ("-word", ("text", "=", "word", True)),
        ('"exact  words"', ("text", "=", "exact words", False)),
        ('-"exact words"', ("text", "=", "exact words", True)),
        ('"is:new"', ("text", "=", "is:new", False)),
        ("blåbær", ("text", "=", "blåbær", False)),
        ("50%_off", ("text", "=", "50%_off", False)),
    ],
)
def test_one_term(text: str, read: tuple[str, str, str | float, bool]) -> None:
    assert terms(text) == [read]


def test_terms_stand_side_by_side() -> None:
    query = parse('  is:new\tlang:nb  "a b"c -tag:x ')
    assert [(term.key, term.value, term.at) for term in query.terms] == [
        ("is", "new", 2),
        ("lang", "no", 9),
        ("text", "a b", 18),
        ("text", "c", 23),
        ("tag", "x", 25),
    ]
    assert query.terms[-1] == Term("tag", "=", "x", True, 25)


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_nothing_asks_for_everything(text: str) -> None:
    assert parse(text).terms == ()


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("is:nwe", 3, "at character 4, is doesn't know “nwe”; did you mean is:new?"),
        ("kind:post", 5, "at character 6, kind doesn't know “post”; kind is one of comment, dm, mention, reply, review"),
        ("foo snetiment:<0", 4, "at character 5, there is no key “snetiment”; did you mean sentiment:<-0.5?"),
        ("http://x.no", 0, 'at character 1, there is no key “http”; put text with a colon in quotes, such as "http:"'),
        ("lang:norwegian", 5, "at character 6, “norwegian” is no language; give a two-letter code, such as lang:nb"),
        ("sentiment:<2", 10, "at character 11, “2” is no sentiment; compare with a number from -1 to 1, such as sentiment:<-0.5"),
        ("sentiment:<nan", 10, "at character 11, “nan” is no sentiment; compare with a number from -1 to 1, such as sentiment:<-0.5"),
        ("sentiment:0.5", 10, "at character 11, sentiment doesn't know “0.5”; compare with <, <=, > or >=, such as sentiment:<0.5"),
        ("age:2h", 4, "at character 5, “2h” is no age; compare with a span in s, m, h, d or w, such as age:>2h or age:<30m"),
        ("due:1h", 4, "at character 5, “1h” is no time left; compare with a span in s, m, h, d or w, such as due:<1h"),
        ("age:>2", 4, "at character 5, “>2” is no age; compare with a span in s, m, h, d or w, such as age:>2h or age:<30m"),
        ("assignee:@operators", 9, "at character 10, there is no role “@operators” to assign to; there are @operator, @approver and @lead"),
        ("-assignee:@Viewer", 10, "at character 11, there is no role “@Viewer” to assign to; there are @operator, @approver and @lead"),
        ("wave:>many", 5, "at character 6, “>many” is no size of a wave; compare with a count, such as wave:>20"),
        ("wave:>²", 5, "at character 6, “>²” is no size of a wave; compare with a count, such as wave:>20"),
        ('x "abc', 2, 'at character 3, a quote is not closed; end the words with another "'),
        ('x ""', 2, 'at character 3, there are no words between the quotes; such as "where is my order"'),
        ("x - y", 2, "at character 3, a minus stands alone; put it before a term, such as -tag:refund"),
        ("tag:", 4, "at character 5, tag has no value; such as tag:refund"),
        ("tag: x", 4, "at character 5, tag has no value; such as tag:refund"),
        ("a\x1bb", 1, "at character 2, there is a control character; type words and key:value pairs only"),
        ("a\ud83d", 1, "at character 2, there is a control character; type words and key:value pairs only"),
        ("x" * 1001, 1000, "at character 1001, the filter is too long; use at most 1,000 characters"),
        ("x " * 41, 80, "at character 81, there are too many terms; use at most 40"),
    ],
)  # fmt: skip
def test_mistakes_say_where_and_what_would_be_right(text: str, at: int, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.at == at
    assert str(caught.value) == message


def test_every_offered_value_is_understood() -> None:
    for key, values in KEYS.items():
        for value in values:
            (term,) = parse(f"{key}:{value}").terms
            assert term.key == key


def test_a_person_may_be_named_with_their_sign() -> None:
    found = [parse(f"assignee:{name}").terms[0].value for name in ("@kari", "leads", "@Lead", "@admindottir")]
    assert found == ["kari", "leads", "@lead", "admindottir"]


PIECES = st.sampled_from(
    [*(f"{key}:" for key in KEYS), "-", '"', "<", ">=", "2h", "nb", "0.5", "*", "@", " ", "\x00"]
)


@given(st.text() | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_nothing_but_query_error_is_raised(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as error:
        place, hint = error.at, error.expected
    else:
        assert all(term.key == "text" or term.key in KEYS for term in query.terms)
        return
    assert 0 <= place <= len(text)
    assert hint


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("takk*wave:>1", 5),
        ("is:openwave:>3", 7),
        ("tag:xlang:nb", 5),
        ("refund,is:new", 7),
        ("age:>2h*tag:x", 8),
    ],
)
def test_a_missing_space_is_pointed_at(text: str, at: int) -> None:
    with pytest.raises(QueryError, match="a space is missing before") as caught:
        parse(text)
    assert caught.value.at == at


@pytest.mark.parametrize(
    "text", ["channel:webhook/this:x", '"takk*wave:>1"', "author:@wave", "channel:*/@age"]
)
def test_what_only_looks_like_a_key_is_none(text: str) -> None:
    assert len(parse(text).terms) == 1
