"""Words that would break out of a field: put into every field that takes words, built, read and looked at."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import icalendar
import openpyxl
import pytest
import yaml
from playwright.sync_api import Browser, Page

from followthrough.check import check
from followthrough.markdown import to_text
from followthrough.problem import Problem
from followthrough.read import field_path, parse
from tests.browser import serve
from tests.command import CONTENT_WRONG, DONE, MINIMAL, MINIMAL_TODAY, ROOT, command, environment, files_below, run

HOSTILE = ROOT / "tests" / "hostile" / "words.yml"
WORDS: list[str] = yaml.safe_load(HOSTILE.read_text("utf-8"))
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the other one refuses a ? that YAML 1.2 allows
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
NO_WORDS = re.compile(r"not-stated|true|false|[\d.,:T-]+|[a-z0-9]+([/-][a-z0-9]+)*|https?://\S+|/\S*")
"""Dates, numbers, names and addresses: fields that have their forms."""
OF_MARKDOWN = {
    ("a", "href"), ("blockquote", ""), ("code", ""), ("em", ""), ("h3", ""), ("li", ""), ("ol", ""), ("p", ""),
    ("pre", ""), ("strong", ""), ("ul", ""),
}  # fmt: skip
LIBRARY = {"search"}
"""Where a page makes more of itself than its template has."""


NAMES = ("rating", "grade", "grades", "verdict", "verdicts")
"""Fields with the names of things, which others call by them."""
MARKDOWN_RULES = ("unsafe-link", "image", "link-to-nowhere", "raw-html", "table-header")


class Leaf(NamedTuple):
    """A place for words: the file, and the names that lead there, or the number of a line of text."""

    path: str
    way: tuple[str | int, ...]


def hostile(number: int, words: list[str] = WORDS) -> str:
    """All hostile words in one line, another one first each time."""
    start = number % len(words)
    return f"{' '.join(words[start:] + words[:start])} n{number}"


def plain(number: int) -> str:
    """Words in the same place that harm nobody."""
    return f"Plainword{number} words n{number}"


class Tree:
    """A folder of content whose words can be exchanged."""

    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.bodies: dict[str, list[str]] = {}
        for path in sorted(MINIMAL.rglob("*.*")):
            name, text = path.relative_to(MINIMAL).as_posix(), path.read_text("utf-8")
            if name.startswith("pages/"):
                continue
            front = ""
            if name.endswith(".md"):
                front, body = re.fullmatch(r"(?s)(?:---\n(.*?)---\n)?(.*)", text).groups(default="")  # type: ignore[union-attr]
                self.bodies[name] = body.split("\n")
            self.facts[name] = yaml.load(front or ("" if name.endswith(".md") else text), LOADER)

    def leaves(self) -> Iterator[Leaf]:
        """Every place where words may stand; what a waiver quotes stays as it is."""
        waived = [waiver["text"].partition(":")[0] for waiver in self.facts["waivers.yml"]]
        for path, facts in self.facts.items():
            for way, text in _texts(facts):
                if not NO_WORDS.fullmatch(text) and not any(words in text for words in waived):
                    yield Leaf(path, way)
        for path, lines in self.bodies.items():
            yield from (Leaf(path, (number,)) for number, line in enumerate(lines) if re.match(r"[A-Z]", line))

    def text(self, leaf: Leaf) -> str:
        """What stands in a place."""
        at: Any = self.bodies[leaf.path] if leaf.path in self.bodies and len(leaf.way) == 1 else self.facts[leaf.path]
        for step in leaf.way if not isinstance(at, list) or isinstance(leaf.way[0], int) else ():
            at = at[step]
        return str(at)

    def files(self, words: Mapping[Leaf, str]) -> dict[str, str]:
        """The files with these words in these places."""
        made = {}
        for path, facts in self.facts.items():
            facts = json.loads(json.dumps(facts))
            lines = list(self.bodies.get(path, ()))
            for leaf, text in words.items():
                if leaf.path != path:
                    continue
                if path in self.bodies and len(leaf.way) == 1 and isinstance(leaf.way[0], int):
                    lines[leaf.way[0]] = text
                    continue
                *way, last = leaf.way
                at = facts
                for step in way:
                    at = at[step]
                at[last] = text
            dumped = yaml.dump(facts, Dumper=DUMPER, allow_unicode=True, sort_keys=False) if facts else ""
            body = "\n".join(lines)
            made[path] = f"---\n{dumped}---\n{body}" if path in self.bodies else dumped
        return made


def _texts(facts: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(facts, str):
        yield way, facts
    for step, inner in (
        facts.items() if isinstance(facts, dict) else enumerate(facts if isinstance(facts, list) else ())
    ):
        yield from _texts(inner, (*way, step))


def problems(files: Mapping[str, str]) -> list[Problem]:
    """What is wrong with content."""
    documents, found = [], []
    for path, text in files.items():
        document, wrong = parse(text.encode(), path, f"content/{path}")
        documents += [document] if document else []
        found += wrong
    return found + check(documents, date.fromisoformat(MINIMAL_TODAY))[1]


def numbered(tree: Tree) -> dict[Leaf, int]:
    """Every place for words, with a number; one number for what is a name wherever it stands, such as a rating."""
    numbers: dict[Leaf, int] = {}
    names: dict[str, int] = {}
    for number, leaf in enumerate(tree.leaves()):
        name = next((step for step in reversed(leaf.way) if isinstance(step, str)), "")
        numbers[leaf] = names.setdefault(tree.text(leaf), number) if name in NAMES else number
    return numbers


def accepted(tree: Tree) -> tuple[dict[Leaf, int], dict[Leaf, str]]:
    """The places where the check allows any words, each with its number; and hostile words for each.

    Markdown refuses some of them, and gets the others.
    """
    numbers = numbered(tree)
    mild = [word for word in WORDS if word not in refused(tree)]
    words = {leaf: hostile(number, mild if leaf.path in tree.bodies else WORDS) for leaf, number in numbers.items()}
    for _ in range(4):
        wrong = {
            (problem.path.removeprefix("content/"), problem.field, problem.rule in MARKDOWN_RULES)
            for problem in problems(tree.files(words))
            if problem.severity == "error"
        }
        for leaf in list(words):
            at = leaf.path, field_path(leaf.way)
            if (*at, False) in wrong:
                del words[leaf]
            elif (*at, True) in wrong:
                words[leaf] = hostile(numbers[leaf], mild)
    assert [problem for problem in problems(tree.files(words)) if problem.severity == "error"] == []
    return {leaf: numbers[leaf] for leaf in words}, words


def refused(tree: Tree) -> set[str]:
    """The words that Markdown refuses."""
    summary = Leaf("site.yml", ("summary",))
    return {
        word
        for word in WORDS
        if any(
            found.rule in MARKDOWN_RULES for found in problems({"site.yml": tree.files({summary: word})["site.yml"]})
        )
    }


class Built(NamedTuple):
    """The same content with hostile words and with plain ones, and the two sites."""

    leaves: dict[Leaf, int]
    words: dict[int, str]
    hostile: Path
    plain: Path
    said: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    tree = Tree()
    leaves, words = accepted(tree)
    folders = {}
    said = ""
    for name, of in (("hostile", words), ("plain", {leaf: plain(number) for leaf, number in leaves.items()})):
        folder = folders[name] = tmp_path_factory.mktemp(name)
        shutil.copytree(MINIMAL / "pages", folder / "content" / "pages")
        for path, text in tree.files(of).items():
            (folder / "content" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "content" / path).write_text(text, "utf-8")
        where = ("--content", folder / "content", "--site", folder / "site", "--as-of", MINIMAL_TODAY)
        done = run(*where, "--edition", "2023-04-30", cwd=folder)
        assert (done.returncode, done.stderr) == (DONE, "")
        said = said or done.stdout
    return Built(
        leaves,
        {leaves[leaf]: text for leaf, text in words.items()},
        folders["hostile"] / "site",
        folders["plain"] / "site",
        said,
    )


def test_most_fields_take_words(built: Built) -> None:
    assert len(built.leaves) > 150
    assert len({leaf.path for leaf in built.leaves}) > 30


def test_the_two_sites_have_the_same_files(built: Built) -> None:
    """No word becomes part of a path."""

    def names(site: Path) -> set[str]:
        return {name for name in files_below(site) if not name.startswith("pagefind/")}

    assert names(built.hostile) == names(built.plain)


def forms(text: str) -> set[str]:
    """How a program may find words: as they were written, or of Markdown what it reads."""
    return {" ".join(one.split()) for one in (text, to_text(text))}


def pairs(one: Any, other: Any, at: str = "") -> Iterator[tuple[str, str, str]]:
    """The texts of two values of the same build, side by side; lists may be in order of their words."""
    assert type(one) is type(other), at
    if isinstance(one, dict):
        assert list(one) == list(other), at
        for key in one:
            yield from pairs(one[key], other[key], f"{at}/{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), at
        for number, (inner, its) in enumerate(zip(sorted(one, key=_numbers), sorted(other, key=_numbers), strict=True)):
            yield from pairs(inner, its, f"{at}/{number}")
    elif isinstance(one, str):
        yield at, one, other


def _numbers(value: Any) -> list[str]:
    return re.findall(r" n(\d+)\b", json.dumps(value, ensure_ascii=False))


def compare(built: Built, one: Any, other: Any, at: str) -> int:
    """Words stand where plain ones stand in the other, and are as they were written; how many were compared."""
    count = 0
    for place, bad, good in pairs(one, other, at):
        if found := re.fullmatch(r"'?Plainword(\d+) words n\1", good.strip()):
            got = " ".join(bad.split())
            assert {got, got.removeprefix("'")} & forms(built.words[int(found[1])]), (place, bad)
            count += 1
        elif "plainword" not in good.lower() and not place.endswith("/hash"):
            assert bad == good, place
    return count


def both(built: Built, ending: str) -> Iterator[tuple[str, bytes, bytes]]:
    """Every file of a kind, from the one site and the other."""
    names = [name for name in files_below(built.hostile) if name.endswith(ending) and not name.startswith("pagefind/")]
    assert names
    for name in names:
        yield name, (built.hostile / name).read_bytes(), (built.plain / name).read_bytes()


def test_json_keeps_words_in_their_fields(built: Built) -> None:
    assert (
        sum(compare(built, json.loads(one), json.loads(other), name) for name, one, other in both(built, ".json")) > 100
    )


def test_csv_keeps_words_in_their_fields(built: Built) -> None:
    count = 0
    for name, one, other in both(built, ".csv"):
        rows = [list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) for data in (one, other)]
        assert all(not cell.startswith(("=", "+", "@", "\t")) for row in rows[0] for cell in row), name
        count += compare(built, rows[0], rows[1], name)
    assert count > 100


def test_workbooks_keep_words_in_their_fields(built: Built) -> None:
    count = 0
    for name, *both_books in both(built, ".xlsx"):
        sheets = []
        for data in both_books:
            book = openpyxl.load_workbook(io.BytesIO(data))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
            assert not [cell for cell in cells if cell.hyperlink and "elsewhere" in str(cell.hyperlink.target)]
            sheets.append({sheet.title: [[str(cell.value) for cell in row] for row in sheet] for sheet in book})
        count += compare(built, sheets[0], sheets[1], name)
    assert count > 100


def as_lists(element: ElementTree.Element) -> list[Any]:
    """XML as lists: name, attributes, text as it is read, children."""
    attributes = [[name, value] for name, value in element.attrib.items() if name not in ("href", "term")]
    text = element.text or ""
    if element.get("type") == "html":
        assert "<" not in text
        text = unescape(text)
    return [element.tag, attributes, text, [as_lists(child) for child in element]]


def test_feeds_and_sitemaps_keep_words_in_their_fields(built: Built) -> None:
    for name, one, other in both(built, ".xml"):
        compare(built, as_lists(ElementTree.fromstring(one)), as_lists(ElementTree.fromstring(other)), name)


def test_calendars_keep_words_in_their_fields(built: Built) -> None:
    for _name, one, other in both(built, ".ics"):
        assert max(map(len, one.split(b"\r\n"))) <= 75
        found = []
        for data in (one, other):
            calendar = icalendar.Calendar.from_ical(data)
            found.append([[part.name, sorted(part.keys())] for part in calendar.walk()])
        assert found[0] == found[1]


def test_linked_data_keeps_words_in_its_fields(built: Built) -> None:
    count = 0
    pattern = re.compile(r'(?s)<script type="application/ld\+json">(.*?)</script>')
    for name, one, other in both(built, ".html"):
        blocks = [[json.loads(block) for block in pattern.findall(data.decode())] for data in (one, other)]
        count += compare(built, blocks[0], blocks[1], name)
    assert count > 10


def test_an_edition_is_made_of_the_same_files(built: Built) -> None:
    names = []
    for site in (built.hostile, built.plain):
        with zipfile.ZipFile(site / "editions" / "2023-04-30.zip") as edition:
            assert edition.testzip() is None
            names.append(edition.namelist())
    assert names[0] == names[1]


LOOK = """() => ({
    ran: window.ran ?? null,
    elements: [...document.querySelectorAll("*")].flatMap(e => {
        const names = e.getAttributeNames();
        return (names.length ? names : [""]).map(name => `${e.localName} ${name}`);
    }),
    schemes: [...document.querySelectorAll("[href], [src], [action], [formaction]")].map(
        e => new URL(e.getAttribute("href") ?? e.getAttribute("src") ?? "", document.baseURI).protocol),
})"""


def look(page: Page, url: str, names: list[str]) -> set[tuple[str, str]]:
    """Open pages; what they are made of. Nothing runs, nothing is asked of others, no address runs anything."""
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on("request", lambda asked: None if asked.url.startswith((url, "data:")) else wrong.append(asked.url))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error(`${e.violatedDirective} ${e.blockedURI}`))"
    )
    made: set[tuple[str, str]] = set()
    for name in names:
        page.goto(url + name)
        found = page.evaluate(LOOK)
        assert found["ran"] is None, name
        assert wrong == [], name
        assert set(found["schemes"]) <= {"http:", "https:", "mailto:", "webcal:", "tel:", "data:"}, name
        if name.split("/")[0] not in LIBRARY:
            made |= {(tag, attribute) for tag, attribute in (element.split(" ") for element in found["elements"])}
    return made


def html(site: Path, but: str) -> list[str]:
    """The pages of a site, except those that only lead on to others."""
    files = files_below(site).items()
    pages = [name for name, data in files if name.endswith(".html") and b'http-equiv="refresh"' not in data]
    return [name for name in pages if name != "404.html" and not name.startswith(but)]


def test_no_policy_is_violated(built: Built, page: Page) -> None:
    """Editions have none."""
    with serve(built.hostile) as url:
        look(page, url, html(built.hostile, "editions/2"))


def test_nothing_runs_where_no_policy_helps(built: Built, browser: Browser) -> None:
    """Every page, editions too, as in the preview; and no element or attribute is there but the templates' own."""
    made = []
    for site, but in ((built.hostile, "-"), (built.plain, "editions/2")):
        with serve(site) as url, browser.new_context(bypass_csp=True) as context:
            made.append(look(context.new_page(), url, html(site, but)))
    of_editions = {("div", "class"), ("meta", "name"), ("meta", "content")}
    assert made[0] - made[1] - OF_MARKDOWN - of_editions == set()


def test_search_shows_words_as_they_are(built: Built, page: Page) -> None:
    with serve(built.hostile) as url:
        page.goto(f"{url}search/?q=vbscript")
        page.locator("main li a, main ol a").first.wait_for()
        assert page.evaluate("window.ran ?? null") is None
        assert page.locator("main img, main iframe, main script:not([src])").count() == 0


WRONG = "<img src=x onerror=window.ran=1>\n::error file=x::made up\n##[error]made up </pre></details></body>"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Content whose problems quote hostile words."""
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    for name, field in (("authority", "nation"), ("authority", WRONG.replace(":", "")), ("authority", "successor")):
        path = content / "authorities" / "anytown" / f"{name}.yml"
        facts = yaml.load(path.read_text("utf-8"), LOADER)
        facts[field] = WRONG
        path.write_text(yaml.safe_dump(facts, allow_unicode=True), "utf-8")
    (content / "pages" / "a\n::error::b.md").write_text("# A\n", "utf-8")
    (content / "pages" / "<img src=x onerror=window.ran=2>.md").write_text("# B\n", "utf-8")
    return content


@pytest.mark.parametrize("form", ["text", "github"])
def test_a_log_takes_no_word_for_a_command(wrong: Path, form: str) -> None:
    done = run("check", "--content", wrong, "--as-of", MINIMAL_TODAY, "--format", form, cwd=wrong.parent)
    assert done.returncode == CONTENT_WRONG
    assert "made up" in done.stdout
    commands = [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    if form == "text":
        assert commands == []
        assert "##[" not in done.stdout
    else:
        assert len(commands) == len(done.stdout.splitlines())
        for line in commands:
            assert re.fullmatch(
                r"::(error|warning) file=content/[^:,]*,line=\d+,col=\d+,endColumn=\d+,title=[\w-]+::.*", line
            )


def test_problems_in_json_keep_their_words(wrong: Path) -> None:
    done = run("check", "--content", wrong, "--as-of", MINIMAL_TODAY, "--format", "json", cwd=wrong.parent)
    assert any(WRONG.split("\n")[0] in problem["message"] for problem in json.loads(done.stdout))


def test_what_a_build_says_is_no_command(built: Built) -> None:
    assert [line for line in built.said.splitlines() if line.lstrip().startswith("::") or "##[" in line] == []


def test_the_preview_shows_hostile_problems_as_words(wrong: Path, page: Page) -> None:
    good = shutil.copytree(MINIMAL, wrong.parent / "good")
    line = command("serve", "--content", good, "--port", "0", "--as-of", MINIMAL_TODAY)
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=wrong.parent, env=environment()) as process:
        assert process.stdout
        found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert found
        shutil.copytree(wrong, good, dirs_exist_ok=True)
        assert "error" in process.stdout.readline()
        page.goto(f"{found[0]}anytown/")
        overlay = page.locator("aside[aria-label='Problems in the content'] pre")
        assert "onerror=window.ran=1" in overlay.inner_text()
        assert page.evaluate("window.ran ?? null") is None
        assert page.locator("aside img").count() == 0
        process.terminate()


@pytest.mark.parametrize("spelled", [r"\e[31m", r"\x02body\x03", r"\u202E", r"a\rb", r"\0"])
def test_characters_that_cannot_be_seen_are_refused_however_they_are_spelled(tmp_path: Path, spelled: str) -> None:
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    for text in (f'title: "Words {spelled}"', f'"key {spelled}": x'):
        rest = (MINIMAL / "site.yml").read_text("utf-8").split("\n", 1)[1]
        (content / "site.yml").write_text(f"{text}\n{rest}", "utf-8")
        done = run("check", "--content", content, "--as-of", MINIMAL_TODAY)
        assert done.returncode == CONTENT_WRONG
        assert "[control-character]" in done.stdout
        assert all(char.isprintable() or char == "\n" for char in done.stdout)


@pytest.mark.parametrize(
    "target", ["javascript:window.ran=1", "//elsewhere.example/", "https://elsewhere.example/", '/a"b/']
)
def test_redirects_lead_to_pages_of_the_site_only(tmp_path: Path, target: str) -> None:
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    (content / "redirects.yml").write_text(f"- {{from: /old/, to: '{target}'}}\n", "utf-8")
    done = run("check", "--content", content, "--as-of", MINIMAL_TODAY)
    assert done.returncode == CONTENT_WRONG
    assert "to: " in done.stdout


@pytest.mark.parametrize(
    "address",
    [
        "javascript:window.ran=1",
        "not-statejavascript:alert(1)d",
        "https://[x",
        "https://a b/",
        'https://x/"y',
        "data:,x",
    ],
)
def test_sources_are_on_the_web(tmp_path: Path, address: str) -> None:
    content = shutil.copytree(MINIMAL, tmp_path / "content")
    path = content / "authorities" / "anytown" / "sources.yml"
    facts = yaml.load(path.read_text("utf-8"), LOADER)
    next(iter(facts.values()))["url"] = address
    path.write_text(yaml.safe_dump(facts), "utf-8")
    done = run("check", "--content", content, "--as-of", MINIMAL_TODAY)
    assert done.returncode == CONTENT_WRONG
    assert "url: " in done.stdout
