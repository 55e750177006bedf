"""What is kept leaves on its day: told of before, stopped by what is open, and nothing half gone."""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import lives, places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.accounts import policy
from watersmeet.accounts.models import User
from watersmeet.audit import api as audit
from watersmeet.audit.models import Line
from watersmeet.base import crash
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db.keys import DataKey
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.evidence.extracts.sources import fill
from watersmeet.exchange.notify.words import TO_PARTNER
from watersmeet.outbox.models import Posting
from watersmeet.records.outcomes.models import Request, Response
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.model import read_toml
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Kind as Register
from watersmeet.records.people.api import Outcome
from watersmeet.records.people.models import Matter, Permission, Person, Token
from watersmeet.records.plans.models import Need
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral, ReferralEvent

pytestmark = pytest.mark.django_db
NOTICE = "2034-05-01T10:00:00Z"
"""Within the notice before eight years have passed since the last thing happened, in May 2026."""
DAY = "2034-07-01T10:00:00Z"


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock to ten in the morning of a day."""

    def at(day: str) -> None:
        monkeypatch.setenv("WATERSMEET_NOW", day if "T" in day else f"{day}T10:00:00Z")

    at("2026-03-02")
    return at


@pytest.fixture
def here(clock_at: Any) -> Place:
    """A place whose model is in force."""
    return places.place()


@pytest.fixture
def somebody(here: Place, clock_at: Any) -> UUID:
    """Somebody whose last thing happened in May 2026."""
    return lives.lives_through(here, clock_at)


def asked(here: Place) -> UUID:
    """Somebody who asked and took it back before anybody answered."""
    who = places.person(here, name="Bo Example")
    made = referrals.ask_for_self(person=who, partnership=here.partnership.pk, words="Company.", by=COMMAND)
    referrals.withdraw(made, by=places.by_link(here, who), reason=referrals.Reason.PERSON_CHOSE)
    referrals.see_outcome(made, by=places.worker(here.front_door))
    return who


def officer(here: Place) -> Actor:
    return places.worker(here.front_door, Role.PRIVACY_OFFICER)


def entries(who: UUID) -> list[Matter]:
    return list(Matter.objects.filter(kind=Register.LEAVES, person=who).order_by("opened_at"))


def test_it_is_told_of_by_reference_then_leaves_with_its_key_and_tokens(
    here: Place, somebody: UUID, clock_at: Any
) -> None:
    assert people.let_go() == 0
    clock_at(NOTICE)
    assert people.let_go() == 2  # the front door's part, and the group's answers
    assert people.let_go() == 0
    assert Posting.objects.filter(kind="privacy.leaves").count() == 2
    assert Person.objects.get(pk=somebody).name == "Ada Example"
    clock_at(DAY)

    assert people.let_go() == 2
    assert people.let_go() == 0

    assert not Referral.objects.exists()
    assert not ReferralEvent.objects.exists()
    assert not Need.objects.exists()
    assert not Request.objects.exists()
    assert not Response.objects.exists()
    assert not Permission.objects.exists()
    assert not Token.objects.filter(person=somebody).exists()
    assert not DataKey.objects.filter(owner=somebody).exists()
    assert Person.objects.get(pk=somebody).erased_at is not None
    assert [one.outcome for one in entries(somebody)] == [Outcome.LEFT, Outcome.LEFT]
    assert referrals.check() == {"referrals": 0, "open": 0, "orphans": 0}
    with transaction.atomic():
        assert audit.verify(here.partnership.pk).findings == []
    forgot = Line.objects.get(verb="person.forget")
    assert set(forgot.detail) == {"pseudonym"}
    assert str(somebody) not in str(forgot.detail)


def test_the_message_before_names_nobody(here: Place, somebody: UUID, clock_at: Any) -> None:
    clock_at(NOTICE)
    people.let_go()
    words = TO_PARTNER["privacy.leaves"]
    said = f"{words.subject} {words.text}"
    assert "Ada" not in said
    assert "{reference}" in said


def test_who_asked_and_was_never_contacted_leaves_after_the_short_time(here: Place, clock_at: Any) -> None:
    who = asked(here)
    clock_at("2026-08-25")
    assert people.let_go() == 1
    clock_at("2026-10-01")
    assert people.let_go() == 1
    assert Person.objects.get(pk=who).erased_at is not None
    assert not DataKey.objects.filter(owner=who).exists()


def test_who_was_in_touch_with_somebody_does_not_leave_after_the_short_time(
    here: Place, somebody: UUID, clock_at: Any
) -> None:
    clock_at("2027-03-01")
    assert people.let_go() == 0


def test_one_controllers_part_leaves_and_the_key_stays_while_another_keeps_something(
    here: Place, somebody: UUID, clock_at: Any
) -> None:
    text = places.MODEL + f'\n[retention.partners."{here.group}"]\nmeasure = 240\n'
    model = read_toml(text).model_copy(update={"front_door": str(here.front_door)})
    places.adopt(here, model, why="the group keeps answers")
    for day in (NOTICE, DAY):
        clock_at(day)
        assert people.let_go() == 1

    assert not Referral.objects.exists()
    assert Response.objects.exists()
    row = Person.objects.get(pk=somebody)
    assert (row.name, row.erased_at) == ("Ada Example", None)
    assert DataKey.objects.filter(owner=somebody).exists()
    for day in ("2046-05-01T10:00:00Z", "2046-07-01T10:00:00Z"):
        clock_at(day)
        assert people.let_go() == 1
    assert Person.objects.get(pk=somebody).erased_at is not None


def test_a_partner_that_is_no_partner_here_has_no_periods(here: Place) -> None:
    text = places.MODEL + '\n[retention.partners."Nobody Known"]\nreferral = 12\n'
    model = read_toml(text).model_copy(update={"front_door": str(here.front_door)})
    with pytest.raises(Invalid):
        partnerships.adopt_model(partnership=here.partnership, model=model, why="to try", by=COMMAND)


def test_something_that_happens_before_the_day_keeps_it(here: Place, clock_at: Any) -> None:
    who = asked(here)
    clock_at("2026-08-25")
    people.let_go()
    referrals.ask_for_self(person=who, partnership=here.partnership.pk, words="Again.", by=COMMAND)
    clock_at("2026-10-01")
    assert people.let_go() == 0  # an open referral stops it
    [sheet] = people.leaving(officer(here))
    assert sheet.stopped_by == ("open_referral",)
    assert Person.objects.get(pk=who).name == "Bo Example"


def test_a_complaint_that_is_open_stops_it_and_the_reason_is_shown(here: Place, clock_at: Any) -> None:
    who = asked(here)
    clock_at("2026-08-25")
    people.let_go()
    [made] = people.tell(person=who, kind=Register.COMPLAINT, words="Nobody rang.", by=places.by_link(here, who))
    clock_at("2026-10-01")
    assert people.let_go() == 0
    by = officer(here)
    assert [one.stopped_by for one in people.leaving(by)] == [("open_matter",)]
    people.settle(matter=made, outcome=Outcome.UPHELD, words="We are sorry.", by=by)
    assert people.let_go() == 1
    assert [one.outcome for one in people.left(by)] == [Outcome.STAYS]


def test_what_is_restricted_leaves_on_its_day_as_the_rest(here: Place, somebody: UUID, clock_at: Any) -> None:
    people.withdraw(person=somebody, receiver=here.group.pk, by=places.by_link(here, somebody))
    assert Matter.objects.filter(kind=Register.RESTRICTION, settled_at=None).exists()
    for day in (NOTICE, DAY):
        clock_at(day)
        people.let_go()
    assert not Response.objects.exists()
    assert Person.objects.get(pk=somebody).erased_at is not None


def test_a_hold_stops_it_until_the_officer_ends_that(here: Place, clock_at: Any) -> None:
    who = asked(here)
    clock_at("2026-08-25")
    people.let_go()
    [entry], by = entries(who), officer(here)
    with pytest.raises(Invalid):
        people.hold(matter=entry.pk, words=" ", by=by)
    people.hold(matter=entry.pk, words="A claim is before a court.", by=by)
    clock_at("2026-10-01")
    assert people.let_go() == 0
    [sheet] = people.leaving(by)
    assert (sheet.stopped_by, sheet.hold_words) == (("held_by_law",), "A claim is before a court.")
    with pytest.raises(Conflict):
        people.erase(person=who, by=by)

    people.end_hold(matter=sheet.hold, by=by)

    assert people.let_go() == 1
    assert Person.objects.get(pk=who).erased_at is not None


def test_nobody_but_the_officer_of_that_partner_sees_or_holds_it(here: Place, clock_at: Any) -> None:
    who = asked(here)
    clock_at("2026-08-25")
    people.let_go()
    [entry] = entries(who)
    other = places.worker(here.group, Role.PRIVACY_OFFICER)
    assert people.leaving(other) == []
    with pytest.raises(NotFound):
        people.hold(matter=entry.pk, words="Mine.", by=other)
    for role in (Role.PRACTITIONER, Role.TUTOR, Role.VOLUNTEER, Role.LEAD):
        with pytest.raises(Refused):
            people.leaving(places.worker(here.front_door, role))
    with pytest.raises(Conflict):  # it ends by its day, not by a press in the register
        people.settle(matter=entry.pk, outcome=Outcome.LEFT, words="Gone.", by=officer(here))


@pytest.mark.parametrize(
    "point", ["keeping.rooms_removed", "keeping.own_removed", "keeping.forgotten", "keeping.ended"]
)
def test_a_process_that_dies_between_two_steps_leaves_all_of_it_and_the_next_one_takes_it(
    here: Place, clock_at: Any, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    who = asked(here)
    clock_at("2026-08-25")
    people.let_go()
    clock_at("2026-10-01")

    def dies(name: str) -> None:
        if name == point:
            raise SystemExit(point)

    with monkeypatch.context() as patch:
        patch.setattr(crash, "here", dies)
        with pytest.raises(SystemExit):
            people.let_go()
    assert Referral.objects.count() == 1
    assert Person.objects.get(pk=who).name == "Bo Example"

    assert people.let_go() == 1

    assert not Referral.objects.exists()
    assert audit.verify(here.partnership.pk).findings == []


def test_who_asks_to_be_forgotten_goes_the_same_way_and_stands_in_the_register(here: Place, somebody: UUID) -> None:
    by = officer(here)
    people.erase(person=somebody, by=by)
    people.erase(person=somebody, by=by)

    assert [one.outcome for one in people.left(by)] == [Outcome.FORGOTTEN]
    assert Line.objects.filter(verb="person.forget").count() == 1
    assert not DataKey.objects.filter(owner=somebody).exists()


def test_the_skeleton_of_who_was_forgotten_leaves_on_its_day_too(here: Place, somebody: UUID, clock_at: Any) -> None:
    people.erase(person=somebody, by=officer(here))
    assert Referral.objects.exists()
    for day in ("2034-05-01T10:00:00Z", "2034-07-01T10:00:00Z"):
        clock_at(day)
        people.let_go()
    assert not Referral.objects.exists()
    assert Line.objects.filter(verb="person.forget").count() == 1


def test_evidence_is_read_as_before_and_no_longer_counts_who_left(here: Place, somebody: UUID, clock_at: Any) -> None:
    stays = lives.lives_through(here, clock_at, name="Cy Example")
    analyst = places.worker(here.front_door, Role.ANALYST)
    assert fill(analyst).tables["people"].num_rows == 2
    people.erase(person=somebody, by=officer(here))

    made = fill(analyst)

    assert made.tables["people"].column("person").to_pylist() == [str(stays)]
    for table in ("needs", "referrals", "responses"):
        assert set(made.tables[table].column("person").to_pylist()) == {str(stays)}
    assert made.quarantined == ()
    for day in (NOTICE, DAY):
        clock_at(day)
        people.let_go()
    assert fill(analyst).tables["referrals"].num_rows == 0


def test_the_officers_page_shows_what_leaves_holds_it_and_ends_that(here: Place, clock_at: Any, client: Client) -> None:
    who, by = asked(here), officer(here)
    clock_at("2026-08-25")
    client.force_login(User.objects.get(pk=by.id))
    empty = client.get("/privacy/keeping/").content.decode()
    assert "Nothing leaves soon" in empty
    assert "You hear of it 30 days before" in empty
    people.let_go()
    [entry] = entries(who)
    page = client.get("/privacy/keeping/").content.decode()
    assert entry.reference in page
    assert "Bo Example" not in page
    path = f"/privacy/keeping/{entry.pk}/hold/"
    assert client.get(path).status_code == 200
    assert not Matter.objects.filter(kind=Register.HOLD).exists()
    wrong = client.post(path, {"words": ""})
    assert wrong.status_code == 400
    assert "Write why it must be kept" in wrong.content.decode()
    held = client.post(path, {"words": "A court asks."}, follow=True).content.decode()
    assert "It is held by law." in held
    assert "A court asks." in held
    [hold] = Matter.objects.filter(kind=Register.HOLD)
    client.post(f"/privacy/keeping/{hold.pk}/end-hold/")
    clock_at("2026-10-01")
    people.let_go()
    assert "It left on its day" in client.get("/privacy/keeping/").content.decode()
    assert "See what leaves by rule" in client.get("/privacy/").content.decode()


def test_only_the_clock_lets_go() -> None:
    assert policy.may(Actor(Kind.PROCESS), "record.let_go")
    assert not policy.may(Actor(Kind.COMMAND), "record.let_go")


def test_a_list_that_is_cut_says_so(
    here: Place, clock_at: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(here)
    client.force_login(User.objects.get(pk=officer(here).id))
    clock_at("2026-08-25")
    people.let_go()
    monkeypatch.setattr(people, "LEAVING_SHOWN", 1)
    assert "There is more." not in client.get("/privacy/keeping/").content.decode()
    monkeypatch.setattr(people, "LEAVING_SHOWN", 0)
    assert "There is more." in client.get("/privacy/keeping/").content.decode()
