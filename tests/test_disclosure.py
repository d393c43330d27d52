"""The disclosure scan: what it finds, what it leaves alone, and that it tells nobody what it found."""

import json
import multiprocessing
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from followthrough.check import Content, check
from followthrough.check.disclosure import DISCLOSURE_RULES, disclosing, scan_output, scan_text, scanning
from followthrough.check.disclosure.identifiers import IDENTIFIERS
from followthrough.check.disclosure.output import Texts
from followthrough.check.disclosure.people import PEOPLE
from followthrough.problem import FORMATS, Format, Problem, show
from followthrough.read import read_tree
from followthrough.records.waiver import DisclosureRule
from tests.command import CONTENT, TODAY, files_below, run
from tests.disclosure.corpus import MAKERS, VARIANTS, Sample, samples

CORPUS = Path(__file__).parent / "disclosure"
GOOD = Path(__file__).parent / "bad" / "_good"
DAY = date(2022, 6, 1)
WORDS_ON_A_PAGE = 500
SAMPLES = samples()
CLEAN = (CORPUS / "clean.txt").read_text("utf-8").splitlines()
WARNINGS = [line.split(": ", 1) for line in (CORPUS / "warnings.txt").read_text("utf-8").splitlines()]


def rules_found(text: str) -> set[str]:
    return {one.rule for one in scan_text(text)}


def test_the_corpus_has_fifty_of_each_identifier() -> None:
    names = [rule.__name__.replace("_", "-") for rule in IDENTIFIERS]
    assert set(MAKERS) == set(names)
    counts = Counter(sample.rule for sample in SAMPLES)
    assert min(counts[name] for name in names) == VARIANTS >= 50
    assert len({sample.sentence for sample in SAMPLES}) > 0.95 * len(SAMPLES)


@pytest.mark.parametrize("rule", MAKERS)
def test_every_identifier_is_found(rule: str) -> None:
    mine = [sample for sample in SAMPLES if sample.rule == rule]
    missed = [sample.sentence for sample in mine if not _is_found(sample)]
    assert missed == []


def _is_found(sample: Sample) -> bool:
    start = sample.sentence.index(sample.identifier)
    end = start + len(sample.identifier)
    return any(
        one.rule == sample.rule and one.severity == "error" and one.start <= start and end <= one.end
        for one in scan_text(sample.sentence)
    )


def test_every_identifier_is_found_when_all_stand_in_one_text() -> None:
    text = "\n\n".join(sample.sentence for sample in SAMPLES)
    counts = Counter(one.rule for one in scan_text(text, warnings=False))
    assert {rule: counts[rule] >= VARIANTS for rule in MAKERS} == dict.fromkeys(MAKERS, True)


@pytest.mark.parametrize(("rule", "sentence"), WARNINGS)
def test_what_may_tell_who_somebody_is_is_a_warning(rule: str, sentence: str) -> None:
    assert [(one.rule, one.severity) for one in scan_text(sentence)] == [(rule, "warning")]


@pytest.mark.parametrize("sentence", CLEAN)
def test_what_tells_nothing_is_left_alone(sentence: str) -> None:
    assert scan_text(sentence) == []


def problems_in(folder: Path, files: Mapping[str, str]) -> list[Problem]:
    """What is disclosed when these files are laid over the good content."""
    content = folder / "content"
    shutil.copytree(GOOD, content, dirs_exist_ok=True)
    for name, text in files.items():
        path = content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    documents, problems = read_tree(content, shown="content")
    found = sorted({*problems, *check(documents, DAY)[1]})
    return [problem for problem in found if problem.rule in DISCLOSURE_RULES]


RECOMMENDATION = "authorities/anytown/inspections/2021-sif/recommendations/02-care.md"
MEASURE = "authorities/anytown/measures/children.yml"


def test_a_problem_stands_at_its_place(tmp_path: Path) -> None:
    text = "---\nthemes: [early-help]\n---\nCare.\n\n## In plain words\nAsk about\n943 476\n5919, please.\n"
    folded = "- term: MASH\n  meaning: >-\n    Ask at the flat in\n    ZE1 9ZZ.\n"
    found = problems_in(tmp_path, {RECOMMENDATION: text, "glossary.yml": folded})
    places = [
        (problem.path.rpartition("/")[2], problem.rule, problem.place.line, problem.place.column) for problem in found
    ]
    assert places == [("02-care.md", "nhs-number", 8, 1), ("glossary.yml", "postcode", 4, 5)]
    assert [problem.field for problem in found] == ["", "[1].meaning"]
    assert [problem.text for problem in found] == ["*** ***", "    *** ***."]


@pytest.mark.parametrize("form", FORMATS)
def test_no_problem_repeats_what_it_found(form: Format, tmp_path: Path) -> None:
    for number, start in enumerate(range(0, len(SAMPLES), 60)):
        some = SAMPLES[start : start + 60]
        body = "\n\n".join(sample.sentence for sample in some)
        found = problems_in(tmp_path / str(number), {RECOMMENDATION: f"---\nthemes: []\n---\n{body}\n"})
        shown = "".join(show([problem], form) for problem in found)
        assert len(found) >= len(some)
        assert [sample.identifier for sample in some if sample.identifier in shown] == []


def test_other_problems_of_the_same_line_do_not_repeat_it_either(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path / "content")
    file = tmp_path / "content" / "authorities" / "anytown" / "authority.yml"
    file.write_text(file.read_text("utf-8") + "date_of_birth: 3 March 2009\nstarts: AB123456C\n", "utf-8")
    documents, _ = read_tree(tmp_path / "content", shown="content")
    found = check(documents, DAY)[1]
    assert {"unknown-field", "bad-date", "date-of-birth", "national-insurance-number"} <= {one.rule for one in found}
    for form in FORMATS:
        shown = show(found, form)
        assert "3 March 2009" not in shown
        assert "AB123456C" not in shown


def test_names_of_files_are_looked_at(tmp_path: Path) -> None:
    found = problems_in(tmp_path, {"authorities/anytown/measures/children-07700-900123.yml": "{}"})
    assert [(problem.rule, problem.severity) for problem in found] == [("mobile-number", "error")]


def test_the_postcode_of_the_contact_address_may_stand_anywhere(tmp_path: Path) -> None:
    site = (GOOD / "site.yml").read_text("utf-8").replace("contact: {", "contact: {address: Town Hall ZE1 9ZZ, ")
    words = "- {term: MASH, meaning: Meets at ZE19ZZ and at ZE1 9ZX.}\n"
    found = problems_in(tmp_path, {"site.yml": site, "glossary.yml": words})
    assert [(problem.path, problem.place.column) for problem in found] == [
        ("content/glossary.yml", words.index("ZE1 9ZX") + 1)
    ]


TOO_FEW = """\
title: Children in care
unit: children
definition: not-stated
direction: neither
counts_children: {counts}
values:
  - {{date: 2021, value: {total}, parts: [{parts}], source: {{document: report-2021, page: "1"}}}}
"""


@pytest.mark.parametrize(
    ("counts", "total", "parts", "found"),
    [
        ("true", "9", "4, 5", {"small-count": 2}),
        ("true", "3", "", {"small-count": 1}),
        ("true", "0", "", {}),
        ("true", "6", "", {}),
        ("false", "9", "4, 5", {}),
        ("true", "c", "", {}),
        ("true", "40", "c, 37", {"derivable-count": 1}),
        ("false", "40", "c, 37", {"derivable-count": 1}),
        ("true", "40", "c, c, 30", {}),
        ("true", "40", "c, low, 30", {}),
        ("true", "c", "12, 13", {"derivable-count": 1}),
        ("true", "c", "c, 13", {}),
    ],
)
def test_measures_withhold_small_counts(
    counts: str, total: str, parts: str, found: dict[str, int], tmp_path: Path
) -> None:
    names = [f"{{name: Part {number}, value: {part}}}" for number, part in enumerate(filter(None, parts.split(", ")))]
    text = TOO_FEW.format(counts=counts, total=total, parts=", ".join(names))
    assert Counter(problem.rule for problem in problems_in(tmp_path, {MEASURE: text})) == found


WAIVER = """\
- rule: {rule}
  file: {file}
  text: {text}
  reason: Published by the council itself.
  reviewed_by: Head of Information Governance
  until: {until}
"""
COUNCILLOR = "- {term: MASH, meaning: Set up by Cllr Jones and Cllr Khan.}\n"


@pytest.mark.parametrize(
    ("rule", "file", "text", "until", "left"),
    [
        ("personal-name", "glossary.yml", "Cllr Jones", "2022-06-01", ["personal-name"]),
        ("personal-name", "glossary.yml", "set up by cllr jones and", "2022-06", ["personal-name"]),
        ("personal-name", "glossary.yml", "Cllr Jones and Cllr Khan", "2022", []),
        (
            "personal-name",
            "glossary.yml",
            "Cllr Jones",
            "2022-05-31",
            ["expired-waiver", "personal-name", "personal-name"],
        ),
        ("personal-name", "glossary.yml", "Cllr", "2030", ["personal-name", "personal-name", "unused-waiver"]),
        ("personal-name", "themes.yml", "Cllr Jones", "2030", ["personal-name", "personal-name", "unused-waiver"]),
        ("small-count", "glossary.yml", "Cllr Jones", "2030", ["personal-name", "personal-name", "unused-waiver"]),
    ],
)
def test_a_waiver_lets_its_own_words_pass(
    rule: str, file: str, text: str, until: str, left: list[str], tmp_path: Path
) -> None:
    waivers = WAIVER.format(rule=rule, file=file, text=text, until=until)
    found = problems_in(tmp_path, {"glossary.yml": COUNCILLOR, "waivers.yml": waivers})
    assert (
        sorted(problem.rule for problem in found if problem.path != "content/waivers.yml" or "waiver" in problem.rule)
        == left
    )


def test_a_waiver_does_not_give_itself_away(tmp_path: Path) -> None:
    words = "- {term: MASH, meaning: Its document is 943 476 5919.}\n"
    waivers = WAIVER.format(rule="nhs-number", file="glossary.yml", text="943 476 5919", until="2030")
    assert problems_in(tmp_path, {"glossary.yml": words, "waivers.yml": waivers}) == []
    shown = show(problems_in(tmp_path, {"glossary.yml": "[]", "waivers.yml": waivers}))
    assert "unused-waiver" in shown
    assert "943 476" not in shown


def test_a_measure_is_waived_by_the_words_of_the_problem(tmp_path: Path) -> None:
    measure = TOO_FEW.format(counts="true", total="9", parts="{name: Boys, value: 4}, {name: Girls, value: 5}")
    path = "authorities/anytown/measures/children.yml"
    waivers = WAIVER.format(rule="small-count", file=path, text='"Boys: 4"', until="2030")
    found = problems_in(tmp_path, {MEASURE: measure, "waivers.yml": waivers})
    assert ['"Girls: 5"' in problem.message for problem in found] == [True]


def test_waivers_name_every_rule_of_the_scan() -> None:
    names = [rule.__name__.replace("_", "-") for rule in (*IDENTIFIERS, *PEOPLE)]
    assert sorted(get_args(DisclosureRule)) == sorted(names)
    assert {*names, "unused-waiver", "expired-waiver"} == DISCLOSURE_RULES.keys()


# What is built


def as_page(words: str) -> bytes:
    return f'<!doctype html><html lang="en"><body>\n<p>{words}</p>\n</body></html>'.encode()


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;")


@pytest.fixture(scope="module")
def content() -> Content:
    return check(read_tree(CONTENT)[0], date.fromisoformat(TODAY))[0]


FILES = {
    "text.html": lambda words: as_page(escaped(words)),
    "attribute.html": lambda words: as_page(f'<img src="a.svg" alt="{escaped(words)}">'),
    "description.html": lambda words: as_page(f"<meta name='description' content='{escaped(words)}'>"),
    "emphasis.html": lambda words: as_page(re.sub(r"(\w+)", r"<em>\1</em>", escaped(words))),
    "linked-data.html": lambda words: as_page(
        f'<script type="application/ld+json">{json.dumps({"a": words})}</script>'
    ),
    "data.json": lambda words: json.dumps({"values": [1, {"note": f"é {words}"}]}).encode(),
    "data.csv": lambda words: f'a,b\r\n1,"{words}"\r\n'.encode(),
    "feed.xml": lambda words: f"<feed><entry><title>{escaped(words)}</title></entry></feed>".encode(),
    "fold.ics": lambda words: f"SUMMARY:{words[: len(words) // 2]}\r\n {words[len(words) // 2 :]}\r\n".encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_the_scan_sees_into_every_kind_of_built_file(name: str, content: Content) -> None:
    words = "Ask about 943 476 5919 & others."
    clean = "Ask about 943 476 5918 & others."
    assert scan_output([(name, FILES[name](clean))], content) == []
    found = scan_output([("index.html", as_page("Clean.")), (name, FILES[name](words))], content)
    assert found == [f"{name}: an NHS number stands here [nhs-number]"]


@pytest.mark.parametrize("rule", MAKERS)
def test_every_identifier_is_found_in_pages(rule: str, content: Content) -> None:
    mine = [sample for sample in SAMPLES if sample.rule == rule]
    pages = [(f"{number}.html", as_page(escaped(sample.sentence))) for number, sample in enumerate(mine)]
    found = scan_output(pages, content)
    assert [name for name, _ in pages if not any(line.startswith(f"{name}: ") and rule in line for line in found)] == []


def test_an_address_whose_every_name_stood_before_is_not_read_again(content: Content) -> None:
    texts = ["council/plan/a", "council/2/b", "council/2/a", "council/07700 900123/a", "council/07700900123/a"]
    found = Texts()
    assert [found.of("a.csv", text) for text in texts] == [texts[0], texts[1], "", texts[3], texts[4]]
    assert scan_output([("a.csv", b"council/07700900123/a")], content)


def test_workers_find_the_documents_that_disclose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as one process does, in the same order."""
    shutil.copytree(CONTENT, tmp_path / "content")
    for number, path in enumerate(sorted((tmp_path / "content").rglob("*.yml"))):
        if number % 7 == 0:
            path.write_text(f"{path.read_text('utf-8')}\n# Ask 07700 900123.\n", "utf-8")
    documents = read_tree(tmp_path / "content")[0]
    wanted = disclosing(documents)
    assert len(wanted) > 5
    with scanning(documents, 3) as found:
        assert not multiprocessing.active_children()  # too few to be worth it
    monkeypatch.setattr("followthrough.check.disclosure.FEW", 0)
    monkeypatch.setattr("followthrough.check.disclosure.SLICE", 4)
    with scanning(documents, 3) as found:
        assert len(multiprocessing.active_children()) == 2
        assert found() == wanted
    assert not multiprocessing.active_children()


def test_a_line_that_many_pages_share_is_reported_once_and_a_number_across_lines_always(content: Content) -> None:
    shared = [(f"{number}.html", as_page("Ask 07700 900123.\nMore.")) for number in range(3)]
    assert len(scan_output(shared, content)) == 1
    pages = [
        ("1.html", as_page("x\n943 476\ny")),
        ("2.html", as_page("x\n5919\ny")),
        ("3.html", as_page("943 476\n5919")),
    ]
    assert [line.partition(":")[0] for line in scan_output(pages, content)] == ["3.html"]


def test_cells_of_a_table_are_not_read_together(content: Content) -> None:
    row = "<tr><td>943</td><td>476</td><td>5919</td></tr>"
    assert scan_output([("table.html", as_page(f"<table>{row}</table>"))], content) == []


def test_waivers_and_offices_hold_in_what_is_built(tmp_path: Path) -> None:
    waivers = WAIVER.format(rule="nhs-number", file="glossary.yml", text="943 476 5919", until="2030")
    site = (GOOD / "site.yml").read_text("utf-8").replace("contact: {", "contact: {address: Town Hall ZE1 9ZZ, ")
    words = "- {term: MASH, meaning: Its document is 943 476 5919.}\n"
    assert problems_in(tmp_path, {"glossary.yml": words, "waivers.yml": waivers, "site.yml": site}) == []
    records = check(read_tree(tmp_path / "content")[0], DAY)[0]
    pages = [("a.html", as_page("943 476 5919, ZE1 9ZZ")), ("b.html", as_page("943 476 5870, ZE1 9ZX"))]
    assert [line.partition(":")[0] for line in scan_output(pages, records)] == ["b.html", "b.html"]


# The shipped content


def test_the_shipped_content_has_less_than_one_false_alarm_in_ten_pages() -> None:
    texts = [path.read_text("utf-8") for path in CONTENT.rglob("*") if path.suffix in (".yml", ".md")]
    pages = sum(len(text.split()) for text in texts) / WORDS_ON_A_PAGE
    alarms = [one.words for text in texts for one in scan_text(text)]
    assert pages > 50
    assert len(alarms) * 10 < pages, alarms


def test_the_shipped_content_discloses_nothing() -> None:
    done = run("check", "--as-of", TODAY, "--format", "json")
    found = [problem for problem in json.loads(done.stdout) if problem["rule"] in DISCLOSURE_RULES]
    assert found == []


def test_the_shipped_site_discloses_nothing(site: Path, content: Content) -> None:
    files = sorted(files_below(site).items())
    assert scan_output(files, content, warnings=True) == []
    name = "walsall/index.html"
    planted = {**dict(files), name: dict(files)[name].replace(b"</main>", b"<p>UPN H801200001001</p></main>")}
    assert scan_output(sorted(planted.items()), content) == [f"{name}: a pupil's number stands here [pupil-number]"]


# Speed


def test_the_content_of_150_councils_is_looked_through_within_seconds() -> None:
    texts = [path.read_text("utf-8") for path in CONTENT.rglob("*") if path.suffix in (".yml", ".md")]
    texts *= 3_800_000 // sum(map(len, texts)) + 1
    assert min(_seconds(texts) for _ in range(3)) < 2


def _seconds(texts: list[str]) -> float:
    started = time.process_time()
    for text in texts:
        scan_text(text)
    return time.process_time() - started


def hard_texts() -> Iterator[str]:
    """Texts made of the beginnings of what the rules look for, again and again."""
    parts = (
        *(
            "1",
            "1 ",
            "12 34 56 ",
            "07",
            "a.",
            "@",
            "a@",
            "| 3 ",
            "\n ",
            " ",
            "*",
            "born on the of the ",
            "dob : is on the ",
        ),
        *(
            "number of children was ",
            "20% of ",
            "of the 12 ",
            "case no. : ",
            "nhs 1 ",
            "upn ",
            "passport no ",
            "two of the ",
        ),
        *(
            "children : ",
            "died ",
            "a child died. ",
            "14-year-old from ",
            "Jane ",
            "AB 12 ",
            "A1 1",
            "943 476 5919 ",
            "\u0130",
        ),
    )
    yield from ((part * (200_000 // len(part))) for part in parts)


def test_no_text_takes_long() -> None:
    slowest = max(_seconds([text]) for text in hard_texts())
    assert slowest < 3
