"""What referrals show beside other rooms' pages: on a listing, how it usually answers."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import UsualAnswers
from watersmeet.records.referrals.pages.suggesting import in_words


def service(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for the service, for everybody, where enough was answered."""
    del actor
    for ref in about:
        usual = referrals.usual_answers(ref.id)
        if usual is not None:
            yield Aside(_("How it answers"), _said(usual))


def _said(usual: UsualAnswers) -> str:
    sentences = [
        *([_within(usual.within)] if usual.within is not None else []),
        _yes(usual.of_ten),
        _("Counted over six months. Ask all the same: what you need may be just what they have room for."),
    ]
    return " ".join(sentences)


def _within(days: int) -> str:
    said = ngettext(
        "It usually answers within %(days)s working day.", "It usually answers within %(days)s working days.", days
    )
    return said % {"days": days}


def _yes(of_ten: int) -> str:
    if of_ten >= 10:
        return _("It says yes to nearly everybody.")
    if of_ten <= 0:
        return _("It seldom has room for somebody new.")
    return _("It says yes to about %(many)s of 10.") % {"many": of_ten}


def story(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for each referral of which the actor may send something: what was sent, and the way to send more."""
    for one in (ref.id for ref in about if ref.kind == "referral"):
        sent = [in_words(each) for each in referrals.suggested(actor, one)]
        can = referrals.may_suggest(actor, one)
        if sent or can:
            yield Aside(
                _("Something to choose from"),
                " ".join(sent) or _("Send them up to five places to look at, on their own page."),
                reverse("referrals:suggest", args=[one]) if can else "",
                _("Send them something") if can else "",
            )


def status(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """One aside for the person's own request on which something lies."""
    for one in (ref.id for ref in about if ref.kind == "referral"):
        if referrals.suggested(actor, one):
            yield Aside(
                _("Something for you to look at"),
                _("Somebody chose a few places that could help. You can say yes or no to each."),
                reverse("referrals:suggested", args=[one]),
                _("See what it is"),
            )
