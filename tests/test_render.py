"""Pages as text: words that say what they mean, links that work anywhere, and content that is only ever content."""

import html
import re
import shutil
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml

import build
from followthrough.outputs import Outputs
from followthrough.pages import Page
from followthrough.problem import has_errors
from followthrough.records import NOT_STATED, SYMBOLS, Due, Span, When
from followthrough.render import FILTERS, Renderer, filters_of
from followthrough.words import language
from tests.command import MINIMAL, MINIMAL_TODAY, ROOT

DAY = date.fromisoformat(MINIMAL_TODAY)
NASTY = "<script>alert('x')</script> & \"{{ 7 * 7 }}\" {% raw %} </title> 'quoted' <b onclick=x>"


def filtered(name: str, value: object, *more: object) -> str:
    return str((FILTERS | filters_of(language("en")))[name](value, *more))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (When.parse("2018-02-13"), "13 February 2018"),
        (When.parse("2018-02"), "February 2018"),
        (When.parse("2018"), "2018"),
        (date(2018, 2, 3), "3 February 2018"),
        (NOT_STATED, "Not stated in the source"),
    ],
)
def test_a_date_as_it_is_read(value: object, words: str) -> None:
    assert filtered("date", value) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2017-06-20", "2017-07-13", "20 June to 13 July 2017"),
        ("2017-06-20", "2017-06-23", "20 to 23 June 2017"),
        ("2016-12-20", "2017-01-13", "20 December 2016 to 13 January 2017"),
        ("2017-06-20", "2017-06-20", "20 June 2017"),
        ("2017-06", "2017-07-13", "June 2017 to 13 July 2017"),
        ("2017", None, "from 2017"),
        ("2017", NOT_STATED, "2017 to a date not stated in the source"),
    ],
)
def test_a_stretch_of_time_as_it_is_read(first: str, last: str | None, words: str) -> None:
    assert filtered("span", Span.model_validate({"from": first, "to": last})) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ({"by": "2016-09"}, "September 2016"),
        ({"by": "2016-09", "words": "then ongoing"}, "September 2016 (then ongoing)"),
        ({"by": NOT_STATED, "words": "as soon as we can"}, "as soon as we can"),
        ({"by": NOT_STATED}, "a date not stated in the source"),
    ],
)
def test_a_due_date_keeps_the_words_of_the_source(due: dict[str, str], words: str) -> None:
    assert filtered("due", Due.model_validate(due)) == words


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        ("9000", 0, "9,000"),
        ("1234567.5", 1, "1,234,567.5"),
        ("61.25", 0, "61.25"),
        ("61.25", 1, "61.25"),
        ("70", 1, "70.0"),
        ("-3", 0, "-3"),
        ("0", 0, "0"),
        ("0.10", 0, "0.10"),
    ],
)
def test_a_number_as_it_is_read(value: str, decimals: int, words: str) -> None:
    assert filtered("number", Decimal(value), decimals) == words


@pytest.mark.parametrize(("symbol", "meaning"), SYMBOLS.items())
def test_a_symbol_is_shown_with_its_meaning(symbol: str, meaning: str) -> None:
    assert filtered("number", symbol) == meaning


def test_counts_have_their_noun() -> None:
    say = language("en").say
    assert [say("count.plans", n=number) for number in (0, 1, 2)] == ["no plans", "1 plan", "2 plans"]
    areas = {"one": "area for improvement", "many": "areas for improvement"}
    assert say("count.named", n=3, **areas) == "3 areas for improvement"


def test_json_cannot_end_the_script_it_stands_in() -> None:
    assert filtered("json", {"a": "</script><!-- & é"}) == '{"a":"\\u003c/script>\\u003c!-- \\u0026 é"}'


@pytest.fixture(scope="module")
def report() -> build.Report:
    return build.report(MINIMAL, DAY)


def renderer(report: build.Report, templates: Path = ROOT / "templates") -> Renderer:
    assert report.register
    site_url = "https://example.org/reports/"
    outputs = Outputs(report.register, report.pages, site_url)
    return Renderer(report.register, templates, site_url=site_url, outputs=outputs)


def test_every_page_can_be_rendered(report: build.Report) -> None:
    render = renderer(report).render
    assert report.pages
    for page in report.pages:
        holes = render(page).holes
        assert holes["canonical"] == f"https://example.org/reports{page.moved_to or page.address}"
        assert "\x02" not in "".join(holes.values())
        assert not re.search(r'(?:href|src|action)="/', "".join(holes.values())), page.address
        assert "<h1" in holes["body"]


def test_every_page_says_what_it_is_where_it_is_shared(report: build.Report) -> None:
    """The four properties that every Open Graph page has but a picture, which there is none of, and a description."""
    render = renderer(report).render
    for page in report.pages:
        holes = render(page).holes
        found = re.findall(r'<meta property="og:([a-z_]+)" content="([^"]+)">', holes["head"])
        said = {name: html.unescape(value) for name, value in found}
        assert said["url"] == holes["canonical"]
        assert said["type"] == "website"
        assert (said["title"], said["description"]) == (page.title, page.description)
        assert said["site_name"] == report.register.site.title


def test_links_are_relative_to_the_page(report: build.Report) -> None:
    pages = {page.address: page for page in report.pages}
    render = renderer(report).render
    deep = render(pages["/anytown/2021-sif/recommendations/1/"]).holes["body"]
    assert 'href="../../findings/1/"' in deep
    assert 'href="../../../sources/#' in deep
    assert 'href="../../../../anytown' not in deep
    assert 'href="./anytown/"' in render(pages["/"]).holes["body"]


FIELDS = sorted(
    {
        "adopted", "agreed", "also_covers", "alternative", "amount", "assessed_by", "assurance", "basis_note", "board",
        "bodies", "body", "by", "column", "date", "definition", "direction", "document", "due", "evidence", "grade",
        "item", "kind", "label", "lead", "meaning", "name", "note", "on", "oversight", "owner", "page", "paragraph",
        "publisher", "rating", "reason", "services_run_by", "short", "stands_for", "summary", "text", "title", "unit",
        "url", "verdict", "what", "who", "words",
    }
)  # fmt: skip


def unknown_in(data: Any, field: str) -> Any:
    """YAML data with `not-stated` wherever a field has a text."""
    if isinstance(data, dict):
        return {key: _unknown(value) if key == field else unknown_in(value, field) for key, value in data.items()}
    return [unknown_in(one, field) for one in data] if isinstance(data, list) else data


def _unknown(value: Any) -> Any:
    return NOT_STATED if isinstance(value, str) else [NOT_STATED] if isinstance(value, list) else value


@pytest.mark.parametrize("field", FIELDS)
def test_what_is_unknown_is_refused_or_shown_in_words(report: build.Report, tmp_path: Path, field: str) -> None:
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    for path in (content / "authorities").rglob("*.yml"):
        data = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
        path.write_text(yaml.safe_dump(unknown_in(data, field), allow_unicode=True), "utf-8")
    made = build.report(content, DAY)
    if made.found is None:
        assert has_errors(made.problems)
        return
    usual = {page.address: raw(renderer(report), page) for page in report.pages}
    for page in made.pages:
        assert raw(renderer(made), page) <= usual.get(page.address, 0), page.address


def raw(by: Renderer, page: Page) -> int:
    """How often a page has the word that editors write and nobody else should read."""
    return sum(text.count(NOT_STATED) for name, text in by.render(page).holes.items() if name != "head")


def test_contents_list_the_headings_of_the_page(report: build.Report) -> None:
    for page in report.pages:
        holes = renderer(report).render(page).holes
        listed = re.findall(r'href="#([^"]+)"', holes["contents"])
        assert listed == [] or len(listed) >= 3
        assert set(listed) <= set(re.findall(r'\bid="([^"]+)"', holes["body"]))


def test_a_long_page_has_its_contents_before_the_first_part_too(report: build.Report) -> None:
    found = {page.address: renderer(report).render(page).holes for page in report.pages}
    long = {name for name, holes in found.items() if '<details class="working jump"' in holes["body"]}
    assert long >= {"/anytown/improvement-plan/", "/components/"}
    assert not long & {"/", "/anytown/", "/anytown/2021-sif/recommendations/1/"}
    for name in long:
        before, _, after = found[name]["body"].partition('<details class="working jump"')
        assert "<h2" not in before
        assert found[name]["contents"] in after


def templates(folder: Path, text: str) -> Path:
    (folder / "pages").mkdir()
    (folder / "parts").mkdir()
    for name in ("head", "breadcrumbs"):
        (folder / "parts" / f"{name}.html").write_text("", "utf-8")
    (folder / "pages" / "page.html").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("text", ["{{ nothing }}", "{{ page.nothing }}", "{% if nothing %}{% endif %}", "{{ x.y }}"])
def test_a_template_that_asks_for_something_missing_fails(report: build.Report, tmp_path: Path, text: str) -> None:
    page = Page("/x/", "page.html", "none", "X", "X", shows={"x": {}})
    with pytest.raises(jinja2.UndefinedError):
        renderer(report, templates(tmp_path, text)).render(page)


def test_what_a_template_prints_is_escaped(report: build.Report, tmp_path: Path) -> None:
    page = Page("/x/", "page.html", "none", NASTY, NASTY, shows={"words": NASTY})
    holes = renderer(report, templates(tmp_path, "{{ words }}")).render(page).holes
    for hole in ("title", "description", "body"):
        assert html.unescape(holes[hole]).endswith(NASTY)
        assert not set("<>\"'") & set(holes[hole])


class Outline(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def test_content_is_never_code(tmp_path: Path) -> None:
    """Every text of every file becomes a nasty one; no page gets an element, a script or a number from it."""
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    (content / "waivers.yml").unlink()
    quoted = "'" + NASTY.replace("'", "''") + "'"
    fields = "name|short|title|text|summary|note|publisher|kind|lead|reason|by|body|item|words|label|who|board|meaning"
    fields += "|basis_note|owner|direction|moved_because|assessed_by|oversight|also_covers|services_run_by"
    changed = 0
    for path in [*content.rglob("*.yml"), *content.rglob("*.md")]:
        text = path.read_text("utf-8")
        if "pages" in path.parts or path.name in ("site.yml", "frameworks.yml"):
            continue
        if path.suffix == ".md":
            text = text.replace("Families", NASTY)
        for field in fields.split("|"):
            keep = r"(?!decision|scrutiny|submission|higher|lower|neither|not-stated|[0-9\"'\[{>|])"
            text, count = re.subn(
                rf"^(\s*(?:- )?{field}: ){keep}\S[^\n]*$", lambda m: m[1] + quoted, text, flags=re.MULTILINE
            )
            changed += count
        path.write_text(text, "utf-8")
    assert changed > 50
    report = build.report(content, DAY)
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    render = renderer(report).render
    shown = 0
    for page in report.pages:
        body = render(page).holes["body"]
        shown += body.count("{{ 7 * 7 }}")
        assert "<script>alert" not in body
        for tag, attributes in Outline(body).elements:
            assert not [name for name in attributes if name.startswith("on")], page.address
            assert tag != "script" or attributes.get("type") == "application/json" or "src" in attributes, page.address
    assert shown > 50


def test_every_filter_is_used() -> None:
    texts = "".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    unused: list[Any] = [
        name
        for name in FILTERS | filters_of(language("en"))
        if not re.search(rf"(\||filter)\s*{name}\b|map\(\"{name}\"", texts)
    ]
    assert unused == []
