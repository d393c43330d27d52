"""Small registers made by the real stages: texts of content files are read, checked and linked."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from followthrough.check import Content, check
from followthrough.problem import Problem, has_errors
from followthrough.read import Document, parse
from followthrough.register import Register, build
from followthrough.register.things import Action, Authority, Inspection, Plan, Recommendation

TOWN: Final = "authorities/anytown/"
SOURCE: Final = 'source: {document: paper, page: "1"}\n'
AS_OF: Final = "2022-06-01"

BASE: Final = {
    "site.yml": """\
title: Anytown follows through
summary: What inspectors asked.
publisher: Anytown Council
contact: {name: Improvement team, email: improvement@anytown.example}
licence: Open Government Licence v3.0
accessibility:
  status: fully compliant
  prepared: 2021-01-01
  reviewed: 2021-01-01
  tested: 2021-01-01
  tested_by: Anytown Council
  method: With a screen reader.
  response_days: 5
""",
    "frameworks.yml": """\
sif:
  name: Single Inspection Framework
  short: SIF
  bodies: Ofsted
  areas: [{key: help, name: Help}, {key: care, name: Care}]
  grades: [outstanding, good, requires improvement to be good, inadequate]
  overall: true
  deadline: {working_days: 70, law: The law, what: A statement of proposed action}
  description: How Ofsted inspected.
area-send:
  name: Area SEND
  short: Area SEND
  bodies: [Ofsted, CQC]
  grades: [Typically positive, Inconsistent, Widespread failings]
  overall: true
  description: How the area is inspected.
visit:
  name: Monitoring visit
  short: Visit
  bodies: Ofsted
  overall: false
  verdicts: [Met, Partly met, Not met]
  description: How Ofsted looks again.
""",
    "scales.yml": """\
brag:
  name: BRAG
  ratings:
    - {rating: Blue, meaning: Done, status: complete}
    - {rating: Green, meaning: As planned, status: on track}
    - {rating: Amber, status: at risk}
    - {rating: Red, status: off track}
    - {rating: White, status: not started}
  basis: published
  basis_note: The key.
marks:
  name: Marks
  ratings: [{rating: "1", status: not rated}, {rating: "2", status: not rated}]
  basis: none
  basis_note: No key is printed.
""",
    "themes.yml": "help: {name: Help, description: Help in time.}\n",
    f"{TOWN}authority.yml": """\
{name: Anytown Council, short: Anytown, code: E06999901, kind: unitary authority, nation: England}
""",
    f"{TOWN}sources.yml": """\
paper: {title: Paper, publisher: Anytown Council, date: 2021-11-08, kind: Report, url: not-stated}
""",
    f"{TOWN}inspections/2021-sif/inspection.yml": """\
title: Ofsted inspection, 2021
framework: sif
bodies: Ofsted
on_site: {from: 2021-09-13, to: 2021-10-01}
published: 2021-11-08
"""
    + SOURCE,
    f"{TOWN}inspections/2021-sif/recommendations/01-one.md": "Do one thing.\n",
    f"{TOWN}inspections/2021-sif/recommendations/02-two.md": "Do another thing.\n",
    f"{TOWN}inspections/2021-sif/recommendations/03-three.md": "Do a third thing.\n",
    f"{TOWN}plans/plan/plan.yml": """\
title: Improvement plan
inspections: 2021-sif
bodies: Anytown Council
scale: brag
priorities: [{number: 1, text: Help in time}]
"""
    + SOURCE,
}
"""Content that every test begins with: one town, one inspection with three recommendations, one plan."""


def documents(files: Mapping[str, str]) -> list[Document]:
    """`BASE` with these files over it; paths begin at the top or at the town, and "" takes a file away."""
    top = tuple(name for name in BASE if "/" not in name)
    whole = {
        path if path.startswith(("authorities/", *top)) or path == "glossary.yml" else TOWN + path: text
        for path, text in files.items()
    }
    made = []
    for path, text in (BASE | whole).items():
        if text:
            document, problems = parse(text.encode(), path, f"content/{path}")
            assert document, problems
            assert not problems
            made.append(document)
    return made


def checked(files: Mapping[str, str], as_of: str = AS_OF) -> tuple[Content, list[Problem]]:
    """The records of these files, and what is wrong with them."""
    return check(documents(files), date.fromisoformat(as_of))


def register(files: Mapping[str, str], as_of: str = AS_OF, *, drafts: bool = False) -> Register:
    """The register of these files, which are right on that day."""
    content, problems = checked(files, as_of)
    assert not has_errors(problems), problems
    return build(content, date.fromisoformat(as_of), drafts=drafts)


def as_known(files: Mapping[str, str], as_of: str) -> Register:
    """The register as it was on an earlier day, made of files that are right at last."""
    content, problems = checked(files, "2099-12-31")
    assert not has_errors(problems), problems
    return build(content, date.fromisoformat(as_of))


def review(*ratings: str, more: str = "") -> str:
    """A review's file with these ratings, each as it stands between braces."""
    lines = "".join(f"  - {{{rating}}}\n" for rating in ratings)
    return (
        f"assessed_by: not-stated\nassurance: self-assessed\n{more}" + (f"ratings:\n{lines}" if lines else "") + SOURCE
    )


def actions(*entries: str) -> str:
    """A plan's actions, each as it stands between braces."""
    return "".join(f"- {{text: Some work., {entry}}}\n" for entry in entries)


def town(made: Register) -> Authority:
    """The town that every register here has."""
    return made.authorities["anytown"]


def inspection(made: Register, slug: str = "2021-sif") -> Inspection:
    """One of the town's inspections."""
    return next(inspection for inspection in town(made).inspections if inspection.slug == slug)


def recommendation(made: Register, number: int = 1) -> Recommendation:
    """One of the recommendations of the town's first inspection."""
    return next(thing for thing in inspection(made).recommendations if thing.number == number)


def plan(made: Register, slug: str = "plan") -> Plan:
    """One of the town's plans."""
    return next(plan for plan in town(made).plans if plan.slug == slug)


def action(made: Register, name: str = "1", of: str = "plan") -> Action:
    """One of a plan's actions."""
    return next(action for action in plan(made, of).actions if action.record.id == name)
