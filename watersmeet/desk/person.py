"""One person's story across the rooms: what happened, when, and what of it is open."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.happening import Happening
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.desk import home
from watersmeet.desk.presenters import BY, WHAT
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals

StoryFor = Callable[[Actor, UUID], Sequence[Happening]]

ROOMS: dict[str, StoryFor] = {
    "referrals": referrals.story_for,
    "plans": plans.story_for,
    "people": people.story_for,
    "outcomes": outcomes.story_for,
}
"""A room offers `story_for(actor, person)` by its api, gated for its own category, and stands here."""

_SAID: dict[str, Promise] = {
    "need.record": _("Said what would help"),
    "need.settle": _("Said if they got it"),
    "goal.set": _("Set a goal"),
    "goal.reword": _("Put a goal in other words"),
    "goal.leave": _("Left a goal"),
    "share.give": _("Agreed who may see what"),
    "share.stop": _("Stopped sharing"),
    "measure.answer": _("Said how they are"),
}
_LEAVES = {"referral.accept", "referral.start", "referral.complete", "need.settle"}


@require_GET
@transaction.atomic
def person(request: Asked, person: UUID) -> HttpResponse:
    """What the actor may know of a person's way, the newest last. Raises NotFound when that is nothing."""
    mine = referrals.of_person(request.actor, person)
    held = any(one.holder == request.actor.partner and not one.closed for one in mine)
    card = people.cards(request.actor, [person], on_duty=held).get(person)
    told = sorted(told_by_rooms(request.actor, person), key=lambda one: one.at)
    if not told:
        raise NotFound
    about = [Ref("person", person)]
    audit.looked(by=request.actor, subjects=about, why="person")
    shown = {
        "title": card.name if card else _("Somebody whose name you may not see"),
        "stones": [Stone(one) for one in told],
        "back": home.address(request),
        "about": about,
    }
    return render(request, "desk/person.html", shown)


def told_by_rooms(actor: Actor, person: UUID) -> list[Happening]:
    """Every room's part of it, as far as its own category may be shown to the actor."""
    return [one for story_for in ROOMS.values() for one in story_for(actor, person)]


class Stone:
    """One stone in the river, in words."""

    def __init__(self, one: Happening) -> None:
        room, _dot, deed = one.what.partition(".")
        self.what = str(_SAID[one.what] if one.what in _SAID else WHAT[deed])
        self.words = "; ".join(part for part in (one.name, one.why) if part)
        self.said = ""
        self.when = dates.moment(one.at)
        self.by = str(BY.get(one.who, ""))
        self.leaf = one.what in _LEAVES
        self.href = reverse("desk:story", args=[one.referral]) if room == "referral" and one.referral else ""
