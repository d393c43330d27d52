"""Facts that span records: one small rule each, in one list.

A rule is a function from the content to the problems it finds; its docstring says what it demands, for editors, and
becomes its entry in docs/rules.md. The name of a problem's rule is the function's name, with hyphens.
"""

from datetime import date
from typing import Final

from followthrough.check.content import Content
from followthrough.check.rules.dates import date_order, framework_period, loop, meeting_move
from followthrough.check.rules.facts import (
    address_collision,
    compliance,
    impossible_date,
    numbering,
    prose_collision,
    repeated_action,
    required_file,
    review_date,
    sum_of_parts,
    unexplained_status,
)
from followthrough.check.rules.figures import missing_judgement, no_source, percentage, repeated
from followthrough.check.rules.grades import (
    overall_grade,
    unknown_area,
    unknown_framework,
    unknown_grade,
    unknown_rating,
    unknown_scale,
)
from followthrough.check.rules.names import (
    one_language,
    unknown_action,
    unknown_authority,
    unknown_finding,
    unknown_inspection,
    unknown_language,
    unknown_measure,
    unknown_plan,
    unknown_recommendation,
    unknown_source,
    unknown_theme,
)
from followthrough.check.rules.prose import (
    heading_level,
    image,
    indented_text,
    link_text,
    link_to_nowhere,
    pasted_list,
    raw_html,
    table_header,
    text_length,
    unclosed_markup,
    unsafe_link,
)
from followthrough.check.rules.walk import Rule
from followthrough.check.rules.wording import abbreviation, jargon, long_sentence
from followthrough.problem import Problem


def check_rules(content: Content, today: date) -> list[Problem]:
    """What every rule finds in this content, on this day."""
    found = [problem for rule in _OF_RECORDS for problem in rule(content, today)]
    return found + [problem for part in content.in_parts() for rule in _OF_TEXTS for problem in rule(part, today)]


_OF_RECORDS: Final[tuple[Rule, ...]] = (
    required_file,
    compliance,
    address_collision,
    prose_collision,
    unexplained_status,
    numbering,
    unknown_language,
    one_language,
    unknown_theme,
    unknown_source,
    unknown_finding,
    unknown_recommendation,
    unknown_framework,
    unknown_area,
    unknown_grade,
    overall_grade,
    unknown_inspection,
    unknown_plan,
    unknown_measure,
    unknown_scale,
    unknown_rating,
    unknown_action,
    repeated_action,
    unknown_authority,
    sum_of_parts,
    impossible_date,
    review_date,
    date_order,
    framework_period,
    loop,
    meeting_move,
    missing_judgement,
    percentage,
    repeated,
    no_source,
)
_OF_TEXTS: Final[tuple[Rule, ...]] = (
    text_length,
    heading_level,
    image,
    unsafe_link,
    link_to_nowhere,
    link_text,
    table_header,
    raw_html,
    unclosed_markup,
    pasted_list,
    indented_text,
    long_sentence,
    abbreviation,
    jargon,
)
RULES: Final = (*_OF_RECORDS, *_OF_TEXTS)
"""Every rule; those of texts look at `passages`, a part of the content at a time."""
