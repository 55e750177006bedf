"""Asked on behalf of somebody: who asked and by what authority, and seeing the person alone once.

Who asked learns nothing of it later: their own number is kept here, apart from how the person is reached.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock, ids, working_days
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Age, SafeContact
from watersmeet.records.referrals.models import Proxy, Referral, ReferralEvent
from watersmeet.records.referrals.moving import local_day, locked
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import SETTLED, Alone, Authority, State

_IN_DOUBT = frozenset({Alone.DONE, Alone.DECIDED, Alone.DOUBT})
"""What can become of it while it is in doubt whether they can decide: somebody talks with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalf:
    """Who asks for somebody else, and how they are reached; `in_doubt`: whether the person can decide it."""

    authority: Authority
    name: str
    reach: str
    other: str = ""
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class ProxySeen:
    """Who asked on the person's behalf, as the front door knows it; `due_on` is None once the person was seen alone."""

    authority: Authority
    other: str
    name: str
    reach: str
    in_doubt: bool
    due_on: date | None
    alone: Alone | None
    alone_at: datetime | None
    alone_by: UUID | None
    why: str
    can_settle: bool


def insist_apart(on_behalf: OnBehalf, contact: SafeContact, age: Age) -> None:
    """Raise Invalid when the person would be reached at the number or address of who asks for them.

    Or when somebody says that they act as a parent of a grown-up, or by an authority that they do not name.
    """
    if is_same_way(on_behalf.reach, contact.phone, contact.email):
        raise Invalid({"reach": [_("Give your own number or address. This one is theirs.")]})
    if on_behalf.authority is Authority.PARENT and age is not Age.YOUNG:
        raise Invalid({"authority": [_("A parent can ask this way for somebody of 16 or 17.")]})
    if on_behalf.authority is Authority.OTHER and not on_behalf.other.strip():
        raise Invalid({"other": [_("Say what it is")]})


def is_same_way(mine: str, phone: str, email: str) -> bool:
    """Whether two people gave one number or one address, however they wrote it."""
    if "@" in mine:
        return mine.strip().casefold() == email.strip().casefold()
    return bool(_digits(mine)) and _digits(mine) == _digits(phone)


def keep_proxy(referral: UUID, on_behalf: OnBehalf) -> None:
    """Write down who asked, beside a referral that was just made. In the caller's transaction, which writes the event.

    The person is to be seen alone by the day on which the referral is to be answered.
    """
    row = Referral.objects.get(pk=referral)
    Proxy.objects.create(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        controller_id=row.controller_id,
        referral=row,
        authority=on_behalf.authority,
        other=on_behalf.other.strip() or None,
        name=on_behalf.name.strip() or None,
        reach=on_behalf.reach.strip() or None,
        in_doubt=on_behalf.in_doubt,
        made_at=clock.now(),
        due_on=row.due_on,
    )


def proxy_of(actor: Actor, referral: UUID) -> ProxySeen | None:
    """Who asked, for the front door alone; None when nobody asked for them, or the actor may not know.

    Raises NotFound for those who may not see the referral.
    """
    found = Proxy.objects.filter(referral=row_for(actor, referral)).first()
    if found is None or not policy.may(actor, "proxy.see", policy.relations(actor, keeper=found.controller_id)):
        return None
    settles = policy.may(actor, "proxy.settle", policy.relations(actor, keeper=found.controller_id))
    return ProxySeen(
        authority=Authority(found.authority),
        other=found.other or "",
        name=found.name or "",
        reach=found.reach or "",
        in_doubt=found.in_doubt,
        due_on=found.due_on,
        alone=Alone(found.alone) if found.alone else None,
        alone_at=found.alone_at,
        alone_by=found.alone_by,
        why=found.why or "",
        can_settle=settles and found.due_on is not None and found.referral.state == State.DRAFT,
    )


@transaction.atomic
def see_alone(referral: UUID, outcome: Alone, *, by: Actor, why: str = "") -> None:
    """Say what became of seeing the person alone. In doubt whether they can decide, it pauses and is due again.

    Raises NotFound, Refused, Conflict (nothing waits for it), Invalid (no reason; not while it is in doubt).
    """
    row = locked(referral, by)
    proxy = Proxy.objects.select_for_update().filter(referral=row).first()
    if proxy is None:
        raise NotFound
    policy.insist(by, "proxy.settle", policy.relations(by, keeper=proxy.controller_id))
    if proxy.due_on is None or row.state != State.DRAFT:
        raise Conflict(_("Nothing waits for this any more."), _("Open it again to see what changed."))
    _insist_said(proxy, outcome, why)
    proxy.alone, proxy.alone_at, proxy.alone_by, proxy.why = outcome, clock.now(), by.id, why.strip() or None
    proxy.in_doubt = outcome is Alone.DOUBT
    proxy.due_on = None if outcome in SETTLED else _again(row)
    proxy.save()
    happened(ReferralEvent, "referral.see_alone", subject=row, by=by, key_owner=row.person_id)


def seeing_due(actor: Actor, seen: QuerySet[Referral]) -> list[Due]:
    """Whom the actor's partner is to see alone, among the referrals that the actor may see."""
    if actor.partner is None or not policy.may(actor, "proxy.settle", policy.relations(actor, keeper=actor.partner)):
        return []
    rows = Proxy.objects.filter(controller=actor.partner, referral__in=seen, referral__state=State.DRAFT)
    waiting = rows.exclude(alone__in=SETTLED).select_related("referral").order_by("due_on", "made_at")
    return [
        Due(
            task="proxy.see_alone",
            says=_("See them alone once: %(reference)s") % {"reference": ids.reference(row.referral_id)},
            href=reverse("desk:alone", args=[row.referral_id]),
            due_on=row.due_on or clock.today(),
            since=row.made_at,
            about=Ref("referral", row.referral_id),
            person=row.person_id,
            assigned_to=row.referral.assigned_to,
        )
        for row in waiting
    ]


def _insist_said(proxy: Proxy, outcome: Alone, why: str) -> None:
    if proxy.in_doubt and outcome not in _IN_DOUBT:
        say = _("It is in doubt whether they can decide this. Somebody has to talk with them first.")
        raise Invalid({"outcome": [say]})
    if outcome is not Alone.DONE and not why.strip():
        raise Invalid({"why": [_("Write why, or who decides and what they showed you")]})


def _again(row: Referral) -> date:
    model = partnerships.model_numbered(row.partnership_id, row.model_number).model
    return working_days.add(local_day(row, clock.now()), model.limits.question, model.nation)


def _digits(text: str) -> str:
    """A number without what people write around it, and without the 0 or +44 before it."""
    digits = "".join(one for one in text if one.isdigit())
    return digits.removeprefix("00").removeprefix("44").lstrip("0")
