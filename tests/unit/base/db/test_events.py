"""History is rows: one for each version, never ahead of its recording."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db import events, keys
from watersmeet.records.partnerships.models import Partnership, PartnershipEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Partnership:
    """An invented place with a data key."""
    made = Partnership(name="Aberwen", slug="aberwen")
    keys.make(made.pk)
    made.save()
    return made


def happen(place: Partnership, version: int, **more: object) -> PartnershipEvent:
    """One event."""
    return events.record(
        PartnershipEvent,
        subject=place,
        version=version,
        what="revise",
        by=Actor(Kind.SYSTEM),
        key_owner=place.pk,
        **more,
    )


def test_a_version_happens_once(place: Partnership) -> None:
    happen(place, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        happen(place, 1)


def test_what_was_told_late_keeps_both_times(place: Partnership) -> None:
    yesterday = clock.now() - timedelta(days=1)
    event = happen(place, 1, at=yesterday)
    assert event.happened_at == yesterday < event.recorded_at


def test_what_has_not_happened_yet_cannot_be_recorded(place: Partnership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        happen(place, 1, at=clock.now() + timedelta(minutes=1))


def test_no_words_are_no_words(place: Partnership) -> None:
    assert happen(place, 1, words="").words is None
