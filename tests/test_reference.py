"""The references and the other docs say what the code does: all of it, and nothing else."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from followthrough.check import check
from followthrough.check.disclosure import DISCLOSURE_RULES
from followthrough.check.rules import RULES
from followthrough.check.shape import SHAPE_RULES
from followthrough.edition import EDITION_RULES
from followthrough.pages.permanence import ADDRESS_RULES
from followthrough.problem import show
from followthrough.read import READ_RULES, read_tree
from followthrough.records import KINDS, Kind, Record, Site, find_kind
from followthrough.reference import references
from followthrough.reference.fields import records_in
from followthrough.reference.schema import schema
from tests.command import DONE, ROOT, run
from tests.test_rules import rules_in_the_source

DOCS = ROOT / "docs"
README = ROOT / "README.md"
PROSE = (README, *sorted(DOCS.glob("*.md")))
TODAY = date(2026, 11, 22)


def all_records() -> list[type[Record]]:
    """Every record, those inside others too."""
    found = [record for kind in KINDS for record in (kind.record, *records_in(kind.record))]
    return sorted(set(found), key=lambda record: record.__name__)


# What is generated


def test_the_references_are_fresh() -> None:
    made = references()
    for path, text in made.items():
        assert (DOCS / path).read_text("utf-8") == text, f"docs/{path} is old: run make references"
    assert {path.name for path in (DOCS / "schemas").iterdir()} == {
        path.removeprefix("schemas/") for path in made if path.startswith("schemas/")
    }


@pytest.mark.parametrize("record", all_records(), ids=lambda record: record.__name__)
def test_every_record_and_field_says_what_it_is(record: type[Record]) -> None:
    assert record.__dict__.get("__doc__"), "a docstring says what it is"
    without = [name for name, info in record.model_fields.items() if not info.description]
    assert without == []


def test_every_rule_is_in_the_reference() -> None:
    functions = {rule.__name__.replace("_", "-") for rule in RULES}
    listed = functions.union(READ_RULES, SHAPE_RULES, DISCLOSURE_RULES, ADDRESS_RULES, EDITION_RULES)
    assert rules_in_the_source() | DISCLOSURE_RULES.keys() == listed
    text = (DOCS / "rules.md").read_text("utf-8")
    assert [name for name in sorted(listed) if f"| `{name}` | " not in text] == []


def test_the_example_has_every_kind_of_file_and_no_problem() -> None:
    documents, problems = read_tree(DOCS / "example", shown="docs/example")
    problems += check(documents, TODAY)[1]
    assert show(problems) == ""
    found = {kind.name for kind, _ in filter(None, (find_kind(document.path) for document in documents))}
    assert found == {kind.name for kind in KINDS}


# Schemas


Check = Callable[[Any, Any], bool]
TYPES: dict[str, Callable[[Any], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
CHECKS: dict[str, Check] = {
    "const": lambda value, says: bool(value == says),
    "enum": lambda value, says: value in says,
    "minLength": lambda value, says: not isinstance(value, str) or len(value) >= says,
    "pattern": lambda value, says: not isinstance(value, str) or re.search(says, value) is not None,
    "required": lambda value, says: not isinstance(value, dict) or value.keys() >= set(says),
    "type": lambda value, says: any(TYPES[name](value) for name in ([says] if isinstance(says, str) else says)),
}
SAYS_NOTHING = {"$schema", "$defs", "title", "description", "default", "examples", "properties"}


def faults(value: Any, wanted: dict[str, Any], whole: dict[str, Any], at: str = "") -> Iterator[str]:
    """What a JSON Schema finds wrong with a value; for the keywords that our schemas use, and no others."""
    for keyword, says in wanted.items():
        if keyword in CHECKS:
            if not CHECKS[keyword](value, says):
                yield f"{at}: {keyword} is {says}"
        elif keyword == "$ref":
            yield from faults(value, whole["$defs"][says.removeprefix("#/$defs/")], whole, at)
        elif keyword == "allOf":
            yield from (fault for part in says for fault in faults(value, part, whole, at))
        elif keyword == "anyOf":
            if all(any(faults(value, part, whole, at)) for part in says):
                yield f"{at}: fits none of the choices"
        else:
            for name, item, part in _parts(value, wanted, keyword, says):
                yield from [f"{at}{name}: unknown"] if part is False else faults(item, part, whole, at + name)


def _parts(value: Any, wanted: dict[str, Any], keyword: str, says: Any) -> Iterator[tuple[str, Any, Any]]:
    """The parts of a value that a keyword speaks of, and the schema of each."""
    if keyword == "items":
        yield from ((f"[{number}]", item, says) for number, item in enumerate(value if isinstance(value, list) else ()))
    elif keyword == "propertyNames":
        yield from ((f".{name}", name, says) for name in value)
    elif keyword == "additionalProperties":
        known = wanted.get("properties", {})
        items = value.items() if isinstance(value, dict) else ()
        yield from ((f".{name}", item, known.get(name, says)) for name, item in items)
    else:
        assert keyword in SAYS_NOTHING, f"{keyword} is new here"


class _Editor(yaml.SafeLoader):
    """YAML 1.2, which editors' programs read: numbers and `true` are no text, but a date, `yes` and `on` are."""


_Editor.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("int", "float", "null")]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def as_an_editor_reads(text: str) -> Any:
    """The data of a YAML file, or the front matter of a Markdown file."""
    front = re.match(r"---\n(.*?)^---$", text, re.DOTALL | re.MULTILINE)
    return yaml.load(front[1] if front else text, _Editor)


def written() -> list[tuple[Kind, Path]]:
    """Every file of the content and of the example, with its kind."""
    found = []
    for folder in (DOCS / "example", ROOT / "content"):
        for path in sorted(folder.rglob("*.*")):
            kind = find_kind(path.relative_to(folder).as_posix())
            if kind:
                found.append((kind[0], path))
    return found


def test_schemas_accept_what_editors_write() -> None:
    wrong = []
    for kind, path in written():
        made = schema(kind)
        data = as_an_editor_reads(path.read_text("utf-8"))
        wrong += [f"{path.relative_to(ROOT)}{fault}" for fault in faults(data, made, made)]
    assert wrong == []


REVIEW = """
assessed_by: Improvement board
assurance: board-agreed
source: {document: board, page: 3}
ratings:
  - {action: 1.10, rating: 2, completed: true, due: 2026, evidence: [one, 2]}
  - {action: 1a, rating: not-stated, completed: yes, due: {by: 2026-09, words: soon}, evidence: one}
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("", "", ""),
        ("completed: true", "completed: maybe", ".ratings[0].completed: enum is"),
        ("assurance: board-agreed", "assurance: surely", ".assurance: enum is"),
        ("assurance: board-agreed\n", "", ": required is"),
        ("assurance:", "asurance: x\nassurance:", ".asurance: unknown"),
        ("page: 3", "sheet: 3", ".source: fits none"),
        ("due: 2026,", "due: [2026],", ".ratings[0].due: fits none"),
        ("by: 2026-09", "by: September", ".ratings[1].due: fits none"),
        ("assessed_by: Improvement board", "assessed_by:", ".assessed_by: fits none"),
    ],
)
def test_a_schema_says_what_the_records_say(old: str, new: str, fault: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == "review")
    made = schema(kind)
    text = REVIEW.replace(old, new)
    found = list(faults(as_an_editor_reads(text), made, made))
    assert (fault == "" and found == []) or any(line.startswith(fault) for line in found), found


def test_visual_studio_code_knows_the_schemas() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    assert settings["yaml.schemas"] == {
        f"./docs/schemas/{kind.name}.json": "content/" + re.sub(r"\{\w+\}", "*", kind.path)
        for kind in KINDS
        if kind.holds != "page"
    }


# What is written by hand


def test_every_option_is_in_the_readme() -> None:
    options = set(re.findall(r"--[a-z][a-z-]+", run("--help").stdout)) - {"--help"}
    assert options
    rows = set(re.findall(r"^\| `(--[a-z-]+)[^|]*` \|", README.read_text("utf-8").replace("\\|", "/"), re.MULTILINE))
    assert rows == options


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text("utf-8")
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert targets
    assert [target for target in targets if f"| `make {target}` |" not in text] == []
    commands = re.search(r"\{(build[a-z,]*)\}", run("--help").stdout)
    assert commands
    others = set(commands[1].split(",")) - {"build"}
    assert [command for command in sorted(others) if f"| `python build.py {command}` |" not in text] == []


def test_every_setting_is_documented() -> None:
    text = README.read_text("utf-8")
    mkdocs = (ROOT / "mkdocs.yml").read_text("utf-8")
    extra = re.findall(r"^  ([a-z]+):", mkdocs[mkdocs.index("\nextra:") : mkdocs.index("\nplugins:")], re.MULTILINE)
    assert extra
    assert [name for name in extra if f"`extra.{name}`" not in text] == []
    source = "".join(path.read_text("utf-8") for path in (ROOT / "build.py", *(ROOT / "followthrough").rglob("*.py")))
    variables = set(re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", source)) | {"FOLLOWTHROUGH_BROWSER"}
    assert [name for name in sorted(variables) if f"| `{name}` |" not in text] == []
    fields = (DOCS / "fields.md").read_text("utf-8")
    assert [name for name in Site.model_fields if f"| `{name}` |" not in fields] == []


def test_architecture_names_every_room() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    ignored = {".git", *re.findall(r"^/?([\w.-]+)/$", (ROOT / ".gitignore").read_text("utf-8"), re.MULTILINE)}
    rooms = {path for path in ROOT.iterdir() if path.is_dir()} - {ROOT / "followthrough", ROOT / "templates"}
    rooms |= set((ROOT / "followthrough").iterdir()) | set((ROOT / "templates").iterdir())
    names = [
        path.relative_to(ROOT).as_posix() + "/" * path.is_dir()
        for path in sorted(rooms)
        if path.name not in ignored and path.name != "__init__.py"
    ]
    missing = [name for name in names if f"| `{name}` |" not in text]
    assert missing == [], "say in docs/architecture.md, under Rooms, what is in them"
    named = re.findall(r"^\| `([\w./-]+)`", text[text.index("## Rooms") :].split("\n## ")[0], re.MULTILINE)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_architecture_names_every_dependency() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    names = re.findall(r"^    \"([a-z0-9-]+)(?:\[\w+\])?==", project, re.MULTILINE)
    assert len(names) > 10
    assert [name for name in names if not re.search(rf"^\| {name} \| \S", text, re.MULTILINE)] == []


def anchors(text: str) -> set[str]:
    """The places of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if re.match(r"https?://", target):
            continue
        path, _, place = unquote(target).partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), target
        assert not place or place in anchors(other.read_text("utf-8")), target


# What the docs tell people to copy


EXAMPLES = ("authorities", "addresses.txt", "promises.txt", "waivers.yml")
"""What the README tells people to delete of the content."""


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Each content file that a page gives in full: its path, which the paragraph before names, and its text."""
    parts = re.split(r"^```(.*)$", page.read_text("utf-8"), flags=re.MULTILINE)
    for before, language, text in zip(parts[::4], parts[1::4], parts[2::4], strict=False):
        path = re.search(r"`(content/[\w./-]+\.(?:yml|md))`", before.rstrip().rpartition("\n\n")[2])
        if path and language in ("yaml", "markdown"):
            yield path[1], text.removeprefix("\n")


def test_what_the_docs_tell_people_to_copy_makes_a_site(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns(*EXAMPLES))
    assert len(list(blocks(README))) == 4
    for page in (README, DOCS / "editing.md"):
        found = list(blocks(page))
        for path, text in found:
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as opened:
                opened.write(text)
        done = run("--as-of", "2026-11-22", cwd=tmp_path)
        assert done.returncode == DONE, done.stdout
        assert "anytown" not in done.stdout, "not even a warning"
        for path, _ in found:
            if recommendation := re.search(r"(\w+)/inspections/([\w-]+)/recommendations/0*(\d+)-", path):
                authority, inspection, number = recommendation.groups()
                assert (
                    tmp_path / "site" / authority / inspection / "recommendations" / number / "index.html"
                ).is_file()


def test_the_problem_in_the_readme_is_the_one_shown(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shown = re.search(r"```text\n(content/(\S+):2:10: error: .*?)```", README.read_text("utf-8"), re.DOTALL)
    assert shown
    file = tmp_path / "content" / shown[2]
    lines = file.read_text("utf-8").split("\n")
    number = next(number for number, line in enumerate(lines) if line.startswith("themes:"))
    lines[number] = "themes: [exploitaton]"
    lines[1], lines[number] = lines[number], lines[1]
    file.write_text("\n".join(lines), "utf-8")
    assert shown[1] in run("check", "--as-of", "2026-11-22", cwd=tmp_path).stdout


def test_pre_commit_runs_the_check() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, *arguments = hook["entry"].split()
    assert program == "python"
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == DONE, done.stdout
    assert re.match(hook["files"], "content/site.yml")
