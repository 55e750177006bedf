"""A map is shown: each partner first reads what it says of that partner alone, then everybody here reads the whole."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.factories.showings import showing
from tests.unit.evidence.test_silo_map import promised, refer
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from tests.unit.test_plain_words import OLDEST, Sentences, age
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.evidence.extracts.sources import between
from watersmeet.evidence.showings import api as showings
from watersmeet.evidence.showings import rules
from watersmeet.evidence.showings.models import Reply, Showing
from watersmeet.outbox.models import Posting

BEGUN, SHOWN, LAST, OPENS = "2026-03-10", "2026-05-13", "2026-05-28", "2026-05-29"
"""Ten whole working days after a Wednesday, with a bank holiday among them, are over on the 28th."""


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda day: monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")


@pytest.fixture
def here(db: None, clock_at: Callable[[str], None]) -> Place:
    """Three referrals to the group, nine to the surgery, one promise of the therapy service to the group."""
    clock_at(BEGUN)
    at = places.place()
    refer(at, at.group, 3)
    refer(at, at.surgery, 9)
    promised(at.therapy, str(at.group))
    clock_at(SHOWN)
    return at


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD)


@pytest.fixture
def managers(here: Place) -> dict[UUID, Actor]:
    """A manager at the group, the surgery and the therapy service; at the front door is the lead."""
    return {one.pk: places.worker(one, Role.MANAGER) for one in (here.group, here.surgery, here.therapy)}


@pytest.fixture
def shown(lead: Actor, managers: dict[UUID, Actor]) -> UUID:
    return showings.show(by=lead)


def test_a_partner_reads_its_own_ties_and_never_a_pair_of_others(
    here: Place, shown: UUID, managers: dict[UUID, Actor]
) -> None:
    door, group, surgery, therapy = (str(one.pk) for one in here.partners)
    of_group = showings.own(managers[here.group.pk], shown)
    assert set(of_group.ties) == {(door, group, "referral", 1), (therapy, group, "commitment", 1)}
    assert set(showings.own(managers[here.surgery.pk], shown).ties) == {(door, surgery, "referral", 8)}
    assert of_group.missing == (str(here.surgery),)
    page = words(sign_in(Client(), managers[here.surgery.pk]).get(f"/evidence/silo/{shown}/ours/"))
    assert "often (8 times or more)" in page
    for others in ("now and then", "1 time<", ">9<"):
        assert others not in page.partition("What went between you and others")[2].partition("Joins that")[0]


def test_the_whole_is_read_by_nobody_before_partners_had_ten_working_days(
    here: Place, lead: Actor, shown: UUID, managers: dict[UUID, Actor], clock_at: Callable[[str], None]
) -> None:
    everybody = [places.worker(here.therapy, role) for role in Role]
    for day in (SHOWN, LAST):
        clock_at(day)
        for who in [lead, *managers.values(), *everybody]:
            with pytest.raises(NotFound):
                showings.whole(who, shown)
            assert showings.newest_open(who) is None
    clock_at(OPENS)
    for who in everybody:
        assert showings.whole(who, shown).id == showings.newest_open(who) == shown
    with pytest.raises(NotFound):
        showings.whole(places.worker(places.place().front_door, Role.LEAD), shown)


def test_what_others_read_is_what_partners_read_whatever_happens_meanwhile(
    here: Place, shown: UUID, managers: dict[UUID, Actor], clock_at: Callable[[str], None]
) -> None:
    before = showings.own(managers[here.group.pk], shown).ties
    clock_at(BEGUN)
    refer(here, here.group, 9)
    clock_at(OPENS)
    after = showings.whole(managers[here.group.pk], shown).map.ties
    assert {tie for tie in after if str(here.group.pk) in tie[:2]} == set(before)
    assert showings.own(managers[here.group.pk], shown).ties == before


def test_no_number_of_people_is_kept_in_a_map(shown: UUID) -> None:
    ties = Showing.objects.get(pk=shown).map["ties"]
    assert {times for _giver, _receiver, kind, times in ties if kind == "referral"} == {1, 8}


def test_months_that_are_not_over_are_not_in_it(here: Place, lead: Actor, managers: dict[UUID, Actor]) -> None:
    promised(here.surgery, str(here.group))
    made = Showing.objects.get(pk=showings.show(by=lead))
    assert (made.since, made.until, made.opens_on) == (date(2025, 5, 1), date(2026, 5, 1), date(2026, 5, 29))
    assert [tie for tie in made.map["ties"] if tie[0] == str(here.surgery.pk)] == []
    assert len([row for row in between(lead) if row[0] == str(here.surgery.pk)]) == 1


def test_no_month_is_in_two_maps_unless_nobody_but_partners_read_the_first(
    lead: Actor, shown: UUID, clock_at: Callable[[str], None]
) -> None:
    with pytest.raises(Conflict):
        showings.show(by=lead)
    showings.take_back(shown, by=lead)
    again = showings.show(by=lead)
    clock_at(OPENS)
    showings.take_back(again, by=lead)
    with pytest.raises(Conflict):
        showings.show(by=lead)
    clock_at("2027-04-30")
    with pytest.raises(Conflict):
        showings.show(by=lead)
    assert rules.months(date(2027, 5, 1))[0] == rules.free_from(lead.partnership)  # type: ignore[arg-type]


def test_the_database_holds_one_map_of_the_same_months(here: Place) -> None:
    showing(here, here.partners, opened=False)
    with pytest.raises(IntegrityError):
        showing(here, here.partners, opened=False)


def test_taken_back_nobody_reads_it(
    here: Place, lead: Actor, shown: UUID, managers: dict[UUID, Actor], clock_at: Callable[[str], None]
) -> None:
    manager = managers[here.group.pk]
    for by in (manager, places.worker(here.group)):
        with pytest.raises(Refused):
            showings.take_back(shown, by=by)
    showings.take_back(shown, by=lead)
    showings.take_back(shown, by=lead)
    assert Line.objects.filter(verb="silo.take_back").count() == 1
    assert showings.to_read_first(manager) is None
    clock_at(OPENS)
    for read in (showings.own, showings.whole):
        with pytest.raises(NotFound):
            read(manager, shown)
    with pytest.raises(NotFound):
        showings.reply(shown, "Too late.", by=manager)


def test_a_reply_stands_beside_it_and_can_be_taken_out(
    here: Place, shown: UUID, managers: dict[UUID, Actor], clock_at: Callable[[str], None]
) -> None:
    manager = managers[here.group.pk]
    showings.reply(shown, "We were two.", by=manager)
    showings.reply(shown, "We were two, and one was away.", by=manager)
    clock_at(OPENS)
    [said] = showings.whole(manager, shown).said
    assert (said.partner, said.words) == (str(here.group), "We were two, and one was away.")
    showings.reply(shown, " ", by=manager)
    assert showings.whole(manager, shown).said == ()
    assert Line.objects.filter(verb="silo.reply").count() == 3


def test_a_reply_names_nobody_and_is_short_and_a_managers(
    here: Place, shown: UUID, managers: dict[UUID, Actor]
) -> None:
    places.person(here, name="Ada Sampleton")
    for said in ("Ada Sampleton came twice.", "a" * (showings.LONGEST + 1)):
        with pytest.raises(Invalid):
            showings.reply(shown, said, by=managers[here.group.pk])
    for role in set(Role) - {Role.MANAGER, Role.LEAD}:
        who = places.worker(here.group, role)
        for act in (lambda who=who: showings.reply(shown, "Yes.", by=who), lambda who=who: showings.own(who, shown)):
            with pytest.raises(Refused):
                act()
    with pytest.raises(NotFound):
        showings.reply(shown, "Yes.", by=places.worker(places.place().group, Role.MANAGER))
    assert not Reply.objects.exists()


def test_where_nobody_can_read_it_first_a_partner_is_left_out(
    here: Place, lead: Actor, clock_at: Callable[[str], None]
) -> None:
    with pytest.raises(Conflict):
        showings.show(by=lead)  # ties of one partner with itself are none
    places.worker(here.surgery, Role.MANAGER)
    assert showings.stands(lead).left_out == (str(here.therapy), str(here.group))  # type: ignore[union-attr]
    made = showings.show(by=lead)
    door, surgery = str(here.front_door.pk), str(here.surgery.pk)
    clock_at(OPENS)
    found = showings.whole(lead, made).map
    assert (found.ties, found.left_out) == (((door, surgery, "referral", 8),), 2)
    page = words(sign_in(Client(), lead).get(f"/evidence/silo/{made}/"))
    assert "2 partners are not in it" in page
    assert str(here.group) not in page


def test_each_partner_is_told_once_and_what_is_over_is_not_told(
    lead: Actor, managers: dict[UUID, Actor], clock_at: Callable[[str], None]
) -> None:
    key = str(uuid4())
    made = {showings.show(by=lead, key=key) for _click in range(2)}
    told = Posting.objects.filter(kind="partner.map")
    assert len(made) == 1
    assert {one.to_id for one in told} == {*managers, lead.partner}
    assert Line.objects.filter(verb="silo.show").count() == 1
    assert all(showings.still_waits(one) for one in told)
    clock_at(OPENS)
    assert not any(showings.still_waits(one) for one in told)


def test_only_a_lead_shows_it(here: Place, managers: dict[UUID, Actor]) -> None:
    for role in set(Role) - {Role.LEAD}:
        with pytest.raises(Refused):
            showings.show(by=places.worker(here.front_door, role))


def test_from_the_leads_button_to_everybodys_page(
    here: Place, lead: Actor, managers: dict[UUID, Actor], clock_at: Callable[[str], None]
) -> None:
    desk = sign_in(Client(), lead)
    assert "Show it to partners" in words(desk.get("/evidence/silo/"))
    desk.post("/evidence/silo/show/", {"key": str(uuid4())})
    made = Showing.objects.get().pk
    assert "From 29 May 2026 everybody in the partnership reads the whole" in words(desk.get("/evidence/silo/"))
    manager, worker = sign_in(Client(), managers[here.group.pk]), sign_in(Client(), places.worker(here.group))
    ours = f"/evidence/silo/{made}/ours/"
    assert ours in words(manager.get("/work/"))
    assert ours not in words(worker.get("/work/"))
    assert manager.post(ours, {"words": "We were two."}).status_code == 302
    assert "We were two." in words(manager.get(ours))
    assert worker.get(f"/evidence/silo/{made}/").status_code == 404
    assert "Partners that wrote a reply: 1 of 4." in words(desk.get("/evidence/silo/"))
    clock_at(OPENS)
    assert f"/evidence/silo/{made}/" in words(worker.get("/rules/"))
    page = words(worker.get(f"/evidence/silo/{made}/"))
    for said in ("We were two.", str(here.group), "now and then (1 to 7 times)", "Joins that may be missing"):
        assert said in page
    assert "Take it back" not in page
    assert "1 time" in words(worker.get(f"/evidence/silo/{made}/?kind=commitment"))
    assert "Take it back" in words(desk.get(f"/evidence/silo/{made}/"))
    desk.post(f"/evidence/silo/{made}/take-back/")
    assert worker.get(f"/evidence/silo/{made}/").status_code == 404


def test_pages_ask_for_no_more_than_the_reading_age(
    here: Place, shown: UUID, managers: dict[UUID, Actor], clock_at: Callable[[str], None]
) -> None:
    read = sign_in(Client(), managers[here.group.pk]).get(f"/evidence/silo/{shown}/ours/")
    clock_at(OPENS)
    member = sign_in(Client(), places.worker(here.group, Role.COMMUNITY_MEMBER))
    for page in (read, member.get(f"/evidence/silo/{shown}/")):
        assert page.status_code == 200
        assert age(Sentences(page.content.decode()).all) <= OLDEST
