"""One person's way through the rooms, as evidence counts it; and the person who did not agree, as it does not."""

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base.actor import Actor, Role
from watersmeet.base.ref import Ref
from watersmeet.evidence.extracts.sources import SOURCES, fill
from watersmeet.evidence.runs import api as runs
from watersmeet.evidence.tables import TABLES
from watersmeet.evidence.tables.ons4 import HIGHER_IS_BETTER, SCALES
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment, Polarity
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals

pytestmark = pytest.mark.django_db
SENT_WITH = (Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL)
BEFORE = {"satisfied": 3, "worthwhile": 4, "happy": 5, "anxious": 8}
AFTER = {"satisfied": 6, "worthwhile": 4, "happy": 4, "anxious": 5}


Move = Callable[[str], None]


@pytest.fixture
def clock_at(monkeypatch) -> Move:
    return lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")


@pytest.fixture
def here(clock_at) -> Place:
    clock_at("2026-03-02")
    return places.place()


def lives_through(here: Place, clock_at: Move, *, agrees: bool) -> UUID:
    """Somebody asks, starts, says how they are, finishes in May, says it again, and says the need was met."""
    clock_at("2026-03-02")
    who = places.person(here)
    places.permit(who, here.front_door, here.group, *SENT_WITH)
    if agrees:
        for giver in (here.front_door, here.group):
            places.permit(who, giver, here.front_door, purpose=Purpose.EVALUATION)
    need = plans.record_need(
        person=who,
        controller=here.front_door.pk,
        partnership=here.partnership.pk,
        domain=plans.Domain.PEOPLE,
        words="some company",
        by=places.worker(here.front_door),
    )
    referral = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="some company",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    worker = places.worker(here.group)
    referrals.accept(referral, by=worker)
    referrals.start(referral, by=worker)
    answered(here, who, referral, Moment.START, BEFORE, worker)
    clock_at("2026-05-11")
    referrals.complete(referral, by=worker)
    answered(here, who, referral, Moment.END, AFTER, worker)
    plans.settle_need(need=need, met=plans.Met.MET, by=places.by_link(here, who))
    return who


def answered(here: Place, who: UUID, referral: UUID, moment: Moment, given: dict[str, int], worker: Actor) -> None:
    asked = outcomes.ask(
        person=who,
        controller=here.group.pk,
        partnership=here.partnership.pk,
        about=Ref("referral", referral),
        moment=moment,
        by=worker,
    )
    outcomes.answer(request=asked, answers={"ons4": given}, by=places.by_link(here, who))


def test_what_a_person_lived_through_is_what_is_counted(here, clock_at):
    lives_through(here, clock_at, agrees=True)
    lives_through(here, clock_at, agrees=False)
    analyst = places.worker(here.front_door, Role.ANALYST)
    extract = fill(analyst)
    assert extract.quarantined == ()
    counts = runs.run(runs.FIRST_FIGURES, tables=extract, by=analyst).result["counts"]
    assert counts["funnel"] == [{"referred": 1, "started": 1, "finished": 1, "paired": 1}]
    assert {row["step"]: row["people"] for row in counts["uncounted"]} == {"referred": 1, "started": 1, "finished": 1}
    assert counts["needs_met"] == [
        {"domain": "people", "needs": 1, "met": 1, "partly": 0, "not_met": 0, "not_yet_known": 0}
    ]
    changes = {
        row["scale"]: (row["change_sum"], row["better"], row["same"], row["worse"]) for row in counts["ons4_change"]
    }
    assert changes == {
        "satisfied": (3, 1, 0, 0),
        "worthwhile": (0, 0, 1, 0),
        "happy": (-1, 0, 0, 1),
        "anxious": (-3, 1, 0, 0),
    }


def test_a_run_on_the_rooms_comes_out_the_same_again(here, clock_at):
    lives_through(here, clock_at, agrees=True)
    analyst = places.worker(here.front_door, Role.ANALYST)
    made = runs.run(runs.FIRST_FIGURES, tables=fill(analyst), by=analyst)
    assert runs.reproduce(made, tables=fill(analyst), by=analyst)


def test_every_source_fills_a_table_of_the_contract():
    assert set(SOURCES) <= set(TABLES)


def test_ons4_is_the_same_instrument_in_both_houses():
    asked = outcomes.instrument("ons4", 1).items
    ours = [(s.name, s.polarity == HIGHER_IS_BETTER, [(b.name, b.low, b.high) for b in s.bands]) for s in SCALES]
    theirs = [(i.code, i.polarity is Polarity.HIGHER, [(b.code, b.from_, b.until) for b in i.bands]) for i in asked]
    assert ours == theirs
