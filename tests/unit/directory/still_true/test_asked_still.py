"""Listings are asked about by a link: one message, one reminder, then the coordinator; only a button confirms."""

from collections.abc import Callable
from pathlib import Path

from django.test import Client

from tests.factories import by_link, partnerships, places, services
from tests.factories.accounts import COMMAND
from tests.factories.directory import BARNSTAPLE, facts
from tests.factories.places import Place
from tests.factories.still_true import browser_of, link, looked, sent, words
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Kind, Role
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.directory import api as directory
from watersmeet.records.directory import asking
from watersmeet.records.directory.models import DirectoryEvent, Service, Status
from watersmeet.records.directory.still_models import Asked, Asking, Report, Ticket
from watersmeet.records.partnerships import api as partners


def test_a_manager_is_asked_once_and_a_button_confirms(
    client: Client, place: Place, listed: Service, box: Path
) -> None:
    manager = places.worker(place.group, Role.MANAGER, name="Mo Example")
    [message] = sent(box)
    assert User.objects.get(pk=manager.id).email in message
    assert "Harbour shed" in message
    assert sent(box) == []
    page = words(client.get(link(message), follow=True))
    assert "01632 960 001" in page
    assert "Yes, all of this is still right" in page
    assert Service.objects.get().checked_on != clock.today()
    done = client.post(f"{link(message)}{listed.pk}/yes/", follow=True)
    assert "That is all we wanted to know." in words(done)
    assert Service.objects.get().checked_on == clock.today()
    [change] = [one for one in directory.history(manager, listed.pk) if one.what == "confirm_by_link"]
    assert change.who == "Mo Example"
    assert Line.objects.filter(verb="directory.confirm_by_link", subject_id=listed.pk).count() == 1


def test_nothing_is_confirmed_by_looking_however_often(
    client: Client, place: Place, listed: Service, box: Path
) -> None:
    places.worker(place.group, Role.MANAGER)
    [message] = sent(box)
    base = link(message)
    for address in (base, f"{base}{listed.pk}/", f"{base}{listed.pk}/yes/", f"{base}{listed.pk}/wrong/"):
        for look in (client.get, client.head, client.options):
            look(address)
    assert DirectoryEvent.objects.filter(what__startswith="confirm").count() == 0
    assert Asked.objects.get().answer == ""
    assert Report.objects.count() == 0


def test_the_same_button_twice_says_thank_you_and_counts_once(
    client: Client, place: Place, listed: Service, box: Path
) -> None:
    places.worker(place.group, Role.MANAGER)
    base = link(sent(box)[0])
    for _time in range(2):
        assert client.post(f"{base}{listed.pk}/yes/", follow=True).status_code == 200
    assert DirectoryEvent.objects.filter(what="confirm_by_link").count() == 1
    assert "You said on" in words(client.get(base))


def test_several_listings_of_one_partner_are_one_message(
    client: Client, place: Place, listed: Service, box: Path
) -> None:
    other = services.service(place, name="Boat club", place=BARNSTAPLE)
    looked(other, 120)
    places.worker(place.group, Role.MANAGER)
    [message] = sent(box)
    assert "Harbour shed" in message
    assert "Boat club" in message
    base = link(message)
    client.post(f"{base}{other.pk}/yes/")
    page = words(client.get(base))
    assert "Please look at 1 listing." in page
    assert {row.answer for row in Asked.objects.all()} == {"", "right"}


def test_one_reminder_then_it_is_the_coordinators(
    place: Place, listed: Service, box: Path, later: Callable[[int], None]
) -> None:
    lead = places.worker(place.front_door, Role.LEAD)
    places.worker(place.group, Role.MANAGER)
    assert len(sent(box)) == 1
    later(13)
    assert sent(box) == []
    later(14)
    [again] = sent(box)
    assert "This is the last time that we ask." in again
    later(27)
    assert sent(box) == []
    assert [one.task for one in directory.tasks_for(lead)] == []
    later(28)
    assert sent(box) == []
    assert [one.task for one in directory.tasks_for(lead)] == ["service.unanswered"]
    assert "Nobody answers whether it is still right: 1 listing" in words(browser_of(lead).get("/work/"))
    later(60)
    assert sent(box) == []
    later(0)
    directory.confirm_service(service=listed.pk, by=lead)
    assert [one.task for one in directory.tasks_for(lead)] == []


def test_the_coordinator_who_rang_them_says_so_with_a_button(
    place: Place, listed: Service, box: Path, later: Callable[[int], None]
) -> None:
    lead = places.worker(place.surgery, Role.LEAD)
    later(0)
    browser = browser_of(lead)
    assert browser.post(f"/service/{listed.pk}/still-right/").status_code == 302
    assert Service.objects.get().checked_on == clock.today()
    elsewhere = places.place()
    stranger = browser_of(places.worker(elsewhere.front_door, Role.LEAD))
    looked(listed, 100)
    assert stranger.post(f"/service/{listed.pk}/still-right/").status_code == 404
    assert Service.objects.get().checked_on != clock.today()


def test_it_is_asked_again_a_rhythm_later(
    client: Client, place: Place, listed: Service, box: Path, later: Callable[[int], None]
) -> None:
    places.worker(place.group, Role.MANAGER)
    client.post(f"{link(sent(box)[0])}{listed.pk}/yes/")
    later(89)
    assert sent(box) == []
    later(90)
    assert len(sent(box)) == 1


def test_what_was_confirmed_another_way_is_not_asked_any_more(
    client: Client, place: Place, listed: Service, box: Path, later: Callable[[int], None]
) -> None:
    worker = places.worker(place.group, Role.MANAGER)
    base = link(sent(box)[0])
    directory.confirm_service(service=listed.pk, by=worker)
    later(20)
    assert sent(box) == []
    assert "Somebody has looked at it since." in words(client.get(base))


def test_who_answers_by_link_is_asked_by_their_own_way(
    client: Client, place: Place, listed: Service, box: Path
) -> None:
    by_link.answers(place)
    [text] = sent(box)
    assert by_link.DEE_PHONE in text
    assert by_link.GROUP_PHONE not in text
    client.post(f"{link(text)}{listed.pk}/yes/")
    assert Service.objects.get().checked_on == clock.today()


def test_a_link_dies_when_they_leave(client: Client, place: Place, listed: Service, box: Path) -> None:
    dee = by_link.answers(place)
    base = link(sent(box)[0])
    partners.remove_answerer(dee, by=COMMAND)
    assert client.get(base).status_code == 410
    client.post(f"{base}{listed.pk}/yes/")
    assert Service.objects.get().checked_on != clock.today()


def test_without_anybody_there_the_partners_own_address_is_asked(place: Place, listed: Service, box: Path) -> None:
    [message] = sent(box)
    assert "To: group@place.example" in message


def test_a_listing_of_no_partner_is_asked_at_its_own_address_and_says_what_is_wrong(
    client: Client, place: Place, box: Path
) -> None:
    at, lead = place.partnership.pk, places.worker(place.front_door, Role.LEAD)
    for name in ("Knitters", "Stitchers"):
        said = facts(name=name, email="knit@example.org" if name == "Knitters" else "KNIT@example.org")
        looked(directory.list_service(partnership=at, facts=said, by=COMMAND), 100)
    [message] = sent(box)
    assert "To: knit@example.org" in message.replace("KNIT", "knit")
    base, row = link(message), Service.objects.get(name="Knitters")
    assert client.post(f"{base}{row.pk}/wrong/", {"what": "other", "words": "", "key": "k"}).status_code == 400
    said = {"what": "times", "words": "We meet on Fridays.", "key": "k"}
    assert client.post(f"{base}{row.pk}/wrong/", said).status_code == 302
    assert "Somebody puts it right." in words(client.get(base))
    [told] = directory.reports_for(lead)
    assert (told.words, told.from_owner, told.name) == ("We meet on Fridays.", True, "Knitters")
    outbox.deliver_all()
    left = "".join(one.read_text() for one in box.glob("*.eml"))
    assert "Knitters" in left
    assert "Fridays" not in left
    assert Service.objects.get(name="Knitters").checked_on != clock.today()


def test_who_has_an_account_is_led_to_where_it_is_changed(
    client: Client, place: Place, listed: Service, box: Path
) -> None:
    places.worker(place.group, Role.MANAGER)
    base = link(sent(box)[0])
    assert client.get(f"{base}{listed.pk}/wrong/")["Location"] == f"/service/{listed.pk}/listing/"


def test_nobody_can_be_asked_so_the_coordinator_is(place: Place, box: Path) -> None:
    lead = places.worker(place.front_door, Role.LEAD)
    row = directory.list_service(partnership=place.partnership.pk, facts=facts(name="Nobody's"), by=COMMAND)
    looked(row, 100)
    assert sent(box) == []
    assert [one.task for one in directory.tasks_for(lead)] == ["service.unanswered"]


def test_no_more_than_so_many_are_asked_in_a_day(place: Place, box: Path, later: Callable[[int], None]) -> None:
    many = asking.MOST_A_DAY + 3
    for number in range(many):
        said = facts(name=f"Group {number}", email=f"group{number}@example.org")
        looked(directory.list_service(partnership=place.partnership.pk, facts=said, by=COMMAND), 100 + number)
    assert len(sent(box)) == asking.MOST_A_DAY
    assert sent(box) == []
    first = Asking.objects.order_by("pk").count()
    later(1)
    assert len(sent(box)) == many - first
    oldest = Asked.objects.filter(asking__asked_on=clock.today()).values_list("service__name", flat=True)
    assert set(oldest) == {"Group 0", "Group 1", "Group 2"}


def test_a_link_that_is_over_says_so_kindly(
    client: Client, place: Place, listed: Service, box: Path, later: Callable[[int], None]
) -> None:
    places.worker(place.group, Role.MANAGER)
    base = link(sent(box)[0])
    later(43)
    page = client.get(base, follow=True)
    assert page.status_code == 410
    assert "We send another one when it is time to look again." in words(page)
    assert client.post(f"{base}{listed.pk}/yes/", follow=True).status_code == 410
    assert DirectoryEvent.objects.filter(what="confirm_by_link").count() == 0
    assert client.get("/still/never-was/").status_code == 404
    assert client.post(f"/still/never-was/{listed.pk}/yes/").status_code == 404


def test_a_listing_that_was_taken_off_says_so(client: Client, place: Place, listed: Service, box: Path) -> None:
    places.worker(place.group, Role.MANAGER)
    base = link(sent(box)[0])
    Service.objects.update(status=Status.DEFUNCT)
    assert "It is not listed any more" in words(client.get(base, follow=True))
    client.post(f"{base}{listed.pk}/yes/")
    assert DirectoryEvent.objects.filter(what="confirm_by_link").count() == 0


def test_a_listing_that_went_to_another_partner_is_not_theirs_to_confirm(
    client: Client, place: Place, listed: Service, box: Path
) -> None:
    places.worker(place.group, Role.MANAGER)
    base = link(sent(box)[0])
    Service.objects.update(partner=place.surgery.pk)
    client.get(f"{base}{listed.pk}/", follow=True)
    client.post(f"{base}{listed.pk}/yes/")
    assert Service.objects.get().checked_on != clock.today()


def test_what_falls_due_soon_after_waits_for_one_message(
    place: Place, listed: Service, box: Path, later: Callable[[int], None]
) -> None:
    places.worker(place.group, Role.MANAGER)
    for days in (89, 85):
        looked(services.service(place, name=f"Boat club {days}", place=BARNSTAPLE), days)
    [first] = sent(box)
    assert "Harbour shed" in first
    for day in range(1, 14):
        later(day)
        assert sent(box) == []
    later(14)
    again, boats = sorted(sent(box), key=lambda message: "Boat club" in message)
    assert "Harbour shed" in again
    assert "Boat club 89" in boats
    assert "Boat club 85" in boats


def test_a_link_is_good_for_what_it_asks_alone(client: Client, place: Place, listed: Service, box: Path) -> None:
    places.worker(place.group, Role.MANAGER)
    base = link(sent(box)[0])
    other = services.service(place, place.surgery, name="Clinic")
    looked(other, 50)
    assert client.post(f"{base}{other.pk}/yes/").status_code == 404
    assert Service.objects.get(name="Clinic").checked_on != clock.today()
    token = base.split("/")[2]
    assert token not in "".join(str(bytes(row.token_hash)) for row in Ticket.objects.all())


def test_a_place_does_not_ask_for_another(place: Place, listed: Service, box: Path) -> None:
    partnerships.partnership()
    places.worker(places.place().group, Role.MANAGER)
    [message] = sent(box)
    assert "To: group@place.example" in message


def test_a_message_that_waited_does_not_leave_once_somebody_looked(place: Place, listed: Service, box: Path) -> None:
    worker = places.worker(place.group, Role.MANAGER)
    directory.ask_still_right()
    directory.confirm_service(service=listed.pk, by=worker)
    directory.ask_still_right()
    outbox.deliver_all()
    assert not list(box.glob("*.eml")) if box.is_dir() else True
    assert {one.state for one in outbox.about(Ref("asking", Asking.objects.get().pk))} == {"refused"}


def test_the_clock_is_named_in_the_book(place: Place, listed: Service, box: Path, later: Callable[[int], None]) -> None:
    places.worker(place.group, Role.MANAGER)
    for days in (0, 14, 28):
        later(days)
        sent(box)
    lines = Line.objects.filter(subject_kind="asking", verb__startswith="directory.").order_by("id")
    assert [(line.verb, line.actor_kind) for line in lines] == [
        (verb, Kind.PROCESS.value)
        for verb in ("directory.ask_still_right", "directory.remind", "directory.give_up_asking")
    ]
