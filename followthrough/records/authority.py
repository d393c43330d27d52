"""Records of an authority, its sources and its meetings."""

from typing import Literal

from pydantic import Field

from followthrough.records.value import (
    Fact,
    Held,
    MarkdownText,
    OneOrMore,
    OnsCode,
    OrNotStated,
    Record,
    Slug,
    Sources,
    Text,
    WebAddress,
    When,
)

Nation = Literal["England", "Wales", "Scotland", "Northern Ireland"]


class Authority(Held):
    """`authority.yml`: a public body that was inspected."""

    name: Text = Field(description="Its full name.", examples=["Walsall Council"])
    short: Text = Field(description="The name in headings and lists.", examples=["Walsall"])
    code: OnsCode = Field(description="Its ONS (GSS) code.", examples=["E08000030"])
    kind: OrNotStated[Text] = Field(description="What kind of body it is.", examples=["metropolitan borough"])
    nation: Nation = Field(description="Sets whose bank holidays count in statutory deadlines.")
    starts: When | None = Field(None, description="The day it came into being, if it replaced another.")
    ends: When | None = Field(None, description="Its last day, inclusive, if it no longer exists.")
    successor: Slug | None = Field(None, description="The authority that replaced it.")
    summary: MarkdownText | None = Field(None, description="Two or three plain sentences for the top of its page.")
    website: WebAddress | None = Field(None, description="Its own website.")
    services_run_by: Text | None = Field(None, description="Another body that runs the services, such as a trust.")
    facts: tuple[Fact, ...] = Field((), description="Facts that have no field of their own.")


class Source(Held):
    """One entry of `sources.yml`: a published document."""

    title: Text = Field(description="Its title.")
    publisher: OrNotStated[Text] = Field(description="The body that published it.")
    date: OrNotStated[When] = Field(description="Its date.")
    kind: OrNotStated[Text] = Field(description="What kind of document it is.", examples=["Committee report"])
    url: OrNotStated[WebAddress] = Field(description="Its address on the web, or `not-stated`.")
    language: Slug | None = Field(
        None,
        description="Its language, if it is another than the site's. What is quoted from it is then marked as such.",
        examples=["cy"],
    )
    note: MarkdownText | None = Field(
        None, description="Anything a reader should know about it, such as scanning errors."
    )


class Decision(Record):
    """What a meeting decided or was asked, on one item."""

    item: Text | None = Field(None, description="Number and title of the agenda item.")
    text: MarkdownText = Field(description="What was decided, agreed or asked for.")
    source: Sources = Field((), description="Where that is stated.")


class Meeting(Held):
    """One entry of `meetings.yml`: a dated decision or scrutiny, by a named body."""

    date: When = Field(description="When it met, or will meet.")
    moved_from: OneOrMore[When] = Field(
        (),
        description="If it was moved: the date first announced, or a list of all earlier ones, oldest first. "
        "Its address stays, and calendars move it.",
        examples=["2017-05-03"],
    )
    body: Text = Field(description="Who met.", examples=["Cabinet"])
    title: Text | None = Field(
        None,
        description="What it was, where the body that met does not tell.",
        examples=["Annual engagement meeting with Ofsted"],
    )
    kind: Literal["decision", "scrutiny", "engagement", "submission"] = Field(
        description="What it did: decide, scrutinise, meet inspectors, or send something to them."
    )
    outcome: Literal["held", "planned"] = Field(
        description="`planned` if the sources only say that it was to take place."
    )
    summary: MarkdownText = Field(description="What it was about.")
    decisions: tuple[Decision, ...] = Field((), description="What was decided, item by item.")
    inspections: OneOrMore[Slug] = Field((), description="The inspections it dealt with.")
    plans: OneOrMore[Slug] = Field((), description="The plans it dealt with.")
    source: Sources = Field(description="Where this is stated.")
