"""Every rule has a tiny bad file that shows it, and says inside what it expects.

Each folder below `bad/` that is not `_good` holds files laid over `_good`; a folder named after a rule has one case in
it or several. A bad file says in comments what is found, in it or in the file it names (in a Markdown file the comments
stand among the facts):

    # expect: LINE:COLUMN SEVERITY RULE: PART OF THE MESSAGE
    # hint: PART OF THE HINT
    # expect: PATH LINE:COLUMN SEVERITY RULE: PART OF THE MESSAGE

Nothing else may be found. A hint belongs to the line before it.
"""

import ast
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import build
from followthrough.check.disclosure import DISCLOSURE_RULES
from followthrough.check.rules import RULES
from followthrough.check.shape import SHAPE_RULES
from followthrough.edition import EDITION_RULES, FOLDER
from followthrough.pages.permanence import ADDRESS_RULES
from followthrough.problem import Problem
from followthrough.read import MAX_BYTES, READ_RULES, read_tree
from followthrough.read.files import PROSE
from followthrough.recall import MANIFESTS
from followthrough.records import KINDS
from tests.test_flow import SOURCES

BAD = Path(__file__).parent / "bad"
GOOD = BAD / "_good"
TODAY = date(2022, 6, 1)
EXPECT = re.compile(r"# expect: (?:(\S+/\S+|\S+\.\w+) )?(\d+):(\d+) (error|warning) ([a-z-]+): (.+)")
HINT = re.compile(r"# hint: (.+)")


@dataclass(frozen=True)
class Expected:
    """What a bad file says will be found."""

    path: str
    line: int
    column: int
    severity: str
    rule: str
    message: str
    hint: str

    def is_met_by(self, problem: Problem, content: Path) -> bool:
        """Whether this is that problem, down to the column."""
        return (
            Path(problem.path).resolve() == content / self.path
            and (problem.place.line, problem.place.column) == (self.line, self.column)
            and (problem.severity, problem.rule) == (self.severity, self.rule)
            and self.message in problem.message
            and self.hint in problem.hint
        )


def cases() -> list[Path]:
    """Every case: a folder below `bad/` in which content begins."""
    top = {kind.path.partition("/")[0] for kind in KINDS} | {*MANIFESTS, PROSE.rstrip("/"), FOLDER}
    found = {
        folder
        for folder in BAD.rglob("*")
        if folder.is_dir() and GOOD not in (folder, *folder.parents) and top & {path.name for path in folder.iterdir()}
    }
    return sorted(folder for folder in found if not found.intersection(folder.parents))


def rule_of(case: Path) -> str:
    return case.relative_to(BAD).parts[0]


def expectations(case: Path) -> Iterator[Expected]:
    """What the files of a case expect, whatever they are encoded in."""
    for path in sorted(case.rglob("*.*")):
        if path.is_file():
            yield from _expectations(path.read_bytes(), path.relative_to(case).as_posix())


def _expectations(raw: bytes, own: str) -> Iterator[Expected]:
    lines = raw.replace(b"\0", b"").decode("latin-1").splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if found := EXPECT.search(line):
            path, at, column, severity, rule, message = found.groups()
            hint = HINT.match(following)
            yield Expected(path or own, int(at), int(column), severity, rule, message, hint[1] if hint else "")


def found_in(content: Path) -> list[Problem]:
    """All problems of a folder of content."""
    return sorted(set(build.report(content, TODAY).problems))


def test_the_good_files_are_good() -> None:
    assert found_in(GOOD) == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.relative_to(BAD).as_posix())
def test_a_bad_file_is_found_out(case: Path, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(GOOD, content)
    shutil.copytree(case, content, dirs_exist_ok=True)
    expected = list(expectations(case))
    found = found_in(content)
    shown = "\n".join(map(str, found))
    for wanted in expected:
        assert any(wanted.is_met_by(problem, content) for problem in found), f"{wanted}\nis not among\n{shown}"
    for problem in found:
        assert any(wanted.is_met_by(problem, content) for wanted in expected), f"not expected: {problem}"
        assert problem.hint, "every problem says how to mend it"
    assert rule_of(case) in {wanted.rule for wanted in expected}


def link(content: Path) -> Path:
    """A link that leads out of the folder."""
    path = content / "themes.yml"
    path.unlink()
    path.symlink_to("/etc/hostname")
    return path


def link_to_a_folder(content: Path) -> Path:
    path = content / "authorities" / "sometown"
    path.symlink_to(content / "authorities" / "anytown", target_is_directory=True)
    return path


def same_name(content: Path) -> Path:
    """Two names that some computers take for one; there, the second of them."""
    (content / "pages" / "About.md").write_text("# About\n", "utf-8")
    return content / "pages" / "about.md"


def too_large(content: Path) -> Path:
    path = content / "glossary.yml"
    path.write_text("- {term: MASH, meaning: Where concerns arrive.}\n" + "#" * MAX_BYTES, "utf-8")
    return path


def too_large_in_values(content: Path) -> Path:
    path = content / "glossary.yml"
    path.write_text("[" + "a," * 100_001 + "]", "utf-8")
    return path


def unreadable(content: Path) -> Path:
    """Something that cannot be opened, whoever asks."""
    path = content / "glossary.yml"
    path.unlink()
    here = Path.cwd()
    os.chdir(content)  # a socket's path has to be short
    try:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(path.name)
    finally:
        os.chdir(here)
    return path


def unreadable_for_ever(content: Path) -> Path:
    """A pipe: whoever opens it waits for somebody to write."""
    path = content / "glossary.yml"
    path.unlink()
    os.mkfifo(path)
    return path


MADE: dict[Callable[[Path], Path], str] = {
    link: "link",
    link_to_a_folder: "link",
    same_name: "same-name",
    too_large: "too-large",
    too_large_in_values: "too-large",
    unreadable: "unreadable",
    unreadable_for_ever: "unreadable",
}
"""What cannot lie in a repository on every system, or should not, is made here."""


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_a_bad_file_that_has_to_be_made_is_found_out(make: Callable[[Path], Path], tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(GOOD, content)
    path = make(content)
    documents, found = read_tree(content, shown=content.as_posix())
    assert [(problem.path, problem.severity, problem.rule) for problem in found] == [
        (path.as_posix(), "error", MADE[make])
    ]
    assert found[0].hint
    assert not any(document.readable for document in documents if document.path == path.relative_to(content).as_posix())


@pytest.mark.parametrize("name", ["frameworks", "scales", "themes"])
def test_a_list_that_is_gone_is_missed_once(name: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(GOOD, content)
    (content / f"{name}.yml").unlink()
    assert [(Path(found.path).name, found.rule) for found in found_in(content)] == [(f"{name}.yml", "required-file")]


def test_every_rule_has_a_bad_file() -> None:
    shown = {rule_of(case) for case in cases()} | set(MADE.values())
    declared = rules_in_the_source()
    assert declared - shown == set(), "these rules have no bad file"
    assert shown - declared == set(), "these are no rules"


def test_every_rule_is_listed_where_docs_are_made_from() -> None:
    listed = {
        *READ_RULES,
        *SHAPE_RULES,
        *DISCLOSURE_RULES,
        *ADDRESS_RULES,
        *EDITION_RULES,
        *(rule.__name__.replace("_", "-") for rule in RULES),
    }
    assert listed == rules_in_the_source()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_says_what_it_demands(rule: Callable[..., object]) -> None:
    assert rule.__doc__
    assert rule.__doc__.strip().endswith(".")


# A rule's name is a literal where a problem is made, or is handed on by a function that has a parameter `rule`. What
# the records' own validators refuse is the one exception: shape.py makes a rule of each kind.
Function = ast.FunctionDef | ast.AsyncFunctionDef


def rules_in_the_source() -> set[str]:
    """The names of all rules, read from every place in the source that makes a problem."""
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    takes = {"Problem": 3}
    for tree in trees:
        for function in _functions(tree):
            names = [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]
            if "rule" in names:
                position = names.index("rule")
                assert takes.setdefault(function.name, position) == position, f"{function.name} is ambiguous"
    rules = set()
    for tree in trees:
        for function in _functions(tree):
            for call in _own_calls(function):
                name = _called(call)
                if name in takes:
                    given = {word.arg: word.value for word in call.keywords}
                    value = given["rule"] if "rule" in given else call.args[takes[name]]
                    rules |= set(_names(value, function))
        rules |= {_rule_of_kind(kind) for kind in _kinds_of_error(tree)}
    return rules


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _own_calls(function: Function) -> Iterator[ast.Call]:
    """Calls in a function's body; those of functions inside it are theirs."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, Function):
            waiting += ast.iter_child_nodes(node)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _names(value: ast.expr, function: Function) -> Iterator[str]:
    if isinstance(value, ast.Constant):
        assert isinstance(value.value, str)
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _names(value.body, function)
        yield from _names(value.orelse, function)
    elif not (isinstance(value, ast.Name) and value.id == "rule"):
        assert function.name == "_explain", f"{function.name} makes up the name of a rule: {ast.unparse(value)}"


def _kinds_of_error(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "PydanticCustomError":
            assert isinstance(node.args[0], ast.Constant)
            yield str(node.args[0].value)


def _rule_of_kind(kind: str) -> str:
    return kind if "-" in kind else f"bad-{kind}"
