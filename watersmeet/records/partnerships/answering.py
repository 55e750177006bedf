"""A partner that has no accounts answers by link: who may, the phone its codes go to, and that links end when they go.

A message with a link goes to a volunteer's own phone or email; the code that opens it goes to what the partner
registered. The two are never the same, else whoever holds one phone holds both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts import links
from watersmeet.accounts.policy import insist, may, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.partnerships.models import Answerer, ByLink, Partner, Partnership, PartnershipEvent
from watersmeet.records.partnerships.ports import holdings
from watersmeet.records.partnerships.queries import members, partners


@dataclass(frozen=True, slots=True)
class AnswererView:
    """Somebody who may answer for a partner by link: where their links go, where the partner's codes go."""

    id: UUID
    partner: UUID
    name: str
    phone: str
    email: str
    code_phone: str
    code_email: str


@dataclass(frozen=True, slots=True)
class ByLinkView:
    """How a partner answers by link: `phone` and `email` are what it registered, "" where it does not answer so.

    `stuck` is how many open things it has a part in while nobody there can take a step, by link or by account.
    """

    partner: UUID
    organisation: str
    phone: str
    email: str
    answerers: tuple[AnswererView, ...]
    stuck: int = 0

    @property
    def answers(self) -> bool:
        """Whether anything was registered."""
        return bool(self.phone or self.email)


@transaction.atomic
def answer_by_link(*, partner: UUID, by: Actor, phone: str = "", email: str = "") -> None:
    """From now on the partner answers by link, and its codes go to this phone, or email where no text can be sent.

    Registered anew, every link that was sent ends. Raises NotFound, Refused, Invalid.
    """
    at = _partner(partner, by)
    if not phone and not email:
        raise Invalid({"phone": [_("Enter the group's phone number or email address.")]})
    own = {place for one in _answerers(at.pk) for place in (one.phone, one.email) if place}
    clash = {"phone": phone, "email": email}
    wrong = {name: [_not_the_same()] for name, place in clash.items() if place and _tidy(place) in map(_tidy, own)}
    if wrong:
        raise Invalid(wrong)
    now = clock.now()
    ByLink.objects.filter(partner=at, until_at=None).update(until_at=now)
    ByLink.objects.create(
        partnership_id=at.partnership_id, partner=at, phone=phone or None, email=email or None, from_at=now
    )
    _end_links(_answerers(at.pk))
    _tell(at, "partnership.answer_by_link", by)


@transaction.atomic
def add_answerer(*, partner: UUID, name: str, by: Actor, phone: str = "", email: str = "") -> UUID:
    """One more volunteer may answer for the partner, by links to their own phone or email. Returns their id.

    Raises NotFound, Refused, Conflict when the partner does not answer by link, Invalid.
    """
    at = _partner(partner, by)
    registered = ByLink.objects.filter(partner=at, until_at=None).first()
    if registered is None:
        raise Conflict(_("This partner does not answer by link."), _("Register its phone first."))
    wrong: dict[str, list[str]] = {}
    if not name.strip():
        wrong["name"] = [_("Enter their name.")]
    if not phone and not email:
        wrong["phone"] = [_("Enter their own phone number or email address.")]
    theirs = {_tidy(place) for place in (registered.phone, registered.email) if place}
    wrong |= {
        field: [_not_the_same()]
        for field, place in (("phone", phone), ("email", email))
        if place and _tidy(place) in theirs
    }
    if wrong:
        raise Invalid(wrong)
    row = Answerer.objects.create(
        partnership_id=at.partnership_id,
        partner=at,
        name=name.strip(),
        phone=phone or None,
        email=email or None,
        from_at=clock.now(),
    )
    _tell(at, "partnership.add_answerer", by)
    return row.pk


@transaction.atomic
def remove_answerer(answerer: UUID, *, by: Actor) -> None:
    """They do not answer any more: their links end at once. Raises NotFound, Refused."""
    row = Answerer.objects.select_related("partner").filter(pk=answerer, until_at=None).first()
    if row is None:
        raise NotFound
    at = _partner(row.partner_id, by)
    Answerer.objects.filter(pk=row.pk).update(until_at=clock.now())
    _end_links([row])
    _tell(at, "partnership.remove_answerer", by)


@transaction.atomic
def stop_answering(*, partner: UUID, by: Actor) -> None:
    """The partner does not answer by link any more, nor does anybody for it. Raises NotFound, Refused."""
    at = _partner(partner, by)
    end_answering(at.pk)
    _tell(at, "partnership.stop_answering", by)


def end_answering(partner: UUID) -> None:
    """End what a partner registered, and every link of those who answered: part of another's act."""
    _end_links(_answerers(partner))
    now = clock.now()
    Answerer.objects.filter(partner=partner, until_at=None).update(until_at=now)
    ByLink.objects.filter(partner=partner, until_at=None).update(until_at=now)


def by_link(actor: Actor, partner: UUID) -> ByLinkView:
    """How a partner answers by link, for those who may say so. Raises NotFound, Refused."""
    return _with_stuck(_partner(partner, actor))


def by_link_here(actor: Actor) -> list[ByLinkView]:
    """Every partner for which the actor may say so: all of the place for its lead, their own for a manager."""
    if actor.partnership is None:
        return []
    there = partners(actor.partnership)
    return [_with_stuck(one) for one in there if _may(actor, one)]


def answerers_of(partner: UUID) -> list[AnswererView]:
    """Who answers for a partner by link today: for senders. Nobody where it does not answer so."""
    at = _there().filter(pk=partner).first()
    return list(_seen(at).answerers) if at else []


def answerer(identifier: UUID) -> AnswererView | None:
    """One of them, while they answer: for senders, and for the door of their link."""
    row = Answerer.objects.filter(pk=identifier, until_at=None, partner__in=_there()).first()
    found = answerers_of(row.partner_id) if row else []
    return next((one for one in found if one.id == identifier), None)


def names_of_answerers(answerers: Iterable[UUID]) -> dict[UUID, str]:
    """Their names, also of those who have left: for a privacy officer who may tell who looked."""
    return {row.pk: row.name or "" for row in Answerer.objects.filter(pk__in=set(answerers))}


def answerers_among(actors: Iterable[UUID]) -> set[UUID]:
    """Those of these actors who answer, or answered, for a partner by link."""
    return set(Answerer.objects.filter(pk__in=set(actors)).values_list("pk", flat=True))


def _there() -> QuerySet[Partner]:
    today = clock.today()
    return Partner.objects.filter(Q(left_on=None) | Q(left_on__gt=today))


def _answerers(partner: UUID) -> list[Answerer]:
    rows = list(Answerer.objects.filter(partner=partner, until_at=None))
    return sorted(rows, key=lambda row: (row.name or "", row.pk))


def _seen(at: Partner) -> ByLinkView:
    held = ByLink.objects.filter(partner=at, until_at=None).first()
    phone, email = (held.phone or "", held.email or "") if held else ("", "")
    rows = _answerers(at.pk) if held else []
    views = tuple(
        AnswererView(row.pk, at.pk, row.name or "", row.phone or "", row.email or "", phone, email) for row in rows
    )
    return ByLinkView(at.pk, str(at), phone, email, views)


def _with_stuck(at: Partner) -> ByLinkView:
    """For pages alone: senders, who ask for every message, need not count what is open."""
    seen = _seen(at)
    can_answer = seen.answerers or members(at.pk)
    return seen if can_answer else replace(seen, stuck=len(holdings(at.pk)))


def _end_links(rows: Iterable[Answerer]) -> None:
    for row in rows:
        links.end_links(answerer=row.pk)


def _tidy(place: str) -> str:
    return "".join(place.split()).casefold()


def _not_the_same() -> str:
    return _("The link and the code must not go to the same place. Enter another one.")


def _may(actor: Actor, at: Partner) -> bool:
    return may(actor, "partner.answer_by_link", relations(actor, keeper=at.pk, here=at.partnership_id))


def _partner(partner: UUID, by: Actor) -> Partner:
    """The partner, if the actor may know of it at all. Raises NotFound, Refused."""
    row = _there().select_related("organisation").filter(pk=partner).first()
    if row is None or (by.partnership is not None and by.partnership != row.partnership_id):
        raise NotFound
    insist(by, "partner.answer_by_link", relations(by, keeper=row.pk, here=row.partnership_id))
    return row


def _tell(at: Partner, verb: str, by: Actor) -> None:
    partnership = Partnership.objects.select_for_update().get(pk=at.partnership_id)
    happened(PartnershipEvent, verb, subject=partnership, by=by, key_owner=partnership.pk)
