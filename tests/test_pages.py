"""The site map: which pages there are, where each is, and what it says of itself."""

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import build
from followthrough.pages import SECTIONS, Page, address, depth, file_of
from followthrough.register import Register
from tests.command import MINIMAL, MINIMAL_TODAY, files_below

DAY = date.fromisoformat(MINIMAL_TODAY)


@pytest.fixture(scope="module")
def report() -> build.Report:
    made = build.report(MINIMAL, DAY)
    assert made.problems == []
    return made


@pytest.fixture(scope="module")
def register(report: build.Report) -> Register:
    assert report.register
    return report.register


def test_addresses_are_those_of_the_design(register: Register) -> None:
    anytown = register.authorities["anytown"]
    [inspection] = [inspection for inspection in anytown.inspections if inspection.slug == "2021-sif"]
    [plan] = [plan for plan in anytown.plans if plan.slug == "improvement-plan"]
    things = {
        "/anytown/": anytown,
        "/anytown/2021-sif/": inspection,
        "/anytown/2021-sif/recommendations/1/": inspection.recommendations[0],
        "/anytown/2021-sif/findings/2/": inspection.findings[1],
        "/anytown/improvement-plan/": plan,
        "/anytown/improvement-plan/#action-1.10": plan.actions[2],
        "/anytown/improvement-plan/#priority-2": plan.priorities[1],
        "/anytown/improvement-plan/reviews/2022-09-30/": plan.reviews[0],
        "/anytown/measures/visits-in-time/": plan.measures[0],
        "/anytown/meetings/#2022-10-04-cabinet": anytown.meetings[-1],
        "/anytown/meetings/#2022-10-04-cabinet-2": anytown.meetings[-2],
        "/anytown/meetings/#2023-06-14-peoples-scrutiny-committee": anytown.meetings[0],
        "/anytown/sources/#letter-2023": anytown.sources["letter-2023"],
        "/themes/early-help/": register.themes["early-help"],
    }
    assert {at: address(thing) for at, thing in things.items()} == {at: at for at in things}


def test_what_has_no_page_has_no_address() -> None:
    with pytest.raises(TypeError, match="int has no address"):
        address(7)


@pytest.mark.parametrize(
    ("at", "deep", "file"),
    [("/", 0, "index.html"), ("/themes/", 1, "themes/index.html"), ("/a/b/c/1/", 4, "a/b/c/1/index.html")],
)
def test_the_file_and_the_depth_of_an_address(at: str, deep: int, file: str) -> None:
    assert (depth(at), file_of(at)) == (deep, file)


def test_the_site_map(report: build.Report) -> None:
    """Everything that is shown has a page, and everything held back has none."""
    own = [page.address for page in report.pages if page.address.startswith("/anytown/")]
    lists = re.compile(r"/anytown/(actions|recommendations|measures|meetings|sources|timeline|changes)/")
    assert [at for at in own if not lists.match(at)] == [
        "/anytown/",
        "/anytown/2023-visit/",
        "/anytown/2022-peer-review/",
        "/anytown/2022-peer-review/recommendations/1/",
        "/anytown/2021-sif/",
        *(f"/anytown/2021-sif/recommendations/{number}/" for number in (1, 2, 3, 4)),
        *(f"/anytown/2021-sif/findings/{number}/" for number in (1, 2)),
        "/anytown/2021-board-review/",
        "/anytown/improvement-plan/",
        "/anytown/improvement-plan/reviews/2022-09-30/",
        "/anytown/improvement-plan/reviews/2022-06-30/",
        "/anytown/trust-plan/",
        "/anytown/trust-plan/reviews/2022-12-31/",
        "/anytown/first-plan/",
        "/anytown/old-plan/",
    ]
    everywhere = {page.address for page in report.pages}
    assert {"/", "/themes/", "/glossary/", "/search/", "/accessibility/", "/changes/", "/compare/"} <= everywhere
    assert {"/actions/", "/measures/", "/recommendations/", "/anytown/actions/", "/anytown/measures/"} <= everywhere
    assert "/oldtown-county/actions/" not in everywhere
    assert {"/anytown/measures/visits-in-time/", "/anytown/meetings/", "/anytown/sources/"} <= everywhere


def test_no_two_pages_share_an_address(report: build.Report) -> None:
    assert [at for at, count in Counter(page.address for page in report.pages).items() if count > 1] == []


def pages_of(report: build.Report) -> list[Page]:
    return [page for page in report.pages if not page.moved_to]


def test_every_page_says_what_it_is(report: build.Report) -> None:
    said = [(page.address, page.section, page.title, page.description) for page in pages_of(report)]
    for at, section, title, description in said:
        assert re.fullmatch(r"/([a-z0-9-]+/)*", at)
        assert section in SECTIONS
        assert title.strip()
        assert 20 <= len(description) <= 200, at
        assert not re.search(r"[*_<>\n]", description)


def test_no_two_pages_have_the_same_title(report: build.Report) -> None:
    titles = Counter(page.title for page in pages_of(report))
    assert [title for title, count in titles.items() if count > 1] == []


def test_a_trail_leads_down_from_home_through_pages_that_exist(report: build.Report) -> None:
    known = {page.address for page in report.pages}
    for at, trail in {page.address: page.trail for page in pages_of(report)}.items():
        above = [address for _, address in trail]
        assert set(above) <= known
        assert at == "/" or above[0] == "/"
        assert at not in above
        assert above == sorted(above, key=len)


def test_a_redirect_knows_where_it_leads(report: build.Report) -> None:
    moved = {page.address: page.moved_to for page in report.pages if page.moved_to}
    assert moved == {"/anytown/old-plan/": "/anytown/first-plan/"}


def test_a_site_of_one_authority_has_nothing_to_compare(tmp_path: Path) -> None:
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    shutil.rmtree(content / "authorities" / "oldtown-county")
    one = build.report(content, DAY)
    assert one.problems == []
    assert not [page.address for page in one.pages if page.address.startswith("/compare/")]
    lists = ("actions", "measures", "recommendations")
    assert not {f"/{name}/" for name in lists} & {page.address for page in one.pages}
    assert {f"/anytown/{name}/" for name in lists} <= {page.address for page in one.pages}


def test_every_page_is_a_file_of_the_site(report: build.Report, minimal: Path) -> None:
    files = files_below(minimal)
    assert {file_of(page.address) for page in report.pages} <= files.keys()
    prose = {"404.html", "about/index.html", "how-to-read/index.html"}
    htmls = {name for name in files if name.endswith(".html")}
    assert htmls == {file_of(page.address) for page in report.pages} | prose
