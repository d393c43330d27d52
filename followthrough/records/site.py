"""Records of the whole site: who publishes it, and the lists that all authorities share."""

from typing import Literal

from pydantic import Field

from followthrough.records.value import (
    NOT_STATED,
    Address,
    Flag,
    Held,
    Mailbox,
    MarkdownText,
    OneOrMore,
    OrNotStated,
    Record,
    Slug,
    Text,
    When,
    Whole,
)

Status = Literal["complete", "on track", "at risk", "off track", "not started", "not rated"]


class Contact(Record):
    """How to reach the people who answer for the site: a team or a post, never a person's name."""

    name: Text = Field(description="A team or a post.", examples=["Improvement team"])
    email: Mailbox = Field(description="A shared mailbox.")
    telephone: Text | None = Field(None, description="Telephone number, with the area code.")
    address: Text | None = Field(None, description="Postal address, in one line.")


class KnownProblem(Record):
    """A part of the site that some people cannot use."""

    what: Text = Field(description="What does not work, and for whom.")
    criterion: Text = Field(description="The WCAG success criterion it fails, number and name.")
    reason: Literal["not yet mended", "disproportionate burden", "outside the regulations"] = Field(
        description="Why it stays so for now."
    )
    alternative: Text = Field(description="What to do instead.")
    mended_by: When | None = Field(None, description="When it will be mended.")


class Accessibility(Record):
    """Facts for the accessibility statement (SI 2018/952, regulation 8)."""

    status: Literal["fully compliant", "partially compliant", "not compliant"] = Field(description="With WCAG 2.2 AA.")
    prepared: When = Field(description="When the statement was first prepared.")
    reviewed: When = Field(description="When it was last reviewed.")
    tested: When = Field(description="When the site was last tested.")
    tested_by: Text = Field(description="Who tested it: an organisation or a post.")
    method: Text = Field(description="How it was tested, in plain words.")
    response_days: Whole = Field(description="Working days within which the contact answers.", examples=[5])
    known_problems: tuple[KnownProblem, ...] = Field((), description="What some people cannot use.")


class PlainEnglish(Record):
    """What is reported about wording. These are warnings: nothing is held up by them."""

    sentence_words: Whole = Field(30, description="A sentence with more words than this is reported.")
    jargon: dict[Text, Text] = Field(
        {},
        description="Words to be reported besides those the program knows, each with a plainer one.",
        examples=["{signposting: telling people where to go}"],
    )
    ignore: OneOrMore[Text] = Field((), description="Words and short names that are not reported.", examples=["DfE"])


class Site(Record):
    """`site.yml`: who publishes the site, and its settings."""

    title: Text = Field(description="The site's name.", examples=["Followthrough"])
    summary: MarkdownText = Field(
        description="What the site is, in one or two sentences; shown first on the home page."
    )
    publisher: Text = Field(description="The body that publishes the site.")
    contact: Contact = Field(description="Who answers for the site.")
    languages: tuple[Slug, ...] = Field(
        ("en",), description="The language of the site, one that `templates/words` has words for."
    )
    stale_after_months: Whole = Field(
        6, le=1200, description="An open plan without a review for longer than this many months counts as silent."
    )
    licence: Text = Field(description="The licence of the content and data.")
    accessibility: Accessibility = Field(description="Facts for the accessibility statement.")
    plain_english: PlainEnglish = Field(PlainEnglish(), description="Thresholds for warnings about wording.")


class Theme(Record):
    """One entry of `themes.yml`: a topic that recommendations of different authorities share."""

    name: Text = Field(description="The theme's name, in sentence case.")
    description: MarkdownText = Field(description="What it covers, in a sentence a resident understands.")


class Term(Record):
    """One entry of `glossary.yml`."""

    term: Text = Field(description="The word or short name as it appears in texts.", examples=["MASH"])
    stands_for: Text | None = Field(None, description="The full name, if the term is an abbreviation.")
    meaning: MarkdownText = Field(description="What it means, in a sentence a resident understands.")
    also: OneOrMore[Text] = Field(
        (),
        description="Other words people use for it, so that search finds them. Abbreviations and plurals among them "
        "are also explained where a text uses them.",
    )


class ProsePage(Held):
    """What may stand above the text of a prose page."""

    title: Text | None = Field(None, description="The title, if it is not the heading of level 1.")
    description: Text | None = Field(None, description="What the page is about, for search engines.")


class Redirect(Record):
    """One entry of `redirects.yml`: an address that was published once and has moved, with all that is below it."""

    old: Address = Field(alias="from", description="The old address.", examples=["/walsall/2017-inspection/"])
    to: Address = Field(description="Where it is now.", examples=["/walsall/2017-sif/"])


class ScaleRating(Record):
    """One rating of a scale, as the plan prints it."""

    rating: Text = Field(description="The rating, verbatim.", examples=["Amber"])
    meaning: OrNotStated[Text] = Field(
        NOT_STATED, description="What the authority has published that it means, or `not-stated`."
    )
    status: Status = Field(description="The common status it stands for.")


class Scale(Record):
    """One entry of `scales.yml`: the ratings a plan uses, verbatim, and how they map to the common statuses."""

    name: Text = Field(description="What to call it.", examples=["Red, amber, green"])
    ratings: tuple[ScaleRating, ...] = Field(description="The ratings, best first.")
    basis: Literal["published", "inferred", "none"] = Field(
        description="Whether the authority published what they mean, we inferred it, or nothing allows a mapping."
    )
    basis_note: Text = Field(
        description="Where the mapping comes from: the published key, or from what it was inferred."
    )


class Area(Record):
    """A judgement area of a framework."""

    key: Slug = Field(description="Its name in content files.")
    name: Text = Field(description="Its name as the framework words it.")
    within: Slug | None = Field(None, description="The area that it is part of, if any.")


class Deadline(Record):
    """A statutory deadline for the answer to an inspection."""

    working_days: Whole = Field(le=1000, description="Working days after publication.")
    law: Text = Field(description="The law that sets it.")
    what: Text = Field(description="What must be sent, and to whom.")


class Framework(Record):
    """One entry of `frameworks.yml`: the rules of an inspection between two dates."""

    name: Text = Field(description="Full name.")
    short: Text = Field(description="Short name.", examples=["SIF"])
    bodies: OneOrMore[Text] = Field(description="Who inspects under it.")
    starts: OrNotStated[When] | None = Field(None, description="First day, month or year it applied.")
    ends: OrNotStated[When] | None = Field(None, description="Last day, month or year it applied, inclusive.")
    areas: tuple[Area, ...] = Field((), description="Judgement areas, in order, as worded.")
    grades: tuple[Text, ...] = Field((), description="Grades or outcome sentences, best first, exactly as worded.")
    overall: Flag = Field(description="Whether it gives an overall grade or outcome.")
    asks: Text = Field(
        "recommendation", description="What it calls what it asks for.", examples=["area for improvement"]
    )
    asks_plural: Text = Field("recommendations", description="The same, in the plural.")
    verdicts: tuple[Text, ...] = Field((), description="Verdicts on what an earlier visit asked for, as worded.")
    deadline: Deadline | None = Field(None, description="The statutory deadline for the action plan, if there is one.")
    description: MarkdownText = Field(description="What it is, for residents.")

    @property
    def names_asks(self) -> bool:
        """Whether it has a name of its own for what it asks for."""
        return "asks" in self.model_fields_set
