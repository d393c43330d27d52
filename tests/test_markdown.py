"""Markdown: what editors need of it, and nothing that could do harm."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.markdown import _PARSER, to_html, to_inline, to_text

TAGS = re.compile(r"</?([a-z0-9]+)([^>]*)>")
ALLOWED = {
    *("p", "em", "strong", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain words.", "<p>Plain words.</p>\n"),
        ("*some* **words**", "<p><em>some</em> <strong>words</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("[report](https://x.example/a?b=1&c=2)", '<p><a href="https://x.example/a?b=1&amp;c=2">report</a></p>\n'),
        ("[us](mailto:us@x.example)", '<p><a href="mailto:us@x.example">us</a></p>\n'),
        ("[here](../about/#dates)", '<p><a href="../about/#dates">here</a></p>\n'),
        ("<https://x.example>", '<p><a href="https://x.example">https://x.example</a></p>\n'),
        ("AT&T < 5 > 3", "<p>AT&amp;T &lt; 5 &gt; 3</p>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
    ],
)
def test_the_markdown_that_editors_use(text: str, html: str) -> None:
    assert to_html(text) == html


@given(
    st.lists(
        st.sampled_from([*"aZ9 .,:;-+=()'!?/@%\u00a0\u2028\x0b\té\"\n", "words and ", "1) ", "---", "\n\n", "\n  "])
    )
)
@settings(max_examples=2000, deadline=None)
def test_plain_words_are_what_the_parser_would_make_of_them(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert to_html(text) == _PARSER.render(text)
    assert to_inline(text) == _PARSER.renderInline(text)


def test_tables_are_tables() -> None:
    html = to_html("| a | b |\n| --- | ---: |\n| 1 | 2 |")
    assert "<table>" in html
    assert "<th>a</th>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "words <b onclick=x>bold</b>",
        "<!-- comment -->",
        "<iframe src='https://x.example'></iframe>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](https://x.example/pixel.gif)",
        "![x](pixel.gif)",
        '[x](https://x.example "onmouseover=alert(1)")',
        '[x](<https://x.example/" onmouseover="alert(1)>)',
        "`<script>`",
        "```html\n<script>\n```",
        '```"><script>\n```',
    ],
)
def test_nothing_can_be_smuggled_in(text: str) -> None:
    for html in (to_html(text), to_inline(text)):
        assert_safe(html)


def assert_safe(html: str) -> None:
    for tag, attributes in TAGS.findall(html):
        assert tag in ALLOWED, html
        for name, value in re.findall(r'([^\s=]+)="([^"]*)"', attributes):
            assert name in {"href", "title", "class", "style", "start"}, html
            if name == "href":
                assert re.match(r"(https?://|mailto:|[./#])", value, re.IGNORECASE), html
            if name == "style":
                assert re.fullmatch(r"text-align:(left|right|center)", value), html
        assert not re.sub(r'[^\s=]+="[^"]*"', "", attributes).strip(" /"), html
    assert "<" not in TAGS.sub("", html)


PIECES = "< > script [ ] ( ) ! \" ' javascript: https://x.example ` ``` # * _ | --- &#106; &lt; \\ <!-- --> : img"


@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PIECES.split(), "\n", "\n\n", " ", "- ", "1. ", "> "]),
        max_size=30,
    )
)
def test_whatever_is_written_comes_out_safe(parts: list[str]) -> None:
    assert_safe(to_html("".join(parts)))
    assert_safe(to_inline("".join(parts)))


def test_one_paragraph_stands_inside_a_sentence() -> None:
    assert to_inline("some *words*") == "some <em>words</em>"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Plain *words*.", "Plain words."),
        ("one\ntwo\n\nthree", "one two three"),
        ("- a\n- **b**\n\n[report](https://x.example)", "a b report"),
        ("`code` & <b>", "code & <b>"),
        ("# Heading\n\nText", "Heading Text"),
        ("```\ncode\n```\nafter", "code after"),
        ("", ""),
    ],
)
def test_markdown_as_plain_words(text: str, plain: str) -> None:
    assert to_text(text) == plain


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.from_regex(r"[ -~]{1,30}", fullmatch=True))
def test_a_line_that_needs_no_parsing_reads_as_if_it_had_been_parsed(text: str) -> None:
    assert to_text(text) == to_text(f"\n{text}\n")


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a", "_a ", "`", "> ", "- ", "<", "&", "[a](", "a|", "**", "\\", "[x]: y\n", "1) ", "```\n"]
)
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.perf_counter()
    assert_safe(to_html(text))
    to_text(text)
    assert time.perf_counter() - start < 3
