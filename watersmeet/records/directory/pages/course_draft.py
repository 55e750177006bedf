"""A course that somebody is adding, or another run of one: between its pages it lies in their own drawer."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Content, Drawer
from watersmeet.base import ids
from watersmeet.base.actor import Role
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.working_days import Nation
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import PlaceView, RunDates, ServiceView
from watersmeet.records.directory.models import LocationType
from watersmeet.records.directory.pages import course_forms as forms
from watersmeet.records.directory.pages.course_forms import Around, CourseForm
from watersmeet.records.directory.weeks import Week, weeks

WHAT, WHEN, WHERE, WEEKS, WHOM, KNOW, CHECK = "what", "when", "where", "weeks", "whom", "know", "check"
FORMS: dict[str, type[CourseForm]] = {
    WHAT: forms.WhatForm,
    WHEN: forms.WhenForm,
    WHERE: forms.WhereForm,
    WEEKS: forms.WeeksForm,
    WHOM: forms.WhomForm,
    KNOW: forms.KnowForm,
}
OF_A_RUN = (WHEN, WEEKS)


@dataclass
class Draft:
    """What each page accepted, as it was typed; `service` is the course that gets another run, None for a new one.

    `without` are the days somebody left out, `also` the bank holidays on which it meets all the same.
    """

    partner: UUID
    service: UUID | None = None
    id: UUID = field(default_factory=ids.new)
    answers: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    without: set[date] = field(default_factory=set)
    also: set[date] = field(default_factory=set)

    @classmethod
    def find(cls, request: Asked, service: UUID | None = None) -> "Draft | None":
        """What this very worker began in this browser; None when nothing, or its time is over. Raises NotFound."""
        held: Any = Drawer.of(request).get(_name(service))
        if held is None or held["user"] != str(request.actor.id) or held["partner"] != str(own(request)):
            return None
        days = ({date.fromisoformat(one) for one in held[name]} for name in ("without", "also"))
        return cls(own(request), service, UUID(held["id"]), held["answers"], *days)

    def keep(self, request: Asked, drawer: Drawer) -> None:
        """Put it back, for as long again."""
        content: Content = {
            "user": str(request.actor.id),
            "partner": str(self.partner),
            "id": str(self.id),
            "answers": self.answers,
            "without": sorted(one.isoformat() for one in self.without),
            "also": sorted(one.isoformat() for one in self.also),
        }
        drawer.put(_name(self.service), content)

    def throw_away(self, drawer: Drawer) -> None:
        """Nothing of it stays."""
        drawer.throw_away(_name(self.service))

    @property
    def steps(self) -> list[str]:
        """The pages that are asked, in their order, without the last."""
        if self.service:
            return list(OF_A_RUN)
        elsewhere = self.answers.get(WHEN, {}).get("place") == [forms.ANOTHER]
        return [one for one in FORMS if one != WHERE or elsewhere]

    @property
    def next(self) -> str:
        """The first page without an answer that still stands, or the last one."""
        return next((one for one in self.steps if one not in self.answers), CHECK)

    def may_open(self, step: str) -> bool:
        """Whether every page before it is answered."""
        order = [*self.steps, CHECK]
        return step in order and order.index(step) <= order.index(self.next)

    def before(self, step: str) -> str:
        """The page before; empty for the first."""
        order = [*self.steps, CHECK]
        return order[order.index(step) - 1] if order.index(step) else ""

    def answer(self, step: str, typed: QueryDict) -> None:
        """A page accepted what was typed; a new first day makes the weeks a question again."""
        said = {name: typed.getlist(name) for name in typed if name != "csrfmiddlewaretoken"}
        if step == WHEN and said != self.answers.get(WHEN):
            self.answers.pop(WEEKS, None)
            self.without, self.also = set(), set()
        self.answers[step] = said


class Adding:
    """A draft, and what it is filled in among: the partner's listings and the course that gets another run."""

    def __init__(self, request: Asked, draft: Draft, course: ServiceView | None = None) -> None:
        self.draft = draft
        self.course = course
        self._request = request
        self._mine = directory.services_of(request.actor, draft.partner)
        self.places = _places(self._mine)

    def form(self, step: str, typed: QueryDict | None = None) -> CourseForm:
        """The form of a page: with what is typed now, was typed before, or is usual."""
        held = typed if typed is not None else _data(self.draft.answers.get(step))
        around = Around(self.places, self.weeks if step == WEEKS else (), self._usual(), self.course is not None)
        return FORMS[step](around, held if step != WEEKS or typed is not None else None)

    def told(self, step: str) -> dict[str, Any]:
        """What a page accepted, clean; nothing when it was not asked. Raises Invalid when it stands no more."""
        if step not in self.draft.answers or step not in self.draft.steps:
            return {}
        form = self.form(step)
        if not form.is_valid():
            raise Invalid({name: list(map(str, said)) for name, said in form.errors.items()})
        return form.cleaned_data

    @property
    def weeks(self) -> list[Week]:
        """The days from the first on, until the course has met as often as was said."""
        when = self.told(WHEN)
        kept = self.draft
        return weeks(when["first"], when["many"], self.nation, without=kept.without, also=kept.also)

    @property
    def nation(self) -> Nation:
        """Whose bank holidays count: of where it is; online, of where the partner is; England when nobody knows."""
        chosen = [one for one in (self.course.places if self.course else ()) if one.postcode]
        typed = self.draft.answers.get(WHERE, {}).get("postcode", [""])[0] if WHERE in self.draft.steps else ""
        codes = [typed, *(one.postcode for one in (*chosen, *filter(None, [self.chosen]), *self.places))]
        for code in filter(None, codes):
            try:
                return directory.nation_of(directory.find_near(code))
            except Invalid:
                continue
        return Nation.ENGLAND

    @property
    def chosen(self) -> PlaceView | None:
        """The partner's own place that was chosen; None for another one, or online."""
        [value, *_rest] = self.draft.answers.get(WHEN, {}).get("place") or [""]
        return next((one for one in self.places if str(one.id) == value), None)

    @property
    def is_online(self) -> bool:
        """Whether one takes part online alone."""
        return self.draft.answers.get(WHEN, {}).get("place") == [forms.ONLINE]

    def _usual(self) -> dict[str, Any]:
        """What the forms begin with: the last run's hours, or whom to ask about the partner's other listings."""
        if self.course:
            return _as_last(directory.run_dates(self._request.actor, self.course.id))
        asked = [one for one in self._mine if one.phone or one.email]
        newest = max(asked, key=lambda one: one.changed_at, default=None)
        known: dict[str, Any] = {"phone": newest.phone, "email": newest.email} if newest else {}
        by = self._request.actor
        known["tutor"] = by.name if by.role == Role.TUTOR else ""
        return known | {"takes_referrals": forms.YES, "place": str(self.places[0].id) if len(self.places) == 1 else ""}


def own(request: Asked) -> UUID:
    """The partner at which somebody works. Raises NotFound for who works at none."""
    if request.actor.partner is None:
        raise NotFound
    return request.actor.partner


def _as_last(runs: list[RunDates]) -> dict[str, Any]:
    held = [one for one in runs if one.sessions]
    if not held:
        return {}
    last = held[0]
    usual = last.sessions[0]
    met = [one for one in last.sessions if not one.is_off]
    return {"starts": usual.starts_at, "ends": usual.ends_at, "many": len(met), "places": last.places}


def _places(mine: list[ServiceView]) -> list[PlaceView]:
    """Where the partner is already, each place once, by its address."""
    found = {one.id: one for service in mine for one in service.places if one.location_type == LocationType.PHYSICAL}
    return sorted(found.values(), key=forms.where)


def _data(answers: dict[str, list[str]] | None) -> QueryDict | None:
    if answers is None:
        return None
    data = QueryDict(mutable=True)
    for name, said in answers.items():
        data.setlist(name, said)
    return data


def _name(service: UUID | None) -> str:
    return f"run of {service}" if service else "course"
