"""A person's yes, and its end: given, withdrawn, expected in direct care, overridden."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
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
from watersmeet.records.people.gate import HEALTH, lock
from watersmeet.records.people.models import Ground, Override, OverrideKind, Permission, Person, PersonEvent
from watersmeet.records.people.ports import held


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
    if Permission.objects.filter(person=person, receiver=receiver, withdrawn_at__isnull=False).exists():
        raise Conflict(_("The person objected to this."), _("Ask the person."))
    _permit(person, giver, receiver, Purpose.SUPPORT, categories, Ground.EXPECTATION, "direct-care", by, until, None)


@transaction.atomic
def withdraw(*, person: UUID, receiver: UUID, by: Actor) -> None:
    """The person said stop: this receiver sees nothing more from now on, and nothing on its way to it leaves.

    What it lawfully recorded stays with it, restricted, to its retention date. Open safety duties are not touched.
    """
    row = _person(person)
    insist(by, "sharing.withdraw", relations(by, person=person, keeper=row.controller_id))
    ended = Permission.objects.filter(person=row, receiver=receiver, withdrawn_at=None, renewed_at=None).update(
        withdrawn_at=clock.now()
    )
    if not ended:
        return
    outbox.cancel(person=person, to=Ref("partner", receiver))
    for records in held.values():
        records.stop(person, receiver=receiver, by=by)
    happened(PersonEvent, "person.withdraw", subject=row, by=by, key_owner=row.pk)


@transaction.atomic
def override(
    *,
    person: UUID,
    giver: UUID,
    receiver: UUID,
    categories: Iterable[Category],
    kind: OverrideKind,
    reason: str,
    until: datetime,
    by: Actor,
) -> None:
    """Disclose without a yes, for a stated reason and time; the privacy officer is told at once and reviews it."""
    now = clock.now()
    if not reason.strip():
        raise Invalid({"reason": [_("Say why this cannot wait for the person's yes.")]})
    if not now < until <= now + timedelta(days=31):
        raise Invalid({"until": [_("Choose an end within a month from now.")]})
    row = _person(person)
    insist(by, "person.override", relations(by, keeper=giver))
    for category in categories:
        Override.objects.create(
            partnership_id=row.partnership_id,
            person=row,
            giver_id=giver,
            receiver_id=receiver,
            category=category,
            kind=kind,
            reason=reason.strip(),
            by=by.id,
            from_at=now,
            until=until,
        )
    event = happened(PersonEvent, "person.override", subject=row, by=by, key_owner=row.pk, reason_code=kind)
    outbox.put(
        "privacy.override",
        subject=Ref("personevent", event.pk),
        to=Ref("partner", giver),
        key=str(event.pk),
        ordered_by=by,
        partnership=row.partnership_id,
    )


@transaction.atomic
def review_override(*, override: UUID, by: Actor) -> None:
    """The privacy officer has looked at it. Raises NotFound when it is another partner's, or was reviewed."""
    insist(by, "person.review_override", relations(by, keeper=by.partner))
    row = Override.objects.select_for_update().filter(pk=override, giver=by.partner, reviewed_at=None).first()
    if row is None:
        raise NotFound
    row.reviewed_at, row.reviewed_by = clock.now(), by.id
    row.save()
    person = _person(row.person_id)
    happened(PersonEvent, "person.review_override", subject=person, by=by, key_owner=row.person_id)


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
    lasting = timedelta(days=partnerships.model_at(row.partnership_id, given).model.limits.permission_days)
    said = set(categories)
    same = {"person": row, "giver_id": giver, "receiver_id": receiver, "purpose": purpose}
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
            until=until or given + lasting,
        )
        for category in sorted(said)
    )
    happened(PersonEvent, "person.permit", subject=row, by=by, key_owner=row.pk, at=at, reason_code=ground, words=read)


def _person(person: UUID) -> Person:
    try:
        return lock(person)
    except Person.DoesNotExist:
        raise NotFound from None
