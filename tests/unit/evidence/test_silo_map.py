"""How joined up we are in a place: counted from what went between partners, in bands, with nobody in it."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.memory.telling import kept, told
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from watersmeet.base.actor import Actor, Role
from watersmeet.base.actor import Kind as Acting
from watersmeet.design.matrix import Cell, matrix
from watersmeet.evidence.extracts.sources import fill
from watersmeet.evidence.extracts.sources import ties as read_ties
from watersmeet.evidence.network import figures
from watersmeet.evidence.network.ties import DEEDS, OF_PEOPLE, missing_joins, network
from watersmeet.evidence.pages.silo_presenters import SiloSheet, often
from watersmeet.evidence.pages.silo_words import PARTNERS
from watersmeet.evidence.tables import TABLES
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Kind
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.referrals import api as referrals

GROUPS = {"a": "care", "b": "care", "c": "learning", "d": "learning"}
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
SENT = "referral"
COUNTS = [
    ("a", "b", SENT, MAY, 3),
    ("a", "b", SENT, JUNE, 5),
    ("b", "a", SENT, JUNE, 1),
    ("a", "c", SENT, MAY, 9),
    ("a", "a", SENT, MAY, 4),
]


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
            by=Actor(Acting.LINK, partnership=here.partnership.pk),
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
    found = network(GROUPS, [*COUNTS, ("d", "c", SENT, MAY, 1)], MAY, date.max)
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


def promised(by: Partner, to: str, **more: Any) -> UUID:
    """The one promises the other something."""
    return kept(places.worker(by), Kind.COMMITMENT, body=by.pk, parts={"to": to}, **more)


def test_commitments_and_answers_between_partners_are_ties_of_their_own_kind(here: Place) -> None:
    promised(here.therapy, f"  {str(here.group).upper()} ")
    promised(here.therapy, "The surgeries")
    promised(here.therapy, str(here.therapy))
    kept(places.worker(here.group), Kind.COMMITMENT, parts={"to": str(here.surgery)})  # a body that is no partner
    question = kept(places.worker(here.surgery), Kind.QUESTION)
    for _each in range(2):
        memory.answer(question, "Ring first.", by=places.worker(here.group))
    memory.answer(question, "A warm room.", by=places.worker(here.therapy))
    lead = places.worker(here.front_door, Role.LEAD)
    group, surgery, therapy = (str(one.pk) for one in (here.group, here.surgery, here.therapy))
    assert sorted(counted(lead)) == sorted(
        [
            (therapy, group, "commitment", 1),
            (group, surgery, "answer", 1),
            (therapy, surgery, "answer", 1),
        ]
    )
    assert fill(lead).quarantined == ()
    assert fill(lead).tables["ties"].num_rows == 3


def test_what_was_struck_out_or_written_anew_does_not_count_twice(here: Place) -> None:
    lead = places.worker(here.front_door, Role.LEAD)
    struck = promised(here.therapy, str(here.group))
    question = kept(places.worker(here.surgery), Kind.QUESTION)
    memory.answer(question, "Ring first.", by=places.worker(here.group))
    memory.strike(struck, by=lead)
    memory.strike(question, by=lead)
    assert list(counted(lead)) == []
    early = promised(here.therapy, str(here.group))
    later = told(Kind.COMMITMENT, body=here.therapy.pk, parts={"to": str(here.group)})
    memory.supersede(early, later, by=places.worker(here.therapy))
    assert [times for *_who, times in counted(lead)] == [1]
    memory.change(early, told(Kind.COMMITMENT, parts={"to": "Everybody"}), by=lead)
    assert [times for *_who, times in counted(lead)] == [1]


def test_kinds_are_never_added_up() -> None:
    both = [("a", "b", "referral", MAY, 5), ("a", "b", "commitment", MAY, 6), ("a", "c", "answer", MAY, 8)]
    assert network(GROUPS, both, MAY, date.max).ties == {("a", "b"): 6, ("a", "c"): 8}
    assert network(GROUPS, both, MAY, date.max, "referral").ties == {("a", "b"): 5}
    assert often(6) == often(1)


def test_people_are_in_bands_and_deeds_are_as_they_are() -> None:
    assert often(3, "referral") == often(3, "handover") == often(3)
    assert (often(1, "commitment"), often(3, "answer")) == ("1 time", "3 times")
    assert tuple(PARTNERS.kinds) == TABLES["ties"].column("kind").codes == OF_PEOPLE + DEEDS


def test_the_order_of_the_table_tells_no_more_than_its_words() -> None:
    names = {"a": "A", "b": "B", "c": "C", "d": "D"}
    few = network(
        GROUPS, [("a", "b", SENT, MAY, 2), ("b", "c", SENT, MAY, 7), ("c", "d", SENT, MAY, 80)], MAY, date.max
    )
    assert [one for one, *_rest in SiloSheet(names, few).table] == ["C", "A", "B"]


def test_one_kind_is_read_by_itself(client: Client, here: Place) -> None:
    refer(here, here.surgery, 1)
    promised(here.therapy, str(here.group))
    desk = sign_in(client, places.worker(here.front_door, Role.LEAD))
    of_one = words(desk.get("/evidence/silo/?kind=commitment"))
    assert "1 time" in of_one
    assert "now and then" not in of_one.partition("What went between whom")[2]
    of_another = words(desk.get("/evidence/silo/?kind=referral")).partition("What went between whom")[2]
    assert str(here.therapy) not in of_another.partition("Show it to partners")[0]
    assert desk.get("/evidence/silo/?kind=gossip").status_code == 404
