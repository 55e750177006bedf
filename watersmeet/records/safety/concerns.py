"""A safeguarding concern is written down: it goes at once to a living named holder, never to anybody who is part of it.

Nothing of it is told but that there is something; its words lie sealed. What is done with it: `concern_deeds`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, may, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.safety import concern_rules as rules
from watersmeet.records.safety.concern_queries import (
    About,
    by_when,
    chain,
    leads_by_reference,
    named_in,
    told_at_once,
    workers,
)
from watersmeet.records.safety.concern_rules import Taker
from watersmeet.records.safety.concern_states import Danger, Knows, Part, Route
from watersmeet.records.safety.models import Concern, ConcernEvent, Someone
from watersmeet.records.safety.phones import ways_now

HELPERS = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.VOLUNTEER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """What somebody writes down.

    `person` is whom it is about, where they are known here; else `who` says it in words. `seen` is what was seen or
    said, `wants` what the one it is about wants, `done` what was done, `others` who was told already. `against` is the
    partner of those whom an allegation is about, `names` and `parts` who of this house is part of it.
    """

    route: Route
    danger: Danger
    seen: str
    knows: Knows = Knows.NOT_YET
    person: UUID | None = None
    who: str = ""
    wants: str = ""
    done: str = ""
    others: str = ""
    against: UUID | None = None
    names: str = ""
    parts: Collection[UUID] = ()


@transaction.atomic
def write_concern(worry: Worry, *, by: Actor, key: str | None = None) -> UUID:
    """Write a concern down and tell whoever has it from now on; returns its id.

    A person who comes by their own link writes about themself, or about somebody in words; it hangs on their record.
    Raises Refused, NotFound, Invalid, and Conflict, with whom to ring, where nobody at all could take it.
    """
    insist(by, "concern.write", relations(by, person=by.person, keeper=by.partner))
    partnership, home = by.partnership, people.keeper(by, by.person) if by.person else by.partner
    person = by.person or worry.person
    if partnership is None or home is None:
        raise NotFound
    _insist_whole(worry, person)
    card = known_to(by, person) if person else None

    def do() -> str:
        return str(_write(worry, partnership, home, card, by))

    content = {name: str(getattr(worry, name)) for name in Worry.__dataclass_fields__}
    return UUID(str(once(f"concern.write:{by.id}", key, content, do)))


def _write(worry: Worry, partnership: UUID, home: UUID, card: people.Card | None, by: Actor) -> UUID:
    person = card.id if card else None
    if person and people.lock(person).erased_at:
        raise NotFound
    named = _named(worry, partnership, home)
    against = _against(worry, partnership, home, named)
    about = About(partnership, worry.route, home, against, named, by.id if by.role else None, person)
    every, now = chain(about), clock.now()
    model = partnerships.model_at(partnership).model
    rules.insist_somebody(every, model.concerns.phone or model.phone)
    row = Concern(
        partnership_id=partnership,
        person_id=person,
        controller_id=every[0].partner,
        home_id=home,
        against_id=against,
        writer_id=about.writer,
        holder_id=every[0].user,
        reads=every[0].reads,
        key_owner=person or partnership,
        route=worry.route,
        danger=worry.danger,
        knows=worry.knows,
        written_at=now,
        due_at=now,
    )
    row.due_at = by_when(row, now)
    row.said = {
        "who": worry.who.strip(),
        "seen": worry.seen.strip(),
        "wants": worry.wants.strip(),
        "done": worry.done.strip(),
        "others": worry.others.strip(),
        "names": worry.names.strip(),
        "name": card.name if card else "",
        "contact": people.reach(person).contact.to_json() if person else {},
    }
    happened(ConcernEvent, "concern.write", subject=row, by=by, key_owner=row.key_owner, reason_code=worry.route)
    _parts(row, named, Part.NAMED)
    tell(row, by)
    tell_on_call(row, about, by)
    return row.pk


def go_to(row: Concern, to: Taker, by: Actor, what: str) -> None:
    """It goes to somebody, who must say that they have it. The caller holds the row."""
    row.holder_id, row.controller_id, row.reads = to.user, to.partner, to.reads
    row.taken_at, row.told = None, row.told + 1
    row.due_at = by_when(row, clock.now())
    happened(ConcernEvent, f"concern.{what}", subject=row, by=by, key_owner=row.key_owner)
    tell(row, by)
    tell_on_call(row, About.of(row), by)


def tell(row: Concern, by: Actor) -> None:
    """Whoever has it now is written to at once: that there is something, and nothing of it."""
    _put(row, "user.concern", row.holder_id, f"{row.pk}:{row.version}", by)


def tell_on_call(row: Concern, about: About, by: Actor) -> None:
    """Where a life is at risk, who is on call is told at once as well, the way of alerts, and may read it."""
    before = set(row.parts.values_list("user_id", flat=True))
    now = [user for user in told_at_once(about) if user not in before]
    _parts(row, now, Part.ON_CALL)
    for user in now:
        if user != row.holder_id:
            for kind in ways_now(user, row.partnership_id):
                _put(row, kind, user, f"{row.pk}:{user}", by)


def tell_leads(row: Concern, by: Actor) -> None:
    """Who leads the place hears that nobody has it: a reference, and no more; nobody who is part of it."""
    for user in leads_by_reference(About.of(row)):
        _put(row, "user.concern_stands", user, f"{row.pk}:{row.version}:{user}", by)


def make_part(row: Concern, users: Collection[UUID]) -> None:
    """They are part of it from now on: what they were told before ends."""
    row.parts.filter(user__in=users).exclude(part=Part.NAMED).delete()
    _parts(row, set(users) - named_in(row), Part.NAMED)


def matched(said: str, partnership: UUID, near: Collection[UUID]) -> set[UUID]:
    """Users of the place whose names were written down; a first name alone is first of all somebody's at `near`."""
    there = workers(partnership)
    return rules.part_of_it(
        said, {one.user: one.name for one in there}, {one.user for one in there if one.partner in near}
    )


def _parts(row: Concern, users: Collection[UUID], part: Part) -> None:
    made = [Someone(partnership_id=row.partnership_id, concern=row, user_id=user, part=part) for user in users]
    Someone.objects.bulk_create(made)


def _put(row: Concern, kind: str, user: UUID, key: str, by: Actor) -> None:
    outbox.put(
        kind,
        subject=Ref("concern", row.pk),
        to=Ref("user", user),
        key=key,
        ordered_by=by,
        partnership=row.partnership_id,
    )


def _named(worry: Worry, partnership: UUID, home: UUID) -> frozenset[UUID]:
    ticked = set(worry.parts) & {one.user for one in workers(partnership)}
    return frozenset(ticked | matched(worry.names, partnership, [worry.against or home]))


def _against(worry: Worry, partnership: UUID, home: UUID, named: frozenset[UUID]) -> UUID | None:
    """Of an allegation the partner that was said, else where one who is part of it works, else home: it stays out."""
    if worry.route is not Route.STAFF:
        return None
    here = {one.pk for one in partnerships.partners(partnership)}
    if worry.against in here:
        return worry.against
    at = [one.partner for one in workers(partnership) if one.user in named]
    return home if home in at or not at else at[0]


def _insist_whole(worry: Worry, person: UUID | None) -> None:
    """Raise Invalid for a concern that says nothing, of nobody, or of danger now about which nothing was done."""
    wrong: dict[str, list[str]] = {}
    if not worry.seen.strip():
        wrong["seen"] = [_("Write what you saw or heard.")]
    if person is None and not worry.who.strip():
        wrong["who"] = [_("Say whom it is about, in your own words.")]
    if wrong:
        raise Invalid(wrong)


def known_to(by: Actor, person: UUID) -> people.Card:
    """Who the person is, for the person and for workers who know them. Raises NotFound for everybody else."""
    card = people.cards(by, [person]).get(person)
    if card is None or not (by.person == person or _knows(by, person)):
        raise NotFound
    return card


def _knows(by: Actor, person: UUID) -> bool:
    """Workers whom the gate shows who it is; a tutor whom they wrote down; safeguarding leads work without names."""
    if by.role in HELPERS:
        return True
    return by.role is Role.TUTOR and may(by, "referral.refer", people.standing(by, person))
