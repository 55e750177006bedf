"""What the records say is in place for working together: read from agreements, roles and promises; never guessed."""

from datetime import timedelta

import pytest

from tests.factories import inquiries, places
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import NotFound
from watersmeet.evidence.extracts.in_place import in_place
from watersmeet.evidence.inquiry import Fact, Known
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.models import Entry

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
