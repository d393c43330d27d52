"""Authorities side by side: like with like only."""

from hypothesis import given, settings

from followthrough.register import Register
from followthrough.register.compare import same_framework, same_theme
from followthrough.words import language
from tests.invented import SHOWN, Invented, contents
from tests.made import BASE, SOURCE, register
from tests.test_summary import linked

ENGLISH = language("en")

COUNTY = "{name: County, short: County, code: E10999901, kind: county, nation: England}\n"


def inspection_of(framework: str) -> str:
    """An inspection under a framework."""
    return f"title: T\nframework: {framework}\nbodies: Ofsted\non_site: not-stated\npublished: 2021\n{SOURCE}"


def of_county(*frameworks: str) -> Register:
    """The town, inspected under the SIF, and a county inspected under these."""
    files = {
        "authorities/county/authority.yml": COUNTY,
        "authorities/county/sources.yml": BASE["authorities/anytown/sources.yml"],
    }
    files |= {f"authorities/county/inspections/{name}/inspection.yml": inspection_of(name) for name in frameworks}
    return register(files)


def test_grades_stand_side_by_side_under_one_framework() -> None:
    (same,) = same_framework(of_county("sif", "area-send").inspections)
    assert same.framework.short == "SIF"
    assert [(found.authority.slug, found.slug) for found in same.inspections] == [
        ("anytown", "2021-sif"),
        ("county", "sif"),
    ]


def test_grades_of_different_frameworks_are_never_side_by_side() -> None:
    assert same_framework(of_county("area-send").inspections) == []


def test_a_framework_without_grades_or_not_stated_compares_nothing() -> None:
    files = {
        "inspections/visit/inspection.yml": inspection_of("visit"),
        "inspections/x/inspection.yml": inspection_of("not-stated"),
    }
    files |= {
        "authorities/county/authority.yml": COUNTY,
        "authorities/county/sources.yml": BASE["authorities/anytown/sources.yml"],
        "authorities/county/inspections/visit/inspection.yml": inspection_of("visit"),
        "authorities/county/inspections/x/inspection.yml": inspection_of("not-stated"),
    }
    assert same_framework(register(files).inspections) == []


def test_two_inspections_of_one_authority_are_no_comparison() -> None:
    assert same_framework(register({"inspections/later/inspection.yml": inspection_of("sif")}).inspections) == []


def test_recommendations_on_one_theme_stand_by_authority() -> None:
    on_theme = "---\nthemes: help\n---\nHelp.\n"
    files = {
        "authorities/county/authority.yml": COUNTY.replace("short: County", "short: A county"),
        "authorities/county/sources.yml": BASE["authorities/anytown/sources.yml"],
        "authorities/county/inspections/sif/inspection.yml": inspection_of("sif"),
        "authorities/county/inspections/sif/recommendations/01-one.md": on_theme,
        "inspections/2021-sif/recommendations/01-one.md": on_theme,
        "inspections/2021-sif/recommendations/03-three.md": on_theme,
        "themes.yml": "help: {name: Help, description: D.}\ncare: {name: Care, description: D.}\n",
    }
    (same,) = same_theme(ENGLISH, register(files).themes.values())
    assert same.theme.slug == "help"
    assert [(authority.slug, [thing.number for thing in things]) for authority, things in same.columns] == [
        ("county", [1]),
        ("anytown", [1, 3]),
    ]
    held = {
        **files,
        "authorities/county/inspections/sif/recommendations/01-one.md": on_theme.replace(
            "themes", "draft: true\nthemes"
        ),
    }
    assert same_theme(ENGLISH, register(held).themes.values()) == []


@settings(max_examples=40, deadline=None)
@given(contents())
def test_only_like_is_compared_with_like(made: Invented) -> None:
    found = linked(made, SHOWN)
    for same in same_framework(found.inspections):
        assert same.framework.grades
        assert all(one.framework is same.framework for one in same.inspections)
        assert len({one.authority.slug for one in same.inspections}) > 1
    for themed in same_theme(ENGLISH, found.themes.values()):
        listed = [thing for _, things in themed.columns for thing in things]
        assert sorted(map(id, listed)) == sorted(map(id, themed.theme.recommendations))
        assert all(thing.inspection.authority is authority for authority, things in themed.columns for thing in things)
