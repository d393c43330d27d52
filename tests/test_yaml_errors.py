"""Mistakes in YAML: each is told in plain words, at the place where somebody has to mend it."""

import pytest

from followthrough.problem import Place, Problem, has_errors
from followthrough.read import parse

# What is written, with ^ below the place; then what is said, and how to mend it.
MISTAKES = [
    ("title: Early help: what we found\n                 ^", "a second colon on this line", "the whole text in quotes"),
    ("a: b\ntitle: Visit at 10:30: notes\n                     ^", "a second colon", "in quotes"),
    ("title: Families said:\n                    ^", "a second colon", "in quotes"),
    ("text: one two\n  more: of it\n  ^", "indented further than the one above", "put the text in quotes"),
    ("short: b\n   code: c\n   ^", "indented further than the one above", "in the same column as line 1"),
    ("title:Early help\n     ^\nkind: x", "no space after the colon", "Write title: Early help"),
    ("kind: x\ntitle:Early help\n     ^", "no space after the colon", "Write title: Early help"),
    ("kind: x\ntitle:Early help\n     ^\ncode: y", "no space after the colon", "Write title: Early help"),
    ("- id: a\n-id: b\n^", "no space after the hyphen", "a hyphen and a space"),
    ("-id: a\n^\n text: x", "no space after the hyphen", "a hyphen and a space"),
    ("list:\n  -one\n  ^\n  -two", "no space after the hyphen", "a hyphen and a space"),
    ("kind: x\ntitle:\u00a0Early help\n      ^", "not an ordinary one", "type a space"),
    ("a:\n\u00a0\u00a0b: c\n ^\n  d: e", "not an ordinary one", "type a space"),
    ("a:\n\tb: c\n^", "indented with a tab", "Use spaces"),
    ("- a: b\n\tc: d\n^", "indented with a tab", "Use spaces"),
    ("title: @home\n       ^", "cannot begin a value: @", "needs quotes"),
    ("title: `code`\n       ^", "cannot begin a value: `", "needs quotes"),
    ("title: %\n       ^", "cannot begin a value: %", "needs quotes"),
    ("a: b\n%c: d\n^", "cannot begin a value: %", "needs quotes"),
    ("text: **Bold** words\n      ^", "begins with * means something special", "quotes"),
    ("text: & so on\n      ^", "begins with & means something special", "quotes"),
    ("text: ![x](y)\n      ^", "begins with ! means something special", "quotes"),
    ("list: [, one]\n       ^", "a value is missing before ,", "in quotes"),
    ("a: b\n]c: d\n^", "there is a ] too many", "Take it away"),
    ("due: {by:[2016]}\n        ^", "no space after the colon", "a space after a colon"),
    ("text: ? what\n      ^", "begins with ? means something special", "quotes"),
    ("text: - what\n      ^", "a list cannot begin on the line of its name", "on the next line"),
    ("text: > Words\n      ^", "nothing can follow > on its line", "on the next line"),
    ("text: | Words\n      ^", "nothing can follow | on its line", "on the next line"),
    ("text: |\nWords of a text\n^\nmore: x", "a line without a colon", "line 1 announces, indent it"),
    ("text: Words\nof a text\n^\nmore: x", "a line without a colon", "more of the text on line 1"),
    ("text: Words\nmore\n^", "a line without a colon", "Write name: value"),
    ("list: x\n1. one\n^\n2. two", "a line without a colon", "begin with a hyphen and a space"),
    ("list: x\n\u2022 one\n^\nmore: y", "a line without a colon", "begin with a hyphen and a space"),
    ('title: "Early help\n       ^\nkind: x', "opened and never closed", "Add the missing quotation mark"),
    ("title: 'Early help\n       ^\nkind: x", "opened and never closed", "Add the missing quotation mark"),
    ('title: "Early help\n       ^\nkind: "x"\ncode: y', "opened and never closed", "Add the missing"),
    ('title: "Early" help\n               ^', "goes on after the closing quotation mark", "the other kind inside"),
    (
        'title: "She said "yes""\n                  ^',
        "goes on after the closing quotation mark",
        "the other kind inside",
    ),
    ("title: 'The council's plan'\n                   ^", "an apostrophe ends a text", "in double quotes"),
    ('title: "C:\\quality"\n          ^', "a backslash in double quotes", "two backslashes"),
    ("title: \u201cEarly help: now\u201d\n       ^", "curly quotation marks do not hold", "straight ones"),
    ("list: [one, two\n      ^\nkind: x", "[ is opened and never closed", "Add ]"),
    ("due: {by: 2016-09\n     ^\nkind: x", "{ is opened and never closed", "Add }"),
    ("list: [one]]\n           ^", "there is a ] too many", "Take it away"),
    ("title: [Draft] plan\n               ^", "after the closing bracket", "in quotes"),
    ('list: ["one" "two"]\n             ^', "a comma is missing", "Put a comma between"),
    ('due: {by: "2016" words: x}\n                 ^', "a comma is missing", "Put a comma between"),
    ("due: {by: 2016, words: then: on}\n                           ^", "a second colon in this entry", "in quotes"),
    ("- a: b\nc: d\n^", "not an entry of the list above", "Begin each entry"),
    ("a: b\n- c: d\n^", "an entry of a list stands among facts", "Give the list a name"),
    ("a:\n    - b\n  - c\n  ^", "does not begin where the one above it does", "in the same column"),
    ("a:\n    b: c\n  d: e\n  ^", "does not fit the ones above", "in the same column"),
    (": x\n^", "no name before the colon", "Write name: value"),
    ("a: one\n  two #4 three\n      ^\n  four", "# makes the rest of the line a comment", "in quotes"),
    ("a: b\n...\nc: d\n^", "after the end of the facts", "three dots"),
]


def read(text: str, path: str) -> list[Problem]:
    return parse(text.encode(), path, path)[1]


@pytest.mark.parametrize("front_matter", [False, True], ids=["yml", "md"])
@pytest.mark.parametrize(("drawn", "message", "hint"), MISTAKES, ids=[drawn for drawn, _, _ in MISTAKES])
def test_a_mistake_is_explained_at_its_place(drawn: str, message: str, hint: str, front_matter: bool) -> None:
    lines = drawn.split("\n")
    mark = next(number for number, line in enumerate(lines) if line.strip() == "^")
    written = [*lines[:mark], *lines[mark + 1 :]]
    if front_matter:
        written = ["---", *written, "---", "Words."]
    found = read("\n".join(written) + "\n", "a.md" if front_matter else "a.yml")
    errors = [problem for problem in found if problem.severity == "error"]
    assert len(errors) == 1
    problem = errors[0]
    assert problem.rule == "yaml"
    assert message in problem.message
    assert hint.replace("line 1", "line 2" if front_matter else "line 1") in problem.hint
    assert (problem.place.line, problem.place.column) == (mark + front_matter, lines[mark].index("^") + 1)
    assert problem.text == lines[mark - 1]
    assert "parser" not in problem.hint


@pytest.mark.parametrize(
    "text",
    [
        "title: The council's plan\n",
        "title: Visit at 10:30\n",
        "url: https://example.org:8080/a#b\n",
        "text: >-\n  One: two\n  “three: four”\n  - five\n",
        "text: |\n  | a | b: c |\n  @home\n",
        "list:\n- one\n- two\n",
        "list: [one, 'two: three', \"four\"]\n",
        "text: Half-time - and more\n",
        "number: -5\n",
        "words: C# and F#\n",
        "words: one # a comment\n",
        "words: one #\n",
        "words: one ## two\n",
        "words: the “front door” and the “hub”\n",
        "words: “Red” to “Green”\n",
        "words: '#4'\n",
        "words: '“whole”'\n",
        "a: b\u00a0c\n",
        "# nothing: but: comments\n",
    ],
)
def test_what_is_no_mistake_is_left_alone(text: str) -> None:
    assert read(text, "a.yml") == []


@pytest.mark.parametrize(
    ("text", "rule", "line", "column", "end"),
    [
        ("a: Item #4 of 7\n", "comment-in-text", 1, 9, 16),
        ("a: #4\n", "comment-in-text", 1, 4, 6),
        ("- x\n- y #z\n", "comment-in-text", 2, 5, 7),
        ("a: “Early help”\n", "curly-quotes", 1, 4, 16),
        ("a: \u2018Early help\u2019\n", "curly-quotes", 1, 4, 16),
        ("a: on\u200be\n", "invisible-character", 1, 6, 7),
        ("a: one\nb: soft\u00adly\n", "invisible-character", 2, 8, 9),
    ],
)
def test_what_is_probably_meant_otherwise_is_a_warning(text: str, rule: str, line: int, column: int, end: int) -> None:
    document, found = parse(text.encode(), "a.yml", "a.yml")
    assert document
    assert [(problem.severity, problem.rule) for problem in found] == [("warning", rule)]
    assert found[0].place == Place(line, column, end)


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ("\n---", "an empty line stands above the facts"),
        ("----", "not a line of three hyphens"),
        ("--", "not a line of three hyphens"),
        ("\u2014", "not a line of three hyphens"),
        ("\u2013-", "not a line of three hyphens"),
        ("  ---", "not a line of three hyphens"),
    ],
)
def test_a_line_that_is_almost_three_hyphens(first: str, message: str) -> None:
    document, found = parse(f"{first}\narea: care\n---\nWords.\n".encode(), "a.md", "a.md")
    assert document is None
    assert [problem.rule for problem in found] == ["front-matter"]
    assert message in found[0].message


@pytest.mark.parametrize("body", ["Words.\n\n---\n\nMore.\n", "- one\n- two\n", "*one*\n", "", "\n\n"])
def test_a_body_without_facts_is_read(body: str) -> None:
    document, found = parse(body.encode(), "a.md", "a.md")
    assert document
    assert document.data == {}
    assert not has_errors(found)
