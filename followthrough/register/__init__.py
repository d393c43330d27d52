"""Records to Register: everything linked, and everything that follows from the records and one date.

The only place for derived facts. It cannot fail: check has made sure that every name leads somewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from followthrough.check.content import AuthorityContent, Content
from followthrough.register.assembly import Assembly, Shows
from followthrough.register.things import Authority, Finding, Measure, Recommendation, Theme
from followthrough.register.whole import Register
from followthrough.words import language

__all__ = ["Kept", "Register", "build"]


@dataclass
class Kept:
    """What the last register was made of: authorities of the same content are taken over by the next."""

    settings: tuple[object, ...] = ()
    shared: tuple[object, ...] = ()
    themes: dict[str, Theme] = field(default_factory=dict)
    authorities: dict[str, tuple[AuthorityContent, Authority]] = field(default_factory=dict)

    def begin(self, content: Content, *settings: object) -> None:
        """Forget everything unless what every authority depends on is the same objects, and the settings are equal."""
        shared = (content.site, *content.frameworks.values(), *content.scales.values(), *content.themes.values())
        if settings != self.settings or list(map(id, shared)) != list(map(id, self.shared)):
            self.settings, self.shared = settings, shared
            self.themes = {name: Theme(name, entry.record) for name, entry in sorted(content.themes.items())}
            self.authorities = {}


def build(
    content: Content,
    as_of: date,
    *,
    drafts: bool = False,
    until: datetime | None = None,
    kept: Kept | None = None,
) -> Register:
    """The register of checked content on a day. With `drafts`, records that are held back are in it too.

    On an earlier day than the content's own, what had not happened by then is left out. A record with a `publish_from`
    is shown from that time on; `until` is the time of the build, without it the end of `as_of`. Authorities that are
    the same objects in `content` as when `kept` was last used are taken from it.
    """
    if content.site is None:
        raise ValueError("check reports a missing site.yml")
    shows = Shows(as_of, until or datetime.combine(as_of, time.max), drafts)
    kept = kept or Kept()
    kept.begin(content, as_of, drafts)
    order = language(content.site.record.languages[0]).order
    register = Register(
        site=content.site.record,
        as_of=as_of,
        until=shows.until,
        frameworks={name: entry.record for name, entry in content.frameworks.items()},
        scales={name: entry.record for name, entry in content.scales.items()},
        glossary=sorted((entry.record for entry in content.glossary), key=lambda term: order(term.term)),
        redirects=[entry.record for entry in content.redirects],
        themes=kept.themes,
    )
    before, kept.authorities = kept.authorities, {}
    for slug, folder in sorted(content.authorities.items()):
        if not folder.authority or not shows(folder.authority):
            continue
        known, authority = before.get(slug, (None, None))
        if authority is None or known is not folder or folder.waits:
            ends = folder.authority.record.ends
            authority = Authority(slug, folder.authority.record, former=ends is not None and ends.end < as_of)
            Assembly(register, shows, authority, folder)
        register.authorities[slug] = authority
        kept.authorities[slug] = (folder, authority)
    _fill_themes(register)
    register.authorities = dict(sorted(register.authorities.items(), key=lambda pair: order(pair[1].record.short)))
    _link_authorities(register.authorities)
    return register


def _fill_themes(register: Register) -> None:
    """What belongs to each theme, by the names of authorities and inspections, and by number."""
    found: dict[str, tuple[list[Recommendation], list[Finding], list[Measure]]]
    found = {slug: ([], [], []) for slug in register.themes}
    for authority in register.authorities.values():
        for inspection in sorted(authority.inspections, key=lambda one: one.slug):
            for recommendation in inspection.recommendations:
                for theme in recommendation.themes:
                    found[theme.slug][0].append(recommendation)
            for finding in inspection.findings:
                for theme in finding.themes:
                    found[theme.slug][1].append(finding)
        for measure in authority.measures:
            for theme in measure.themes:
                found[theme.slug][2].append(measure)
    for slug, theme in register.themes.items():
        theme.recommendations, theme.findings, theme.measures = found[slug]


def _link_authorities(authorities: Mapping[str, Authority]) -> None:
    for authority in authorities.values():
        authority.successor, authority.predecessors = authorities.get(authority.record.successor or ""), []
    for authority in authorities.values():
        if authority.successor:
            authority.successor.predecessors.append(authority)
