"""Glossary terms in running text: which words count as one, and where the first mention is marked."""

import re

import pytest

from followthrough.records import Term
from followthrough.terms import Terms, forms


def term(name: str, stands_for: str | None = None, also: tuple[str, ...] = ()) -> Term:
    return Term(term=name, stands_for=stands_for, meaning="What it means.", also=also)


GLOSSARY = [
    term("MASH", "Multi-agency safeguarding hub", ("front door",)),
    term("PASS", "Prevention & Support Service"),
    term("Care leaver", also=("leaving care",)),
    term("Care leaver service"),
    term("Looked after child", also=("looked after children", "LAC", "in care")),
    term("First Response"),
]


def explained(text: str, *, plain: bool = False) -> str:
    """HTML with each mention that is explained as [words]."""
    terms = Terms(GLOSSARY, lambda _, words: f"[{words}]")
    return terms.explain(terms.mark(text), plain=plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The MASH and the MASH", "The [MASH] and the MASH"),
        ("MASHed, a MASH-led team, mash", "MASHed, a MASH-led team, mash"),
        ("The MASH's work", "The [MASH]'s work"),
        ("A pass for the PASS", "A pass for the [PASS]"),
        ("prevention &amp; Support Service", "[prevention &amp; Support Service]"),
        ("two care leavers", "two [care leavers]"),
        ("a care leaver service", "a [care leaver service]"),
        ("the care\nleaver", "the [care\nleaver]"),
        ("looked after children, also called LAC", "[looked after children], also called LAC"),
        ("the front door, in care, leaving care", "the front door, in care, leaving care"),
        ("First Response, our first response", "[First Response], our first response"),
        ('<a href="/MASH/">MASH</a> <code>MASH</code> MASH', '<a href="/MASH/">MASH</a> <code>MASH</code> [MASH]'),
        ("<h3>MASH</h3><p>MASH</p>", "<h3>MASH</h3><p>[MASH]</p>"),
        ('<p title="MASH">a</p>', '<p title="MASH">a</p>'),
    ],
)
def test_the_first_mention_of_a_term_is_explained(text: str, expected: str) -> None:
    assert explained(text) == expected


def test_a_page_explains_a_term_once_in_whichever_field_it_comes_first() -> None:
    terms = Terms(GLOSSARY, lambda given, words: f"[{words}: {given.term}]")
    page = terms.mark("<p>A MASH</p>") + terms.mark("<p>LAC</p>") + terms.mark("<p>A MASH, a care leaver</p>")
    assert terms.explain(page) == (
        "<p>A [MASH: MASH]</p><p>[LAC: Looked after child]</p><p>A MASH, a [care leaver: Care leaver]</p>"
    )
    assert terms.explain(page, plain=True) == "<p>A MASH</p><p>LAC</p><p>A MASH, a care leaver</p>"


def test_nothing_but_marks_is_added() -> None:
    text = "<p>The MASH, a care leaver and LAC.</p>"
    assert re.sub(r"[][]", "", explained(text)) == text


def test_an_ordinary_word_is_not_taken_for_an_abbreviation() -> None:
    assert forms(term("Contact")) == {"Contact", "contact", "Contacts", "contacts"}
    assert forms(term("CAF")) == {"CAF", "CAFs"}
