"""What referrals show beside other pages: a list to choose from, for who sent it and for the person."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design.asides import Aside
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.pages.suggesting import in_words


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
