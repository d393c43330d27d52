"""A page is one output file; here is how each kind of page is made from the thing it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followthrough.markdown import to_text
from followthrough.pages.address import address, below
from followthrough.pages.facets import Filters, Said, filters, said
from followthrough.pages.specimen import SPECIMEN
from followthrough.records import NOT_STATED
from followthrough.register import Register
from followthrough.register.changes import Change, Marks, Newest, News, Span
from followthrough.register.compare import SameFramework, SameTheme, by_authority
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
from followthrough.words import FIRST, Language, capitalised

Trail = tuple[tuple[str, str], ...]


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
    lang: str = FIRST

    @property
    def is_citable(self) -> bool:
        """Whether it says how to cite it: it shows facts, and is not just a way to them."""
        return bool(self.trail) and not self.moved_to and self.section not in ("search", "editions")


def home(words: Language, register: Register, news: Sequence[News], most: int) -> Page:
    """The front page: what is new, and all authorities, of more than `most` the names alone; or the one there is."""
    names = [authority.record.name for authority in register.authorities.values()]
    title = words.say("home.title_of_one", name=names[0]) if register.is_single else words.say("home.title_of_all")
    description, shows = _shorten(register.site.summary), {"news": news, "most": most}
    return Page("/", "home.html", "councils", title, description, shows=shows, lang=words.code)


def authority_page(words: Language, authority: Authority) -> Page:
    """An authority."""
    name = authority.record.name
    return _page(words, authority, "authority", name, words.say("pages.authority_about", name=name), authority)


def inspection_page(words: Language, inspection: Inspection) -> Page:
    """An inspection."""
    title, of = inspection.record.title, inspection.authority
    name = words.say("pages.inspection", title=title, council=of.record.short)
    about = words.say("pages.inspection_about", title=title, name=of.record.name)
    return _page(words, inspection, "inspection", name, about, of)


def recommendation_page(words: Language, thing: Recommendation) -> Page:
    """A recommendation with its whole chain."""
    framework, of = thing.inspection.framework, thing.inspection.authority
    named = framework.asks if framework and framework.names_asks else words.say("common.recommendation")
    asked = capitalised(thing.record.called or named)
    if thing.is_unnamed:
        recommendation = capitalised(words.say("common.recommendation"))
        title = words.say(
            "pages.recommendation_number", asked=recommendation, number=thing.number, council=of.record.short
        )
    else:
        title = words.say(
            "pages.recommendation", asked=asked, number=thing.number, title=thing.title, council=of.record.short
        )
    return _page(words, thing, "recommendation", title, _about(words, thing), of)


def finding_page(words: Language, thing: Finding) -> Page:
    """A finding with the response to it."""
    of = thing.inspection.authority
    title = words.say("pages.finding", number=thing.number, title=thing.title, council=of.record.short)
    return _page(words, thing, "finding", title, _about(words, thing), of)


def plan_page(words: Language, plan: Plan) -> Page:
    """A plan on a page."""
    of = plan.authority.record
    title = words.say("pages.plan", title=plan.record.title, council=of.short)
    return _page(words, plan, "plan", title, words.say("pages.plan_about", name=of.name), plan.authority)


def review_page(words: Language, review: Review) -> Page:
    """A review, with what changed since the one before."""
    of, day = review.plan.authority.record, words.date(review.date)
    title = words.say("pages.review", date=day, plan=review.plan.record.title, council=of.short)
    about = words.say("pages.review_about", name=of.name, date=day)
    return _page(words, review, "review", title, about, review.plan.authority)


def measure_page(words: Language, measure: Measure) -> Page:
    """A measure with chart and table."""
    of, name = measure.authority.record, measure.record.title
    title = words.say("pages.measure", title=name, council=of.short)
    about = words.say("pages.measure_about", title=name, name=of.name)
    return _page(words, measure, "measure", title, about, measure.authority)


def meetings_page(words: Language, authority: Authority) -> Page:
    """The meetings of an authority."""
    newest = authority.meetings[0] if authority.meetings else None
    found = filters(words, "meetings", authority, newest)
    return _below(words, authority, "meetings", found, said(newest))


def sources_page(words: Language, authority: Authority) -> Page:
    """The sources of an authority."""
    return _below(words, authority, "sources", filters(words, "sources", authority, None), {})


def timeline_page(words: Language, authority: Authority) -> Page:
    """Everything dated about an authority, past and to come."""
    return _below(words, authority, "timeline")


def changes_page(
    words: Language, authority: Authority, marks: Marks, spans: list[Span], changes: Sequence[Change]
) -> Page:
    """What changed at an authority, by date, and the dates to compare: any two, or each with the one after it."""
    of = authority.record
    title, about = words.say("pages.changes_of", council=of.short), words.say("pages.changes_of_about", name=of.name)
    at = below(authority, "changes")
    shows = {"authority": authority, "marks": marks, "spans": spans, "changes": changes}
    return Page(at, "changes.html", "changes", title, about, above(words, authority), None, shows, lang=words.code)


def span_page(words: Language, span: Span) -> Page:
    """What changed between two dates, for a meeting."""
    authority = span.authority
    start, end = words.iso(span.first), words.iso(span.last)
    title = words.say("pages.span", start=start, end=end, council=authority.record.short)
    about = words.say("pages.span_about", name=authority.record.name)
    trail = (*above(words, authority), (words.say("pages.changes"), below(authority, "changes")))
    return Page(address(span), "since.html", "changes", title, about, trail, None, {"span": span}, lang=words.code)


def all_changes_page(words: Language, newest: Newest) -> Page:
    """What changed at all authorities, by date."""
    shows: dict[str, object] = {"authority": None, "marks": {}, "spans": []}
    shows |= {"newest": newest, "changes": newest.changes}
    return _general(words, "changes", shows=shows)


def compare_page(words: Language, frameworks: list[SameFramework], themes: list[SameTheme], most: int) -> Page:
    """Authorities side by side, like with like; in counts where there are more than `most`."""
    return _general(words, "compare", shows={"frameworks": frameworks, "themes": themes, "most": most})


def compare_theme_page(words: Language, same: SameTheme, most: int) -> Page:
    """One theme, all authorities side by side; in counts where there are more recommendations than `most`."""
    name = same.theme.record.name
    title = words.say("pages.compare_theme", theme=name)
    about = words.say("pages.compare_theme_about", theme=name)
    trail = (*home_trail(words), (words.say("pages.compare"), below(None, "compare")))
    shows = {"same": same, "most": most}
    at, template = address(same), "compare-theme.html"
    return Page(at, template, "compare", title, about, trail, None, shows, lang=words.code)


def themes_page(words: Language) -> Page:
    """All themes."""
    return _general(words, "themes")


def theme_page(words: Language, theme: Theme, most: int) -> Page:
    """What all authorities were told and do about one theme; by authority where that is more than `most` things."""
    title = words.say("pages.theme", theme=theme.record.name)
    trail = (*home_trail(words), (words.say("pages.themes"), below(None, "themes")))
    found = filters(words, "theme", None, theme)
    about = _shorten(theme.record.description)
    of_each = by_authority(words, theme) if theme.total > most else []
    shows = {"theme": theme, "most": most, "of_each": of_each}
    return Page(address(theme), "theme.html", "themes", title, about, trail, found, shows, lang=words.code)


def glossary_page(words: Language) -> Page:
    """Words explained."""
    return _general(words, "glossary")


def search_page(words: Language, most: int) -> Page:
    """Search, and without JavaScript the lists to browse instead: of more than `most` authorities the names alone."""
    return _general(words, "search", shows={"most": most})


def data_page(words: Language, register: Register) -> Page:
    """The data to download."""
    return _general(words, "data", title=register.site.title)


def editions_page(words: Language, editions: Sequence[date]) -> Page:
    """The frozen editions there are."""
    return _general(words, "editions", shows={"editions": editions})


def redirect_page(words: Language, old: str, to: str) -> Page:
    """What stands at an address that has moved."""
    title, about = words.say("pages.moved"), words.say("pages.moved_about", address=to)
    return Page(old, "moved.html", "none", title, about, home_trail(words), moved_to=to, listed=False, lang=words.code)


def accessibility_page(words: Language, register: Register) -> Page:
    """The accessibility statement."""
    return _general(words, "accessibility", section="none", title=register.site.title)


def components_page(words: Language) -> Page:
    """Every component in every state, for those who build, translate or test the site."""
    title, about = words.say("pages.components"), words.say("pages.components_about")
    shows = {"specimen": SPECIMEN}
    at, template = below(None, "components"), "specimens.html"
    return Page(at, template, "none", title, about, home_trail(words), None, shows, listed=False, lang=words.code)


def above(words: Language, thing: Authority | Inspection | Plan) -> Trail:
    """The trail to a page below this one."""
    if isinstance(thing, Authority):
        return (*home_trail(words), (thing.record.short, address(thing)))
    return (*above(words, thing.authority), (thing.record.title, address(thing)))


def home_trail(words: Language) -> Trail:
    """The trail to a page below the front page."""
    return ((words.say("pages.home"), "/"),)


def _general(
    words: Language, name: str, section: str = "", shows: Mapping[str, object] | None = None, **values: object
) -> Page:
    """A page of the whole site, whose name is that of its address, of its template and of its words."""
    title, about = words.say(f"pages.{name}"), words.say(f"pages.{name}_about", **values)
    return Page(
        below(None, name),
        f"{name}.html",
        section or name,
        title,
        about,
        home_trail(words),
        None,
        shows or {},
        lang=words.code,
    )


def _below(
    words: Language,
    authority: Authority,
    name: str,
    found: Filters | None = None,
    beside: Said | None = None,
) -> Page:
    """A page about one side of an authority, named alike everywhere."""
    of = authority.record
    title, about = words.say(f"pages.{name}", council=of.short), words.say(f"pages.{name}_about", name=of.name)
    at, trail = below(authority, name), above(words, authority)
    shows = {"authority": authority}
    return Page(at, f"{name}.html", "councils", title, about, trail, found, shows, said=beside or {}, lang=words.code)


def _page(
    words: Language,
    thing: Authority | Inspection | Plan | Recommendation | Finding | Review | Measure,
    kind: str,
    title: str,
    about: str,
    authority: Authority,
) -> Page:
    found = filters(words, kind, authority, thing)
    return Page(
        address(thing),
        f"{kind}.html",
        "councils",
        title,
        about,
        _trail(words, thing),
        found,
        {kind: thing},
        said=said(thing),
        lang=words.code,
    )


def _trail(
    words: Language, thing: Authority | Inspection | Plan | Recommendation | Finding | Review | Measure
) -> Trail:
    if isinstance(thing, Authority):
        return home_trail(words)
    if isinstance(thing, Measure):
        return (*above(words, thing.authority), (words.say("pages.measures"), below(thing.authority, "measures")))
    if isinstance(thing, Review):
        return above(words, thing.plan)
    return above(words, thing.inspection if isinstance(thing, (Recommendation, Finding)) else thing.authority)


def _about(words: Language, thing: Recommendation | Finding) -> str:
    if thing.record.text == NOT_STATED:
        inspection = thing.inspection
        return words.say("pages.no_text_about", title=inspection.record.title, name=inspection.authority.record.name)
    return _shorten(thing.record.in_short)


def _shorten(text: str, length: int = 155) -> str:
    words = to_text(text)
    return (
        words
        if len(words) <= length
        else words[: length - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"
    )
