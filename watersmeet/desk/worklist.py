"""What waits for me and my partner in one list: chosen, ordered, and cut into pages before a name is opened."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.due import Due
from watersmeet.base.ref import Ref
from watersmeet.desk import tasks
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Card
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Seen

PAGE = 50

WHOSE: dict[str, Promise] = {"mine": _("Mine"), "nobody": _("Nobody's yet")}
DIRECTIONS: dict[str, Promise] = {"in": _("Sent to us"), "out": _("Sent by us"), "away": _("With others now")}
ORDERS: dict[str, Promise] = {
    "due": _("Most urgent first"),
    "oldest": _("Longest here first"),
    "newest": _("Newest first"),
    "service": _("By service"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the list: a referral that my partner holds, or a task of another room."""

    of: Seen | Due
    due_on: date
    since: datetime
    person: UUID | None
    assigned_to: UUID | None
    urgent: bool
    service: str = ""
    partner: str = ""  # whom it was sent to, where no service was chosen
    away: str = ""  # who has the next step, where that is not my partner

    @property
    def referral(self) -> Seen | None:
        """The referral, when it is one."""
        return self.of if isinstance(self.of, Seen) else None

    @property
    def task(self) -> Due | None:
        """The task, when it is one."""
        return self.of if isinstance(self.of, Due) else None

    @property
    def about(self) -> Ref:
        """What it is about, for the audit's line."""
        return self.of.about if isinstance(self.of, Due) else Ref("referral", self.of.id)

    @property
    def now(self) -> bool:
        """Whether it stands before everything, whatever filter is chosen."""
        return isinstance(self.of, Due) and self.of.now

    def late(self, today: date) -> bool:
        """Whether its day is past."""
        return self.due_on < today


class Asks(Protocol):
    """Which things are wanted (see `filters.Wanted`)."""

    @property
    def state(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def whose(self) -> str: ...
    @property
    def late(self) -> bool: ...
    @property
    def order(self) -> str: ...


def everything(actor: Actor) -> tuple[list[Item], dict[UUID, str]]:
    """All that waits for the actor, the most urgent first, and the names of the services in it. No name is opened."""
    held = referrals.open_for(actor, named=False)
    services = directory.names_of(one.service for one in held if one.service)
    named = _partners(actor) if any(one.service is None for one in held) else {}
    items = [*(_held(one, services, named) for one in held), *map(_waiting, tasks.due_for(actor))]
    return sorted(items, key=_most_urgent), services


def away(actor: Actor) -> list[Item]:
    """What my partner sent or asked about, and others have the next step of. No name is opened."""
    gone = referrals.away_from(actor)
    if not gone:
        return []
    services = directory.names_of(one.service for one in gone if one.service)
    named = _partners(actor)
    return [replace(_held(one, services, named), away=named.get(one.holder, "")) for one in gone if one.holder]


def pool(items: list[Item], wanted: Asks, actor: Actor) -> list[Item]:
    """What a filter chooses from: what others have now is listed only for those who ask for it."""
    return [*items, *away(actor)] if wanted.direction in {"out", "away"} else items


def chosen(items: Iterable[Item], wanted: Asks, actor: Actor, covered: Collection[UUID]) -> list[Item]:
    """Those that are wanted, in the order that is wanted; `covered` are those for whom the actor covers today."""
    today = clock.today()
    me = {actor.id, *covered}
    kept = [
        item
        for item in items
        if item.now or (_is_wanted(item, wanted, actor, today) and _belongs(item, wanted.whose, me))
    ]
    ordered = sorted(kept, key=_ORDERS[wanted.order]) if wanted.order in _ORDERS else kept
    return sorted(ordered, key=lambda item: not item.now)


def mine(items: Iterable[Item], actor: Actor) -> tuple[int, int]:
    """How much of it the actor looks after, and how much of that is late."""
    today = clock.today()
    own = [item for item in items if item.assigned_to == actor.id]
    return len(own), sum(item.late(today) for item in own)


def cards_of(actor: Actor, items: Sequence[Item]) -> dict[UUID, Card]:
    """The people on one page whom the actor may know; those of a duty also when a yes has run out."""
    held = {item.person for item in items if item.referral and item.person and not item.away}
    everybody = {item.person for item in items if item.person}
    return people.cards(actor, everybody, on_duty=everybody == held or held)


def _partners(actor: Actor) -> dict[UUID, str]:
    here = partnerships.partners(actor.partnership) if actor.partnership else []
    return {one.pk: str(one.organisation.name) for one in here}


def _held(seen: Seen, services: Mapping[UUID, str], partners: Mapping[UUID, str]) -> Item:
    goes_on = seen.service is None and seen.receiver != seen.referrer
    return Item(
        of=seen,
        due_on=seen.due_on or clock.today(),
        since=seen.made_at,
        person=seen.person,
        assigned_to=seen.assigned_to,
        urgent=seen.urgent,
        service=services.get(seen.service, "") if seen.service else "",
        partner=partners.get(seen.receiver, "") if goes_on else "",
    )


def _waiting(task: Due) -> Item:
    return Item(
        of=task,
        due_on=task.due_on,
        since=task.since,
        person=task.person,
        assigned_to=task.assigned_to,
        urgent=task.urgent,
    )


def _most_urgent(item: Item) -> tuple[bool, bool, date, datetime]:
    return not item.now, not item.urgent, item.due_on, item.since


_ORDERS: dict[str, Callable[[Item], tuple[object, ...]]] = {
    "oldest": lambda item: (item.since,),
    "newest": lambda item: (-item.since.timestamp(),),
    "service": lambda item: (not item.service, item.service.casefold(), item.due_on, item.since),
}


def _is_wanted(item: Item, wanted: Asks, actor: Actor, today: date) -> bool:
    if wanted.late and not item.late(today):
        return False
    if not (wanted.state or wanted.service or wanted.direction):
        return True
    return item.referral is not None and _matches(item, item.referral, wanted, actor)


def _belongs(item: Item, whose: str, me: set[UUID]) -> bool:
    """`me` is the actor, and all for whom they cover today."""
    return {"mine": item.assigned_to in me, "nobody": item.assigned_to is None}.get(whose, True)


def _matches(item: Item, seen: Seen, wanted: Asks, actor: Actor) -> bool:
    sides = {"in" if seen.receiver == actor.partner else "out", "away" if item.away else ""}
    return (
        wanted.state in {"", seen.state}
        and wanted.service in {"", str(seen.service)}
        and wanted.direction in {"", *sides}
    )
