"""A course as it was typed page by page: as the actions take it, and as the last page reads it back."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.base import clock
from watersmeet.base.working_days import known_until
from watersmeet.design import dates
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Attending, CourseSaid, PlaceFacts, RunSaid, ServiceFacts, ServiceKind
from watersmeet.records.directory.models import LocationType
from watersmeet.records.directory.pages import course_forms as forms
from watersmeet.records.directory.pages.course_draft import KNOW, WEEKS, WHAT, WHEN, WHERE, WHOM, Adding
from watersmeet.records.partnerships.api import Partner

ONLINE = PlaceFacts(location_type=LocationType.VIRTUAL)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the last page: its name, the words, and the page on which they are put right."""

    step: str
    name: str
    words: str


def facts(adding: Adding, partner: Partner) -> ServiceFacts:
    """What is said of the service. Raises Invalid when something typed does not stand any more."""
    what, whom, know = adding.told(WHAT), adding.told(WHOM), adding.told(KNOW)
    return ServiceFacts(
        name=what["name"],
        description=what["description"],
        organisation=partner.organisation.name,
        sector=partner.organisation.sector,
        kind=ServiceKind.COURSE,
        eligibility=whom["eligibility"],
        min_age=whom["min_age"],
        cost=know["cost"],
        phone=know["phone"],
        email=know["email"],
        takes_referrals=know["takes_referrals"] == forms.YES,
        checked_on=clock.today(),
        place=ONLINE if adding.is_online else _place(adding),
        also_at=(ONLINE,) if _also_online(adding) else (),
    )


def course(adding: Adding) -> CourseSaid:
    """What is said of the course. Raises Invalid as above."""
    whom, know = adding.told(WHOM), adding.told(KNOW)
    how = Attending.EITHER if _also_online(adding) else Attending.IN_PERSON
    return CourseSaid(
        level=whom["level"],
        entry=whom["entry"],
        creche={forms.YES: True, forms.NO: False}.get(whom["creche"]),
        bring=know["bring"],
        funding=know["funding"],
        tutor=know["tutor"],
        attending=Attending.ONLINE if adding.is_online else how,
    )


def run(adding: Adding) -> RunSaid:
    """Its places and sessions. Raises Invalid as above."""
    when = adding.told(WHEN)
    days = (one.on for one in adding.weeks if one.meets)
    return RunSaid(places=when["places"], sessions=tuple((on, when["starts"], when["ends"]) for on in days))


def rows_of_run(adding: Adding) -> list[Row]:
    """When it meets, how often, and how many can come."""
    when = adding.told(WHEN)
    weeks = adding.weeks
    met = [one.on for one in weeks if one.meets]
    told = {"first": dates.date(met[0]), "from": dates.clock(when["starts"]), "until": dates.clock(when["ends"])}
    off = [_day_off(one.on, one.holiday) for one in weeks if not one.meets]
    return [
        Row(WHEN, _("First session"), _("%(first)s, %(from)s to %(until)s") % told),
        Row(WEEKS, _("Sessions"), "\n".join((sessions(len(met)), *map(dates.day, met)))),
        Row(WEEKS, _("No session on"), "\n".join(off) or _("Every week has one")),
        Row(WHEN, _("Places"), str(when["places"])),
    ]


def rows(adding: Adding) -> list[Row]:
    """All of it, page by page; what was left empty is named in one line of its page."""
    what, whom, know = adding.told(WHAT), adding.told(WHOM), adding.told(KNOW)
    yes_no = {forms.YES: _("Yes"), forms.NO: _("No")}
    lines = [
        Row(WHAT, _("Name"), what["name"]),
        Row(WHAT, _("What it is"), what["description"]),
        Row(WHAT, _("People find it by"), _topics(what["name"], what["description"])),
        Row(WHERE if adding.told(WHERE) else WHEN, _("Where"), _where(adding)),
        *rows_of_run(adding),
        Row(WHOM, _("Who it is for"), whom["eligibility"]),
        Row(WHOM, _("Youngest age"), "" if whom["min_age"] is None else str(whom["min_age"])),
        Row(WHOM, _("Level"), whom["level"]),
        Row(WHOM, _("Before they start"), whom["entry"]),
        Row(WHOM, _("Cr\u00e8che"), str(yes_no.get(whom["creche"], ""))),
        Row(KNOW, _("Cost"), know["cost"]),
        Row(KNOW, _("Who pays nothing, or less"), know["funding"]),
        Row(KNOW, _("What to bring"), know["bring"]),
        Row(KNOW, _("Tutor"), know["tutor"]),
        Row(KNOW, _("Phone"), know["phone"]),
        Row(KNOW, _("Email"), know["email"]),
        Row(KNOW, _("Workers can refer to it"), str(yes_no.get(know["takes_referrals"], _("No")))),
    ]
    found: list[Row] = []
    for step, page in groupby(lines, lambda one: one.step):
        asked = list(page)
        found += [one for one in asked if one.words]
        left = [one.name for one in asked if not one.words]
        found += [Row(step, _("Not said"), ", ".join(left))] if left else []
    return found


def holidays_known(adding: Adding) -> date | None:
    """The last bank holiday that anybody knows, when the course goes on after it; else None."""
    last = known_until(adding.nation)
    return last if adding.weeks[-1].on > last else None


def topics(name: str, description: str) -> str:
    """What the words are about, as finding reads them: those for whom it is last; empty for nothing that it knows."""
    about = directory.read_words(f"{name}. {description}").topics
    return ", ".join(_(one.name) for one in sorted(about, key=lambda one: (one.whom, one.name)))


def sessions(many: int) -> str:
    """ "1 session", "10 sessions"."""
    return ngettext("%(many)d session", "%(many)d sessions", many) % {"many": many}


def _topics(name: str, description: str) -> str:
    nothing = _("We see no topic in these words. Say what it is about, such as reading, numbers or cooking.")
    return topics(name, description) or nothing


def _day_off(day: date, holiday: str) -> str:
    told: dict[str, Any] = {"day": dates.day(day), "why": holiday}
    return _("%(day)s (%(why)s)") % told if holiday else dates.day(day)


def _also_online(adding: Adding) -> bool:
    return not adding.is_online and adding.told(KNOW)["also_online"] == forms.YES


def _where(adding: Adding) -> str:
    if adding.is_online:
        return _("Online only")
    place = _place(adding)
    words = ", ".join(filter(None, (place.address, place.town, place.postcode)))
    return _("%(place)s, or online") % {"place": words} if _also_online(adding) else words


def _place(adding: Adding) -> PlaceFacts:
    known = adding.chosen
    if known is None:
        return PlaceFacts(**adding.told(WHERE))
    return PlaceFacts(address=known.address, town=known.town, county=known.county, postcode=known.postcode)
