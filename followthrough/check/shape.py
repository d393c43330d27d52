"""One document, one record: fields, types and sections of each file on its own."""

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from followthrough.check.content import AuthorityContent, Content, Entry, InspectionContent, PlanContent
from followthrough.check.unread import meant, unread
from followthrough.problem import Place, Problem, did_you_mean, nearest
from followthrough.read import BodySection, Data, Document, Loc, is_prose
from followthrough.records import Kind, ProsePage, Record, Section, find_kind
from followthrough.records.value import FORMS

T = TypeVar("T")

SHAPE_RULES: Final = {
    "bad-choice": "A field with a list of choices holds one of them, exactly as written there.",
    "bad-date": "Dates are written year-month-day, as much as is known: 2017, 2017-09 or 2017-09-04.",
    "bad-flag": "A yes-or-no field holds `true` or `false`.",
    "bad-form": "A name, number or address has the form that its field asks for.",
    "bad-name": "Names have small letters, digits and single hyphens.",
    "bad-number": "Numbers are written as digits, without units, commas or signs such as % and £.",
    "bad-subject": "Each rating of a review is about one recommendation, action or priority, or about the whole plan.",
    "empty-field": "Something stands after every colon: a value, or `not-stated` if the source does not say.",
    "empty-section": "Something stands under every heading; a heading without anything below it is not shown.",
    "lost-heading": "What reads like a heading of its file is one.",
    "missing-field": "Every field that is needed is there.",
    "missing-text": "Every text that is needed is there, or `not-stated` in its place.",
    "no-place": "A citation says where in the document: a paragraph or a page.",
    "not-stated": "A name, a title, a unit or a label is never `not-stated`: without it nothing can be shown.",
    "number-repeats": "No two files in a folder have the same number, date or name.",
    "repeated-heading": "No heading is written twice in a file.",
    "text-among-facts": "A text that has a heading stands under it, not among the facts.",
    "unknown-field": "Every field is one that its file knows.",
    "unknown-heading": "Every heading of level 1 or 2 is one that its file knows.",
    "unread-file": "Every file has a name and a folder that something reads.",
    "wrong-type": "Where a list or a group of facts belongs there is one, and where a text belongs there is a text.",
}
"""The names of the problems found here, and what each demands, for docs/rules.md."""


def shape(documents: list[Document]) -> tuple[Content, list[Problem]]:
    """Records of all documents, sorted into the tree they belong to, and what is wrong with single documents."""
    content = Content(documents=documents)
    problems: list[Problem] = []
    nobodys: list[Document] = []
    for document in documents:
        if not document.readable:
            content.broken.add(document.path)
            continue
        found = find_kind(document.path)
        if found is None:
            if not is_prose(document.path):
                nobodys.append(document)
                content.broken.add(meant(document.path))
            elif record := _record(ProsePage, document.data, document, (), problems):
                content.pages.append(Entry(record, document))
            continue
        kind, names = found
        start = len(problems)
        try:
            _file(content, kind, names, document, problems)
        except _ClashError as clash:
            problems.append(clash.problem)
        if any(problem.severity == "error" for problem in problems[start:]):
            content.broken.add(document.path)
    return content, [*problems, *unread(nobodys)]


class _ClashError(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _file(content: Content, kind: Kind, names: dict[str, str], document: Document, problems: list[Problem]) -> None:
    """Put what one document holds into its place in the tree."""
    place = _room(content, kind, names)
    entries, found = _entries(document, kind)
    problems += found
    if kind.holds == "map":
        place.update((str(entry.loc[0]), entry) for entry in entries)
    elif kind.holds == "list":
        place.extend(entries)
    else:
        for entry in entries:
            if "number" in names:
                _put(place, int(names["number"]), entry, "number")
            elif kind.name == "review":
                _put(place, names["date"], entry, "date")
            elif kind.name == "measure":
                _put(place, names["name"], entry, "name")
            else:
                setattr(place, kind.name, entry)


@lru_cache(maxsize=1 << 17)  # for the preview, which looks again at documents that have not changed
def _entries(document: Document, kind: Kind) -> tuple[tuple[Entry[Any], ...], tuple[Problem, ...]]:
    """What one document holds, read as its kind says, and what is wrong with it."""
    problems: list[Problem] = []
    if kind.holds == "map":
        return tuple(_map(kind, document, problems)), tuple(problems)
    if kind.holds == "list":
        return tuple(_list(kind, document, problems)), tuple(problems)
    data, extra = _page(kind, document) if kind.holds == "page" else (document.data, [])
    problems += extra
    record = _record(kind.record, data, document, (), problems)
    return (() if record is None else (Entry(record, document),)), tuple(problems)


def forget_records() -> None:
    """Let go of the documents that were read, which only a preview looks at again."""
    _entries.cache_clear()
    find_kind.cache_clear()


def _put(room: dict[Any, Entry[Any]], name: str | int, entry: Entry[Any], what: str) -> None:
    if name in room:
        other = room[name].document.shown
        hint = f"{other} has it already. Rename one of the two files."
        raise _ClashError(entry.problem("number-repeats", (), f"another file has the {what} {name}", hint))
    room[name] = entry


def _room(content: Content, kind: Kind, names: dict[str, str]) -> Any:
    """The part of the tree that a file of this kind fills."""
    if "authority" not in names:
        return content if kind.holds == "one" else getattr(content, kind.name)
    authority = content.authorities.setdefault(names["authority"], AuthorityContent())
    if "inspection" in names:
        inspection = authority.inspections.setdefault(names["inspection"], InspectionContent())
        return inspection if kind.name == "inspection" else getattr(inspection, f"{kind.name}s")
    if "plan" in names:
        plan = authority.plans.setdefault(names["plan"], PlanContent())
        return plan if kind.name == "plan" else getattr(plan, "reviews" if kind.name == "review" else kind.name)
    if kind.name == "measure":
        return authority.measures
    return authority if kind.holds == "one" else getattr(authority, kind.name)


def _map(kind: Kind, document: Document, problems: list[Problem]) -> Iterator[Entry[Any]]:
    if not isinstance(document.data, dict):
        problems.append(_wrong_top(document, "names, each with facts below it"))
        return
    for name, data in document.data.items():
        if not _is_slug(name):
            hint = "Use small letters, digits and single hyphens: child-exploitation."
            problems.append(document.problem("bad-name", (name,), f'"{name}" cannot be a name', hint, key=True))
        record = _record(kind.record, data, document, (name,), problems)
        if record is not None:
            yield Entry(record, document, (name,))


def _list(kind: Kind, document: Document, problems: list[Problem]) -> Iterator[Entry[Any]]:
    if document.data == {}:
        return
    if not isinstance(document.data, list):
        problems.append(_wrong_top(document, "a list: entries that begin with a hyphen"))
        return
    for number, data in enumerate(document.data):
        record = _record(kind.record, data, document, (number,), problems)
        if record is not None:
            yield Entry(record, document, (number,))


def _is_slug(name: str) -> bool:
    return bool(name) and all(
        part and part.isascii() and part.isalnum() and part == part.lower() for part in name.split("-")
    )


def _wrong_top(document: Document, wanted: str) -> Problem:
    hint = "See docs/fields.md for an example." + _missing_space(document.data)
    return document.problem("wrong-type", (), f"this file should hold {wanted}", hint)


def _missing_space(data: Data) -> str:
    """More of a hint, for a text that would be a fact if there were a space in it."""
    if isinstance(data, str) and (found := re.match(r"([A-Za-z][\w-]*):(?=[^\s/])", data)):
        return f' Is a space missing after "{found[0]}"?'
    return ""


@cache
def sections_of(record: type[Record]) -> dict[str, str]:
    """The headings a Markdown record may have, in order, and the field each fills; "" is the text before them."""
    found = {}
    for name, info in record.model_fields.items():
        for part in info.metadata:
            if isinstance(part, Section):
                found[part.heading] = name
    return found


def _page(kind: Kind, document: Document) -> tuple[Data, list[Problem]]:
    """Front matter and sections of a Markdown file as one set of facts, and what is wrong with its headings."""
    problems: list[Problem] = []
    if not isinstance(document.data, dict):
        problems.append(_wrong_top(document, "facts as name: value between the two lines of hyphens"))
        return {}, problems
    data: dict[str, Data] = dict(document.data)
    headings = sections_of(kind.record)
    seen: dict[str, Place] = {}
    for section in document.sections:
        problems += _lost_headings(document, section, headings)
        name = headings.get(section.heading)
        if name is None:
            known = [heading for heading in headings if heading]
            listed = ", ".join(f'"{heading}"' for heading in known)
            hint = did_you_mean(section.heading, known, f"The headings here are {listed}. Deeper ones begin with ###.")
            message = f'"{section.heading}" is not a heading of this kind of file'
            problems.append(document.problem("unknown-heading", (), message, hint, place=section.place))
        elif section.heading in seen:
            hint = f"It stands already on line {seen[section.heading].line}. Join the two."
            problems.append(
                document.problem(
                    "repeated-heading", (), f'"{section.heading}" is written twice', hint, place=section.place
                )
            )
        elif name in document.data:
            hint = "Write it as text below the facts, not among them."
            problems.append(document.problem("text-among-facts", (name,), "is text, not a fact", hint, key=True))
        elif section.text:
            seen[section.heading] = section.place
            data[name] = section.text
            problems += [] if section.heading else _facts_below(kind, document, section)
        elif section.heading:
            seen[section.heading] = section.place
            hint = "Write the text below it, or delete the heading."
            problems.append(
                document.problem(
                    "empty-section",
                    (),
                    f'nothing stands under "{section.heading}"',
                    hint,
                    place=section.place,
                    severity="warning",
                )
            )
    return data, problems


_LIKE_A_HEADING: Final = re.compile(r" {0,3}(?:#+[ \t]*|[*_]{1,3})([A-Za-z][A-Za-z ]*)[*_:#. \t]*")


def _lost_headings(document: Document, section: BodySection, headings: Collection[str]) -> Iterator[Problem]:
    """Lines that are meant to be headings of this kind of file, and would be shown as text."""
    for number, line in enumerate(section.text.split("\n"), section.line):
        like = _LIKE_A_HEADING.fullmatch(line)
        meant = next((one for one in headings if like and one and one.lower() == like[1].strip().lower()), None)
        if meant:
            hint = f'Write "## {meant}": two number signs, a space, and nothing else.'
            place = Place(number, 1, len(document.lines[number - 1]) + 1)
            yield document.problem("lost-heading", (), f'"{line.strip()}" is not a heading', hint, place=place)


def _facts_below(kind: Kind, document: Document, section: BodySection) -> list[Problem]:
    """The problem that a text begins with what reads like a fact, if it does."""
    line = section.text.split("\n", 1)[0]
    name = line.partition(":")[0]
    if ":" not in line or name not in _fields_at(kind.record, ()):
        return []
    hint = "Facts stand between two lines of three hyphens, at the top of the file. Put this one among them."
    place = Place(section.line, 1, len(line) + 1)
    return [document.problem("front-matter", (), f"{name} is a fact, and stands in the text", hint, place=place)]


def _record(model: type[Any], data: Data, document: Document, loc: Loc, problems: list[Problem]) -> Any:
    """The record, or None and problems that say for each field what is wrong with it."""
    if not isinstance(data, dict):
        hint = "Write facts as name: value, one a line, indented below the name they belong to." + _missing_space(data)
        problems.append(document.problem("wrong-type", loc, "should be facts with names", hint))
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        if not data and not loc:
            needed = ", ".join(sorted(str(detail["loc"][0]) for detail in details))
            hint = f"Needed are {needed}. See docs/fields.md for an example."
            problems.append(document.problem("missing-field", (), "nothing stands in this file", hint))
            return None
        misspelt = _misspelt(model, details)
        found = [_explain(model, one, data, document, loc) for one in details if one["loc"] not in misspelt]
        problems += _without_echoes(found)
    if any(detail["type"] != "extra_forbidden" for detail in details):
        return None
    # What nobody reads hides nothing else that is wrong.
    try:
        return model.model_validate(_without(data, [_walk(detail["loc"], data)[0] for detail in details]))
    except ValidationError:
        return None


def _without(data: Data, locs: list[Loc]) -> Data:
    """Data without the values at some places."""
    if isinstance(data, dict):
        kept = {name: value for name, value in data.items() if (name,) not in locs}
        return {name: _without(value, [loc[1:] for loc in locs if loc[:1] == (name,)]) for name, value in kept.items()}
    if isinstance(data, list):
        return [_without(value, [loc[1:] for loc in locs if loc[:1] == (at,)]) for at, value in enumerate(data)]
    return data


def _misspelt(model: type[BaseModel], details: list[ErrorDetails]) -> set[tuple[str | int, ...]]:
    """Where fields are missing that stand there with a mistake in their names, which is told anyway."""
    missing = {detail["loc"] for detail in details if detail["type"] == "missing"}
    wrong = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    return missing & {(*loc[:-1], nearest(str(loc[-1]), _fields_at(model, loc[:-1]))) for loc in wrong}


def _without_echoes(found: list[Problem]) -> Iterator[Problem]:
    """Each problem once; of a field that is a date or else a word, only that it is no date."""
    no_dates = {problem.place for problem in found if problem.rule == "bad-date"}
    for problem in dict.fromkeys(found):
        if problem.rule != "bad-choice" or problem.place not in no_dates:
            yield problem


def _explain(model: type[BaseModel], detail: ErrorDetails, data: Data, document: Document, base: Loc) -> Problem:
    """A validation error of pydantic in an editor's words, at the place it is about."""
    path, node = _walk(detail["loc"], data)
    loc = (*base, *path)
    kind = detail["type"]
    if kind == "missing":
        name = str(detail["loc"][-1])
        sections = (
            {field: heading for heading, field in sections_of(model).items()} if issubclass(model, Record) else {}
        )
        if name in sections and not path:
            where = f'under "## {sections[name]}"' if sections[name] else "below the facts"
            hint = f"Write it {where}, or write not-stated there if the source does not say."
            return document.problem("missing-text", (*loc, name), "the text is missing", hint)
        hint = f'Add a line "{name}: ..." here.{_describe(model, detail["loc"])}'
        return document.problem("missing-field", (*loc, name), "is required and missing", hint)
    if kind == "extra_forbidden":
        known = _fields_at(model, detail["loc"][:-1])
        name = str(detail["loc"][-1])
        hint = did_you_mean(name, known, f"Known here: {', '.join(known)}.")
        return document.problem("unknown-field", loc, "there is no such field here", hint, key=True)
    if node == "":
        about = _describe(model, detail["loc"])
        hint = f"Write something after the colon, not-stated if the source does not say, or delete the line.{about}"
        return document.problem("empty-field", loc, "is empty", hint, key=True)
    if kind in ("date", "number", "flag", "no-place", "not-stated", "subject"):
        hint = str(detail.get("ctx", {}).get("hint", ""))
        return document.problem(f"bad-{kind}" if "-" not in kind else kind, loc, _quoted(node) + detail["msg"], hint)
    if kind in ("literal_error", "enum"):
        expected = str(detail.get("ctx", {}).get("expected", ""))
        choices = [part.strip("'\" ") for part in expected.replace(" or ", ", ").split(",")]
        hint = did_you_mean(str(node), choices, f"It can be: {', '.join(choices)}.")
        return document.problem("bad-choice", loc, f"{_quoted(node)}is not one of the choices", hint)
    if kind == "string_pattern_mismatch":
        hint = FORMS[detail["ctx"]["pattern"]].hint
        return document.problem("bad-form", loc, f"{_quoted(node)}does not have the right form", hint)
    if kind == "less_than_equal":
        return document.problem("bad-number", loc, f"{_quoted(node)}is too large", f"At most {detail['ctx']['le']}.")
    hint = "Compare the examples in docs/fields.md."
    if kind.startswith("model") and (names := _fields_at(model, detail["loc"])):
        hint = f"Write {{{', '.join(f'{name}: ...' for name in names)}}}, as much of it as there is. {hint}"
    return document.problem("wrong-type", loc, f"should be {_TYPES.get(kind, detail['msg'])}", hint)


_TYPES: Final = {
    "string_type": "text, not a list or a group of facts",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "facts with names, as name: value",
    "model_type": "facts with names, as name: value",
    "model_attributes_type": "facts with names, as name: value",
}


def _quoted(node: object) -> str:
    return f'"{node[:60]}" ' if isinstance(node, str) else ""


def _walk(loc: tuple[str | int, ...], data: Data) -> tuple[Loc, Data]:
    """The part of pydantic's location that the editor wrote, and what stands there."""
    path: list[str | int] = []
    node: Data = data
    for part in loc:
        inner = _step(node, part)
        if inner is not None:
            node = inner
            path.append(part)
    return tuple(path), node


def _step(node: Data, part: str | int) -> Data | None:
    if isinstance(node, dict):
        return node.get(str(part))
    return node[part] if isinstance(node, list) and isinstance(part, int) and part < len(node) else None


def _models_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[type[BaseModel]]:
    """The models that a location inside a record leads to."""
    here: list[type[BaseModel]] = [model]
    for part in loc:
        for owner in here:
            info = next((f for name, f in owner.model_fields.items() if part in (name, f.alias)), None)
            if info is not None:
                here = _inner(info.annotation)
                break
    return here


def _inner(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _inner(part)]


def _fields_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    sections = {name for owner in _models_at(model, loc) for name in _section_fields(owner)}
    return [
        info.alias or name
        for owner in _models_at(model, loc)
        for name, info in owner.model_fields.items()
        if name not in sections
    ]


def _section_fields(model: type[BaseModel]) -> list[str]:
    return list(sections_of(model).values()) if issubclass(model, Record) else []


def _describe(model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    """The field's own description, as the end of a hint."""
    for owner in _models_at(model, loc[:-1]):
        for name, info in owner.model_fields.items():
            if loc[-1] in (name, info.alias) and info.description:
                return f" {info.description}"
    return ""
