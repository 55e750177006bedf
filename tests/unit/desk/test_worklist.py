"""The worklist: the most urgent first, filters that survive, pages, a file; as few queries for fifty as for five."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse_lazy

from tests.factories import places, services, work
from tests.factories.places import Place
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.desk import worklist
from watersmeet.outbox.models import Posting
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:00:00Z")
    return places.place()


def signed_in(client: Client, worker: Actor) -> Actor:
    client.force_login(User.objects.get(pk=worker.id))
    return worker


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def titles(client: Client, query: str = "") -> list[str]:
    """Who stands in the list, in order."""
    shown = client.get(f"/work/{query}").content.decode()
    return [part.split("<")[0] for part in shown.split("<strong>")[1:] if part.startswith(("Ada", "Ben", "Cy"))]


def test_fifty_rows_ask_no_more_of_the_database_than_five(
    client: Client, here: Place, django_capture_on_commit_callbacks
) -> None:
    worker = signed_in(client, places.worker(here.group))
    on_offer = [services.service(here).pk for _each in range(3)]
    for number in range(5):
        work.waiting(here, name=f"Ada {number}", service=on_offer[number % 3])
    with django_capture_on_commit_callbacks(execute=True):  # rules are read once by a process, as outside of tests
        client.get("/work/")
    few = queries_of(client, "/work/")
    once = list(Referral.objects.all())
    Referral.objects.bulk_create(
        Referral(**{**{field.attname: getattr(row, field.attname) for field in Referral._meta.fields}, "id": uuid4()})
        for row in once * 9
    )

    assert queries_of(client, "/work/") == few
    assert (
        few <= 20
    )  # who asks, the list, what others have, its line in the book and, once each, the kinds of task of other rooms
    assert len(titles(client)) == worklist.PAGE == 50
    assert len(referrals.open_for(worker)) == 50


def test_a_lead_reads_how_late_each_is_also_before_a_working_day_has_passed(
    client: Client, here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.waiting(here)
    due_on = Referral.objects.get().due_on
    Referral.objects.update(due_on=due_on + timedelta(days=(4 - due_on.weekday()) % 7))  # a Friday
    signed_in(client, places.worker(here.surgery, Role.LEAD))
    for days, says in ((1, "Was due Friday "), (3, "1 working day late")):
        monkeypatch.setenv("WATERSMEET_NOW", f"{Referral.objects.get().due_on + timedelta(days=days)}T10:00:00Z")
        assert says in client.get("/work/").content.decode().split('id="late"')[1]


def test_what_is_past_its_day_comes_first_and_the_longest_here_before_the_newer(
    client: Client, here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(client, places.worker(here.group))
    work.waiting(here, name="Ben")
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-25T10:00:00Z")
    work.waiting(here, name="Cy")
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-26T10:00:00Z")
    late = work.waiting(here, name="Ada")
    Referral.objects.filter(pk=late).update(due_on="2026-11-20")

    assert titles(client) == ["Ada", "Ben", "Cy"]
    assert titles(client, "?order=oldest") == ["Ben", "Cy", "Ada"]
    assert titles(client, "?order=newest") == ["Ada", "Cy", "Ben"]


def test_each_filter_keeps_what_it_says(client: Client, here: Place) -> None:
    worker = signed_in(client, places.worker(here.group))
    walks = services.service(here, name="Walks").pk
    mine, other = work.waiting(here, name="Ada", service=walks), work.waiting(here, name="Ben")
    referrals.accept(mine, by=worker)
    Referral.objects.filter(pk=other).update(due_on="2026-11-20")

    assert set(titles(client)) == {"Ada", "Ben"}
    assert titles(client, "?state=accepted") == ["Ada"]
    assert titles(client, f"?service={walks}") == ["Ada"]
    assert titles(client, "?whose=mine") == ["Ada"]
    assert titles(client, "?whose=nobody") == ["Ben"]
    assert titles(client, "?late=1") == ["Ben"]
    assert titles(client, "?direction=out") == []
    assert "Nothing that you sent is open" in client.get("/work/?direction=out").content.decode()
    assert "Nothing like this is waiting" in client.get("/work/?state=paused").content.decode()


def test_what_was_sent_is_one_click_away_with_where_it_stands(client: Client, here: Place) -> None:
    referral = work.waiting(here, name="Ada")
    signed_in(client, places.worker(here.front_door))
    shown = client.get("/work/").content.decode()
    assert titles(client) == []
    assert "1 that you sent or asked about is with others now." in shown
    assert 'href="/work/?direction=away"' in shown
    for query in ("?direction=away", "?direction=out"):
        assert titles(client, query) == ["Ada"]
        assert f"{here.group} answers by" in client.get(f"/work/{query}").content.decode()
    assert titles(client, "?direction=in") == []
    group = places.worker(here.group)
    referrals.ask_question(referral, by=group, words="Can they climb stairs?")
    assert titles(client, "?direction=away") == [], "the question is ours to answer"
    signed_in(client, group)
    assert titles(client, "?direction=away") == ["Ada"], "who asked waits for the answer"
    assert titles(client, "?direction=out") == []
    assert f"{here.front_door} answers the question by" in client.get("/work/?direction=away").content.decode()


def test_the_filter_survives_a_look_at_a_story_and_its_address_names_nobody(client: Client, here: Place) -> None:
    signed_in(client, places.worker(here.group))
    referral = work.waiting(here)
    client.get("/work/?state=sent&order=newest")

    shown = client.get(f"/work/{referral}/").content.decode()

    assert 'href="/work/?state=sent&amp;order=newest"' in shown
    assert client.session["worklist"] == "state=sent&order=newest"


def test_a_filter_that_does_not_exist_is_said_so(client: Client, here: Place) -> None:
    signed_in(client, places.worker(here.group))
    work.waiting(here)

    page = client.get(f"/work/?service={uuid4()}")

    assert page.status_code == 400
    assert "Choose one of the answers offered" in page.content.decode()


def test_a_second_page_keeps_the_filter(client: Client, here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "PAGE", 2)
    signed_in(client, places.worker(here.group))
    for minute, name in enumerate(("Ada", "Ben", "Cy")):
        monkeypatch.setenv("WATERSMEET_NOW", f"2026-11-24T10:{minute:02}:00Z")
        work.waiting(here, name=name)

    first = client.get("/work/?state=sent").content.decode()

    assert 'rel="next" href="?state=sent&amp;page=2"' in first
    assert "Page 1 of 2" in first
    assert titles(client, "?state=sent&page=2") == ["Cy"]


def rows_of(page: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))  # type: ignore[attr-defined]


def test_the_file_holds_references_and_names_only_for_a_manager(client: Client, here: Place) -> None:
    referral = work.waiting(here, name="=Ada()")
    signed_in(client, places.worker(here.group))
    [row] = rows_of(client.get("/work/list.csv"))
    assert "Name" not in row
    assert row["Reference"] == Referral.objects.get(pk=referral).reference
    assert client.get("/work/list.csv?names=1").status_code == 403

    signed_in(client, places.worker(here.group, Role.MANAGER))
    [named] = rows_of(client.get("/work/list.csv?names=1"))
    assert named["Name"] == "'=Ada()"


def test_the_file_leaves_a_line_of_who_was_in_it(client: Client, here: Place) -> None:
    referral = work.waiting(here)
    signed_in(client, places.worker(here.group, Role.MANAGER))
    client.get("/work/list.csv")
    client.get("/work/list.csv?names=1")

    why = [line.detail["why"] for line in Line.objects.filter(verb="look.page").order_by("at", "id")]
    assert why == ["csv", "csv.names"]
    assert Line.objects.filter(detail__why="csv", subject_kind="referral", subject_id=referral).exists()


def test_a_volunteer_takes_no_list_away(client: Client, here: Place) -> None:
    work.waiting(here)
    signed_in(client, places.worker(here.group, Role.VOLUNTEER))

    assert client.get("/work/list.csv").status_code == 404
    assert "list.csv" not in client.get("/work/").content.decode()


def test_who_takes_the_first_step_looks_after_it(here: Place) -> None:
    worker = places.worker(here.group)
    referral = work.waiting(here)
    referrals.accept(referral, by=worker)
    assert referrals.get(worker, referral).assigned_to == worker.id

    colleague = places.worker(here.group)
    referrals.start(referral, by=colleague)
    assert referrals.get(worker, referral).assigned_to == worker.id


def test_somebody_is_named_and_each_side_has_its_own(client: Client, here: Place) -> None:
    worker, colleague = signed_in(client, places.worker(here.group)), places.worker(here.group)
    referral = work.waiting(here)

    answer = client.post(f"/work/{referral}/who/", {"to": str(colleague.id)}, follow=True)

    assert "looks after it." in answer.content.decode()
    assert referrals.get(worker, referral).assigned_to == colleague.id
    referrals.decline(referral, by=colleague, reason="full")
    greeter = places.worker(here.front_door)
    assert referrals.get(greeter, referral).assigned_to is None
    client.post(f"/work/{referral}/who/", {"to": ""})
    assert Referral.objects.get(pk=referral).receiver_worker_id is None


def test_nobody_of_elsewhere_and_nobody_without_a_fitting_role_can_be_named(here: Place) -> None:
    worker = places.worker(here.group)
    referral = work.waiting(here)

    for nobody in (places.worker(here.therapy), places.worker(here.group, Role.ANALYST)):
        with pytest.raises(Invalid):
            referrals.assign(referral, to=nobody.id, by=worker)
    with pytest.raises(NotFound):
        referrals.assign(referral, to=worker.id, by=places.worker(here.therapy))


@pytest.mark.parametrize(
    ("role", "address"),
    [(Role.ANALYST, "/evidence/"), (Role.PRIVACY_OFFICER, reverse_lazy("people:registers")), (Role.LEAD, "/evidence/")],
)
def test_who_sees_no_referrals_is_led_to_the_page_of_their_work(
    client: Client, here: Place, role: Role, address: str
) -> None:
    signed_in(client, places.worker(here.group, role))
    shown = client.get("/work/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert f'href="{address}"' in shown, shown
    assert client.get(address).status_code == 200


def test_a_lead_reads_what_stands_still_and_not_that_nothing_waits(
    client: Client, here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(client, places.worker(here.group, Role.LEAD))
    work.waiting(here)
    assert "Nothing is waiting for you here" in client.get("/work/").content.decode()
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-01T10:00:00Z")
    shown = client.get("/work/").content.decode()
    assert "Standing still in the partnership" in shown
    assert "Nothing is waiting for you here" not in shown


def test_a_community_member_is_led_to_what_they_decide(client: Client, here: Place) -> None:
    signed_in(client, places.worker(here.group, Role.COMMUNITY_MEMBER))
    shown = client.get("/work/").content.decode()
    assert "on its own page" in shown
    assert 'href="/proposals/"' in shown


def test_a_safeguarding_lead_has_a_page_of_their_own(client: Client, here: Place) -> None:
    signed_in(client, places.worker(here.group, Role.SAFEGUARDING_LEAD))
    shown = client.get("/work/").content.decode()
    assert "on its own page" in shown
    assert 'href="/concerns/"' in shown


def test_a_lead_is_not_told_of_a_message_before_it_is_written(
    client: Client, here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.waiting(here)
    Referral.objects.update(due_on="2026-11-27")  # a Friday
    signed_in(client, places.worker(here.group, Role.LEAD))
    for day, written in (("2026-11-28", 0), ("2026-11-30", 1)):
        monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")
        referrals.keep_time()
        assert Posting.objects.filter(kind="partner.late").count() == written
        shown = client.get("/work/").content.decode()
        assert "On the first working day after it was due, we write to the partner" in shown
        assert "A message went to" not in shown
