"""A person's yes, and its end: given, withdrawn, expected in direct care, overridden."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people.gate import HEALTH, NEEDED_ON_DUTY, grounds, lock
from watersmeet.records.people.matters import begin, end, end_all
from watersmeet.records.people.models import Ground, Matter, Override, OverrideKind, Permission, Person, PersonEvent
from watersmeet.records.people.one_person import every_record, read_by, same_as
from watersmeet.records.people.ports import held
from watersmeet.records.people.states import Kind, Outcome

OVERRIDE_LASTS = timedelta(days=31)
RENEWED = "renew-1"


@transaction.atomic
def give_permission(
    *,
    person: UUID,
    giver: UUID,
    receiver: UUID,
    purpose: Purpose,
    categories: Iterable[Category],
    statement: str,
    by: Actor,
    until: datetime | None = None,
    at: datetime | None = None,
    read: str = "",
) -> None:
    """The person said yes. `statement` names the words they were read; without `until` it lasts as the model says.

    `read` are those very words where a worker read them with the person: they are kept, sealed, with the yes.
    """
    _permit(person, giver, receiver, purpose, categories, Ground.EXPLICIT, statement, by, until, at, read)


@transaction.atomic
def expect(
    *,
    person: UUID,
    giver: UUID,
    receiver: UUID,
    categories: Iterable[Category],
    by: Actor,
    until: datetime | None = None,
) -> None:
    """A reasonable expectation in direct care. Raises Invalid outside health partners, Conflict after an objection."""
    insist(by, "sharing.expect", relations(by, keeper=giver))
    if any(partnerships.partner(partner).organisation.sector not in HEALTH for partner in (giver, receiver)):
        raise Invalid({"receiver": [_("Expectation counts only between health partners. Ask the person.")]})
    if Permission.objects.filter(person__in=same_as(person), receiver=receiver, withdrawn_at__isnull=False).exists():
        raise Conflict(_("The person objected to this."), _("Ask the person."))
    _permit(person, giver, receiver, Purpose.SUPPORT, categories, Ground.EXPECTATION, "direct-care", by, until, None)


@transaction.atomic
def withdraw(*, person: UUID, receiver: UUID, by: Actor) -> None:
    """The person said stop: this receiver sees nothing more from now on, and nothing on its way to it leaves.

    It counts for every record that is the same human being's. What the receiver lawfully recorded stays with it,
    restricted, to its retention date; what the person told their own controller themselves is no part of that. Open
    safety duties are not touched.
    """
    rows = every_record(person)
    insist(by, "sharing.withdraw", relations(by, person=person, keeper=rows[person].controller_id))
    for row in rows.values():
        _stop(row, receiver, by)


@transaction.atomic
def renew(*, person: UUID, receiver: UUID, by: Actor) -> None:
    """The person said yes once more to all that this receiver may see now.

    In whichever of their records; by link, in the link's own. Raises NotFound when that is nothing.
    """
    rows = every_record(person)
    insist(by, "sharing.renew", relations(by, person=person, keeper=rows[person].controller_id))
    live = Permission.objects.filter(
        person__in=read_by(by, person), receiver=receiver, ground=Ground.EXPLICIT, withdrawn_at=None, renewed_at=None
    )
    same: dict[tuple[UUID, UUID, Purpose], list[Category]] = {}
    for one, giver, purpose, category in live.values_list("person_id", "giver_id", "purpose", "category"):
        same.setdefault((one, giver, Purpose(purpose)), []).append(Category(category))
    if not same:
        raise NotFound
    for (one, giver, purpose), categories in same.items():
        _permit(one, giver, receiver, purpose, categories, Ground.EXPLICIT, RENEWED, by, None, None)


@transaction.atomic
def stop_counting(*, person: UUID, receiver: UUID, by: Actor) -> None:
    """The person does not want to be in this partner's figures any more; what else they share goes on as it is."""
    rows = every_record(person)
    insist(by, "sharing.withdraw", relations(by, person=person, keeper=rows[person].controller_id))
    for row in rows.values():
        _stop_counting(row, receiver, by)


@transaction.atomic
def stop_one(*, person: UUID, receiver: UUID, category: Category, by: Actor) -> None:
    """The person does not want this receiver to be told this one thing any more; all else goes on as it is.

    Without some things nobody can help: those are stopped as a whole, by `withdraw`. Raises Invalid for them.
    """
    rows = every_record(person)
    insist(by, "sharing.withdraw", relations(by, person=person, keeper=rows[person].controller_id))
    if not can_stop_alone(category):
        raise Invalid({"category": [_("They need this to help at all. Stop sharing with them instead.")]})
    for row in rows.values():
        _stop_one(row, receiver, category, by)


def can_stop_alone(category: Category) -> bool:
    """Whether this can be stopped by itself: what nobody needs for a request that goes on."""
    return category not in NEEDED_ON_DUTY


def stopped_since(person: UUID, receiver: UUID, moment: datetime, *, counting: bool = False) -> bool:
    """Whether the person said stop to this receiver then or later, in whichever of their records.

    With `counting` it is about being counted; without, about what it is told. One thing that was stopped alone is none.
    """
    said = Permission.objects.filter(
        person__in=same_as(person), receiver=receiver, withdrawn_at__gte=moment, alone=False
    )
    about = said.filter if counting else said.exclude
    return about(purpose=Purpose.EVALUATION).exists()


def statement_of(person: UUID, *, giver: UUID, receiver: UUID, purpose: Purpose, category: Category) -> str:
    """Which words the yes was said to by which this may be shown now; "" where there is none."""
    live = grounds(purpose, {category}, clock.now()).filter(person=person, giver=giver, receiver=receiver)
    return live.values_list("statement", flat=True).first() or ""


def stopped_alone_since(person: UUID, receiver: UUID, moment: datetime) -> set[Category]:
    """What the person stopped alone for this receiver then or later, in whichever of their records."""
    said = Permission.objects.filter(
        person__in=same_as(person), receiver=receiver, withdrawn_at__gte=moment, alone=True
    )
    return {Category(one) for one in said.values_list("category", flat=True)}


def carry_stops(person: UUID, by: Actor) -> None:
    """Records were found to be one human being's: a stop in one of them ends each older yes in the others too.

    Part of merging, which says who may.
    """
    rows = every_record(person)
    said = Permission.objects.filter(person__in=rows, alone=False)
    sharing, counting = said.exclude(purpose=Purpose.EVALUATION), said.filter(purpose=Purpose.EVALUATION)
    for yeses, stop in ((sharing, _stop), (counting, _stop_counting)):
        later = yeses.filter(receiver=OuterRef("receiver"), withdrawn_at__gte=OuterRef("given_at"))
        older = yeses.filter(Exists(later), withdrawn_at=None, renewed_at=None)
        for one, receiver in set(older.values_list("person_id", "receiver_id")):
            stop(rows[one], receiver, by)
    for receiver, category in set(_stopped_alone(rows).values_list("receiver_id", "category")):
        last = _stopped_alone(rows).filter(receiver=receiver, category=category).latest("withdrawn_at").withdrawn_at
        for row in rows.values():
            _stop_one(row, receiver, Category(category), by, before=last)


@transaction.atomic
def override(
    *,
    person: UUID,
    giver: UUID,
    receiver: UUID,
    categories: Collection[Category],
    kind: OverrideKind,
    reason: str,
    until: datetime,
    by: Actor,
) -> None:
    """Disclose without a yes, for a stated reason, scope and time; the privacy officer is told at once and reviews it.

    Raises Invalid, Refused, NotFound.
    """
    now = clock.now()
    row = _person(person)
    insist(by, "person.override", relations(by, keeper=giver))
    _insist_whole(row, giver, receiver, categories, reason)
    if not now < until <= now + OVERRIDE_LASTS:
        raise Invalid({"until": [_("Choose an end within a month from now.")]})
    place = row.partnership_id
    matter = begin(Kind.OVERRIDE, partnership=place, partner=giver, person=person, by=by, tell=False)
    for category in categories:
        Override.objects.create(
            partnership_id=place,
            person=row,
            giver_id=giver,
            receiver_id=receiver,
            category=category,
            kind=kind,
            reason=reason.strip(),
            by=by.id,
            from_at=now,
            until=until,
            matter=matter,
        )
    happened(PersonEvent, "person.override", subject=row, by=by, key_owner=row.pk, reason_code=kind)


@transaction.atomic
def review_override(*, matter: UUID, outcome: Outcome, words: str, tell: bool, by: Actor) -> None:
    """The privacy officer has looked at it: one that was not right, or too wide, ends at once.

    `tell` is whether the person may see that it was. Nobody reviews what they did themselves. Raises NotFound, Refused,
    Invalid, Conflict.
    """
    insist(by, "person.review_override", relations(by, keeper=by.partner))
    row = Matter.objects.select_for_update().filter(pk=matter, partner=by.partner, kind=Kind.OVERRIDE).first()
    if row is None or row.person_id is None:
        raise NotFound
    if not words.strip():
        raise Invalid({"words": [_("Write what you found.")]})
    rows = Override.objects.select_for_update().filter(matter=row)
    if rows.filter(by=by.id).exists():
        raise Conflict(_("You made this override yourself."), _("Ask somebody else to review it."))
    now = clock.now()
    row.tell = tell
    end(row, outcome, by=by, words=words)
    rows.update(reviewed_at=now, reviewed_by=by.id)
    if outcome != Outcome.RIGHT:
        rows.filter(until__gt=now).update(until=now)
    person = _person(row.person_id)
    happened(PersonEvent, "person.review_override", subject=person, by=by, key_owner=row.person_id, reason_code=outcome)


def _stop(row: Person, receiver: UUID, by: Actor) -> None:
    """One record is shared with the receiver no more. The caller holds the row."""
    person, live = row.pk, Permission.objects.filter(person=row, receiver=receiver, withdrawn_at=None, renewed_at=None)
    if not live.update(withdrawn_at=clock.now()):
        return
    end_all({Kind.YES_ENDS: Outcome.ENDED}, person=person, about=receiver, by=by)
    if receiver != row.controller_id:
        place = row.partnership_id
        begin(Kind.RESTRICTION, partnership=place, partner=receiver, person=person, about=receiver, by=by)
    for records in held.values():
        records.stop(person, receiver=receiver, by=by)
    told = outbox.cancel(person=person, to=Ref("partner", receiver))  # what stopping put for them as well
    tell_of_stop(told, row, by)
    happened(PersonEvent, "person.withdraw", subject=row, by=by, key_owner=person)


def _stopped_alone(rows: Iterable[UUID]) -> QuerySet[Permission]:
    return Permission.objects.filter(person__in=rows, alone=True)


def _stop_one(row: Person, receiver: UUID, category: Category, by: Actor, *, before: datetime | None = None) -> None:
    """One thing is told to the receiver no more; with `before`, as of then, by yeses that are older."""
    told = Permission.objects.filter(
        person=row, receiver=receiver, category=category, withdrawn_at=None, renewed_at=None
    )
    older = told.exclude(purpose=Purpose.EVALUATION).filter(**({"given_at__lte": before} if before else {}))
    if older.update(withdrawn_at=before or clock.now(), alone=True):
        happened(PersonEvent, "person.stop_one", subject=row, by=by, key_owner=row.pk, reason_code=category)


def _stop_counting(row: Person, receiver: UUID, by: Actor) -> None:
    """One record is in the receiver's figures no more. The caller holds the row."""
    counted = Permission.objects.filter(person=row, receiver=receiver, purpose=Purpose.EVALUATION)
    if counted.filter(withdrawn_at=None, renewed_at=None).update(withdrawn_at=clock.now()):
        happened(PersonEvent, "person.stop_counting", subject=row, by=by, key_owner=row.pk)


def _insist_whole(person: Person, giver: UUID, receiver: UUID, categories: Collection[Category], reason: str) -> None:
    """Raise Invalid, naming what is missing."""
    wrong: dict[str, list[str]] = {}
    if not reason.strip():
        wrong["reason"] = [_("Say why this cannot wait for the person's yes.")]
    if not categories:
        wrong["categories"] = [_("Choose what they need to see, and no more.")]
    here = {one.pk for one in partnerships.partners(person.partnership_id)}
    if receiver not in here or receiver == giver:
        wrong["receiver"] = [_("Choose another partner of this place.")]
    if wrong:
        raise Invalid(wrong)


def tell_of_stop(told: Iterable[outbox.Told], person: Person, by: Actor) -> None:
    """Partners that were ever told of something learn that it has ended for them: by reference, about nobody."""
    for one in told:
        if one.to.kind == "partner" and one.about.kind == "referral":
            outbox.put(
                "partner.stopped",
                subject=one.about,
                to=one.to,
                key=f"{one.about.id}:{one.to.id}:{clock.today().isoformat()}",
                ordered_by=by,
                partnership=person.partnership_id,
            )


def _permit(
    person: UUID,
    giver: UUID,
    receiver: UUID,
    purpose: Purpose,
    categories: Iterable[Category],
    ground: Ground,
    statement: str,
    by: Actor,
    until: datetime | None,
    at: datetime | None,
    read: str = "",
) -> None:
    row = _person(person)
    given = at or clock.now()
    ends = until or given + timedelta(
        days=partnerships.model_at(row.partnership_id, given).model.limits.permission_days
    )
    said = set(categories) - stopped_alone_since(person, receiver, given)
    if not said:
        return
    same = {"person": row, "giver_id": giver, "receiver_id": receiver, "purpose": purpose}
    over = {Kind.YES_ENDS: Outcome.RENEWED, Kind.RESTRICTION: Outcome.LIFTED}
    end_all(over, person=person, about=receiver, by=by)
    Permission.objects.filter(**same, category__in=said, withdrawn_at=None, renewed_at=None).update(
        renewed_at=clock.now()
    )
    Permission.objects.bulk_create(
        Permission(
            partnership_id=row.partnership_id,
            **same,
            category=category,
            ground=ground,
            statement=statement,
            given_at=given,
            until=ends,
        )
        for category in sorted(said)
    )
    happened(PersonEvent, "person.permit", subject=row, by=by, key_owner=row.pk, at=at, reason_code=ground, words=read)


def _person(person: UUID) -> Person:
    try:
        return lock(person)
    except Person.DoesNotExist:
        raise NotFound from None
