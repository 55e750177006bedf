"""Who may say what about a person's yes, asked of the actions themselves; and stops that two records share."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.partnerships.api import Category, Purpose, Sector
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Matter, Override, OverrideKind, Permission, PersonEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


@pytest.fixture
def who(here: Place) -> UUID:
    """Somebody who said yes to the group, and to being counted."""
    person = places.person(here)
    places.permit(person, here.front_door, here.group, Category.NEEDS)
    places.permit(person, here.front_door, here.front_door, Category.NEEDS, purpose=Purpose.EVALUATION)
    return person


def in_force() -> int:
    return Permission.objects.filter(withdrawn_at=None, renewed_at=None).count()


@pytest.mark.parametrize("said", [people.withdraw, people.renew, people.stop_counting])
@pytest.mark.parametrize("stranger", ["of another partner", "another person", "a visitor"])
def test_nobody_else_says_it_for_them(here: Place, who: UUID, said, stranger: str) -> None:
    strangers = {
        "of another partner": places.worker(here.group),
        "another person": places.by_link(here, places.person(here)),
        "a visitor": VISITOR,
    }
    before = in_force()
    with pytest.raises((Refused, NotFound)):
        said(person=who, receiver=here.group.pk, by=strangers[stranger])
    assert in_force() == before


def test_to_renew_what_nobody_may_see_is_not_found(here: Place, who: UUID) -> None:
    me = places.by_link(here, who)
    people.withdraw(person=who, receiver=here.group.pk, by=me)
    with pytest.raises(NotFound):
        people.renew(person=who, receiver=here.group.pk, by=me)


def test_a_stop_is_written_down_and_nobody_is_asked_any_more_whether_it_goes_on(
    here: Place, who: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "+355d")
    people.keep_time()
    [ends] = Matter.objects.filter(kind=people.Kind.YES_ENDS, about=here.group.pk)
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    ends.refresh_from_db()
    assert ends.outcome == people.Outcome.ENDED
    assert PersonEvent.objects.filter(subject=who, what="withdraw").count() == 1
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert PersonEvent.objects.filter(subject=who, what="withdraw").count() == 1


def test_nothing_is_said_of_somebody_whom_nobody_knows(here: Place) -> None:
    with pytest.raises(NotFound):
        override(here, uuid4(), places.worker(here.front_door))


def test_which_words_a_yes_was_said_to_is_known_while_it_holds(here: Place, who: UUID) -> None:
    between = {"giver": here.front_door.pk, "receiver": here.group.pk, "purpose": Purpose.REFERRAL}
    Permission.objects.filter(person=who, receiver=here.group).update(statement="read-1")
    assert people.statement_of(who, **between, category=Category.NEEDS) == "read-1"
    assert people.statement_of(who, **between, category=Category.CONTACT) == ""
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert people.statement_of(who, **between, category=Category.NEEDS) == ""


class TestExpectation:
    """What is expected between health partners, without a yes."""

    @pytest.fixture
    def health(self, here: Place, who: UUID) -> Place:
        """Both sides are health partners, and the person's data are shared by expectation alone."""
        for partner in (here.front_door, here.group):
            partner.organisation.sector = Sector.PRIMARY_CARE
            partner.organisation.save()
        Permission.objects.all().delete()
        return here

    def say(self, here: Place, who: UUID, by: Actor) -> None:
        people.expect(person=who, giver=here.front_door.pk, receiver=here.group.pk, categories=[Category.NEEDS], by=by)

    def test_the_keeper_says_so(self, health: Place, who: UUID) -> None:
        self.say(health, who, places.worker(health.front_door))
        assert Permission.objects.get().ground == "expectation"

    def test_nobody_else_does(self, health: Place, who: UUID) -> None:
        with pytest.raises(Refused):
            self.say(health, who, places.worker(health.group))

    @pytest.mark.parametrize("outside", ["front_door", "group"])
    def test_both_sides_are_health_partners(self, health: Place, who: UUID, outside: str) -> None:
        organisation = getattr(health, outside).organisation
        organisation.sector = Sector.COMMUNITY
        organisation.save()
        with pytest.raises(Invalid) as wrong:
            self.say(health, who, places.worker(health.front_door))
        assert "receiver" in wrong.value.fields

    def test_not_after_the_person_objected(self, health: Place, who: UUID) -> None:
        places.permit(who, health.front_door, health.group, Category.NEEDS)
        people.withdraw(person=who, receiver=health.group.pk, by=places.by_link(health, who))
        with pytest.raises(Conflict):
            self.say(health, who, places.worker(health.front_door))


def override(here: Place, who: UUID, by: Actor, **changed) -> None:
    told = {
        "giver": here.front_door.pk,
        "receiver": here.group.pk,
        "categories": [Category.CONTACT],
        "kind": OverrideKind.LIFE,
        "reason": "They rang and said goodbye.",
        "until": clock.now() + timedelta(days=1),
    }
    people.override(person=who, by=by, **(told | changed))


def test_only_the_keeper_shows_without_a_yes(here: Place, who: UUID) -> None:
    with pytest.raises(Refused):
        override(here, who, places.worker(here.group))
    assert not Override.objects.exists()
    override(here, who, places.worker(here.front_door))
    assert Override.objects.count() == 1


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=31, seconds=1)])
def test_it_ends_within_a_month(here: Place, who: UUID, lasts: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    with pytest.raises(Invalid) as wrong:
        override(here, who, places.worker(here.front_door), until=clock.now() + lasts)
    assert "until" in wrong.value.fields
    override(here, who, places.worker(here.front_door), until=clock.now() + timedelta(days=31))


class TestReview:
    """The privacy officer looks at what was shown without a yes."""

    @pytest.fixture
    def officer(self, here: Place) -> Actor:
        """Who answers for the front door's registers."""
        return places.worker(here.front_door, Role.PRIVACY_OFFICER)

    @pytest.fixture
    def matter(self, here: Place, who: UUID) -> UUID:
        """What waits to be looked at."""
        override(here, who, places.worker(here.front_door))
        return Matter.objects.get(kind="override").pk

    def review(self, matter: UUID, by: Actor, words: str = "Read.") -> None:
        people.review_override(matter=matter, outcome=people.Outcome.RIGHT, words=words, tell=True, by=by)

    def test_the_person_does_not_see_it_before(self, here: Place, who: UUID, matter: UUID) -> None:
        assert Matter.objects.get(pk=matter).tell is False
        assert PersonEvent.objects.filter(subject=who, what="override").count() == 1

    @pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.MANAGER])
    def test_nobody_else_looks_at_it(self, here: Place, officer: Actor, matter: UUID, role: Role) -> None:
        with pytest.raises(Refused):
            self.review(matter, places.worker(here.front_door, role))
        assert Matter.objects.get(pk=matter).settled_at is None

    def test_the_officer_of_another_partner_finds_nothing(self, here: Place, matter: UUID) -> None:
        with pytest.raises(NotFound):
            self.review(matter, places.worker(here.group, Role.PRIVACY_OFFICER))

    def test_that_it_was_looked_at_is_written_down(self, officer: Actor, who: UUID, matter: UUID) -> None:
        self.review(matter, officer)
        [event] = PersonEvent.objects.filter(subject=who, what="review_override")
        assert (event.actor_id, event.reason_code) == (officer.id, people.Outcome.RIGHT)

    def test_it_says_what_was_found(self, officer: Actor, matter: UUID) -> None:
        with pytest.raises(Invalid) as wrong:
            self.review(matter, officer, " ")
        assert "words" in wrong.value.fields

    def test_another_matter_is_no_override(self, here: Place, who: UUID, officer: Actor) -> None:
        people.tell(person=who, kind=people.Kind.COMPLAINT, words="It was late.", by=places.by_link(here, who))
        with pytest.raises(NotFound):
            self.review(Matter.objects.get(kind=people.Kind.COMPLAINT).pk, officer)


@pytest.mark.parametrize("counting", [False, True])
def test_a_stop_in_one_record_ends_the_older_yes_in_the_other(here: Place, who: UUID, counting: bool) -> None:
    other = places.person(here)
    keeper = places.worker(here.front_door)
    receiver = here.front_door if counting else here.group
    purpose = Purpose.EVALUATION if counting else Purpose.REFERRAL
    places.permit(other, here.front_door, receiver, Category.NEEDS, purpose=purpose)
    stop = people.stop_counting if counting else people.withdraw
    stop(person=other, receiver=receiver.pk, by=places.by_link(here, other))
    before = in_force()
    people.merge(person=who, other=other, by=keeper)
    assert in_force() == before - 1
    assert not Permission.objects.filter(person=who, receiver=receiver, purpose=purpose, withdrawn_at=None).exists()
