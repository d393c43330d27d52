"""Feeds and the log of changes: what happened, once, on its own day, under a name that stays."""

import html
import io
import json
from datetime import date
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings

from followthrough.outputs import feeds
from followthrough.outputs.changes import Log
from followthrough.pages import address, file_of, pages
from followthrough.register import Register
from followthrough.register.changes import changes_of
from tests.invented import SHOWN, Invented, contents
from tests.made import action, actions, as_known, recommendation, register, review, town
from tests.outputs import SITE, made_of, minimal, shipped

ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "</title><script>alert(1)</script> & ]]> <![CDATA[ &lt;b&gt;"


@pytest.fixture(scope="module", params=[minimal, shipped])
def given_register(request: pytest.FixtureRequest) -> Register:
    made: Register = request.param()
    return made


@pytest.fixture(scope="module")
def files(given_register: Register) -> dict[str, bytes]:
    return made_of(given_register)


def parsed(data: bytes) -> Any:
    """A feed as a feed reader takes it, which finds nothing wrong with it."""
    feed = feedparser.parse(io.BytesIO(data))
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def feed_names(files: dict[str, bytes]) -> list[str]:
    return [name for name in files if name.rpartition("/")[2] == feeds.FILE]


def test_everything_that_can_be_followed_has_a_feed(given_register: Register, files: dict[str, bytes]) -> None:
    followed = ["/", *map(address, given_register.authorities.values()), *map(address, given_register.themes.values())]
    followed += map(address, given_register.recommendations)
    assert sorted(feed_names(files)) == sorted(f"{at[1:]}feed.xml" for at in followed)


def test_each_feed_is_sound(given_register: Register, files: dict[str, bytes]) -> None:
    known = {file_of(page.address) for page in pages(given_register)}
    ids = []
    for name in feed_names(files):
        feed = parsed(files[name])
        ids.append(feed.feed.id)
        assert feed.feed.title
        assert feed.feed.author == given_register.site.publisher
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == SITE + name
        assert links["alternate"] == SITE + name.removesuffix("feed.xml")
        updated = [entry.updated for entry in feed.entries]
        assert updated == sorted(updated, reverse=True)
        assert feed.feed.updated == (updated[0] if updated else "1970-01-01T00:00:00Z")
        assert len({entry.id for entry in feed.entries}) == len(feed.entries)
        for entry in feed.entries:
            assert entry.title
            assert entry.get("summary") not in ("", entry.title)
            page = entry.link.removeprefix(SITE).partition("#")[0]
            assert f"{page}index.html" in known
    assert len(set(ids)) == len(ids)


def test_a_feed_has_nothing_that_atom_does_not_know(files: dict[str, bytes]) -> None:
    """RFC 4287: what must be there once is, and nothing stands there that it does not name."""
    once = {"feed": {"id", "title", "updated"}, "entry": {"id", "title", "updated"}}
    more = {"feed": {"author", "rights", "generator", "link", "entry"}, "entry": {"link", "category", "summary"}}
    for name in feed_names(files):
        for part in ElementTree.fromstring(files[name]).iter():
            kind = part.tag.removeprefix(ATOM)
            if kind in once:
                names = [child.tag.removeprefix(ATOM) for child in part]
                assert all(names.count(one) == 1 for one in once[kind])
                assert set(names) <= once[kind] | more[kind]


def test_an_entry_has_the_day_of_its_change_not_of_the_build() -> None:
    early, late = (parsed(made_of(minimal(day))["feed.xml"]) for day in ("2023-06-15", "2023-08-01"))
    assert [(entry.id, entry.updated) for entry in early.entries] == [
        (entry.id, entry.updated) for entry in late.entries
    ]
    assert late.feed.updated == early.feed.updated == "2023-03-31T00:00:00Z"


def test_content_cannot_break_out_of_a_feed() -> None:
    made = register(
        {
            "inspections/2021-sif/recommendations/01-one.md": f"---\ntitle: {json.dumps(NASTY)}\n---\nText.\n",
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01, recommendations: 1"),
            "plans/plan/reviews/2022-03-31.yml": review(
                f"recommendation: 1, rating: Amber, note: {json.dumps('Only <https://x.example/?a=1&b=2> helps')}"
            ),
        }
    )
    files = made_of(made)
    data = files["anytown/2021-sif/recommendations/1/feed.xml"]
    title = f"Recommendation 1: {NASTY}"
    root = ElementTree.fromstring(data)
    assert f"Anytown: {title}: rated “Amber” (at risk)." in [e.findtext(f"{ATOM}title") for e in root]
    assert not list(root.iter("script"))
    summary = parsed(data).entries[0].summary_detail
    assert (summary.type, html.unescape(summary.value)) == ("text/html", "Only https://x.example/?a=1&b=2 helps")
    assert ElementTree.fromstring(files["sitemap.xml"]) is not None


def test_who_follows_a_recommendation_hears_of_its_actions() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions(
                "id: 1, due: 2022-01-31, recommendations: 1, agreed: 2021-12-01", "id: 2, recommendations: 2"
            ),
            "plans/plan/reviews/2022-03-31.yml": review(
                "action: 1, rating: Amber, due: 2022-04-30, moved_because: Rain", "action: 2, rating: Red"
            ),
        }
    )
    log = Log(made)
    told = [(one.change.kind, one.change.when, one.title, one.summary) for one in log.of(recommendation(made))]
    assert told == [
        ("inspection", "2021-11-08", "Anytown: Ofsted inspection, 2021 was published.", ""),
        ("action", "2021-12-01", "Anytown: Action 1 of the Improvement plan was promised.", "Some work."),
        ("rating", "2022-03-31", "Anytown: Action 1 of the Improvement plan: rated “Amber” (at risk).", ""),
        (
            "moved",
            "2022-03-31",
            "Anytown: Action 1 of the Improvement plan: due date moved from 31 January 2022 to 30 April 2022.",
            "Rain",
        ),
    ]
    assert [one.change.subject for one in log.of(action(made, "2"))] == [action(made, "2")]
    assert log.of(town(made)) == log.all


def test_a_feed_is_no_longer_than_readers_need() -> None:
    values = "".join(
        f"  - {{date: {year}-{month:02}, value: 1, source: {{document: paper, page: '1'}}}}\n"
        for year in range(2010, 2021)
        for month in range(1, 13)
    )
    made = register({"measures/m.yml": f"title: M\nunit: days\ndefinition: D.\ndirection: neither\nvalues:\n{values}"})
    files = made_of(made)
    assert len(parsed(files["feed.xml"]).entries) == feeds.LONGEST
    assert len(json.loads(files["data/changes.json"])["changes"]) == len(Log(made).all) > feeds.LONGEST


def test_the_log_is_all_changes_oldest_first(given_register: Register, files: dict[str, bytes]) -> None:
    log = json.loads(files["data/changes.json"])["changes"]
    assert len(log) == len(changes_of(given_register.authorities.values(), given_register.as_of))
    assert [one["day"] for one in log] == sorted(one["day"] for one in log)
    assert len({one["id"] for one in log}) == len(log)
    entries = parsed(files["feed.xml"]).entries
    assert [entry.title for entry in entries] == [one["title"] for one in log[: -feeds.LONGEST - 1 : -1]]


def test_a_later_log_begins_with_the_earlier_one() -> None:
    early, late = (
        [(one["id"], one["day"]) for one in json.loads(made_of(minimal(day))["data/changes.json"])["changes"]]
        for day in ("2022-10-10", "2023-06-15")
    )
    assert 0 < len(early) < len(late)
    assert late[: len(early)] == early


@settings(max_examples=30, deadline=None)
@given(contents())
def test_whatever_the_content_a_later_log_only_adds(invented: Invented) -> None:
    days = (date(2021, 3, 1), SHOWN)
    early, late = (Log(as_known(invented.files, day.isoformat())).all for day in days)
    # A record held back until a day between the two adds its past, so what is compared is what was there before.
    names = {one.id for one in early}
    # It may also be the first to tell of a move that was known from a later record: then the move is of its day.
    told = {one.id.partition("/moved/")[0] for one in late if "/moved/" in one.id and one.id not in names}
    kept = [one.id for one in early if one.id.partition("/moved/")[0] not in told]
    assert [one.id for one in late if one.id in kept] == kept
    assert {one.id.partition("/moved/")[0] for one in early} <= {one.id.partition("/moved/")[0] for one in late}


def test_two_changes_of_one_kind_on_one_day_have_names_of_their_own() -> None:
    value = "{{date: 2021, label: {}, value: 1, source: {{document: paper, page: '1'}}}}"
    made = register(
        {
            "measures/m.yml": "title: M\nunit: days\ndefinition: D.\ndirection: neither\nvalues:\n"
            + "".join(f"  - {value.format(label)}\n" for label in ("boys", "girls"))
        }
    )
    names = [one.id for one in Log(made).all if one.change.kind == "value"]
    assert names == ["anytown/measures/m/value/2021", "anytown/measures/m/value/2021/2"]
