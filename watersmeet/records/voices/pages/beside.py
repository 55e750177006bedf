"""Beside a proposal: its vote. Beside the work of a community member: the vote that waits for them."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.asides import Aside
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import ProposalState
from watersmeet.records.voices import api as voices


def proposal(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:
    """The vote on a proposal; for the lead the way to open one, where there is something to vote on."""
    for ref in about:
        there = voices.ballots_of(actor, ref.id)
        for one in there[:1]:
            words = _("Open until %(day)s.") if one.is_open else _("It ended on %(day)s.")
            told = words % {"day": dates.date(one.closes_at)}
            yield Aside(_("The vote"), told, reverse("voices:ballot", args=[one.id]), _("Look at the vote"))
        seen = partnerships.proposal(actor, ref.id)
        opens = policy.may(actor, "ballot.open", policy.relations(actor, here=actor.partnership))
        if opens and seen.steps and seen.row.state == ProposalState.OPEN:
            words = _("When everybody who is named has taken it on, learners and community members decide.")
            yield Aside(_("Put it to the vote"), words, reverse("voices:open_ballot", args=[ref.id]), _("Go on"))


def rules(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:  # noqa: ARG001 - this slot is about the place alone
    """Beside the rules: what people say, from which new ones come."""
    if policy.may(actor, "deliberation.see", policy.relations(actor, here=actor.partnership)):
        words = _("Ask learners and people who live here what they think, and read what they say.")
        yield Aside(_("What people say"), words, reverse("voices:talks"), _("Open it"))


def home(actor: Actor, about: Sequence[Ref]) -> Iterator[Aside]:  # noqa: ARG001 - this slot is about the actor alone
    """For who votes while signed in, and has not yet."""
    if not policy.may(actor, "ballot.vote", policy.relations(actor, here=actor.partnership)):
        return
    seen = voices.open_ballot_of(actor)
    if seen and seen.may_vote and not seen.voted:
        words = _("“%(why)s” You can vote until %(day)s.") % {"why": seen.wished.why, "day": dates.date(seen.closes_at)}
        yield Aside(_("You have a vote"), words, reverse("voices:ballot", args=[seen.id]), _("Read it and vote"))
