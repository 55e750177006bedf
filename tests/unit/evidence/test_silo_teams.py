"""How the teams of one organisation work together: for its managers alone, and never a tally of one worker."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import places, work
from tests.factories.places import Place
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from tests.unit.referrals.test_errands import RING, asks, the_errand
from tests.unit.test_plain_words import OLDEST, Sentences, age
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid, NotFound, Refused
from watersmeet.evidence.extracts.sources import inside
from watersmeet.evidence.pages.silo_words import TEAMS
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals

DESK, HOMES, REST = "Front desk", "Home visits", ""


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def manager(here: Place) -> Actor:
    return places.worker(here.group, Role.MANAGER, name="Mo Example")


def team(here: Place, manager: Actor, name: str, many: int) -> list[Actor]:
    """So many people of the group who are in this team."""
    there = [places.worker(here.group) for _each in range(many)]
    for one in there:
        if one.membership:
            partnerships.name_team(one.membership, name, by=manager)
    return there


def passed(manager: Actor) -> list[tuple[str, str, str, int]]:
    found = inside(manager, partnerships.teams(manager).of)
    return sorted((one, other, kind, times) for one, other, kind, _month, times in found)


def hand_on(referral: object, one: Actor, other: Actor) -> None:
    referrals.assign(referral, to=one.id, by=one)  # type: ignore[arg-type]
    referrals.assign(referral, to=other.id, by=one)  # type: ignore[arg-type]


def test_what_is_handed_on_goes_from_the_team_that_had_it_to_the_one_that_has_it(here: Place, manager: Actor) -> None:
    desk, homes = team(here, manager, DESK, 3), team(here, manager, HOMES, 3)
    hand_on(work.waiting(here), desk[0], homes[0])
    hand_on(work.waiting(here), desk[1], desk[2])
    assert passed(manager) == [(DESK, HOMES, "handed", 1)]


def test_what_somebody_who_leaves_gives_to_a_colleague_is_handed_on(here: Place, manager: Actor) -> None:
    desk, homes = team(here, manager, DESK, 4), team(here, manager, HOMES, 3)
    referrals.assign(work.waiting(here), to=desk[0].id, by=desk[0])
    assert desk[0].membership
    partnerships.close_account(membership=desk[0].membership, hand_to=homes[0].id, by=manager)
    assert passed(manager) == [(DESK, HOMES, "handed", 1)]


def test_telling_by_hand_goes_from_who_looked_after_the_referral_then(
    here: Place, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, homes = team(here, manager, DESK, 3), team(here, manager, HOMES, 3)
    referral = asks(here, **RING)
    referrals.assign(referral, to=desk[0].id, by=desk[0])
    errand = the_errand()
    referrals.do_errand(errand.pk, referrals.ErrandOutcome.SPOKE, by=homes[0])
    assert passed(manager) == [(DESK, HOMES, "errand", 1)]
    monkeypatch.setenv("WATERSMEET_NOW", f"{clock.today() + timedelta(days=1)}T10:00:00Z")
    referrals.assign(referral, to=homes[1].id, by=homes[1])
    assert passed(manager) == [(DESK, HOMES, "errand", 1), (DESK, HOMES, "handed", 1)]


def test_what_nobody_could_be_told_is_no_work_that_passed(here: Place, manager: Actor) -> None:
    desk, homes = team(here, manager, DESK, 3), team(here, manager, HOMES, 3)
    referrals.assign(asks(here, **RING), to=desk[0].id, by=desk[0])
    referrals.do_errand(the_errand().pk, referrals.ErrandOutcome.NOT_SAFE, by=homes[0])
    assert passed(manager) == []


def test_cover_goes_from_who_was_away_to_who_covered(here: Place, manager: Actor) -> None:
    desk, homes = team(here, manager, DESK, 3), team(here, manager, HOMES, 3)
    assert desk[0].membership
    soon = clock.today() + timedelta(days=1)
    partnerships.go_away(membership=desk[0].membership, from_on=soon, until_on=soon, cover=homes[0].id, by=desk[0])
    assert passed(manager) == [(DESK, HOMES, "cover", 1)]


def test_a_team_of_fewer_than_three_is_counted_with_everybody_in_no_team(here: Place, manager: Actor) -> None:
    desk, small = team(here, manager, DESK, 3), team(here, manager, HOMES, 2)
    hand_on(work.waiting(here), small[0], desk[0])
    assert partnerships.teams(manager).sizes == {DESK: 3, REST: 3}  # with the manager
    assert passed(manager) == [(REST, DESK, "handed", 1)]


def test_where_even_these_are_fewer_than_three_they_are_in_none_of_it(here: Place, manager: Actor) -> None:
    desk, small = team(here, manager, DESK, 3), team(here, manager, HOMES, 1)
    hand_on(work.waiting(here), small[0], desk[0])
    found = partnerships.teams(manager)
    assert found.sizes == {DESK: 3}
    assert set(found.of) == {one.id for one in desk}
    assert passed(manager) == []


def test_who_left_counts_with_the_team_they_were_of_while_it_is_not_small(here: Place, manager: Actor) -> None:
    desk, homes = team(here, manager, DESK, 4), team(here, manager, HOMES, 3)
    hand_on(work.waiting(here), homes[0], desk[0])
    assert desk[0].membership
    partnerships.close_account(membership=desk[0].membership, hand_to=desk[1].id, by=manager)
    assert passed(manager) == [(HOMES, DESK, "handed", 1)]


def test_another_partner_reads_nothing_of_it(here: Place, manager: Actor) -> None:
    desk, homes = team(here, manager, DESK, 3), team(here, manager, HOMES, 3)
    hand_on(work.waiting(here), desk[0], homes[0])
    other = places.worker(here.surgery, Role.MANAGER)
    assert partnerships.teams(other).of == {}
    for role in set(Role) - {Role.MANAGER}:
        with pytest.raises(Refused):
            partnerships.teams(places.worker(here.group, role))


def test_a_team_is_called_by_what_it_does_and_never_by_somebodys_name(here: Place, manager: Actor) -> None:
    seat = places.worker(here.group, name="Senara Example").membership
    assert seat
    for name in ("Senara's team", "the people of senara", "x" * 41, "+", "- 1"):
        with pytest.raises(Invalid):
            partnerships.name_team(seat, name, by=manager)
    partnerships.name_team(seat, "  Front   desk ", by=manager)
    assert partnerships.team_names(here.group.pk) == [DESK]


def test_a_team_is_written_one_way(here: Place, manager: Actor) -> None:
    team(here, manager, DESK, 1)
    team(here, manager, "front DESK", 1)
    assert partnerships.team_names(here.group.pk) == [DESK]


def test_only_a_manager_there_says_who_is_in_which_team(here: Place, manager: Actor) -> None:
    seat = places.worker(here.group).membership
    assert seat
    for role in set(Role) - {Role.MANAGER}:
        with pytest.raises(Refused):
            partnerships.name_team(seat, DESK, by=places.worker(here.group, role))
    with pytest.raises(NotFound):
        partnerships.name_team(seat, DESK, by=places.worker(here.surgery, Role.MANAGER))
    for _each in range(2):
        partnerships.name_team(seat, DESK, by=manager)
    assert Line.objects.filter(verb="colleague.team").count() == 1


def test_from_naming_a_team_to_the_map_of_teams(here: Place, manager: Actor) -> None:
    desk = sign_in(Client(), manager)
    assert "nothing to show with fewer than two teams" in words(desk.get("/evidence/silo/teams/"))
    one = places.worker(here.group)
    address = f"/colleagues/{one.membership}/team/"
    refused = desk.post(address, {"team": "+", "new_team": ""})
    assert refused.status_code == 400
    assert "Enter what the other team is called" in words(refused)
    assert desk.post(address, {"team": "+", "new_team": "Front desk"}).status_code == 302
    assert "Front desk" in words(desk.get("/colleagues/"))
    front, homes = [one, *team(here, manager, DESK, 2)], team(here, manager, HOMES, 3)
    hand_on(work.waiting(here), front[0], homes[0])
    page = desk.get("/evidence/silo/teams/")
    assert set(TEAMS.kinds) == {"handed", "errand", "cover"}
    for said in ("Home visits", "now and then (1 to 7 times)", "Handed on"):
        assert said in words(page)
    for never in ("Tamsin", "sectors"):
        assert never not in words(page).partition("How our teams")[2].partition("Watersmeet")[0]
    assert age(Sentences(page.content.decode()).all) <= OLDEST
    assert "Nothing has gone between teams yet" in words(desk.get("/evidence/silo/teams/?kind=cover"))
    assert desk.get("/evidence/silo/teams/?kind=referral").status_code == 404
    assert desk.post(address, {"team": "-"}).status_code == 302
    assert sign_in(Client(), places.worker(here.group)).get("/evidence/silo/teams/").status_code in {403, 404}
