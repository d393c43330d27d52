"""One document, one record: what an editor wrote, as it should be, and what is said when it is not."""

from typing import Any

import pytest

from followthrough.check.shape import sections_of, shape
from followthrough.problem import Problem
from followthrough.read import parse
from followthrough.records import KINDS, NOT_STATED, SYMBOLS, Due, When, find_kind

AUTHORITY = "authorities/anytown/authority.yml"
MEASURE = "authorities/anytown/measures/waiting.yml"
FINDING = "authorities/anytown/inspections/2021-sif/findings/01-help.md"
GOOD = {
    AUTHORITY: "name: Anytown Council\nshort: Anytown\ncode: E06999901\nkind: city\nnation: England\n",
    MEASURE: "title: Waiting\nunit: days\ndefinition: not-stated\ndirection: neither\n",
    FINDING: "Families wait.\n",
}


def shaped(path: str, text: str) -> tuple[Any, list[Problem]]:
    document, problems = parse(text.encode(), path, path)
    assert document, problems
    return shape([document])


def problems_of(path: str, more: str) -> list[tuple[str, str]]:
    return [(problem.rule, problem.field) for problem in shaped(path, GOOD[path] + more)[1]]


@pytest.mark.parametrize("path", GOOD)
def test_the_least_an_editor_must_write(path: str) -> None:
    assert shaped(path, GOOD[path])[1] == []


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017", "2017-01-01", "2017-12-31"),
        ("2017-02", "2017-02-01", "2017-02-28"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017-09-04", "2017-09-04", "2017-09-04"),
        (" 2017 ", "2017-01-01", "2017-12-31"),
    ],
)
def test_a_partial_date_reaches_to_its_end(text: str, start: str, end: str) -> None:
    when = When.parse(text)
    assert (str(when.start), str(when.end), str(when)) == (start, end, text.strip())


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("04/09/2017", "Did you mean 2017-09-04?"),
        ("4.9.2017", "Did you mean 2017-09-04?"),
        ("4 September 2017", "Did you mean 2017-09-04?"),
        ("4th september 2017", "Did you mean 2017-09-04?"),
        ("September 2017", "Did you mean 2017-09?"),
        ("2017-9-4", "Did you mean 2017-09-04?"),
        ("31/02/2017", "Write dates as year-month-day"),
        ("autumn", "Write dates as year-month-day"),
        ("2017-00", "Write dates as year-month-day"),
        ("0000", "Compare the year"),
        ("20170904", "Write dates as year-month-day"),
        ("2017-09-04T00:00", "Write dates as year-month-day"),
    ],
)
def test_what_is_no_date_is_explained(text: str, hint: str) -> None:
    _, problems = shaped(AUTHORITY, f"{GOOD[AUTHORITY]}starts: {text}\n")
    assert [(problem.rule, problem.field) for problem in problems] == [("bad-date", "starts")]
    assert problems[0].hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1,200", "Did you mean 1200?"),
        ("£3.50", "Did you mean 3.50?"),
        ("45%", "Did you mean 45?"),
        ("1_000", "Did you mean 1000?"),
        ("1:30", "Write digits only"),
        ("1e3", "Write digits only"),
        (".5", "Write digits only"),
        ("nan", "Write digits only"),
        ("0x10", "Write digits only"),
        ("a few", "Write digits only"),
    ],
)
def test_what_is_no_number_is_explained(text: str, hint: str) -> None:
    value = f"values: [{{date: 2021, value: '{text}', source: {{document: x, page: '1'}}}}]\n"
    _, problems = shaped(MEASURE, GOOD[MEASURE] + value)
    assert [(problem.rule, problem.field) for problem in problems] == [("bad-number", "values[1].value")]
    assert problems[0].hint.startswith(hint)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_value_may_be_a_symbol(symbol: str) -> None:
    value = f"values: [{{date: not-stated, value: {symbol}, source: {{document: x, page: '1'}}}}]\n"
    assert problems_of(MEASURE, value) == []


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("TRUE", True), ("no", False), ("false", False)])
def test_yes_and_no_are_understood(text: str, value: bool) -> None:
    content, problems = shaped(AUTHORITY, f"{GOOD[AUTHORITY]}draft: {text}\n")
    assert problems == []
    assert content.authorities["anytown"].authority.record.draft is value


@pytest.mark.parametrize("text", ["2", "-3", "2.5", "11", "9" * 5000])
def test_where_whole_numbers_belong(text: str) -> None:
    expected = [] if text == "2" else [("bad-number", "decimals")]
    assert problems_of(MEASURE, f"decimals: {text}\n") == expected


@pytest.mark.parametrize("due", ["2016-09", "{by: 2016-09, words: then ongoing}", "not-stated"])
def test_a_due_date_may_be_written_short(due: str) -> None:
    path = "authorities/anytown/plans/plan/actions.yml"
    content, problems = shaped(path, f"- {{id: '1', text: Do it., due: {due}}}\n")
    assert problems == []
    [action] = content.authorities["anytown"].plans["plan"].actions
    assert isinstance(action.record.due, Due)
    assert str(action.record.due.by) == (NOT_STATED if due == NOT_STATED else "2016-09")


PAGES = {"6": "6", "p6": "6", "p. 6": "6", "pp. 6 to 9": "6 to 9", "Page 6": "6", "cover": "cover", "P": "P"}


@pytest.mark.parametrize("page", PAGES)
def test_the_site_alone_says_page(page: str) -> None:
    path = "authorities/anytown/plans/plan/actions.yml"
    content, problems = shaped(path, f"- {{id: '1', text: Do it., source: {{document: report, page: {page}}}}}\n")
    assert problems == []
    [action] = content.authorities["anytown"].plans["plan"].actions
    assert action.record.source[0].page == PAGES[page]


def test_one_value_may_stand_where_a_list_could() -> None:
    for themes in ("early-help", "[early-help]"):
        content, problems = shaped(FINDING, f"---\nthemes: {themes}\n---\nFamilies wait.\n")
        assert problems == []
        record = content.authorities["anytown"].inspections["2021-sif"].findings[1].record
        assert record.themes == ("early-help",)


def test_sections_go_to_their_fields() -> None:
    text = "Families wait.\n\n## We will\nHurry.\n\n## In plain words\nToo slow.\n"
    content, problems = shaped(FINDING, text)
    assert problems == []
    record = content.authorities["anytown"].inspections["2021-sif"].findings[1].record
    assert (record.text, record.plain_words, record.we_will) == ("Families wait.", "Too slow.", "Hurry.")
    assert (record.we_said, record.we_have) == (None, None)


def test_every_mistake_is_reported_at_once() -> None:
    text = "nmae: Anytown Council\nshort: [a]\ncode: x\nkind:\nnation: France\nstarts: soon\ndraft: maybe\n"
    _, problems = shaped(AUTHORITY, text)
    assert sorted((problem.rule, problem.field, problem.place.line) for problem in problems) == [
        ("bad-choice", "nation", 5),
        ("bad-date", "starts", 6),
        ("bad-flag", "draft", 7),
        ("bad-form", "code", 3),
        ("empty-field", "kind", 4),
        ("unknown-field", "nmae", 1),
        ("wrong-type", "short", 2),
    ]


def test_a_field_that_nobody_reads_hides_nothing_else() -> None:
    content, problems = shaped(AUTHORITY, GOOD[AUTHORITY] + "leed: x\n")
    assert [problem.rule for problem in problems] == ["unknown-field"]
    assert content.authorities["anytown"].authority is not None


@pytest.mark.parametrize(
    ("path", "more", "hint"),
    [
        (AUTHORITY, "servises_run_by: x\n", 'Did you mean "services_run_by"?'),
        (AUTHORITY, "Website: https://x.example\n", 'Did you mean "website"?'),
        (AUTHORITY, "services-run-by: x\n", 'Did you mean "services_run_by"?'),
        (MEASURE, "value: 3\n", 'Did you mean "values"?'),
        (MEASURE, "values: [{date: 2021, vlaue: 3}]\n", 'Did you mean "value"?'),
    ],
)
def test_a_misspelt_field_is_recognised(path: str, more: str, hint: str) -> None:
    found = [problem for problem in shaped(path, GOOD[path] + more)[1] if problem.rule == "unknown-field"]
    assert [problem.hint.startswith(hint) for problem in found] == [True]
    assert found[0].place.column <= len(found[0].text)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_file_is_known_by_its_path(kind: Any) -> None:
    examples = {"number": "07", "date": "2021-12-31"}
    path = kind.path
    for name in ("authority", "inspection", "plan", "name", "number", "date"):
        path = path.replace(f"{{{name}}}", examples.get(name, "some-1-name"))
    found = find_kind(path)
    assert found
    assert found[0] is kind
    assert find_kind(f"{path}~") is None
    assert find_kind(f"x/{path}") is None
    assert find_kind(path.replace("some-1-name", "Some Name")) is None or "some-1-name" not in path


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.holds == "page"], ids=lambda kind: kind.name)
def test_a_markdown_file_has_the_sections_of_the_design(kind: Any) -> None:
    assert list(sections_of(kind.record)) == ["", "In plain words", "We said", "We have", "We will"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    "data", ["x", "[]", "[x]", "[[x]]", "x: y", "x: [y]", "- x: y", "{x: {y: {z: 1}}}", "''", "a: "]
)
def test_no_shape_of_data_is_too_odd(kind: Any, data: str) -> None:
    """Whatever stands in a file, it makes records or problems."""
    path = kind.path.replace("{number}", "1").replace("{date}", "2021-12-31")
    for name in ("authority", "inspection", "plan", "name"):
        path = path.replace(f"{{{name}}}", "x")
    text = f"---\n{data}\n---\nWords.\n" if path.endswith(".md") else f"{data}\n"
    _, problems = shaped(path, text)
    assert problems or data in ("[]", "{}")
    assert all(problem.hint and problem.place.line <= text.count("\n") for problem in problems)
