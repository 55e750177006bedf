"""Ten people reach for the last three places at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tests.factories import directory as made
from tests.factories.accounts import COMMAND
from watersmeet.base.problems import Conflict
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import DirectoryEvent, Run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE, PLACES = 10, 3


@pytest.mark.usefixtures("_audit_book")
def test_no_more_places_are_taken_than_there_are() -> None:
    run, ready = made.run(places_in_all=PLACES), Barrier(PEOPLE)

    def reach(_person: int) -> bool:
        ready.wait()
        try:
            directory.take_place(run.pk, by=COMMAND)
        except Conflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(PEOPLE) as people:
        got = list(people.map(reach, range(PEOPLE)))
    assert sum(got) == PLACES
    assert Run.objects.get(pk=run.pk).taken == PLACES
    versions = DirectoryEvent.objects.filter(subject=run.course.service).values_list("version", flat=True)
    assert sorted(versions) == list(range(1, 6 + PLACES + 1))
