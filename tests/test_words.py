"""The words of the interface: complete in each language, plain to read, and added as data."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import jinja2.nodes
import pytest
from playwright.sync_api import Browser, expect

from followthrough import words
from followthrough.pages import pages
from followthrough.pages.lists import KINDS
from followthrough.read import read_tree
from followthrough.render import Renderer
from followthrough.words import Message, WordsError, capitalised, language, quantity
from tests.browser import serve
from tests.command import MINIMAL, MINIMAL_TODAY, ROOT, environment
from tests.made import BASE, TOWN, register

ENGLISH = language("en")
MESSAGES = {f"{group}.{name}": text for group, found in ENGLISH.groups.items() for name, text in found.items()}
READ_BY_SCRIPT = ("between", "list", "search_page")
SPOKEN = re.compile(r"⟦[^⟦⟧]*⟧")
_MARKUP = re.compile(r"(\{\w+\}|\[|\]\(\w+\)|\*\*|`[^`]*`)")
_SAID_BY_ATTRIBUTE = ("aria-label", "title", "placeholder", "alt", "label", "value", "content")


def texts_of(message: Message) -> list[str]:
    return [message] if isinstance(message, str) else list(message.values())


# A language that nobody speaks: its words are English ones in brackets, so whatever has none was not translated.


def spoken(text: str) -> str:
    """A message with its own words in brackets, and what it is told outside."""
    parts = _MARKUP.split(text)
    return "".join(part if place % 2 or not re.search(r"\w", part) else f"⟦{part}⟧" for place, part in enumerate(parts))


def made_up() -> dict[str, object]:
    data = tomllib.loads((words.FOLDER / "en.toml").read_text("utf-8"))
    made: dict[str, object] = {
        "language": {
            **data.pop("language"),
            "months": [f"⟦m{month}⟧" for month in range(1, 13)],
            "thousands": "\N{NO-BREAK SPACE}",
            "decimal": "·",
            "alphabet": [*"zyxwvutsrqponmlkjihgfed", "ch", *"cba"],
        },
        "plural": {"zero": [0], "two": [2], "few": [3, 4]},
    }
    del data["plural"]
    for group, found in data.items():
        made[group] = {name: _in_forms(message) for name, message in found.items()}
    return made


def _in_forms(message: Message) -> Message:
    if isinstance(message, str):
        return spoken(message)
    return {form: f"⟦{form}⟧{spoken(message['other'])}" for form in ("zero", "two", "few", "other")}


def toml(data: Mapping[str, object]) -> str:
    def value(one: object) -> str:
        if isinstance(one, Mapping):
            return f"{{{', '.join(f'{json.dumps(key)} = {value(two)}' for key, two in one.items())}}}"
        return json.dumps(one, ensure_ascii=False)

    lines = []
    for group, found in data.items():
        assert isinstance(found, dict)
        lines += [f"[{group}]", *(f"{json.dumps(key)} = {value(one)}" for key, one in found.items())]
    return "\n".join(lines)


class Shown(HTMLParser):
    """What people read of a page, or hear: texts, and the attributes that are said."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._closed: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "pre", "code"):
            self._closed.append(tag)
        named = dict(attributes)
        is_for_programs = tag == "link" or (
            tag == "meta" and ("http-equiv" in named or named.get("name") in _FOR_PROGRAMS)
        )
        is_for_programs = is_for_programs or (tag == "meta" and str(named.get("property")) in ("og:url", "og:type"))
        for name in _SAID_BY_ATTRIBUTE:
            if named.get(name) and not is_for_programs and not (name == "value" and tag == "option"):
                self.found.append(str(named[name]))

    def handle_endtag(self, tag: str) -> None:
        if self._closed and self._closed[-1] == tag:
            self._closed.pop()

    def handle_data(self, data: str) -> None:
        if not self._closed:
            self.found.append(data)


HOLIDAYS = " Christmas Day Boxing Day New Year's Day observed "
_FOR_PROGRAMS = ("viewport", "robots", "referrer", "color-scheme")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The minimal site in the made-up language, made by a copy of the program with one file more."""
    home = tmp_path_factory.mktemp("elsewhere")
    for name in ("followthrough", "templates"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("build.py", "mkdocs.yml", "requirements.lock"):
        shutil.copyfile(ROOT / name, home / name)
    shutil.copytree(MINIMAL, home / "content")
    settings = home / "content" / "site.yml"
    settings.write_text(settings.read_text("utf-8").replace("languages: [en]", "languages: [xx]"), "utf-8")
    with (home / "content" / "pages" / "about.md").open("a", encoding="utf-8") as prose:
        prose.write("\nIn Welsh: *Anytown*{lang=cy}.\n")
    (home / "templates" / "words" / "xx.toml").write_text(toml(made_up()), "utf-8")
    asked = [sys.executable, str(home / "build.py"), "--as-of", MINIMAL_TODAY, "--site", str(home / "site")]
    done = subprocess.run(
        asked, cwd=home, env=environment(), capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "site"


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def phrases(text: str) -> set[str]:
    """The words of a text between signs, in small letters; no numbers and no addresses."""
    found = re.split(r"[^\w\s'\u2019-]+| - ", re.sub(r"https?://\S+|\S+\.\w{3,4}\b", "", text))
    return {said for part in found if (said := plain(part))}


def plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def untranslated(site: Path) -> dict[str, str]:
    """Phrases of pages that are neither content nor of the made-up language, and a page of each.

    Data files and what the page of data says of them are in English by contract.
    """
    folders = (MINIMAL, ROOT / "templates" / "specimen")
    files = [path for folder in folders for path in folder.rglob("*.*")] + [ROOT / "mkdocs.yml"]
    texts = [f"{path.stem} {path.read_text('utf-8')}" for path in files]
    content = f" {plain(' '.join([*texts, HOLIDAYS]))} "
    exact = {
        one
        for folder in folders
        for document in read_tree(folder)[0]
        for text in strings(document.data)
        for one in phrases(text)
    }
    whole = {plain(text) for message in MESSAGES.values() for text in texts_of(message)}
    sources = [path.read_text("utf-8") for path in (ROOT / "followthrough").rglob("*.py")]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    data = {
        one
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for one in phrases(node.value)
    }
    package = json.loads((site / "data" / "datapackage.json").read_text("utf-8"))
    data |= {one for text in strings(package) for one in phrases(text)}
    found: dict[str, str] = {}
    for path in site.rglob("*.html"):
        name = path.relative_to(site).as_posix()
        for text in Shown(path.read_text("utf-8")).found if "pagefind" not in path.parts else ():
            for said in {one for part in SPOKEN.split(text) for one in phrases(part)}:
                is_content = f" {said} " in content and (said not in whole or said in exact)
                is_prose = (MINIMAL / "pages" / name).parent.with_suffix(".md").exists()
                if not (
                    is_content
                    or (is_prose and f" {said} " in f"{content}in welsh ")
                    or (name == "data/index.html" and said in data)
                ):
                    found.setdefault(said, name)
    return found


def test_a_language_is_added_as_data_and_no_english_word_is_left(elsewhere: Path) -> None:
    assert untranslated(elsewhere) == {}


def test_a_word_that_was_not_translated_is_found(elsewhere: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(elsewhere, tmp_path / "site"))
    page = site / "themes" / "index.html"
    page.write_text(page.read_text("utf-8").replace("<h1>", '<p title="Overdue">Sort by</p><h1>'), "utf-8")
    assert untranslated(site) == {"overdue": "themes/index.html", "sort by": "themes/index.html"}


def test_the_other_language_counts_dates_numbers_and_sorts_as_it_says(elsewhere: Path) -> None:
    measure = (elsewhere / "anytown" / "measures" / "children-in-care" / "index.html").read_text("utf-8")
    assert "1\N{NO-BREAK SPACE}250<" in measure
    timeline = (elsewhere / "anytown" / "timeline" / "index.html").read_text("utf-8")
    assert '<html lang="xx"' in timeline
    assert re.search(r'<span class="news__when">\d+ ⟦m\d+⟧ 2022</span>', timeline)
    themes = (elsewhere / "themes" / "index.html").read_text("utf-8")
    assert "⟦few⟧3⟦ recommendations⟧, ⟦other⟧1⟦ findings⟧" in themes
    made = words.Language("xx", made_up())
    assert sorted(["apple", "dog", "chapter", "bear", "cider", "Zebra"], key=made.order) == [
        "Zebra",
        "dog",
        "chapter",
        "cider",
        "bear",
        "apple",
    ]


def test_a_passage_of_a_prose_page_can_be_in_another_language(elsewhere: Path) -> None:
    assert '<em lang="cy">Anytown</em>' in (elsewhere / "about" / "index.html").read_text("utf-8")


def test_the_scripts_of_a_page_speak_the_language_too(elsewhere: Path, browser: Browser) -> None:
    with serve(elsewhere) as address:
        page = browser.new_page()
        page.goto(f"{address}actions/?q=nothing+has+this")
        expect(page.locator("#narrow-count")).to_have_text(re.compile("^⟦None of the ⟧⟦other⟧|^⟦None of the ⟧⟦few⟧"))
        page.goto(f"{address}search/?q=children")
        expect(page.locator("#search-count")).to_contain_text("⟦ for ⟧")
        said = " ".join(page.locator("#search").all_inner_texts())
        assert "Take away" not in SPOKEN.sub("", said)
        page.close()


def used_by_templates() -> set[str]:
    """Every message that a template names, and every one of a group of which it takes those that a value names."""
    environment = jinja2.Environment(autoescape=True)
    used: set[str] = set()
    for path in [*(ROOT / "templates" / "pages").glob("*.html"), *(ROOT / "templates" / "parts").glob("*.html")]:
        tree = environment.parse(path.read_text("utf-8"))
        named = [node for node in tree.find_all(jinja2.nodes.Getattr) if _is_say(node.node)]
        groups = {node.attr for node in named} - {
            node.node.attr
            for node in tree.find_all(jinja2.nodes.Getattr)
            if isinstance(node.node, jinja2.nodes.Getattr) and _is_say(node.node.node)
        }
        used |= {
            f"{node.node.attr}.{node.attr}"
            for node in tree.find_all(jinja2.nodes.Getattr)
            if isinstance(node.node, jinja2.nodes.Getattr) and _is_say(node.node.node)
        }
        used |= {key for key in MESSAGES for group in groups if key.startswith(f"{group}.")}
    return used


def _is_say(node: jinja2.nodes.Node) -> bool:
    return isinstance(node, jinja2.nodes.Name) and node.name == "say"


def test_every_message_is_used() -> None:
    theme = " ".join(path.read_text("utf-8") for path in (ROOT / "templates" / "theme").rglob("*.html"))
    scripts = " ".join(path.read_text("utf-8") for path in (ROOT / "templates" / "assets").glob("*.js"))
    program = " ".join(path.read_text("utf-8") for path in (ROOT / "followthrough").rglob("*.py"))
    made_of_parts = (
        "pages.",
        "page_kinds.",
        "status.",
        "facets.",
        "target.",
        "symbols.",
        "dates.",
        "tabs.",
        "footer.",
        "events.",
        *(f"list.{kind}" for kind in KINDS),
        "search_page.found_",
    )
    unused = [
        key
        for key in sorted(MESSAGES.keys() - used_by_templates())
        for group, _, name in [key.partition(".")]
        if f'"{key}"' not in program
        and not (group == "shell" and f"t.{name}" in theme)
        and not (group in READ_BY_SCRIPT and re.search(rf'"{name}"|^{group}$', scripts))
        and not key.startswith(made_of_parts)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pages": {"home": None}}, "pages.home is missing"),
        ({"pages": {"hame": "x"}}, "pages.hame is no message of en.toml"),
        ({"pages": {"plan": "{title}"}}, "pages.plan: {council} is missing"),
        ({"pages": {"home": "{who}"}}, "pages.home: {who} is nothing it is told"),
        ({"count": {"plans": "plans"}}, "count.plans must be a text for each number"),
        ({"count": {"plans": {"one": "{n} plan"}}}, "count.plans needs a text for each of few, other, two, zero"),
        ({"plural": {"some": [7]}}, 'plural: "some" is no category'),
        ({"language": {"months": ["January"]}}, "a year has twelve months"),
    ],
)
def test_a_language_with_a_mistake_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, dict[str, object]], said: str
) -> None:
    data = made_up()
    for group, changes in change.items():
        found = {**data[group], **changes}  # type: ignore[dict-item]
        data[group] = {name: value for name, value in found.items() if value is not None}
    shutil.copyfile(words.FOLDER / "en.toml", tmp_path / "en.toml")
    (tmp_path / "yy.toml").write_text(toml(data), "utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    with pytest.raises(WordsError, match=re.escape(said)):
        language("yy")
    language.cache_clear()


def test_a_capital_changes_nothing_but_the_first_letter() -> None:
    assert [capitalised(text) for text in ("NHS and SEND", "area for SEND", "", "élan")] == [
        "NHS and SEND",
        "Area for SEND",
        "",
        "Élan",
    ]


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(WordsError, match=r"templates/words/zz\.toml cannot be used"):
        language("zz")


# Reading age: the Automated Readability Index, which counts letters a word and words a sentence, so needs no list of
# syllables. It gives the year of American schooling a text is for; five years more are the age.

OLDEST = 11


def reading_age(text: str) -> float:
    sentences = max(1, len(re.findall(r"[.:;!?](?=\s|$)", text.strip())))
    said = re.findall(r"[\w\u2019'-]+", text)
    letters = sum(len(word) for word in said)
    return 4.71 * letters / len(said) + 0.5 * len(said) / sentences - 21.43 + 5


def test_reading_age_is_measured_as_its_formula_says() -> None:
    assert reading_age("The cat sat on the mat. The dog ran off.") == pytest.approx(4.71 * 2.9 + 0.5 * 5 - 16.43)
    assert reading_age("Notwithstanding considerable organisational restructuring, accountability persists.") > 25


def sentences() -> dict[str, list[str]]:
    """By group, the messages that are sentences: of six words or more, with a short word in each place.

    The accessibility statement is left out, since the law and its model give most of its words.
    """
    found: dict[str, list[str]] = {}
    for key, message in MESSAGES.items():
        text = re.sub(r"\[|\]\(\w+\)|\*\*|`[^`]*`", "", re.sub(r"\{\w+\}", "Walsall", texts_of(message)[-1])).strip()
        if len(text.split()) > 5 and not key.startswith("accessibility."):
            found.setdefault(key.partition(".")[0], []).append(text if text[-1] in ".:?" else f"{text}.")
    return found


LONGEST = 25
ENOUGH = 20


def test_our_own_words_can_be_read_at_eleven() -> None:
    """Each group of messages by itself, if it has words enough for the formula; the others together."""
    found = {group: " ".join(texts) for group, texts in sentences().items()}
    large = {group: text for group, text in found.items() if len(text.split()) >= ENOUGH}
    ages = {group: reading_age(text) for group, text in large.items()}
    ages["others"] = reading_age(" ".join(found[group] for group in found.keys() - large.keys()))
    assert {group: round(age, 1) for group, age in ages.items() if age > OLDEST} == {}


def test_no_sentence_of_ours_is_long() -> None:
    every = [one for texts in sentences().values() for text in texts for one in re.split(r"(?<=[.:;?])\s", text)]
    assert [one for one in every if len(one.split()) > LONGEST] == []


def test_what_is_quoted_from_a_document_in_another_language_says_so() -> None:
    paper = "{title: Adroddiad, publisher: Arolygiaeth, date: 2021-11-08, kind: Report, url: not-stated, language: cy}"
    asked = "---\nsource: {document: adroddiad, page: '1'}\n---\nGwnewch un peth.\n"
    made = register(
        {
            "sources.yml": f"{BASE[f'{TOWN}sources.yml']}adroddiad: {paper}\n",
            "inspections/2021-sif/recommendations/01-one.md": asked,
        }
    )
    renderer = Renderer(made, ROOT / "templates")
    shown = {page.address: renderer.render(page).holes["body"] for page in pages(made) if page.section == "councils"}
    first, second = (shown[f"/anytown/2021-sif/recommendations/{number}/"] for number in (1, 2))
    assert '<div lang="cy"><p>Gwnewch un peth.</p>\n</div>' in first
    assert re.search(r'<a href="[^"]+#adroddiad" lang="cy">Adroddiad</a>', first)
    assert "lang=" not in second
    assert '<span lang="cy">Adroddiad</span>' in shown["/anytown/sources/"]


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        ("5", "days", "5 days"),
        ("96", "% of contacts", "96% of contacts"),
        ("9.5", "£ million", "£9.5 million"),
        ("-1,200", "£", "-£1,200"),
    ],
)
def test_a_number_is_written_with_its_unit_as_people_do(number: str, unit: str, written: str) -> None:
    assert quantity(number, unit) == written
