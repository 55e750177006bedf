"""The gate: everything in order opens it; each thing taken away shuts it; the two ways of asking agree."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Q

from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.problems import Conflict, Invalid, Refused
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.partnerships.models import Agreement, LawfulBasis
from watersmeet.records.people import api as people
from watersmeet.records.people import gate as the_gate
from watersmeet.records.people.api import Kind, Outcome, OverrideKind
from watersmeet.records.people.models import Override, Permission, Person

pytestmark = pytest.mark.django_db
_footing = partnerships.footing


def asked(here: Place, who: UUID, **changed: Any) -> Any:
    """Whether the front door may show the group what the person asked for."""
    question = {
        "giver": here.front_door.pk,
        "receiver": here.group.pk,
        "purpose": Purpose.REFERRAL,
        "category": Category.NEEDS,
    }
    return people.gate(who, **{**question, **changed})


def shown(at: Place, who: UUID, purpose: Purpose = Purpose.REFERRAL, category: Category = Category.NEEDS) -> bool:
    """The same question as a filter over rows."""
    rows = people.allowed(
        Person.objects.filter(pk=who), actor=places.worker(at.group), category=category, purpose=purpose, person="id"
    )
    return rows.exists()


def test_everything_in_order_opens_the_gate() -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    assert asked(at, who).ground == "explicit"
    between = {"giver": at.front_door.pk, "receiver": at.group.pk}
    assert people.insist_gate(who, **between, purpose=Purpose.REFERRAL, category=Category.NEEDS).ground == "explicit"
    assert shown(at, who)


def test_without_the_persons_yes_it_stays_shut_and_says_that_help_comes_anyway() -> None:
    at = places.place()
    who = places.person(at)
    refusal = asked(at, who)
    assert refusal.missing == "permission"
    assert "whatever they answer" in refusal.next_step
    assert not shown(at, who)
    with pytest.raises(Refused):
        people.insist_gate(
            who, giver=at.front_door.pk, receiver=at.group.pk, purpose=Purpose.REFERRAL, category=Category.NEEDS
        )


@pytest.mark.parametrize("category", [c for c in Category if c != Category.NEEDS])
def test_a_yes_to_one_thing_is_no_yes_to_another(category: Category) -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group, Category.NEEDS)
    assert asked(at, who)
    assert asked(at, who, category=category).missing == "permission"
    assert not shown(at, who, category=category)


@pytest.mark.parametrize("purpose", [p for p in Purpose if p != Purpose.REFERRAL])
def test_a_yes_for_one_purpose_is_no_yes_for_another(purpose: Purpose) -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    assert not asked(at, who, purpose=purpose)
    assert not shown(at, who, purpose=purpose)


def test_a_yes_to_one_partner_is_no_yes_to_another() -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    assert asked(at, who, receiver=at.surgery.pk).missing == "permission"
    assert asked(at, who, giver=at.surgery.pk).missing == "permission"


@pytest.mark.parametrize("days", [-1, 366])
def test_a_yes_counts_from_when_it_was_given_until_it_ends(days: int) -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    Agreement.objects.update(from_on="2000-01-01", until_on="2100-01-01")
    LawfulBasis.objects.update(from_on="2000-01-01")
    assert asked(at, who, at=clock.now() + timedelta(days=days)).missing == "permission"


def test_an_agreement_that_ended_shuts_it_at_once() -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    partnerships.end_agreement(agreement=Agreement.objects.get(), by=COMMAND)
    assert asked(at, who).missing == "agreement"
    assert not shown(at, who)


@pytest.mark.parametrize("part", ["purposes", "categories", "partners"])
def test_an_agreement_covers_only_what_it_says(part: str) -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    agreement = Agreement.objects.get()
    if part == "partners":
        agreement.partners.remove(at.group)
    else:
        setattr(agreement, part, [])
        agreement.save()
    assert asked(at, who).missing == "agreement"
    assert not shown(at, who)


@pytest.mark.parametrize("side", ["front_door", "group"])
def test_both_controllers_need_a_lawful_basis(side: str) -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    LawfulBasis.objects.filter(partner=getattr(at, side)).update(until_on=clock.today())
    assert asked(at, who).missing == "lawful_basis"
    assert not shown(at, who)


def test_withdrawal_shuts_it_at_once_and_keeps_the_history() -> None:
    at = places.place()
    who = places.person(at)
    places.permit(who, at.front_door, at.group)
    people.withdraw(person=who, receiver=at.group.pk, by=places.by_link(at, who))
    assert asked(at, who).missing == "permission"
    assert not shown(at, who)
    assert Permission.objects.filter(person=who, withdrawn_at__isnull=False).count() == len(Category)


def test_ones_own_record_needs_a_lawful_basis_and_no_permission() -> None:
    at = places.place()
    who = places.person(at)
    assert asked(at, who, receiver=at.front_door.pk).ground == "own record"
    LawfulBasis.objects.filter(partner=at.front_door).update(until_on=clock.today())
    assert asked(at, who, receiver=at.front_door.pk).missing == "lawful_basis"


def test_evaluation_needs_a_yes_even_for_ones_own_record() -> None:
    at = places.place()
    who = places.person(at)
    own = {"receiver": at.front_door.pk, "purpose": Purpose.EVALUATION}
    assert asked(at, who, **own).missing == "permission"
    places.permit(who, at.front_door, at.front_door, Category.NEEDS, purpose=Purpose.EVALUATION)
    assert asked(at, who, **own).ground == "explicit"


def test_expectation_counts_between_health_partners_alone() -> None:
    at = places.place()
    who = places.person(at, at.surgery)
    people.expect(person=who, giver=at.surgery.pk, receiver=at.therapy.pk, categories=[Category.NEEDS], by=COMMAND)
    care = {"giver": at.surgery.pk, "receiver": at.therapy.pk, "purpose": Purpose.SUPPORT}
    assert asked(at, who, **care).ground == "expectation"
    with pytest.raises(Invalid):
        people.expect(person=who, giver=at.surgery.pk, receiver=at.group.pk, categories=[Category.NEEDS], by=COMMAND)
    Permission.objects.filter(receiver=at.therapy).update(receiver=at.group)  # however such a row came to be
    assert not asked(at, who, **{**care, "receiver": at.group.pk})


def test_an_objection_ends_an_expectation_and_is_remembered() -> None:
    at = places.place()
    who = places.person(at, at.surgery)
    sharing = {"person": who, "giver": at.surgery.pk, "receiver": at.therapy.pk, "categories": [Category.NEEDS]}
    people.expect(**sharing, by=COMMAND)
    people.withdraw(person=who, receiver=at.therapy.pk, by=places.by_link(at, who))
    with pytest.raises(Conflict):
        people.expect(**sharing, by=COMMAND)


def test_a_newer_yes_is_no_withdrawal_and_no_objection() -> None:
    at = places.place()
    who = places.person(at, at.surgery)
    sharing = {"person": who, "giver": at.surgery.pk, "receiver": at.therapy.pk, "categories": [Category.NEEDS]}
    places.permit(who, at.surgery, at.therapy, Category.NEEDS, purpose=Purpose.SUPPORT)
    places.permit(who, at.surgery, at.therapy, Category.NEEDS, purpose=Purpose.SUPPORT)
    assert Permission.objects.filter(person=who, withdrawn_at__isnull=False).count() == 0
    people.expect(**sharing, by=COMMAND)
    assert Permission.objects.filter(person=who, renewed_at=None).count() == 1


def test_an_override_is_reasoned_timed_and_told_to_the_privacy_officer() -> None:
    at = places.place()
    who = places.person(at)
    step = {
        "person": who,
        "giver": at.front_door.pk,
        "receiver": at.group.pk,
        "categories": [Category.NEEDS],
        "kind": OverrideKind.LIFE,
        "by": places.worker(at.front_door),
    }
    soon = clock.now() + timedelta(hours=4)
    with pytest.raises(Invalid):
        people.override(**step, reason=" ", until=soon)
    with pytest.raises(Invalid):
        people.override(**step, reason="in danger", until=clock.now() + timedelta(days=60))
    people.override(**step, reason="in danger", until=soon)
    assert asked(at, who).ground == "override"
    assert shown(at, who)
    assert not asked(at, who, purpose=Purpose.EVALUATION)
    assert asked(at, who, at=soon).missing == "permission"
    assert Posting.objects.get(kind="privacy.override").to_id == at.front_door.pk
    officer = places.worker(at.front_door, Role.PRIVACY_OFFICER)
    [case] = people.cases(officer, [Kind.OVERRIDE])
    people.review_override(matter=case.id, outcome=Outcome.RIGHT, words="It was.", tell=True, by=officer)
    assert Override.objects.get().reviewed_by == officer.id


def grid_faults(at: Place, who: UUID) -> list[str]:
    """Cells of one grid of conditions in which either way of asking differs from what the rule of PRACTICE 1 says."""
    faults = []
    agreement = Agreement.objects.get()
    bases = LawfulBasis.objects.filter(purpose=Purpose.REFERRAL)
    for signed, giver_basis, receiver_basis, yes, withdrawn in product((True, False), repeat=5):
        Agreement.objects.filter(pk=agreement.pk).update(ended_on=None if signed else clock.today())
        bases.filter(partner=at.front_door).update(until_on=None if giver_basis else clock.today())
        bases.filter(partner=at.group).update(until_on=None if receiver_basis else clock.today())
        Permission.objects.all().delete()
        if yes:
            places.permit(who, at.front_door, at.group)
        if withdrawn:
            Permission.objects.update(withdrawn_at=clock.now())
        right = signed and giver_basis and receiver_basis and yes and not withdrawn
        if bool(asked(at, who)) != right or shown(at, who) != right:
            faults.append(f"{signed=} {giver_basis=} {receiver_basis=} {yes=} {withdrawn=}")
    return faults


def test_gate_and_filter_agree_with_the_rule_in_every_cell() -> None:
    at = places.place()
    assert grid_faults(at, places.person(at)) == []


@pytest.mark.parametrize(
    ("control", "removed"),
    [
        ("partnerships.footing", lambda *question, **more: replace(_footing(*question, **more), agreed=True)),
        ("partnerships.footing", lambda *question, **more: replace(_footing(*question, **more), grounded=True)),
        ("partnerships.may_give", lambda *_question, **_more: Q()),
        ("grounds", lambda *_args, **_more: Permission.objects.all()),
    ],
)
def test_each_control_that_is_removed_is_caught(control: str, removed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at = places.place()
    who = places.person(at)
    room, _dot, name = control.rpartition(".")
    monkeypatch.setattr(getattr(the_gate, room) if room else the_gate, name, removed)
    assert grid_faults(at, who)
