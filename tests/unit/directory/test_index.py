"""The index finds what the database finds, in the same order and for the same reasons; and it keeps up."""

import os
import random
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.factories import directory as made
from tests.factories import partnerships as places
from tests.factories.accounts import COMMAND
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR
from watersmeet.records.directory import api as directory
from watersmeet.records.directory import meaning
from watersmeet.records.directory.finding import indexed, shelf, writing
from watersmeet.records.directory.models import Location, Service, ServiceAtLocation

pytestmark = pytest.mark.django_db
NEAR = "M33 7ZF"
SEEDS = 6 if os.environ.get("WATERSMEET_NIGHTLY") == "1" else 1
POSTCODES = ("M33 7ZF", "M32 8AP", "M1 1AD", "M41 5SL", "WA14 1EP", "SK1 3XE", "OL1 1NL", "BL1 1RU", "M20 2LN")
WORDS = (
    "anxious", "lonely", "debt", "chess", "play", "cooking", "budget", "English", "carers", "sleep", "gardening",
    "walk", "men", "job", "parents", "drink", "grief", "singing",
)  # fmt: skip
WISHES = (
    directory.Wishes(),
    directory.Wishes(free=True),
    directory.Wishes(takes_referrals=True, free=True),
    directory.Wishes(age=17),
    directory.Wishes(day="TH", part="evening"),
    directory.Wishes(part="morning"),
    directory.Wishes(sector="learning", access=frozenset({"step_free"})),
    directory.Wishes(from_home=True),
    directory.Wishes(places_left=True, kind="course"),
    directory.Wishes(starts_within=30),
)


@pytest.fixture
def index(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """This installation searches in an index, which is not written yet."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_SEARCH = tmp_path, "index"
    yield tmp_path
    indexed._open.clear()
    writing._written.clear()


def a_directory(chance: random.Random, many: int) -> None:
    """Services of every sort: in some places or none, online, free or not, for some ages, with meetings or runs."""
    place = places.partnership()
    partner = places.partner(place)
    for number in range(many):
        said = " ".join(chance.sample(WORDS, 3))
        online = chance.random() < 0.15
        there = directory.PlaceFacts(location_type=directory.LocationType.VIRTUAL)
        if not online:
            there = directory.PlaceFacts(
                address=f"{number} Example Row", town="Sale", postcode=chance.choice(POSTCODES)
            )
        meets = directory.Meeting(day=chance.choice(("MO", "TH")), opens_at=time(chance.choice((9, 13, 18))))
        row = made.service(
            place.pk,
            partner.pk,
            name=f"{chance.choice(WORDS)} {number}",
            description=f"A place for {said}.",
            sector=chance.choice(("learning", "community")),
            place=None if chance.random() < 0.05 else there,
            cost=chance.choice(("", "Free", "\u00a35 a week")),
            min_age=chance.choice((None, 16, 19)),
            max_age=chance.choice((None, 25)),
            wait_days=chance.choice((None, 5, 90)),
            takes_referrals=chance.random() < 0.5,
            meetings=(meets,) if chance.random() < 0.5 else (),
        )
        if chance.random() < 0.2:
            also = Location.objects.exclude(postcode="").order_by("?").first()
            if also and not ServiceAtLocation.objects.filter(service=row, location=also).exists():
                ServiceAtLocation.objects.create(partnership=place, service=row, location=also)
        if chance.random() < 0.2:
            Service.objects.filter(pk=row.pk).update(access=["step_free"])
        if chance.random() < 0.2:
            a_run(row, chance.choice((10, 60)))


def a_run(row: Service, in_days: int) -> None:
    """A run of the service as a course, of one session."""
    starts = clock.today() + timedelta(days=in_days)
    course = directory.add_course(service=row.pk, by=COMMAND)
    given = directory.add_run(course=course.pk, starts_on=starts, ends_on=starts, places=2, by=COMMAND)
    directory.add_session(run=given.pk, on=starts, starts_at=time(18), ends_at=time(19), by=COMMAND)


def told(words: str, within_km: float, wishes: directory.Wishes) -> list[tuple[UUID, int, str, bool]]:
    """What is found, as it is shown: service, metres, reason, whether it is a match."""
    found = directory.find(VISITOR, words, near=NEAR, within_km=within_km, wishes=wishes, limit=12)
    return [(hit.service.id, -1 if hit.km is None else round(hit.km * 1000), hit.why, hit.matched) for hit in found]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_both_ways_find_the_same_in_the_same_order(index: Path, settings: Any, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - what is invented here is no secret
    a_directory(chance, 60)
    assert directory.keep_index()
    asked = [
        (" ".join(chance.sample(WORDS, many)), chance.choice((1.0, 5.0, 14.9, 16.0, 70.0, 190.0)), wishes)
        for wishes in WISHES
        for many in (0, 1, 2, 4)
    ]
    by_index = [told(*one) for one in asked]
    settings.WATERSMEET_SEARCH = "database"
    assert [told(*one) for one in asked] == by_index
    assert sum(map(len, by_index)) > len(asked)
    assert any(metres > 0 and "you need not" not in why for found in by_index for _id, metres, why, _match in found)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_other_systems_ask_for_by_words_is_the_same_by_the_index(
    index: Path, settings: Any, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)  # noqa: S311 - what is invented here is no secret
    a_directory(chance, 60)
    directory.keep_index()
    at = clock.now() + 3 * shelf.LOOK_BACK
    monkeypatch.setenv("WATERSMEET_NOW", at.isoformat())
    assert [directory.keep_index(), directory.keep_index()] == [60, 0]
    rows = list(Service.objects.order_by("pk"))
    closed = {"status": directory.Status.TEMPORARILY_CLOSED, "changed_at": clock.now()}
    Service.objects.filter(pk=rows[0].pk).update(**closed)
    Service.objects.filter(pk=rows[1].pk).update(status=directory.Status.DEFUNCT, changed_at=clock.now())
    Service.objects.filter(pk=rows[2].pk).update(description="Gardening, and walks.", changed_at=clock.now())
    asked = [directory.Wanted(search=" ".join(chance.sample(WORDS, many))) for many in (1, 1, 1, 2, 3) for _ in WORDS]
    asked += [directory.Wanted(term=one.id) for one in directory.terms()]
    asked += [directory.Wanted(search=words) for words in ("zzz", "?", "a place for", rows[2].name)]
    by_index = [directory.found(VISITOR, one)[:] for one in asked]
    meaning.offered.cache_clear()
    for one in asked:
        directory.found(VISITOR, one)
    nowhere = Service.objects.filter(at=None).count()
    assert meaning.offered.cache_info().misses <= nowhere + 3, "the words of all were read again"
    settings.WATERSMEET_SEARCH = "database"
    assert [directory.found(VISITOR, one)[:] for one in asked] == by_index
    assert sum(map(len, by_index)) > len(asked)


def test_all_that_pass_are_counted_without_a_limit(index: Path) -> None:
    a_directory(random.Random(5), 40)  # noqa: S311 - what is invented here is no secret
    directory.keep_index()
    centre, reader = directory.find_near(NEAR).place, indexed.reader()
    assert reader
    passing = indexed.InIndex(reader, centre, 20.0, directory.Wishes()).passing(meaning.asked("chess"))
    assert passing == {hit.service.id for hit in directory.find(VISITOR, "chess", near=NEAR, within_km=20.0, limit=200)}


def test_what_changes_is_written_and_nothing_twice(index: Path) -> None:
    place = places.partnership().pk
    row = made.service(place, name="Chess club", description="For anyone.")
    assert directory.keep_index() == 1
    assert directory.keep_index() == 1  # it may have changed in the moment before
    assert directory.keep_index() == 0
    again = made.service(place, name="Singing", description="For anyone.")
    assert directory.keep_index() == 1
    assert shelf.current().services == 2  # type: ignore[union-attr]
    assert [hit.service.id for hit in directory.find(VISITOR, "singing", near="EX31 1AA") if hit.matched] == [again.pk]
    facts = made.facts(name="Draughts club", description="For anyone.")
    directory.revise_service(service=row.pk, facts=facts, by=COMMAND)
    assert directory.keep_index() == 1
    assert not [hit for hit in directory.find(VISITOR, "chess", near="EX31 1AA") if hit.matched]
    assert [hit.service.id for hit in directory.find(VISITOR, "draughts", near="EX31 1AA") if hit.matched] == [row.pk]


def test_what_closed_since_is_not_shown_and_leaves_the_index(index: Path) -> None:
    row = made.service(name="Chess club")
    directory.keep_index()
    Service.objects.filter(pk=row.pk).update(status=directory.Status.TEMPORARILY_CLOSED, changed_at=clock.now())
    assert len(directory.find(VISITOR, "chess", near="EX31 1AA")) == 0
    assert directory.keep_index() == 1
    assert shelf.current().services == 0  # type: ignore[union-attr]


def test_without_an_index_the_database_is_searched(index: Path) -> None:
    made.service(name="Chess club")
    assert shelf.current() is None
    assert len(directory.find(VISITOR, "chess", near="EX31 1AA")) == 1


def test_each_day_and_after_a_change_of_form_all_is_written_anew(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made.service(name="Chess club")
    directory.keep_index()
    first = shelf.current()
    monkeypatch.setenv("WATERSMEET_NOW", "+1d")
    directory.keep_index()
    second = shelf.current()
    assert first
    assert second
    assert (first.folder != second.folder, second.services) == (True, 1)
    monkeypatch.setattr(shelf, "form", lambda: "another")
    assert shelf.current() is None
    directory.keep_index()
    assert shelf.current().form == "another"  # type: ignore[union-attr]
    held = {one.name for one in (index / "index").iterdir() if one.is_dir()}
    assert len(held) <= 2


def test_one_writes_at_a_time(index: Path) -> None:
    made.service(name="Chess club")
    with shelf.alone() as free:
        assert free
        assert directory.keep_index() == 0
    assert directory.keep_index() == 1


def test_an_older_database_that_was_put_back_is_written_anew(index: Path) -> None:
    row = made.service(name="Chess club")
    directory.keep_index()
    before = shelf.current()
    Service.objects.filter(pk=row.pk).update(changed_at=clock.now() - timedelta(days=3))
    directory.keep_index()
    assert shelf.current().folder != before.folder  # type: ignore[union-attr]


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"folder": "x"}'])
def test_a_broken_pointer_is_none(index: Path, broken: str) -> None:
    made.service(name="Chess club")
    (index / "index").mkdir()
    (index / "index" / "current.json").write_text(broken)
    assert len(directory.find(VISITOR, "chess", near="EX31 1AA")) == 1
    assert directory.keep_index() == 1
