"""To whom a safeguarding concern goes, who is part of it, what may be next. Pure; the policy says who may."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.base.actor import Role
from watersmeet.base.problems import Conflict
from watersmeet.records.partnerships.api import Concerns
from watersmeet.records.people.api import letters
from watersmeet.records.safety.concern_states import MOVES, Danger, Route, State

REFERENCE_ONLY = (Role.LEAD, Role.PRIVACY_OFFICER, Role.MANAGER)
"""Who knows a reference, and no more, where nobody may read it; in this order."""
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
_BETWEEN = re.compile(r"[\n,;]| and ")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody whose account is open, in a role at a partner."""

    user: UUID
    partner: UUID
    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody to whom a concern goes, at a partner; `reads` False: by reference alone."""

    user: UUID
    partner: UUID
    reads: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides to whom a concern goes.

    `home` is where it was written down, `before` the partners to ask first elsewhere, `named` who is part of it, `shut`
    the partners whose own people never read it (see `shut_to`), `on_call` who is on call at home, where a life is at
    risk. `later` come after all others who read: who is away, or whom the person does not want.
    """

    route: Route
    home: UUID
    before: Sequence[UUID] = ()
    named: frozenset[UUID] = frozenset()
    shut: frozenset[UUID] = frozenset()
    on_call: tuple[UUID, ...] = ()
    later: frozenset[UUID] = frozenset()
    writer: UUID | None = None


def takers(workers: Iterable[Worker], facts: Facts) -> list[Taker]:
    """To whom it goes, one after the other; never to anybody who is part of it. Empty where there is nobody at all.

    At home: its safeguarding leads, and who is on call. An allegation, or where home has none of them: safeguarding
    leads elsewhere. Where there is none, somebody who knows a reference alone; in the end who wrote it down.
    """
    able = sorted((one for one in workers if one.user not in facts.named), key=lambda one: (one.name, str(one.user)))
    leads = [one for one in able if one.role is Role.SAFEGUARDING_LEAD and one.partner not in facts.shut]
    readers = [] if facts.route is Route.STAFF else _at_home(able, leads, facts)
    readers = readers or sorted(leads, key=lambda one: _place(facts.before, one.partner))
    if readers:
        return _once([*_sooner(readers, facts), *_later(readers, facts)], reads=True)
    return _once(_by_reference(able, facts), reads=False)


def _at_home(able: list[Worker], leads: list[Worker], facts: Facts) -> list[Worker]:
    there = [one for one in leads if one.partner == facts.home]
    on_call = [one for user in facts.on_call for one in able if one.user == user and one.partner == facts.home]
    return [*there, *on_call] if facts.route is Route.LIFE else there


def _sooner(found: list[Worker], facts: Facts) -> list[Worker]:
    return [one for one in found if one.user not in facts.later]


def _later(found: list[Worker], facts: Facts) -> list[Worker]:
    return [one for one in found if one.user in facts.later]


def _by_reference(able: list[Worker], facts: Facts) -> list[Worker]:
    """Elsewhere first; of a partner that an allegation is about, only who leads the whole place."""
    outside = [one for one in able if one.role in REFERENCE_ONLY and one.partner not in facts.shut]
    inside = [one for one in able if one.role is Role.LEAD and one.partner in facts.shut]
    ranked = sorted(outside, key=lambda one: _place(REFERENCE_ONLY, one.role))
    return [*ranked, *inside] or [one for one in able if one.user == facts.writer]


def _place(order: Sequence[object], one: object) -> int:
    return list(order).index(one) if one in order else len(order)


def _once(found: Iterable[Worker], *, reads: bool) -> list[Taker]:
    first: dict[UUID, Taker] = {}
    for one in found:
        first.setdefault(one.user, Taker(one.user, one.partner, reads))
    return list(first.values())


def after(chain: Sequence[Taker], holder: UUID) -> Taker | None:
    """Who is told after the holder; after the last, the first again. The holder where there is nobody else."""
    place = next((number for number, one in enumerate(chain) if one.user == holder), None)
    if place is None:
        return chain[0] if chain else None
    return chain[(place + 1) % len(chain)]


def shut_to(route: Route, against: UUID | None, works_at: Mapping[UUID, Iterable[UUID]]) -> frozenset[UUID]:
    """The partners whose own people never read it: of an allegation, where those work who are part of it."""
    if route is not Route.STAFF:
        return frozenset()
    there = {partner for partners in works_at.values() for partner in partners}
    return frozenset(there | ({against} if against else set()))


def part_of_it(said: str, names: Mapping[UUID, str], near: Collection[UUID] = ()) -> set[UUID]:
    """Users whose names were written down as part of it: whole names, or a part of a name by itself.

    Rather one too many than one too few: whoever shares the name does not read it. A part of a name stands for those
    who work `near`, where somebody there is called so; else for everybody.
    """
    called = {user: _words(name) for user, name in names.items()}
    found: set[UUID] = set()
    for entry in (_words(one) for one in _BETWEEN.split(said)):
        whole = {user for user, name in called.items() if entry == name or (len(name) > 1 and name <= entry)}
        partly = {user for user, name in called.items() if entry and entry < name}
        found |= whole | (partly & set(near) or (set() if whole and len(entry) > 1 else partly))
    return found


def _words(text: str) -> frozenset[str]:
    words = (letters(word) for word in text.replace("-", " ").split())
    return frozenset(word for word in words if len(word) >= _SHORTEST and word not in _TITLES)


def acknowledge_by(rules: Concerns, route: Route, danger: Danger, now: datetime) -> datetime:
    """By when somebody says that they have it: soon where a life is at risk or somebody is in danger."""
    soon = route is Route.LIFE or danger is Danger.NOW
    return now + timedelta(minutes=rules.life_minutes if soon else rules.acknowledge_minutes)


def insist_move(state: str, to: State) -> None:
    """Raise Conflict unless a concern in `state` may become `to`."""
    if to not in MOVES[State(state)]:
        raise Conflict(
            _("That is not the next step of this concern: %(state)s.") % {"state": State(state).label},
            _("Open it to see how it stands."),
        )


def insist_open(state: str) -> None:
    """Raise Conflict for a concern that is closed."""
    if state == State.CLOSED:
        raise Conflict(_("This concern is closed."), _("Open it to see how it ended."))


def insist_somebody(chain: Collection[Taker], phone: str) -> None:
    """Raise Conflict where nobody at all could take it: it is never kept without a holder."""
    if not chain:
        raise Conflict(
            _("Nobody here can take this."),
            _("Ring the council, or %(phone)s, now. In danger, call 999.") % {"phone": phone},
        )
