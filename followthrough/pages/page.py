"""A page is one output file; here is how each kind of page is made from the thing it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from followthrough.markdown import to_text
from followthrough.pages.address import address
from followthrough.pages.facets import Filters, Said, filters, said
from followthrough.pages.specimen import SPECIMEN
from followthrough.records import NOT_STATED
from followthrough.register import Register
from followthrough.register.changes import Change, Marks, News, Span
from followthrough.register.compare import SameFramework, SameTheme
from followthrough.register.things import (
    Authority,
    Finding,
    Inspection,
    Measure,
    Plan,
    Recommendation,
    Review,
    Theme,
)

Trail = tuple[tuple[str, str], ...]
HOME: Final = ("Home", "/")


@dataclass(frozen=True)
class Page:
    """One output file: address, template, and what it shows.

    `section` is the tab of the header it belongs to; `trail` the pages above it (title, address); `filters` what
    search can narrow it down by, or None to keep it out of search; `said` what stands beside a result; `moved_to` the
    address that a redirect leads to.
    Search engines are told only of pages that are `listed`.
    """

    address: str
    template: str
    section: str
    title: str
    description: str
    trail: Trail = ()
    filters: Filters | None = None
    shows: Mapping[str, object] = field(default_factory=dict)
    moved_to: str = ""
    listed: bool = True
    said: Said = field(default_factory=dict)

    @property
    def is_citable(self) -> bool:
        """Whether it says how to cite it: it shows facts, and is not just a way to them."""
        return bool(self.trail) and not self.moved_to and self.section not in ("search", "editions")


def home(register: Register, news: Sequence[News]) -> Page:
    """The front page: all authorities, or the one there is, and what is new."""
    description = _shorten(register.site.summary)
    return Page("/", "home.html", "councils", register.site.title, description, shows={"news": news})


def authority_page(authority: Authority) -> Page:
    """An authority."""
    name = authority.record.name
    description = f"What inspectors told {name}, what it answered, and what has been done since."
    return _page(authority, "authority", name, description, (HOME,), authority)


def inspection_page(inspection: Inspection) -> Page:
    """An inspection."""
    title = f"{inspection.record.title}: {inspection.authority.record.short}"
    description = (
        f"Grades, findings and recommendations of {inspection.record.title} in {inspection.authority.record.name}."
    )
    return _page(inspection, "inspection", title, description, _above(inspection.authority), inspection.authority)


def recommendation_page(thing: Recommendation) -> Page:
    """A recommendation with its whole chain."""
    asked = thing.inspection.framework.asks if thing.inspection.framework else "recommendation"
    title = f"{asked.capitalize()} {thing.number}: {thing.title} ({thing.inspection.authority.record.short})"
    if thing.record.title == f"Recommendation {thing.number}":
        title = f"{thing.record.title} ({thing.inspection.authority.record.short})"
    return _page(thing, "recommendation", title, _about(thing), _above(thing.inspection), thing.inspection.authority)


def finding_page(thing: Finding) -> Page:
    """A finding with the response to it."""
    title = f"Finding {thing.number}: {thing.title} ({thing.inspection.authority.record.short})"
    return _page(thing, "finding", title, _about(thing), _above(thing.inspection), thing.inspection.authority)


def plan_page(plan: Plan) -> Page:
    """A plan on a page."""
    title = f"{plan.record.title}: {plan.authority.record.short}"
    description = f"What {plan.authority.record.name} promised in its plan, by when, and how that is going."
    return _page(plan, "plan", title, description, _above(plan.authority), plan.authority)


def review_page(review: Review) -> Page:
    """A review, with what changed since the one before."""
    title = f"Review of {_day(review.date)}: {review.plan.record.title} ({review.plan.authority.record.short})"
    description = f"What {review.plan.authority.record.name} reported about its plan on {_day(review.date)}."
    return _page(review, "review", title, description, _above(review.plan), review.plan.authority)


def measure_page(measure: Measure) -> Page:
    """A measure with chart and table."""
    title = f"{measure.record.title}: {measure.authority.record.short}"
    description = f"{measure.record.title} in {measure.authority.record.name}, over time, with targets and sources."
    trail = (*_above(measure.authority), ("Measures", f"{address(measure.authority)}measures/"))
    return _page(measure, "measure", title, description, trail, measure.authority)


def meetings_page(authority: Authority) -> Page:
    """The meetings of an authority."""
    title = f"Meetings: {authority.record.short}"
    description = f"Who discussed {authority.record.name}'s inspections and plans, when, and what they decided."
    newest = authority.meetings[0] if authority.meetings else None
    found, shows = filters("Meetings", authority, newest), {"authority": authority}
    at = f"{address(authority)}meetings/"
    trail = _above(authority)
    return Page(at, "meetings.html", "councils", title, description, trail, found, shows, said=said(newest))


def sources_page(authority: Authority) -> Page:
    """The sources of an authority."""
    title = f"Sources: {authority.record.short}"
    description = f"The published documents that the facts about {authority.record.name} come from."
    found, shows = filters("Sources", authority, None), {"authority": authority}
    at = f"{address(authority)}sources/"
    return Page(at, "sources.html", "councils", title, description, _above(authority), found, shows)


def timeline_page(authority: Authority) -> Page:
    """Everything dated about an authority, past and to come."""
    title = f"Timeline: {authority.record.short}"
    description = f"Inspections, plans, reviews, meetings and due dates of {authority.record.name}, in order of time."
    at = f"{address(authority)}timeline/"
    return Page(at, "timeline.html", "councils", title, description, _above(authority), None, {"authority": authority})


def changes_page(authority: Authority, marks: Marks, spans: list[Span], changes: list[Change]) -> Page:
    """What changed at an authority, by date, and the dates to compare: any two, or each with the one after it."""
    title = f"What changed: {authority.record.short}"
    description = f"What changed in what {authority.record.name} was asked, promised and reported, by date."
    at = f"{address(authority)}changes/"
    shows = {"authority": authority, "marks": marks, "spans": spans, "changes": changes}
    return Page(at, "changes.html", "changes", title, description, _above(authority), None, shows)


def span_page(span: Span) -> Page:
    """What changed between two dates, for a meeting."""
    authority = span.authority
    title = f"What changed from {_day(span.start)} to {_day(span.end)}: {authority.record.short}"
    description = f"Exactly what changed at {authority.record.name} between these two dates."
    trail = (*_above(authority), ("What changed", f"{address(authority)}changes/"))
    return Page(address(span), "since.html", "changes", title, description, trail, None, {"span": span})


def all_changes_page(_register: Register, changes: list[Change]) -> Page:
    """What changed at all authorities, by date."""
    description = "What changed at every council on this site, by date, newest first."
    return Page(
        "/changes/",
        "changes.html",
        "changes",
        "What changed",
        description,
        (HOME,),
        None,
        {
            "authority": None,
            "marks": {},
            "spans": [],
            "changes": changes,
        },
    )


def compare_page(frameworks: list[SameFramework], themes: list[SameTheme]) -> Page:
    """Authorities side by side, like with like."""
    description = "Councils side by side: grades under the same framework, recommendations on the same theme."
    shows = {"frameworks": frameworks, "themes": themes}
    return Page("/compare/", "compare.html", "compare", "Compare councils", description, (HOME,), None, shows)


def compare_theme_page(same: SameTheme) -> Page:
    """One theme, all authorities side by side."""
    name = same.theme.record.name
    description = f"What inspectors asked different councils for about {name.lower()}, and where that stands."
    trail = (HOME, ("Compare councils", "/compare/"))
    at = f"/compare/{same.theme.slug}/"
    return Page(
        at, "compare-theme.html", "compare", f"{name}: councils compared", description, trail, None, {"same": same}
    )


def themes_page(_register: Register) -> Page:
    """All themes."""
    description = "Topics that come up in more than one inspection, such as early help or care leavers."
    return Page("/themes/", "themes.html", "themes", "Themes", description, (HOME,))


def theme_page(theme: Theme) -> Page:
    """What all authorities were told and do about one theme."""
    title = f"{theme.record.name}: theme"
    description = _shorten(theme.record.description)
    trail = (HOME, ("Themes", "/themes/"))
    found = filters("Theme", None, theme)
    return Page(address(theme), "theme.html", "themes", title, description, trail, found, {"theme": theme})


def glossary_page(_register: Register) -> Page:
    """Words explained."""
    description = "What the words and short names on this site mean."
    return Page("/glossary/", "glossary.html", "glossary", "Glossary", description, (HOME,))


def search_page(_register: Register) -> Page:
    """Search, and without JavaScript the lists to browse instead."""
    return Page(
        "/search/", "search.html", "search", "Search", "Search every recommendation, finding and plan.", (HOME,)
    )


def data_page(register: Register) -> Page:
    """The data to download."""
    description = f"Everything on {register.site.title} as data: JSON, CSV, a workbook, feeds and calendars."
    return Page("/data/", "data.html", "data", "Data", description, (HOME,))


def editions_page(editions: Sequence[date]) -> Page:
    """The frozen editions there are."""
    description = "This site as it stood on earlier days, each edition frozen and ready to download."
    shows = {"editions": editions}
    return Page("/editions/", "editions.html", "editions", "Editions", description, (HOME,), None, shows)


def redirect_page(old: str, to: str) -> Page:
    """What stands at an address that has moved."""
    description = f"This page is now at {to}."
    return Page(old, "moved.html", "none", "This page has moved", description, (HOME,), moved_to=to, listed=False)


def accessibility_page(register: Register) -> Page:
    """The accessibility statement."""
    title = "Accessibility statement"
    description = f"How accessible {register.site.title} is, and what to do if something does not work for you."
    return Page("/accessibility/", "accessibility.html", "none", title, description, (HOME,))


def components_page() -> Page:
    """Every component in every state, for those who build, translate or test the site."""
    description = "The parts that the pages of this site are put together from, each in every form it can take."
    shows = {"specimen": SPECIMEN}
    return Page(
        "/components/", "specimens.html", "none", "How pages are built", description, (HOME,), None, shows, listed=False
    )


def _page(thing: object, kind: str, title: str, description: str, trail: Trail, authority: Authority) -> Page:
    name = "Council" if kind == "authority" else kind.capitalize()
    found = filters(name, authority, thing)
    return Page(
        address(thing), f"{kind}.html", "councils", title, description, trail, found, {kind: thing}, said=said(thing)
    )


def _above(thing: Authority | Inspection | Plan) -> Trail:
    """The trail to a page below this one."""
    if isinstance(thing, Authority):
        return (HOME, (thing.record.short, address(thing)))
    return (*_above(thing.authority), (thing.record.title, address(thing)))


def _about(thing: Recommendation | Finding) -> str:
    if thing.record.text == NOT_STATED:
        inspection = thing.inspection
        return f"The source does not give its text. {inspection.record.title}, {inspection.authority.record.name}."
    return _shorten(thing.record.plain_words or thing.record.text)


def _shorten(text: str, length: int = 155) -> str:
    words = to_text(text)
    return (
        words
        if len(words) <= length
        else words[: length - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
