"""The shape of the data: what `data/register.json` and the records' own files hold, with a description of each part.

The JSON Schema comes from here, and programs may read the data back through these models. What an editor wrote stands
under `record`; what the site worked out, from all records and one date, stands under `derived`.
"""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from followthrough import records
from followthrough.records import Due, When
from followthrough.register.changes import Kind
from followthrough.register.statuses import Because, StatusWord

FORMAT = "1"
"""Goes up when a program that reads the data would have to change; new keys do not count."""

OVERDUE = "Days past the due date and not complete; 0 if it is not overdue, empty if no source states its due date."
SLIPPED = "Days from the first due date that a source states to the last; empty if that cannot be told."
LATE = "Of what is complete: days from the first due date to its completion, 0 if on time; empty if it cannot be told."
KINDS_OF_CHANGE = (
    "What happened: an `inspection` was published, a `visit` ended, a `plan` or an `action` was agreed, a `review` was "
    "reported, a `rating` was given in it (`complete` too), a due date `moved`, an action was `completed` on a day "
    "that a source gives, something was `withdrawn` or `superseded`, a `value` of a measure, a `meeting`, or an "
    "authority was `replaced`. An action can have a rating as complete and be `completed`: count things, not changes."
)
SILENT = (
    "If nothing was heard for too long: whole months since the last review. Without a review they count from the day "
    "the plan was agreed, its period began or, without those, the inspection that it answers was published."
)


class Shape(BaseModel):
    """What every part does: keys are always all there, and nothing else is."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Tally(Shape):
    """How many of a total have each status."""

    total: int = Field(description="How many there are.")
    by: dict[StatusWord, int] = Field(description="How many of them have each status; they add up to the total.")
    unmapped: int = Field(description="How many of those not rated do have a rating, `unmapped` to a status.")


class Status(Shape):
    """Where something stands, and who says so."""

    word: StatusWord = Field(description="The common status.")
    because: Because = Field(
        description="What it follows from: a `rating`, a `report` of completion, the `record` itself, `silence` "
        "(nobody rated it), a rating `unmapped` to a status, or its being `withdrawn` or `superseded`."
    )
    rating: str | None = Field(description="The latest rating, verbatim.")
    meaning: str | None = Field(description="What the authority has published that the rating means.")
    review: str | None = Field(description="The id of the review that gave it.")
    date: datetime.date | None = Field(description="The date of that review.")
    assurance: str | None = Field(description="Who says so: how the assessment was made or confirmed.")
    assessed_by: str | None = Field(description="The post or body that made the assessment.")


class Holiday(Shape):
    """A bank holiday."""

    day: datetime.date = Field(description="Its date.")
    name: str = Field(description="Its name.")


class Deadline(Shape):
    """A statutory deadline and how it was worked out."""

    start: datetime.date = Field(description="The day of publication, which does not count.")
    working_days: int = Field(description="How many working days the law gives.")
    end: datetime.date = Field(description="The last day on which the plan is in time.")
    law: str = Field(description="The law that sets it.")
    what: str = Field(description="What must be sent, and to whom.")
    nation: str = Field(description="The nation whose bank holidays count.")
    holidays: list[Holiday] = Field(description="Bank holidays in between that were left out.")


class Move(Shape):
    """A due date that a review moved."""

    review: str = Field(description="The id of the review that moved it.")
    date: datetime.date = Field(description="The date of that review.")
    old: Due = Field(description="The due date before.")
    new: Due = Field(description="The due date after.")
    because: str | None = Field(description="Why, if the review says so.")
    days: int | None = Field(description="Days from the end of the old date to the end of the new one.")


class Given(Shape):
    """A later visit's verdict on a recommendation."""

    inspection: str = Field(description="The id of the later inspection.")
    verdict: str = Field(description="The verdict, as worded.")


class _Thing(Shape):
    id: str = Field(description="Its id: the same in every file and in every build.")
    page: str = Field(description="The address of the page that shows it.")


class OfAuthority(Shape):
    """What follows for an authority."""

    former: bool = Field(description="Whether it no longer exists.")
    predecessors: list[str] = Field(description="Ids of the authorities it replaced.")
    successor: str | None = Field(description="Id of the authority that replaced it.")
    inspections: list[str] = Field(description="Ids of its inspections, newest first.")
    plans: list[str] = Field(description="Ids of its plans, open ones first.")
    measures: list[str] = Field(description="Ids of its measures.")
    recommendations: Tally = Field(description="Its recommendations, by status.")
    actions: Tally = Field(description="Its actions, by status.")
    overdue: int = Field(description="How many of its actions are overdue.")
    dated: int = Field(description="How many of its actions have a due date.")
    dated_in_force: int = Field(
        description="How many of those are of plans that have not ended. The overdue ones are out of these."
    )


class Authority(_Thing):
    """A public body that was inspected."""

    record: records.Authority
    derived: OfAuthority


class Source(_Thing):
    """A published document. `document` in citations is its `slug`."""

    authority: str = Field(description="The id of the authority whose records cite it.")
    slug: str = Field(description="Its name in citations.")
    record: records.Source


class OfMeeting(Shape):
    """What follows for a meeting."""

    inspections: list[str] = Field(description="Ids of the inspections it dealt with.")
    plans: list[str] = Field(description="Ids of the plans it dealt with.")


class Meeting(_Thing):
    """A dated decision or scrutiny."""

    authority: str = Field(description="The id of the authority.")
    record: records.Meeting
    derived: OfMeeting


class OfInspection(Shape):
    """What follows for an inspection."""

    date: When | None = Field(description="When it was published, or else when the visit ended or began.")
    deadline: Deadline | None = Field(description="The statutory deadline of the action plan.")
    follows: str | None = Field(description="Id of the earlier inspection that it follows up.")
    followed_by: list[str] = Field(description="Ids of later visits that follow it up.")
    beside: list[str] = Field(description="Ids of the inspections carried out together with it.")
    plans: list[str] = Field(description="Ids of the plans that answer it.")
    meetings: list[str] = Field(description="Ids of the meetings that dealt with it, newest first.")
    recommendations: Tally = Field(description="What it asked for, by status.")


class Inspection(_Thing):
    """One visit by one or more bodies under one framework."""

    authority: str = Field(description="The id of the authority.")
    record: records.Inspection
    derived: OfInspection


class OfFinding(Shape):
    """What follows for a finding."""

    recommendations: list[str] = Field(description="Ids of the recommendations that belong to it.")
    answered: bool = Field(description="Whether the authority's response to it is known.")


class Finding(_Thing):
    """A numbered paragraph of what the inspectors said."""

    inspection: str = Field(description="The id of the inspection.")
    number: int = Field(description="Its number.")
    title: str = Field(description="What it is called.")
    record: records.Finding
    derived: OfFinding


class OfRecommendation(Shape):
    """What follows for a recommendation."""

    asks: str = Field(description="What the inspectors call it.")
    status: Status = Field(description="Where it stands.")
    findings: list[str] = Field(description="Ids of the findings it rests on.")
    answers: list[str] = Field(description="Ids of the finding or recommendation with which a response stands.")
    actions: list[str] = Field(description="Ids of the actions that address it.")
    measures: list[str] = Field(description="Ids of the measures that throw light on it.")
    verdicts: list[Given] = Field(description="What later visits said of it.")
    untracked: bool = Field(description="Whether no published action addresses it.")


class Recommendation(_Thing):
    """A numbered thing the inspectors asked for."""

    inspection: str = Field(description="The id of the inspection.")
    number: int = Field(description="Its number.")
    title: str = Field(description="What it is called.")
    record: records.Recommendation
    derived: OfRecommendation


class OfPlan(Shape):
    """What follows for a plan."""

    status: Status = Field(description="Where it stands as a whole.")
    priorities: dict[int, Status] = Field(description="Where each of its priorities stands, by number.")
    open: bool = Field(description="Whether it still counts: neither withdrawn nor superseded nor complete.")
    silent_months: int | None = Field(description=SILENT)
    inspections: list[str] = Field(description="Ids of the inspections it answers.")
    measures: list[str] = Field(description="Ids of the measures that show whether it works.")
    reviews: list[str] = Field(description="Ids of its reviews, newest first.")
    meetings: list[str] = Field(description="Ids of the meetings that dealt with it, newest first.")
    superseded_by: str | None = Field(description="Id of the plan that took its place.")
    supersedes: list[str] = Field(description="Ids of the plans whose place it took.")
    actions: Tally = Field(description="Its actions, by status.")


class Plan(_Thing):
    """A named improvement plan."""

    authority: str = Field(description="The id of the authority.")
    record: records.Plan
    derived: OfPlan


class OfAction(Shape):
    """What follows for an action."""

    status: Status = Field(description="Where it stands.")
    due: Due = Field(description="The due date that counts now; the original one is in `record`.")
    due_day: datetime.date | None = Field(description="The last day it can mean.")
    overdue_days: int | None = Field(description=OVERDUE)
    slipped_days: int | None = Field(description=SLIPPED)
    late_days: int | None = Field(description=LATE)
    completed: When | None = Field(description="When it was completed.")
    left_open: bool = Field(description="Whether its plan ended before anybody reported it complete.")
    moves: list[Move] = Field(description="Every move of its due date, oldest first.")
    recommendations: list[str] = Field(description="Ids of the recommendations it addresses.")
    measures: list[str] = Field(description="Ids of the measures that show whether it works.")
    gaps: list[str] = Field(description="What is missing to follow it up: `owner`, `date`.")


class Action(_Thing):
    """One promised piece of work of a plan."""

    plan: str = Field(description="The id of the plan.")
    record: records.Action
    derived: OfAction


class Rated(Shape):
    """What a review's rating comes to."""

    subject: str = Field(description="The id of what it rates.")
    status: StatusWord = Field(description="The common status the rating stands for.")
    meaning: str | None = Field(description="What the authority has published that the rating means.")


class OfReview(Shape):
    """What follows for a review."""

    previous: str | None = Field(description="Id of the review before.")
    rated: list[Rated] = Field(description="What its ratings come to, in the order of `ratings` in `record`.")


class Review(_Thing):
    """A dated progress report on a plan."""

    plan: str = Field(description="The id of the plan.")
    date: datetime.date = Field(description="Its date.")
    record: records.Review
    derived: OfReview


class OfMeasure(Shape):
    """What follows for a measure."""

    latest: records.Value | None = Field(description="Its newest value.")
    recommendations: list[str] = Field(description="Ids of the recommendations it throws light on.")
    plans: list[str] = Field(description="Ids of the plans it belongs to.")
    actions: list[str] = Field(description="Ids of the actions it belongs to.")


class Measure(_Thing):
    """An indicator with its values over time."""

    authority: str = Field(description="The id of the authority.")
    record: records.Measure
    derived: OfMeasure


class OfTheme(Shape):
    """What follows for a theme."""

    recommendations: list[str] = Field(description="Ids of the recommendations that belong to it.")
    findings: list[str] = Field(description="Ids of the findings that belong to it.")
    measures: list[str] = Field(description="Ids of the measures that belong to it.")


class Theme(_Thing):
    """A topic that recommendations of different authorities share."""

    record: records.Theme
    derived: OfTheme


class Register(Shape):
    """Everything the site reports, as it stands on one day."""

    format: Literal["1"] = Field(description="The version of this format.")
    as_of: datetime.date = Field(description="The day it shows.")
    address: str = Field(description="The address of the site.")
    licence: str = Field(description="The licence of the data.")
    site: records.Site = Field(description="Who publishes it.")
    frameworks: dict[str, records.Framework] = Field(description="The rules of inspections, by key.")
    scales: dict[str, records.Scale] = Field(description="The ratings that plans use, by key.")
    glossary: list[records.Term] = Field(description="Words explained.")
    themes: list[Theme] = Field(description="All themes.")
    authorities: list[Authority] = Field(description="All authorities, in order of name.")
    sources: list[Source] = Field(description="All sources.")
    inspections: list[Inspection] = Field(description="All inspections.")
    findings: list[Finding] = Field(description="All findings.")
    recommendations: list[Recommendation] = Field(description="All recommendations.")
    plans: list[Plan] = Field(description="All plans.")
    actions: list[Action] = Field(description="All actions.")
    reviews: list[Review] = Field(description="All reviews, with what they rate.")
    measures: list[Measure] = Field(description="All measures, with their values.")
    meetings: list[Meeting] = Field(description="All meetings.")


class Change(Shape):
    """One thing that happened."""

    id: str = Field(description="Its id: the same in every build.")
    day: datetime.date = Field(description="The day on which it counts: a month or a year stands at its end.")
    when: str = Field(description="The date as the source gives it, whole or partial.")
    kind: Kind = Field(description=KINDS_OF_CHANGE)
    authority: str = Field(description="The id of the authority.")
    subject_kind: str = Field(description="What it happened to: an `action`, a `measure`, ...")
    subject: str = Field(description="The id of what it happened to.")
    page: str = Field(description="The address that shows it.")
    title: str = Field(description="The change in one sentence.")
    summary: str | None = Field(description="More about it, in plain words.")
    status: StatusWord | None = Field(description="Of a rating: the common status.")
    rating: str | None = Field(description="Of a rating: the rating, verbatim.")
    old_due: Due | None = Field(description="Of a moved date: the due date before.")
    new_due: Due | None = Field(description="Of a moved date: the due date after.")
    value: records.Value | None = Field(description="Of a measure: the value.")


class Changes(Shape):
    """Everything that happened, oldest first."""

    format: Literal["1"] = Field(description="The version of this format.")
    as_of: datetime.date = Field(description="The last day it covers.")
    address: str = Field(description="The address of the site.")
    licence: str = Field(description="The licence of the data.")
    changes: list[Change] = Field(description="The changes, oldest first.")
