"""For machines: linked data, the site map, and what a page says it is offered as."""

import gzip
import json
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from followthrough.disk import whole
from followthrough.outputs import Outputs
from followthrough.outputs.linked import ACTION_STATUS
from followthrough.outputs.sitemap import MOST
from followthrough.pages import Page, pages
from followthrough.register import Register
from followthrough.register.statuses import STATUSES
from tests.made import actions, register, review
from tests.outputs import SITE, minimal, shipped

XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def outputs_of(made: Register) -> Outputs:
    return Outputs(made, pages(made), SITE, ["/about/"])


def page_at(outputs: Outputs, at: str) -> Page:
    return next(page for page in outputs.pages if page.address == at)


def nodes(outputs: Outputs, at: str) -> dict[str, list[dict[str, Any]]]:
    """A page's linked data by type, as it comes back from JSON."""
    read = json.loads(json.dumps(outputs.json_ld(page_at(outputs, at))))
    assert read["@context"] == "https://schema.org"
    found: dict[str, list[dict[str, Any]]] = {}
    for node in read["@graph"]:
        found.setdefault(node["@type"], []).append(node)
    return found


@pytest.fixture(scope="module")
def outputs() -> Outputs:
    return outputs_of(minimal())


def test_every_page_below_the_top_says_where_it_is(outputs: Outputs) -> None:
    for page in outputs.pages:
        trail = nodes(outputs, page.address).get("BreadcrumbList", [])
        assert bool(trail) == bool(page.trail)
        for one in trail:
            items = one["itemListElement"]
            assert [item["position"] for item in items] == list(range(1, len(items) + 1))
            assert items[-1]["item"] == SITE.rstrip("/") + page.address


def test_an_authority_is_a_government_organisation(outputs: Outputs) -> None:
    (town,) = nodes(outputs, "/anytown/")["GovernmentOrganization"]
    assert (town["name"], town["identifier"]["value"], town["foundingDate"]) == (
        "Anytown Council",
        "E06999901",
        "2020-04-01",
    )
    assert "dissolutionDate" not in town
    (county,) = nodes(outputs, "/oldtown-county/")["GovernmentOrganization"]
    assert county["dissolutionDate"] == "2020-03-31"


def test_an_inspection_is_a_report_on_it(outputs: Outputs) -> None:
    (report,) = nodes(outputs, "/anytown/2021-sif/")["Report"]
    assert report["datePublished"] == "2021-11-08"
    assert report["about"]["@id"] == nodes(outputs, "/anytown/")["GovernmentOrganization"][0]["@id"]
    assert [body["name"] for body in report["author"]] == ["Ofsted"]


def test_what_is_unknown_is_left_out(outputs: Outputs) -> None:
    text = json.dumps([outputs.json_ld(page) for page in outputs.pages])
    assert "not-stated" not in text
    assert "null" not in text


def test_actions_say_how_they_stand() -> None:
    words = {"Blue": "Completed", "Green": "Active", "Amber": "Active", "Red": "Active", "White": "Potential"}
    entries = [f"id: {rating}, recommendations: 1" for rating in words]
    made = register(
        {
            "plans/plan/actions.yml": actions(
                *entries, "id: Nothing", "id: Over, withdrawn: {on: 2022-01-01, reason: No}"
            ),
            "plans/plan/reviews/2022-03-31.yml": review(*(f"action: {name}, rating: {name}" for name in words)),
        }
    )
    found = outputs_of(made)
    status = {
        node["identifier"].rpartition("/")[2]: node.get("actionStatus")
        for node in nodes(found, "/anytown/plan/")["Action"]
    }
    assert status == {name: f"https://schema.org/{word}ActionStatus" for name, word in words.items()} | {
        "Nothing": None,
        "Over": None,
    }
    asked = nodes(found, "/anytown/2021-sif/recommendations/1/")
    assert len(asked["Action"]) == len(words)
    assert [node["actionStatus"] for node in asked["Action"]] == [status[rating] for rating in words]
    assert asked["CreativeWork"][0]["isPartOf"]["@type"] == "Report"
    assert set(ACTION_STATUS) <= set(STATUSES)


def test_a_measure_is_a_data_set_to_download(outputs: Outputs) -> None:
    (measure,) = nodes(outputs, "/anytown/measures/visits-in-time/")["Dataset"]
    path = measure["distribution"]["contentUrl"].removeprefix(SITE)
    assert path in whole(outputs_of(minimal()).files())


@pytest.mark.parametrize("make", [minimal, shipped])
def test_the_site_map_has_every_page_and_its_newest_fact(make: Any) -> None:
    made = make()
    found = outputs_of(made)
    files = whole(found.files())
    entries = {
        entry.findtext(f"{XMLNS}loc"): entry.findtext(f"{XMLNS}lastmod")
        for entry in ElementTree.fromstring(files["sitemap.xml"])
    }
    kept = [page.address for page in found.pages if page.listed]
    assert set(entries) == {SITE.rstrip("/") + at for at in (*kept, "/about/")}
    assert entries[f"{SITE}about/"] is None
    assert max(filter(None, entries.values())) <= made.as_of.isoformat()
    assert files["robots.txt"].decode() == f"User-agent: *\nAllow: /\nSitemap: {SITE}sitemap.xml\n"


def test_a_page_is_as_new_as_its_newest_fact() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, recommendations: 1"),
            "plans/plan/reviews/2022-03-31.yml": review("action: 1, rating: Green"),
            "meetings.yml": "- {date: 2022-04-30, body: B, kind: decision, outcome: held, summary: S.,"
            " source: {document: paper, page: '1'}}\n"
            "- {date: 2023-01-01, body: B, kind: decision, outcome: planned, summary: S.,"
            " source: {document: paper, page: '1'}}\n",
            "inspections/2021-sif/recommendations/02-two.md": "---\nresponse: {date: 2022-02-02}\n---\n"
            "T.\n\n## We will\nX.\n",
        }
    )
    found = outputs_of(made)
    at = "/anytown/2021-sif/recommendations/{}/"
    expected = {
        at.format(1): date(2022, 3, 31),
        at.format(2): date(2022, 2, 2),
        at.format(3): date(2021, 11, 8),
        "/anytown/plan/": date(2022, 3, 31),
        "/anytown/plan/reviews/2022-03-31/": date(2022, 3, 31),
        "/anytown/meetings/": date(2022, 4, 30),
        "/anytown/sources/": date(2021, 11, 8),
        "/anytown/": date(2022, 4, 30),
        "/": date(2022, 4, 30),
        "/accessibility/": date(2021, 1, 1),
        "/glossary/": None,
        "/themes/help/": None,
    }
    assert {address: found.last_change(page_at(found, address)) for address in expected} == expected


def test_too_many_addresses_for_one_file_are_spread_over_several() -> None:
    made = minimal()
    prose = [f"/page-{number}/" for number in range(MOST)]
    files = whole(Outputs(made, pages(made), SITE, prose).files())
    index = ElementTree.fromstring(files["sitemap.xml"])
    assert index.tag == f"{XMLNS}sitemapindex"
    names = [str(entry.findtext(f"{XMLNS}loc")).removeprefix(SITE) for entry in index]
    counts = [len(ElementTree.fromstring(files[name])) for name in names]
    assert counts == [MOST, sum(page.listed for page in pages(made))]
    assert all(len(files[name]) < 50 * 1024 * 1024 for name in names)


def test_a_recommendation_stays_light() -> None:
    """The linked data is part of what a visitor loads, so it must not weigh."""
    found = outputs_of(shipped())
    sizes = [
        len(gzip.compress(json.dumps(found.json_ld(page)).encode()))
        for page in found.pages
        if page.template == "recommendation.html"
    ]
    assert max(sizes) < 3000
