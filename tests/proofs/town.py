"""The invented place of the demo with a second place beside it: everybody who might come, and who may know whom.

What may be known is worked out here once more from the rows alone, apart from the gate that the house itself uses.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import models, transaction
from django.test import Client

from tests.factories import accounts as make
from tests.factories import places
from tests.shape.test_models import our_models
from watersmeet.accounts import link_codes, link_session, links
from watersmeet.accounts.models import Link, User
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.ref import Ref
from watersmeet.demo import api as demo
from watersmeet.demo import folk, life
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Membership, Partner
from watersmeet.records.people.models import ContactRules, Matter, Override, Permission, Person, PersonEvent
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral

NAMES_PERSONS = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.VOLUNTEER})
"""Reviewed: the roles that may read whom a matter is about. Everybody else works without names."""

OPENS_REGISTERS = frozenset({Role.PRIVACY_OFFICER})
"""Reviewed: the roles that answer complaints and requests, and so read who it is that they answer."""
NAMES_AT = {("people:override", Role.SAFEGUARDING_LEAD)}
"""Reviewed: where one who works without names reads whom their own partner keeps a record of, to act for their life."""

GARDEN, BY_LINK, BESIDE = "Pilton Garden", "Garden mornings", 42
"""The demo's partner without accounts, what it offers, and the number of one more who asks for that."""


@dataclass(frozen=True)
class Someone:
    """One who comes to the pages, with a browser of their own."""

    label: str
    browser: Client = field(compare=False)
    role: Role | None = None
    partner: UUID | None = None
    person: UUID | None = None
    purpose: str = ""  # of their link
    about: UUID | None = None  # the one referral that the link of somebody who answers by link is about
    starts: tuple[str, ...] = ("/",)
    user: UUID | None = None


class Town:
    """Two places, full of life."""

    def __init__(self) -> None:
        with pytest.MonkeyPatch.context() as fewer:
            fewer.setattr(life, "everybody", two_of_each)
            assert demo.ready()
        self.other = places.place()
        self.other_person = places.person(self.other, name="Zebedee Elsewhere", email="zebedee@elsewhere.example")

    @cached_property
    def everybody(self) -> list[Someone]:
        """Every role here and at the other place, persons by each kind of link, and a passer-by."""
        workers = [self._worker(seat) for seat in self._seats()]
        return [*workers, *self._persons(), *self._answerers(), Someone("visitor", Client())]

    def _seats(self) -> list[Membership]:
        """The demo's own people, then every role at each partner that the demo leaves out, then at the other place."""
        here = list(Membership.objects.filter(user__email__in=[one.email for one in demo.USERS]).select_related("user"))
        taken = {(seat.partner_id, seat.role) for seat in here}
        missing = [
            (partner, role)
            for partner in Partner.objects.filter(partnership=here[0].partnership_id).order_by("joined_on", "pk")
            for role in Role
            if (partner.pk, role) not in taken
        ]
        there = [(self.other.front_door, role) for role in Role]
        made = [
            partnerships.add_member(partner=partner, user=make.user(), role=role, by=make.COMMAND)
            for partner, role in [*missing, *there]
        ]
        return [*here, *made]

    def _worker(self, seat: Membership) -> Someone:
        browser = signed_in(User.objects.get(pk=seat.user_id))
        label = f"{seat.role} at {seat.partner}"
        return Someone(label, browser, Role(seat.role), seat.partner_id, starts=("/", "/work/"), user=seat.user_id)

    def _persons(self) -> list[Someone]:
        """Somebody for each purpose of a link, with a subject where there is one, and one from the other place."""
        made = []
        for purpose in PURPOSES:
            for subject, person, partnership in self._subjects(purpose)[:2]:
                made.append(self._holder(purpose, subject, person, partnership))
        return [*made, self._holder("status", ids.new(), self.other_person, self.other.partnership.pk)]

    @staticmethod
    def _subjects(purpose: str) -> list[tuple[UUID, UUID, UUID]]:
        """Subjects of links of a purpose that were issued in the demo's life: those of people who share first."""
        rows = Link.objects.filter(purpose=purpose, person__isnull=False).order_by("-pk")
        given = Permission.objects.filter(withdrawn_at=None, renewed_at=None, until__gt=clock.now())
        given = given.exclude(giver=models.F("receiver"))
        sharing = set(given.values_list("person", flat=True))
        found = list(rows.values_list("subject_id", "person", "partnership"))
        return sorted(found, key=lambda one: one[1] not in sharing)

    @staticmethod
    def _holder(purpose: str, subject: UUID, person: UUID, partnership: UUID) -> Someone:
        token = links.issue_link(
            purpose,
            subject=Ref("any", subject),
            partnership=partnership,
            person=person,
            until=clock.now() + timedelta(days=1),
            by=make.COMMAND,
            second=links.Second.pin("4826"),
        )
        opened = links.redeem(purpose, token, "4826")
        label, starts = f"{purpose} link of {person}", ("/", opened.page)
        return Someone(label, holding(opened), person=person, purpose=purpose, starts=starts)

    def _answerers(self) -> list[Someone]:
        """Somebody who was asked for an answer, and somebody who said yes and gave a second code."""
        garden = Partner.objects.get(organisation__name=GARDEN)
        [dee] = partnerships.answerers_of(garden.pk)
        asked, agreed = Referral.objects.filter(receiver=garden).order_by("made_at")
        by = Actor(Kind.LINK, dee.id, partnership=garden.partnership_id, partner=garden.pk, about=agreed.pk)
        referrals.accept(agreed.pk, by=by)
        return [self._answerer(asked, dee.id, confirmed=False), self._answerer(agreed, dee.id, confirmed=True)]

    @staticmethod
    def _answerer(row: Referral, answerer: UUID, *, confirmed: bool) -> Someone:
        until = clock.now() + timedelta(days=1)
        told: Any = {"partnership": row.partnership_id, "answerer": answerer, "until": until, "by": make.COMMAND}
        token = links.issue_link("answer", subject=Ref("referral", row.pk), **told)
        link = links.look(token)
        assert link
        opened = links.redeem("answer", token, link_codes.new_code(link.pk) or "")
        if confirmed:
            opened = links.confirm(link.pk, link_codes.new_code(link.pk) or "")
        label = f"answer link of {row.receiver}, {'after' if confirmed else 'before'} a yes"
        person = row.person_id if confirmed else None
        starts = ("/", opened.page)
        return Someone(label, holding(opened), None, row.receiver_id, person, "answer", row.pk, starts)

    @cached_property
    def outsiders(self) -> list[Someone]:
        """Those from the other place, persons by their links, and the passer-by."""
        return [who for who in self.everybody if who.role is None or who.partner == self.other.front_door.pk]

    @cached_property
    def insiders(self) -> list[Someone]:
        """Everybody who works here: the demo's own people first."""
        return [who for who in self.everybody if who not in self.outsiders]

    @cached_property
    def secrets(self) -> dict[UUID, tuple[str, ...]]:
        """What tells who a person is, by person: name, email, telephone."""
        told = {person.pk: [person.name] for person in Person.objects.filter(erased_at=None)}
        for row in ContactRules.objects.filter(person__in=told):
            told[row.person_id] += [row.rules["email"], row.rules["phone"]]
        return {person: tuple(one for one in words if one) for person, words in told.items()}

    def strangers(self, who: Someone) -> dict[UUID, tuple[str, ...]]:
        """The secrets of all whom this one may not know."""
        known = self._known(who)
        return {person: words for person, words in self.secrets.items() if person not in known}

    def reads_name_at(self, route: str, who: Someone, person: UUID) -> bool:
        """Whether this page alone tells them who it is."""
        return (route, who.role) in NAMES_AT and self.keepers[person] == who.partner

    @cached_property
    def keepers(self) -> dict[UUID, UUID]:
        """Whose record each person is."""
        return dict(Person.objects.values_list("pk", "controller"))

    @staticmethod
    def _known(who: Someone) -> set[UUID]:
        if who.person or who.purpose:
            return {who.person} if who.person else set()
        if who.role in OPENS_REGISTERS:
            return Town._in_registers(who)
        if who.role == Role.TUTOR:  # reviewed: whom they wrote down themselves, and nobody else
            wrote = PersonEvent.objects.filter(what="register", actor_id=who.user, subject__controller=who.partner)
            return set(wrote.values_list("subject", flat=True))
        if who.role not in NAMES_PERSONS:
            return set()
        now = clock.now()
        yes = {"receiver": who.partner, "category": "identity"}
        kept = Person.objects.filter(controller=who.partner).values_list("pk", flat=True)
        given = Permission.objects.filter(**yes, withdrawn_at=None, renewed_at=None, until__gt=now)
        forced = Override.objects.filter(**yes, from_at__lte=now, until__gt=now)
        held = Referral.objects.filter(holder=who.partner, closed_at=None).values_list("person", flat=True)
        run_out = Permission.objects.filter(**yes, withdrawn_at=None, renewed_at=None, person__in=held)
        return {*kept, *(row.person_id for rows in (given, forced, run_out) for row in rows)}

    @staticmethod
    def _in_registers(who: Someone) -> set[UUID]:
        """Whom an officer answers: those of the matters of their own partner, on the matter's page alone."""
        rows = Matter.objects.filter(partner=who.partner, person__isnull=False, person__erased_at=None)
        return set(rows.values_list("person", flat=True))

    @cached_property
    def whose(self) -> dict[UUID, UUID]:
        """Of every row about a person: its id and the person's."""
        found = {person: person for person in Person.objects.values_list("pk", flat=True)}
        for model in our_models():
            direct = [f for f in model._meta.fields if isinstance(f, models.ForeignKey) and f.related_model is Person]
            if direct and isinstance(model._meta.pk, models.UUIDField):
                found.update(model._default_manager.values_list("pk", direct[0].attname))
        return found


def two_of_each() -> list[folk.Invented]:
    """Two of the demo's people for each way it may have gone: a quarter of the time. Two more are asked for by link."""
    met: Counter[folk.Course] = Counter()
    by_link = next(one for one in folk.everybody() if one.service == BY_LINK)
    chosen = [by_link, replace(by_link, number=BESIDE, name="Rowan Pretend", wish="I would like to dig.")]
    for one in folk.everybody():
        met[one.course] += one != by_link
        if met[one.course] <= 2 and one != by_link:
            chosen.append(one)
    return chosen


def holding(opened: links.Opened) -> Client:
    """A browser in which a link is open, for a whole day: a walk is longer than the quarter of an hour of a person."""
    browser = Client()
    session = browser.session
    session[link_session._KEY] = [str(opened.link), (clock.now() + timedelta(days=1)).isoformat(), opened.confirmed]
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return browser


def signed_in(user: User) -> Client:
    """A browser in which both factors were given."""
    user.second_factor_at = clock.now()
    user.save(update_fields=["second_factor_at"])
    browser = Client()
    browser.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session["second_factor"] = user.second_factor_at.isoformat()
    session.save()
    return browser


@contextmanager
def tried() -> Iterator[None]:
    """What is done inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
