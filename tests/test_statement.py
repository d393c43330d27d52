"""The accessibility statement: what regulation 8 of SI 2018/952 and its model ask for, and where it is linked from."""

import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from pydantic import BaseModel

from followthrough.records.site import Accessibility, Contact, KnownProblem
from tests.command import CONTENT_WRONG, DONE, MINIMAL, MINIMAL_TODAY, run

GROUPS: dict[tuple[str | int, ...], type[BaseModel]] = {
    ("contact",): Contact,
    ("accessibility",): Accessibility,
    ("accessibility", "known_problems", 0): KnownProblem,
}
NEEDED = [
    ("publisher",),
    ("contact",),
    ("accessibility",),
    *((*at, name) for at, of in GROUPS.items() for name, field in of.model_fields.items() if field.is_required()),
]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return shutil.copytree(MINIMAL, tmp_path / "content")


def test_what_the_law_asks_for_is_needed() -> None:
    known = {("accessibility", "known_problems", 0, name) for name in ("what", "criterion", "reason", "alternative")}
    dates = {("accessibility", name) for name in ("prepared", "reviewed", "tested")}
    rest = {("accessibility", name) for name in ("status", "tested_by", "method", "response_days")}
    assert known | dates | rest | {("contact", "name"), ("contact", "email")} <= set(NEEDED)


@pytest.mark.parametrize("at", NEEDED, ids=lambda at: ".".join(map(str, at)))
def test_no_site_without_what_the_law_asks_for(content: Path, at: tuple[str | int, ...]) -> None:
    path = content / "site.yml"
    whole = yaml.safe_load(path.read_text("utf-8"))
    group = whole
    for part in at[:-1]:
        group = group[part]
    del group[at[-1]]
    path.write_text(yaml.safe_dump(whole, sort_keys=False), "utf-8")
    done = run("--content", content, "--site", content.parent / "site", "--as-of", MINIMAL_TODAY)
    assert done.returncode == CONTENT_WRONG
    found = [line for line in done.stdout.splitlines() if "[missing-field]" in line]
    assert len(found) == 1
    assert "site.yml" in found[0]
    assert re.search(rf"\b{at[-1]}\b", found[0]), found[0]
    assert not (content.parent / "site").exists()


@pytest.mark.parametrize(
    "email", ["Improvement team", "team at anytown.example", "team@anytown", "a@b.example, c@d.example"]
)
def test_the_contact_can_be_written_to(content: Path, email: str) -> None:
    path = content / "site.yml"
    path.write_text(path.read_text("utf-8").replace("improvement@anytown.example", f"'{email}'"), "utf-8")
    done = run("check", "--content", content, "--as-of", MINIMAL_TODAY)
    assert done.returncode == CONTENT_WRONG
    assert f'error: contact.email: "{email}" does not have the right form [bad-form]' in done.stdout
    assert "improvement@anytown.gov.uk" in done.stdout


def test_the_statement_has_every_part(minimal: Path) -> None:
    page = (minimal / "accessibility" / "index.html").read_text("utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<h1") : page.index("</article>")]).split())
    for part in (
        "partially compliant with the Web Content Accessibility Guidelines (WCAG) version 2.2, level AA",
        "Two documents that we link to are scans",
        "1.1.1 Non-text content",
        "not yet mended",
        "Ask us, and we read them to you.",
        "December 2023",
        "in a different format",
        "improvement@anytown.example",
        "01632 960 001",
        "within 5 working days",
        "Equality and Human Rights Commission",
        "Equality Advisory and Support Service",
        "prepared on 9 January 2023",
        "last reviewed on 1 June 2023",
        "May 2023 by Anytown Council",
        "An automated checker",
    ):
        assert part in text, part
    assert 'href="https://www.equalityadvisoryservice.com/"' in page


@pytest.mark.parametrize("reason", ["not yet mended", "disproportionate burden", "outside the regulations"])
def test_each_reason_that_the_law_knows_is_given(content: Path, reason: str) -> None:
    path = content / "site.yml"
    path.write_text(path.read_text("utf-8").replace("reason: not yet mended", f"reason: {reason}"), "utf-8")
    site = content.parent / "site"
    assert run("--content", content, "--site", site, "--as-of", MINIMAL_TODAY).returncode == DONE
    assert f"Reason: {reason}" in (site / "accessibility" / "index.html").read_text("utf-8")


def test_every_page_leads_to_the_statement(site: Path, content: Path) -> None:
    """Prose, search, the page of what is not found, and what is frozen of an earlier day, too."""
    made, edition = content.parent / "site", "2022-06-30"
    done = run("--content", content, "--site", made, "--as-of", MINIMAL_TODAY, "--edition", edition)
    assert done.returncode == DONE, done.stdout + done.stderr
    pages = {path: (root, path) for root in (site, made) for path in sorted(root.rglob("*.html"))}
    without = []
    for path, (root, _) in pages.items():
        text = path.read_text("utf-8")
        if 'http-equiv="refresh"' in text:  # it leads on to where something is now
            continue
        here = f"https://host.example/{path.relative_to(root).as_posix()}"
        top = f"/editions/{edition}" if f"/editions/{edition}/" in here else ""
        footer = text[text.index("<footer") :]
        leads = {urljoin(here, link).removesuffix("index.html") for link in re.findall(r'href="([^"]*)"', footer)}
        if f"https://host.example{top}/accessibility/" not in leads:
            without.append(path.relative_to(root).as_posix())
    assert without == []
    shown = {path.relative_to(root).as_posix() for path, (root, _) in pages.items()}
    assert {"404.html", "search/index.html", "about/index.html", f"editions/{edition}/index.html"} <= shown
