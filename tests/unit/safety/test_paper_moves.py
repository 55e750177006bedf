"""What else is asked may change while paper is typed in: item 9 stays item 9, and calls."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.factories.clinical_owner import agrees_to_all, clinical_owner
from tests.factories.on_call import watched
from tests.factories.places import worker
from tests.proofs.town import signed_in
from tests.unit.outcomes.own_documents import document
from tests.unit.safety.watching import Watched
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes import own
from watersmeet.records.outcomes.models import Response
from watersmeet.records.safety.models import Alert

pytestmark = pytest.mark.django_db


def browser(who: Actor) -> Client:
    return signed_in(User.objects.get(pk=who.id))


def typed(page: str, words: str, value: str) -> dict[str, str]:
    """That answer beside those words, of today."""
    labels = re.findall(r'<label[^>]*for="id_([^"]+)"[^>]*>(.*?)</label>', page, re.DOTALL)
    [name] = [name for name, label in labels if words in label]
    today = clock.today()
    return {name: value, "day-day": str(today.day), "day-month": str(today.month), "day-year": str(today.year)}


def test_a_goal_that_came_meanwhile_moves_no_answer(here: Watched) -> None:
    request = here.asked_with_cover()
    reader = browser(here.first)
    told = typed(unescape(reader.get(f"/measures/{request}/paper/").content.decode()), "better off dead", "2")
    here.story.goal("go out on my own")
    assert reader.post(f"/measures/{request}/paper/", told).status_code == 302
    assert Response.objects.get(instrument="phq9").answers == {"q9": 2}
    assert Alert.objects.filter(about_id=request).exists()


def test_what_a_place_took_back_meanwhile_is_said_and_stops_nothing(here: Watched) -> None:
    watched(here.story.at, "our_choir", "phq9")
    owner, lead = clinical_owner(here.story.at), worker(here.story.at.front_door, Role.LEAD)
    made = own.bring(document=document(), by=lead)
    agrees_to_all(owner)
    request = here.asked_with_cover()
    reader = browser(here.first)
    page = unescape(reader.get(f"/measures/{request}/paper/").content.decode())
    ours = re.findall(r'name="(answer-our_choir-[^"]+)"', page)
    told = dict.fromkeys(ours, "1") | typed(page, "better off dead", "2")
    own.withdraw(own=made, from_on=clock.today(), by=lead)
    done = unescape(reader.post(f"/measures/{request}/paper/", told, follow=True).content.decode())
    assert "Some questions are not asked any more" in done
    assert Alert.objects.filter(about_id=request).exists()
    assert [one.instrument for one in Response.objects.all()] == ["phq9"]


def test_numbers_begin_anew_with_each_instrument_on_paper_and_on_the_page(here: Watched) -> None:
    request = here.asked_with_cover()
    reader = browser(here.first)
    printed = unescape(reader.get(f"/measures/{request}/print/").content.decode())
    number = re.search(r"(\d+)\. [^<]*better off dead", printed)
    here.story.goal("go out on my own")
    page = unescape(reader.get(f"/measures/{request}/paper/").content.decode())
    assert number is not None
    assert number[0] in page
    assert outcomes.asked(here.first, request).whole
