"""Records of an inspection, its findings and its recommendations."""

from typing import Annotated, Literal

from pydantic import Field

from followthrough.records.value import (
    NOT_STATED,
    Fact,
    Flag,
    Held,
    MarkdownText,
    OneOrMore,
    OrNotStated,
    Record,
    Section,
    Slug,
    Sources,
    Span,
    Superseded,
    Text,
    When,
    Whole,
    Withdrawn,
)


class Judgement(Record):
    """The grade inspectors gave one judgement area."""

    area: Slug = Field(description="The area's key in `frameworks.yml`.")
    grade: OrNotStated[Text] = Field(description="The grade, as the framework words it.")
    source: Sources = Field((), description="Where it is stated.")


class Overall(Record):
    """The overall grade or outcome, where the framework gives one."""

    grade: OrNotStated[Text] = Field(description="The grade or outcome sentence, as the framework words it.")
    source: Sources = Field((), description="Where it is stated.")


class StatedDeadline(Record):
    """The date a source gives for the action plan; the site works out the statutory date itself and shows both."""

    date: When = Field(description="The date as stated.")
    source: Sources = Field(description="Where it is stated.")


class Verdict(Record):
    """What a later visit said of one thing that an earlier one asked for."""

    recommendation: Whole = Field(description="Its number in the inspection that this one follows.")
    verdict: Text = Field(description="The verdict, as worded.")
    note: MarkdownText | None = Field(None, description="What the inspectors said of it.")
    source: Sources = Field((), description="Where it is stated.")


class Inspection(Held):
    """`inspection.yml`: one visit by one or more bodies under one framework."""

    title: Text = Field(description="What to call it in headings.", examples=["Ofsted inspection, 2017"])
    framework: OrNotStated[Slug] = Field(description="The framework's key in `frameworks.yml`.")
    bodies: OneOrMore[OrNotStated[Text]] = Field(description="Who inspected.", examples=["Ofsted"])
    on_site: OrNotStated[Span] = Field(description="The days inspectors were on site, both inclusive.")
    published: OrNotStated[When] | Literal["unpublished"] = Field(
        description="When the report was published; `unpublished` if it never was, `not-stated` if no source says."
    )
    follows: Slug | None = Field(None, description="The earlier inspection that this visit follows up.")
    beside: Slug | None = Field(None, description="The inspection it was carried out together with.")
    overall: Overall | None = Field(None, description="The overall grade or outcome, if the framework gives one.")
    judgements: tuple[Judgement, ...] = Field((), description="The grades, in the framework's order.")
    verdicts: tuple[Verdict, ...] = Field((), description="Verdicts on what the earlier inspection asked for.")
    recommendations_stated: Whole | None = Field(
        None, description="How many recommendations the source says there are; checked against the files."
    )
    findings_complete: Flag = Field(True, description="`false` if the source gives only some of the findings.")
    action_plan_due: StatedDeadline | None = Field(
        None, description="The action plan's deadline, if a source states it."
    )
    lines_of_enquiry: tuple[Text, ...] = Field((), description="What the inspectors agreed to look at.")
    strengths: tuple[Fact, ...] = Field((), description="What the inspectors found to be good.")
    summary: MarkdownText | None = Field(None, description="Two or three plain sentences.")
    facts: tuple[Fact, ...] = Field((), description="Facts that have no field of their own.")
    source: Sources = Field(description="Where this is stated.")


class Response(Record):
    """Who answered, and when."""

    date: OrNotStated[When] = Field(NOT_STATED, description="When the answer was given.")
    by: OrNotStated[Text] = Field(NOT_STATED, description="The post or body that gave it.")
    source: Sources = Field((), description="Where the answer stands, if not where the rest does.")


class _Answered(Held):
    """What findings and recommendations share: a text, the authority's response, themes and sources."""

    title: Text | None = Field(None, description="A short title; without it, the words of the file's name serve.")
    themes: OneOrMore[Slug] = Field((), description="Themes it belongs to, as listed in `themes.yml`.")
    area: OrNotStated[Slug] = Field(NOT_STATED, description="The judgement area it sits under, if the source says so.")
    source: Sources = Field((), description="Where it is stated.")
    response: Response | None = Field(None, description="Who gave the response below, and when.")
    text: Annotated[MarkdownText, Section("")] = Field(
        description="What the inspectors said, before the first heading; `not-stated` if the source does not give it."
    )
    plain_words: Annotated[MarkdownText | None, Section("In plain words")] = Field(
        None, description="What it means for children and families, in everyday words."
    )
    we_said: Annotated[MarkdownText | None, Section("We said")] = Field(
        None, description="What the authority said about it."
    )
    we_have: Annotated[MarkdownText | None, Section("We have")] = Field(
        None, description="What the authority says it has done."
    )
    we_will: Annotated[MarkdownText | None, Section("We will")] = Field(
        None, description="What the authority says it will do."
    )

    @property
    def in_short(self) -> str:
        """What to show of it in a list, in Markdown: the plain words, or else the text."""
        return self.plain_words or self.text

    @property
    def tells_area(self) -> bool:
        """Whether it says which area it sits under, if only that no source does."""
        return "area" in self.model_fields_set

    @property
    def is_answered(self) -> bool:
        """Whether it has any of the three sections of a response."""
        return any(text not in (None, NOT_STATED) for text in (self.we_said, self.we_have, self.we_will))


class Finding(_Answered):
    """`findings/<number>-<name>.md`: a numbered paragraph of what the inspectors said."""

    recommendations: OneOrMore[Whole] = Field((), description="Numbers of the recommendations that belong to it.")


class Recommendation(_Answered):
    """`recommendations/<number>-<name>.md`: a numbered thing the inspectors asked for."""

    called: Text | None = Field(
        None,
        description="What the inspectors call it, if not what its framework says.",
        examples=["area for priority action"],
    )
    findings: OneOrMore[Whole] = Field((), description="Numbers of the findings it rests on.")
    lead: OrNotStated[Text] | None = Field(None, description="The posts that lead on it.")
    withdrawn: Withdrawn | None = Field(None, description="If it no longer stands.")
    superseded: Superseded | None = Field(None, description="If another takes its place; `by` is that one's number.")
