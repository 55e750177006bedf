"""The registers in words, for those who work in them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.design import dates
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category
from watersmeet.records.people.api import Case, CaseStep, Kind, MatterState, NamedLook, Overridden
from watersmeet.records.people.pages.presenters import ROLES

_TITLES: dict[Kind, Promise] = {
    Kind.COMPLAINT: gettext_lazy("A complaint"),
    Kind.OBJECTION: gettext_lazy("An objection"),
    Kind.BREACH: gettext_lazy("A breach"),
}
_WHAT: dict[str, Promise] = {
    "open": gettext_lazy("It was written down"),
    "acknowledge": gettext_lazy("It was acknowledged"),
    "settle": gettext_lazy("It was settled"),
}
_BY: dict[Kind, Promise] = {
    Kind.COMPLAINT: gettext_lazy("Acknowledge by %(day)s"),
    Kind.OBJECTION: gettext_lazy("Answer by %(day)s"),
    Kind.NAMES: gettext_lazy("Answer by %(day)s"),
    Kind.ACCESS: gettext_lazy("Give it by %(day)s"),
    Kind.FORGET: gettext_lazy("Answer by %(day)s"),
    Kind.RESTRICT: gettext_lazy("Answer by %(day)s"),
    Kind.BREACH: gettext_lazy("Report or decide by %(day)s"),
    Kind.OVERRIDE: gettext_lazy("Review by %(day)s"),
}


def title_of(kind: Kind) -> str:
    """A matter of the kind, in words."""
    return str(_TITLES.get(kind, kind.label))


def due_of(case: Case) -> str:
    """By when what is to be done; "" when nothing is."""
    if case.settled_at:
        return _("Settled on %(day)s") % {"day": dates.date(case.settled_at)}
    if case.due_at is None:
        return _("Since %(day)s") % {"day": dates.date(case.opened_at)}
    words = _BY[case.kind] if case.state is MatterState.OPEN else gettext_lazy("Answer by %(day)s")
    return str(words) % {"day": dates.moment(case.due_at)}


class CaseItem:
    """One matter in a list: kind and reference, never words or names."""

    def __init__(self, case: Case) -> None:
        self.title = _("%(kind)s, %(reference)s") % {"kind": case.kind.label, "reference": case.reference}
        self.words = str(case.outcome.label) if case.outcome else ""
        self.note = _("Since %(day)s") % {"day": dates.date(case.opened_at)}
        self.href = reverse("people:matter", args=[case.id])
        self.due, self.late = due_of(case), case.is_late
        self.chip = case.state.label if case.due_at else ""
        self.kind = "leaf" if case.settled_at else ""


class CaseSheet:
    """One matter on its own page."""

    def __init__(self, case: Case) -> None:
        self.id, self.reference, self.words, self.answer = case.id, case.reference, case.words, case.answer
        self.title = str(case.kind.label)
        self.name = case.name
        self.due, self.late = due_of(case), case.is_late
        self.state = case.state.label
        self.outcome = str(case.outcome.label) if case.outcome else ""
        self.person = case.person
        self.is_restriction, self.was_asked_for = case.kind is Kind.RESTRICTION, case.was_asked_for
        self.asks_to_lock = case.kind is Kind.RESTRICT and case.settled_at is None
        self.is_breach = case.kind is Kind.BREACH and case.settled_at is None


class OverriddenSheet:
    """What an override opened, as (name, words) pairs."""

    def __init__(self, one: Overridden) -> None:
        things = ", ".join(str(each.label) for each in Category if each in one.categories)
        self.rows = [
            (_("Why it was said to be needed"), one.kind),
            (_("In their words"), one.reason),
            (_("Who was shown it"), str(partnerships.partner(one.receiver))),
            (_("What was shown"), things),
            (_("From"), dates.moment(one.from_at)),
            (_("Until"), dates.moment(one.until)),
        ]


class StepWords:
    """One stone in a matter's story."""

    def __init__(self, step: CaseStep) -> None:
        self.what, self.words, self.said = str(_WHAT.get(step.what, step.what)), "", step.words
        self.when, self.by, self.leaf = dates.moment(step.when), "", step.what == "settle"


def named_rows(looks: Iterable[NamedLook]) -> list[tuple[str, str, str]]:
    """Rows of a table for the officer alone: name, role, day."""
    return [(one.name, str(ROLES.get(one.role, one.role)), dates.date(one.on)) for one in looks]
