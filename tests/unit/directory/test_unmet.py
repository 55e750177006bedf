"""What people look for and do not find is counted by part of life and district; never a word, never whose it was."""

import random
from collections import Counter
from datetime import date, timedelta

import pyarrow as pa
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import places, services
from tests.factories.directory import BARNSTAPLE
from tests.factories.places import Place
from tests.proofs.planting import tables
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Invalid, Refused
from watersmeet.evidence.extracts import sources
from watersmeet.evidence.tables import UNMET, check
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.frames import SCHEMA
from watersmeet.records.directory.frames import unmet as frame
from watersmeet.records.directory.unmet_models import UnmetCount
from watersmeet.records.partnerships import api as partnerships

NORTH_DEVON = "E07000043"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
NEAR = BARNSTAPLE.postcode


@pytest.fixture
def at(db: None) -> Place:
    """A place with one service that is about nothing that anybody here asks for."""
    made = places.place()
    services.service(made, name="Rowing", description="Boats on the river.", place=BARNSTAPLE)
    return made


def looks(words: str, browser: Client | None = None, *, near: str = NEAR, says: str = BROWSER, **more: str) -> Client:
    """Somebody searches; each time somebody else, unless the same browser is given."""
    one = browser or Client()
    sent = {"words": words, "near": near, "miles": "5", **more}
    answer = one.post("/", sent, headers={"user-agent": says})
    assert answer.status_code == 302
    return one


def counted(place: Place | None = None) -> dict[tuple[str, str], int]:
    """(district, part of life) -> how often, all days together."""
    rows = UnmetCount.objects.all()
    if place:
        rows = rows.filter(partnership=place.partnership)
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found[row.authority, row.domain] += row.times
    return dict(found)


def put(place: Place, on: date, times: int, domain: str = "mind", authority: str = NORTH_DEVON) -> None:
    UnmetCount.objects.create(partnership=place.partnership, on=on, authority=authority, domain=domain, times=times)


def lead(place: Place) -> Actor:
    return places.worker(place.front_door, Role.LEAD)


def page_for(who: Actor) -> HttpResponse:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser.get(reverse("directory:unmet"))


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def test_what_is_not_found_is_counted_by_part_of_life_and_district(at: Place) -> None:
    looks("counselling about debt")
    looks("debt")
    looks("rowing")  # it is there
    assert counted() == {(NORTH_DEVON, "money"): 2, (NORTH_DEVON, "mind"): 1}


def test_what_only_helps_as_well_is_shown_and_counted_as_not_found(at: Place) -> None:
    services.service(at, name="Listening ear", description="For anybody.", place=BARNSTAPLE)
    found = directory.find(VISITOR, "grief", near=NEAR)
    assert [(hit.service.name, hit.matched, hit.about) for hit in found if hit.matched] == [
        ("Listening ear", True, False)
    ]
    looks("grief")
    assert counted() == {(NORTH_DEVON, "relationships"): 1}


def test_words_of_no_topic_are_counted_as_something_else(at: Place) -> None:
    looks("zymurgy")
    assert counted() == {(NORTH_DEVON, ""): 1}


def test_a_town_and_half_a_postcode_are_of_their_district(at: Place) -> None:
    looks("debt", near="Barnstaple")
    looks("debt", near="EX31")
    assert counted() == {(NORTH_DEVON, "money"): 2}


def test_no_word_is_kept_and_no_moment(at: Place, settings: object) -> None:
    looks("debt and zymurgyword")
    said = [(where, text) for where, text in tables() if "zymurgyword" in text.casefold()]
    assert said == []
    assert {field.name for field in UnmetCount._meta.fields} == {
        "id", "partnership", "on", "authority", "domain", "times",
    }  # fmt: skip
    assert not Line.objects.filter(verb__startswith="unmet").exists()


def test_in_one_sitting_it_counts_once(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = looks("debt")
    looks("debts", browser, miles="10")
    looks("counselling about debt", browser)
    assert counted() == {(NORTH_DEVON, "money"): 1, (NORTH_DEVON, "mind"): 1}
    monkeypatch.setenv("WATERSMEET_NOW", "+45m")
    looks("debt", browser)
    assert counted()[NORTH_DEVON, "money"] == 2


@pytest.mark.parametrize("says", ["", "ExampleBot/2.1 (+https://bots.example)", "python-requests/2.32", "curl/8.5"])
def test_what_reads_the_web_by_itself_is_not_counted(at: Place, says: str) -> None:
    looks("debt", says=says)
    assert counted() == {}


def test_other_programs_and_looking_again_are_not_counted(at: Place) -> None:
    browser = looks("debt")
    sent = {"words": "debt", "near": NEAR}
    Client().post(reverse("directory:answer"), sent, headers={"user-agent": BROWSER})
    address = browser.post("/", {**sent, "miles": "5"}, headers={"user-agent": BROWSER}).url
    browser.get(address, headers={"user-agent": BROWSER})
    Client().get(reverse("openreferral:services"), {"search": "debt"}, headers={"user-agent": BROWSER})
    assert counted() == {(NORTH_DEVON, "money"): 1}


def test_one_address_cannot_fill_the_count(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watersmeet.records.directory.pages.unmet.A_DAY", 3)
    for _again in range(5):
        looks("debt")
    assert counted() == {(NORTH_DEVON, "money"): 3}


def test_distress_and_empty_words_are_not_counted(at: Place) -> None:
    looks("I want to kill myself")
    looks("")
    assert counted() == {}


def test_of_two_places_it_counts_for_the_one_that_lists_something_there(at: Place) -> None:
    other = places.place()
    looks("debt")
    assert counted(other) == {}
    assert counted(at) == {(NORTH_DEVON, "money"): 1}


def test_a_worker_counts_for_their_own_place(at: Place) -> None:
    other = places.place()
    browser = Client()
    browser.force_login(User.objects.get(pk=places.worker(other.group).id))
    looks("debt", browser)
    assert counted(other) == {(NORTH_DEVON, "money"): 1}
    assert counted(at) == {}


def test_small_counts_and_the_month_that_goes_on_are_shown_to_nobody(
    at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-10T09:00:00Z")
    for day in range(1, 9):
        put(at, date(2026, 11, day), 1)
    put(at, date(2026, 11, 3), 7, "money")
    put(at, date(2026, 12, 1), 900, "work")
    page = words_of(page_for(lead(at)))
    assert "November 2026" in page
    assert "How you feel" in page
    assert "Barnstaple and around (E07000043)" in page
    assert "Money" not in page
    assert "Work" not in page.partition("<main")[2].partition("</main")[0]
    assert "December 2026" not in page


def test_nothing_to_show_says_so(at: Place) -> None:
    assert "Nothing can be shown yet" in words_of(page_for(lead(at)))


def test_looking_every_day_tells_nothing_of_a_day(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a day adds is never the difference of two looks: within a month nothing moves."""
    put(at, date(2026, 10, 5), 8)
    seen = set()
    for day in range(1, 31):
        monkeypatch.setenv("WATERSMEET_NOW", f"2026-11-{day:02}T12:00:00Z")
        looks("cannot sleep and debt")
        seen.add(str(directory.unmet(lead(at)).months))
    assert len(seen) == 1
    assert "times=8" in seen.pop()


def test_what_is_shown_is_what_a_second_reckoning_finds(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-10T09:00:00Z")
    chance = random.Random(6)  # noqa: S311 - the same searches each time, no secret
    log: list[tuple[date, str, str]] = []
    for _search in range(600):
        on = date(2026, 8, 1) + timedelta(days=chance.randrange(131))
        log.append((on, chance.choice(["E07000043", "E07000047", ""]), chance.choice(["mind", "money", "home", ""])))
    for (on, authority, domain), times in Counter(log).items():
        put(at, on, times, domain, authority)
    whole = {
        (month, where, what): many
        for month in {on.replace(day=1) for on, *_rest in log if on < date(2026, 12, 1)}
        for where in {"E07000043", "E07000047", ""}
        for what in {"mind", "money", "home", ""}
        if (many := sum(on.replace(day=1) == month and (a, d) == (where, what) for on, a, d in log)) >= 8
    }
    shown = {
        (month.first, one.authority, one.domain): one.times
        for month in directory.unmet(lead(at)).months
        for one in month.lacking
    }
    assert shown == whole
    assert whole
    rows = check(UNMET, pa.Table.from_batches(list(frame(lead(at))), SCHEMA)).accepted.to_pylist()
    assert {
        (row["happened_on"], row["district"] or "", row["domain"].replace("other", "")): row["times"] for row in rows
    } == whole


def test_the_places_own_minimum_counts(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    model = partnerships.model_at(at.partnership.pk).model
    rule = {"fewest": 20, "months": 24}
    places.adopt(at, partnerships.read({**partnerships.written(model), "unmet": rule}))
    monkeypatch.setenv("WATERSMEET_NOW", "+40d")
    month = clock.today().replace(day=1) - timedelta(days=10)
    put(at, month, 19)
    put(at, month, 20, "money")
    (first,) = [one for one in directory.unmet(lead(at)).months if one.lacking]
    assert [(one.domain, one.times) for one in first.lacking] == [("money", 20)]


@pytest.mark.parametrize("rule", [{"fewest": 4}, {"fewest": 101}, {"months": 1}, {"most": 3}])
def test_a_rule_that_would_show_too_few_is_refused(rule: dict[str, int], at: Place) -> None:
    model = partnerships.model_at(at.partnership.pk).model
    with pytest.raises(Invalid) as refused:
        partnerships.read({**partnerships.written(model), "unmet": rule})
    assert list(refused.value.fields) == [f"unmet.{next(iter(rule))}"]


@pytest.mark.parametrize("role", [one for one in Role if one not in {Role.LEAD, Role.ANALYST}])
def test_nobody_else_sees_it(at: Place, role: Role) -> None:
    with pytest.raises(Refused):
        directory.unmet(places.worker(at.front_door, role))


def test_counts_leave_when_the_rules_say(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-10T09:00:00Z")
    put(at, date(2024, 11, 30), 9)
    put(at, date(2024, 12, 1), 9)
    assert directory.forget_unmet() == 1
    assert [row.on for row in UnmetCount.objects.all()] == [date(2024, 12, 1)]
    assert Line.objects.filter(verb="unmet.forget", detail={"rows": 1}).count() == 1
    assert directory.forget_unmet() == 0


def test_the_frame_is_the_contracts_and_evidence_reads_it() -> None:
    assert SCHEMA.equals(UNMET.schema)
    assert "unmet" in sources.SOURCES


def test_a_visitor_searches_when_nothing_can_be_counted(db: None) -> None:
    """No place, no count, and no fault."""
    services.service(places.place(), name="Rowing", place=BARNSTAPLE)
    places.place()
    looks("debt", near="M33 1AA")
    assert counted() == {}
    assert isinstance(directory.places_of(VISITOR, ""), list)
