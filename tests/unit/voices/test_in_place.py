"""What the records say is in place for working together: read from agreements, roles and promises; never guessed."""

from datetime import date, timedelta

import pytest

from tests.factories import inquiries, places, work
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import NotFound
from watersmeet.evidence.extracts.in_place import in_place
from watersmeet.evidence.inquiry import Fact, Known
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.models import Entry
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Floors, StandsOn
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import Reason

pytestmark = pytest.mark.django_db


def facts(who: Actor) -> dict[str, Fact]:
    return {one.name: one for one in in_place(who)}


def test_what_nobody_wrote_down_is_not_known():
    found = facts(inquiries.lead(places.place()))
    silent = {name for name, one in found.items() if one.known is Known.NOT_KNOWN}
    assert silent == {"assessment", "funding", "loops_closed", "acceptance", "commitments"}


def test_an_agreement_counts_where_learning_and_care_signed_it():
    at = places.place()
    agreed = facts(inquiries.lead(at))["agreement"]
    assert (agreed.known, agreed.until) == (Known.YES, clock.today() + timedelta(days=365))
    assert facts(inquiries.lead(places.place(agreed=False)))["agreement"] == Fact("agreement", Known.NO)


def test_each_side_has_somebody_who_leads_and_somebody_who_stands_in():
    at = places.place()
    lead = inquiries.lead(at)
    places.worker(at.front_door, Role.MANAGER)
    places.worker(at.surgery, Role.MANAGER)
    assert facts(lead)["leads"].known is Known.NO
    places.worker(at.therapy, Role.MANAGER)
    assert facts(lead)["leads"].known is Known.YES


def test_somebody_is_named_for_safeguarding():
    at = places.place()
    lead = inquiries.lead(at)
    assert facts(lead)["safety"].known is Known.NO
    places.worker(at.group, Role.SAFEGUARDING_LEAD)
    assert facts(lead)["safety"].known is Known.YES


def test_who_works_nowhere_reads_nothing():
    with pytest.raises(NotFound):
        in_place(VISITOR)


def test_every_open_promise_has_somebody_by_name():
    at = places.place()
    lead = inquiries.lead(at)
    promised = memory.Told(title="Ten places", parts={"to": "us"}, day=clock.today(), body=at.front_door.pk)
    memory.promise(promised, by=places.worker(at.front_door))
    assert facts(lead)["commitments"].known is Known.YES
    Entry.objects.update(holder=None)
    assert facts(lead)["commitments"].known is Known.NO


def stands_on(lead: Actor, **days: date) -> None:
    [one] = partnerships.agreed_here(lead)
    partnerships.say_stands_on(one.id, StandsOn(**days), by=lead)


def test_an_impact_assessment_is_in_force_until_the_day_of_its_review():
    lead, today = inquiries.lead(places.place()), clock.today()
    stands_on(lead, dpia_on=today - timedelta(days=300), dpia_review_on=today)
    assert facts(lead)["assessment"] == Fact("assessment", Known.YES, today)
    stands_on(lead, dpia_on=today - timedelta(days=300), dpia_review_on=today - timedelta(days=1))
    assert facts(lead)["assessment"] == Fact("assessment", Known.NO, today - timedelta(days=1))
    stands_on(lead)
    assert facts(lead)["assessment"] == Fact("assessment", Known.NOT_KNOWN)


def test_one_agreement_without_an_assessment_leaves_it_not_known():
    at = places.place()
    lead, today = inquiries.lead(at), clock.today()
    stands_on(lead, dpia_on=today, dpia_review_on=today + timedelta(days=9))
    places.agree(at)
    assert facts(lead)["assessment"].known is Known.NOT_KNOWN


def test_money_is_there_where_it_lasts_for_more_than_six_months(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WATERSMEET_NOW", "2026-08-31T09:00:00Z")
    lead = inquiries.lead(places.place())
    stands_on(lead, funded_until=date(2027, 2, 28))
    assert facts(lead)["funding"] == Fact("funding", Known.NO, date(2027, 2, 28))
    stands_on(lead, funded_until=date(2027, 3, 1))
    assert facts(lead)["funding"] == Fact("funding", Known.YES, date(2027, 3, 1))


def test_what_an_ended_agreement_stood_on_counts_no_more():
    lead, today = inquiries.lead(places.place()), clock.today()
    days = {"dpia_on": today, "dpia_review_on": today + timedelta(days=99), "funded_until": today + timedelta(days=999)}
    stands_on(lead, **days)
    [one] = partnerships.agreed_here(lead)
    partnerships.end_agreement(agreement=one.id, by=lead)
    found = facts(lead)
    assert {found[name].known for name in ("assessment", "funding")} == {Known.NOT_KNOWN}


def answered(at: Place, many: int, *, yes: int, read: int) -> None:
    """So many ended referrals from the front door to the group: `yes` were accepted, of `read` the end was read."""
    group, desk = places.worker(at.group), places.worker(at.front_door)
    for number in range(many):
        one = work.waiting(at)
        if number < yes:
            referrals.accept(one, by=group)
            referrals.leave(one, reason=Reason.FOUND_OTHER, by=group)
        else:
            referrals.decline(one, reason=Reason.FULL, by=group)
        if number < read:
            referrals.see_outcome(one, by=desk)
    Referral.objects.filter(closed_at=None).update(due_on=clock.today() - timedelta(days=1))


def with_floors(at: Place, **floors: float) -> Actor:
    """The lead of a place whose rules ask for so much."""
    lead = inquiries.lead(at)
    model = partnerships.model_at(at.partnership.pk).model
    places.adopt(at, model.model_copy(update={"floors": Floors(**floors)}))
    return lead


def test_loops_and_acceptance_are_held_against_the_floors_of_the_rules():
    at = places.place()
    lead = with_floors(at, loop_closed=0.55, accepted=0.8)
    answered(at, 20, yes=15, read=11)
    today = clock.today()
    year_ago = today.replace(year=today.year - 1)
    assert facts(lead)["loops_closed"] == Fact("loops_closed", Known.YES, today, year_ago), "11 of 20 are 55 percent"
    assert facts(lead)["acceptance"].known is Known.NO
    answered(at, 5, yes=5, read=0)
    found = facts(lead)
    assert found["loops_closed"].known is Known.NO
    assert found["acceptance"].known is Known.YES


def test_of_too_few_referrals_or_without_a_floor_nothing_is_known():
    at = places.place()
    answered(at, 19, yes=19, read=19)
    lead = with_floors(at, accepted=0.1)
    assert facts(lead)["acceptance"].known is Known.NOT_KNOWN, "19 are too few"
    answered(at, 1, yes=1, read=1)
    assert facts(lead)["acceptance"].known is Known.YES
    assert facts(lead)["loops_closed"].known is Known.NOT_KNOWN, "the rules ask for nothing"


def test_an_end_counts_once_its_referrer_had_the_time_to_read_it(monkeypatch: pytest.MonkeyPatch):
    at = places.place()
    lead = with_floors(at, loop_closed=1)
    answered(at, 20, yes=20, read=20)
    waits = work.waiting(at)
    referrals.accept(waits, by=places.worker(at.group))
    referrals.leave(waits, reason=Reason.FOUND_OTHER, by=places.worker(at.group))
    assert facts(lead)["loops_closed"].known is Known.YES
    monkeypatch.setenv("WATERSMEET_NOW", "+20d")
    assert facts(lead)["loops_closed"].known is Known.NO
    monkeypatch.setenv("WATERSMEET_NOW", "+370d")
    assert facts(lead)["loops_closed"].known is Known.NOT_KNOWN, "a year later they are too long ago"


def test_what_stays_within_one_partner_or_may_not_be_told_is_no_loop_of_working_together():
    at = places.place()
    lead = with_floors(at, loop_closed=1)
    answered(at, 20, yes=20, read=20)
    own = work.waiting(at, to=at.front_door)
    referrals.accept(own, by=places.worker(at.front_door))
    referrals.leave(own, reason=Reason.FOUND_OTHER, by=places.worker(at.front_door))
    silent = work.waiting(at)
    referrals.decline(silent, reason=Reason.FULL, by=places.worker(at.group))
    Referral.objects.filter(pk=silent).update(silent_since=clock.now())
    Referral.objects.filter(closed_at=None).update(due_on=clock.today() - timedelta(days=1))
    assert facts(lead)["loops_closed"].known is Known.YES
