"""The flow, kept from the source: who may import whom, who may import what, and that no module grows too long."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "followthrough"

# Imports run leftwards only: a module may use those before it, and no other of its own rank.
ORDER = (
    ("problem", "records", "markdown", "processes", "disk"),
    ("recall", "options", "words"),
    ("read",),
    ("check",),
    ("register",),
    ("pages",),
    ("outputs", "terms", "follow"),
    ("render",),
    ("frame",),
    ("verify",),
    ("assemble", "publish", "edition", "bundle"),
    ("pagefind",),
    ("serve", "reference"),
)
RANKS = {name: rank for rank, names in enumerate(ORDER) for name in names}
ONLY_IMPORTERS = {"yaml": "read.values", "markdown_it": "markdown", "jinja2": "render", "mkdocs": "frame"}
MOST_LINES = 450

MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = [ROOT / "build.py", *MODULES]


def name_of(path: Path) -> str:
    """`followthrough/check/shape.py` as it is imported: followthrough.check.shape."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file it does so."""
    names = {name_of(module) for module in SOURCES}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are absolute"
            assert node.module
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in names else node.module


def own(path: Path) -> set[str]:
    """The modules of ours that a file imports."""
    return {name for name in imported(path) if name.partition(".")[0] in ("followthrough", "build")}


def ids(path: Path) -> str:
    return name_of(path)


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_imports_run_one_way(path: Path) -> None:
    _, _, inside = name_of(path).partition(".")
    mine = inside.partition(".")[0]
    assert mine == "" or mine in RANKS, f"{mine} has no place in the flow yet: add it to ORDER"
    for name in own(path):
        assert name.startswith("followthrough."), f"{name} is the program; nothing imports it"
        theirs = name.split(".")[1]
        below = mine != "" and (theirs == mine or RANKS[theirs] < RANKS[mine])
        assert below, f"{mine} must not import {theirs}"


def test_no_import_goes_round_in_a_circle() -> None:
    left = {name_of(path): own(path) for path in SOURCES}
    while ready := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in ready:
            del left[name]
    assert left == {}


@pytest.mark.parametrize("library", ONLY_IMPORTERS)
def test_a_library_has_one_importer(library: str) -> None:
    importers = {name_of(path) for path in SOURCES if library in {name.partition(".")[0] for name in imported(path)}}
    assert importers == {f"followthrough.{ONLY_IMPORTERS[library]}"}


@pytest.mark.parametrize("path", SOURCES, ids=ids)
def test_a_module_says_what_it_is_and_stays_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "a docstring says what the module does"
    assert text.count("\n") <= MOST_LINES, "split it along a word of the design"
