"""Web pages of listings: which are due to be asked, and what is known of each. Who asks them is another's matter.

Listings that name the same page share one asking. What did not answer on two days is broken; that hides nothing.
"""

import math
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ref import Ref
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.directory.still_models import WebLook

EVERY = timedelta(days=7)


def websites_due(many: int) -> list[str]:
    """Web addresses to be asked now, so many at most: those silent yesterday first, then what is left of a seventh."""
    today, there = clock.today(), _named()
    again = there.filter(web_look__failed_on__lt=today, web_look__failed_again_on=None, web_look__asked_on__lt=today)
    again = again.filter(web_look__url=F("website"))
    due = there.filter(Q(web_look=None) | ~Q(web_look__url=F("website")) | Q(web_look__asked_on__lte=today - EVERY))
    asked = WebLook.objects.filter(asked_on=today).values("url").distinct().count()
    left = math.ceil(there.values("website").distinct().count() / EVERY.days) - asked
    found = list(again.order_by("pk").values_list("website", flat=True)[:many])
    if left > 0:
        oldest = due.order_by(F("web_look__asked_on").asc(nulls_first=True), "pk")
        found += oldest.values_list("website", flat=True)[: min(left, many)]
    return list(dict.fromkeys(found))[:many]


@transaction.atomic
def take_website(url: str) -> bool:
    """Take an address to ask it today, which the book says once; False when another has taken it."""
    today, taken = clock.today(), list[Service]()
    for service in _named().filter(website=url).select_for_update(of=("self",)).order_by("pk"):
        look = WebLook.objects.filter(service=service).first()
        if look is None:
            WebLook.objects.create(partnership_id=service.partnership_id, service=service, url=url, asked_on=today)
            taken.append(service)
        elif look.url != url:
            look.url, look.failed_on, look.failed_again_on, look.why = url, None, None, ""
            look.asked_on = today
            look.save()
            taken.append(service)
        elif look.asked_on < today:
            look.asked_on = today
            look.save(update_fields=["asked_on"])
            taken.append(service)
    for service in taken[:1]:
        audit.write("directory.ask_web_page", by=_clock(service.partnership_id), subject=Ref("service", service.pk))
    return bool(taken)


@transaction.atomic
def note_website(url: str, why: str) -> None:
    """What came of asking: "" when it answered, else a code. On a second day it is broken, and the book says so."""
    today = clock.today()
    for look in WebLook.objects.filter(url=url).select_for_update(of=("self",)).order_by("pk"):
        was_broken = look.failed_again_on is not None
        if not why:
            look.failed_on = look.failed_again_on = None
        elif look.failed_on is None:
            look.failed_on = today
        elif look.failed_on < today:
            look.failed_again_on = look.failed_again_on or today
        look.why = why
        look.save()
        if was_broken != (look.failed_again_on is not None):
            verb = "directory.web_page_answers" if was_broken else "directory.web_page_silent"
            audit.write(verb, by=_clock(look.partnership_id), subject=Ref("service", look.service_id))


def broken(partnership: UUID) -> QuerySet[WebLook]:
    """The web pages of listings on offer in a place that did not answer on two days."""
    return WebLook.objects.filter(
        partnership=partnership,
        failed_again_on__isnull=False,
        url=F("service__website"),
        service__status=Status.ACTIVE,
    )


def silent_websites(services: Iterable[UUID]) -> dict[UUID, tuple[date, date]]:
    """Of these listings those whose web page is broken, with the two days on which it did not answer."""
    rows = WebLook.objects.filter(service__in=list(services), failed_again_on__isnull=False, url=F("service__website"))
    return {
        one.service_id: (one.failed_on, one.failed_again_on) for one in rows if one.failed_on and one.failed_again_on
    }


def _named() -> QuerySet[Service]:
    return Service.objects.filter(status=Status.ACTIVE).exclude(website="")


def _clock(partnership: UUID) -> Actor:
    return Actor(Kind.PROCESS, partnership=partnership, name="clock", reason="web pages are asked")
