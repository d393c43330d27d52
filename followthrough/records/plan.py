"""Records of a plan: its actions and its reviews."""

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from followthrough.records.value import (
    NOT_STATED,
    ActionId,
    Due,
    Fact,
    Flag,
    Held,
    MarkdownText,
    OneOrMore,
    OrNotStated,
    RecommendationRef,
    Record,
    Slug,
    Sources,
    Span,
    Superseded,
    Text,
    When,
    Whole,
    Withdrawn,
)

Assessor = Literal["self-assessed", "board-agreed", "inspector-verified", "peer-reviewed", "not-stated"]


class Priority(Record):
    """One of the plan's priorities, strategic aims or drivers."""

    number: Whole = Field(description="Its number in the plan.")
    text: Text = Field(description="What it is.")
    source: Sources = Field((), description="Where it is stated.")


class Money(Record):
    """An amount that the plan depends on."""

    amount: OrNotStated[Text] = Field(description="The amount, as stated.", examples=["£2.5 million"])
    what: MarkdownText = Field(description="What it is for, and whether it was asked for, agreed or spent.")
    source: Sources = Field(description="Where it is stated.")


class Plan(Held):
    """`plan.yml`: a named improvement plan."""

    title: Text = Field(description="Its name.")
    inspections: OneOrMore[Slug] = Field((), description="The inspections it answers.")
    also_covers: MarkdownText | None = Field(None, description="What else it covers, beside inspections.")
    period: OrNotStated[Span] = Field(NOT_STATED, description="The time it covers.")
    agreed: OrNotStated[When] = Field(NOT_STATED, description="When it was agreed.")
    bodies: OneOrMore[OrNotStated[Text]] = Field(description="The bodies that answer for it.")
    board: OrNotStated[Text] = Field(NOT_STATED, description="The board that oversees it, and the post in the chair.")
    oversight: MarkdownText | None = Field(None, description="Who else watches over it, and how often.")
    scale: OrNotStated[Slug] = Field(
        NOT_STATED, description="The scale it rates progress on, as listed in `scales.yml`."
    )
    measures: OneOrMore[Slug] = Field((), description="The measures that show whether it works.")
    priorities: tuple[Priority, ...] = Field((), description="Its priorities, aims or drivers.")
    actions_published: Flag = Field(
        True, description="`false` if the plan has actions that the sources do not give, or not all of them."
    )
    money: tuple[Money, ...] = Field((), description="Amounts it depends on.")
    facts: tuple[Fact, ...] = Field((), description="Facts that have no field of their own.")
    summary: MarkdownText | None = Field(None, description="Two or three plain sentences.")
    withdrawn: Withdrawn | None = Field(None, description="If it was given up.")
    superseded: Superseded | None = Field(
        None, description="If another plan takes its place; `by` is that plan's folder."
    )
    source: Sources = Field(description="Where this is stated.")


class Action(Held):
    """One entry of `actions.yml`: one promised piece of work."""

    id: ActionId = Field(description="Its number or letter in the plan.", examples=["4.10"])
    text: MarkdownText = Field(description="What was promised.")
    owner: OrNotStated[Text] = Field(NOT_STATED, description="The post that owns it; never a person's name.")
    due: Due = Field(Due(by=NOT_STATED), description="When it is due: a date, or `by` and the source's `words`.")
    agreed: OrNotStated[When] | None = Field(None, description="When it was promised, if not with the plan.")
    completed: OrNotStated[When] | None = Field(
        None, description="When it was completed; `not-stated` if a source says it is complete but not since when."
    )
    priority: Whole | None = Field(None, description="The number of the plan's priority it belongs to.")
    recommendations: OneOrMore[RecommendationRef] = Field((), description="The recommendations it addresses.")
    measures: OneOrMore[Slug] = Field((), description="The measures that show whether it works.")
    note: MarkdownText | None = Field(None, description="Anything a reader should know about it.")
    withdrawn: Withdrawn | None = Field(None, description="If it was taken out of the plan.")
    superseded: Superseded | None = Field(None, description="If another action takes its place; `by` is its id.")
    source: Sources = Field((), description="Where it is stated.")


class EarlierRating(Record):
    """A rating printed beside the current one, without a date of its own."""

    column: Text = Field(description="What the source calls the column it stands in.")
    rating: OrNotStated[Text] = Field(description="The rating, verbatim.")


class RatingEntry(Record):
    """What a review says of one recommendation, action or priority, or of the whole plan."""

    recommendation: RecommendationRef | None = Field(None, description="The recommendation it is about.")
    action: ActionId | None = Field(None, description="The action it is about.")
    priority: Whole | None = Field(None, description="The priority it is about.")
    plan: Flag = Field(False, description="`true` if it is about the plan as a whole.")
    rating: OrNotStated[Text] | None = Field(
        None, description="The rating, verbatim; left out if the review says something but rates nothing."
    )
    withdrawn: Flag = Field(False, description="`true` if the earlier rating was taken back and none put in its place.")
    earlier: tuple[EarlierRating, ...] = Field((), description="Ratings printed beside it, without dates of their own.")
    direction: OrNotStated[Text] | None = Field(None, description="The direction of travel, verbatim.")
    note: MarkdownText | None = Field(None, description="What the review says of it.")
    completed: Flag = Field(False, description="`true` if the review says that the action is complete.")
    due: Due | None = Field(None, description="A revised due date.")
    moved_because: OrNotStated[Text] | None = Field(None, description="Why the date moved.")
    evidence: OneOrMore[OrNotStated[Text]] = Field((), description="What it rests on.")
    source: Sources = Field((), description="Where it is stated, if not where the whole review is.")

    @model_validator(mode="after")
    def _one_subject(self) -> "RatingEntry":
        named = [self.recommendation, self.action, self.priority, self.plan or None]
        if sum(subject is not None for subject in named) != 1:
            hint = "Name exactly one of recommendation:, action:, priority: or plan: true."
            raise PydanticCustomError("subject", "does not say what it is about, or says it twice", {"hint": hint})
        return self

    @property
    def only_completes(self) -> bool:
        """Whether it says that the action is complete, and nothing more."""
        more = (self.rating, self.note, self.direction, self.due, self.earlier, self.evidence)
        return self.completed and not any(more)


class Review(Held):
    """`reviews/<date>.yml`: a dated progress report on the plan."""

    assessed_by: OrNotStated[Text] = Field(description="The post or body that made the assessment.")
    assurance: Assessor = Field(description="Who says so: how the assessment was made or confirmed.")
    summary: MarkdownText | None = Field(None, description="What the review says of the plan as a whole.")
    ratings: tuple[RatingEntry, ...] = Field((), description="What it says of each thing it names.")
    facts: tuple[Fact, ...] = Field((), description="Facts that have no field of their own.")
    source: Sources = Field(description="Where this is stated.")
