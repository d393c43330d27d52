"""How the register links records, what it keeps back, and that nothing gets lost on the way."""

import re
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jinja2.bccache import Bucket, BytecodeCache

from followthrough.check import check
from followthrough.disk import whole
from followthrough.outputs import Outputs
from followthrough.pages import pages
from followthrough.problem import has_errors
from followthrough.read import Document
from followthrough.register import Register, build
from followthrough.register.timeline import timeline
from followthrough.render import Renderer
from tests.command import ROOT
from tests.invented import SHOWN, Invented, contents
from tests.made import (
    AS_OF,
    BASE,
    SOURCE,
    TOWN,
    action,
    actions,
    as_known,
    checked,
    documents,
    inspection,
    plan,
    recommendation,
    register,
    review,
    town,
)

SIF = "inspections/2021-sif/"
PEER_REVIEW = (
    f"title: Peer review\nframework: visit\nbodies: A council\non_site: not-stated\npublished: 2022-02\n{SOURCE}"
)

# Links.


def test_findings_and_recommendations_are_linked_from_either_side() -> None:
    made = register(
        {
            f"{SIF}findings/01-first.md": "---\nrecommendations: [3, 1]\n---\nOne.\n",
            f"{SIF}findings/02-second.md": "Two.\n",
            f"{SIF}recommendations/02-two.md": "---\nfindings: [2, 1]\n---\nDo another thing.\n",
            f"{SIF}recommendations/03-three.md": "---\nfindings: 1\n---\nDo a third thing.\n",
        }
    )
    first, second = inspection(made).findings
    assert [thing.number for thing in first.recommendations] == [3, 1, 2]
    assert [thing.number for thing in second.recommendations] == [2]
    assert [[finding.number for finding in recommendation(made, n).findings] for n in (1, 2, 3)] == [[1], [1, 2], [1]]


def test_a_response_is_shown_at_both() -> None:
    made = register(
        {
            f"{SIF}findings/01-first.md": "---\nrecommendations: 1\n---\nOne.\n\n## We will\nTry.\n",
            f"{SIF}findings/02-second.md": "---\nrecommendations: 1\n---\nTwo.\n",
            f"{SIF}recommendations/01-one.md": "Do one thing.\n\n## We said\nYes.\n",
        }
    )
    asked = recommendation(made)
    assert asked.answers == [asked, inspection(made).findings[0]]
    assert [finding.record.is_answered for finding in inspection(made).findings] == [True, False]
    assert recommendation(made, 2).answers == []


def test_actions_address_recommendations_of_several_inspections() -> None:
    made = register(
        {
            "inspections/peer/inspection.yml": PEER_REVIEW,
            "inspections/peer/recommendations/01-other.md": "Do as we do.\n",
            "plans/plan/actions.yml": actions(
                "id: 1, recommendations: [2, peer/1, 2021-sif/2]", "id: 2, recommendations: 2", "id: 3, priority: 1"
            ),
            "plans/plan/reviews/2022-01-31.yml": review("recommendation: peer/1, rating: Red"),
        }
    )
    peer = inspection(made, "peer").recommendations[0]
    assert action(made, "1").recommendations == [recommendation(made, 2), peer]
    assert recommendation(made, 2).actions == [action(made, "1"), action(made, "2")]
    assert peer.actions == [action(made, "1")]
    assert peer.status.word == "off track"
    assert action(made, "3").recommendations == []
    assert plan(made).priorities[0].actions == [action(made, "3")]
    assert plan(made).recommendations == inspection(made).recommendations


def test_what_is_named_twice_is_linked_once() -> None:
    made = register(
        {
            "plans/plan/plan.yml": BASE[f"{TOWN}plans/plan/plan.yml"].replace(
                "inspections: 2021-sif", "inspections: [2021-sif, 2021-sif]\nmeasures: [waits, waits]"
            ),
            "plans/plan/actions.yml": actions("id: 1, recommendations: 2021-sif/1, measures: [waits, waits]"),
            "measures/waits.yml": f"{MEASURE}recommendations: [2021-sif/1, 2021-sif/1]\nthemes: [help, help]\n",
            "meetings.yml": meeting("2022-01-10", "held", "inspections: [2021-sif, 2021-sif], plans: [plan, plan]"),
        }
    )
    assert plan(made).inspections == [inspection(made)]
    assert inspection(made).plans == [plan(made)]
    assert len(plan(made).recommendations) == 3
    measure = town(made).measures[0]
    assert plan(made).measures == action(made).measures == recommendation(made).measures == [measure]
    assert (measure.plans, measure.actions) == ([plan(made)], [action(made)])
    assert made.themes["help"].measures == [measure]
    assert inspection(made).meetings == plan(made).meetings == town(made).meetings


MEASURE = "title: Waits\nunit: days\ndefinition: not-stated\ndirection: lower is better\n"


def meeting(day: str, outcome: str, more: str = "", body: str = "Cabinet") -> str:
    """One entry of meetings.yml."""
    cite = SOURCE.strip()
    more = f", {more}" if more else ""
    return f"- {{date: {day}, body: {body}, kind: decision, outcome: {outcome}, summary: The plan., {cite}{more}}}\n"


def test_a_measure_of_an_authority_with_one_inspection_may_name_bare_numbers() -> None:
    made = register({"measures/waits.yml": f"{MEASURE}recommendations: [1, 3]\n"})
    assert [thing.number for thing in town(made).measures[0].recommendations] == [1, 3]


def test_a_bare_number_means_the_same_when_its_inspection_is_held_back() -> None:
    held = BASE[f"{TOWN}{SIF}inspection.yml"] + "draft: true\n"
    made = register({"measures/waits.yml": f"{MEASURE}recommendations: 1\n", f"{SIF}inspection.yml": held})
    assert town(made).measures[0].recommendations == []


def test_inspections_side_by_side_keep_their_own_scales() -> None:
    send = """\
title: Area SEND
framework: area-send
bodies: [Ofsted, CQC]
on_site: not-stated
published: 2022-03-01
overall: {grade: Inconsistent}
"""
    judged = "overall: {grade: good}\njudgements: [{area: care, grade: inadequate}]\n"
    made = register(
        {
            "inspections/send/inspection.yml": send + SOURCE,
            f"{SIF}inspection.yml": BASE[f"{TOWN}{SIF}inspection.yml"] + judged,
        }
    )
    assert [thing.slug for thing in town(made).inspections] == ["send", "2021-sif"]
    newer, older = town(made).inspections
    assert newer.framework is not older.framework
    assert newer.judgements == []
    assert [(judgement.area.key, judgement.grade) for judgement in older.judgements] == [
        ("help", None),
        ("care", "inadequate"),
    ]
    assert newer.record.overall
    assert older.record.overall
    assert (newer.record.overall.grade, older.record.overall.grade) == ("Inconsistent", "good")


@pytest.mark.parametrize(
    ("areas", "overall", "judged", "grade"),
    [
        ("[{key: board, name: The board}]", "false", "[{area: board, grade: good}]", "good"),
        ("[{key: board, name: The board}]", "false", "[{area: board, grade: not-stated}]", None),
        ("[{key: board, name: The board}]", "false", "[]", None),
        ("[{key: board, name: The board}]", "true", "[{area: board, grade: good}]", None),
        ("[{key: board, name: The board}, {key: other, name: Other}]", "false", "[{area: board, grade: good}]", None),
    ],
)
def test_the_one_judgement_of_an_inspection_without_an_overall_grade(
    areas: str, overall: str, judged: str, grade: str | None
) -> None:
    kept = f"{BASE['frameworks.yml']}board-review:\n  name: Board review\n  short: Board review\n  bodies: Ofsted\n"
    rules = f"  areas: {areas}\n  grades: [good, inadequate]\n  overall: {overall}\n  description: How.\n"
    about = "title: Board\nframework: board-review\nbodies: Ofsted\non_site: not-stated\npublished: not-stated\n"
    about += "overall: {grade: good}\n" if overall == "true" else ""
    made = register(
        {
            "frameworks.yml": kept + rules,
            "inspections/board/inspection.yml": f"{about}judgements: {judged}\n{SOURCE}",
        }
    )
    (found,) = (one.only_judgement for one in town(made).inspections if one.slug == "board")
    assert (found and found.grade) == grade


def test_inspections_carried_out_together_name_each_other_once() -> None:
    made = register(
        {
            "inspections/board/inspection.yml": PEER_REVIEW + "beside: 2021-sif\n",
            f"{SIF}inspection.yml": BASE[f"{TOWN}{SIF}inspection.yml"] + "beside: board\n",
        }
    )
    assert inspection(made).beside == [inspection(made, "board")]
    assert inspection(made, "board").beside == [inspection(made)]


@pytest.mark.parametrize(
    ("on_site", "published", "expected"),
    [
        ("{from: 2021-09-01, to: 2021-09-05}", "2021-11-08", "2021-11-08"),
        ("{from: 2021-09-01, to: 2021-09-05}", "unpublished", "2021-09-05"),
        ("{from: 2021-09-01, to: not-stated}", "not-stated", "2021-09-01"),
        ("{from: 2021-09-01}", "not-stated", "2021-09-01"),
        ("{from: not-stated, to: 2021-09}", "not-stated", "2021-09"),
        ("not-stated", "unpublished", None),
    ],
)
def test_the_date_of_an_inspection(on_site: str, published: str, expected: str | None) -> None:
    text = f"title: T\nframework: sif\nbodies: Ofsted\non_site: {on_site}\npublished: {published}\n{SOURCE}"
    when = inspection(register({f"{SIF}inspection.yml": text})).date
    assert (str(when) if when else None) == expected


# Authorities.

COUNTY = "{name: Old County, short: Old County, code: E10999901, kind: county, nation: England, %s}\n"


@pytest.mark.parametrize(("as_of", "former"), [("2020-03-31", False), ("2020-04-01", True)])
def test_an_authority_and_its_successor(as_of: str, former: bool) -> None:
    files = {"authorities/county/authority.yml": COUNTY % "ends: 2020-03-31, successor: anytown"}
    made = as_known(files, as_of)
    old = made.authorities["county"]
    assert old.successor is town(made)
    assert town(made).predecessors == [old]
    assert (old in made.former, old in made.current) == (former, not former)
    assert town(made) in made.current


ENDS = [
    ("ends: 2020-03-31, successor: anytown", "ended on 31 March 2020. Anytown Council took its place.", "replaced"),
    ("ends: 2020-03-31", "ended on 31 March 2020.", ""),
    (
        "ends: 2028-03-31, successor: anytown",
        "is to end on 31 March 2028. Anytown Council is to take its place.",
        "is to replace",
    ),
    ("ends: 2028-03, successor: not-held", "is to end in March 2028.", ""),
    ("draft: false", "", ""),
]


@pytest.mark.parametrize(("how", "said", "of_successor"), ENDS)
def test_an_end_is_told_of_with_or_without_a_successor_and_before_it_comes(
    how: str, said: str, of_successor: str
) -> None:
    hidden = (
        {"authorities/not-held/authority.yml": COUNTY.replace("01", "02") % "draft: true"} if "not-held" in how else {}
    )
    site = rendered(register({"authorities/county/authority.yml": COUNTY % how} | hidden))
    own, other = (" ".join(re.sub(r"<[^>]+>", "", site[at]).split()) for at in ("/county/", "/anytown/"))
    assert f"Old County {said}" in own if said else "Old County ended" not in own and "is to end" not in own
    assert (f"Anytown Council {of_successor} Old County" in other) == bool(of_successor)


def test_a_successor_held_back_is_not_named() -> None:
    made = register(
        {
            "authorities/county/authority.yml": COUNTY % "ends: 2020-03-31, successor: anytown",
            "authority.yml": BASE[f"{TOWN}authority.yml"].replace("}", ", draft: true}"),
        }
    )
    assert list(made.authorities) == ["county"]
    assert made.authorities["county"].successor is None
    assert made.is_single


def test_authorities_are_in_order_of_name() -> None:
    county = COUNTY % "draft: false"
    other = county.replace("E10999901", "E10999902")
    made = register({"authorities/zz/authority.yml": county, "authorities/aa/authority.yml": other})
    assert list(made.authorities) == ["anytown", "aa", "zz"]
    assert not made.is_single


# Meetings.


def test_meetings_are_newest_first_and_their_anchors_are_their_own() -> None:
    made = register(
        {
            "meetings.yml": meeting("2022-01-10", "held")
            + meeting("2022-03", "planned", body="The mayor's board")
            + meeting("2022-01-10", "held")
            + meeting("2022-01-10", "held", body="Cabinet 2")
        }
    )
    assert [thing.anchor for thing in reversed(town(made).meetings)] == [
        "2022-01-10-cabinet",
        "2022-01-10-cabinet-2",
        "2022-01-10-cabinet-2-2",
        "2022-03-the-mayors-board",
    ]


# Reviews.


def test_reviews_know_the_ones_around_them() -> None:
    days = ("2021-12-31", "2022-01-31", "2022-03-31")
    made = register({f"plans/plan/reviews/{day}.yml": review() for day in days})
    latest, middle, first = plan(made).reviews
    assert [found.date.isoformat() for found in (first, middle, latest)] == list(days)
    assert (first.previous, middle.previous, latest.previous) == (None, first, middle)
    assert (first.following, middle.following, latest.following) == (middle, latest, None)


def test_a_review_has_the_values_of_its_own_document() -> None:
    """Of two reviews told by one paper, the newer: its values need not be as old as what it tells of the other."""
    elsewhere = SOURCE.replace("paper", "report")
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review(),
            "plans/plan/reviews/2022-03-31.yml": review(),
            "plans/plan/reviews/2022-05-31.yml": review().replace("paper", "report"),
            "sources.yml": "".join(
                f"{name}: {{title: Paper, publisher: A council, date: 2021-11-08, kind: Report, url: not-stated}}\n"
                for name in ("paper", "report")
            ),
            "measures/visits.yml": (
                "title: Visits\nunit: visits\ndefinition: not-stated\ndirection: neither\nvalues:\n"
                f"  - {{date: 2021-12-31, value: 3, {SOURCE.strip()}}}\n"
                f"  - {{date: 2022-01-31, value: 4, {SOURCE.strip()}}}\n"
                f"  - {{date: 2022-04-30, value: 5, {elsewhere.strip()}}}\n"
            ),
        }
    )
    told = [[(measure.slug, str(value.value)) for measure, value in review.values] for review in plan(made).reviews]
    assert told == [[("visits", "5")], [("visits", "4")], []]
    pages = rendered(made)
    assert [
        "Figures from the same source" in pages[f"/anytown/plan/reviews/{v.date}/"] for v in plan(made).reviews
    ] == [
        True,
        True,
        False,
    ]


def test_ratings_after_a_review_without_any_have_nothing_to_be_compared_with() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, note: Begun."),
            "plans/plan/reviews/2022-03-31.yml": review("recommendation: 1, rating: Red"),
        }
    )
    latest, first = plan(made).reviews
    assert (first.rates, latest.rates) == (False, True)
    said = "The review before gave no ratings, so there is nothing to compare these with."
    assert [said in page for page in (rendered(made)[f"/anytown/plan/reviews/{v.date}/"] for v in (first, latest))] == [
        False,
        True,
    ]


def test_a_rating_that_is_not_stated_is_never_shown_as_one() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1"),
            "plans/plan/reviews/2022-01-31.yml": review("action: 1, rating: not-stated, completed: true"),
            "plans/plan/reviews/2022-03-31.yml": review("action: 1, rating: Red"),
        }
    )
    site = rendered(made)
    assert "(was reported complete, " in site["/anytown/plan/reviews/2022-03-31/"]
    assert [path for path, text in site.items() if "“not-stated”" in text] == []


def test_an_action_tells_how_it_ended_and_not_how_it_will() -> None:
    files = {
        "plans/plan/actions.yml": actions(
            "id: 1, superseded: {on: 2022-03-01, by: 2}, withdrawn: {on: 2022-12-01, reason: Later.}", "id: 2"
        )
    }
    (first, second) = plan(as_known(files, "2022-06-01")).actions
    assert (first.status.word, first.ended, second.ended) == ("superseded", first.record.superseded, None)


@pytest.mark.parametrize("by", ["not-stated", "next"])
def test_a_plan_that_was_replaced_says_so_whatever_is_known_of_the_other(by: str) -> None:
    made = register(
        {
            "plans/plan/plan.yml": BASE[f"{TOWN}plans/plan/plan.yml"]
            + f"superseded: {{on: 2022-05, by: {by}, reason: It was too short.}}\n",
            "plans/next/plan.yml": f"title: Next plan\nbodies: Anytown Council\ndraft: true\n{SOURCE}",
        }
    )
    page = rendered(made)["/anytown/plan/"]
    assert "This plan was replaced in May 2022 by: another plan. It was too short." in page


def test_what_a_plan_that_changed_shape_can_be_compared_on() -> None:
    made = register(
        {
            "plans/plan/reviews/2022-01-31.yml": review(
                "recommendation: 1, rating: Red", "recommendation: 2, rating: Red"
            ),
            "plans/plan/reviews/2022-03-31.yml": review(
                "recommendation: 3, rating: Red", "recommendation: 2, rating: Green"
            ),
        }
    )
    latest, first = plan(made).reviews
    one, two, three = inspection(made).recommendations
    assert latest.subjects == [three, two]
    assert (latest.compared, latest.added, latest.dropped) == ([two], [three], [one])
    assert (first.compared, first.added, first.dropped) == ([], [], [])
    assert one.status.word == "off track"


# What is held back.

HELD = "draft: true"
LATER = "publish_from: 2022-06-02"


@pytest.mark.parametrize(
    ("until", "as_of", "shown"),
    [
        ("2022-06-01", "2022-05-31", False),
        ("2022-06-01", "2022-06-01", True),
        ("2022-06-01T09:30", "2022-05-31", False),
        ("2022-06-01T09:30", "2022-06-01", True),  # a build of a day shows all of that day
        ("2022-06-01T23:59:59", "2022-06-01", True),
        ("2022-06-01T09:30", "2022-06-02", True),
    ],
)
def test_publish_from(until: str, as_of: str, shown: bool) -> None:
    files = {f"{SIF}recommendations/03-three.md": f"---\npublish_from: {until}\n---\nDo a third thing.\n"}
    assert len(inspection(as_known(files, as_of)).recommendations) == (3 if shown else 2)


def test_a_draft_is_out_only_for_those_who_ask() -> None:
    files = {f"{SIF}recommendations/03-three.md": "---\ndraft: true\npublish_from: 2020-01-01\n---\nDo.\n"}
    assert len(inspection(register(files)).recommendations) == 2
    assert len(inspection(register(files, drafts=True)).recommendations) == 3


EVERYTHING = {
    "sources.yml": BASE[f"{TOWN}sources.yml"]
    + "secret: {title: S, publisher: P, date: 2022, kind: K, url: not-stated}\n",
    "meetings.yml": meeting("2022-01-10", "held", "inspections: [2021-sif, peer], plans: [plan, other]")
    + meeting("2022-01-11", "held"),
    "measures/waits.yml": f"{MEASURE}recommendations: [2021-sif/1, 2021-sif/2]\nthemes: help\n",
    f"{SIF}findings/01-first.md": "---\nrecommendations: [1, 2]\nthemes: help\n---\nOne.\n",
    f"{SIF}recommendations/01-one.md": "---\nfindings: [1]\nthemes: help\n---\nDo.\n",
    "inspections/peer/inspection.yml": PEER_REVIEW
    + "follows: 2021-sif\nverdicts: [{recommendation: 1, verdict: Met}]\nbeside: 2021-sif\n",
    "plans/plan/actions.yml": actions(
        "id: 1, recommendations: [1, 2], measures: waits",
        "id: 2, recommendations: 1",
        "id: 3, superseded: {on: 2022, by: 2}",
    ),
    "plans/plan/plan.yml": BASE[f"{TOWN}plans/plan/plan.yml"] + "measures: waits\n",
    "plans/plan/reviews/2022-01-31.yml": review("recommendation: 1, rating: Red", "action: 1, rating: Red"),
    "plans/plan/reviews/2022-03-31.yml": review("recommendation: 1, rating: Green", "action: 1, rating: Green"),
    "plans/other/plan.yml": f"title: Other\nbodies: Anytown Council\ninspections: [2021-sif, peer]\n{SOURCE}",
}
"""Records that name each other in every way there is."""


def without(path: str, by: str = HELD) -> dict[str, str]:
    """`EVERYTHING`, with one file or the first entry of a list held back."""
    text = (BASE | {TOWN + name: text for name, text in EVERYTHING.items()})[TOWN + path]
    if path.endswith(".md"):
        text = text.replace("---\n", f"---\n{by}\n", 1) if text.startswith("---") else f"---\n{by}\n---\n{text}"
    elif text.startswith("- {"):
        text = text.replace("- {", f"- {{{by}, ", 1)
    elif "secret:" in text:
        text = text.replace("secret: {", f"secret: {{{by}, ")
    else:
        text += f"{by}\n"
    return EVERYTHING | {path: text}


@pytest.mark.parametrize("by", [HELD, LATER])
def test_a_recommendation_held_back(by: str) -> None:
    made = register(without(f"{SIF}recommendations/01-one.md", by))
    assert [thing.number for thing in inspection(made).recommendations] == [2, 3]
    assert [thing.number for thing in inspection(made).findings[0].recommendations] == [2]
    assert [thing.number for thing in action(made).recommendations] == [2]
    assert action(made, "2").recommendations == []
    assert [thing.number for thing in town(made).measures[0].recommendations] == [2]
    assert [subject for found in plan(made).reviews for subject in found.subjects] == [action(made)] * 2
    assert made.themes["help"].recommendations == []
    assert len(plan(made).recommendations) == 2


@pytest.mark.parametrize("by", [HELD, LATER])
def test_an_inspection_held_back(by: str) -> None:
    made = register(without("inspections/peer/inspection.yml", by))
    assert [thing.slug for thing in town(made).inspections] == ["2021-sif"]
    assert (inspection(made).followed_by, inspection(made).beside) == ([], [])
    assert recommendation(made).verdicts == []
    assert plan(made, "other").inspections == [inspection(made)]
    assert town(made).meetings[-1].inspections == [inspection(made)]


@pytest.mark.parametrize("by", [HELD, LATER])
def test_an_earlier_inspection_held_back(by: str) -> None:
    made = register(without(f"{SIF}inspection.yml", by))
    (visit,) = town(made).inspections
    assert (visit.slug, visit.follows, visit.beside) == ("peer", None, [])
    assert (town(made).recommendations, made.themes["help"].findings) == ([], [])
    assert [subject for found in plan(made).reviews for subject in found.subjects] == [action(made)] * 2
    assert (plan(made).inspections, plan(made).recommendations) == ([], [])


@pytest.mark.parametrize("by", [HELD, LATER])
def test_a_plan_held_back(by: str) -> None:
    made = register(without("plans/plan/plan.yml", by))
    assert [thing.slug for thing in town(made).plans] == ["other"]
    assert (town(made).actions, recommendation(made).actions, recommendation(made).history) == ([], [], [])
    assert [thing.slug for thing in inspection(made).plans] == ["other"]
    assert (town(made).measures[0].plans, town(made).measures[0].actions) == ([], [])
    assert [thing.slug for thing in town(made).meetings[-1].plans] == ["other"]


@pytest.mark.parametrize("by", [HELD, LATER])
def test_an_action_held_back(by: str) -> None:
    made = register(without("plans/plan/actions.yml", by))
    assert [thing.record.id for thing in plan(made).actions] == ["2", "3"]
    assert recommendation(made).actions == [action(made, "2")]
    assert recommendation(made, 2).untracked
    assert town(made).measures[0].actions == []
    assert [found.subjects for found in plan(made).reviews] == [[recommendation(made)]] * 2


@pytest.mark.parametrize("by", [HELD, LATER])
def test_a_review_held_back(by: str) -> None:
    made = register(without("plans/plan/reviews/2022-03-31.yml", by))
    assert [found.date for found in plan(made).reviews] == [date(2022, 1, 31)]
    assert plan(made).reviews[0].following is None
    assert recommendation(made).status.word == action(made).status.word == "off track"


@pytest.mark.parametrize("by", [HELD, LATER])
def test_a_measure_a_finding_a_meeting_and_a_source_held_back(by: str) -> None:
    made = register(without("measures/waits.yml", by))
    assert (town(made).measures, plan(made).measures, action(made).measures) == ([], [], [])
    assert (recommendation(made).measures, made.themes["help"].measures) == ([], [])

    made = register(without(f"{SIF}findings/01-first.md", by))
    assert (inspection(made).findings, recommendation(made).findings, made.themes["help"].findings) == ([], [], [])

    made = register(without("meetings.yml", by))
    assert [thing.anchor for thing in town(made).meetings] == ["2022-01-11-cabinet"]
    assert (inspection(made).meetings, plan(made).meetings) == ([], [])

    made = register(without("sources.yml", by))
    assert list(town(made).sources) == ["paper"]


def test_a_source_held_back_is_not_cited() -> None:
    cited = '---\nsource: [{document: secret, page: "1"}, {document: paper, page: "2"}]\n---\nDo.\n'
    for by, numbers in ((HELD, ["2"]), (LATER, ["2"]), ("draft: false", ["1", "2"])):
        made = register(without("sources.yml", by) | {f"{SIF}recommendations/01-one.md": cited})
        citations = made.cited(town(made), recommendation(made).record.source)
        assert [citation.cite.page for citation in citations] == numbers
        assert all(citation.source is town(made).sources[citation.cite.document] for citation in citations)


def test_an_authority_held_back_takes_everything_with_it() -> None:
    held = BASE[f"{TOWN}authority.yml"].replace("}", ", draft: true}")
    made = register(EVERYTHING | {"authority.yml": held})
    assert (made.authorities, made.inspections, made.plans, made.recommendations) == ({}, [], [], [])
    assert (made.themes["help"].recommendations, made.themes["help"].findings) == ([], [])


# What a later visit said.


def test_a_later_visit_knows_the_verdicts_it_gave() -> None:
    made = register(EVERYTHING)
    (given,) = inspection(made, "peer").verdicts
    assert (given.recommendation, given.verdict) == (recommendation(made), "Met")
    assert recommendation(made).verdicts == [given]


def test_grades_are_cited_once_each() -> None:
    grades = "judgements:\n" + "".join(
        f'  - {{area: {area}, grade: good, source: {{document: paper, page: "{page}"}}}}\n'
        for area, page in (("help", 1), ("care", 2))
    )
    overall = 'overall: {grade: good, source: {document: paper, page: "1"}}\n'
    made = register({f"{SIF}inspection.yml": BASE[f"{TOWN}{SIF}inspection.yml"] + overall + grades})
    assert [cite.page for cite in inspection(made).grades_cited] == ["1", "2"]


def test_what_took_the_place_of_another_knows_it() -> None:
    old = "---\nsuperseded: {on: 2022-01, by: 2}\n---\nDo.\n"
    made = register({f"{SIF}recommendations/01-one.md": old, f"{SIF}recommendations/02-two.md": "---\n---\nDo.\n"})
    assert recommendation(made, 2).supersedes == [recommendation(made, 1)]


# What lies in the future.


def impossible(files: dict[str, str], as_of: str = AS_OF) -> list[str]:
    """What of these files cannot have happened by that day."""
    return [problem.message for problem in checked(files, as_of)[1] if problem.rule == "impossible-date"]


FUTURE = {
    "a meeting held": ("meetings.yml", meeting("2022-06-02", "held")),
    "a review": ("plans/plan/reviews/2022-06-02.yml", review()),
    "a value": ("measures/waits.yml", f"{MEASURE}values: [{{date: 2022-07, value: 1, {SOURCE.strip()}}}]\n"),
    "a baseline": ("measures/waits.yml", f"{MEASURE}baseline: {{date: 2022-07, value: 1, {SOURCE.strip()}}}\n"),
    "a report": (f"{SIF}inspection.yml", BASE[f"{TOWN}{SIF}inspection.yml"].replace("2021-11-08", "2022-06-02")),
    "a completion": ("plans/plan/actions.yml", actions("id: 1, completed: 2022-06-02")),
    "an agreement": ("plans/plan/plan.yml", BASE[f"{TOWN}plans/plan/plan.yml"] + "agreed: 2022-07\n"),
    "a withdrawal": ("plans/plan/actions.yml", actions("id: 1, withdrawn: {on: 2023, reason: not-stated}")),
}


@pytest.mark.parametrize(("path", "text"), FUTURE.values(), ids=FUTURE)
def test_what_has_happened_has_not_happened_in_the_future(path: str, text: str) -> None:
    (message,) = impossible({path: text})
    assert message.endswith("is in the future")
    assert impossible({path: text}, "2023-01-01") == []


@pytest.mark.parametrize(
    ("folder", "until"),
    [
        ("authority.yml", "2022-06-02"),
        ("plans/plan/plan.yml", "2022-06-02T09:30"),
        ("plans/plan/plan.yml", "2030-01-01"),
    ],
)
def test_what_is_held_back_may_be_dated_up_to_when_it_comes_out(folder: str, until: str) -> None:
    text = BASE[TOWN + folder]
    held = text.replace("}", f", publish_from: {until}}}") if text.startswith("{") else f"{text}publish_from: {until}\n"
    files = {folder: held, "plans/plan/reviews/2022-06-02.yml": review()}
    assert impossible(files, "2022-05-01") == []
    files |= {folder: held.replace(until, "2022-06-01")}
    assert impossible(files, "2022-05-01") == ["2022-06-02 is in the future"]


def test_a_draft_may_have_any_date() -> None:
    held = BASE[f"{TOWN}{SIF}inspection.yml"].replace("2021-11-08", "2099-01-01") + "draft: true\n"
    assert impossible({f"{SIF}inspection.yml": held}) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("meetings.yml", meeting("2022-12-01", "planned")),
        ("measures/waits.yml", f"{MEASURE}values: [{{date: 2022, value: 1, {SOURCE.strip()}}}]\n"),  # it has begun
        ("measures/waits.yml", f"{MEASURE}targets: [{{date: 2030, value: 1, {SOURCE.strip()}}}]\n"),
        ("plans/plan/actions.yml", actions("id: 1, due: 2030")),
        ("plans/plan/actions.yml", actions("id: 1, superseded: {on: 2030, by: 2}", "id: 2")),
    ],
)
def test_what_is_to_come_may_lie_in_the_future(path: str, text: str) -> None:
    assert impossible({path: text}) == []


VISIT = "title: Visit\nframework: visit\nbodies: Ofsted\n"


@pytest.mark.parametrize(
    ("path", "text", "first"),
    [
        ("inspections/x/inspection.yml", f"{VISIT}on_site: not-stated\npublished: 2022-03-02\n{SOURCE}", "2022-03-02"),
        (
            "inspections/x/inspection.yml",
            f"{VISIT}on_site: {{from: 2022-03-02, to: 2022-03-04}}\npublished: not-stated\n{SOURCE}",
            "2022-03-02",
        ),
        (
            "inspections/x/inspection.yml",
            f"{VISIT}on_site: {{from: 2022-03-02, to: 2022-03-04}}\npublished: 2022-05\n{SOURCE}",
            "2022-05-01",
        ),
        ("plans/x/plan.yml", f"title: X\nbodies: B\nagreed: 2022-03\n{SOURCE}", "2022-03-01"),
        ("plans/plan/actions.yml", actions("id: 1, agreed: 2022-03-02"), "2022-03-02"),
        ("meetings.yml", meeting("2022-03-02", "held"), "2022-03-02"),
        (
            "measures/waits.yml",
            f"{MEASURE}values: [{{date: 2022-03, value: 1, {SOURCE.strip()}}}]\n",
            "2022-03-01",
        ),
    ],
)
def test_a_day_shows_only_what_had_happened_by_then(path: str, text: str, first: str) -> None:
    def counts(day: str) -> list[int]:
        found = town(as_known({path: text}, day))
        values = sum(len(measure.values) for measure in found.measures)
        return [len(found.inspections), len(found.plans), len(found.actions), len(found.meetings), values]

    before, since = counts(str(date.fromisoformat(first) - timedelta(days=1))), counts(first)
    assert sum(since) == sum(before) + 1


def test_a_planned_meeting_is_known_before_it_takes_place() -> None:
    assert len(town(as_known({"meetings.yml": meeting("2022-03-02", "planned")}, "2022-01-01")).meetings) == 1


def test_a_draft_is_shown_before_what_it_tells_has_happened() -> None:
    held = BASE[f"{TOWN}{SIF}inspection.yml"].replace("2021-11-08", "2022-12-01") + "draft: true\n"
    assert inspection(register({f"{SIF}inspection.yml": held}, drafts=True)).recommendations
    assert town(register({f"{SIF}inspection.yml": held})).inspections == []


def test_values_are_oldest_first_and_the_newest_dated_one_is_the_latest() -> None:
    cite = SOURCE.strip()
    values = ", ".join(
        f"{{date: {day}, value: {n}, {cite}}}" for n, day in enumerate(("2022-02", "not-stated", "2021"))
    )
    baseline = f"baseline: {{date: 2020-05-01, value: 7, {cite}}}\n"
    made = town(register({"measures/waits.yml": f"{MEASURE}{baseline}values: [{values}]\n"})).measures[0]
    assert [str(value.value) for value in made.values] == ["7", "2", "0", "1"]
    assert made.latest is made.values[2]
    assert made.values[0] is made.record.baseline
    undated = f"{MEASURE}values: [{{date: not-stated, value: 4, {cite}}}]\n"
    made = town(register({"measures/waits.yml": undated})).measures[0]
    assert made.latest is made.values[0]
    assert town(register({"measures/waits.yml": MEASURE})).measures[0].latest is None


# The timeline.


def test_the_timeline_has_every_date_in_order() -> None:
    made = register(
        {
            "authority.yml": BASE[f"{TOWN}authority.yml"].replace("}", ", starts: 2020-04-01}"),
            "meetings.yml": meeting("2022-07-01", "planned") + meeting("2022-01-10", "held"),
            "plans/plan/plan.yml": BASE[f"{TOWN}plans/plan/plan.yml"]
            + "agreed: 2021-12\nsuperseded: {on: 2022-05, by: next}\n",
            "plans/next/plan.yml": f"title: Next plan\nbodies: Anytown Council\n{SOURCE}",
            "plans/plan/actions.yml": actions(
                "id: 1, due: 2022-09",
                "id: 2, due: 2022-09",
                "id: 3, due: 2021-01-01",
                "id: 4, completed: 2022-03",
                "id: 5, withdrawn: {on: 2022-04, reason: not-stated}",
                "id: 6, superseded: {on: 2022-04, by: 4}",
            ),
            "plans/plan/reviews/2022-01-31.yml": review("action: 3, due: 2022-02-01"),
        }
    )
    assert [(event.when, event.name, event.title, event.actions) for event in timeline(town(made))] == [
        ("2020-04-01", "began", "Anytown Council", ""),
        ("2021-09-13", "visit_began", "Ofsted inspection, 2021", ""),
        ("2021-10-01", "visit_ended", "Ofsted inspection, 2021", ""),
        ("2021-11-08", "report_published", "Ofsted inspection, 2021", ""),
        ("2021-12", "plan_agreed", "Improvement plan", ""),
        ("2022-01-10", "meeting", "Cabinet", ""),
        ("2022-01-31", "review", "Improvement plan", ""),
        ("2022-02-01", "action_due", "Improvement plan", "3"),
        ("2022-02-17", "legal_deadline", "Ofsted inspection, 2021", ""),
        ("2022-03", "action_done", "Improvement plan", "4"),
        ("2022-04", "actions_ended", "Improvement plan", "5, 6"),
        ("2022-05", "plan_replaced", "Improvement plan", ""),
        ("2022-07-01", "meeting_planned", "Cabinet", ""),
        ("2022-09", "actions_due", "Improvement plan", "1, 2"),
    ]
    assert [event.year for event in timeline(town(made))] == sorted(event.year for event in timeline(town(made)))


def test_a_visit_of_one_day_is_on_the_timeline_once() -> None:
    text = BASE[f"{TOWN}{SIF}inspection.yml"].replace("to: 2021-10-01", "to: 2021-09-13")
    names = [event.name for event in timeline(town(register({f"{SIF}inspection.yml": text})))]
    assert names.count("visit_began") == 1
    assert "visit_ended" not in names


def test_everything_is_reached_from_the_top() -> None:
    made = register(EVERYTHING)
    assert {found.slug for found in made.inspections} == {"2021-sif", "peer"}
    assert {found.slug for found in made.plans} == {"plan", "other"}
    assert len(made.recommendations) == 3


# Whatever the content: nothing is lost, nothing gets out too early, and the order of files does not matter.

TEMPLATES = ROOT / "templates"
SITE = "https://anytown.example"
# Making whole sites again and again, only to find a smaller one that fails, would take minutes.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)


class Compiled(BytecodeCache):
    """Compiled templates, kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was kept of a template."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def rendered(made: Register) -> dict[str, str]:
    """Every page made from records by address, and every output by its path.

    What templates compile to is kept, since only content varies here.
    """
    shown = list(pages(made))
    outputs = Outputs(made, shown, SITE)
    site = {name: data.decode("utf-8", "replace") for name, data in whole(outputs.files()).items()}
    renderer = Renderer(made, TEMPLATES, site_url=SITE, outputs=outputs)
    renderer.environment.bytecode_cache = COMPILED
    return site | {page.address: "\n".join(renderer.render(page).holes.values()) for page in shown}


def linked(documents: list[Document]) -> Register:
    """The register of documents on the day that inventions are shown."""
    content, problems = check(documents, date(2099, 12, 31))
    assert not has_errors(problems), problems
    return build(content, SHOWN)


@settings(max_examples=25, deadline=None, phases=QUICK)
@given(contents())
def test_every_record_is_on_its_page_and_what_is_held_back_is_nowhere(made: Invented) -> None:
    site = rendered(linked(documents(made.files)))
    everything = "\n".join(site.values())
    for piece in made.pieces:
        at, _, anchor = piece.address.partition("#")
        if piece.out:
            assert piece.word in site[at], piece
            assert not anchor or f'id="{anchor}"' in site[at], piece
        else:
            assert piece.word not in everything, piece
            assert anchor or at not in site, piece
            assert not anchor or f'id="{anchor}"' not in site.get(at, ""), piece


@settings(max_examples=15, deadline=None, phases=QUICK)
@given(contents(), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(made: Invented, random: Random) -> None:
    files = documents(made.files)
    shuffled = random.sample(files, len(files))
    assert rendered(linked(shuffled)) == rendered(linked(files))


def test_what_took_the_place_of_another_may_be_unknown() -> None:
    old = "---\nsuperseded: {on: 2022-01, by: not-stated}\n---\nDo.\n"
    gone = actions("id: 1, superseded: {on: 2022-01, by: not-stated}")
    made = register({f"{SIF}recommendations/01-one.md": old, "plans/plan/actions.yml": gone})
    assert (recommendation(made).status.word, recommendation(made).superseded_by) == ("superseded", None)
    assert (action(made).status.word, action(made).superseded_by) == ("superseded", None)
