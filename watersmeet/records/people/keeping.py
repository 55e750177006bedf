"""What is kept until its day, and then leaves: by rule, each controller's part by itself (the model's `retention`).

The privacy officer hears of it by reference before; what is open, or held by law, stops it. When nothing of a person is
kept by anybody any more they are forgotten as if they had asked for it: their data key and blind tokens are destroyed.
The person's own record (name, safe contact, tokens) stays as long as anybody keeps something of theirs.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist
from watersmeet.audit.happened import removed
from watersmeet.base import clock, crash
from watersmeet.base.actor import Actor
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.months import months_later
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Kept, Retention
from watersmeet.records.people.actions import forget
from watersmeet.records.people.gate import lock
from watersmeet.records.people.matters import begin, end
from watersmeet.records.people.models import Copy, Matter, MatterEvent, Override, Permission, Person
from watersmeet.records.people.registers import insist_officer
from watersmeet.records.people.states import RULES, Acts, Kind, Outcome

log = logging.getLogger(__name__)
AT_ONCE = 500
OWN = "person"
"""The kind of the person's own record: it leaves with the last of the rest."""
SHORT = frozenset({"asked_never_contacted", "need", OWN})
"""What leaves after the short time when nothing ever began."""
BEGAN = frozenset({"referral", "measure"})
Pair = tuple[UUID, UUID]


def let_go() -> int:
    """Look at everybody once: run by the worker. Returns how many things were told of, left or stayed."""
    return sum(_look_at(place.pk) for place in partnerships.partnerships())


def kept_of(persons: Collection[UUID]) -> dict[Pair, list[Kept]]:
    """All that is kept of these people, by person and controller."""
    found: dict[Pair, list[Kept]] = {}
    for room in partnerships.held.values():
        for one in room.kept(persons):
            found.setdefault((one.person, one.controller), []).append(one)
    for one in _own(persons):
        found.setdefault((one.person, one.controller), []).append(one)
    others: dict[UUID, int] = {}
    for person, _controller in found:
        others[person] = others.get(person, 0) + 1
    return {pair: kept for pair, kept in found.items() if others[pair[0]] == 1 or any(one.kind != OWN for one in kept)}


def leaves_at(kept: Iterable[Kept], rules: Retention, organisation: str) -> datetime | None:
    """When the last of it may leave; None when there is nothing that has its time."""
    every = [one for one in kept if one.kind]
    began, periods = any(one.kind in BEGAN for one in every), rules.of(organisation)

    def months(kind: str) -> int:
        if not began and kind in SHORT:
            return periods.asked_never_contacted
        found: int = getattr(periods, "referral" if kind == OWN else kind)
        return found

    return max((months_later(one.last_at, months(one.kind)) for one in every), default=None)


@transaction.atomic
def hold(*, matter: UUID, words: str, by: Actor) -> None:
    """A law or a claim asks that it is kept: nothing of it leaves until that ends.

    Raises Invalid, NotFound, Refused.
    """
    insist_officer(by, by.partner)
    row = _of_officer(matter, Kind.LEAVES, by)
    if not words.strip():
        raise Invalid({"words": [_("Write why it must be kept, and for how long.")]})
    begin(
        Kind.HOLD,
        partnership=row.partnership_id,
        partner=row.partner_id,
        person=row.person_id,
        about=row.partner_id,
        words=words,
        tell=False,
        by=by,
    )


@transaction.atomic
def end_hold(*, matter: UUID, by: Actor) -> None:
    """It need not be kept any more: it leaves on its day, which may be past. Raises NotFound, Refused."""
    insist_officer(by, by.partner)
    end(_of_officer(matter, Kind.HOLD, by), Outcome.LIFTED, by=by)


def _of_officer(matter: UUID, kind: Kind, by: Actor) -> Matter:
    found = Matter.objects.filter(pk=matter, partner=by.partner, kind=kind, settled_at=None)
    row = found.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound
    return row


def _look_at(place: UUID) -> int:
    try:
        rules = partnerships.model_at(place).model.retention
    except NotFound:
        return 0
    everybody = Person.objects.filter(partnership=place).order_by("pk").values_list("pk", flat=True)
    due: list[Pair] = []
    for page in Paginator(everybody, AT_ONCE):
        due += _near(list(page.object_list), rules)
    return sum(_one_of_many(person, controller, rules) for person, controller in due)


def _near(persons: list[UUID], rules: Retention) -> Iterator[Pair]:
    """Those whose day is near, and those that were told of before."""
    soon = clock.now() + timedelta(days=rules.notice_days)
    told = Matter.objects.filter(kind=Kind.LEAVES, person__in=persons, settled_at=None)
    near = set(told.values_list("person_id", "partner_id"))
    for (person, controller), kept in kept_of(persons).items():
        day = leaves_at(kept, rules, str(partnerships.partner(controller)))
        if (person, controller) in near or (day and day <= soon):
            near.add((person, controller))
    return iter(sorted(near))


def _one_of_many(person: UUID, controller: UUID, rules: Retention) -> bool:
    """What cannot leave stays whole, and does not keep others: it is ours to mend."""
    try:
        return _take_on(person, controller, rules)
    except ProtectedError as fault:
        log.error("records could not leave: %s", sorted({type(row).__name__ for row in fault.protected_objects}))
        return False


@transaction.atomic
def _take_on(person: UUID, controller: UUID, rules: Retention) -> bool:
    """One controller's part about one person: told of, kept after all, or gone. False when it waits."""
    row, now, notice = lock(person), clock.now(), timedelta(days=rules.notice_days)
    by = _clock_of(row.partnership_id)
    insist(by, "record.let_go")
    kept = kept_of([person]).get((person, controller), [])
    day = leaves_at(kept, rules, str(partnerships.partner(controller)))
    matter = Matter.objects.filter(kind=Kind.LEAVES, person=row, partner=controller, settled_at=None).first()
    if matter is None:
        return day is not None and day - notice <= now and _announce(row, controller, max(day, now + notice), by)
    if any(one.stopped_by for one in kept):
        return False
    if day is None or day - notice > now:
        end(matter, Outcome.ENDED if day is None else Outcome.STAYS, by=by)
        return True
    if max(day, matter.due_at or day) > now:
        return False
    _remove(row, controller, rules, by)
    end(matter, Outcome.LEFT, by=by)
    crash.here("keeping.ended")
    return True


def _announce(row: Person, controller: UUID, day: datetime, by: Actor) -> bool:
    """It stands in the register, and the privacy officer hears of it: a reference, never the person."""
    place = row.partnership_id
    matter = begin(
        Kind.LEAVES,
        partnership=place,
        partner=controller,
        person=row.pk,
        about=controller,
        due_at=day,
        tell=False,
        by=by,
    )
    outbox.put(
        "privacy.leaves",
        subject=Ref("matter", matter.pk),
        to=Ref("partner", controller),
        key=str(matter.pk),
        ordered_by=by,
    )
    return True


def _remove(row: Person, controller: UUID, rules: Retention, by: Actor) -> None:
    """Every row of this controller about the person; the person themself when nobody keeps anything any more."""
    for room in partnerships.held.values():
        room.remove(row.pk, controller, by=by)
    crash.here("keeping.rooms_removed")
    theirs = Matter.objects.filter(person=row, partner=controller).exclude(kind=Kind.LEAVES)
    Copy.objects.filter(matter__in=theirs).delete()
    Override.objects.filter(person=row, giver=controller).delete()
    removed(MatterEvent, theirs.defer("words", "answer"), by=by, reason_code="retention")
    Permission.objects.filter(person=row, giver=controller).delete()
    crash.here("keeping.own_removed")
    if row.erased_at is None and not _anything_left(row, rules):
        forget(row, by)
        crash.here("keeping.forgotten")


def _anything_left(row: Person, rules: Retention) -> bool:
    """Whether anybody keeps anything of them but their own record, or that one has its time still to come."""
    left = [(pair, one) for pair, kept in kept_of([row.pk]).items() for one in kept]
    if any(one.kind != OWN for _pair, one in left):
        return True
    days = (leaves_at([one], rules, str(partnerships.partner(pair[1]))) for pair, one in left)
    return any(day and day > clock.now() for day in days)


def _own(persons: Collection[UUID]) -> Iterator[Kept]:
    """What the people room itself keeps."""
    alive = Person.objects.filter(pk__in=persons, erased_at=None).annotate(last=Max("events__recorded_at"))
    for person, controller, last in alive.values_list("pk", "controller_id", "last"):
        yield Kept(person, controller, OWN, last)
    said = Matter.objects.filter(person__in=persons, partner__isnull=False).exclude(
        kind__in=(Kind.LEAVES, Kind.YES_ENDS)
    )
    told = said.annotate(last=Max("events__recorded_at"))
    for person, partner, kind, about, last, settled in told.values_list(
        "person_id", "partner_id", "kind", "about", "last", "settled_at"
    ):
        if kind != Kind.HOLD:
            yield Kept(person, partner, "matter", last, _stops(Kind(kind), about, partner, settled))
        elif settled is None:
            yield Kept(person, partner, "", last, "held_by_law")
    overrides = Override.objects.filter(person__in=persons)
    for person, giver, until in overrides.values_list("person_id", "giver_id", "until"):
        yield Kept(person, giver, "override", until)


def _stops(kind: Kind, about: UUID | None, partner: UUID | None, settled: datetime | None) -> str:
    """Why a matter keeps its records here: somebody has to act on it, or the person asked that they are locked."""
    if settled is not None:
        return ""
    if kind is Kind.RESTRICTION and about != partner:
        return "locked"
    return "open_matter" if RULES[kind].acts is Acts.PRIVACY else ""


def _clock_of(place: UUID) -> Actor:
    return Actor(ActorKind.PROCESS, partnership=place, name="clock", reason="a day came on which records leave")
