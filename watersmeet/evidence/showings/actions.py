"""What can be done with a map: show it, take it back, say something of it."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.dates import date as a_date
from watersmeet.evidence.showings import frozen, rules
from watersmeet.evidence.showings.models import Reply, Showing
from watersmeet.evidence.showings.queries import standing
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import once
from watersmeet.records.memory import api as memory


@transaction.atomic
def show(*, by: Actor, key: str | None = None) -> UUID:
    """Freeze the map of the last twelve whole months and tell partners: they read what it says of them first.

    Returns the showing's id. Raises Refused, NotFound, KeyReused; Conflict while another one waits, when months of it
    were in a map already, or when there is nothing to show.
    """
    if by.partnership is None:
        raise NotFound
    place = by.partnership
    insist(by, "silo.show", relations(by, here=place))
    return UUID(str(once(f"silo.show:{place}", key, {"by": str(by.id)}, lambda: str(_shown(place, by)))))


@transaction.atomic
def take_back(showing: UUID, *, by: Actor) -> None:
    """Nobody reads it any more, partners neither. Raises Refused, NotFound."""
    row = Showing.objects.select_for_update().filter(pk=showing, partnership=by.partnership).first()
    if row is None:
        raise NotFound
    insist(by, "silo.show", relations(by, here=row.partnership_id))
    if row.taken_back_on is None:
        row.taken_back_on = clock.today()
        row.save(update_fields=["taken_back_on"])
        audit.write("silo.take_back", by=by, subject=Ref("showing", row.pk), partnership=row.partnership_id)


def reply(showing: UUID, words: str, *, by: Actor) -> None:
    """A partner says something of the map, which stands beside it; without words, what it said is taken out.

    Raises Refused, NotFound; Invalid where it is too long or may tell who somebody is; TooOften.
    """
    row = standing(by, showing)
    insist(by, "silo.reply", relations(by, keeper=by.partner))
    said = words.replace("\r\n", "\n").strip()
    if len(said) > rules.LONGEST:
        raise Invalid({"words": [_("Use %(most)s letters or fewer.") % {"most": rules.LONGEST}]})
    if said:
        memory.insist_nobody(by, row.partnership_id, {"words": said})
    _said(row, said, by)


@transaction.atomic
def _said(row: Showing, said: str, by: Actor) -> None:
    if by.partner is None:
        raise NotFound
    if said:
        told = {"words": said, "writer": by.id, "said_on": clock.today(), "partnership_id": row.partnership_id}
        Reply.objects.update_or_create(showing=row, partner_id=by.partner, defaults=told)
    else:
        Reply.objects.filter(showing=row, partner=by.partner).delete()
    detail = {"reason": "said" if said else "taken-out"}
    audit.write("silo.reply", by=by, subject=Ref("showing", row.pk), partnership=row.partnership_id, detail=detail)


def _shown(place: UUID, by: Actor) -> UUID:
    from watersmeet.evidence.extracts.sources import between  # noqa: PLC0415 - Arrow loads when ties are counted

    today = clock.today()
    since, until = rules.months(today)
    _insist_free(place, since)
    found = frozen.freeze(place, between(by), since, until)
    if not found.ties:
        raise Conflict(_("There is nothing to show yet."), _("Ties show when partners can read what is said of them."))
    try:
        with transaction.atomic():
            row = Showing.objects.create(
                partnership_id=place,
                since=since,
                until=until,
                map=found.as_data(),
                shown_on=today,
                opens_on=rules.opens_on(place, today),
                by_id=by.id,
            )
    except IntegrityError:
        raise _shown_already(until) from None
    audit.write("silo.show", by=by, subject=Ref("showing", row.pk), partnership=place)
    for one in found.nodes:
        to = Ref("partner", UUID(one.id))
        outbox.put("partner.map", subject=Ref("showing", row.pk), to=to, key=f"{row.pk}:{one.id}", ordered_by=by)
    return row.pk


def _insist_free(place: UUID, since: date) -> None:
    free = rules.free_from(place)
    if free and since < free:
        raise _shown_already(free)


def _shown_already(free: date) -> Conflict:
    again = free.replace(year=free.year + 1)
    return Conflict(
        _("Months of this map were in one already."),
        _("Two maps of the same months would tell small numbers. The next one can be shown from %(day)s.")
        % {"day": a_date(again)},
    )
