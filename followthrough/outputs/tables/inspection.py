"""Tables of inspections: what inspectors found and asked for, and what was answered."""

from collections.abc import Iterator
from typing import Any, Final

from followthrough import records
from followthrough.outputs.changes import Told
from followthrough.outputs.tables.table import (
    Column,
    Table,
    day,
    ended_columns,
    field,
    link,
    of,
    own_id,
    status_columns,
)
from followthrough.records.inspection import Judgement, Response, Verdict
from followthrough.register import Register
from followthrough.register.statuses import STATUSES
from followthrough.register.things import Finding, Inspection, Recommendation


def _span(end: str) -> Column:
    def get(thing: Inspection) -> Any:
        on_site = thing.record.on_site
        return on_site if isinstance(on_site, str) else getattr(on_site, end)

    about = "The first day inspectors were on site." if end == "from_" else "The last day inspectors were on site."
    return Column(f"on_site_{end.rstrip('_')}", "when", about, get)


def _findings(register: Register, _log: list[Told]) -> Iterator[Finding]:
    return (finding for inspection in register.inspections for finding in inspection.findings)


def _answers(register: Register, _log: list[Told]) -> Iterator[Finding | Recommendation]:
    for inspection in register.inspections:
        things: list[Finding | Recommendation] = [*inspection.findings, *inspection.recommendations]
        yield from (thing for thing in things if thing.record.is_answered)


_DEADLINE: Final = "The statutory deadline of the action plan, worked out from `published`."
_WORDS: Final = ("text", "plain_words")

TABLES: Final = (
    Table(
        "inspections",
        "Inspections",
        "Visits of inspectors: one row for one inspection.",
        lambda register, _: register.inspections,
        (
            *own_id("The inspection."),
            link("authority", "authorities", "The authority that was inspected.", lambda t: t.authority),
            *of(records.Inspection, "title"),
            Column(
                "framework",
                "id",
                "The rules it was carried out under.",
                lambda t: t.record.framework,
                leads_to="frameworks",
            ),
            *of(records.Inspection, "bodies"),
            _span("from_"),
            _span("to"),
            Column(
                "published",
                "when",
                "When the report was published.",
                lambda t: None if t.record.published == "unpublished" else t.record.published,
            ),
            Column(
                "unpublished",
                "boolean",
                "Whether the report was never published.",
                lambda t: t.record.published == "unpublished",
                required=True,
            ),
            day("published", lambda t: t.record.published),
            link(
                "follows",
                "inspections",
                "The earlier inspection that this visit follows up.",
                lambda t: t.follows,
                required=False,
            ),
            Column(
                "overall",
                "string",
                "The overall grade or outcome, if the framework gives one.",
                lambda t: t.record.overall.grade if t.record.overall else None,
            ),
            *of(records.Inspection, "recommendations_stated", kind="integer"),
            *of(records.Inspection, "findings_complete", kind="boolean"),
            Column("plan_deadline", "date", _DEADLINE, lambda t: t.deadline.end if t.deadline else None),
            Column(
                "plan_deadline_stated",
                "when",
                "The action plan's deadline, if a source states it.",
                lambda t: t.record.action_plan_due.date if t.record.action_plan_due else None,
            ),
            *of(records.Inspection, "summary"),
        ),
    ),
    Table(
        "judgements",
        "Judgements",
        "Grades that inspectors gave: one row for one area of one inspection.",
        lambda register, _: (
            (inspection, number, judgement)
            for inspection in register.inspections
            for number, judgement in enumerate(inspection.judgements, 1)
            if judgement.grade is not None
        ),
        (
            link("inspection", "inspections", "The inspection.", lambda row: row[0]),
            Column("area", "string", "The key of the judgement area.", lambda row: row[2].area.key, required=True),
            Column(
                "area_name",
                "string",
                "The area, as the framework words it.",
                lambda row: row[2].area.name,
                required=True,
            ),
            Column("order", "integer", "Its place in the framework's order.", lambda row: row[1], required=True),
            field(Judgement, "grade", lambda row: row[2]),
        ),
        ("inspection", "area"),
    ),
    Table(
        "findings",
        "Findings",
        "What inspectors said, paragraph by paragraph.",
        _findings,
        (
            *own_id("The finding."),
            link("inspection", "inspections", "The inspection.", lambda t: t.inspection),
            Column("number", "integer", "Its number in the inspection.", lambda t: t.number, required=True),
            Column("title", "string", "What it is called on this site.", lambda t: t.title, required=True),
            *of(records.Finding, "area", *_WORDS),
        ),
    ),
    Table(
        "recommendations",
        "Recommendations",
        "What inspectors asked for, and where it stands.",
        lambda register, _: register.recommendations,
        (
            *own_id("The recommendation."),
            link("authority", "authorities", "The authority it was made to.", lambda t: t.inspection.authority),
            link("inspection", "inspections", "The inspection.", lambda t: t.inspection),
            Column("number", "integer", "Its number in the inspection.", lambda t: t.number, required=True),
            Column("title", "string", "What it is called on this site.", lambda t: t.title, required=True),
            *of(records.Recommendation, "called", "area", *_WORDS, "lead"),
            *status_columns(STATUSES),
            Column("actions", "integer", "How many actions address it.", lambda t: len(t.actions), required=True),
            Column(
                "overdue_actions",
                "integer",
                "How many of these are overdue.",
                lambda t: sum(bool(action.overdue_days) for action in t.actions),
                required=True,
            ),
            *ended_columns(),
        ),
    ),
    Table(
        "finding_recommendations",
        "Findings of recommendations",
        "Which recommendation rests on which finding.",
        lambda register, log: (
            (finding, recommendation)
            for finding in _findings(register, log)
            for recommendation in finding.recommendations
        ),
        (
            link("finding", "findings", "The finding.", lambda row: row[0]),
            link("recommendation", "recommendations", "The recommendation that belongs to it.", lambda row: row[1]),
        ),
        ("finding", "recommendation"),
    ),
    Table(
        "responses",
        "Responses",
        "What authorities answered, wherever they gave the answer: with a finding or with a recommendation.",
        _answers,
        (
            Column("page", "page", "The address of the page that shows it.", lambda t: t, required=True),
            link(
                "finding",
                "findings",
                "The finding it answers.",
                lambda t: t if isinstance(t, Finding) else None,
                required=False,
            ),
            link(
                "recommendation",
                "recommendations",
                "The recommendation it answers.",
                lambda t: t if isinstance(t, Recommendation) else None,
                required=False,
            ),
            field(Response, "date", lambda t: t.record.response, kind="when"),
            field(Response, "by", lambda t: t.record.response),
            *of(records.Finding, "we_said", "we_have", "we_will"),
        ),
        ("page",),
    ),
    Table(
        "verdicts",
        "Verdicts",
        "What a later visit said of what an earlier one asked for.",
        lambda register, _: ((asked, verdict) for asked in register.recommendations for verdict in asked.verdicts),
        (
            link("recommendation", "recommendations", "What was asked for.", lambda row: row[0]),
            link("inspection", "inspections", "The later visit.", lambda row: row[1].inspection),
            field(Verdict, "verdict", lambda row: row[1]),
            field(Verdict, "note", lambda row: row[1]),
        ),
        ("recommendation", "inspection"),
    ),
)
