"""What of the directory waits for somebody at their work: old listings, what may be wrong in them, pairs alike."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import ngettext

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.records.directory import asking, fresh, reports, same, websites
from watersmeet.records.directory.models import Service
from watersmeet.records.directory.still_models import Report, WebLook

LOOK_WITHIN = timedelta(days=14)
"""Calendar days in which a coordinator looks at what nobody answered for."""


def tasks_for(actor: Actor) -> list[Due]:
    """One task of each kind, however many listings there are."""
    place = actor.partnership
    leads = place is not None and policy.may(actor, "partnership.change", policy.relations(actor, here=place))
    old, told, silent = _any_of_theirs(actor)
    return [
        *(fresh.due_for(actor) if old else []),
        *(_reported(actor) if told or leads else []),
        *(_unanswered(actor) if leads else []),
        *(_silent(actor) if silent or leads else []),
        *same.pairs_due_for(actor),
    ]


def _any_of_theirs(actor: Actor) -> tuple[bool, bool, bool]:
    """Whether any listing of the actor's partner may be old, is said to be wrong, or has a silent page: by one look."""
    if not policy.may(actor, "service.confirm", policy.relations(actor, keeper=actor.partner)):
        return False, False, False
    told = Exists(Report.objects.filter(service=OuterRef("pk"), settled_on=None))
    silent = Exists(WebLook.objects.filter(service=OuterRef("pk"), failed_again_on__isnull=False))
    rows = Service.objects.filter(partner=actor.partner).annotate(old=fresh.may_be_old(), told=told, silent=silent)
    found = rows.filter(Q(old=True) | Q(told=True) | Q(silent=True)).values_list("old", "told", "silent").distinct()
    flags = list(found.order_by())
    return any(one[0] for one in flags), any(one[1] for one in flags), any(one[2] for one in flags)


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
