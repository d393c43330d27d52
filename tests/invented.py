"""Content that nobody wrote: small, right, and different every time."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from tests.made import BASE, SOURCE, TOWN, actions, review

RATINGS: Final = {"brag": ("Blue", "Green", "Amber", "Red", "White"), "marks": ("1", "2")}
FIRST, LAST = date(2020, 1, 1), date(2022, 12, 31)
SHOWN: Final = date(2022, 6, 30)
"""A day in the middle of all that is invented."""


@dataclass(frozen=True)
class Piece:
    """A record: where its page is, a word that stands there and nowhere else but because of it, whether it is out."""

    address: str
    word: str
    out: bool


@dataclass
class Invented:
    """Files, and what ought to be seen of them on the day `SHOWN`."""

    files: dict[str, str] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)

    def note(self, address: str, word: str, *out: bool) -> None:
        """Remember that a record should be seen, if nothing that it stands in is held back."""
        self.pieces.append(Piece(address, word, all(out)))


days = st.dates(FIRST, LAST)
whens = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([4, 7, 10, 10, 10]))
dues = st.one_of(whens, whens, st.just("not-stated"))
some = st.sampled_from([False, True])
agreed = st.sampled_from(["2019", "2019-05", "2019-11-30", "not-stated"])


@st.composite
def holds(draw: st.DrawFn) -> tuple[str, bool]:
    """A line that may keep a record back on `SHOWN`, and whether the record is out then."""
    line = draw(st.sampled_from([*[""] * 10, "draft: true", "publish_from"]))
    if line != "publish_from":
        return line, not line
    day = draw(days)
    return f"publish_from: {day}T09:30", day <= SHOWN


@st.composite
def contents(draw: st.DrawFn) -> Invented:
    """A town and a county with inspections, plans and measures that name each other."""
    made = Invented()
    made.files["authorities/county/authority.yml"] = (
        "{name: County, short: County, code: E10999901, kind: county, nation: England,"
        " ends: 2021-03-31, successor: anytown}\n"
    )
    made.note("/anytown/", "Anytown Council", True)
    made.note("/county/", "County", True)
    _sources(draw, made)
    inspections = {}
    for slug in ("one", "two")[: draw(st.integers(1, 2))]:
        inspections[slug] = _inspection(draw, made, slug)
    for path in BASE:
        if path.startswith((f"{TOWN}inspections/", f"{TOWN}plans/")):
            made.files[path] = ""
    refs = [f"{slug}/{number}" for slug, count in inspections.items() for number in range(1, count + 1)]
    measures = [_measure(draw, made, f"measure-{number}", refs) for number in range(draw(st.integers(0, 2)))]
    plans = ("first", "second")[: draw(st.integers(1, 2))]
    for slug in plans:
        _plan(draw, made, slug, plans, refs, measures)
    _meetings(draw, made, list(inspections), list(plans))
    return made


def _sources(draw: st.DrawFn, made: Invented) -> None:
    texts = BASE[f"{TOWN}sources.yml"]
    made.note("/anytown/sources/#paper", "Paper", True)
    for number in range(draw(st.integers(0, 2))):
        hold, out = draw(holds())
        word = f"Source{number}word"
        more = f", {hold}" if hold else ""
        texts += f"source-{number}: {{title: {word}, publisher: P, date: 2020, kind: K, url: not-stated{more}}}\n"
        made.note(f"/anytown/sources/#source-{number}", word, out)
    made.files["sources.yml"] = texts


def _inspection(draw: st.DrawFn, made: Invented, slug: str) -> int:
    hold, out = draw(holds())
    word = f"Inspection{slug}word"
    framework = draw(st.sampled_from(["sif", "area-send", "visit", "not-stated"]))
    at = f"/anytown/{slug}/"
    made.files[f"inspections/{slug}/inspection.yml"] = (
        f"title: {word}\nframework: {framework}\nbodies: Ofsted\non_site: not-stated\n"
        f"published: {draw(st.sampled_from(['2019', '2019-12-31', 'unpublished', 'not-stated']))}\n{hold}\n{SOURCE}"
    )
    made.note(at, word, out)
    count, found = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    for number in range(1, count + 1):
        _answered(draw, made, f"{slug}/recommendations/{number}", "findings", found, out)
    for number in range(1, found + 1):
        _answered(draw, made, f"{slug}/findings/{number}", "recommendations", count, out)
    return count


def _answered(draw: st.DrawFn, made: Invented, name: str, names: str, count: int, *out: bool) -> None:
    hold, own = draw(holds())
    word = name.replace("/", "").capitalize() + "word"
    linked = sorted(draw(st.sets(st.integers(1, count)))) if count else []
    themes = "themes: help\n" if draw(some) else ""
    made.files[f"inspections/{name}-x.md"] = f"---\n{names}: {linked}\n{themes}{hold}\n---\n{word}.\n"
    made.note(f"/anytown/{name}/", word, own, *out)


def _measure(draw: st.DrawFn, made: Invented, slug: str, refs: list[str]) -> str:
    hold, out = draw(holds())
    word = f"{slug.replace('-', '').capitalize()}word"
    when = sorted(draw(st.lists(whens, max_size=3)))
    values = "".join(f"  - {{date: {day}, value: {len(day)}, {SOURCE.strip()}}}\n" for day in when)
    made.files[f"measures/{slug}.yml"] = (
        f"title: {word}\nunit: days\ndefinition: not-stated\ndirection: neither\n{hold}\n"
        f"recommendations: {_some(draw, refs)}\n" + (f"values:\n{values}" if values else "")
    )
    made.note(f"/anytown/measures/{slug}/", word, out)
    return slug


def _some(draw: st.DrawFn, names: list[str]) -> str:
    """Some of the names, as a YAML list."""
    return f"[{', '.join(draw(st.lists(st.sampled_from(names), max_size=3)))}]" if names else "[]"


def _ended(draw: st.DrawFn, later: list[str]) -> str:
    """How something ended, if it did; what takes its place comes after it."""
    by = draw(st.sampled_from(later)) if later else ""
    how = draw(st.sampled_from(["", "", "", "withdrawn", "superseded"] if by else ["", "", "", "", "withdrawn"]))
    if how == "withdrawn":
        return f"withdrawn: {{on: {draw(whens)}, reason: not-stated}}"
    return f"superseded: {{on: {draw(dues)}, by: {by}}}" if how else ""


def _plan(
    draw: st.DrawFn, made: Invented, slug: str, plans: tuple[str, ...], refs: list[str], measures: list[str]
) -> None:
    hold, out = draw(holds())
    word = f"Plan{slug}word"
    scale = draw(st.sampled_from(sorted(RATINGS)))
    answered = sorted({ref.partition("/")[0] for ref in refs})
    made.files[f"plans/{slug}/plan.yml"] = (
        f"title: {word}\nbodies: B\nscale: {scale}\nagreed: {draw(agreed)}\ninspections: {_some(draw, answered)}\n"
        f"measures: {_some(draw, measures)}\npriorities: [{{number: 1, text: Priority{slug}word}}]\n"
        f"{_ended(draw, [name for name in plans if name > slug])}\n{hold}\n{SOURCE}"
    )
    made.note(f"/anytown/{slug}/", word, out)
    made.note(f"/anytown/{slug}/#priority-1", f"Priority{slug}word", out)
    ids = [str(number) for number in range(1, draw(st.integers(1, 4)) + 1)]
    seen = {name: _action(draw, made, slug, name, ids, refs, out) for name in ids}
    for day in sorted(draw(st.sets(days, min_size=1, max_size=4))):
        _review(draw, made, slug, day, RATINGS[scale], seen, refs, out)


def _action(draw: st.DrawFn, made: Invented, plan: str, name: str, ids: list[str], refs: list[str], *out: bool) -> bool:
    hold, own = draw(holds())
    word = f"Action{plan}{name}word"
    facts = [f"id: {name}", f"note: {word}", f"due: {draw(dues)}", f"recommendations: {_some(draw, refs)}", hold]
    facts += [_ended(draw, [later for later in ids if later > name]), f"completed: {draw(dues)}" if draw(some) else ""]
    facts.append(draw(st.sampled_from(["priority: 1", "owner: A post", ""])))
    path = f"plans/{plan}/actions.yml"
    made.files[path] = made.files.get(path, "") + actions(", ".join(filter(None, facts)))
    made.note(f"/anytown/{plan}/#action-{name}", word, own, *out)
    return own


def _review(
    draw: st.DrawFn,
    made: Invented,
    plan: str,
    day: date,
    ratings: tuple[str, ...],
    seen: dict[str, bool],
    refs: list[str],
    *out: bool,
) -> None:
    hold, own = draw(holds())
    at = f"/anytown/{plan}/reviews/{day}/"
    word = f"Review{plan}{day:%Y%m%d}word"
    subjects = [f"action: {name}" for name in seen] + [f"recommendation: {ref}" for ref in refs]
    subjects += ["priority: 1", "plan: true"]
    said = []
    for subject in draw(st.lists(st.sampled_from(subjects), min_size=2, max_size=6, unique=True)):
        rating = draw(st.sampled_from([*ratings, "not-stated"]))
        says = draw(
            st.sampled_from(
                [f'rating: "{rating}"', f'rating: "{rating}"', "withdrawn: true", "note: Hello", "completed: true"]
            )
        )
        move = f", due: {draw(dues)}" if subject.startswith("action") and draw(some) else ""
        said.append(f"{subject}, {says}{move}")
    made.files[f"plans/{plan}/reviews/{day}.yml"] = review(*said, more=f"summary: {word}\n{hold}\n")
    made.note(at, word, own, day <= SHOWN, *out)


def _meetings(draw: st.DrawFn, made: Invented, inspections: list[str], plans: list[str]) -> None:
    text = ""
    for number, day in enumerate(sorted(draw(st.lists(days, max_size=3, unique=True)))):
        hold, out = draw(holds())
        word = f"Meeting{number}word"
        about = f"inspections: {_some(draw, inspections)}, plans: {_some(draw, plans)}"
        facts: list[Any] = [
            f"date: {day}",
            "body: Cabinet",
            "kind: decision",
            f"summary: {word}",
            about,
            SOURCE.strip(),
        ]
        outcome = draw(st.sampled_from(["held", "planned"]))
        facts += [f"outcome: {outcome}", hold]
        text += f"- {{{', '.join(filter(None, facts))}}}\n"
        made.note(f"/anytown/meetings/#{day}-cabinet", word, out, outcome == "planned" or day <= SHOWN)
    made.files["meetings.yml"] = text
