"""Tables of authorities: who they are, who met, what it all comes from."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from followthrough import records
from followthrough.outputs.changes import Told, kind_of
from followthrough.outputs.names import ident
from followthrough.outputs.tables.table import Column, Table, day, field, link, of, own_id
from followthrough.records import Cite, Fact
from followthrough.records.authority import Decision
from followthrough.records.plan import Money
from followthrough.register import Register
from followthrough.register.things import Authority, Inspection, Meeting, Plan, Review, Source


def _authorities(register: Register, _log: list[Told]) -> Iterator[Authority]:
    yield from register.authorities.values()


def _meetings(register: Register, _log: list[Told]) -> Iterator[Meeting]:
    return (meeting for authority in register.authorities.values() for meeting in authority.meetings)


def _sources(register: Register, _log: list[Told]) -> Iterator[Source]:
    return (source for authority in register.authorities.values() for source in authority.sources.values())


def _tellers(register: Register) -> Iterator[tuple[Authority, Authority | Inspection | Plan | Review]]:
    """Everything whose record has facts, with the authority it belongs to."""
    for authority in register.authorities.values():
        yield authority, authority
        yield from ((authority, inspection) for inspection in authority.inspections)
        for plan in authority.plans:
            yield authority, plan
            yield from ((authority, review) for review in plan.reviews)


def _facts(register: Register, _log: list[Told]) -> Iterator[tuple[object, str, int, str]]:
    for _, thing in _tellers(register):
        kinds: list[tuple[str, tuple[Fact, ...]]] = [("fact", thing.record.facts)]
        if isinstance(thing, Inspection):
            kinds.append(("strength", thing.record.strengths))
        for kind, facts in kinds:
            yield from ((thing, kind, number, fact.text) for number, fact in enumerate(facts, 1))
        if isinstance(thing, Inspection):
            lines = enumerate(thing.record.lines_of_enquiry, 1)
            yield from ((thing, "line of enquiry", number, line) for number, line in lines)


def _money(register: Register, _log: list[Told]) -> Iterator[tuple[Plan, int, Money]]:
    for plan in register.plans:
        yield from ((plan, number, money) for number, money in enumerate(plan.record.money, 1))


def _cites(register: Register, _log: list[Told]) -> Iterator[tuple[str, str, Authority, Cite]]:
    """Each citation that a record as a whole rests on, with the kind and id of the record."""
    for authority in register.authorities.values():
        things: list[Any] = [*authority.meetings, *authority.measures, *authority.inspections]
        things += [thing for inspection in authority.inspections for thing in inspection.findings]
        things += [*authority.recommendations, *authority.plans, *authority.actions]
        things += [review for plan in authority.plans for review in plan.reviews]
        for thing in things:
            yield from _cited(kind_of(thing), ident(thing), authority, thing.record)
        for measure in authority.measures:
            for number, value in enumerate(measure.values, 1):
                yield from _cited("value", f"{ident(measure)}/values/{number}", authority, value)
        for plan in authority.plans:
            for review in plan.reviews:
                for number, (_, rated) in enumerate(review.rated, 1):
                    yield from _cited("rating", f"{ident(review)}/ratings/{number}", authority, rated.entry)


def _cited(kind: str, name: str, authority: Authority, record: Any) -> Iterator[tuple[str, str, Authority, Cite]]:
    return ((kind, name, authority, cite) for cite in record.source if cite.document in authority.sources)


def _linked(about: str, table: str, find: Callable[[Meeting], list[Any]]) -> Table:
    singular = table.removesuffix("s")
    return Table(
        f"meeting_{table}",
        f"{table.capitalize()} that meetings dealt with",
        f"Which meeting dealt with which {singular}.",
        lambda register, log: ((meeting, thing) for meeting in _meetings(register, log) for thing in find(meeting)),
        (
            link("meeting", "meetings", "The meeting.", lambda row: row[0]),
            link(singular, table, about, lambda row: row[1]),
        ),
        ("meeting", singular),
    )


TABLES: Final = (
    Table(
        "authorities",
        "Authorities",
        "Public bodies that were inspected.",
        _authorities,
        (
            *own_id("The authority."),
            *of(records.Authority, "name", "short", "code", "kind", "nation"),
            *of(records.Authority, "starts", "ends", kind="when"),
            link("successor", "authorities", "The authority that replaced it.", lambda t: t.successor, required=False),
            *of(records.Authority, "services_run_by", "website", "summary"),
        ),
    ),
    Table(
        "meetings",
        "Meetings",
        "Dated decisions and scrutiny.",
        _meetings,
        (
            *own_id("The meeting."),
            link("authority", "authorities", "The authority.", lambda t: t.authority),
            *of(records.Meeting, "date", kind="when"),
            day("date", lambda t: t.record.date),
            Column(
                "first_date",
                "when",
                "The date first announced, if it was moved.",
                lambda t: t.record.moved_from[0] if t.record.moved_from else None,
            ),
            *of(records.Meeting, "body", "title", "kind", "outcome", "summary"),
        ),
    ),
    Table(
        "decisions",
        "Decisions",
        "What meetings decided or were asked, item by item.",
        lambda register, log: (
            (meeting, number, decision)
            for meeting in _meetings(register, log)
            for number, decision in enumerate(meeting.record.decisions, 1)
        ),
        (
            link("meeting", "meetings", "The meeting.", lambda row: row[0]),
            Column("number", "integer", "Its place among the meeting's decisions.", lambda row: row[1], required=True),
            field(Decision, "item", lambda row: row[2]),
            field(Decision, "text", lambda row: row[2]),
        ),
        ("meeting", "number"),
    ),
    _linked("The inspection it dealt with.", "inspections", lambda meeting: list(meeting.inspections)),
    _linked("The plan it dealt with.", "plans", lambda meeting: list(meeting.plans)),
    Table(
        "facts",
        "Facts",
        "Facts that have no field of their own, strengths that inspectors found, and lines of enquiry.",
        _facts,
        (
            Column("subject", "string", "What kind of thing it is about.", lambda row: kind_of(row[0]), required=True),
            Column("subject_id", "id", "The id of that thing.", lambda row: ident(row[0]), required=True),
            Column(
                "kind",
                "string",
                "What it is.",
                lambda row: row[1],
                True,
                "",
                ("fact", "strength", "line of enquiry"),
            ),
            Column("number", "integer", "Its place among those of its kind.", lambda row: row[2], required=True),
            Column("text", "string", "The fact.", lambda row: row[3], required=True),
        ),
        ("subject_id", "kind", "number"),
    ),
    Table(
        "money",
        "Money",
        "Amounts that plans depend on.",
        _money,
        (
            link("plan", "plans", "The plan.", lambda row: row[0]),
            Column("number", "integer", "Its place among the plan's amounts.", lambda row: row[1], required=True),
            field(Money, "amount", lambda row: row[2]),
            field(Money, "what", lambda row: row[2]),
        ),
        ("plan", "number"),
    ),
    Table(
        "sources",
        "Sources",
        "The published documents that everything comes from.",
        _sources,
        (
            *own_id("The source."),
            link("authority", "authorities", "The authority.", lambda t: t.authority),
            *of(records.Source, "title", "publisher"),
            *of(records.Source, "date", kind="when"),
            day("date", lambda t: t.record.date),
            *of(records.Source, "kind", "url", "language", "note"),
        ),
    ),
    Table(
        "citations",
        "Citations",
        "Where records, values and ratings are stated: one row for one place in one source.",
        _cites,
        (
            Column("subject", "string", "What kind of thing is stated there.", lambda row: row[0], required=True),
            Column("subject_id", "id", "The id of that thing.", lambda row: row[1], required=True),
            link("source", "sources", "The source.", lambda row: f"{row[2].slug}/sources/{row[3].document}"),
            field(Cite, "page", lambda row: row[3]),
            field(Cite, "paragraph", lambda row: row[3]),
        ),
        (),
    ),
)
