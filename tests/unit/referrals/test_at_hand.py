"""Who may see a referral is asked of a list and of one at hand: both say the same of everybody, however it stands."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from tests.factories import places
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.records.partnerships.models import Agreement
from watersmeet.records.people.models import Permission
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals import rules
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


def test_one_at_hand_is_seen_by_whom_the_list_shows_it_to() -> None:
    here = places.place()
    who, other = places.person(here), places.person(here)
    places.permit(who, here.front_door, here.group)
    visitor = Actor(Kind.LINK, partnership=here.partnership.pk)
    referral = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=visitor
    )
    link = Actor(Kind.LINK, partnership=here.partnership.pk, partner=here.group.pk, about=referral)
    actors = {
        **{str(role): places.worker(here.group, role) for role in (Role.VOLUNTEER, Role.PRIVACY_OFFICER)},
        "front door": places.worker(here.front_door),
        "stranger": places.worker(here.surgery),
        "person": places.by_link(here, who),
        "another": places.by_link(here, other),
        "link": link,
        "confirmed": replace(link, confirmed=True),
        "link of another": replace(link, about=other),
        "link of a stranger": replace(link, partner=here.surgery.pk),
        "visitor": visitor,
    }
    now, seen = clock.now(), Counter[tuple[str, bool]]()
    receivers = (here.group.pk, here.front_door.pk)
    held, untils = (*receivers, None), (now + timedelta(days=9), now - timedelta(days=1))
    for silent, holder, until, receiver, ended in product((None, now), held, untils, receivers, (None, clock.today())):
        Agreement.objects.update(ended_on=ended)
        Permission.objects.filter(person=who).update(given_at=now - timedelta(days=9), until=until)
        stands = Referral.objects.filter(pk=referral)
        open_now = {"closed_at": None, "due_on": clock.today(), "next_action": "answer"}
        closed = {"closed_at": now, "due_on": None, "next_action": ""}
        stands.update(silent_since=silent, holder=holder, receiver=receiver, **(open_now if holder else closed))
        for name, actor in actors.items():
            at_hand = rules.may_see(actor, stands.get())
            assert at_hand == rules.visible(actor).filter(pk=referral).exists(), (name, silent, holder, until, ended)
            seen[name, at_hand] += 1
    never = {"stranger", "another", "link of another", "link of a stranger", "visitor"}
    assert {name for name in actors if not seen[name, True]} == never
    assert {name for name in actors if not seen[name, False]} == {"person"}
