"""Rules about Markdown: each fault at its place in the file, and none where nothing is wrong."""

import time
from datetime import date

import pytest

from followthrough.check import check
from followthrough.check.passage import MAX_CHARACTERS, prose
from followthrough.markdown import parts
from followthrough.problem import Place, Problem
from followthrough.read import parse
from tests.made import documents

RECOMMENDATION = "inspections/2021-sif/recommendations/01-one.md"
FACTS = '---\nsource: {document: paper, page: "1"}\n---\n'
PROSE_RULES = {
    *("heading-level", "image", "indented-text", "link-text", "link-to-nowhere", "pasted-list", "raw-html"),
    *("table-header", "text-length", "unclosed-markup", "unsafe-link"),
}


def of(files: dict[str, str], page: str = "") -> list[Problem]:
    """What the rules about Markdown find in these files and a prose page."""
    made = documents(files)
    if page:
        document, _ = parse(page.encode(), "pages/about.md", "content/pages/about.md")
        assert document
        made.append(document)
    found = check(made, date(2022, 6, 1))[1]
    return sorted(problem for problem in found if problem.rule in PROSE_RULES)


def in_body(text: str) -> list[Problem]:
    return of({RECOMMENDATION: f"{FACTS}{text}\n"})


def spots(problems: list[Problem]) -> list[tuple[str, int, int, int]]:
    return [(p.rule, p.place.line, p.place.column, p.place.end) for p in problems]


def test_a_fault_in_a_body_is_shown_where_it_stands() -> None:
    body = (
        "Do it, see [here](https://a.example.org).\n\n## We said\n\n\n  We do,\nsee [more](https://a.example.org) <b>."
    )
    assert spots(in_body(body)) == [
        ("link-text", 4, 12, 41),
        ("link-text", 10, 5, 34),
        ("raw-html", 10, 35, 38),
    ]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("Do <b> it.", 2),
        ("'Do <b> it.'", 2),
        ('"Do <b> it."', 2),
        (">-\n    Do\n    <b> it.", 4),
        ("|\n    Do\n      it, <b>\n    now.", 4),
        ("Do\n    it <b>.", 3),
        ("(<b>) it", 2),
    ],
)
def test_a_fault_among_facts_is_shown_where_it_stands(value: str, line: int) -> None:
    written = f'- id: "2"\n  text: {value}\n'
    found = of({"plans/plan/actions.yml": written})
    assert [problem.rule for problem in found] == ["raw-html"]
    place = found[0].place
    lines = written.split("\n")
    assert lines[place.line - 1][place.column - 1 : place.end - 1] == "<b>"
    assert place.line == line


def test_the_field_is_named() -> None:
    found = of({"meetings.yml": _meeting("decisions: [{text: Agreed.}, {text: 'See <b>this</b>.'}]")})
    assert {problem.field for problem in found} == {"[1].decisions[2].text"}


def _meeting(more: str) -> str:
    facts = "date: 2022-01-10\n  body: Cabinet\n  kind: decision\n  outcome: held\n  summary: The plan."
    return f'- {facts}\n  {more}\n  source: {{document: paper, page: "1"}}\n'


@pytest.mark.parametrize(
    "text",
    [
        "Do it.\n\n## We said\n\n### When\nNow.\n\n#### How\nSo.\n\n### Who\nWe.",
        "See [the report of 2017](https://reports.ofsted.gov.uk/provider/44/80563) for more.",
        "Write to [the team](mailto:team@anytown.example).",
        "See <mailto:team@anytown.example>.",
        "| Year | Children |\n| --- | ---: |\n| 2017 | 640 |",
        "Fewer than 5 < 10 > 3 & more.",
        "**Bold**, *italics* and `code`; 5 * 3 * 2; a_b_c; snake_case; ~10; #4; C#.",
        "- one\n  - two\n- three\n\n1. one\n2. two",
        "> They said so.",
        "```\n**code** <b>\n```",
        "It was 4 o'clock. A • in a line, and o in one.",
        "A footnote [sic] (see below), and [1].",
        "Escaped \\*\\*stars\\*\\*.",
        "One | two | three",
        "A line\\\nbroken.",
        "---\n\nA rule above.",
    ],
)
def test_good_markdown_is_left_alone(text: str) -> None:
    assert in_body(text) == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        *((words, True) for words in ("here", "Click here", "READ MORE", "this link", "more…", "here.", "**here**")),
        *((words, True) for words in ("www.a.example.org", "https://a.example.org/b")),
        *((words, False) for words in ("Read more about early help", "Ofsted's report", "a.example.org, the website")),
    ],
)
def test_words_of_links(words: str, wrong: bool) -> None:
    found = in_body(f"See [{words}](https://a.example.org).")
    assert [problem.rule for problem in found] == (["link-text"] if wrong else [])


@pytest.mark.parametrize(
    ("address", "rule", "hint"),
    [
        ("", "link-to-nowhere", "the whole address"),
        ("#", "link-to-nowhere", "the whole address"),
        ("#place", "link-to-nowhere", "by its field"),
        ("/walsall/", "link-to-nowhere", "by its field"),
        ("../02-two.md", "link-to-nowhere", "by its field"),
        ("www.anytown.example/a", "link-to-nowhere", "https://www.anytown.example/a?"),
        ("team@anytown.example", "link-to-nowhere", "mailto:team@anytown.example?"),
        ("https://", "link-to-nowhere", "the whole address"),
        ("https://intranet", "link-to-nowhere", "the whole address"),
        ("http:/anytown.example", "link-to-nowhere", "the whole address"),
        ("javascript:alert", "unsafe-link", "https://"),
        ("JavaScript:alert", "unsafe-link", "https://"),
        ("data:text/html,x", "unsafe-link", "https://"),
        ("file:///C:/plan.docx", "unsafe-link", "https://"),
        ("C:/plan.docx", "unsafe-link", "https://"),
        ("https://anytown.example", "", ""),
        ("https://anytown.example:8080/a?b#c", "", ""),
        ("https://user@anytown.example/", "", ""),
        ("mailto:team@anytown.example", "", ""),
    ],
)
def test_addresses_of_links(address: str, rule: str, hint: str) -> None:
    found = in_body(f"See [the plan]({address}).")
    assert [(problem.rule, problem.severity) for problem in found] == ([(rule, "error")] if rule else [])
    assert all(hint in problem.hint for problem in found)


def test_prose_pages_may_do_more_than_records() -> None:
    page = (
        "# About\n\n![A map of the town](map.svg)\n\n## Here\nSee [how to read this](how-to-read.md#dates) and <br>\n\n"
        '!!! note "A note"\n    Indented.\n\nTerm\n:   Meaning\n\n    more\n'
    )
    assert of({}, page) == []


def test_prose_pages_are_looked_at() -> None:
    page = "---\ntitle: About\n---\n# About\n\n## Us\n\nSee [here](about.md).\n\n#### Deep\n\n![](map.svg)\n"
    assert spots(of({}, page)) == [
        ("link-text", 8, 5, 21),
        ("heading-level", 10, 1, 10),
        ("image", 12, 1, 13),
    ]


def test_a_page_without_headings_begins_at_the_top() -> None:
    document, _ = parse(b"One [x]().\n", "pages/a.md", "pages/a.md")
    assert document
    assert [passage.place(4, 9) for passage in prose(document)] == [Place(1, 5, 10)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Plain words.", []),
        ("![alt](a.png) [b](c)", ["image", "link"]),
        ("| a |\n| - |\n| b |", ["table"]),
        ("    code", ["code"]),
        ("~~~\ncode", ["fence"]),
        ("~~~\ncode\n~~~", []),
        ("<div>\nx</div>", ["html"]),
        ("a <b>x</b>", ["html", "html"]),
        ("Words\n===", ["heading"]),
        ("**open", ["mark"]),
        ("it`s", ["mark"]),
        ("[a](b c)", ["mark"]),
    ],
)
def test_parts_of_a_text(text: str, kinds: list[str]) -> None:
    assert [part.kind for part in parts(text)] == kinds
    assert all(0 <= part.start <= part.end <= len(text) for part in parts(text))


@pytest.mark.parametrize(
    "sign",
    ["[", "![", "](", "**a ", "`a", "<", "<a ", "| a |\n", "### a\n", "> ", "[a](b) ", ". ", "“a", '"', "a@", "A.B "],
)
def test_no_text_takes_long(sign: str) -> None:
    """A text as long as texts may be, full of one sign; and one of a whole file, which is refused for its length."""
    for length in (MAX_CHARACTERS - 10, 900_000):
        files = {RECOMMENDATION: f"{FACTS}Do it.\n\n{(sign * length)[:length]}\n"}
        started = time.process_time()
        found = of(files)
        assert time.process_time() - started < 3
        assert ("text-length" in {problem.rule for problem in found}) == (length > MAX_CHARACTERS)
