"""Entries in words: in a list, on their own page, as they were before."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base import clock
from watersmeet.design import dates
from watersmeet.records.memory.api import KINDS, Kind, Looked, Seen, Spoken, Status, Step, shown
from watersmeet.records.partnerships.api import Sector

_GOOD = frozenset({Status.KEPT, Status.ANSWERED, Status.ACTED})
_WHAT: dict[str, Promise] = {
    "write": gettext_lazy("Written down"),
    "change": gettext_lazy("Changed"),
    "review": gettext_lazy("Looked at again"),
    "settle": gettext_lazy("Stands differently now"),
    "answer": gettext_lazy("Answered"),
    "reply": gettext_lazy("A reply was written"),
    "agree_public": gettext_lazy("They agreed that everybody may see it"),
    "show": gettext_lazy("Shown to everybody"),
    "publish": gettext_lazy("Shown to everybody"),
    "announce": gettext_lazy("Announced to everybody"),
    "hide": gettext_lazy("Not shown to everybody any more"),
    "strike": gettext_lazy("Its words were taken out"),
    "hand_on": gettext_lazy("Somebody else answers for it now"),
    "chase": gettext_lazy("Its day is over: who promised was told"),
    "tell_lead": gettext_lazy("Its day is over: the lead was told"),
    "import": gettext_lazy("Brought in from another place"),
}
BUTTONS: dict[Status, Promise] = {
    Status.OPEN: gettext_lazy("Ask again"),
    Status.ANSWERED: gettext_lazy("It is answered"),
    Status.CLOSED: gettext_lazy("Close it without an answer"),
    Status.PLANNED: gettext_lazy("Plan it again"),
    Status.RUNNING: gettext_lazy("It is running"),
    Status.STUDIED: gettext_lazy("We looked at what happened"),
    Status.ACTED: gettext_lazy("We acted on it"),
    Status.STOPPED: gettext_lazy("We stopped it"),
    Status.PROMISED: gettext_lazy("It is still promised"),
    Status.CHANGED: gettext_lazy("It is promised for another day"),
    Status.KEPT: gettext_lazy("It was kept"),
    Status.NOT_KEPT: gettext_lazy("It was not kept"),
}


def day_words(one: Seen, today: date | None = None) -> tuple[str, bool]:
    """When something of it is due, and whether that day is over; ("", False) where nothing is."""
    day = one.falls_due
    if day is None:
        return "", False
    told = {"day": dates.date(day)}
    if one.kind is Kind.COMMITMENT:
        return _("By %(day)s") % told, day < (today or clock.today())
    if one.kind is Kind.DECISION:
        return _("Look again on %(day)s") % told, day < (today or clock.today())
    return _("Due on %(day)s") % told, day < (today or clock.today())


class Row:
    """One entry in a list, as the macro `work_list` takes it."""

    def __init__(self, one: Seen) -> None:
        self.title, self.href = one.title, reverse("memory:entry", args=[one.id])
        self.words = ""
        parts = [str(one.kind.label), one.body or one.partner, dates.date(one.made_at)]
        self.note = ", ".join(part for part in parts if part)
        self.due, self.late = day_words(one)
        self.chip, self.kind = standing(one)


def standing(one: Seen) -> tuple[str, str]:
    """How it stands, as a chip and its colour."""
    if one.superseded_by:
        return _("A newer one took its place"), "sand"
    if one.status:
        return str(one.status.label), "leaf" if one.status in _GOOD else ""
    if one.looked:
        return str(one.looked.label), "leaf" if one.looked is Looked.STANDS else "sand"
    return "", ""


class Sheet:
    """One entry on its own page."""

    def __init__(self, one: Seen, about: Sequence[str]) -> None:
        self.id, self.kind, self.title, self.version = one.id, one.kind, one.title, one.version
        self.reference, self.chip, self.chip_kind = one.reference, *standing(one)
        self.due, self.late = day_words(one)
        self.supersedes, self.superseded_by = one.supersedes, one.superseded_by
        self.public, self.agreed = one.public, one.agreed_public
        self.is_commitment, self.is_finding = one.kind is Kind.COMMITMENT, one.kind is Kind.FINDING
        self.is_gathering, self.has_learned = one.kind is Kind.GATHERING, "learned" in one.parts
        self.parts = [(str(part.label), shown(value, part.name)) for part, value in one.said]
        self.rows = list(self._rows(one, about))

    @staticmethod
    def _rows(one: Seen, about: Sequence[str]) -> Any:
        if one.body:
            yield _("Who promises"), one.body
        if one.day:
            yield str(one.shape.day), dates.date(one.day)
        if one.review_on:
            yield _("Looked at again on"), dates.date(one.review_on)
        if one.kind is Kind.QUESTION:
            yield _("Who is asked"), str(Sector(one.sector).label) if one.sector else _("Everybody")
        if about:
            yield _("About"), ", ".join(about)
        wrote = {"partner": one.partner or _("another place"), "day": dates.date(one.made_at)}
        yield _("Written down"), _("%(partner)s, %(day)s") % wrote
        yield _("Who answers for it"), one.holder or _("The lead of the partnership")


class Voice:
    """An answer or a reply."""

    def __init__(self, one: Spoken) -> None:
        self.id, self.words, self.lesson = one.id, one.words, one.lesson
        self.who, self.when = one.partner or _("Somebody"), dates.date(one.at)


class Happened:
    """One thing that happened to an entry, as the macro `story` takes it; `before` is how it read."""

    def __init__(self, kind: Kind, step: Step) -> None:
        self.what = str(_WHAT.get(step.what, step.what))
        self.words = _code(step)
        self.said = step.words
        self.when = dates.date(step.at)
        self.before = before(kind, step.before)


def before(kind: Kind, told: dict[str, Any]) -> list[tuple[str, str]]:
    """How an entry read before a change, as facts."""
    if not told:
        return []
    labels = {part.name: str(part.label) for part in KINDS[kind].parts}
    rows = [(str(KINDS[kind].title), told.get("title", ""))]
    rows += [(labels.get(name, name), shown(value, name)) for name, value in told.get("parts", {}).items()]
    return rows + ([(str(KINDS[kind].day), dates.date(date.fromisoformat(told["day"])))] if told.get("day") else [])


def _code(step: Step) -> str:
    if step.what == "settle":
        return str(Status(step.code).label)
    return str(Looked(step.code).label) if step.what == "review" else ""
