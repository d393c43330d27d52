"""Promises stay: an action published once is still in its plan, and the date it was first due by has not changed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from followthrough.check.content import Content
from followthrough.pages.address import address
from followthrough.problem import Place, Problem
from followthrough.recall import PROMISES
from followthrough.records import NOT_STATED, When
from followthrough.register import Register
from followthrough.register.things import Action

_STANDS: Final = "A promise that was given up stays, with withdrawn: and why, or superseded: and what took its place."
_RENAMED: Final = f"If it has another number now, write that in {PROMISES}; if it never was one, delete its line there."
_REVIEWED: Final = "Put the first date back. A review says when and why it moved: due: and moved_because:."
_MISTYPED: Final = f"If it was only typed wrong, mend it in {PROMISES} too."


class Promise(NamedTuple):
    """An action as it was first published: by the address of its plan and its number there, with its first due date.

    `line` is where the file of promises notes it, counted from 1.
    """

    plan: str
    action: str
    due: str
    day: date
    line: int = 0


def noted(words: str, day: date, line: int) -> Promise | None:
    """What a line of the file of promises says after its day; None if it is no promise."""
    parts = words.split()
    if len(parts) != 3 or not parts[0].startswith("/") or not _is_due(parts[2]):
        return None
    plan, action, due = parts
    return Promise(plan, action, due, day, line)


def promises_of(register: Register, today: date) -> Iterator[Promise]:
    """Every action of a register."""
    for authority in register.authorities.values():
        for plan in authority.plans:
            at = address(plan)
            yield from (Promise(at, action.record.id, _due(action), today) for action in plan.actions)


def updated(old: Mapping[tuple[str, str], Promise], register: Register, today: date) -> str:
    """The file's new text: all that it had, and what is new; a first date that had not been known may be known now."""
    together = dict(old)
    for promise in promises_of(register, today):
        before = together.get((promise.plan, promise.action))
        if before is None or (before.due == NOT_STATED and promise.due != NOT_STATED):
            together[promise.plan, promise.action] = promise
    return "".join(f"{one.day} {one.plan} {one.action} {one.due}\n" for _, one in sorted(together.items()))


def check_promises(
    content: Content,
    register: Register,
    moved: Mapping[str, str],
    published: Mapping[tuple[str, str], Promise],
    as_of: date,
    shown: str,
) -> Iterator[Problem]:
    """Actions that were published by a day and are gone, and first dates that are others now.

    `shown` is the content folder's name. A plan that moved is looked for where `moved` says; of one that is gone, its
    own address is missed.
    """
    if not published:
        return
    plans = {address(plan): plan for authority in register.authorities.values() for plan in authority.plans}
    actions = {at: {action.record.id: action for action in plan.actions} for at, plan in plans.items()}
    gone: dict[str, list[Promise]] = defaultdict(list)
    for promise in published.values():
        at = promise.plan if promise.plan in plans else moved.get(promise.plan, "")
        if promise.day > as_of or not at:
            continue
        action = actions.get(at, {}).get(promise.action)
        if action is None:
            gone[promise.plan].append(promise)
        elif promise.due != _due(action) and not _within(promise.due, action):
            yield _changed(content, promise, action)
    for at, lost in gone.items():
        yield _gone(at, sorted(lost, key=lambda promise: promise.line), shown)


def _gone(at: str, lost: list[Promise], shown: str) -> Problem:
    names = ", ".join(promise.action for promise in lost)
    what = f"action {names} of {at} was" if len(lost) == 1 else f"{len(lost)} actions of {at} were"
    message = f"{what} published and {'is' if len(lost) == 1 else 'are'} gone" + (f": {names}" if len(lost) > 1 else "")
    place, hint = Place(lost[0].line, 1, 1), f"{_STANDS} {_RENAMED}"
    return Problem(f"{shown}/{PROMISES}", place, "warning", "vanished-promise", "", message, hint)


def _changed(content: Content, promise: Promise, action: Action) -> Problem:
    plan = content.authorities[action.plan.authority.slug].plans[action.plan.slug]
    entry = next(entry for entry in plan.actions if entry.record.id == promise.action)
    message = f"action {promise.action} was published as first due by {promise.due}, and is now {_due(action)}"
    return entry.problem("changed-promise", ("due",), message, f"{_REVIEWED} {_MISTYPED}", severity="warning")


def _due(action: Action) -> str:
    by = action.record.due.by
    return by.text if isinstance(by, When) else by


def _within(due: str, action: Action) -> bool:
    """Whether the action's first date is the one noted, now known more closely."""
    by = action.record.due.by
    if due == NOT_STATED or not isinstance(by, When):
        return due == NOT_STATED
    before = When.parse(due)
    return before.start <= by.start and by.end <= before.end


def _is_due(text: str) -> bool:
    try:
        return text == NOT_STATED or bool(When.parse(text))
    except ValueError:
        return False
