"""Each authority's records as they stand in the content folder, counted against what its pages show.

Content is counted as plain YAML, and pages as HTML: neither side knows the program.
"""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.command import CONTENT

AUTHORITIES: Final = sorted(path.name for path in (CONTENT / "authorities").iterdir())
KINDS: Final = (
    "recommendations",
    "findings",
    "actions",
    "priorities",
    "ratings",
    "measures",
    "values",
    "meetings",
    "sources",
    "facts",
)


def load(path: Path) -> Any:
    """A YAML file with every value as text; nothing if there is no such file."""
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader) if path.exists() else None


def in_content(authority: str) -> Counter[str]:
    """How many records of each kind the content folder has of an authority."""
    folder = CONTENT / "authorities" / authority
    found = Counter(
        recommendations=len(list(folder.glob("inspections/*/recommendations/*.md"))),
        findings=len(list(folder.glob("inspections/*/findings/*.md"))),
        actions=sum(len(load(path)) for path in folder.glob("plans/*/actions.yml")),
        measures=len(list(folder.glob("measures/*.yml"))),
        meetings=len(load(folder / "meetings.yml") or ()),
        sources=len(load(folder / "sources.yml") or ()),
    )
    for path in folder.rglob("*.yml"):
        record = load(path)
        if isinstance(record, dict):
            found["facts"] += len(record.get("facts", ())) + len(record.get("strengths", ()))
            found["priorities"] += len(record.get("priorities", ()))
            found["ratings"] += len(record.get("ratings", ()))
            found["values"] += len(record.get("values", ())) + ("baseline" in record)
    return found


class Outline(HTMLParser):
    """What a page has below each of its headings of level 2: facts in lists, rows of tables, links; and all its ids."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.section = ""
        self.lists: list[bool] = []
        self.in_body = False
        self.ids: list[str] = []
        self.facts: Counter[str] = Counter()
        self.tables: dict[str, list[int]] = {}
        self.links: dict[str, set[str]] = {}
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        if tag == "h2":
            self.section = given.get("id", "")
        elif tag in ("ul", "ol"):
            self.lists.append("facts" in given.get("class", "").split())
        elif tag == "li" and self.lists[-1:] == [True]:
            self.facts[self.section] += 1
        elif tag == "table":
            self.tables.setdefault(self.section, []).append(0)
        elif tag == "tbody":
            self.in_body = True
        elif tag == "tr" and self.in_body:
            self.tables[self.section][-1] += 1
        elif tag == "a":
            self.links.setdefault(self.section, set()).add(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        """Note what ends."""
        if tag in ("ul", "ol"):
            self.lists.pop()
        elif tag == "tbody":
            self.in_body = False
        elif tag == "main":
            self.section = ""


def about_subjects(links: set[str]) -> Iterator[str]:
    """Of a review's links, those to what it can speak of: a recommendation, an action, a priority, its plan."""
    for link in links:
        if "/recommendations/" in link or "#action-" in link or "#priority-" in link or link == "../../":
            yield link


def on_pages(site: Path, authority: str) -> Counter[str]:
    """How many records of each kind the pages of an authority show."""
    folder = site / authority
    found = Counter(
        recommendations=len(list(folder.glob("*/recommendations/*/index.html"))),
        findings=len(list(folder.glob("*/findings/*/index.html"))),
        measures=len(list(folder.glob("measures/*/index.html"))),
        meetings=sum(name[:4].isdigit() for name in Outline(folder / "meetings" / "index.html").ids),
    )
    listed = Outline(folder / "sources" / "index.html").ids
    found["sources"] = sum(name in listed for name in load(CONTENT / "authorities" / authority / "sources.yml") or ())
    for path in folder.rglob("index.html"):
        page = Outline(path)
        found["facts"] += page.facts["facts"] + page.facts["strengths"]
        found["actions"] += sum(name.startswith("action-") for name in page.ids)
        found["priorities"] += sum(name.startswith("priority-") for name in page.ids)
        if path.parent.parent.name == "reviews":
            found["ratings"] += len(list(about_subjects(page.links.get("ratings", set()))))
        if path.parent.parent.name == "measures":
            found["values"] += next(iter(page.tables.get("values", ())), 0)
    return found


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_pages_show_as_much_as_the_content_has(site: Path, authority: str) -> None:
    content, pages = in_content(authority), on_pages(site, authority)
    assert {kind: pages[kind] for kind in KINDS} == {kind: content[kind] for kind in KINDS}


def test_every_paper_has_facts_of_every_kind_it_should() -> None:
    everything = sum((in_content(authority) for authority in AUTHORITIES), Counter[str]())
    assert all(everything[kind] for kind in KINDS)
    assert in_content("walsall")["recommendations"] == 12
    assert in_content("thurrock")["recommendations"] == 23
    assert in_content("leicestershire")["recommendations"] == 17
