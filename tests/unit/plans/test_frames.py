"""The needs frame keeps the contract of evidence, and holds only those who said yes to evaluation."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from tests.factories.places import by_link, permit, person, place, worker
from watersmeet.base.actor import VISITOR, Role
from watersmeet.evidence.tables import NEEDS, check
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Domain, Met
from watersmeet.records.plans.frames import SCHEMA, needs

pytestmark = pytest.mark.django_db
JULY = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight on 2 July in London


def test_the_schema_is_the_contracts():
    assert SCHEMA.equals(NEEDS.schema)


@pytest.mark.parametrize(
    ("met", "state"),
    [(None, "not_yet_known"), (Met.MET, "met"), (Met.PARTLY, "partly"), (Met.NOT, "not_met")],
)
def test_every_state_keeps_the_contract(met, state):
    at = place()
    who = person(at)
    where = {"controller": at.front_door.pk, "partnership": at.partnership.pk}
    one = plans.record_need(person=who, domain=Domain.HOME, words="a dry room", by=VISITOR, at=JULY, **where)
    if met:
        plans.settle_need(need=one, met=met, by=by_link(at, who))
    permit(who, at.front_door, at.front_door, Category.NEEDS, purpose=Purpose.EVALUATION)
    checked = check(NEEDS, pa.Table.from_batches(list(needs(worker(at.front_door, Role.ANALYST))), SCHEMA))
    (row,) = checked.accepted.to_pylist()
    assert checked.quarantined == ()
    assert (row["state"], row["domain"], str(row["happened_on"])) == (state, "home", "2026-07-02")
    assert (row["settled_on"] is None) == (met is None)
    assert "words" not in row


def test_without_a_yes_to_evaluation_nothing_is_read():
    at = place()
    who = person(at)
    plans.record_need(
        person=who, domain="home", words="", by=VISITOR, controller=at.front_door.pk, partnership=at.partnership.pk
    )
    analyst = worker(at.front_door, Role.ANALYST)
    assert list(needs(analyst)) == []
    permit(who, at.front_door, at.front_door, Category.NEEDS, purpose=Purpose.SUPPORT)
    permit(who, at.front_door, at.front_door, Category.PLAN, purpose=Purpose.EVALUATION)
    assert list(needs(analyst)) == []
    permit(who, at.front_door, at.front_door, Category.NEEDS, purpose=Purpose.EVALUATION)
    assert sum(batch.num_rows for batch in needs(analyst)) == 1
    people.withdraw(person=who, receiver=at.front_door.pk, by=by_link(at, who))
    assert list(needs(analyst)) == []
