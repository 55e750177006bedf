"""Two records of one human being: what they say on either counts for both; they are told and forgotten as one."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.conftest import MONDAY
from tests.factories import accounts, places
from tests.factories.places import Place
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor, Role
from watersmeet.base.db.keys import DataKey
from watersmeet.base.problems import Conflict, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.partnerships.api import Category, Sector
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Attempt, Channel, Daytime, Kind, Outcome, SafeContact
from watersmeet.records.people.matters import begin
from watersmeet.records.people.models import ContactRules, Matter, Permission, Person, Token

pytestmark = pytest.mark.django_db
NOON = MONDAY.replace(hour=12, minute=30)
EMAIL, OTHER = "ada@person.example", "ada@work.example"


@pytest.fixture
def here() -> Place:
    return places.place()


@pytest.fixture
def worker(here: Place) -> Actor:
    return places.worker(here.front_door)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """The clock moves on."""

    def moved(minutes: int) -> None:
        monkeypatch.setenv("WATERSMEET_NOW", (MONDAY + timedelta(minutes=minutes)).isoformat())

    moved(0)
    return moved


def may(person: UUID, channel: Channel = Channel.EMAIL, **asked: object) -> bool:
    answer, _contact = people.safe_contact(person, Attempt(channel, at=NOON, **asked))
    return bool(answer)


def contact(**told: object) -> SafeContact:
    return SafeContact(**{"channels": (Channel.EMAIL,), "email": EMAIL, **told})


@pytest.mark.parametrize(
    "said",
    [
        {"channels": ()},
        {"email": OTHER},
        {"daytimes": (Daytime.EVENING,)},
    ],
)
def test_what_one_record_forbids_is_forbidden_for_the_other_and_free_again_when_they_are_two(
    here: Place, worker: Actor, said: dict[str, object]
) -> None:
    one, two = places.person(here), places.person(here, **said)
    assert may(one)
    people.merge(person=one, other=two, by=worker)
    assert not may(one)
    assert not may(two)
    shown = [people.contact_rules(worker, record) for record in (one, two)]
    assert [rules.email for rules in shown] == [EMAIL, said.get("email", EMAIL)]
    assert not people.contact_agrees(worker, one)

    people.unmerge(person=one, other=two, by=worker)

    assert may(one)
    assert people.contact_agrees(worker, one)


def test_not_this_group_said_on_one_record_counts_for_all_three(here: Place, worker: Actor) -> None:
    one, two = places.person(here), places.person(here)
    three = places.person(here, not_partners=(here.group.pk,))
    assert may(one, partner=here.group.pk)
    people.merge(person=one, other=two, by=worker)
    people.merge(person=two, other=three, by=worker)
    assert not may(one, partner=here.group.pk)
    assert may(one, partner=here.therapy.pk)


def test_what_they_say_once_they_are_one_holds_on_both_until_another_record_is_found(
    here: Place, worker: Actor, later
) -> None:
    one, two = places.person(here), places.person(here, email=OTHER)
    people.merge(person=one, other=two, by=worker)
    later(5)
    seen = people.contact_rules(worker, two)
    people.set_contact(person=two, contact=contact(email=OTHER), by=worker, seen=seen)

    assert may(one)
    assert people.reach(one).contact.email == OTHER
    assert people.contact_rules(worker, one) == replace(contact(), channels=())  # nothing of the other record
    assert people.contact_agrees(worker, one)

    later(10)
    people.merge(person=one, other=places.person(here, channels=()), by=worker)
    assert not may(one)


def test_what_was_said_before_they_were_one_is_no_word_for_both(here: Place, worker: Actor, later) -> None:
    one, two = places.person(here), places.person(here, channels=())
    people.set_contact(person=one, contact=contact(), by=worker, seen=people.contact_rules(worker, one))
    later(5)
    people.merge(person=one, other=two, by=worker)
    assert not may(one)


def test_a_no_that_came_by_phone_counts_for_all_whatever_was_said_before(here: Place, worker: Actor, later) -> None:
    """Whoever wrote it down had one record alone before them: it adds to what is forbidden."""
    one, two = places.person(here), places.person(here)
    people.merge(person=one, other=two, by=worker)
    later(5)
    people.set_contact(person=one, contact=contact(), by=worker, seen=people.contact_rules(worker, one))
    later(10)
    people.set_contact(person=two, contact=SafeContact(), by=worker)
    assert not may(one)
    later(15)
    people.set_contact(person=two, contact=contact(), by=worker)
    assert may(one)


def test_what_a_link_says_only_adds_to_what_is_forbidden(here: Place, worker: Actor, later) -> None:
    """Two who share a phone may be taken for one: neither says, by link, how the other is reached."""
    one = places.person(here, channels=(Channel.SMS,), phone="07700900111")
    safe_by_none = places.person(here, channels=())
    people.merge(person=one, other=safe_by_none, by=worker)
    later(5)
    mine = places.by_link(here, one)
    now = people.contact_rules(mine, one)
    people.set_contact(
        person=one, contact=replace(now, channels=(Channel.SMS,), phone="07700900222"), by=mine, seen=now
    )
    assert people.reach(safe_by_none).contact.channels == ()
    assert people.reach(one).contact.channels == ()


def test_a_change_of_hours_takes_over_nothing_else(here: Place, worker: Actor, later) -> None:
    one = places.person(here)
    two = places.person(here, email=OTHER, address="9 Refuge Lane", code_word="heron", not_partners=(here.therapy.pk,))
    people.merge(person=one, other=two, by=worker)
    later(5)
    mine = places.by_link(here, one)
    now = people.contact_rules(mine, one)
    assert (now.address, now.code_word, now.not_partners) == ("", "", ())
    people.set_contact(person=one, contact=replace(now, daytimes=(Daytime.MORNING,)), by=mine, seen=now)
    people.unmerge(person=one, other=two, by=worker)
    assert people.contact_rules(worker, one) == contact(daytimes=(Daytime.MORNING,))


def test_an_objection_counts_for_what_is_expected_of_either(here: Place, worker: Actor) -> None:
    for partner in (here.front_door, here.therapy):
        partner.organisation.sector = Sector.PRIMARY_CARE
        partner.organisation.save()
    one, two = places.person(here), places.person(here)
    places.permit(one, here.front_door, here.therapy)
    people.merge(person=one, other=two, by=worker)
    people.withdraw(person=one, receiver=here.therapy.pk, by=places.by_link(here, one))
    with pytest.raises(Conflict):
        people.expect(
            person=two, giver=here.front_door.pk, receiver=here.therapy.pk, categories=[Category.NEEDS], by=worker
        )


def test_a_page_that_was_open_when_they_became_one_changes_nothing(here: Place, worker: Actor) -> None:
    one, two = places.person(here), places.person(here, channels=())
    seen = people.contact_rules(worker, one)
    people.merge(person=one, other=two, by=worker)
    with pytest.raises(Conflict):
        people.set_contact(person=one, contact=contact(), by=worker, seen=seen)


def test_parted_again_each_has_what_was_said_on_it(here: Place, worker: Actor, later) -> None:
    one, two = places.person(here), places.person(here, email=OTHER)
    people.merge(person=one, other=two, by=worker)
    later(5)
    seen = people.contact_rules(worker, one)
    people.set_contact(person=one, contact=contact(say_who=True), by=worker, seen=seen)
    people.unmerge(person=one, other=two, by=worker)
    assert people.contact_rules(worker, one) == contact(say_who=True)
    assert people.contact_rules(worker, two) == contact(email=OTHER)


def test_who_keeps_where_they_live_secret_on_one_record_is_measured_from_nowhere(here: Place, worker: Actor) -> None:
    two = places.person(here, hidden_address=True)
    one = people.register(
        partnership=here.partnership.pk, controller=here.front_door.pk, name="Ada", postcode="EX31 1AA",
        contact=contact(), by=worker,
    )  # fmt: skip
    assert people.postcode_of(worker, one)
    people.merge(person=one, other=two, by=worker)
    assert people.postcode_of(worker, one) == ""


@pytest.fixture
def officer(here: Place) -> Actor:
    return places.worker(here.front_door, Role.PRIVACY_OFFICER)


def two_shared(here: Place) -> tuple[UUID, UUID]:
    """One record is shared with the group, the other with the therapy service, which looked at it."""
    one, two = places.person(here), places.person(here)
    places.permit(one, here.front_door, here.group)
    places.permit(two, here.front_door, here.therapy)
    audit.looked(by=places.worker(here.therapy), subjects=[Ref("person", two)], why="referral")
    return one, two


def seen_by(actor: Actor, person: UUID) -> tuple[set[UUID], set[UUID]]:
    """Who may see something of them, and who looked, as the page says it."""
    shares, looks = people.shared_with(actor, person), people.who_looked(actor, person)
    return {one.receiver for one in shares}, {one.partner for one in looks}


def test_who_sees_what_and_who_looked_are_told_of_both_until_they_are_two(here: Place, worker: Actor) -> None:
    one, two = two_shared(here)
    merged_by = here.front_door.pk  # whose worker looked at both
    assert seen_by(worker, one) == ({here.group.pk}, set())
    people.merge(person=one, other=two, by=worker)
    assert seen_by(worker, one) == ({here.group.pk, here.therapy.pk}, {here.therapy.pk, merged_by})
    assert seen_by(places.by_link(here, one), one) == ({here.group.pk}, {merged_by}), "a link reads its own record"

    people.unmerge(person=one, other=two, by=worker)

    assert seen_by(worker, one) == ({here.group.pk}, {merged_by})


def test_who_opens_their_page_by_link_is_not_written_down_as_reading_the_other_record(
    here: Place, worker: Actor, client: Client
) -> None:
    one, two = two_shared(here)
    people.merge(person=one, other=two, by=worker)
    token = accounts.link(person=one, partnership=here.partnership.pk)
    client.post(f"/l/{token}/open/", {"second": "4826"})
    assert client.get("/sharing/").status_code == 200
    looks = {record: [line.actor.kind for line in audit.lines_for(Ref("person", record))] for record in (one, two)}
    assert ("link" in looks[one], "link" in looks[two]) == (True, False)


def test_a_yes_that_goes_on_goes_on_in_the_record_it_was_said_in(here: Place, worker: Actor) -> None:
    one, two = two_shared(here)
    people.merge(person=one, other=two, by=worker)
    with pytest.raises(NotFound):
        people.renew(person=one, receiver=here.therapy.pk, by=places.by_link(here, one))
    people.renew(person=one, receiver=here.therapy.pk, by=worker)
    last = Permission.objects.filter(receiver=here.therapy.pk).order_by("-given_at", "renewed_at")
    assert {row.person_id for row in last} == {two}
    assert last.filter(statement="renew-1").exists()


def test_each_record_has_its_own_copy_and_a_link_opens_that_of_its_record(
    here: Place, worker: Actor, officer: Actor
) -> None:
    one, two = places.person(here), places.person(here, name="Adeline Example")
    people.merge(person=one, other=two, by=worker)
    me = places.by_link(here, one)
    made = people.tell(person=one, kind=Kind.ACCESS, words="", by=me)
    for matter in made:
        people.release(matter=matter, left_out=[], why=None, checked=True, words="Here.", by=officer)
    assert set(_whose(made)) == {one, two}
    assert len(people.ready(worker, one)) == len(people.own_cases(worker, one)) == 2
    [mine] = people.ready(me, one)
    [theirs] = set(made) - {mine}
    assert [case.id for case in people.own_cases(me, one)] == [mine]
    assert people.open_copy(me, mine)[0] == one
    with pytest.raises(NotFound):
        people.open_copy(me, theirs)


def _whose(made: list[UUID]) -> list[UUID]:
    return [row.person_id for row in Matter.objects.filter(pk__in=made) if row.person_id]


def test_who_looked_at_either_is_asked_of_for_names(here: Place, worker: Actor) -> None:
    one, two = two_shared(here)
    assert people.tell(person=one, kind=Kind.NAMES, words="", by=places.by_link(here, one)) == []
    people.merge(person=one, other=two, by=worker)
    asked = people.tell(person=one, kind=Kind.NAMES, words="", by=places.by_link(here, one))
    assert {(row.person_id, row.partner_id) for row in Matter.objects.filter(pk__in=asked)} == {
        (one, here.front_door.pk),
        (two, here.front_door.pk),
        (two, here.therapy.pk),
    }


def test_who_asks_to_be_forgotten_is_forgotten_in_both(here: Place, worker: Actor, officer: Actor) -> None:
    one, two, beside = places.person(here), places.person(here), places.person(here)
    people.merge(person=one, other=two, by=worker)
    people.merge(person=one, other=beside, by=worker)
    people.unmerge(person=one, other=beside, by=worker)

    for named in ([], [two, beside]):
        with pytest.raises(Conflict, match="more than once"):
            people.erase(person=one, by=officer, others=named)
    assert not Person.objects.exclude(erased_at=None).exists()

    people.erase(person=one, by=officer, others=[two])

    assert set(Person.objects.filter(erased_at=None).values_list("pk", flat=True)) == {beside}
    assert {row.owner for row in DataKey.objects.filter(owner__in=(one, two, beside))} == {beside}
    assert [entry.outcome for entry in people.left(officer)] == [Outcome.FORGOTTEN] * 2
    for table in (ContactRules, Token):
        assert set(table.objects.values_list("person", flat=True)) == {beside}


def test_held_by_law_in_one_record_neither_is_forgotten(here: Place, worker: Actor, officer: Actor) -> None:
    one, two = places.person(here), places.person(here)
    people.merge(person=one, other=two, by=worker)
    begin(Kind.HOLD, partnership=here.partnership.pk, partner=here.front_door.pk, person=two, by=officer, tell=False)
    with pytest.raises(Conflict, match="law"):
        people.erase(person=one, by=officer, others=[two])
    assert Person.objects.filter(erased_at=None).count() == 2
