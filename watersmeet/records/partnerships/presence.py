"""Who is away and who covers, who takes nothing new for now, and how a partner leaves."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.accounts import passes
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships.answering import end_answering
from watersmeet.records.partnerships.models import (
    Absence,
    LawfulBasis,
    Membership,
    Partner,
    Partnership,
    PartnershipEvent,
    Pause,
    Taker,
)
from watersmeet.records.partnerships.ports import holdings
from watersmeet.records.partnerships.queries import members, model_at


@transaction.atomic
def go_away(*, membership: UUID, from_on: date, until_on: date, cover: UUID | None, by: Actor) -> UUID:
    """A worker is away on these days, and `cover` sees what they look after; returns the absence's id.

    A manager may say it for somebody. Raises NotFound, Refused, Invalid.
    """
    seat = _seat(membership, by)
    if until_on < from_on or until_on < clock.today():
        raise Invalid({"until_on": [_("The last day must be on or after the first, and not be past.")]})
    if cover is not None:
        _insist_covers(cover, seat, from_on, until_on)
    absence = Absence.objects.create(
        partnership_id=seat.partnership_id, membership=seat, cover_id=cover, from_on=from_on, until_on=until_on
    )
    _tell(seat.partnership_id, "partnership.go_away", by)
    return absence.pk


@transaction.atomic
def come_back(absence: UUID, *, by: Actor) -> None:
    """They are back: nobody covers any more. Raises NotFound, Refused."""
    row = Absence.objects.select_for_update().filter(pk=absence, ended_on=None).first()
    if row is None:
        raise NotFound
    seat = _seat(row.membership_id, by)
    row.ended_on = clock.today()
    row.save(update_fields=["ended_on"])
    _tell(seat.partnership_id, "partnership.come_back", by)


@transaction.atomic
def pause_intake(*, until_on: date, by: Actor, service: UUID | None = None, only_me: bool = False) -> UUID:
    """No new referrals for the actor's partner, for one of its services or for the actor alone, up to and with a day.

    Returns the pause's id. Raises Refused, Invalid. Nothing is refused by it: who sends is told before they send.
    """
    if by.partner is None or by.partnership is None:
        raise NotFound
    insist(by, "intake.pause", relations(by, keeper=by.partner))
    if until_on < clock.today():
        raise Invalid({"until_on": [_("The last day must not be past.")]})
    same = {"partner_id": by.partner, "user_id": by.id if only_me else None, "service": service}
    _running().filter(**same).update(ended_on=clock.today())
    pause = Pause.objects.create(partnership_id=by.partnership, from_on=clock.today(), until_on=until_on, **same)
    _tell(by.partnership, "partnership.pause_intake", by)
    return pause.pk


@transaction.atomic
def resume_intake(pause: UUID, *, by: Actor) -> None:
    """New referrals are welcome again. Raises NotFound, Refused."""
    row = _running().select_for_update().filter(pk=pause, partner=by.partner).first()
    if row is None:
        raise NotFound
    insist(by, "intake.pause", relations(by, keeper=row.partner_id))
    row.ended_on = clock.today()
    row.save(update_fields=["ended_on"])
    _tell(row.partnership_id, "partnership.resume_intake", by)


@transaction.atomic
def leave(*, partner: UUID, by: Actor) -> None:
    """A partner leaves today: nobody serves there, takes anything by name, or shares anything with it any more.

    It is told. What it keeps as a controller leaves on its day.
    Raises NotFound, Refused, Conflict while it is the front door or still has a part in something open.
    """
    row = Partner.objects.filter(pk=partner, left_on=None).first()
    if row is None:
        raise NotFound
    insist(by, "partnership.change", relations(by, here=row.partnership_id))
    Partnership.objects.select_for_update().get(pk=row.partnership_id)
    count = len(holdings(partner))
    if count:
        raise Conflict(
            ngettext(
                "They still have a part in %(count)s open thing.",
                "They still have a part in %(count)s open things.",
                count,
            )
            % {"count": count},
            _("Each must be finished, or asked for again elsewhere, before they leave."),
        )
    if model_at(row.partnership_id).front_door == partner:
        raise Conflict(_("They are the front door of the place."), _("Adopt a model that names another first."))
    row.left_on = clock.today()
    row.save(update_fields=["left_on"])
    Membership.objects.filter(partner=row, until_on=None).update(until_on=clock.today())
    LawfulBasis.objects.filter(partner=row, until_on=None).update(until_on=clock.today())
    Taker.objects.filter(partner=row, until_at=None).update(until_at=clock.now())
    passes.end_of(partner)
    end_answering(partner)
    _tell(row.partnership_id, "partnership.leave", by)
    outbox.put(
        "partner.left",
        subject=Ref("partner", row.pk),
        to=Ref("partner", row.pk),
        key=str(row.pk),
        ordered_by=by,
        partnership=row.partnership_id,
    )


def still_open(actor: Actor, partner: UUID) -> list[Ref]:
    """What a partner of the actor's place has a part in, and so cannot leave before it. Raises Refused, NotFound."""
    insist(actor, "partnership.change", relations(actor, here=actor.partnership))
    if not Partner.objects.filter(pk=partner, partnership=actor.partnership, left_on=None).exists():
        raise NotFound
    return holdings(partner)


class Covering:
    """Whom a user covers for: it passes on when their account is closed (see accounts.ports.Holdings)."""

    def holds(self, user: UUID) -> Sequence[Ref]:
        """The absences that they cover, now or soon."""
        return [Ref("absence", pk) for pk in _coming().filter(cover=user).values_list("pk", flat=True)]

    def hand_over(self, user: UUID, *, to: UUID, by: Actor) -> None:
        """`to` covers instead. Raises Invalid when they do not serve there, or are the one who is away."""
        for row in _coming().filter(cover=user).select_for_update(of=("self",)):
            _insist_covers(to, row.membership, row.from_on, row.until_on, field="hand_to")
            row.cover_id = to
            row.save(update_fields=["cover"])
            _tell(row.partnership_id, "partnership.cover", by)

    def pass_on(self, user: UUID, *, by: Actor) -> None:
        """Nothing here is kept from whoever closes an account."""


def covered_by(user: UUID) -> dict[UUID, Absence]:
    """For whom the user covers today, by the user who is away."""
    rows = _away().filter(cover=user).select_related("membership__user")
    return {row.membership.user_id: row for row in rows}


def cover_today(partner: UUID) -> dict[UUID, UUID | None]:
    """Who of a partner is away today, and who covers for them; None when nobody does."""
    return dict(_away().filter(membership__partner=partner).values_list("membership__user_id", "cover_id"))


def away(partner: UUID) -> list[Absence]:
    """Who of a partner is away today or will be, the soonest first."""
    rows = _coming().filter(membership__partner=partner).select_related("membership__user", "cover")
    return list(rows.order_by("from_on"))


def pauses(partners: Iterable[UUID]) -> list[Pause]:
    """What these partners have paused today: themselves, services, workers."""
    return list(_running().filter(partner__in=set(partners)).select_related("user").order_by("until_on"))


def paused_until(rows: Iterable[Pause], partner: UUID | None, service: UUID | None) -> date | None:
    """The last day on which this service, or its whole partner, takes nobody new; None when it does."""
    days = [
        row.until_on
        for row in rows
        if row.partner_id == partner and row.user_id is None and row.service in {None, service}
    ]
    return max(days, default=None)


def _seat(membership: UUID, by: Actor) -> Membership:
    """The membership, when the actor may say of it who is away: their own, or as a manager there."""
    seat = Membership.objects.select_related("partner").filter(pk=membership, partner=by.partner).first()
    if seat is None:
        raise NotFound
    verb = "worker.away" if seat.user_id == by.id else "worker.away_other"
    insist(by, verb, relations(by, keeper=seat.partner_id))
    return seat


def _insist_covers(cover: UUID, seat: Membership, from_on: date, until_on: date, field: str = "cover") -> None:
    there = {one.user_id for one in members(seat.partner_id) if one.user.is_active}
    if cover == seat.user_id or cover not in there:
        raise Invalid({field: [_("Choose a colleague who works here.")]})
    too = _coming().filter(membership__partner=seat.partner_id, membership__user=cover)
    if too.filter(from_on__lte=until_on, until_on__gte=from_on).exists():
        raise Invalid({field: [_("They are away on some of these days too.")]})


def _coming() -> QuerySet[Absence]:
    return Absence.objects.filter(ended_on=None, until_on__gte=clock.today())


def _away() -> QuerySet[Absence]:
    return _coming().filter(from_on__lte=clock.today())


def _running() -> QuerySet[Pause]:
    today = clock.today()
    return Pause.objects.filter(Q(ended_on=None), from_on__lte=today, until_on__gte=today)


def _tell(partnership: UUID, verb: str, by: Actor) -> None:
    row = Partnership.objects.select_for_update().get(pk=partnership)
    happened(PartnershipEvent, verb, subject=row, by=by, key_owner=row.pk)
