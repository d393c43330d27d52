"""Rules about facts that cannot be: files that are missing, numbers that do not fit, dates out of order."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic_core import PydanticCustomError

from followthrough.check.content import AuthorityContent, Content, Entry, InspectionContent, PlanContent
from followthrough.check.rules.walk import Found, entries, inspections, plans, values
from followthrough.problem import Place, Problem
from followthrough.read import Loc, is_prose
from followthrough.records import NOT_STATED, Cite, Inspection, Value, When
from followthrough.records.layout import KINDS
from followthrough.words import slugged

RESERVED: Final = {
    "site": (
        "accessibility", "actions", "assets", "authorities", "changes", "compare", "components", "data", "editions",
        "feeds", "frameworks", "glossary", "index", "measures", "meetings", "pagefind", "pages", "recommendations",
        "search", "sources", "themes",
    ),
    "page": ("main", "search-icon", "site-search"),
    "authority": (
        "actions", "changes", "index", "measures", "meetings", "recommendations", "sources", "timeline", "since",
    ),
}  # fmt: skip
"""Words that addresses need for themselves: at the top of the site, for places on every page, within an authority."""

_OTHER_NAME: Final = f"Every page has places of these names: {', '.join(RESERVED['page'])}. Choose another name."


def required_file(content: Content, _today: date) -> Found:
    """The site has `site.yml`, an authority `authority.yml`, an inspection `inspection.yml` and a plan `plan.yml`.

    Where facts have sources, an authority has `sources.yml`; where records name frameworks, scales or themes, there are
    the files that list them.
    """
    paths = {document.path for document in content.documents}
    shown = content.shown
    needed = {"site.yml"}
    for path in paths:
        parts = path.split("/")
        if parts[0] == "authorities" and len(parts) > 2:
            folder = "/".join(parts[:2])
            needed.add(f"{folder}/authority.yml")
            if len(parts) > 4 and parts[2] in ("inspections", "plans"):
                needed.add("/".join((folder, *parts[2:4], f"{parts[2][:-1]}.yml")))
    for slug, authority in content.authorities.items():
        if not authority.sources and any(True for entry in authority.entries() for _ in values(entry.record, Cite)):
            needed.add(f"authorities/{slug}/sources.yml")
    needed.update(f"{name}.yml" for name in _lists_used(content))
    for path in sorted(needed - paths - content.broken):
        kinds = [kind.name for kind in KINDS if kind.pattern.match(path)]
        hint = "docs/fields.md shows what stands in it. Or was a folder renamed, or a file put in the wrong one?"
        yield Problem(
            shown + path, Place(), "error", "required-file", "", f"the {'/'.join(kinds)} file is missing", hint
        )


def _lists_used(content: Content) -> Iterator[str]:
    """The lists of the whole site that some record names an entry of."""
    if any(item.inspection and item.inspection.record.framework != NOT_STATED for _, _, item in inspections(content)):
        yield "frameworks"
    if any(item.plan and item.plan.record.scale != NOT_STATED for _, _, item in plans(content)):
        yield "scales"
    if any(getattr(entry.record, "themes", ()) for _, entry in entries(content)):
        yield "themes"


def compliance(content: Content, _today: date) -> Found:
    """A statement that the site is fully compliant names no problem that the regulations ask to be mended."""
    stated = content.site and content.site.record.accessibility
    if content.site and stated and stated.status == "fully compliant":
        for number, known in enumerate(stated.known_problems):
            if known.reason != "outside the regulations":
                hint = "Write status: partially compliant, or take out what has been mended."
                loc = ("accessibility", "known_problems", number)
                message = "the statement says that the site is fully compliant"
                yield content.site.problem("compliance", loc, message, hint, severity="warning")


def address_collision(content: Content, _today: date) -> Found:
    """Inspections, plans and the site's own words share one namespace: no two things have the same address."""
    for term in content.glossary:
        if slugged(term.record.term) in RESERVED["page"]:
            yield term.problem("address-collision", ("term",), "a term cannot be called this", _OTHER_NAME)
    for slug, authority in content.authorities.items():
        for name in authority.sources.keys() & {*RESERVED["page"]}:
            message = f'a source cannot be called "{name}"'
            yield authority.sources[name].problem("address-collision", (), message, _OTHER_NAME, key=True)
        if slug in RESERVED["site"] and authority.authority:
            hint = f"These names are taken: {', '.join(RESERVED['site'])}."
            yield authority.authority.problem("address-collision", (), f'an authority cannot be called "{slug}"', hint)
        folders = [(name, item.inspection) for name, item in authority.inspections.items()]
        folders += [(name, item.plan) for name, item in authority.plans.items()]  # type: ignore[misc]
        for name, entry in folders:
            if entry and name in RESERVED["authority"]:
                hint = f"These names are taken: {', '.join(RESERVED['authority'])}. Rename the folder."
                yield entry.problem("address-collision", (), f'a folder here cannot be called "{name}"', hint)
        for name in authority.inspections.keys() & authority.plans.keys():
            plan = authority.plans[name].plan
            if plan:
                hint = "An inspection's folder has the same name, and both would have the same address. Rename one."
                yield plan.problem("address-collision", (), f'two folders are called "{name}"', hint)


def prose_collision(content: Content, _today: date) -> Found:
    """No prose page has the address of another, of an authority or of a page that the site makes by itself."""
    paths = {document.path for document in content.documents}
    for document in content.documents:
        stem = document.path.removesuffix(".md")
        if is_prose(document.path) and paths & {f"{stem}/index.md", f"{stem}/README.md"}:
            hint = "Give one of the two another name, or make them one page."
            message = f'the folder "{stem.rpartition("/")[2]}" has a page with the same address'
            yield document.problem("prose-collision", (), message, hint, place=Place())
        if is_prose(document.path) and document.path.startswith("pages/templates/"):
            hint = "MkDocs passes over a folder of this name. Give it another one."
            message = "this page would not be published"
            yield document.problem("prose-collision", (), message, hint, place=Place())
        name = document.path.removeprefix("pages/").partition("/")[0].removesuffix(".md").lower()
        name = "index" if name == "readme" else name
        if is_prose(document.path) and (name in RESERVED["site"] or name in content.authorities):
            hint = "The site has a page there already. Give this one, or its folder, another name."
            message = f'a prose page cannot be called "{name}"'
            yield document.problem("prose-collision", (), message, hint, place=Place())


def numbering(content: Content, _today: date) -> Found:
    """Recommendations, and findings if all are there, are numbered from 1 without gaps; their count is as stated."""
    for _authority, _slug, inspection in inspections(content):
        entry = inspection.inspection
        numbers = sorted(inspection.recommendations)
        if not entry:
            continue
        stated = entry.record.recommendations_stated
        if stated is not None and stated != len(numbers):
            message = f"{stated} according to the source, but {len(numbers)} in the recommendations folder"
            hint = "Add what is missing, or mend the number."
            yield entry.problem("numbering", ("recommendations_stated",), message, hint)
        for missing, after in _gaps(inspection.recommendations, "recommendation"):
            hint = "Add what is missing; a text can be not-stated."
            yield after.problem("numbering", (), f"{missing} missing before this one", hint)
        for missing, after in _gaps(inspection.findings, "finding") if entry.record.findings_complete else ():
            hint = "Add what is missing, or write findings_complete: false in inspection.yml."
            yield after.problem("numbering", (), f"{missing} missing before this one", hint, severity="warning")


def _gaps(entries: dict[int, Entry[Any]], name: str) -> Iterator[tuple[str, Entry[Any]]]:
    """The numbers that are left out, in words, each gap with the entry that comes after it."""
    before = 0
    for number in sorted(entries):
        if number == before + 2:
            yield f"{name} {before + 1} is", entries[number]
        elif number > before + 2:
            yield f"{name}s {before + 1} to {number - 1} are", entries[number]
        before = number


def repeated_action(content: Content, _today: date) -> Found:
    """No two actions of a plan have the same id."""
    for _authority, _slug, plan in plans(content):
        seen: dict[str, Entry[Any]] = {}
        for action in plan.actions:
            first = seen.setdefault(action.record.id, action)
            if first is not action:
                line = first.document.place((*first.loc, "id")).line
                hint = f"The action on line {line} has it already."
                yield action.problem("repeated-action", ("id",), f'the id "{action.record.id}" is used twice', hint)


def sum_of_parts(content: Content, _today: date) -> Found:
    """The parts of a measure's value add up to it, where all of them are numbers."""
    for authority in content.authorities.values():
        for measure in authority.measures.values():
            values: list[tuple[Loc, Value]] = [(("values", n), value) for n, value in enumerate(measure.record.values)]
            values += [(("baseline",), measure.record.baseline)] if measure.record.baseline else []
            for loc, value in values:
                parts = [part.value for part in value.parts]
                if not parts or not isinstance(value.value, Decimal):
                    continue
                total = sum((part for part in parts if isinstance(part, Decimal)), Decimal(0))
                if all(isinstance(part, Decimal) for part in parts) and total != value.value:
                    hint = f"The parts add up to {total}. Compare each figure with the source."
                    message = f"{value.value} is not the sum of its parts"
                    yield measure.problem("sum-of-parts", (*loc, "value"), message, hint)


def impossible_date(content: Content, today: date) -> Found:
    """Nothing is published before it happened, begins after it ended, or has happened in the future."""
    for authority in content.authorities.values():
        for item in authority.inspections.values():
            if item.inspection:
                yield from _visit(item.inspection)
            yield from _future(_of_inspection(item), today, authority.authority, item.inspection)
        for plan in authority.plans.values():
            yield from _future(_of_plan(plan), today, authority.authority, plan.plan)
        yield from _future(_of_authority(authority), today, authority.authority)


def _visit(entry: Entry[Inspection]) -> Found:
    on_site, published = entry.record.on_site, entry.record.published
    if on_site == NOT_STATED:
        return
    first, last = on_site.from_, on_site.to
    if isinstance(first, When) and isinstance(last, When) and last.end < first.start:
        yield entry.problem("impossible-date", ("on_site", "to"), "the visit ends before it begins", _CHECK)
    end = on_site.last
    if isinstance(end, When) and isinstance(published, When) and published.end < end.start:
        yield entry.problem("impossible-date", ("published",), "published before the visit ended", _CHECK)


_CHECK: Final = "Check both dates."
Happened = Iterator[tuple[Entry[Any], Loc, object, str]]
"""Dates of what has happened: record, place, date or `not-stated`, and what to do if it has not happened yet."""


def _of_inspection(item: InspectionContent) -> Happened:
    if item.inspection:
        hint = "Keep the inspection back with publish_from: until the report is out."
        yield item.inspection, ("published",), item.inspection.record.published, hint
    for asked in item.recommendations.values():
        yield from _withdrawn(asked)
    for answered in (*item.findings.values(), *item.recommendations.values()):
        response = answered.record.response
        if response:
            yield (
                answered,
                ("response", "date"),
                response.date,
                "Keep it back with draft: true until it has been given.",
            )


def _of_plan(plan: PlanContent) -> Happened:
    for entry in (plan.plan, *plan.actions):
        if entry:
            yield entry, ("agreed",), entry.record.agreed, "Write not-stated until it has been agreed."
            yield from _withdrawn(entry)
    for action in plan.actions:
        yield action, ("completed",), action.record.completed, "Delete the line until it has been completed."
    for name, review in plan.reviews.items():
        yield review, (), _day(name), "The date in the file's name is the date of the review."


def _withdrawn(entry: Entry[Any]) -> Happened:
    if entry.record.withdrawn:
        yield entry, ("withdrawn", "on"), entry.record.withdrawn.on, "Delete this until it has been withdrawn."


def _of_authority(authority: AuthorityContent) -> Happened:
    for source in authority.sources.values():
        yield source, ("date",), source.record.date, "Keep it back with publish_from: until it has been published."
    for meeting in authority.meetings:
        if meeting.record.outcome == "held":
            yield meeting, ("date",), meeting.record.date, "Write outcome: planned until it has taken place."
    for measure in authority.measures.values():
        record = measure.record
        dated: list[tuple[Loc, object]] = [(("baseline", "date"), record.baseline.date)] if record.baseline else []
        dated += [(("values", number, "date"), value.date) for number, value in enumerate(record.values)]
        dated += [(("comparators", number, "date"), other.date) for number, other in enumerate(record.comparators)]
        for loc, when in dated:
            yield measure, loc, when, "What the authority hopes to reach stands under targets:."


def _future(dates: Happened, today: date, *folders: Entry[Any] | None) -> Found:
    for entry, loc, when, hint in dates:
        if isinstance(when, When) and when.start > max(_seen_from(held, today) for held in (*folders, entry)):
            yield entry.problem("impossible-date", loc, f"{when} is in the future", hint)


def _seen_from(held: Entry[Any] | None, today: date) -> date:
    """The day on which a record comes out, up to which it may be dated; of a draft nobody knows it."""
    if held is None or not (held.record.draft or held.record.publish_from):
        return today
    return date.max if held.record.draft else max(today, held.record.publish_from.date())


def review_date(content: Content, _today: date) -> Found:
    """A review's file name is a date that exists."""
    for _authority, _slug, plan in plans(content):
        for name, review in plan.reviews.items():
            if _day(name) is None:
                yield review.problem("review-date", (), f"{name} is not a date that exists", "Rename the file.")


def _day(name: str) -> When | None:
    """The day that a review's file is named after; None if it does not exist."""
    try:
        return When.parse(name)
    except PydanticCustomError:
        return None


def unexplained_status(content: Content, _today: date) -> Found:
    """An accessibility statement that says the site is not fully compliant lists what is not accessible, and why."""
    facts = content.site.record.accessibility if content.site else None
    if content.site and facts and facts.status != "fully compliant" and not facts.known_problems:
        hint = "Regulation 8 asks for it: list under known_problems: what does not work, and why it stays so for now."
        yield content.site.problem(
            "unexplained-status", ("accessibility", "status"), f"{facts.status}, and nothing says what is not", hint
        )
