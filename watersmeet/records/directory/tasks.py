"""What of the directory waits for somebody at their work: old listings, and what is said to be wrong in them."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import ngettext

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.directory import asking, fresh, reports, websites

LOOK_WITHIN = timedelta(days=14)
"""Calendar days in which a coordinator looks at what nobody answered for."""


def tasks_for(actor: Actor) -> list[Due]:
    """One task of each kind, however many listings there are."""
    return [*fresh.due_for(actor), *_reported(actor), *_unanswered(actor), *_silent(actor)]


def _reported(actor: Actor) -> list[Due]:
    """What somebody says is wrong, for who looks into it."""
    if not policy.could(actor, "service.settle_report"):
        return []
    found = reports.mine(actor).aggregate(many=Count("service", distinct=True), due=Min("due_on"), since=Min("said_on"))
    if not found["many"]:
        return []
    says = ngettext(
        "Somebody says that a listing is wrong: %(many)s listing",
        "Somebody says that listings are wrong: %(many)s listings",
        found["many"],
    )
    return [
        Due(
            task="service.settle_report",
            says=says % {"many": found["many"]},
            href=reverse("directory:reports"),
            due_on=found["due"],
            since=clock.midnight(found["since"], "Europe/London"),
            about=_whose(actor),
        )
    ]


def _unanswered(actor: Actor) -> list[Due]:
    """Listings that nobody answered for, for whoever runs the place."""
    place = actor.partnership
    if place is None or not policy.may(actor, "partnership.change", policy.relations(actor, here=place)):
        return []
    found = asking.unanswered(place).aggregate(many=Count("pk"), since=Min("looked"))
    if not found["many"]:
        return []
    says = ngettext(
        "Nobody answers whether it is still right: %(many)s listing",
        "Nobody answers whether they are still right: %(many)s listings",
        found["many"],
    )
    given_up = asking.given_up_since(place) or clock.today()
    return [
        Due(
            task="service.unanswered",
            says=says % {"many": found["many"]},
            href=reverse("directory:board"),
            due_on=given_up + LOOK_WITHIN,
            since=clock.midnight(given_up, "Europe/London"),
            about=Ref("partnership", place),
        )
    ]


def _silent(actor: Actor) -> list[Due]:
    """Web pages that do not answer: for the partner that lists them; of no partner's, for whoever runs the place."""
    place, whose = actor.partnership, Q(pk__in=())
    if place is None:
        return []
    if policy.may(actor, "service.confirm", policy.relations(actor, keeper=actor.partner)):
        whose |= Q(service__partner=actor.partner)
    leads = policy.may(actor, "partnership.change", policy.relations(actor, here=place))
    if leads:
        whose |= Q(service__partner=None)
    found = websites.broken(place).filter(whose).aggregate(many=Count("pk"), since=Min("failed_again_on"))
    if not found["many"]:
        return []
    says = ngettext(
        "The web page does not answer: %(many)s listing",
        "The web pages do not answer: %(many)s listings",
        found["many"],
    )
    return [
        Due(
            task="service.web_page",
            says=says % {"many": found["many"]},
            href=reverse("directory:board" if leads else "directory:ours"),
            due_on=found["since"] + LOOK_WITHIN,
            since=clock.midnight(found["since"], "Europe/London"),
            about=_whose(actor),
        )
    ]


def _whose(actor: Actor) -> Ref:
    partner: UUID | None = actor.partner
    return Ref("partner", partner) if partner else Ref("partnership", actor.partnership or actor.id)
