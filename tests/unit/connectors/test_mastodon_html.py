"""The HTML of posts as the text that their authors meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.connectors.mastodon.html import MAX_TEXT, to_text
from console.connectors.mastodon.status import plain_text
from tests.support.mastodon import recorded_statuses

MENTION = '<span class="h-card"><a href="{href}" class="u-url mention">@<span>{name}</span></a></span>'
LINK = (
    '<a href="https://example.com/a/very/long/path?q=1" rel="nofollow"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.com/a/very</span><span class="invisible">/long/path?q=1</span></a>'
)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("plain\n text", "plain text"),
        ("<p>one</p><p>two<br>three<br/><br />four</p>", "one\n\ntwo\nthree\n\nfour"),
        ("<p>a</p>\n\n<p>b</p>", "a\n\nb"),
        ("<p></p><p> </p><p>a</p><p></p>", "a"),
        (f"<p>see {LINK}.</p>", "see https://example.com/a/very/long/path?q=1."),
        ('<a href="https://evil.example/">https://bank.example</a>', "https://evil.example/"),
        ('<a href="https://evil.example/">bank.example/login</a>', "https://evil.example/"),
        ('<a href="https://evil.example/">your bank</a>', "your bank (https://evil.example/)"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ('<a href="https://a.example">x<p>y</p>', "x (https://a.example)\n\ny"),
        ('<a href="https://a.example"></a>', "https://a.example"),
        ('<a class="mention hashtag" href="https://a.example/tags/x">#<span>x</span></a>', "#x"),
        ("<p>:blobcat: <img class='emoji' alt=':party:' src='x'></p>", ":blobcat: :party:"),
        ("<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>e", "- a\n- b\n  1. c\n  2. d\n\ne"),
        ("<p>x</p><blockquote><p>a<br>b</p></blockquote><p>y</p>", "x\n\n> a\n> b\n\ny"),
        ("<blockquote><blockquote>a</blockquote>b</blockquote>", "> > a\n\n> b"),
        ("<pre><code>if a:\n    b</code></pre>", "if a:\n    b"),
        ("&lt;b&gt; &amp;amp; &nbsp;&#x1F600;", "<b> &amp; \xa0\U0001f600"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a<!-- hidden <b> -->b<!doctype html>c<!-- open", "abc"),
        ("a<script>alert('<p>')</script>b<style>p{}</style>c", "abc"),
        ('<p title="a>b">x</p>', "x"),
        ("<h1>T</h1>text<hr>more", "T\n\ntextmore"),
        ("<P>A</P><BR>B", "A\n\nB"),
    ],
)
def test_what_a_person_would_read(source: str, text: str) -> None:
    assert to_text(source) == text


def test_mentions_name_the_account_the_server_names() -> None:
    known = {"https://remote.example/@ada": "ada@remote.example", "https://here.example/@bob": "bob"}
    for href, name, shown in [
        ("https://remote.example/@ada", "ada", "@ada@remote.example"),
        ("https://here.example/@bob", "bob", "@bob"),
        ("https://else.example/@eve", "eve", "@eve@else.example"),
        ("https://else.example/@eve", "eve@else.example", "@eve@else.example"),
        (
            "https://evil.example/@bank",
            "bank@bank.example",
            "@bank@bank.example (https://evil.example/@bank)",
        ),
    ]:
        assert to_text(f"<p>Hi {MENTION.format(href=href, name=name)}!</p>", known) == f"Hi {shown}!"


FAR = 'href="https://far.example/{}" class="u-url mention"'


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # GoToSocial, from plain text and from Markdown.
        (
            f"<p>{MENTION.format(href='https://here.example/@bob', name='bob')} 1 &lt; 2<br><br>x > y</p>",
            "@bob 1 < 2\n\nx > y",
        ),
        (
            '<h1>Title</h1><p>some <em>text</em>:</p><pre><code class="language-json">{\n'
            "  &#34;a&#34;: 1\n}\n</code></pre><p>end</p>",
            'Title\n\nsome text:\n\n{\n  "a": 1\n}\n\nend',
        ),
        (
            '<p>fbi.<sup id="x-fnref:1"><a href="#x-fn:1" role="doc-noteref">1</a></sup></p>'
            '<div><hr><ol><li id="x-fn:1"><p>bureau <a href="#x-fnref:1">back</a></p></li></ol></div>',
            "fbi.1\n\n1. bureau back",
        ),
        # Pleroma and Akkoma.
        (
            '<span class="h-card"><a class="u-url mention" data-user="9x" href="https://here.example/@bob" '
            'rel="ugc">@<span>bob</span></a></span> hi<br/>there',
            "@bob hi\nthere",
        ),
        # Friendica: the sign before the link.
        (f'@<a {FAR.format("profile/ada")} title="ada">ada</a> hi', "@ada@far.example hi"),
        ('@<a href="https://here.example/@bob" class="u-url mention">bob</a> hi', "@bob hi"),
        # Sharkey and Iceshrimp: the whole address as the text of the link.
        (f"<p><a {FAR.format('@ada')}>@ada@far.example</a><span><br />hi</span></p>", "@ada@far.example\nhi"),
        # snac: no paragraphs.
        ("one<br><br>two<br>", "one\n\ntwo"),
    ],
)
def test_what_other_servers_make_of_a_post(source: str, text: str) -> None:
    assert to_text(source, {"https://here.example/@bob": "bob"}) == text


def test_a_post_with_everything() -> None:
    status = {
        "spoiler_text": "food",
        "content": "<p>Look</p>",
        "poll": {"options": [{"title": "yes"}, {"title": "no"}]},
        "media_attachments": [
            {"type": "image", "description": "a cake"},
            {"type": "video"},
            {"type": 7},
            None,
        ],
    }
    assert plain_text(status) == "[CW: food]\nLook\n[poll: yes / no]\n[image: a cake]\n[video]\n[file]"


OPENINGS = (
    "<",
    "<a",
    "<a ",
    '<a href="',
    "<a b='",
    "<p title='\">",
    "<!--",
    "<!",
    "&",
    "&#x",
    "&#x41;",
    "\n",
)
TAGS = (
    "<p>",
    "</p>",
    "<ul><li>",
    "<blockquote>x",
    "<pre>",
    "<br>",
    '<a href="https://a.b">x',
    "</a>",
    "<style>",
)


@pytest.mark.parametrize("piece", [*OPENINGS, *TAGS])
def test_hostile_html_costs_no_more_than_its_length(piece: str) -> None:
    assert len(to_text(piece * 100_000)) <= MAX_TEXT


@given(st.text(st.sampled_from("<>/ab p=\"'&;!-\n"), max_size=300))
def test_anything_is_text(source: str) -> None:
    assert isinstance(to_text(source), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="<&", categories=["L", "N", "P"]), min_size=1))
def test_plain_words_stay_as_they_are(source: str) -> None:
    assert to_text(f"<p>{source}</p>") == source


def test_no_tag_is_left_in_what_a_true_server_sent() -> None:
    texts = [plain_text(status) for status in recorded_statuses()]
    assert len(texts) > 20
    assert not [text for text in texts if "<" in text or "&" in text]
    assert "@mastodonpy_test hello!" in texts
