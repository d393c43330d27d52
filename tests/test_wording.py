"""Plain English: warnings that are right, few, and that an editor can turn off."""

from datetime import date
from pathlib import Path

import pytest

from followthrough.check import check
from followthrough.check.rules.wording import JARGON
from followthrough.problem import Problem
from followthrough.read import read_tree
from tests.command import CONTENT, TODAY
from tests.made import BASE, checked

RULES = {"abbreviation", "jargon", "long-sentence"}
RECOMMENDATION = "inspections/2021-sif/recommendations/01-one.md"
LONG = "Every " + "long " * 30 + "sentence."
THIRTY = "Every " + "long " * 28 + "sentence."


def wording(files: dict[str, str]) -> list[Problem]:
    return sorted(problem for problem in checked(files)[1] if problem.rule in RULES)


def of(text: str, site: str = "") -> list[Problem]:
    """What is said of the wording of a recommendation, with these settings."""
    return wording({RECOMMENDATION: text + "\n", "site.yml": BASE["site.yml"] + site})


def words(problems: list[Problem]) -> list[str]:
    return [p.text[p.place.column - 1 : p.place.end - 1] for p in problems]


def test_all_of_it_is_advice() -> None:
    found = of(f"Utilise the CIC.\n\n{LONG}")
    assert [(problem.rule, problem.severity) for problem in found] == [
        ("jargon", "warning"),
        ("abbreviation", "warning"),
        ("long-sentence", "warning"),
    ]
    assert all(problem.hint for problem in found)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (THIRTY, 0),
        (LONG, 1),
        (f"{THIRTY} {THIRTY}", 0),
        (f"{THIRTY}\n\n{THIRTY}", 0),
        (f"- {THIRTY[:-1]}\n- {THIRTY[:-1]}", 0),
        (f"1. {THIRTY[:-1]}\n2. {THIRTY[:-1]}", 0),
        (f"### {THIRTY[:-1]}\n{THIRTY}", 0),
        ("| Year | Children |\n| --- | --- |\n" + "| 2017 | 640 |\n" * 20, 0),
        ("It is so, e.g. " + "long " * 27 + "indeed.", 1),
        ("It costs 3.5 million. " + "Then " + "long " * 28 + "words.", 0),
        ("Is it? " + THIRTY, 0),
        ("They said: “" + "long " * 40 + "words.”", 0),
        ("See [" + "long " * 10 + "words](https://a.example.org/" + "a-" * 200 + ").", 0),
        ("Long " + "- " * 40 + "words.", 0),
    ],
)
def test_how_sentences_are_counted(text: str, count: int) -> None:
    assert [problem.rule for problem in of(text)] == ["long-sentence"] * count


def test_a_long_sentence_is_marked_where_it_begins() -> None:
    found = of(f"Short.\n\nFirst this. {LONG}\n\n## We said\nYes. {LONG}")
    assert [(problem.place.line, problem.place.column) for problem in found] == [(3, 13), (6, 6)]
    assert "a sentence of 32 words; more than 30" in found[0].message


def test_the_site_says_how_long_is_too_long() -> None:
    assert of(LONG, "plain_english: {sentence_words: 32}\n") == []
    found = of("One two three four.", "plain_english: {sentence_words: 3}\n")
    assert "a sentence of 4 words" in {problem.message.split(";")[0] for problem in found if "01-one" in problem.path}


def test_inspectors_words_pass_when_plain_words_stand_beside_them() -> None:
    assert len(of(f"{LONG} Utilise the CIC.")) == 3
    assert "In plain words" in of(LONG)[0].hint
    assert of(f"{LONG} Utilise the CIC.\n\n## In plain words\nDo it.") == []
    assert len(of(f"Do it.\n\n## In plain words\n{LONG} Utilise the CIC.")) == 3


def test_titles_and_ratings_are_nobodys_to_reword() -> None:
    plan = BASE["authorities/anytown/plans/plan/plan.yml"].replace("Improvement plan", "Plan to utilise the CIC")
    assert wording({"plans/plan/plan.yml": plan}) == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Ask the CIC.", ["CIC"]),
        ("Ask the CICs.", ["CICs"]),
        ("Ask the CIC, then the CIC.", ["CIC"]),
        ("Ask the Children in Care Council (CIC), then the CIC.", []),
        ("Ask the **Children in Care Council** (CIC).", []),
        ("Ask the CIC (Children in Care Council).", []),
        ("Ask the CIC, or Children in Care Council (CIC).", ["CIC"]),
        ("Ask (CIC).", []),
        ("(CIC) is it.", ["CIC"]),
        ("The NHS, the UK, GPs and II.", []),
        ("The SIF of 2013.", []),
        ("Look at https://a.example.org/CIC and `CIC`.", []),
        ("They wrote “Ask the CIC”.", []),
        ("WS1 1TP, A4, 4PM, X, I.", []),
        ("A U.S. town.", []),
        ("PLAIN WORDS OF MORE THAN SIX LETTERS", ["PLAIN", "WORDS", "MORE", "THAN"]),
    ],
)
def test_which_short_names_need_explaining(text: str, unknown: list[str]) -> None:
    found = [name for name in words(of(text)) if name not in ("OF", "SIX")]
    assert found == unknown


def test_the_glossary_explains_short_names() -> None:
    glossary = (
        "- {term: MASH, meaning: Where concerns arrive.}\n"
        "- {term: RAG rating, meaning: A traffic light.}\n"
        "- {term: Children in care, meaning: They are., also: [LAC, CLA]}\n"
    )
    text = "The MASH, RAG, LAC and CLA; MASHs too, but not CIC.\n"
    found = wording({"glossary.yml": glossary, RECOMMENDATION: text})
    assert words(found) == ["CIC"]
    assert "content/glossary.yml" in found[0].hint


def test_the_site_lets_short_names_and_words_pass() -> None:
    settings = "plain_english: {ignore: [CIC, Robust]}\n"
    assert words(of("The CIC is robust, the CPR is not robustly so.", settings)) == ["CPR", "robustly"]


def test_jargon_is_found_in_its_forms_and_across_lines() -> None:
    text = "We Utilised it in\norder to cascade, prior  to\nsome step-change. It is on a daily basis done."
    assert [problem.message.split('"')[1] for problem in of(text)] == [
        "Utilised",
        "in order to",
        "cascade",
        "prior to",
        "step-change",
        "on a daily basis",
    ]
    assert [(problem.place.line, problem.place.column) for problem in of(text)][1:3] == [(1, 16), (2, 10)]


@pytest.mark.parametrize("text", ["A prior date. In good order. Robusta beans. Co-endeavour. “Robust”, he said."])
def test_what_only_looks_like_jargon(text: str) -> None:
    assert of(text) == []


def test_the_site_adds_words_of_its_own() -> None:
    settings = "plain_english:\n  jargon: {sign posting: telling people where to go, C++: a language}\n"
    found = of("Sign\nposting with C++ and C+.", settings)
    assert [(problem.message, problem.hint.split(".")[0]) for problem in found] == [
        ('"Sign posting" has a plainer word', "In plain English: telling people where to go"),
        ('"C++" has a plainer word', "In plain English: a language"),
    ]


def test_the_words_known_as_jargon_are_patterns_of_plain_letters() -> None:
    assert all(pattern == pattern.lower() for pattern in JARGON)
    assert all(plain and plain != pattern for pattern, plain in JARGON.items())


def test_shipped_content_is_in_plain_english() -> None:
    documents, _ = read_tree(CONTENT, shown="content")
    found = [problem for problem in check(documents, date.fromisoformat(TODAY))[1] if problem.rule in RULES]
    assert found == []


def test_prose_pages_are_read_too(tmp_path: Path) -> None:
    for path, text in BASE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "about.md").write_text("# About\n\nWe utilise it.\n", "utf-8")
    documents, _ = read_tree(tmp_path, shown="content")
    found = [problem for problem in check(documents, date(2022, 6, 1))[1] if problem.rule in RULES]
    assert [(problem.path, problem.place.line, problem.place.column) for problem in found] == [
        ("content/pages/about.md", 3, 4)
    ]
