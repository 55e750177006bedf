"""A safeguarding concern: written down, with a living named holder at once, read by nobody else."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories.on_call import shift
from tests.factories.places import adopt, permit, worker
from tests.unit.safety.watching import later
from tests.unit.safety.worried import SEEN, Worried, reads, told
from watersmeet.accounts import leaving
from watersmeet.audit import api as audit
from watersmeet.audit.models import Line
from watersmeet.base import clock, ids
from watersmeet.base.actor import Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.safety import api as safety
from watersmeet.records.safety import concern_deeds
from watersmeet.records.safety.api import Danger, Route
from watersmeet.records.safety.models import Concern, OwnPhone, Someone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("route", [Route.ADULT, Route.CHILD, Route.LIFE])
def test_it_goes_to_the_safeguarding_lead_at_home_and_nobody_else_reads_it(worried: Worried, route: Route) -> None:
    row = worried.write(route)
    assert row.holder_id == worried.sage.id
    assert told(row.pk) == [worried.sage.id]
    assert reads(worried.sage, row.pk)
    assert reads(worried.sorrel, row.pk)
    for other in (worried.fern, worried.manager, worried.cleo, worried.lead):
        assert not reads(other, row.pk)
        with pytest.raises(NotFound):
            safety.concern(other, row.pk)
        with pytest.raises(NotFound):
            safety.take_concern(row.pk, by=other)


def test_an_allegation_never_goes_to_that_partners_own_lead(worried: Worried) -> None:
    row = worried.write(Route.STAFF, names="Mabel Sampleton")
    assert (row.against_id, row.holder_id) == (worried.at.front_door.pk, worried.cleo.id)
    assert reads(worried.cleo, row.pk)
    for near in (worried.sage, worried.sorrel, worried.manager, worried.fern, worried.lead):
        assert not reads(near, row.pk)


def test_an_allegation_goes_to_whom_the_rules_name_first(worried: Worried) -> None:
    surgery = worker(worried.at.surgery, Role.SAFEGUARDING_LEAD, name="Alder Outside")
    model = partnerships.model_at(worried.at.partnership.pk).model
    named = model.model_copy(update={"concerns": model.concerns.model_copy(update={"lead": str(worried.at.group)})})
    adopt(worried.at, named)
    assert worried.write(Route.STAFF).holder_id == worried.cleo.id
    row = worried.write(Route.STAFF, against=worried.at.group.pk)
    assert row.holder_id == worried.sage.id, "else the front door's"
    row = worried.write(Route.STAFF, names="Sage Keeper, Sorrel Keeper, Cleo Elsewhere")
    assert row.holder_id == surgery.id, "else another partner's"


def test_where_nobody_may_read_it_the_lead_of_the_place_knows_a_reference_and_whom_to_ring(worried: Worried) -> None:
    row = worried.write(Route.STAFF, names="Sage Keeper, Cleo Elsewhere")
    assert (row.holder_id, row.reads) == (worried.lead.id, False)
    heard = safety.heard_concern(worried.lead, row.pk)
    assert heard.reference == ids.reference(row.pk)
    assert heard.phone
    assert not reads(worried.lead, row.pk)
    with pytest.raises(NotFound):
        safety.concern(worried.lead, row.pk)
    [task] = safety.references_for(worried.lead)
    assert task.person is None
    safety.rang(row.pk, words="The council's duty team.", by=worried.lead)
    assert safety.heard_concern(worried.lead, row.pk).rung


def test_once_somebody_may_read_it_they_have_it(worried: Worried) -> None:
    row = worried.write(Route.STAFF, names="Sage Keeper, Cleo Elsewhere")
    new = worker(worried.at.therapy, Role.SAFEGUARDING_LEAD, name="Alder Outside")
    assert safety.keep_concern_time() == 1
    row.refresh_from_db()
    assert (row.holder_id, row.reads, row.controller_id) == (new.id, True, worried.at.therapy.pk)
    assert safety.keep_concern_time() == 0


def test_where_nobody_at_all_could_take_it_nothing_is_kept_and_it_says_whom_to_ring(worried: Worried) -> None:
    everybody = "Sage Keeper, Sorrel Keeper, Cleo Elsewhere, Ros Leading, Mabel Sampleton, Fern Example"
    with pytest.raises(Conflict) as refused:
        worried.write(Route.STAFF, names=everybody)
    assert "999" in refused.value.next_step
    assert not Concern.objects.exists()


def test_who_is_part_of_it_is_told_nothing_and_cannot_hold_it(worried: Worried) -> None:
    row = worried.write(names="Sage from reception, Sage")
    assert row.holder_id == worried.sorrel.id
    assert not reads(worried.sage, row.pk)
    with pytest.raises(Invalid):
        safety.hand_on_concern(row.pk, to=worried.sage.id, by=worried.sorrel)
    assert worried.sage.id not in {one.to_id for one in Posting.objects.all()}


def test_whoever_turns_out_to_be_part_of_it_loses_it_at_once(worried: Worried) -> None:
    row = worried.taken()
    with pytest.raises(Invalid):
        safety.name_in_concern(row.pk, names="Somebody Unknown", by=worried.sorrel)
    safety.name_in_concern(row.pk, names="Sage Keeper", by=worried.sorrel)
    row.refresh_from_db()
    assert (row.holder_id, row.taken_at) == (worried.sorrel.id, None)
    assert not reads(worried.sage, row.pk)


def test_what_turns_out_to_be_about_a_worker_leaves_their_partner(worried: Worried) -> None:
    row = worried.taken()
    safety.is_about_staff(row.pk, against=worried.at.front_door.pk, by=worried.sage)
    row.refresh_from_db()
    assert (row.route, row.holder_id) == (Route.STAFF, worried.cleo.id)
    assert not reads(worried.sage, row.pk)


def test_a_risk_to_life_is_told_to_who_is_on_call_too(worried: Worried) -> None:
    dale = worker(worried.at.front_door, name="Dale Calling")
    shift(worried.at.front_door, worried.sage, worried.fern, dale)
    OwnPhone.objects.create(
        partnership_id=worried.at.partnership.pk, user_id=dale.id, number="+447700900982", proven_at=clock.now()
    )
    row = worried.write(Route.LIFE, by=worried.manager)
    assert set(told(row.pk, "user.alert")) == {worried.fern.id, dale.id}
    assert told(row.pk, "user.alert_text") == [dale.id]
    assert reads(dale, row.pk)
    safety.take_concern(row.pk, by=dale)
    row.refresh_from_db()
    assert row.holder_id == dale.id
    assert not reads(worried.manager, row.pk)
    assert not told(worried.write(Route.ADULT).pk, "user.alert")
    assert not told(worried.write(Route.STAFF).pk, "user.alert")


def test_on_call_who_is_part_of_it_is_not_told(worried: Worried) -> None:
    dale = worker(worried.at.front_door, name="Dale Calling")
    shift(worried.at.front_door, worried.sage, worried.fern, dale)
    row = worried.write(Route.LIFE, by=worried.manager, names="Dale Calling")
    assert told(row.pk, "user.alert") == [worried.fern.id]
    assert not reads(dale, row.pk)


def test_who_wrote_it_down_reads_their_own_words_and_in_what_role_it_is_had(worried: Worried) -> None:
    row = worried.write()
    [own] = safety.own_concerns(worried.fern)
    assert (own.seen, own.taken) == (SEEN, False)
    safety.act_on_concern(row.pk, what=safety.Deed.SPOKE, words="A secret.", by=worried.sage)
    [own] = safety.own_concerns(worried.fern)
    assert (own.taken, own.holder_role) == (True, Role.SAFEGUARDING_LEAD)
    assert "Sage" not in str(own)
    assert "secret" not in str(own)
    assert safety.own_concerns(worried.manager) == []
    safety.name_in_concern(row.pk, names="Fern Example", by=worried.sage)
    assert safety.own_concerns(worried.fern) == []


def test_the_person_writes_by_their_own_link(worried: Worried) -> None:
    row = worried.write(Route.STAFF, by=worried.by_link, names="Fern")
    assert (row.writer_id, row.person_id, row.against_id) == (None, worried.person, worried.at.front_door.pk)
    assert row.holder_id == worried.cleo.id
    seen = safety.concern(worried.cleo, row.pk)
    assert (seen.own, seen.name, seen.contact.email) == (True, "Ada Example", "ada@person.example")
    [own] = safety.own_concerns(worried.by_link)
    assert own.id == row.pk


def test_of_somebody_not_known_here_there_are_words_alone(worried: Worried) -> None:
    with pytest.raises(Invalid):
        worried.write(person=None)
    row = worried.write(Route.CHILD, person=None, who="The boy next door to Ada")
    assert (row.person_id, row.key_owner) == (None, worried.at.partnership.pk)
    assert safety.concern(worried.sage, row.pk).who == "The boy next door to Ada"


def test_who_may_name_a_person_known_here(worried: Worried) -> None:
    permit(worried.person, worried.at.front_door, worried.at.group)
    tutor = worker(worried.at.front_door, Role.TUTOR)
    stranger = worker(worried.at.surgery)
    for nobody in (tutor, stranger, worried.sage):
        with pytest.raises(NotFound):
            worried.write(by=nobody)
    assert worried.write(by=worker(worried.at.group, Role.VOLUNTEER)).holder_id == worried.cleo.id
    assert worried.write(by=worried.sage, person=None, who="Ada").holder_id == worried.sage.id
    assert worried.write(by=tutor, person=None, who="A learner").holder_id == worried.sage.id
    for role in (Role.LEAD, Role.ANALYST, Role.COMMUNITY_MEMBER, Role.PRIVACY_OFFICER):
        with pytest.raises(Refused):
            worried.write(by=worker(worried.at.front_door, role), person=None, who="Somebody")


def test_nobody_has_it_in_time_and_the_next_is_told_and_after_all_the_lead_by_reference(
    worried: Worried, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = worried.write()
    with later(monkeypatch, 241):
        assert safety.keep_concern_time() == 1
        assert safety.keep_concern_time() == 0
    with later(monkeypatch, 482):
        assert safety.keep_concern_time() == 1
    assert told(row.pk) == [worried.sage.id, worried.sorrel.id, worried.sage.id]
    assert told(row.pk, "user.concern_stands") == [worried.lead.id]


def test_a_danger_of_now_is_passed_on_sooner(worried: Worried, monkeypatch: pytest.MonkeyPatch) -> None:
    worried.write(danger=Danger.NOW)
    worried.write(Route.LIFE)
    worried.write()
    with later(monkeypatch, 31):
        assert safety.keep_concern_time() == 2


def test_one_that_goes_wrong_keeps_no_other_waiting(worried: Worried, monkeypatch: pytest.MonkeyPatch) -> None:
    worried.write(danger=Danger.NOW)
    worried.write(danger=Danger.NOW)
    first, second = Concern.objects.order_by("written_at")
    right = concern_deeds.go_to

    def breaks_once(row: Concern, *told: Any) -> None:
        if row.pk == first.pk:
            raise ZeroDivisionError
        right(row, *told)

    monkeypatch.setattr(concern_deeds, "go_to", breaks_once)
    with later(monkeypatch, 31):
        assert safety.keep_concern_time() == 1
    second.refresh_from_db()
    assert second.told == 2


def test_a_lead_who_is_part_of_it_hears_nothing_when_it_stands_still(
    worried: Worried, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = worried.write(Route.STAFF, names="Ros Leading")
    for number in range(1, 9):
        with later(monkeypatch, 241 * number):
            safety.keep_concern_time()
    assert worried.lead.id not in {one.to_id for one in Posting.objects.filter(subject_id=row.pk)}


def test_nobody_leaves_with_one_and_who_closes_the_account_learns_of_none(worried: Worried) -> None:
    row = worried.write()
    assert leaving.held_by(worried.sage.id) == []
    partnerships.close_account(membership=worried.sage.membership, by=worried.manager)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert row.holder_id == worried.sorrel.id
    assert told(row.pk)[-1] == worried.sorrel.id


def test_a_partner_with_an_open_one_does_not_leave(worried: Worried) -> None:
    worried.write(Route.STAFF)
    with pytest.raises(Conflict):
        partnerships.leave(partner=worried.at.group.pk, by=worried.lead)


def test_the_audit_says_what_was_done_and_names_nobody(worried: Worried) -> None:
    row = worried.write(names="Mabel Sampleton")
    lines = Line.objects.filter(subject_id=row.pk)
    assert {line.verb for line in lines} == {"concern.write"}
    assert audit.lines_for(Ref("person", worried.person)) == [
        one for one in audit.lines_for(Ref("person", worried.person)) if not one.verb.startswith("concern")
    ]
    assert not any(SEEN in str(line.__dict__) for line in lines)


def test_the_same_key_twice_is_one_concern(worried: Worried) -> None:
    worry = safety.Worry(route=Route.ADULT, danger=Danger.NOT_NOW, seen=SEEN, person=worried.person)
    made = {safety.write_concern(worry, by=worried.fern, key="once") for _twice in range(2)}
    assert len(made) == 1
    assert Someone.objects.count() == 0


def test_a_worker_of_another_place_reads_nothing(worried: Worried) -> None:
    row = worried.write()
    other = Worried()
    assert not reads(other.sage, row.pk)
    assert not reads(replace(other.sage, partner=worried.at.front_door.pk), row.pk)
