"""Which services could help somebody, in which order and why; and what was shown is kept with what was taken."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base import clock, geography
from watersmeet.base.actor import Actor
from watersmeet.base.db import ring
from watersmeet.base.problems import Invalid
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Access, LocationType, Near, ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import InForce
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age
from watersmeet.records.referrals import fair_words
from watersmeet.records.referrals.asking import may_pass, takes
from watersmeet.records.referrals.fair_order import Candidate, fair_order
from watersmeet.records.referrals.models import Allocation, Referral, WayIn
from watersmeet.records.referrals.models import Candidate as CandidateRow
from watersmeet.records.referrals.queries import row_for
from watersmeet.records.referrals.states import LeftOut, NotFirst, State, Taken
from watersmeet.records.referrals.ways import Ways, known_of

A_MONTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One service in the order: plain reasons, and what put it before the next; `decided_by` "" for the last."""

    service: UUID
    name: str
    provider: UUID
    provider_name: str
    kind: str
    about: str
    reasons: tuple[str, ...]
    decided_by: str
    offered: int
    capacity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """A service that was left out; `why` in words for whoever chooses, `code` for everybody.

    `by_name`: somebody there can be asked by name all the same, as it is urgent.
    """

    service: UUID
    name: str
    provider: UUID
    provider_name: str
    code: str
    why: str
    offered: int
    capacity: float | None
    by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The open list as it was shown: what could help, in order, and what was left out."""

    places: tuple[Place, ...]
    left_out: tuple[Out, ...]
    needs: tuple[str, ...]
    near: str
    lot: str
    partnership: UUID
    model_number: int
    shown_at: datetime

    def to_json(self) -> dict[str, Any]:
        """As JSON holds it."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> "Shown":
        """What `to_json` gave."""
        return cls(
            places=tuple(Place(**_ids(one) | {"reasons": tuple(one["reasons"])}) for one in held["places"]),
            left_out=tuple(Out(**_ids(one)) for one in held["left_out"]),
            needs=tuple(held["needs"]),
            near=held["near"],
            lot=held["lot"],
            partnership=UUID(held["partnership"]),
            model_number=held["model_number"],
            shown_at=datetime.fromisoformat(held["shown_at"]),
        )

    def is_first(self, service: UUID | None, receiver: UUID | None = None) -> bool:
        """Whether this service stands first; without one, whether a service of this provider does."""
        first = self.places[0] if self.places else None
        return first is not None and (first.service == service if service else first.provider == receiver)


@dataclass(frozen=True, slots=True)
class Picked:
    """What was taken from the list that was shown, and how it came to that; `reason` when it was for another reason."""

    shown: Shown
    taken: Taken
    reason: str = ""


def allocate(
    actor: Actor,
    person: UUID,
    *,
    choice: UUID | None = None,
    near: str = "",
    needs: Collection[str] = (),
    search: str = "",
    but: UUID | None = None,
    own: bool = False,
) -> Shown:
    """The services that could help a person, in the order of the model's rules, each with its reasons.

    `choice` is the service that the person chose: it is first. `near` is where to measure from, `needs` what they need
    to come, `search` narrows by words; `but` leaves out the service that ended, `own` lets the keeper's own ones in.
    For the person, and those of their keeper who may refer. Raises NotFound, Refused, Invalid (`near`).
    """
    keeper = people.keeper(actor, person)
    verb = "referral.re_offer" if actor.person == person else "referral.refer"
    policy.insist(actor, verb, people.standing(actor, person))
    partnership = partnerships.partner(keeper).partnership_id
    in_force = partnerships.model_at(partnership)
    rules = in_force.model.allocation
    offered = [
        one
        for one in directory.taking(actor, search)
        if one.id != but and one.partner_id and (own or one.partner_id != keeper)
    ]
    ways = None if actor.person == person else Ways(partnership, keeper)
    fits = _Fits(actor, person, keeper, choice, ways)
    out = {one.id: why for one in offered if (why := fits.why_not(one))}
    shares = _Shares(partnership, in_force)
    point = directory.find_near(near) if near else None
    candidates = {one.id: _candidate(one, point, shares) for one in offered}
    lot = ring.keyed("blind", "allocation", person.bytes, clock.today().isoformat().encode())
    placed = fair_order(
        [candidate for service, candidate in candidates.items() if service not in out],
        rules,
        needs=needs,
        choice=choice,
        lot=lot,
    )
    views = {one.id: one for one in offered}
    return Shown(
        places=tuple(
            Place(
                **_said(views[one.candidate.service], one.candidate),
                kind=views[one.candidate.service].kind_label,
                about=views[one.candidate.service].description,
                reasons=fair_words.reasons(one.candidate, rules, needs, chosen=one.candidate.service == choice),
                decided_by=one.decided_by or "",
            )
            for one in placed
        ),
        left_out=tuple(
            Out(**_said(views[service], candidates[service]), code=code, why=why, by_name=service in fits.by_name)
            for service, (code, why) in out.items()
        ),
        needs=tuple(one.value for one in Access if one.value in needs),
        near=point.name if point else "",
        lot=lot.hex(),
        partnership=partnership,
        model_number=in_force.number,
        shown_at=clock.now(),
    )


def needs_said(actor: Actor, person: UUID) -> tuple[str, ...]:
    """What the person needs to come, as they said when somebody last looked with them. Raises NotFound."""
    keeper = people.keeper(actor, person)
    last = Allocation.objects.filter(person__in=people.same_as(person), controller=keeper).order_by("-shown_at").first()
    return tuple(last.told["needs"]) if last and last.told else ()


def own_choice(actor: Actor, referral: UUID) -> UUID | None:
    """The service that the person chose themselves for a referral; None when they did not. Raises NotFound."""
    row = row_for(actor, referral)
    last = row.allocations.order_by("-shown_at").first()
    chose = last.taken == Taken.PERSON if last else row.way_in == WayIn.SELF
    return row.service_id if chose else None


def insist_picked(picked: Picked, service: UUID | None, receiver: UUID) -> None:
    """Raises Invalid when what was taken was not taken as it says."""
    first = picked.shown.is_first(service, receiver)
    reason = picked.reason in NotFirst.values
    if (picked.taken is Taken.FIRST and not first) or (reason != (picked.taken is Taken.OTHER)):
        raise Invalid({"who_chose": [_("Say who chose this one.")]})


def keep(row: Referral, picked: Picked) -> None:
    """Keep what was shown for a referral, in its order, and what was taken. The action that calls tells of it."""
    shown = picked.shown
    kept = Allocation.objects.create(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        controller_id=row.referrer_id,
        referral=row,
        receiver_id=row.receiver_id,
        service_id=row.service_id,
        taken=picked.taken,
        reason=picked.reason,
        lot=shown.lot,
        model_number=shown.model_number,
        shown_at=shown.shown_at,
        told={
            "needs": list(shown.needs),
            "reasons": {str(one.service): list(one.reasons) for one in shown.places},
            "left out": {str(one.service): one.why for one in shown.left_out},
        },
    )
    placed: list[tuple[Place | Out, dict[str, Any]]] = [
        (one, {"place": at, "decided_by": one.decided_by}) for at, one in enumerate(shown.places, start=1)
    ]
    out: list[tuple[Place | Out, dict[str, Any]]] = [(one, {"left_out": one.code}) for one in shown.left_out]
    CandidateRow.objects.bulk_create(
        CandidateRow(
            partnership_id=row.partnership_id,
            allocation=kept,
            service_id=one.service,
            provider_id=one.provider,
            offered=one.offered,
            capacity=one.capacity,
            **how,
        )
        for one, how in (*placed, *out)
    )


class _Fits:
    """Whether a service can be asked for a person at all."""

    def __init__(self, actor: Actor, person: UUID, keeper: UUID, choice: UUID | None, ways: Ways | None) -> None:
        self._keeper, self._choice, self._ways = keeper, choice, ways
        self.by_name: set[UUID] = set()
        card = people.cards(actor, [person]).get(person)
        self._age = Age(card.age) if card else Age.UNKNOWN
        self._who = known_of(actor, person) if ways else None
        self._ruled_out = people.contact_rules(actor, person).not_partners
        self._agreed: dict[UUID | None, bool] = {keeper: True}

    def why_not(self, service: ServiceView) -> tuple[str, str] | None:
        """Code and words of why it is left out; None when it is not."""
        if service.partner_id in self._ruled_out:
            return LeftOut.NOT_FITTING, _("They asked not to be put in touch with this group")
        if self._age is not Age.UNKNOWN and not takes(service, self._age):
            return LeftOut.NOT_FITTING, _("It does not take people of their age")
        closed = (
            self._ways.closed(service.partner_id, service, self._who)
            if self._ways and service.id != self._choice
            else None
        )
        if closed:
            if closed.by_name and self._agrees(service.partner_id):
                self.by_name.add(service.id)
            return LeftOut.CLOSED, closed.words
        if not self._agrees(service.partner_id):
            return LeftOut.NO_AGREEMENT, str(LeftOut.NO_AGREEMENT.label)
        if service.paused_until and service.id != self._choice:
            return LeftOut.PAUSED, fair_words.paused(service.paused_until)
        return None

    def _agrees(self, provider: UUID | None) -> bool:
        if provider not in self._agreed:
            self._agreed[provider] = provider is not None and may_pass(self._keeper, provider)
        return self._agreed[provider]


class _Shares:
    """What each provider of a place was offered lately, and what they say they can take in as long a time."""

    def __init__(self, partnership: UUID, in_force: InForce) -> None:
        lately = in_force.model.allocation.lately_days
        self._offered = offered_since(partnership, clock.now() - timedelta(days=lately))
        self._capacity = {who: each * lately / A_MONTH for who, each in directory.capacities(partnership).items()}

    def of(self, provider: UUID) -> tuple[int, float | None]:
        """How many it was offered; how many it can take, None when it does not say."""
        return self._offered.get(provider, 0), self._capacity.get(provider)


def offered_since(partnership: UUID, since: datetime) -> dict[UUID, int]:
    """How many referrals each partner of a place was sent since then."""
    sent = Referral.objects.filter(partnership=partnership, sent_at__gte=since).exclude(state=State.ENTERED_IN_ERROR)
    return dict(sent.values_list("receiver").annotate(Count("pk")).order_by())


def _candidate(service: ServiceView, near: Near | None, shares: _Shares) -> Candidate:
    provider = service.partner_id
    if provider is None:
        raise ValueError(f"nobody answers for the service {service.id}")
    offered, capacity = shares.of(provider)
    kinds = {one.location_type for one in service.places}
    return Candidate(
        service=service.id,
        provider=provider,
        km=_km(service, near.place) if near else None,
        from_home=LocationType.VIRTUAL in kinds or Access.FROM_HOME in service.access,
        access=service.access,
        wait_days=service.wait_days,
        left=sum(run.left for run in service.runs) if service.runs else None,
        offered=offered,
        capacity=capacity,
    )


def _km(service: ServiceView, here: geography.Place) -> float | None:
    points = [
        geography.Place(one.lat, one.lon) for one in service.places if one.lat is not None and one.lon is not None
    ]
    return min((geography.km(here, one) for one in points), default=None)


def _said(service: ServiceView, candidate: Candidate) -> dict[str, Any]:
    return {
        "service": service.id,
        "name": service.name,
        "provider": candidate.provider,
        "provider_name": service.organisation.name,
        "offered": candidate.offered,
        "capacity": candidate.capacity,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str | UUID) else value


def _ids(held: Mapping[str, Any]) -> dict[str, Any]:
    return {key: UUID(said) if key in {"service", "provider"} else said for key, said in held.items()}
