"""How joined up we are in a place: counted from what went between partners, in bands, with nobody in it."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.design.matrix import Cell, matrix
from watersmeet.evidence.extracts.sources import fill
from watersmeet.evidence.extracts.sources import ties as read_ties
from watersmeet.evidence.network import figures
from watersmeet.evidence.network.ties import missing_joins, network
from watersmeet.evidence.pages.silo_map import often
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.referrals import api as referrals

GROUPS = {"a": "care", "b": "care", "c": "learning", "d": "learning"}
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
COUNTS = [("a", "b", MAY, 3), ("a", "b", JUNE, 5), ("b", "a", JUNE, 1), ("a", "c", MAY, 9), ("a", "a", MAY, 4)]


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


def refer(here: Place, receiver: Partner, times: int) -> None:
    """The front door sends so many on."""
    for _each in range(times):
        who = places.person(here)
        places.permit(who, here.front_door, receiver)
        referrals.ask_for_self(
            person=who,
            partnership=here.partnership.pk,
            words="Company.",
            receiver=receiver.pk,
            by=Actor(Kind.LINK, partnership=here.partnership.pk),
        )


def counted(actor: Actor) -> Iterator[tuple[str, str, str, int]]:
    for batch in read_ties(actor):
        yield from ((row["giver"], row["receiver"], row["kind"], row["times"]) for row in batch.to_pylist())


def test_what_went_between_partners_is_counted_by_month_and_within_one_is_no_tie(here: Place) -> None:
    refer(here, here.group, 3)
    refer(here, here.surgery, 1)
    refer(here, here.front_door, 2)
    lead = places.worker(here.front_door, Role.LEAD)
    door, group, surgery = (str(one.pk) for one in (here.front_door, here.group, here.surgery))
    assert sorted(counted(lead)) == sorted([(door, group, "referral", 3), (door, surgery, "referral", 1)])
    assert fill(lead).tables["ties"].num_rows == 2
    assert fill(lead).quarantined == ()


def test_another_place_counts_nothing_of_it(here: Place) -> None:
    refer(here, here.group, 2)
    assert list(counted(places.worker(places.place().front_door, Role.LEAD))) == []


def test_a_time_is_from_a_month_on_and_before_another() -> None:
    assert network(GROUPS, COUNTS, JUNE, date.max).ties == {("a", "b"): 5, ("b", "a"): 1}
    both = network(GROUPS, COUNTS, MAY, date.max)
    assert both.ties == {("a", "b"): 8, ("b", "a"): 1, ("a", "c"): 9, ("a", "a"): 4}
    found = figures(both)
    assert (found.nodes, found.ties, found.density, found.reciprocity) == (4, 3, 3 / 12, 2 / 3)
    assert (found.external, found.internal, found.ei_index, found.ei_chance) == (1, 1, 0.0, (4 - 2) / 6)


def test_a_partner_that_left_is_in_no_figure() -> None:
    assert network({"a": "care"}, COUNTS, MAY, date.max).ties == {("a", "a"): 4}


def test_a_join_may_be_missing_only_between_groups_that_both_work_with_others() -> None:
    found = network(GROUPS, [*COUNTS, ("d", "c", MAY, 1)], MAY, date.max)
    assert [(one.one, one.other) for one in missing_joins(found)] == [("a", "d"), ("b", "c"), ("b", "d")]
    without = missing_joins(network(GROUPS, COUNTS, MAY, date.max))
    assert [(one.one, one.other) for one in without] == [("b", "c")]


@pytest.mark.parametrize(("times", "said"), [(1, "1 to 7"), (7, "1 to 7"), (8, "8 times or more"), (90, "8 times")])
def test_small_numbers_are_not_told_apart(times: int, said: str) -> None:
    assert said in often(times)


def test_the_lead_reads_it_and_who_may_not_know_does_not(client: Client, here: Place) -> None:
    desk = sign_in(client, places.worker(here.front_door, Role.LEAD))
    assert "Nothing has gone between partners yet" in words(desk.get("/evidence/silo/"))
    refer(here, here.group, 9)
    page = words(desk.get("/evidence/silo/"))
    for said in ("often (8 times or more)", "Joins that may be missing", "How joined up we are", str(here.group)):
        assert said in page
    assert "9" not in {cell.strip() for cell in page.replace("<", ">").split(">")}
    assert sign_in(Client(), places.worker(here.group)).get("/evidence/silo/").status_code == 404


def test_the_picture_is_drawn_at_sixty_and_says_what_is_in_each_cell() -> None:
    names = [f"Partner <{number}>" for number in range(60)]
    cells = {(row, (row * 7) % 60): Cell(row % 2 == 0, f"{row} & more") for row in range(60)}
    drawn = ElementTree.fromstring(str(matrix(names, cells, [20, 40], title="Who", says="How")))  # noqa: S314 - ours
    space = "{http://www.w3.org/2000/svg}"
    rows = [one for one in drawn.iter(f"{space}text") if one.get("text-anchor") == "end"]
    tops = sorted(float(one.get("y") or 0) for one in rows)
    assert len(rows) == 60
    assert min(after - before for before, after in pairwise(tops)) >= float(rows[0].get("font-size") or 0)
    assert len(list(drawn.iter(f"{space}rect"))) == len(cells)


def test_ids_are_known_partners(here: Place) -> None:
    refer(here, here.group, 1)
    lead = places.worker(here.front_door, Role.LEAD)
    assert {UUID(giver) for giver, *_rest in counted(lead)} == {here.front_door.pk}
