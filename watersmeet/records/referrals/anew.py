"""Who is asked: a service for a referral that waits, another one after a no; and where somebody waits."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.outbox.inbox import once
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.actions import open_to_receiver
from watersmeet.records.referrals.allocating import Picked, insist_picked, keep
from watersmeet.records.referrals.asking import may_pass, permit_both_ways, takes
from watersmeet.records.referrals.models import OWN_WAYS, Referral, ReferralEvent
from watersmeet.records.referrals.moving import close, local_day, locked, stand, step
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.rules import Details
from watersmeet.records.referrals.states import Reason, State
from watersmeet.records.referrals.telling import tell, tell_person
from watersmeet.records.referrals.ways import Closed, Ways, insist_open, known_of


@transaction.atomic
def re_offer(
    referral: UUID,
    *,
    service: UUID,
    by: Actor,
    yes: bool = False,
    picked: Picked | None = None,
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """Ask another service instead. Returns the new referral; the one that ended is closed, coded `offered_anew`.

    The gate is passed anew: without the person's yes to the new receiver it waits with the referrer. `yes` is that yes,
    by the person alone; `picked` the list that was shown, and how this one was taken from it: it is kept. Raises
    NotFound, Refused, Conflict (it cannot be offered anew) or Invalid (service, who chose it).
    """

    def do() -> str:
        row = locked(referral, by)
        policy.insist(by, "referral.re_offer", rules.relations(by, row))
        if not rules.may_be_offered_anew(row):
            raise Conflict(_("This was offered anew already, or did not end yet."))
        new = _offer(row, service, by, yes, at)
        if picked:
            insist_picked(picked, service, new.receiver_id)
            keep(new, picked)
        return str(new.pk)

    return UUID(str(once(f"referral.re_offer:{referral}", key, {"service": str(service), "yes": yes}, do)))


def _offer(row: Referral, service: UUID, by: Actor, yes: bool, at: datetime | None) -> Referral:
    receiver = _receiver(row, service, by)
    new = Referral(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        controller_id=row.referrer_id,
        referrer_id=row.referrer_id,
        receiver_id=receiver,
        service_id=service,
        need_id=row.need_id,
        way_in=row.way_in,
        introducer_id=row.introducer_id,
        words=row.words,
        opening_answers=row.opening_answers,
        based_on=row,
        model_number=partnerships.model_at(row.partnership_id, at).number,
        made_at=at or clock.now(),
    )
    stand(new, State.DRAFT, at)
    happened(ReferralEvent, "referral.re_offer", subject=new, by=by, key_owner=row.person_id, at=at)
    if yes and by.person == row.person_id and may_pass(row.referrer_id, receiver):
        permit_both_ways(row.partnership_id, row.person_id, row.referrer_id, receiver, by=by, at=at)
    if open_to_receiver(new, at):
        step(new, State.SENT, by=by, at=at)
    else:
        tell(new, by)
    if row.closed_at is None:
        close(row, "referral.close", by=by, reason=Reason.OFFERED_ANEW)
    return new


@transaction.atomic
def aim(
    referral: UUID, *, service: UUID, by: Actor, picked: Picked | None = None, seen_version: int | None = None
) -> None:
    """Choose who is to be asked by a referral that waits with its referrer, such as a request at the front door.

    Nothing is sent by it: the person's yes to the new receiver comes first. Raises NotFound, Refused, Conflict (it was
    sent, or changed since) or Invalid (service, who chose it).
    """
    row = locked(referral, by, seen_version)
    policy.insist(by, "referral.send", rules.relations(by, row))
    if row.state != State.DRAFT:
        raise Conflict(_("This was sent already, or it ended."), _("Open it again to see what changed."))
    receiver = _receiver(row, service, by)
    if picked:
        insist_picked(picked, service, receiver)
    ways = rules.directions(*(partnerships.partner(one).organisation.sector for one in (row.referrer_id, receiver)))
    row.receiver_id, row.service_id = receiver, service
    row.direction = ways[0] if len(ways) == 1 else row.direction if row.direction in ways else ""
    row.urgent, row.receiver_worker_id = False, None
    happened(ReferralEvent, "referral.aim", subject=row, by=by, key_owner=row.person_id)
    if picked:
        keep(row, picked)


def _receiver(row: Referral, service: UUID, by: Actor) -> UUID:
    """Who answers for the service. Raises Invalid for one that takes no referrals here or nobody of that age, and for a
    worker where the rules close the way.
    """
    offered = directory.service(by, service)
    if not offered.takes_referrals or offered.partner_id is None or offered.partnership_id != row.partnership_id:
        raise Invalid({"service": [_("This service takes no referrals here.")]})
    if service == row.service_id and row.state != State.DRAFT:
        raise Invalid({"service": [_("Choose another service than this one.")]})
    card = people.cards(by, [row.person_id]).get(row.person_id)
    if card and card.age != Age.UNKNOWN and not takes(offered, Age(card.age)):
        raise Invalid({"service": [_("This service does not take people of that age.")]})
    insist_open("service", _closed(row, offered, by))
    if offered.partner_id in people.contact_rules(by, row.person_id).not_partners:
        raise Invalid({"service": [_("The person asked not to be put in touch with this group.")]})
    return offered.partner_id


def closed_to(actor: Actor, referral: UUID, services: Iterable[ServiceView]) -> dict[UUID, Closed]:
    """Those of the services that the actor may not have asked in a referral, each with why. Raises NotFound."""
    row = row_for(actor, referral)
    told = {one.id: _closed(row, one, actor) for one in services}
    return {service: closed for service, closed in told.items() if closed}


def _closed(row: Referral, service: ServiceView, by: Actor) -> Closed | None:
    """Why a worker may not have it asked; a person asks whom they wish."""
    if by.person == row.person_id or _named_it_themself(row, service.id):
        return None
    ways = Ways(row.partnership_id, row.referrer_id)
    return ways.closed(service.partner_id, service, known_of(by, row.person_id))


def _named_it_themself(row: Referral, service: UUID) -> bool:
    """Whether it waits to be sent where the person asked for it to go."""
    return row.state == State.DRAFT and row.service_id == service and row.way_in in OWN_WAYS and not row.urgent


@transaction.atomic
def say_where(
    referral: UUID,
    *,
    by: Actor,
    queue_place: int | None = None,
    expected_on: date | None = None,
    seen_version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say where somebody waits: their place in the queue, and when a place is expected. It is looked at again later.

    The person is written to only when the day changed; the rest stands on their page. Raises NotFound, Refused,
    Conflict (not waiting) or Invalid.
    """
    row = locked(referral, by, seen_version)
    policy.insist(by, "referral.wait", rules.relations(by, row))
    if row.state != State.WAITING:
        raise Conflict(_("They are not on the waiting list."), _("Open it again to see what changed."))
    details = Details(queue_place=queue_place, expected_on=expected_on)
    rules.insist_details(row, State.WAITING, details, partial(local_day, row, clock.now()))
    moved = expected_on != row.expected_on
    stand(row, State.WAITING, at)
    row.queue_place, row.expected_on = queue_place, expected_on
    happened(ReferralEvent, "referral.say_where", subject=row, by=by, key_owner=row.person_id, at=at)
    if moved:
        tell_person(row, by)
