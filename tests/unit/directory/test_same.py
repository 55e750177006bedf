"""Two listings of one service: found alike, merged by a person of the place, found and published once, and parted."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import directory as made
from tests.factories import feeds, places
from tests.factories.accounts import COMMAND
from tests.factories.feeds import Theirs
from tests.factories.places import Place
from watersmeet.audit.models import Line
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, NotFound, Refused
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.alike_models import Alike, SameService
from watersmeet.records.directory.models import Service

pytestmark = pytest.mark.django_db
CHOIR = {
    "name": "Riverside choir",
    "organisation": "The Riverside Trust",
    "description": "Singing for anybody.",
    "phone": "01632 960 111",
    "website": "https://riverside.example/choir",
}


def listed(at: Place, source: str, **more: Any) -> Service:
    """A listing of a source."""
    facts = made.facts(**{**CHOIR, **more})
    key = f"{source} {facts.name}"
    came_from = directory.Provenance(source, key[:60], "OGL 3.0")
    return directory.list_service(partnership=at.partnership.pk, facts=facts, by=COMMAND, provenance=came_from)


@pytest.fixture
def at() -> Place:
    return places.place()


@pytest.fixture
def lead(at: Place) -> Actor:
    return places.worker(at.front_door, Role.LEAD)


@pytest.fixture
def two(at: Place) -> tuple[Service, Service]:
    """The same choir as a council and as a charity list it, and a third that is another thing."""
    pair = listed(at, "council"), listed(at, "charity", name="The Riverside Choir", phone="+44 1632 960111")
    listed(at, "charity", name="Chair aerobics", website="", phone="01632 960 222")
    directory.compare_services(at.partnership.pk, by=COMMAND)
    return pair


def found(at: Place) -> list[UUID]:
    hits = directory.find(VISITOR, "choir", near="EX31 1AA", within_km=5, limit=20)
    return [hit.service.id for hit in hits]


def published(client: Client) -> set[str]:
    return {one["id"] for one in client.get("/openreferral/v3/services?per_page=500").json()["contents"]}


def test_a_pair_of_two_sources_is_shown_with_why(lead: Actor, two: tuple[Service, Service]) -> None:
    [pair], many = directory.alike_for(lead)
    assert many == 1
    assert {pair.one.id, pair.other.id} == {one.pk for one in two}
    assert set(pair.why) == {"name", "organisation", "postcode", "phone", "website"}
    assert pair.likely > 0.9


def test_two_listings_of_one_source_are_never_compared(at: Place, lead: Actor) -> None:
    for name in ("Riverside choir", "The Riverside choir"):
        listed(at, "council", name=name)
    listed(at, "charity", name="Chair aerobics", website="", phone="", place=None)
    assert directory.compare_services(at.partnership.pk, by=COMMAND) == (0, 0)


def test_merged_they_are_found_and_published_once(
    at: Place, lead: Actor, two: tuple[Service, Service], client: Client
) -> None:
    kept, other = two
    assert set(found(at)) >= {kept.pk, other.pk}

    directory.merge_services(kept=kept.pk, other=other.pk, by=lead)

    assert kept.pk in found(at)
    assert other.pk not in found(at)
    assert str(kept.pk) in published(client)
    assert str(other.pk) not in published(client)
    assert client.get(f"/openreferral/v3/services/{other.pk}").status_code == 404
    answer = client.get(reverse("directory:service", args=[other.pk]))
    assert answer.headers["Location"].endswith(f"{kept.pk}/")
    assert client.get("/openreferral/v3/service_at_locations?per_page=500").json()["total_items"] == 2
    assert directory.alike_for(lead) == ([], 0)
    assert {line.verb for line in Line.objects.filter(subject_id=other.pk)} >= {"directory.merge"}
    assert [(one.kept.id, one.other.id) for one in directory.merged_for(lead)] == [(kept.pk, other.pk)]


def test_parted_both_are_shown_again(at: Place, lead: Actor, two: tuple[Service, Service], client: Client) -> None:
    kept, other = two
    directory.merge_services(kept=kept.pk, other=other.pk, by=lead)

    directory.part_service(other=other.pk, by=lead)

    assert {str(kept.pk), str(other.pk)} <= published(client)
    assert directory.shown_instead(other.pk) is None
    row = SameService.objects.get()
    assert row.undone_at is not None
    assert row.undone_by == lead.id
    with pytest.raises(Conflict):
        directory.part_service(other=other.pk, by=lead)
    directory.merge_services(kept=other.pk, other=kept.pk, by=lead)
    assert directory.shown_instead(kept.pk) == other.pk


def test_that_they_are_not_the_same_is_remembered(at: Place, lead: Actor, two: tuple[Service, Service]) -> None:
    [pair], _many = directory.alike_for(lead)
    directory.not_the_same(pair=pair.id, by=lead)
    assert directory.compare_services(at.partnership.pk, by=COMMAND) == (0, 0)
    assert directory.alike_for(lead) == ([], 0)
    assert Alike.objects.get().apart_by == lead.id


def test_a_pair_that_is_alike_no_more_goes(at: Place, two: tuple[Service, Service]) -> None:
    facts = made.facts(name="Bell ringing", phone="", website="", place=None)
    directory.revise_service(service=two[1].pk, facts=facts, by=COMMAND)
    assert directory.compare_services(at.partnership.pk, by=COMMAND) == (0, 0)
    assert not Alike.objects.exists()


def test_a_chain_leads_to_its_end_and_never_in_a_circle(at: Place, lead: Actor, two: tuple[Service, Service]) -> None:
    third = listed(at, "library", name="Riverside Choir group")
    directory.merge_services(kept=two[0].pk, other=two[1].pk, by=lead)
    directory.merge_services(kept=third.pk, other=two[0].pk, by=lead)
    assert directory.shown_instead(two[1].pk) == third.pk
    with pytest.raises(Conflict):
        directory.merge_services(kept=two[1].pk, other=third.pk, by=lead)


def test_the_listing_of_a_partner_stands(at: Place, lead: Actor, two: tuple[Service, Service]) -> None:
    ours = made.service(at.partnership.pk, at.group.pk, **CHOIR)
    with pytest.raises(Conflict, match="a partner, who answers"):
        directory.merge_services(kept=two[0].pk, other=ours.pk, by=lead)
    directory.merge_services(kept=ours.pk, other=two[0].pk, by=lead)
    assert directory.shown_instead(two[0].pk) == ours.pk


@pytest.mark.parametrize("role", [one for one in Role if one != Role.LEAD])
def test_nobody_but_a_lead_decides(role: Role, at: Place, two: tuple[Service, Service]) -> None:
    somebody = places.worker(at.front_door, role)
    pair = Alike.objects.get()
    for deed in (
        lambda: directory.merge_services(kept=two[0].pk, other=two[1].pk, by=somebody),
        lambda: directory.not_the_same(pair=pair.pk, by=somebody),
        lambda: directory.part_service(other=two[1].pk, by=somebody),
        lambda: directory.alike_for(somebody),
    ):
        with pytest.raises(Refused):
            deed()
    assert all(one.task != "service.match" for one in directory.tasks_for(somebody))


def test_a_lead_of_another_place_decides_nothing_here(two: tuple[Service, Service]) -> None:
    stranger = places.worker(places.place().front_door, Role.LEAD)
    with pytest.raises(Refused):
        directory.merge_services(kept=two[0].pk, other=two[1].pk, by=stranger)
    with pytest.raises(Refused):
        directory.not_the_same(pair=Alike.objects.get().pk, by=stranger)
    assert directory.alike_for(stranger) == ([], 0)


def test_what_is_in_two_places_or_nowhere_is_no_pair(lead: Actor, two: tuple[Service, Service]) -> None:
    elsewhere = listed(places.place(), "council")
    for other in (elsewhere.pk, two[0].pk, UUID(int=0)):
        with pytest.raises(NotFound):
            directory.merge_services(kept=two[0].pk, other=other, by=lead)


def test_a_lead_is_asked_once_for_all_pairs(lead: Actor, two: tuple[Service, Service]) -> None:
    [task] = [one for one in directory.tasks_for(lead) if one.task == "service.match"]
    assert task.says == "1 pair of listings may be one service"
    assert task.href.endswith("/services/alike/")


@pytest.fixture
def theirs() -> Iterator[Theirs]:
    with feeds.serving(Theirs()) as served:
        yield served


def test_a_later_harvest_keeps_what_was_merged(at: Place, lead: Actor, theirs: Theirs, client: Client) -> None:
    theirs.obeys.discard("modified_after")
    feed = feeds.added(at.partnership, theirs.url)
    feeds.gathered(feed)
    row = Service.objects.get(source="tea", name="Tea and talk 1")
    kept = listed(at, "council", name="Tea and talk 1")
    directory.merge_services(kept=kept.pk, other=row.pk, by=lead)
    theirs.services[0] = feeds.service(1, description="New words.")

    report = feeds.gathered(feed, full=True)

    assert (report.counts["revised"], report.counts["listed"]) == (1, 0)
    row.refresh_from_db()
    assert (row.description, row.merged_into_id) == ("New words.", kept.pk)
    assert str(row.pk) not in published(client)


def test_the_index_finds_it_once_too(
    at: Place, lead: Actor, two: tuple[Service, Service], settings: Any, tmp_path: Any
) -> None:
    settings.WATERSMEET_DATA, settings.WATERSMEET_SEARCH = tmp_path, "index"
    directory.keep_index()
    assert {one.pk for one in two} <= set(found(at))
    directory.merge_services(kept=two[0].pk, other=two[1].pk, by=lead)
    directory.keep_index()
    assert two[0].pk in found(at)
    assert two[1].pk not in found(at)
