"""Problems, and the three forms in which a list of them is shown."""

import json
import re

import pytest

from followthrough.problem import JSON_FIELDS, Place, Problem, did_you_mean, has_errors, nearest, show, summary

UNKNOWN_THEME = Problem(
    "content/authorities/walsall/inspections/2017-sif/recommendations/03-exploitation.md",
    Place(2, 10, 21),
    "error",
    "unknown-theme",
    "themes",
    'no theme "exploitaton"',
    'Did you mean "exploitation"? Themes are listed in content/themes.yml.',
    "themes: [exploitaton]",
)
WARNING = Problem("content/site.yml", Place(7, 1, 4), "warning", "long-sentence", "", "a long sentence", "Cut it.")


def test_text_is_as_the_design_shows_it() -> None:
    assert show([UNKNOWN_THEME]) == (
        "content/authorities/walsall/inspections/2017-sif/recommendations/03-exploitation.md:2:10: "
        'error: themes: no theme "exploitaton" [unknown-theme]\n'
        "    2 | themes: [exploitaton]\n"
        "      |          ^^^^^^^^^^^\n"
        '    Did you mean "exploitation"? Themes are listed in content/themes.yml.\n'
    )


def test_text_leaves_out_what_there_is_not() -> None:
    assert show([WARNING]) == "content/site.yml:7:1: warning: a long sentence [long-sentence]\n    Cut it.\n"
    assert show([]) == ""


def test_json_has_these_fields_in_this_order() -> None:
    found = json.loads(show([UNKNOWN_THEME], "json"))
    assert [list(problem) for problem in found] == [list(JSON_FIELDS)]
    assert JSON_FIELDS == ("path", "line", "column", "severity", "rule", "field", "message", "hint")
    assert found[0] == {
        "path": UNKNOWN_THEME.path,
        "line": 2,
        "column": 10,
        "severity": "error",
        "rule": "unknown-theme",
        "field": "themes",
        "message": 'no theme "exploitaton"',
        "hint": 'Did you mean "exploitation"? Themes are listed in content/themes.yml.',
    }
    assert json.loads(show([], "json")) == []


def test_annotations_for_github() -> None:
    assert show([UNKNOWN_THEME], "github") == (
        "::error file=content/authorities/walsall/inspections/2017-sif/recommendations/03-exploitation.md,"
        "line=2,col=10,endColumn=20,title=unknown-theme::"
        'themes: no theme "exploitaton"%0ADid you mean "exploitation"? Themes are listed in content/themes.yml.\n'
    )


def test_an_annotation_cannot_be_broken_out_of() -> None:
    nasty = Problem("a,b:c%.yml", Place(), "warning", "rule", "x", "50%\n::error::you", "one\r\ntwo")
    shown = show([nasty], "github")
    assert shown == (
        "::warning file=a%2Cb%3Ac%25.yml,line=1,col=1,endColumn=1,title=rule::x: 50%25%0A::error::you%0Aone%0D%0Atwo\n"
    )
    assert shown.count("\n") == 1


def test_problems_come_sorted_by_place_and_once() -> None:
    late = Problem("b.yml", Place(10, 1, 2), "error", "rule", "", "late")
    early = Problem("b.yml", Place(9, 5, 6), "warning", "rule", "", "early")
    first = Problem("a.yml", Place(99, 1, 2), "error", "rule", "", "first")
    messages = re.findall(r": (\w+) \[rule\]", show([late, early, first, late]))
    assert messages == ["first", "early", "late"]


@pytest.mark.parametrize(
    ("text", "place", "line", "caret"),
    [
        ("\tname: x", Place(1, 2, 6), "    1 |  name: x", "      |  ^^^^"),
        ("a\u202eb", Place(1, 3, 4), "    1 | a\N{REPLACEMENT CHARACTER}b", "      |   ^"),
        ("short", Place(1, 6, 7), "    1 | short", "      |      ^"),
        ("short", Place(1, 2, 99), "    1 | short", "      |  ^^^^"),
    ],
    ids=["tab", "direction-override", "past-the-end", "too-long"],
)
def test_the_caret_stands_below_its_place(text: str, place: Place, line: str, caret: str) -> None:
    shown = show([Problem("a.yml", place, "error", "rule", "", "wrong", text=text)]).splitlines()
    assert shown[1:] == [line, caret]


def test_a_long_line_is_cut_around_its_place() -> None:
    text = "x" * 500 + "WRONG" + "y" * 500
    _, line, caret = show([Problem("a.yml", Place(1, 501, 506), "error", "rule", "", "wrong", text=text)]).splitlines()
    assert len(line) <= 140
    assert line[caret.index("^") : caret.rindex("^") + 1] == "WRONG"


def test_the_caret_of_a_long_place_stays_in_the_window() -> None:
    _, line, caret = show(
        [Problem("a.yml", Place(1, 1, 999), "error", "rule", "", "wrong", text="x" * 1000)]
    ).splitlines()
    assert len(caret) == len(line)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("exploitaton", "exploitation"),
        ("Exploitation", "exploitation"),
        ("early_help", "early-help"),
        ("Early Help", "early-help"),
        ("We sayed", "We said"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_the_nearest_name(word: str, found: str) -> None:
    assert nearest(word, ["exploitation", "early-help", "We said"]) == found


def test_a_hint_says_where_names_are_listed() -> None:
    assert did_you_mean("god", ["good"], "Listed here.") == 'Did you mean "good"? Listed here.'
    assert did_you_mean("xyz", ["good"], "Listed here.") == "Listed here."
    assert did_you_mean("xyz", []) == ""


def test_errors_stop_a_build_and_warnings_only_a_strict_one() -> None:
    assert has_errors([WARNING, UNKNOWN_THEME])
    assert not has_errors([WARNING])
    assert has_errors([WARNING], strict=True)
    assert not has_errors([], strict=True)


def test_a_summary_counts_each_problem_once() -> None:
    assert summary([]) == "no problems"
    assert summary([WARNING, WARNING]) == "1 warning"
    assert summary([WARNING, UNKNOWN_THEME, Problem("b", Place(), "error", "r", "", "m")]) == "2 errors, 1 warning"
