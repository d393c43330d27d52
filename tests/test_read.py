"""Reading: every value as people mean it, every place right, and nothing that could harm is read at all."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from followthrough.problem import Place, Problem, has_errors
from followthrough.read import MAX_BYTES, Data, Document, field_path, parse, read_tree

ROOT = Path(__file__).parent.parent
HARM = {
    "100 MB": ("f.truncate(100_000_000)", "too-large"),
    "10,000 nested lists": ("f.write(b'[' * 10_000)", "too-deep"),
    "10,000 nested lists, indented": ("f.write(b'- ' * 10_000)", "too-deep"),
    "10,000 nested groups": ("f.write(b'{a: ' * 10_000)", "too-deep"),
    "10,000 nested names": ("f.write(b'? ' * 10_000)", "key"),
    "alias bomb": (
        "f.write(b'a: &a [x, x]\\n')\n"
        "f.write(b''.join(b'%c: &%c [*%c, *%c]\\n' % (i, i, i - 1, i - 1) for i in range(98, 123)))",
        "alias",
    ),
    "a million values": ("f.write(b'[' + b'a,' * 499_900 + b']')", "too-large"),
    "a hundred thousand names, all the same": ("f.write(b'a:\\n' * 100_000)", "too-large"),
    "one line of a million brackets": ("f.write(b'a: \"' + b'[' * 999_900 + b'\"')", ""),
    "a million spaces": ("f.write(b'a: b' + b' ' * 999_900)", ""),
    "a quotation mark that never ends": ("f.write(b'a: \"' + b'x\\n' * 499_900)", "yaml"),
}
"""How to write a harmful file, and the rule that refuses it; some only look harmful."""
READ_WITHIN_LIMITS = """
import resource, sys, time
from pathlib import Path
from followthrough.read import read_tree
limit = 100_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
start = time.perf_counter()
documents, problems = read_tree(Path(sys.argv[1]))
print(time.perf_counter() - start, *{problem.rule for problem in problems})
"""


def read(text: str | bytes, path: str = "a.yml") -> Document:
    """A file that has no problem."""
    document, problems = parse(text if isinstance(text, bytes) else text.encode(), path, f"content/{path}")
    assert problems == []
    assert document
    return document


def refused(text: str | bytes, path: str = "a.yml") -> Problem:
    """The first problem of a file that has some."""
    document, problems = parse(text if isinstance(text, bytes) else text.encode(), path, f"content/{path}")
    assert document is None
    return problems[0]


@pytest.mark.parametrize(
    "value",
    [
        *("no", "yes", "on", "off", "true", "False", "null", "~", "012", "0o14", "0x1f", "1:30", "22:22", "1_000"),
        *(
            "1.50",
            "1e3",
            ".inf",
            "nan",
            "2017-09-04",
            "2017-09",
            "2017-09-04T09:30",
            "4 September 2017",
            "+44",
            "=",
            "<<",
        ),
    ],
)
def test_every_value_stays_the_text_it_is(value: str) -> None:
    assert read(f"a: {value}\nb: [{value}]\n").data == {"a": value, "b": [value]}
    assert read(f"---\n{value}: b\n---\n", "a.md").data == {value: "b"}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", {}),
        ("# nothing yet\n", {}),
        ("---\n", ""),
        ("a:\n", {"a": ""}),
        ("a: [b, c]\n", {"a": ["b", "c"]}),
        ("a: 'it''s'\n", {"a": "it's"}),
        ('a: "b \\u00e9"\n', {"a": "b é"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: the “smart” ones\n", {"a": "the “smart” ones"}),
        ("a: 50 € … §\n", {"a": "50 € … §"}),
        ("a: b # a comment\n", {"a": "b"}),
        ("a: 'b # no comment'\n", {"a": "b # no comment"}),
        ("a: https://example.org/#place\n", {"a": "https://example.org/#place"}),
        ("a: !\n", {"a": ""}),
        ("a: {b: part 1, item 5}\n", {"a": {"b": "part 1, item 5"}}),
        ("a: {b: 3, 4 and 5, Annex A, c: d}\n", {"a": {"b": "3, 4 and 5, Annex A", "c": "d"}}),
        ("---\na: {b: part 1, item 5}\n", {"a": {"b": "part 1, item 5"}}),
        ("a: {b: x, page}\n", {"a": {"b": "x", "page": ""}}),
        ("a: {b: x, Item 5: }\n", {"a": {"b": "x", "Item 5": ""}}),
        ("a: {b: x, Item 5:\n  }\n", {"a": {"b": "x", "Item 5": ""}}),
        ('a: {b: "x", Item 5}\n', {"a": {"b": "x", "Item 5": ""}}),
        ("%YAML 1.2\n---\na: b\n...\n", {"a": "b"}),
        ("a: b\n---", None),
    ],
)
def test_yaml_is_read_as_people_mean_it(text: str, data: Data | None) -> None:
    if data is None:
        assert refused(text).rule == "two-documents"
    else:
        assert read(text).data == data


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "byte-order-mark"])
@pytest.mark.parametrize("path", ["a.yml", "a.md"])
def test_line_ends_and_byte_order_marks_make_no_difference(ending: str, mark: bytes, path: str) -> None:
    text = "title: Thresholds\nlist:\n  - é\n  - b\n"
    if path == "a.md":
        text = f"---\n{text}---\nWords.\n\n## We said\nMore.\n"
    document = read(mark + text.replace("\n", ending).encode(), path)
    assert vars(document) == vars(read(text, path))
    assert document.data == {"title": "Thresholds", "list": ["é", "b"]}


def test_a_place_counts_lines_and_columns_in_characters() -> None:
    document = read("é: {ß: ü, name: [x, Walsall]}\nnext: 'quoted text'\n")
    assert document.place(("é", "name", 1)) == Place(1, 21, 28)
    assert document.place(("é", "name"), key=True) == Place(1, 11, 15)
    assert document.place(("é", "name")) == Place(1, 17, 18)
    assert document.place(("next",)) == Place(2, 7, 20)


def test_the_place_of_what_is_not_there_is_that_of_what_is_around_it() -> None:
    document = read("a:\n  - b: c\n")
    assert document.place(("a", 0, "missing")) == document.place(("a", 0)) == Place(2, 5, 6)
    assert document.place(("elsewhere",)) == Place(1, 1, 2)
    assert read("").place(("a",)) == Place()


def test_a_text_of_several_lines_has_its_place_on_the_first() -> None:
    document = read("a: >-\n  one\n  two\nb: 'one\n  two'\n")
    assert document.place(("a",)) == Place(1, 4, 6)
    assert document.place(("b",)) == Place(4, 4, 8)


def test_places_in_front_matter_count_from_the_top_of_the_file() -> None:
    document = read("---\n# comment\nthemes: [early-help]\n---\nWords.\n", "a.md")
    assert document.place(("themes", 0)) == Place(3, 10, 20)
    problem = document.problem("unknown-theme", ("themes", 0), "no theme")
    assert (problem.path, problem.field, problem.text) == ("content/a.md", "themes", "themes: [early-help]")


def test_a_field_is_named_as_editors_count() -> None:
    assert field_path(("judgements", 1, "grade")) == "judgements[2].grade"
    assert field_path(("themes", 0)) == "themes"
    assert field_path((3, "id")) == "[4].id"
    assert field_path(()) == ""


BODY = """\
---
themes: early-help
---

Before any heading.

## In plain words
Everyday words.
###  Deeper
stays here.

```
## no heading
~~~
```

    ## indented code

~~~~ markdown
# no heading either
~~~
~~~~

##   We said   ##

# One
## Two
"""


def test_a_body_is_cut_at_its_headings_and_nowhere_else() -> None:
    document = read(BODY, "a.md")
    assert [(section.heading, section.place.line, section.line) for section in document.sections] == [
        ("", 4, 5),
        ("In plain words", 7, 8),
        ("We said", 24, 25),
        ("One", 26, 27),
        ("Two", 27, 28),
    ]
    texts = [section.text for section in document.sections]
    assert texts[0] == "Before any heading."
    assert texts[1].startswith("Everyday words.\n###  Deeper\nstays here.\n\n```\n## no heading\n")
    assert texts[1].endswith("# no heading either\n~~~\n~~~~")
    assert texts[2:] == ["", "", ""]
    lines = BODY.splitlines()
    for section in document.sections:
        assert section.text.partition("\n")[0] in lines[section.line - 1 : section.line] or not section.text


@pytest.mark.parametrize("mark", ["```", "~~~", "````", "~~~~~~"])
def test_a_fence_ends_only_with_its_own_mark(mark: str) -> None:
    other = "~~~" if mark[0] == "`" else "```"
    inside = f"{mark}\n## code\n{other}\n## code\n{mark[:-1]} \n## code\n{mark} not this\n## code\n{mark}{mark[0]}  "
    document = read(f"{inside}\n## We said\nWords.", "a.md")
    assert [section.heading for section in document.sections] == ["", "We said"]


def test_a_fence_that_is_never_closed_goes_on_to_the_end() -> None:
    assert [section.heading for section in read("```\n## code\n", "a.md").sections] == [""]


def test_markdown_without_front_matter_is_all_body() -> None:
    document = read("Words.\n\n---\n\nMore words.\n", "a.md")
    assert document.data == {}
    assert [section.text for section in document.sections] == ["Words.\n\n---\n\nMore words."]


@pytest.mark.parametrize("text", ["---\n---\nWords.", "---\n\n# note\n---\nWords.", "--- \n---  \nWords."])
def test_front_matter_may_be_empty(text: str) -> None:
    document = read(text, "a.md")
    assert (document.data, document.sections[0].text) == ({}, "Words.")


@pytest.mark.parametrize(
    ("raw", "rule", "line", "column"),
    [
        ("caf\xe9: x\n".encode("latin-1"), "encoding", 1, 4),
        (b"a: b\r\nc: \x93smart\x94\r\n", "encoding", 2, 4),
        ("é: ".encode() + b"\xff", "encoding", 1, 4),
        (b"\xef\xbb\xbfa: \xff", "encoding", 1, 4),
        ("a: b".encode("utf-16"), "encoding", 1, 1),
        ("a: b".encode("utf-16-be"), "control-character", 1, 1),
        (b"a: b\0\n", "control-character", 1, 5),
        ("a: b\u2028c\n".encode(), "control-character", 1, 5),
        ("é: \x1b[31m".encode(), "control-character", 1, 4),
        (b"a: \xed\xa0\x80", "encoding", 1, 4),
        (b"a: \xc0\x80", "encoding", 1, 4),
    ],
)
@pytest.mark.parametrize("path", ["a.yml", "a.md"])
def test_what_is_not_text_is_refused_at_its_place(raw: bytes, rule: str, line: int, column: int, path: str) -> None:
    problem = refused(raw, path)
    assert (problem.rule, problem.place.line, problem.place.column) == (rule, line, column)
    assert problem.hint


def test_a_tab_inside_a_value_is_only_a_space() -> None:
    assert read("a: b\tc\n").data == {"a": "b\tc"}


def test_every_problem_of_a_file_is_found_at_once() -> None:
    _, problems = parse(b"a: 1\na: 2\nb: {c: 1, c: 2}\nd: *x\n", "a.yml", "content/a.yml")
    assert [(problem.rule, problem.place.line) for problem in problems] == [
        ("duplicate-key", 2),
        ("duplicate-key", 3),
        ("alias", 4),
    ]


def test_the_tree_is_read_in_order(tmp_path: Path) -> None:
    for name in ("b.yml", "a/z.md", "a/y.yaml", "pages/about.md", "a/pages/x.yml", ".git/config.yml", ".DS_Store"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    documents, problems = read_tree(tmp_path, shown="c")
    assert problems == []
    assert [document.path for document in documents] == [
        "b.yml",
        "a/y.yaml",
        "a/z.md",
        "a/pages/x.yml",
        "pages/about.md",
    ]
    assert {document.shown for document in documents} == {f"c/{document.path}" for document in documents}


def test_editions_are_kept_with_the_content_and_nothing_else_beside_them(tmp_path: Path) -> None:
    (tmp_path / "editions").mkdir()
    for name in ("2022-01-01.zip", "latest.zip"):
        (tmp_path / "editions" / name).write_bytes(b"")
    assert [problem.path for problem in read_tree(tmp_path)[1]] == ["content/editions/latest.zip"]


@pytest.mark.parametrize(
    "name", ["plan.docx", "actions.yml~", "#actions.yml#", ".actions.yml.swp", "Actions.YML", "plan"]
)
def test_files_that_nobody_reads_are_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a: b\n", "utf-8")
    _, problems = read_tree(tmp_path)
    assert [(problem.path, problem.rule) for problem in problems] == [(f"content/{name}", "unread-file")]


def test_a_file_of_exactly_the_most_bytes_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(b"#" * MAX_BYTES)
    assert read_tree(tmp_path)[1] == []


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("ending", ["yml", "md"])
def test_what_could_exhaust_the_computer_is_dealt_with_at_once(tmp_path: Path, harm: str, ending: str) -> None:
    """In under a second, and with an address space of 100 MB for the whole process."""
    write, rule = HARM[harm]
    with (tmp_path / f"a.{ending}").open("wb") as file:
        if ending == "md" and not harm.endswith("MB"):
            file.write(b"---\n")
        exec(write, {"f": file})
        if ending == "md" and not harm.endswith("MB"):
            file.write(b"\n---\n")
    command = [sys.executable, "-c", READ_WITHIN_LIMITS, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=ROOT, timeout=60)
    seconds, *rules = done.stdout.split()
    assert set(rules) - {"duplicate-key"} == ({rule} if rule else set())
    assert float(seconds) < 1


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a: ",
                "- ",
                "  ",
                "\n",
                "[",
                "]",
                "{",
                "}",
                "'",
                '"',
                "&x ",
                "*x",
                "!!t ",
                "|",
                ">",
                "---",
                "#",
                ":",
                "?",
                ",",
                "\t",
                "é",
                "%",
            ]
        ),
        max_size=25,
    )
)
@example(["\t"])
@example(["%"])
def test_no_yaml_is_too_odd(parts: list[str]) -> None:
    """Anything at all becomes a document, or problems whose places are in the file."""
    text = "".join(parts)
    lines = text.split("\n")
    for path, shown in (("a.yml", lines), ("a.md", ["---", *lines, "---"])):
        document, problems = parse("\n".join(shown).encode(), path, path)
        assert (document is None) == has_errors(problems)
        for problem in problems:
            assert 1 <= problem.place.line <= len(shown)
            assert 1 <= problem.place.column <= len(shown[problem.place.line - 1]) + 1
            assert problem.text == shown[problem.place.line - 1]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_quoted_text_comes_back_as_it_was_written(text: str) -> None:
    if any(unicodedata.category(char) == "Cc" or char in "\u2028\u2029\ufffe\uffff\ufeff" for char in text):
        return
    quoted = "'" + text.replace("'", "''") + "'"
    document, _ = parse(f"a: {quoted}\n".encode(), "a.yml", "a.yml")
    assert document
    assert document.data == {"a": text}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for path in ("a.yml", "a.md"):
        document, problems = parse(raw, path, path)
        assert (document is None) == has_errors(problems)


def test_a_problem_of_a_list_of_one_names_no_place_in_it() -> None:
    document, _ = parse(b"one: {a: 1}\nmany:\n  - {a: 1}\n  - {a: 2}\n", "some.yml", "content/some.yml")
    assert document
    fields = {loc: document.problem("rule", loc, "wrong") for loc in (("one", 0, "a"), ("many", 0, "a"))}
    assert [(found.field, found.place.line, found.place.column) for found in fields.values()] == [
        ("one.a", 1, 10),
        ("many[1].a", 3, 9),
    ]
