"""Mistakes in listings: whoever sees one says so, and whoever answers for the listing puts it right, or says it is.

Who said it is not asked, and only the day is kept. The words are sealed, leave in no message, and are forgotten.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import asking
from watersmeet.records.directory.models import Service, Status
from watersmeet.records.directory.still_models import Report, Settled, Wrong
from watersmeet.records.partnerships import api as partnerships

LONGEST = 500
ANSWER_IN = 10
"""Working days in which whoever answers for a listing looks; after that it is the coordinator's as well."""
MOST_OPEN = 20
"""So many reports on one listing may wait; after that it takes no more until somebody has looked."""
FORGET_AFTER, FORGET_AT_LAST = timedelta(days=30), timedelta(days=183)
"""So long after a report was settled its words are forgotten; and so long after it was made, whatever became of it."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One report, for whoever looks into it. `words` are "" where there were none, or they are forgotten."""

    id: UUID
    service: UUID
    name: str
    what: Wrong
    words: str
    from_owner: bool
    said_on: date
    due_on: date


@transaction.atomic
def report_mistake(service: UUID, *, what: Wrong, words: str = "", by: Actor, key: str | None = None) -> None:
    """Anyone says that something is wrong in a listing. Raises NotFound, Invalid, Conflict, KeyReused."""
    insist(by, "service.report")
    row = Service.objects.filter(pk=service).exclude(status=Status.DEFUNCT).first()
    if row is None:
        raise NotFound(_("We could not find that service. It may have closed."))
    note(row, what, words, by=by, key=key)


def note(row: Service, what: Wrong, words: str, *, by: Actor, from_owner: bool = False, key: str | None = None) -> None:
    """Keep a report, and tell whoever answers for the listing, once a day, without the words; part of another's act.

    Raises Invalid, Conflict, KeyReused.
    """
    tidy = words.strip()
    if len(tidy) > LONGEST:
        raise Invalid({"words": [_("Use %(most)s letters or fewer.") % {"most": LONGEST}]})
    if what == Wrong.OTHER and not tidy:
        raise Invalid({"words": [_("Say in a few words what is wrong.")]})
    if Report.objects.filter(service=row, settled_on=None).count() >= MOST_OPEN:
        raise Conflict(_("Many people told us about this listing."), _("Somebody is going to look at it."))

    def do() -> str:
        today = clock.today()
        leads = from_owner or row.partner_id is None or not asking.who_answers(row.partner_id)
        made = Report.objects.create(
            partnership_id=row.partnership_id,
            service=row,
            what=what,
            words=tidy or None,
            from_owner=from_owner,
            leads=leads,
            said_on=today,
            due_on=working_days.add(today, ANSWER_IN, _nation(row.partnership_id)),
        )
        audit.write("service.report", by=by, subject=Ref("report", made.pk), partnership=row.partnership_id)
        to = Ref("partnership", row.partnership_id) if leads else Ref("partner", row.partner_id or row.partnership_id)
        _tell(row, to, by)
        return str(made.pk)

    once(f"service.report:{row.pk}", key, {"what": what, "words": tidy}, do, day_only=True)


@transaction.atomic
def settle_report(report: UUID, *, how: Settled, by: Actor) -> None:
    """It is put right, or it was right. Settled already, nothing changes. Raises NotFound, Refused."""
    row = Report.objects.select_for_update(of=("self",)).select_related("service").filter(pk=report).first()
    if row is None:
        raise NotFound
    insist(by, "service.settle_report", _standing(by, row.service))
    if row.settled:
        return
    row.settled, row.settled_on = how, clock.today()
    row.save(update_fields=["settled", "settled_on"])
    subject = Ref("report", row.pk)
    audit.write("service.settle_report", by=by, subject=subject, partnership=row.partnership_id, detail={"reason": how})


def open_for(actor: Actor) -> list[Reported]:
    """What waits for the actor: what is said of their partner's listings; for a lead also what nobody else looks at."""
    found = mine(actor).select_related("service").order_by("due_on", "said_on", "pk")
    return [
        Reported(
            one.pk,
            one.service_id,
            one.service.name,
            Wrong(one.what),
            one.words or "",
            one.from_owner,
            one.said_on,
            one.due_on,
        )
        for one in found
    ]


def mine(actor: Actor) -> QuerySet[Report]:
    """The open reports that are the actor's to look at, the words still closed.

    A lead has those that came by a link, those for which nobody else could be told, and those whose day is over.
    """
    here = Report.objects.filter(partnership=actor.partnership, settled_on=None)
    theirs = Q(pk__in=())
    if actor.partner and policy.may(actor, "service.settle_report", relations(actor, keeper=actor.partner)):
        theirs |= Q(service__partner=actor.partner)
    if actor.partnership and policy.may(actor, "service.settle_report", relations(actor, here=actor.partnership)):
        theirs |= Q(leads=True) | Q(due_on__lt=clock.today())
    return here.filter(theirs)


@transaction.atomic
def forget_words() -> int:
    """Forget the words of what was settled some time ago, and of what is old; returns how many."""
    today = clock.today()
    old = Q(settled_on__lte=today - FORGET_AFTER) | Q(said_on__lte=today - FORGET_AT_LAST)
    return Report.objects.filter(old, words__isnull=False).update(words=None)


def is_waiting(service: UUID) -> bool:
    """Whether any report on a listing waits: asked as a message about it leaves."""
    return Report.objects.filter(service=service, settled_on=None).exists()


def _tell(row: Service, to: Ref, by: Actor) -> None:
    outbox.put(
        "listing.mistake",
        subject=Ref("service", row.pk),
        to=to,
        key=f"{row.pk}:{to.id}:{clock.today()}",
        ordered_by=by,
        partnership=row.partnership_id,
    )


def _standing(actor: Actor, row: Service) -> frozenset[policy.Relation]:
    return relations(actor, keeper=row.partner_id, here=row.partnership_id)


def _nation(partnership: UUID) -> working_days.Nation:
    try:
        return partnerships.model_at(partnership).model.nation
    except NotFound:
        return working_days.Nation.ENGLAND
