"""The invented place remembers something of every kind."""

import pytest
from django.test import Client

from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.demo import founding, life
from watersmeet.demo.api import LIVED
from watersmeet.demo.remembered import Remembered
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.models import Entry

pytestmark = pytest.mark.django_db


def test_it_remembers_something_of_every_kind_and_shows_a_promise() -> None:
    now = clock.now()
    with life.clock_at(now - LIVED):
        cast = founding.found()
    for moment, deed in Remembered(cast, now).deeds():
        with life.clock_at(moment):
            deed()

    assert {row.kind for row in Entry.objects.all()} == {kind.value for kind in memory.Kind}
    assert [one.title for one, _replies in memory.promises()] == ["Ten first talks a month for learners who wait"]
    assert [one.title for one in memory.gatherings() if one.to_come] == ["An evening on waiting"]
    client = Client()
    client.force_login(User.objects.get(email="jess@demo.example"))
    page = client.get("/memory/").content.decode()
    assert "Say what to try instead when a group is full" in page
    assert "Is there a course that somebody can begin in the middle of a term?" in client.get("/work/").content.decode()
