"""A referral from asking to the closed loop, and everything that may not happen on the way."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.accounts.links import Second
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.outcomes.models import Request
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.partnerships.models import Agreement, LawfulBasis
from watersmeet.records.people import api as people
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Reason, State
from watersmeet.records.referrals.models import Referral, ReferralEvent

pytestmark = pytest.mark.django_db
SENT_WITH = (Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL)


@pytest.fixture
def here() -> Place:
    """A place where sharing is in order."""
    return places.place()


def asked(here: Place, *, agreed: bool = True) -> tuple[UUID, UUID]:
    """A person and their referral to the group."""
    who = places.person(here)
    if agreed:
        places.permit(who, here.front_door, here.group, *SENT_WITH)
    made = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="I want my nights back, and some company.",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    return who, made


def state(referral: UUID) -> str:
    return Referral.objects.get(pk=referral).state


def test_the_whole_loop(here: Place) -> None:
    who, referral = asked(here)
    volunteer, greeter = places.worker(here.group, Role.VOLUNTEER), places.worker(here.front_door)
    [item] = referrals.open_for(volunteer)
    assert item.card is not None
    assert item.card.name == "Ada Example"
    referrals.accept(referral, by=volunteer, words="See you on Thursday.")
    referrals.start(referral, by=volunteer)
    referrals.complete(referral, by=volunteer)
    [outcome] = referrals.open_for(greeter)
    assert outcome.next_action == "see_outcome"
    referrals.see_outcome(referral, by=greeter)
    assert referrals.open_for(greeter) == []
    row = Referral.objects.get(pk=referral)
    assert (row.holder, row.due_on, row.next_action) == (None, None, "")
    told = [step.what for step in referrals.history(places.by_link(here, who), referral)]
    assert told == ["ask", "send", "accept", "start", "complete", "see_outcome"]
    assert referrals.check() == {"referrals": 1, "open": 0, "orphans": 0}


def test_each_step_writes_one_event_one_audit_line_and_tells_both_sides(here: Place) -> None:
    _who, referral = asked(here)
    before = Line.objects.count(), ReferralEvent.objects.count(), Posting.objects.count()
    referrals.accept(referral, by=places.worker(here.group))
    made = Line.objects.filter(verb="referral.accept").count()
    assert (made, ReferralEvent.objects.count() - before[1], Posting.objects.count() - before[2]) == (
        1,
        1,
        3,
    )  # the person, the front door, and the questions that are due now


def test_without_the_persons_yes_it_waits_with_the_front_door_and_the_group_knows_nothing(here: Place) -> None:
    _who, referral = asked(here, agreed=False)
    assert state(referral) == State.DRAFT
    assert referrals.open_for(places.worker(here.group)) == []
    with pytest.raises(NotFound):
        referrals.get(places.worker(here.group), referral)
    greeter = places.worker(here.front_door)
    assert [one.id for one in referrals.open_for(greeter)] == [referral]
    with pytest.raises(Refused) as refused:
        referrals.send(referral, by=greeter)
    assert refused.value.refusal.missing == "permission"
    assert state(referral) == State.DRAFT


def test_it_cannot_be_accepted_twice(here: Place) -> None:
    _who, referral = asked(here)
    volunteer = places.worker(here.group)
    referrals.accept(referral, by=volunteer)
    with pytest.raises(Conflict):
        referrals.accept(referral, by=volunteer)


def test_what_changed_meanwhile_is_not_overwritten(here: Place) -> None:
    _who, referral = asked(here)
    volunteer = places.worker(here.group)
    seen = referrals.get(volunteer, referral)
    referrals.accept(referral, by=volunteer, seen_version=seen.version)
    with pytest.raises(Conflict):
        referrals.start(referral, by=volunteer, seen_version=seen.version)


def test_the_referrer_cannot_answer_for_the_receiver(here: Place) -> None:
    _who, referral = asked(here)
    with pytest.raises(Refused):
        referrals.accept(referral, by=places.worker(here.front_door))


def test_a_tutor_or_analyst_sees_no_referral(here: Place) -> None:
    _who, referral = asked(here)
    for role in (Role.TUTOR, Role.ANALYST, Role.COMMUNITY_MEMBER):
        with pytest.raises(NotFound):
            referrals.get(places.worker(here.group, role), referral)


def test_declining_asks_for_a_coded_reason(here: Place) -> None:
    _who, referral = asked(here)
    volunteer = places.worker(here.group)
    with pytest.raises(Invalid):
        referrals.decline(referral, by=volunteer)
    with pytest.raises(Invalid):
        referrals.decline(referral, by=volunteer, reason=Reason.PERSON_CHOSE)
    referrals.decline(referral, by=volunteer, reason=Reason.FULL)
    assert Referral.objects.get(pk=referral).holder_id == here.front_door.pk


def test_the_person_can_withdraw_at_any_step(here: Place) -> None:
    who, referral = asked(here)
    referrals.accept(referral, by=places.worker(here.group))
    referrals.withdraw(referral, by=places.by_link(here, who), reason=Reason.PERSON_CHOSE)
    assert state(referral) == State.WITHDRAWN


def test_another_person_cannot_see_or_withdraw_it(here: Place) -> None:
    _who, referral = asked(here)
    other = places.by_link(here, places.person(here, name="Bo Example"))
    with pytest.raises(NotFound):
        referrals.withdraw(referral, by=other, reason=Reason.PERSON_CHOSE)
    assert referrals.of_person(other, _who) == []


def test_stopping_to_share_withdraws_it_and_hides_it_at_once(here: Place) -> None:
    who, referral = asked(here)
    volunteer = places.worker(here.group)
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert state(referral) == State.WITHDRAWN
    assert referrals.open_for(volunteer) == []
    with pytest.raises(NotFound):
        referrals.history(volunteer, referral)


def test_forgetting_a_person_leaves_a_skeleton(here: Place) -> None:
    who, referral = asked(here)
    people.erase(person=who, by=places.worker(here.front_door, Role.PRIVACY_OFFICER))
    row = Referral.objects.get(pk=referral)
    assert (row.words, row.state) == (None, State.WITHDRAWN)
    assert not ReferralEvent.objects.exclude(words=None).exists()
    assert not Posting.objects.filter(person=who, state="waiting").exists()


def test_the_same_key_gives_the_same_referral(here: Place) -> None:
    who = places.person(here)
    ask = {"person": who, "partnership": here.partnership.pk, "words": "Company.", "by": places.by_link(here, who)}
    assert referrals.ask_for_self(**ask, key="one") == referrals.ask_for_self(**ask, key="one")
    assert Referral.objects.count() == 1


def test_an_unanswered_one_is_told_of_once_by_reference_only(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    _who, referral = asked(here)
    lead = places.worker(here.surgery, Role.LEAD)
    assert referrals.keep_time() == 0
    monkeypatch.setenv("WATERSMEET_NOW", "+12d")
    assert referrals.keep_time() == 1
    assert referrals.keep_time() == 0
    row = Referral.objects.get(pk=referral)
    [late] = referrals.late_in(lead)
    assert (late.reference, late.days_late > 0) == (row.reference, True)
    kinds = Posting.objects.filter(kind__endswith=".late").values_list("kind", flat=True)
    assert sorted(kinds) == ["lead.late", "partner.late"]
    with pytest.raises(NotFound):
        referrals.get(lead, referral)


def test_the_holder_is_reminded_then_its_managers_hear_then_the_lead(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-23T10:00:00Z")  # a Monday: the answer is due on Thursday
    asked(here)
    heard = {}
    for day in (24, 25, 26, 27, 30):
        monkeypatch.setenv("WATERSMEET_NOW", f"2026-11-{day}T10:00:00Z")
        before = set(Posting.objects.values_list("pk", flat=True))
        referrals.keep_time()
        referrals.keep_time()
        heard[day] = sorted(Posting.objects.exclude(pk__in=before).values_list("kind", flat=True))
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T10:00:00Z")
    referrals.keep_time()
    assert heard == {24: [], 25: ["partner.due"], 26: [], 27: ["partner.late"], 30: []}
    assert Posting.objects.filter(kind="lead.late").count() == 1


def test_an_outcome_nobody_reads_is_chased_twice_then_closes_itself(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    _who, referral = asked(here)
    referrals.decline(referral, by=places.worker(here.group), reason=Reason.FULL)
    days, acted = 0, []
    for _look in range(3):
        days += 12
        monkeypatch.setenv("WATERSMEET_NOW", f"+{days}d")
        referrals.keep_time()
        acted.append(ReferralEvent.objects.filter(subject=referral).latest("version").what)
    assert acted == ["chase", "chase", "close"]
    closed = ReferralEvent.objects.get(subject=referral, what="close")
    assert closed.reason_code == Reason.NOT_SEEN
    assert Referral.objects.get(pk=referral).closed_at is not None


def test_the_due_date_is_in_working_days_of_the_nation(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-23T10:00:00Z")  # then: 24th, [25th, 28th holidays], 29th, 30th
    _who, referral = asked(here)
    assert Referral.objects.get(pk=referral).due_on.isoformat() == "2026-12-30"


def test_a_step_written_down_later_keeps_when_it_happened(here: Place) -> None:
    _who, referral = asked(here)
    row = Referral.objects.get(pk=referral)
    yesterday = row.made_at - timedelta(days=1)
    referrals.accept(referral, by=places.worker(here.group), at=yesterday)
    event = ReferralEvent.objects.get(subject=referral, what="accept")
    assert event.happened_at == yesterday
    assert event.recorded_at > yesterday


def test_a_yes_that_ran_out_leaves_the_holder_its_duty_and_shares_nothing_new(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, referral = asked(here)
    volunteer = places.worker(here.group)
    referrals.accept(referral, by=volunteer)
    Agreement.objects.update(until_on="2100-01-01")
    monkeypatch.setenv("WATERSMEET_NOW", "+400d")
    [item] = referrals.open_for(volunteer)
    assert item.card is not None
    assert people.contact_rules(volunteer, who, on_duty=True).email
    with pytest.raises(NotFound):
        people.contact_rules(volunteer, who)
    refused = people.gate(
        who,
        giver=here.front_door.pk,
        receiver=here.group.pk,
        purpose=Purpose.REFERRAL,
        category=Category.REFERRAL,
    )
    assert not refused
    referrals.start(referral, by=volunteer)
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert referrals.open_for(volunteer) == []


def test_a_place_without_its_lawful_basis_takes_no_request(here: Place) -> None:
    LawfulBasis.objects.filter(partner=here.front_door).delete()
    told = referrals.Told(
        partnership=here.partnership.pk,
        age=people.Age.ADULT,
        domain=Domain.PEOPLE,
        words="Company.",
        name="Ada Example",
        contact=people.SafeContact(),
        second=Second.pin("4826"),
    )
    with pytest.raises(Refused) as refused:
        referrals.ask(told, by=Actor("link", partnership=here.partnership.pk), key="one")
    assert refused.value.refusal.missing == "lawful_basis"
    assert not Referral.objects.exists()


def test_what_the_person_stopped_telling_the_referrer_is_told_no_more(here: Place) -> None:
    who, referral = asked(here)
    places.permit(who, here.group, here.front_door, Category.REFERRAL)
    volunteer, greeter = places.worker(here.group), places.worker(here.front_door)
    referrals.accept(referral, by=volunteer)
    people.withdraw(person=who, receiver=here.front_door.pk, by=places.by_link(here, who))
    with pytest.raises(NotFound):
        referrals.history(greeter, referral)
    before = Posting.objects.filter(to_id=here.front_door.pk).count()
    referrals.start(referral, by=volunteer)
    referrals.complete(referral, by=volunteer, words="It went well.")
    assert Posting.objects.filter(to_id=here.front_door.pk).count() == before
    assert referrals.open_for(greeter) == []
    row = Referral.objects.get(pk=referral)
    assert (row.state, row.holder_id) == (State.COMPLETED, None)
    assert ReferralEvent.objects.get(subject=referral, what="close").reason_code == Reason.NOT_TOLD
    assert [one.id for one in referrals.of_person(places.by_link(here, who), who)] == [referral]


def test_nobody_who_stopped_is_asked_how_they_are(here: Place) -> None:
    who, referral = asked(here)
    referrals.accept(referral, by=places.worker(here.group))
    assert referrals.may_be_asked(referral)
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert not referrals.may_be_asked(referral)
    outbox.deliver_all()
    assert not Request.objects.exists()


def test_withdrawing_closes_the_questions_that_were_asked(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    who, referral = asked(here)
    referrals.accept(referral, by=places.worker(here.group))
    outbox.deliver_all()
    assert Request.objects.get().state == "open"
    referrals.withdraw(referral, by=places.by_link(here, who), reason=Reason.PERSON_CHOSE)
    outbox.deliver_all()
    assert Request.objects.get().state == "stopped"
