"""The parts of a proposal that are lists: closed ways, questions of one's own, whom services are for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import ClosedWay, Eligible, OwnQuestion
from watersmeet.records.partnerships.pages.proposal_list_forms import EligibleForm, EntryForm, QuestionForm, WayForm


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, on the page that changes it: what it is, and what it says."""

    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A part that is a list: the words of its page, its form, and how an entry reads."""

    title: Promise
    lead: tuple[Promise, ...]
    none: Promise
    more: Promise
    add: Promise
    out: Promise
    form: type[EntryForm]
    entry: Callable[[Any], Entry]

    def rows(self, entries: Iterable[Any]) -> list[Entry]:
        """Each entry in words."""
        return [self.entry(one) for one in entries]


def _way(way: ClosedWay) -> Entry:
    ends = {"from": partnerships.way_end(way.from_), "to": partnerships.way_end(way.to)}
    return Entry(_("No referral from %(from)s to %(to)s") % ends, (way.why, _instead(way.instead)))


def _question(one: OwnQuestion) -> Entry:
    answers = " / ".join(one.answers) or _("In their own words")
    return Entry(one.question, tuple(filter(None, (one.hint, answers))))


def _whom(one: Eligible) -> Entry:
    title = _("Who can go to %(to)s") % {"to": partnerships.way_end(one.to)}
    return Entry(title, (*partnerships.eligible_words(one), _instead(one.instead)))


def _instead(instead: str) -> str:
    return _("Instead: %(instead)s") % {"instead": instead} if instead else ""


LISTED: dict[str, Listing] = {
    "referring": Listing(
        gettext_lazy("Who may refer to what"),
        (
            gettext_lazy("Anybody whose role lets them refer may refer to any service. Close a way here, and say why."),
            gettext_lazy(
                "A closed way never stops who asks for themself, nor somebody asked by name as it is urgent, nor a "
                "crisis line."
            ),
        ),
        gettext_lazy("No way is closed."),
        gettext_lazy("Close a way"),
        gettext_lazy("Close this way"),
        gettext_lazy("Open this way again"),
        WayForm,
        _way,
    ),
    "asking": Listing(
        gettext_lazy("What we ask whoever asks for help"),
        (
            gettext_lazy("Everybody is asked these, by the page, on the phone, on paper and by a worker beside them."),
            gettext_lazy("Each can be left out. Ask little: people arrive here on bad days."),
        ),
        gettext_lazy("We ask nothing of our own."),
        gettext_lazy("One more question"),
        gettext_lazy("Ask this too"),
        gettext_lazy("Do not ask this any more"),
        QuestionForm,
        _question,
    ),
    "eligible": Listing(
        gettext_lazy("Whom services are for"),
        (
            gettext_lazy("People read this before they ask, and workers before they refer somebody."),
            gettext_lazy(
                "What nobody knows of somebody is never held against them. Who asks for themself can always ask, and "
                "so can who needs urgent care."
            ),
        ),
        gettext_lazy("Services are for whoever their own listing says."),
        gettext_lazy("One more rule"),
        gettext_lazy("Add this rule"),
        gettext_lazy("Take this rule out"),
        EligibleForm,
        _whom,
    ),
}
"""The parts of a document that are lists, by their name in it."""
