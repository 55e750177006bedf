"""What others ask about people. Every read starts from who is asking, and passes the gate."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db import keys
from watersmeet.base.db.ring import keyed
from watersmeet.base.problems import Allowed, NotFound, Refusal
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import looks, rules, tokens
from watersmeet.records.people.gate import allowed, grounds
from watersmeet.records.people.models import ContactRules, Permission, Person, PersonEvent, Token
from watersmeet.records.people.one_person import read_by, said_of, same_as
from watersmeet.records.people.rules import Attempt, SafeContact
from watersmeet.records.people.statements import read_out


@dataclass(frozen=True, slots=True)
class Card:
    """Who a person is, for those who may know."""

    id: UUID
    name: str
    age: str
    lang: str


@dataclass(frozen=True, slots=True)
class Match:
    """One of own partner's people who may be meant: enough for a human to tell, and no more."""

    id: UUID
    name: str
    born: date | None
    phone_ends: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Yes:
    """One thing the person agreed to: what for, on which ground, which words they were read, since and until when."""

    purpose: str
    categories: tuple[str, ...]
    ground: str
    statement: str
    words: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """What one partner may see about a person: for the person's own page."""

    receiver: UUID
    name: str
    categories: tuple[str, ...]
    purposes: tuple[str, ...]
    until: datetime
    yeses: tuple[Yes, ...]


def cards(
    actor: Actor,
    people: Iterable[UUID],
    purpose: Purpose = Purpose.REFERRAL,
    *,
    on_duty: bool | Collection[UUID] = False,
) -> dict[UUID, Card]:
    """The people whose identity the actor may know, by id (see `gate.allowed`). Opens their keys with one query.

    `on_duty`: for all of them, or for which, the actor's partner holds an open duty.
    """
    rows = allowed(
        Person.objects.filter(pk__in=set(people), erased_at=None),
        actor=actor,
        category=Category.IDENTITY,
        purpose=purpose,
        person="id",
        on_duty=on_duty if isinstance(on_duty, bool) else Q(pk__in=on_duty),
    )
    found = list(rows)
    keys.load(row.pk for row in found)
    return {row.pk: Card(row.pk, row.name or "", row.age, row.lang) for row in found}


def find_person(
    actor: Actor, *, name: str = "", born: date | None = None, phone: str = "", email: str = ""
) -> list[Match]:
    """Own partner's people who share a whole clue with what was told, by name: a human decides who is meant.

    Among those whom the actor may refer: a tutor learns of nobody whom somebody else wrote down.
    Clues are the surname with the date of birth, a phone number, an email address. Part of a name finds nobody.
    """
    if actor.partner is None or actor.partnership is None or not _may_match(actor):
        return []
    alike = tokens.candidates(actor.partnership, actor.partner, name=name, born=born, phone=phone, email=email)
    return matches(actor, alike)


def matches(actor: Actor, people: Iterable[UUID]) -> list[Match]:
    """Those of these people whose record the actor's own partner keeps, and whom the actor may refer, by name."""
    own = _unlocked(actor).filter(pk__in=set(people), controller=actor.partner, erased_at=None)
    rows = [row for row in own if policy.may(actor, "referral.refer", _standing(actor, row))]
    keys.load(row.pk for row in rows)
    contacts = {one.person_id: one.rules for one in ContactRules.objects.filter(person__in=rows)}
    found = [
        Match(
            row.pk,
            row.name or "",
            date.fromisoformat(row.birth_date) if row.birth_date else None,
            str(contacts.get(row.pk, {}).get("phone", ""))[-3:],
            row.made_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.name, one.since))


def contact_rules(
    actor: Actor, person: UUID, purpose: Purpose = Purpose.REFERRAL, *, on_duty: bool = False
) -> SafeContact:
    """How to reach the person safely (see `gate.allowed`), by all of their records. NotFound for who may not know."""
    may_know = allowed(
        ContactRules.objects.filter(person=person),
        actor=actor,
        category=Category.CONTACT,
        purpose=purpose,
        on_duty=on_duty,
    ).exists()
    said = said_of(person) if may_know else None
    if said is None:
        raise NotFound
    return said.shown


def contact_agrees(actor: Actor, person: UUID) -> bool:
    """Whether the records of one human being say the same of reaching them: for the person, and their keeper's workers.

    Where they do not, the strictest holds until the person says it again. Raises NotFound.
    """
    _insist_own(actor, person)
    said = said_of(person)
    return said is None or said.agrees


def contact_mark(contact: SafeContact) -> str:
    """What a page carries to say which rules it showed; it tells nothing of them."""
    return keyed("blind", "contact", json.dumps(contact.to_json(), sort_keys=True).encode()).hex()[:16]


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person can be reached: their own rules and the place's hours; none when they cannot be any more."""

    contact: SafeContact
    hours: rules.ContactHours | None = None
    at_odds: bool = False  # their records each leave some way, and all of them together none

    def may(self, attempt: Attempt) -> Allowed | Refusal:
        """Whether this attempt keeps every rule the person and the place set."""
        if self.hours is None:
            return Refusal("contact_none", _("The person cannot be reached any more."))
        return rules.may_contact(self.contact, attempt, self.hours)


def reach(person: UUID) -> Reach:
    """What every sender passes: it asks here once, in its own transaction, and then of each way that it may try.

    For senders alone: it opens the rules without a gate, since the person is the one who is written to. Whichever of
    the person's records it is about, what every one of them allows counts (see `one_person`).
    """
    said = said_of(person)
    return Reach(SafeContact()) if said is None else Reach(said.contact, _hours(said.partnership), said.at_odds)


def safe_contact(person: UUID, attempt: Attempt) -> tuple[Allowed | Refusal, SafeContact]:
    """May this one attempt be made, and by which of the person's rules (see `reach`)?"""
    found = reach(person)
    return found.may(attempt), found.contact


def within_hours(partnership: UUID, at: datetime) -> Allowed | Refusal:
    """Whether messages of a place may leave at this hour: for texts to those who answer for a partner by link."""
    anybody = SafeContact(channels=(rules.Channel.SMS,), phone="anybody")
    return rules.may_contact(anybody, Attempt(rules.Channel.SMS, at=at), _hours(partnership))


def shared_with(actor: Actor, person: UUID) -> list[Share]:
    """Who may see what about the person, one row for each receiver: for the person, and their own controller.

    It is about all of their records, by link about the link's own. A yes that ran out and was not stopped is among
    them: its receiver may still have an open duty.
    """
    _insist_own(actor, person)
    rows = Permission.objects.filter(
        person__in=read_by(actor, person), withdrawn_at=None, renewed_at=None, given_at__lte=clock.now()
    )
    return _shares(rows.exclude(purpose=Purpose.EVALUATION))


def seats(actor: Actor, person: UUID, keepers: Iterable[UUID]) -> list[Actor]:
    """Somebody in each role at every partner that may read something: to try who reads what, before it is said.

    Those are who keeps something of the person's, and for the person whoever they said yes to. A worker learns of no
    other partner than their own. Who of all these reads a thing is for the read of its room.
    """
    said = [share.receiver for share in shared_with(actor, person)] if actor.person else [actor.partner]
    partners = dict.fromkeys([*keepers, *said])
    return [
        Actor(Kind.USER, partnership=actor.partnership, partner=partner, role=role)
        for partner in partners
        for role in Role
    ]


def counted_by(actor: Actor, person: UUID) -> list[Share]:
    """Who may count the person in its figures: for the person, and their own controller."""
    _insist_own(actor, person)
    return _shares(grounds(Purpose.EVALUATION, list(Category), clock.now()).filter(person__in=read_by(actor, person)))


def may_help_share(actor: Actor, person: UUID) -> bool:
    """Whether the actor may sit with the person over the page of who sees what: the person, and their own workers."""
    row = Person.objects.filter(pk=person, erased_at=None).first()
    if row is None:
        return False
    return policy.may(actor, "sharing.see", policy.relations(actor, person=person, keeper=row.controller_id))


def who_looked(actor: Actor, person: UUID) -> list[looks.Look]:
    """Each day on which somebody looked, role and organisation only: for the person, and their own controller."""
    _insist_own(actor, person)
    return looks.looks(*read_by(actor, person))


def keeper(actor: Actor, person: UUID) -> UUID:
    """The partner that looks after the person's record: for the person, and that partner. Raises NotFound."""
    return _insist_own(actor, person).controller_id


def born(actor: Actor, person: UUID) -> date | None:
    """The day they were born, for workers of the partner that keeps their record; None when it is not known, or not."""
    row = _unlocked(actor).filter(pk=person, controller=actor.partner, erased_at=None).first()
    return date.fromisoformat(row.birth_date) if row and row.birth_date else None


def standing(actor: Actor, person: UUID) -> frozenset[policy.Relation]:
    """What the actor is to a person's record: it is theirs, their partner keeps it, they wrote it down. NotFound."""
    row = Person.objects.filter(pk=person).first()
    if row is None:
        raise NotFound
    return _standing(actor, row)


def postcode_of(actor: Actor, person: UUID) -> str:
    """To measure distances from: for the person, and their keeper's workers; "" when they keep where they live secret.

    Raises NotFound for everybody else.
    """
    row = _insist_own(actor, person)
    said = said_of(person)
    return "" if said is not None and said.contact.hidden_address else row.postcode or ""


def may_be(actor: Actor, person: UUID) -> set[UUID]:
    """Own partner's other records that share a clue with this one and are not known to be the same: a human decides."""
    _insist_own(actor, person)
    if actor.partner is None:
        return set()
    digests = Token.objects.filter(person=person).exclude(kind__startswith=tokens.NAME).values("digest")
    alike = Token.objects.filter(digest__in=digests, person__controller=actor.partner, person__erased_at=None)
    return set(alike.values_list("person_id", flat=True)) - same_as(person)


def _unlocked(actor: Actor) -> QuerySet[Person]:
    """Those whose name the actor may read: not what is locked, but for those who answer for it."""
    everybody = Person.objects.all()
    return allowed(everybody, actor=actor, category=Category.IDENTITY, purpose=Purpose.REFERRAL, person="id")


def _may_match(actor: Actor) -> bool:
    """Whether the actor writes people down at their partner, and so may look whether they are known."""
    return policy.may(actor, "person.write_down", policy.relations(actor, keeper=actor.partner))


def _standing(actor: Actor, row: Person) -> frozenset[policy.Relation]:
    """The same, of a row."""
    mine = PersonEvent.objects.filter(subject=row, what="register", actor_kind=Kind.USER, actor_id=actor.id)
    writer = actor.id if mine.exists() else None
    return policy.relations(actor, person=row.pk, keeper=row.controller_id, writer=writer)


def _insist_own(actor: Actor, person: UUID) -> Person:
    """The person's row, for the person by link or a worker of their controller. Raises NotFound."""
    row = Person.objects.filter(pk=person).filter(Q(pk=actor.person) | Q(controller=actor.partner)).first()
    if row is None:
        raise NotFound
    return row


def _words_read(records: Collection[UUID]) -> list[tuple[datetime, str]]:
    """When a worker read words to the person before a yes, and which: they are kept with it, as they were."""
    events = PersonEvent.objects.filter(subject__in=records, what="permit", words__isnull=False).order_by("happened_at")
    return [(event.happened_at, event.words or "") for event in events]


def _shares(rows: QuerySet[Permission]) -> list[Share]:
    """One for each receiver: of what holds today, or where nothing does, of what ran out."""
    now = clock.now()
    by_receiver: dict[UUID, list[Permission]] = {}
    for row in rows.select_related("receiver__organisation").order_by("receiver__organisation__name", "category"):
        by_receiver.setdefault(row.receiver_id, []).append(row)
    return [_share([row for row in said if row.until > now] or said) for said in by_receiver.values()]


def _share(rows: list[Permission]) -> Share:
    return Share(
        rows[0].receiver_id,
        rows[0].receiver.organisation.name,
        tuple(dict.fromkeys(row.category for row in rows)),
        tuple(dict.fromkeys(row.purpose for row in rows)),
        min(row.until for row in rows),
        tuple(_yeses(rows, _words_read({row.person_id for row in rows}))),
    )


def _yeses(rows: Iterable[Permission], read: list[tuple[datetime, str]]) -> Iterator[Yes]:
    """Rows that were one yes: the same purpose, words, day and end."""
    alike: dict[tuple[str, str, str, datetime, datetime], list[str]] = {}
    for row in rows:
        same = (row.purpose, row.ground, row.statement, row.given_at, row.until)
        alike.setdefault(same, []).append(row.category)
    for (purpose, ground, statement, since, until), categories in alike.items():
        aloud = (words for at, words in read if since <= at <= since + timedelta(seconds=5))
        words = next(aloud, "") or read_out(statement)
        yield Yes(purpose, tuple(dict.fromkeys(categories)), ground, statement, words, since, until)


def _hours(partnership: UUID) -> rules.ContactHours:
    model = partnerships.model_at(partnership).model
    week = list(partnerships.Weekday)
    days = frozenset(week.index(day) for day in model.contact.days)
    return rules.ContactHours(days, model.contact.from_, model.contact.until, model.zone)
