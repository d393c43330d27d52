"""Content of any size from a seed: N authorities with realistic text, so that tools can be timed on the same words.

python -m benchmarks.generate 150 /tmp/content
"""

import random
import shutil
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
RECOMMENDATIONS, FINDINGS, REVIEWS = 16, 2, 2
THEMES: Final = ("thresholds", "early-help", "assessment", "permanence", "care-leavers", "workforce", "governance")
SUBJECTS: Final = (
    "social workers", "managers", "partner agencies", "foster carers", "care leavers", "the board", "schools",
    "health visitors", "family support workers", "independent reviewing officers",
)  # fmt: skip
VERBS: Final = (
    "record the reasons for each decision", "see children on their own", "share what they know early",
    "check plans every month", "listen to what families say", "agree who does what by when",
    "follow up when a child goes missing", "use the same words for risk", "write plans that children can read",
    "keep the promise made at the last meeting",
)  # fmt: skip
REASONS: Final = (
    "so that help comes sooner", "because delays leave children waiting", "as the last audit found gaps",
    "so that nobody has to tell their story twice", "since too many cases are passed on",
    "which inspectors saw in some teams but not in all", "so that managers can see what is late",
)  # fmt: skip


def sentences(rng: random.Random, count: int) -> str:
    """So many plain sentences, different for each state of the generator."""
    made = (
        f"{rng.choice(SUBJECTS).capitalize()} {rng.choice(('must', 'should', 'will', 'now', 'often'))} "
        f"{rng.choice(VERBS)} {rng.choice(REASONS)}, in {rng.randint(2, 98)}% of {rng.randint(100, 900)} cases."
        for _ in range(count)
    )
    return " ".join(made)


def generate(authorities: int, folder: Path, seed: int = 1) -> None:
    """Write content for so many authorities into a new folder; the same numbers give the same bytes."""
    for name in ("site.yml", "frameworks.yml", "scales.yml", "themes.yml", "glossary.yml", "pages"):
        source = ROOT / "content" / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        folder.mkdir(parents=True, exist_ok=True)
        copy(source, folder / name)
    for number in range(1, authorities + 1):
        rng = random.Random(seed * 1_000_003 + number)  # noqa: S311 - words for a benchmark, not secrets
        _authority(rng, number, folder / "authorities" / f"council-{number:05}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _authority(rng: random.Random, number: int, folder: Path) -> None:
    published = date(2017, 1, 9) + timedelta(days=rng.randrange(300))
    _write(
        folder / "authority.yml",
        f"name: Council {number}\nshort: Council {number}\ncode: E{number:08}\n"
        "kind: unitary authority\nnation: England\n"
        f"summary: >-\n  {sentences(rng, 2)}\n",
    )
    _write(
        folder / "sources.yml",
        f"paper:\n  title: Report to Cabinet\n  publisher: Council {number}\n  date: {published}\n"
        "  kind: Committee report\n  url: not-stated\n",
    )
    _write(
        folder / "meetings.yml",
        f"- date: {published + timedelta(days=60)}\n  body: Cabinet\n  kind: decision\n  outcome: held\n"
        f"  summary: {sentences(rng, 1)!r}\n  inspections: sif\n  source: {{document: paper, paragraph: '1'}}\n",
    )
    _inspection(rng, folder / "inspections" / "sif", published)
    _plan(rng, folder / "plans" / "plan", published)
    _measure(rng, folder / "measures" / "days.yml", published)


def _inspection(rng: random.Random, folder: Path, published: date) -> None:
    grades = ("outstanding", "good", "requires improvement to be good", "inadequate")
    areas = ("help-and-protection", "looked-after-and-permanence", "adoption", "care-leavers", "leadership")
    judged = "".join(f"  - {{area: {area}, grade: {rng.choice(grades)}}}\n" for area in areas)
    _write(
        folder / "inspection.yml",
        f"title: Ofsted inspection, 2017\nframework: sif\nbodies: Ofsted\n"
        f"on_site: {{from: {published - timedelta(days=60)}, to: {published - timedelta(days=35)}}}\n"
        f"published: {published}\noverall: {{grade: {rng.choice(grades)}}}\njudgements:\n{judged}"
        f"recommendations_stated: {RECOMMENDATIONS}\nsource: {{document: paper, paragraph: '2'}}\n",
    )
    for number in range(1, FINDINGS + 1):
        named = sorted(rng.sample(range(1, RECOMMENDATIONS + 1), 3))
        _write(
            folder / "findings" / f"{number:02}-{rng.choice(THEMES)}.md",
            f"---\nthemes: [{rng.choice(THEMES)}]\nrecommendations: {named}\n"
            f"source: {{document: paper, paragraph: '3.{number}'}}\n---\n{sentences(rng, 5)}\n\n"
            f"## We said\n{sentences(rng, 3)}\n\n## We have\n{sentences(rng, 4)}\n\n## We will\n{sentences(rng, 3)}\n",
        )
    for number in range(1, RECOMMENDATIONS + 1):
        _write(
            folder / "recommendations" / f"{number:02}-{rng.choice(THEMES)}.md",
            f"---\nthemes: [{', '.join(rng.sample(THEMES, 2))}]\n"
            f"source: {{document: paper, paragraph: '4.{number}'}}\n---\n{sentences(rng, 2)}\n\n"
            f"## In plain words\n{sentences(rng, 1)}\n\n"
            f"## We said\n{sentences(rng, 3)}\n\n## We will\n{sentences(rng, 2)}\n",
        )


def _plan(rng: random.Random, folder: Path, published: date) -> None:
    _write(
        folder / "plan.yml",
        f"title: Improvement plan\ninspections: sif\nbodies: The council\nscale: buckinghamshire-rag\nmeasures: days\n"
        f"agreed: {published + timedelta(days=80)}\nsource: {{document: paper, paragraph: '5'}}\n",
    )
    _write(folder / "actions.yml", "".join(_action(rng, number, published) for number in range(1, 17)))
    for number in range(REVIEWS):
        day = published + timedelta(days=150 * (number + 1))
        rated = "".join(
            f"  - {{recommendation: {item}, rating: {rng.choice(('Green', 'Amber', 'Red'))}, "
            f"note: {sentences(rng, 1)!r}}}\n"
            for item in range(1, RECOMMENDATIONS + 1)
        )
        _write(
            folder / "reviews" / f"{day}.yml",
            f"assessed_by: Director\nassurance: self-assessed\nratings:\n{rated}"
            "source: {document: paper, paragraph: '6'}\n",
        )


def _action(rng: random.Random, number: int, published: date) -> str:
    due = published + timedelta(days=rng.randrange(100, 900))
    return (
        f"- id: '{number}'\n  text: {sentences(rng, 1)!r}\n  owner: Head of Service\n  due: {due}\n"
        f"  recommendations: [{number}]\n  source: {{document: paper, paragraph: '7.{number}'}}\n"
    )


def _measure(rng: random.Random, path: Path, published: date) -> None:
    values = "".join(
        f"  - {{date: {published + timedelta(days=90 * step)}, value: {rng.randint(300, 700)}, "
        "source: {document: paper, paragraph: '8'}}\n"
        for step in range(6)
    )
    _write(
        path,
        "title: Days from care to adoption\nunit: days\ndefinition: not-stated\ndirection: lower is better\n"
        "recommendations: [sif/1]\n"
        "targets: [{date: 2018, value: 400, source: {document: paper, paragraph: '8'}}]\n"
        f"values:\n{values}",
    )


def main(arguments: Sequence[str]) -> None:
    """The command: a number of authorities and a folder."""
    generate(int(arguments[0]), Path(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
