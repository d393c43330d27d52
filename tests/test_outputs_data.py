"""The data: JSON that says what the register says, in the shape its schema gives, and nothing that is held back."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker

from followthrough.disk import whole
from followthrough.outputs import Outputs, shape
from followthrough.outputs.names import ident
from followthrough.outputs.public import public
from followthrough.pages import address, pages
from followthrough.register import Register
from tests.invented import SHOWN, Invented, contents
from tests.made import action, actions, as_known, plan, recommendation, register, review, town
from tests.outputs import SITE, made_of, minimal, shipped

KINDS = (
    "authorities", "sources", "inspections", "findings", "recommendations", "plans", "actions", "reviews", "measures",
    "meetings", "themes",
)  # fmt: skip


def things(of: Register, kind: str) -> list[Any]:
    """Everything of a kind, found in another way than the outputs find it."""
    found: dict[str, list[Any]] = {
        "authorities": list(of.authorities.values()),
        "inspections": of.inspections,
        "recommendations": of.recommendations,
        "plans": of.plans,
        "themes": list(of.themes.values()),
        "findings": [finding for inspection in of.inspections for finding in inspection.findings],
        "actions": [action for plan in of.plans for action in plan.actions],
        "reviews": [review for plan in of.plans for review in plan.reviews],
        "sources": [source for town in of.authorities.values() for source in town.sources.values()],
        "measures": [measure for town in of.authorities.values() for measure in town.measures],
        "meetings": [meeting for town in of.authorities.values() for meeting in town.meetings],
    }
    return found[kind]


@pytest.fixture(scope="module", params=[minimal, shipped])
def given_register(request: pytest.FixtureRequest) -> Register:
    made: Register = request.param()
    return made


@pytest.fixture(scope="module")
def files(given_register: Register) -> dict[str, bytes]:
    return made_of(given_register)


@pytest.mark.parametrize("name", ["register", "changes"])
def test_a_file_is_as_its_schema_says(name: str, files: dict[str, bytes]) -> None:
    schema = json.loads(files[f"data/{name}.schema.json"])
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{SITE}data/{name}.schema.json"
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    whole = json.loads(files[f"data/{name}.json"])
    assert [error.message for error in validator.iter_errors(whole)] == []
    del whole["licence"]
    assert not validator.is_valid(whole)


def test_a_record_s_own_file_is_as_its_schema_says(files: dict[str, bytes]) -> None:
    schema = json.loads(files["data/record.schema.json"])
    Draft202012Validator.check_schema(schema)
    assert not [name for name in schema["$defs"] if "__" in name]
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    own = {name: json.loads(files[name]) for name in files if name.endswith("/index.json")}
    assert len(own) > 15
    for name, file in own.items():
        assert [error.message for error in validator.iter_errors(file)] == [], name
        assert not validator.is_valid({key: file[key] for key in ("format", "as_of", "address", "licence")})


def descriptions(schema: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Every property of every part of the schema, and whether it is described."""
    for name, part in schema["$defs"].items():
        for key, value in part.get("properties", {}).items():
            yield f"{name}.{key}", "description" in value or key in ("record", "derived")


def test_the_schema_explains_every_key(files: dict[str, bytes]) -> None:
    for name in ("register", "changes"):
        found = list(descriptions(json.loads(files[f"data/{name}.schema.json"])))
        assert found
        assert [key for key, described in found if not described and not key.startswith("Span.")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_register_comes_back_from_json(kind: str, given_register: Register, files: dict[str, bytes]) -> None:
    back = shape.Register.model_validate_json(files["data/register.json"])
    own = things(given_register, kind)
    read = {thing.id: thing for thing in getattr(back, kind)}
    assert list(read) == [ident(thing) for thing in own]
    for thing in own:
        expected = thing.record if kind == "themes" else public(thing)
        assert read[ident(thing)].record == expected
        assert read[ident(thing)].page == SITE.rstrip("/") + address(thing)


def test_what_all_share_comes_back_from_json(given_register: Register, files: dict[str, bytes]) -> None:
    back = shape.Register.model_validate_json(files["data/register.json"])
    assert (back.as_of, back.site, back.frameworks) == (
        given_register.as_of,
        given_register.site,
        given_register.frameworks,
    )
    assert (back.scales, back.glossary) == (given_register.scales, given_register.glossary)


def test_the_shipped_records_are_given_as_written() -> None:
    made = shipped()
    for kind in KINDS:
        for thing in things(made, kind):
            assert kind == "themes" or public(thing) is thing.record


def test_every_key_is_always_there(files: dict[str, bytes]) -> None:
    whole = json.loads(files["data/register.json"])
    for kind in KINDS:
        for part in ("record", "derived"):
            keys = {tuple(thing[part]) for thing in whole[kind] if part in thing}
            assert len(keys) <= 1, f"{kind}: {part}"


def test_numbers_are_numbers(files: dict[str, bytes]) -> None:
    values = [
        value["value"]
        for measure in json.loads(files["data/register.json"])["measures"]
        for value in measure["record"]["values"]
    ]
    assert any(isinstance(value, int | float) for value in values)
    assert all(isinstance(value, int | float) or value.isalpha() or value == "not-stated" for value in values)


def test_each_record_has_the_same_beside_its_page(given_register: Register, files: dict[str, bytes]) -> None:
    whole = json.loads(files["data/register.json"])
    single = {kind: kind.removesuffix("s").replace("authoritie", "authority") for kind in KINDS}
    for kind in KINDS:
        for thing, given_thing in zip(whole[kind], things(given_register, kind), strict=True):
            page, _, anchor = address(given_thing).partition("#")
            own = json.loads(files[f"{page[1:]}index.json"])
            assert own["as_of"] == given_register.as_of.isoformat()
            assert thing in own[kind] if anchor else thing == own[single[kind]]


def test_every_page_of_a_record_is_offered_as_json(given_register: Register, files: dict[str, bytes]) -> None:
    outputs = Outputs(given_register, pages(given_register), SITE)
    for page in outputs.pages:
        for other in outputs.alternates(page):
            assert other.path in files
            assert other.title


def test_derived_facts_are_those_of_the_register() -> None:
    made = register(
        {
            "plans/plan/actions.yml": actions("id: 1, due: 2022-01-31, recommendations: 1, owner: A post"),
            "plans/plan/reviews/2022-03-31.yml": review(
                "action: 1, rating: Amber, due: 2022-04-30, moved_because: Rain", "recommendation: 1, rating: Green"
            ),
        }
    )
    back = shape.Register.model_validate_json(made_of(made)["data/register.json"])
    one, own = back.actions[0].derived, action(made)
    assert (one.status.word, one.status.rating, one.status.assurance) == ("at risk", "Amber", "self-assessed")
    assert (str(one.due.by), str(back.actions[0].record.due.by)) == ("2022-04-30", "2022-01-31")
    assert (one.overdue_days, one.slipped_days) == (own.overdue_days, own.slipped_days) == (32, 89)
    assert [(move.days, move.because, move.review) for move in one.moves] == [
        (89, "Rain", "anytown/plan/reviews/2022-03-31")
    ]
    asked = back.recommendations[0].derived
    assert (asked.status.word, asked.actions, asked.untracked) == ("on track", ["anytown/plan/actions/1"], False)
    assert back.recommendations[1].derived.untracked
    limit = back.inspections[0].derived.deadline
    assert limit is not None
    assert (limit.end.isoformat(), len(limit.holidays)) == ("2022-02-17", 3)
    assert (back.authorities[0].derived.overdue, back.authorities[0].derived.dated) == (1, 1)


HELD = {
    "sources.yml": "paper: {title: Paper, publisher: P, date: 2020, kind: K, url: not-stated}\n"
    "secret-paper: {title: T, publisher: P, date: 2020, kind: K, url: not-stated, draft: true}\n",
    "inspections/2021-sif/recommendations/03-three.md": "---\ndraft: true\n---\nHush.\n",
    "inspections/2021-sif/findings/01-one.md": "---\nrecommendations: [1, 3]\n---\nSeen.\n",
    "inspections/2022-secret/inspection.yml": "draft: true\ntitle: T\nframework: visit\nbodies: Ofsted\n"
    "on_site: not-stated\npublished: 2022-01-31\nsource: {document: paper, page: '1'}\n",
    "measures/secret-measure.yml": "draft: true\ntitle: T\nunit: U\ndefinition: not-stated\ndirection: neither\n",
    "plans/secret-plan/plan.yml": "draft: true\ntitle: T\nbodies: B\nsource: {document: paper, page: '1'}\n",
    "plans/plan/plan.yml": "title: Plan\nbodies: B\nscale: brag\ninspections: [2021-sif, 2022-secret]\n"
    "measures: secret-measure\nsuperseded: {on: 2022-05-01, by: secret-plan}\n"
    "facts: [{text: A fact., source: {document: secret-paper, page: '1'}}]\n"
    "source: [{document: paper, page: '1'}, {document: secret-paper, page: '2'}]\n",
    "plans/plan/actions.yml": "- {id: '1', text: Work., recommendations: [2021-sif/1, 2021-sif/3],"
    " measures: secret-measure}\n- {id: hush, text: Hush., draft: true}\n",
    "plans/plan/reviews/2022-03-31.yml": review(
        "action: hush, rating: Red, note: Hushed", "recommendation: 2021-sif/3, rating: Red, note: Hushed",
        "action: '1', rating: Green",
    ),
    "meetings.yml": "- {date: 2022-01-01, body: B, kind: decision, outcome: held, summary: S.,"
    " inspections: [2021-sif, 2022-secret], plans: [plan, secret-plan], source: {document: paper, page: '1'}}\n",
}  # fmt: skip


def test_references_to_what_is_held_back_are_not_given_away() -> None:
    made = register(HELD)
    for name, data in made_of(made).items():
        if not name.endswith(".xlsx"):
            for word in ("secret", "hush", "Hush", "/recommendations/3", "2021-sif/3"):
                assert word not in data.decode(), name
    record = public(plan(made))
    assert (record.inspections, record.measures, record.superseded.by) == (("2021-sif",), (), "not-stated")
    assert (len(record.source), record.facts[0].source) == (1, ())
    assert public(action(made)).recommendations == ("2021-sif/1",)
    assert [entry.action for entry in public(plan(made).reviews[0]).ratings] == ["1"]
    assert public(recommendation(made).findings[0]).recommendations == (1,)
    assert public(town(made).meetings[0]).plans == ("plan",)


def test_with_drafts_everything_is_given_as_written() -> None:
    made = register(HELD, drafts=True)
    text = made_of(made)["data/register.json"].decode()
    assert '"by":"secret-plan"' in text
    assert '"document":"secret-paper"' in text
    assert public(plan(made)) is plan(made).record


@settings(max_examples=40, deadline=None)
@given(contents())
def test_whatever_the_content_its_data_is_sound(invented: Invented) -> None:
    made = as_known(invented.files, SHOWN.isoformat())
    files = made_of(made)
    back = shape.Register.model_validate_json(files["data/register.json"])
    shape.Changes.model_validate_json(files["data/changes.json"])
    ids = {kind: {thing.id for thing in getattr(back, kind)} for kind in KINDS}
    assert {name for asked in back.recommendations for name in asked.derived.actions} <= ids["actions"]
    assert {said.subject for told in back.reviews for said in told.derived.rated} <= {
        *ids["recommendations"], *ids["actions"], *ids["plans"],
        *(f"{plan.id}/priorities/{number}" for plan in back.plans for number in plan.derived.priorities),
    }  # fmt: skip
    text = b"\n".join(data for name, data in files.items() if not name.endswith(".xlsx")).decode()
    for piece in invented.pieces:
        assert (piece.word in text) == piece.out, piece


def test_checksums_are_of_every_file(files: dict[str, bytes]) -> None:
    lines = files["data/SHA256SUMS"].decode().splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    expected = {
        name.removeprefix("data/") if name.startswith("data/") else f"../{name}": hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name != "data/SHA256SUMS"
    }
    assert listed == expected


def test_the_same_register_gives_the_same_bytes() -> None:
    assert made_of(minimal()) == made_of(minimal())


def test_without_an_address_on_the_web_links_begin_at_the_top() -> None:
    made = minimal()
    files = whole(Outputs(made, pages(made), "").files())
    assert json.loads(files["data/register.json"])["authorities"][0]["page"] == "/anytown/"
    assert "sitemap.xml" not in files
