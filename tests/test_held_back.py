"""Held back until ready: what is a draft, or comes out later, is in no byte of the site, and nothing hints at it."""

import gzip
import re
from pathlib import Path

import pytest

from tests.command import DONE, files_below, run
from tests.made import AS_OF, BASE, SOURCE, TOWN

WORD = "quolltree"
SUCCESSOR = "superseded: {on: 2022-03-01, by: QUOLLTREE, reason: not-stated}"


def content(held: bool) -> dict[str, str]:
    """A town in which one record of every kind is held back and everything that can names it; or the same without."""

    def only(text: str) -> str:
        return text if held else ""

    cite = 'source: [{document: paper, page: "1"}' + only(f', {{document: {WORD}, page: "2"}}') + "]\n"
    facts = f"---\nfindings: [1{only(', 2')}]\n{cite}---\n"
    later = "publish_from: 2022-06-02T00:00\n"
    files = {
        "authorities/farville/authority.yml": "{name: Farville Council, short: Farville, code: E06999902, "
        f"kind: unitary authority, nation: England, ends: 2022-03-31{only(f', successor: {WORD}')}}}\n",
        f"{TOWN}sources.yml": BASE[f"{TOWN}sources.yml"]
        + only(
            f"{WORD}: {{draft: true, title: Quolltree paper, publisher: Quolltree, date: 2022, kind: Quolltree, "
            "url: 'https://quolltree.example', note: Quolltree.}\n"
        ),
        f"{TOWN}inspections/2021-sif/inspection.yml": BASE[f"{TOWN}inspections/2021-sif/inspection.yml"]
        + only(f"follows: {WORD}\nbeside: {WORD}\n"),
        f"{TOWN}inspections/2021-sif/findings/01-help.md": f"---\nrecommendations: [1{only(', 4')}]\n{cite}---\nNo.\n",
        f"{TOWN}inspections/2021-sif/recommendations/01-one.md": f"{facts}Do one thing.\n",
        f"{TOWN}plans/plan/plan.yml": BASE[f"{TOWN}plans/plan/plan.yml"].replace(
            "inspections: 2021-sif\n", f"inspections: [2021-sif{only(f', {WORD}')}]\n"
        )
        + f"measures: [days{only(f', {WORD}')}]\n",
        f"{TOWN}plans/plan/actions.yml": f"- id: a\n  text: Some work.\n  recommendations: [2021-sif/1"
        f"{only(f', 2021-sif/4, {WORD}/1')}]\n  measures: [days{only(f', {WORD}')}]\n  {cite}"
        + only(f"- id: QUOLLTREE\n  draft: true\n  text: Quolltree work.\n  owner: Quolltree\n  {cite}"),
        f"{TOWN}plans/plan/reviews/2022-03-31.yml": "assessed_by: not-stated\nassurance: self-assessed\nratings:\n"
        "  - {action: a, rating: Amber}\n"
        + only("  - {action: QUOLLTREE, rating: Red, note: Quolltree.}\n")
        + only(f"  - {{recommendation: 2021-sif/4, rating: Red}}\n  - {{recommendation: {WORD}/1, rating: Red}}\n")
        + cite,
        f"{TOWN}measures/days.yml": "title: Days waited\nunit: days\ndefinition: not-stated\n"
        f"direction: lower is better\nrecommendations: [2021-sif/1{only(f', 2021-sif/4, {WORD}/1')}]\n"
        f"values:\n  - {{date: 2022-01, value: 40, {cite.strip()}}}\n",
        f"{TOWN}meetings.yml": "- date: 2022-01-10\n  body: Cabinet\n  kind: decision\n  outcome: held\n"
        f"  summary: It met.\n  inspections: [2021-sif{only(f', {WORD}')}]\n  plans: [plan{only(', quolltree-plan')}]\n"
        f"  {cite}"
        + only(
            "- draft: true\n  date: 2022-02-02\n  body: Quolltree Board\n  kind: decision\n  outcome: held\n"
            f"  summary: Quolltree.\n  inspections: 2021-sif\n  plans: plan\n  {cite}"
        ),
    }
    if held:
        files |= {
            f"authorities/{WORD}/authority.yml": "{draft: true, name: Quolltree Council, short: Quolltree, "
            "code: E06999903, kind: unitary authority, nation: England, starts: 2022-04-01}\n",
            f"{TOWN}inspections/{WORD}/inspection.yml": f"{later}title: Quolltree visit\nframework: visit\n"
            f"bodies: Quolltree\non_site: 2021-03\npublished: not-stated\n{SOURCE}".replace(
                "on_site: 2021-03", "on_site: {from: 2021-03-01, to: 2021-03-02}"
            ),
            f"{TOWN}inspections/{WORD}/findings/01-{WORD}.md": f"---\n{SOURCE}---\nQuolltree.\n",
            f"{TOWN}inspections/{WORD}/recommendations/01-{WORD}.md": f"---\n{SOURCE}---\nQuolltree.\n",
            f"{TOWN}inspections/2021-sif/findings/02-{WORD}.md": f"---\ndraft: true\nrecommendations: 2\n{SOURCE}"
            "themes: help\n---\nQuolltree.\n\n## We will\nQuolltree.\n",
            f"{TOWN}inspections/2021-sif/recommendations/04-{WORD}.md": f"---\n{later}findings: 1\nthemes: help\n"
            f"{SOURCE}---\nQuolltree.\n\n## In plain words\nQuolltree.\n",
            f"{TOWN}plans/{WORD}-plan/plan.yml": f"draft: true\ntitle: Quolltree plan\ninspections: 2021-sif\n"
            f"bodies: Quolltree\nscale: brag\nmeasures: days\n{SOURCE}",
            f"{TOWN}plans/{WORD}-plan/actions.yml": f"- id: b\n  text: Quolltree.\n  recommendations: 1\n"
            f"  due: 2022-12\n  measures: days\n  {SOURCE}",
            f"{TOWN}plans/{WORD}-plan/reviews/2022-04-30.yml": "assessed_by: Quolltree\nassurance: board-agreed\n"
            f"ratings:\n  - {{recommendation: 1, rating: Green, note: Quolltree.}}\n{SOURCE}",
            f"{TOWN}plans/plan/reviews/2022-05-31.yml": f"{later}assessed_by: Quolltree\nassurance: board-agreed\n"
            f"ratings:\n  - {{action: a, rating: Green, note: Quolltree., due: 2023-01}}\n{SOURCE}",
            f"pages/{WORD}-page.md": "---\ndraft: true\n---\n# Quolltree\n",
            f"pages/more/{WORD}.md": f"---\n{later}---\n# Quolltree\n\nSee [about](../about.md).\n",
            f"{TOWN}measures/{WORD}.yml": "draft: true\ntitle: Quolltree\nunit: quolltrees\ndefinition: not-stated\n"
            f"direction: neither\nthemes: help\nrecommendations: 2021-sif/1\n{SOURCE}",
        }
    return BASE | files


def build(files: dict[str, str], folder: Path, *options: str) -> dict[str, bytes]:
    """The site of these files: every file with what is in it, unpacked."""
    for path, text in files.items():
        (folder / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / path).write_text(text, "utf-8")
    (folder / "content" / "pages").mkdir(exist_ok=True)
    (folder / "content" / "pages" / "about.md").write_text("# About\n\nThis.\n", "utf-8")
    where = ("--content", folder / "content", "--site", folder / "site")
    done = run(*where, "--as-of", AS_OF, *options)
    assert done.returncode == DONE, done.stdout + done.stderr
    assert "error" not in done.stdout
    made = files_below(folder / "site")
    return {name: gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for name, data in made.items()}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(content(held=True), tmp_path_factory.mktemp("held"))


def traces(site: dict[str, bytes]) -> list[str]:
    found = [name for name in site if WORD in name.lower()]
    return found + [name for name, data in site.items() if WORD.encode() in data.lower()]


def test_the_words_of_what_is_held_back_are_in_no_byte(held: dict[str, bytes]) -> None:
    assert len(held) > 30
    assert traces(held) == []


def test_the_site_is_the_same_as_if_nothing_were_held_back(held: dict[str, bytes], tmp_path: Path) -> None:
    """Nothing is counted, dated, linked or left blank because of it; only search may name its files otherwise."""
    without = build(content(held=False), tmp_path)
    assert sorted(held) == sorted(without)
    assert [name for name in held if held[name] != without[name]] == []


def test_what_takes_the_place_of_another_is_not_named_before_it_is_out(tmp_path: Path) -> None:
    files = content(held=True)
    actions, plan = f"{TOWN}plans/plan/actions.yml", f"{TOWN}plans/plan/plan.yml"
    files[actions] = files[actions].replace("  text: Some work.\n", f"  text: Some work.\n  {SUCCESSOR}\n", 1)
    files[plan] += SUCCESSOR.replace("QUOLLTREE", f"{WORD}-plan") + "\n"
    second = f"{TOWN}inspections/2021-sif/recommendations/02-two.md"
    files[second] = f"---\n{SUCCESSOR.replace('QUOLLTREE', '4')}\n{SOURCE}---\nDo another thing.\n"
    site = build(files, tmp_path)
    assert traces(site) == []
    page = site["anytown/2021-sif/recommendations/2/index.html"].decode()
    assert "Do another thing." in page
    assert not re.search(r"recommendation 4\b", page, re.IGNORECASE)


def test_with_drafts_everything_is_there_and_marked(tmp_path: Path) -> None:
    site = build(content(held=True), tmp_path, "--drafts")
    pages = {name: data.decode() for name, data in site.items() if name.endswith(".html")}
    for address in (
        WORD,
        f"anytown/{WORD}",
        f"anytown/{WORD}/recommendations/1",
        "anytown/2021-sif/findings/2",
        f"anytown/{WORD}-plan",
        f"anytown/measures/{WORD}",
    ):
        assert "<mark>Draft" in pages[f"{address}/index.html"], address
    assert "<mark>Draft until 2 June 2022</mark>" in pages["anytown/2021-sif/recommendations/4/index.html"]
    for address in ("anytown/plan", "anytown/meetings", "anytown/sources"):
        marked = re.findall(r"<mark>Draft</mark>", pages[f"{address}/index.html"])
        assert len(marked) == 1, address
    assert "<mark>" not in pages["anytown/2021-sif/recommendations/2/index.html"]
    for address in (f"{WORD}-page", f"more/{WORD}"):
        assert re.search(r"This page is one of those: +<mark>Draft", pages[f"{address}/index.html"]), address
    assert "This page is one of those" not in pages["about/index.html"]
    assert [name for name, text in pages.items() if "Preview with drafts" not in text] == ["404.html"]


def test_without_drafts_nothing_is_marked(held: dict[str, bytes]) -> None:
    marked = [name for name, data in held.items() if b"<mark>Draft" in data or b"Preview with drafts" in data]
    # The page of components shows the mark itself.
    assert marked == ["components/index.html"]


def test_on_its_day_it_is_there(tmp_path: Path) -> None:
    site = build(content(held=True), tmp_path, "--as-of", "2022-06-02")
    assert b"Quolltree" in site["anytown/2021-sif/recommendations/4/index.html"]
    assert f"{WORD}/index.html" not in site
