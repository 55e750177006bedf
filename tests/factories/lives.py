"""Somebody's whole way through the rooms in a few lines: asked, started, said how they are, finished, said it again."""

from collections.abc import Callable, Mapping
from uuid import UUID

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals

SENT_WITH = (Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL)
BEFORE = {"satisfied": 3, "worthwhile": 4, "happy": 5, "anxious": 8}
AFTER = {"satisfied": 6, "worthwhile": 4, "happy": 4, "anxious": 5}
Move = Callable[[str], None]
"""Sets the clock to ten in the morning of a day."""


def lives_through(
    here: Place, clock_at: Move, *, agrees: bool = True, name: str = "Ada Example", after: Mapping[str, int] = AFTER
) -> UUID:
    """Somebody asks, starts, says how they are, finishes in May, says it again, and says the need was met."""
    clock_at("2026-03-02")
    who = places.person(here, name=name)
    places.permit(who, here.front_door, here.group, *SENT_WITH)
    if agrees:
        for giver in (here.front_door, here.group):
            places.permit(who, giver, here.front_door, purpose=Purpose.EVALUATION)
    need = plans.record_need(
        person=who,
        controller=here.front_door.pk,
        partnership=here.partnership.pk,
        domain=plans.Domain.PEOPLE,
        words="some company",
        by=places.worker(here.front_door),
    )
    referral = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="some company",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    worker = places.worker(here.group)
    referrals.accept(referral, by=worker)
    referrals.start(referral, by=worker)
    answered(here, who, referral, Moment.START, BEFORE, worker)
    clock_at("2026-05-11")
    referrals.complete(referral, by=worker)
    answered(here, who, referral, Moment.END, after, worker)
    plans.settle_need(need=need, met=plans.Met.MET, by=places.by_link(here, who))
    referrals.see_outcome(referral, by=places.worker(here.front_door))
    return who


def answered(here: Place, who: UUID, referral: UUID, moment: Moment, given: Mapping[str, int], worker: Actor) -> None:
    """They are asked about a referral, and answer by their link."""
    asked = outcomes.ask(
        person=who,
        controller=here.group.pk,
        partnership=here.partnership.pk,
        about=Ref("referral", referral),
        moment=moment,
        by=worker,
    )
    outcomes.answer(request=asked, answers={"ons4": dict(given)}, by=places.by_link(here, who))
