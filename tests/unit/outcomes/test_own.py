"""A place's own instruments: brought by a lead, in force once the named clinical owner agreed to exactly that."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.clinical_owner import agrees_to_all, clinical_owner, names
from tests.factories.places import place, worker
from tests.unit.outcomes.asking import Story
from tests.unit.outcomes.own_documents import document
from tests.unit.outcomes.test_frames_and_held import agree, rows
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.outcomes import agreeing, own
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.models import Own, Request
from watersmeet.records.outcomes.pages.course import course_page

pytestmark = pytest.mark.django_db
ANSWERS = {"our_choir": {"joined_in": 2, "looked_forward": 7}}


class Choir(Story):
    """A place whose rules ask its own questions, with a lead and a clinical owner."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.measures("goals", "our_choir")
        self.lead = self.seat(Role.LEAD)
        self.owner = clinical_owner(self.at)

    def bring(self, **more: object) -> Own:
        return Own.objects.get(pk=own.bring(document=document(**more), by=self.lead))

    def agreed(self, **more: object) -> Own:
        """Brought, and agreed to."""
        made = self.bring(**more)
        agrees_to_all(self.owner)
        return made

    def asked_now(self) -> list[tuple[str, int]]:
        """What somebody new is asked today, by version."""
        told = Story(at=self.at)
        return [(one.code, one.version) for one in outcomes.asked(told.by_link, told.ask()).instruments]


@pytest.fixture
def choir() -> Choir:
    return Choir()


def test_it_is_asked_once_the_clinical_owner_agreed_and_not_before(choir: Choir) -> None:
    choir.bring()
    assert choir.asked_now() == [("goals", 1)]
    agrees_to_all(choir.owner)
    assert choir.asked_now() == [("goals", 1), ("our_choir", 1)]


def test_answers_are_saved_scored_and_read_as_any_others(choir: Choir) -> None:
    choir.agreed()
    request = choir.ask()
    choir.answer(request, ANSWERS)
    [point] = outcomes.course_of(choir.worker, choir.person, own.used("our_choir", 1))
    assert point.scores == ANSWERS["our_choir"]
    [section] = course_page(choir.worker, choir.person).sections
    assert section.title == "Singing together"
    assert section.sentences == ["Joined in: Mostly.", "Looked forward: 7. Answered once so far."]
    told = outcomes.Held().export(choir.person)[-1]
    assert told["answers"] == {"How much did you feel part of the choir?": 2, "How much did you look forward to it?": 7}


def test_an_answer_that_was_not_offered_is_refused(choir: Choir) -> None:
    choir.agreed()
    with pytest.raises(Invalid):
        choir.answer(choir.ask(), {"our_choir": {"joined_in": 4}})


def test_two_people_are_needed_and_nobody_but_the_named_one_agrees(choir: Choir) -> None:
    made = choir.bring()
    for other in (choir.lead, choir.worker, choir.seat(Role.SAFEGUARDING_LEAD), worker(choir.at.therapy)):
        with pytest.raises(Refused):
            agreeing.agree(subject=made.pk, digest=made.digest, by=other)
        assert agreeing.waiting(other) == []
    Own.objects.update(brought_by=choir.owner.id)
    with pytest.raises(Conflict, match="two people"):
        agreeing.agree(subject=made.pk, digest=made.digest, by=choir.owner)
    assert not Own.objects.exclude(agreed_at=None).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Own.objects.update(agreed_by=choir.owner.id, agreed_at=clock.now())


def test_only_exactly_what_was_read_is_agreed_to_and_only_once(choir: Choir) -> None:
    made = choir.bring()
    with pytest.raises(Conflict):
        agreeing.agree(subject=made.pk, digest="0" * 16, by=choir.owner)
    assert choir.asked_now() == [("goals", 1)]
    agreeing.agree(subject=made.pk, digest=made.digest, by=choir.owner)
    with pytest.raises(Conflict):
        agreeing.agree(subject=made.pk, digest=made.digest, by=choir.owner)
    assert [event.what for event in made.events.all()] == ["license", "agree"]


@pytest.mark.parametrize("agreed", [True, False])
def test_the_clinical_owner_says_no_before_or_after_and_nobody_else_can(choir: Choir, *, agreed: bool) -> None:
    made = choir.agreed() if agreed else choir.bring()
    choir.ask()
    with pytest.raises(Refused):
        agreeing.take_back(subject=made.pk, by=choir.worker)
    agreeing.take_back(subject=made.pk, by=choir.owner)
    assert choir.asked_now() == [("goals", 1)]
    assert agreeing.sheets(choir.owner) == []
    for again in (
        lambda: agreeing.take_back(subject=made.pk, by=choir.owner),
        lambda: agreeing.agree(subject=made.pk, digest=made.digest, by=choir.owner),
    ):
        with pytest.raises(NotFound):
            again()


def test_what_the_lead_withdraws_later_the_clinical_owner_stops_today(choir: Choir) -> None:
    made = choir.agreed()
    own.withdraw(own=made.pk, from_on=clock.today() + timedelta(days=30), by=choir.lead)
    agreeing.take_back(subject=made.pk, by=choir.owner)
    assert choir.asked_now() == [("goals", 1)]


def test_without_an_account_in_the_rules_nobody_agrees(choir: Choir) -> None:
    made, other = choir.bring(), worker(choir.at.therapy)
    names(choir.at, other)
    with pytest.raises(Refused):
        agreeing.agree(subject=made.pk, digest=made.digest, by=choir.owner)
    agreeing.agree(subject=made.pk, digest=made.digest, by=other)
    assert choir.asked_now() == [("goals", 1), ("our_choir", 1)]


def test_a_new_version_stands_beside_the_old_and_answers_stay_under_theirs(choir: Choir) -> None:
    choir.agreed()
    request = choir.ask()
    choir.bring(version=2, asks="How much did you belong to the choir?")
    assert choir.asked_now() == [("goals", 1), ("our_choir", 1)]
    agrees_to_all(choir.owner)
    assert choir.asked_now() == [("goals", 1), ("our_choir", 2)]
    choir.answer(request, ANSWERS)
    [point] = outcomes.course_of(choir.worker, choir.person, own.used("our_choir", 2))
    assert (point.instrument.version, point.instrument.items[0].asks) == (1, "How much did you feel part of the choir?")


def test_withdrawn_from_a_day_it_is_asked_and_answered_no_more_from_then(
    choir: Choir, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = choir.agreed()
    before = choir.ask()
    choir.answer(before, ANSWERS)
    waits = Story(at=choir.at)
    request = waits.ask()
    own.withdraw(own=made.pk, from_on=clock.today() + timedelta(days=1), by=choir.lead)
    assert choir.asked_now() == [("goals", 1), ("our_choir", 1)]
    monkeypatch.setenv(clock.VARIABLE, (clock.now() + timedelta(days=1)).isoformat())
    assert choir.asked_now() == [("goals", 1)]
    assert [one.code for one in outcomes.asked(waits.by_link, request).instruments] == ["goals"]
    with pytest.raises(Invalid):
        outcomes.save_item(request=request, instrument="our_choir", item="joined_in", value=1, by=waits.by_link)
    [section] = course_page(choir.worker, choir.person).sections
    assert section.title == "Singing together"


def test_it_cannot_be_withdrawn_in_the_past_or_twice_or_by_another(choir: Choir) -> None:
    made = choir.agreed()
    with pytest.raises(Invalid):
        own.withdraw(own=made.pk, from_on=clock.today() - timedelta(days=1), by=choir.lead)
    with pytest.raises(Refused):
        own.withdraw(own=made.pk, from_on=clock.today(), by=choir.worker)
    elsewhere = worker(place().front_door, Role.LEAD)
    with pytest.raises(NotFound):
        own.withdraw(own=made.pk, from_on=clock.today(), by=elsewhere)
    own.withdraw(own=made.pk, from_on=clock.today(), by=choir.lead)
    with pytest.raises(Conflict):
        own.withdraw(own=made.pk, from_on=clock.today(), by=choir.lead)


def test_another_place_has_no_part_in_it_and_cannot_take_its_name(choir: Choir) -> None:
    choir.agreed()
    other = Choir()
    with pytest.raises(NotFound):
        other.ask()
    with pytest.raises(Invalid) as told:
        other.bring()
    assert "another place has our_choir" in str(told.value.fields)


def test_versions_go_up_by_one(choir: Choir) -> None:
    for wrong in (2, 7):
        with pytest.raises(Invalid) as told:
            choir.bring(version=wrong)
        assert "version: write 1" in str(told.value.fields)
    choir.bring()
    with pytest.raises(Invalid) as told:
        choir.bring()
    assert "version: write 2. The newest version here is 1" in str(told.value.fields)


def test_of_two_who_bring_the_same_version_at_once_one_is_told(choir: Choir, monkeypatch: pytest.MonkeyPatch) -> None:
    choir.bring()
    monkeypatch.setattr(own, "insist_next", lambda _one, _before: None)  # as if it had not stood there yet
    with pytest.raises(Conflict, match="just now"):
        choir.bring()
    assert Own.objects.count() == 1


def test_who_is_no_lead_brings_nothing(choir: Choir) -> None:
    for role in set(Role) - {Role.LEAD}:
        with pytest.raises(Refused):
            own.bring(document=document(), by=worker(choir.at.front_door, role))
    assert not Own.objects.exists()


def test_what_only_practitioners_see_nobody_else_reads(choir: Choir) -> None:
    choir.agreed(verb="measure.see_clinical")
    choir.answer(choir.ask(), ANSWERS)
    assert [one.title for one in course_page(choir.worker, choir.person).sections] == ["Singing together"]
    assert course_page(choir.seat(Role.MANAGER), choir.person).sections == []


def test_evidence_gets_each_question_by_its_own_and_the_contract_takes_it(choir: Choir) -> None:
    choir.agreed()
    choir.answer(choir.ask(), ANSWERS)
    agree(choir)
    assert {(row["instrument"], row["scale"], row["score"]) for row in rows(choir)} == {
        ("our_choir", "joined_in", 2),
        ("our_choir", "looked_forward", 7),
    }


def test_where_fewer_answers_make_a_pair_the_page_says_over_how_many(choir: Choir) -> None:
    choir.agreed(tail='[total]\npolarity = "higher"\npair_needs = 1\n')
    choir.answer(choir.ask(), ANSWERS)
    Request.objects.update(asked_at=clock.now() - timedelta(days=90))
    choir.measures("our_choir")
    choir.answer(choir.ask(), {"our_choir": {"joined_in": 3, "looked_forward": None}})
    [section] = course_page(choir.worker, choir.person).sections
    assert section.sentences == [
        "Singing together: 9, then not known.",
        "Of the 1 of 2 questions answered both times: 2 then 3.",
    ]
