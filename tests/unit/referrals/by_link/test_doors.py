"""What keeps the door shut: codes, their limits, links that end, and nothing to be learned by trying."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.factories import by_link, places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.accounts import link_codes, links
from watersmeet.accounts.models import Link
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral

pytestmark = pytest.mark.django_db


def wrong(code: str) -> str:
    return "111111" if code != "111111" else "222222"


def ask(client: Client, box: Path, link: str) -> str:
    client.post(f"{link}code/")
    return by_link.code_for(box)


def test_the_code_goes_to_the_groups_phone_and_never_to_the_volunteers(
    client: Client, box: Path, referral: UUID
) -> None:
    code = ask(client, box, by_link.link_for(box))
    assert not [text for text in by_link.texts(box, by_link.DEE_PHONE) if code in text]
    assert not Link.objects.filter(secret__contains=code).exists()


def test_a_wrong_code_opens_nothing_and_is_told_kindly(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    page = client.post(f"{link}open/", {"second": wrong(ask(client, box, link))})
    assert "That is not the one we have. Please try again." in page.content.decode()
    assert "opened_link" not in client.session


def test_a_code_works_once(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    code = ask(client, box, link)
    assert client.post(f"{link}open/", {"second": code}).status_code == 302
    other = Client()
    assert other.post(f"{link}open/", {"second": code}).status_code == 200
    assert other.get(f"/group/{referral}/").status_code == 403


def test_a_newer_code_ends_the_one_before(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    first = ask(client, box, link)
    second = ask(client, box, link)
    assert first != second
    assert client.post(f"{link}open/", {"second": first}).status_code == 200
    assert client.post(f"{link}open/", {"second": second}).status_code == 302


def test_a_code_is_over_after_ten_minutes(
    client: Client, box: Path, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = by_link.link_for(box)
    code = ask(client, box, link)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:10:01Z")
    assert client.post(f"{link}open/", {"second": code}).status_code == 200


def test_the_page_closes_after_fifteen_minutes_and_the_name_with_it(
    client: Client, box: Path, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T10:15:01Z")
    closed = client.get(page)
    assert closed.status_code == 403
    assert "use the link that we sent you" in closed.content.decode()


def test_so_many_codes_and_then_one_must_wait(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    for _code in range(link_codes.CODES):
        assert client.post(f"{link}code/").status_code == 302
    waits = client.post(f"{link}code/")
    assert waits.status_code == 429
    assert "You asked for many codes" in waits.content.decode()
    assert len(by_link.texts(box, by_link.GROUP_PHONE)) == link_codes.CODES


def test_ten_wrong_codes_lock_the_link_and_no_more_codes_are_sent(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    code = ask(client, box, link)
    for _guess in range(links.TRIES):
        cache.clear()
        client.post(f"{link}open/", {"second": wrong(code)})
    cache.clear()
    locked = client.post(f"{link}open/", {"second": code}).content.decode()
    assert "Ring us and we will send you a new one." in locked
    client.post(f"{link}code/")
    assert len(by_link.texts(box, by_link.GROUP_PHONE)) == 1


def test_a_link_opens_so_often_and_no_more(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    Link.objects.update(uses_left=1)
    by_link.opens(client, box, link)
    gone = Client().get(link)
    assert gone.status_code == 404
    assert "This link does not work any more" in gone.content.decode()


def test_a_link_passed_on_to_another_phone_opens_nothing_there(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    page = by_link.opens(client, box, link)
    stranger = Client()
    assert "Send the code" in stranger.get(link).content.decode()
    assert stranger.get(page).status_code == 403


def test_who_leaves_is_out_at_once_even_while_their_page_is_open(
    client: Client, box: Path, dee: UUID, referral: UUID
) -> None:
    link = by_link.link_for(box)
    page = by_link.opens(client, box, link)
    partnerships.remove_answerer(dee, by=COMMAND)
    assert client.get(page).status_code == 403
    assert client.get(link).status_code == 404
    assert Client().post(f"{link}code/").status_code == 404


def test_when_their_group_stops_every_link_ends(client: Client, box: Path, here: Place, referral: UUID) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    partnerships.stop_answering(partner=here.group.pk, by=COMMAND)
    assert client.get(page).status_code == 403
    assert partnerships.answerers_of(here.group.pk) == []


def test_when_a_partner_leaves_every_link_ends(here: Place, dee: UUID) -> None:
    token = links.issue_link(
        "answer",
        subject=Ref("referral", uuid4()),
        partnership=here.partnership.pk,
        answerer=dee,
        until=clock.now() + links.OPEN_FOR,
        by=COMMAND,
    )
    assert links.look(token)
    partnerships.leave(partner=here.group.pk, by=COMMAND)
    assert links.look(token) is None
    assert partnerships.answerer(dee) is None


def test_another_registered_phone_ends_every_link(client: Client, box: Path, here: Place, referral: UUID) -> None:
    link = by_link.link_for(box)
    partnerships.answer_by_link(partner=here.group.pk, phone="+441632960190", by=COMMAND)
    assert client.get(link).status_code == 404


def test_another_referral_than_the_links_own_looks_absent(
    client: Client, box: Path, here: Place, dee: UUID, referral: UUID
) -> None:
    link = by_link.link_for(box)
    other = by_link.asked(here)
    by_link.opens(client, box, link)
    absent = client.get(f"/group/{uuid4()}/")
    for path in ("", "accepted/", "question/"):
        page = client.get(f"/group/{other}/{path}")
        assert page.status_code == 404
        assert main(page) == main(absent)
    for act in (referrals.accept, referrals.complete):
        with pytest.raises(NotFound):
            act(other, by=by_link.actor(here, dee, referral))


def main(page: object) -> str:
    words: str = page.content.decode()  # type: ignore[attr-defined]
    return words[words.index("<main") : words.index("</main")]


@pytest.mark.parametrize("path", ["/work/{0}/", "/work/", "/status/{0}/", "/evidence/", "/agreements/", "/colleagues/"])
def test_a_link_opens_no_other_page(client: Client, box: Path, referral: UUID, path: str) -> None:
    by_link.opens(client, box, by_link.link_for(box))
    assert client.get(path.format(referral)).status_code == 404


def test_those_who_sign_in_and_those_who_come_by_their_own_link_find_nothing_there(
    client: Client, here: Place, referral: UUID, django_user_model: type
) -> None:
    worker = places.worker(here.group)
    client.force_login(django_user_model.objects.get(pk=worker.id))  # type: ignore[attr-defined]
    assert client.get(f"/group/{referral}/").status_code == 404


def test_when_the_person_stops_sharing_it_looks_absent_and_no_link_leaves(
    client: Client, box: Path, here: Place, referral: UUID
) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    who = Referral.objects.get().person_id
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))
    assert client.get(page).status_code == 404
    assert client.post(f"{page}accepted/", {"seen_version": "1"}).status_code == 404
    assert ["/l/" in text for text in by_link.texts(box, by_link.DEE_PHONE)] == [True, False]
    assert Posting.objects.filter(kind="answerer.referral", state="sent").count() == 1


def test_who_was_told_hears_that_sharing_has_ended_and_gets_no_link(
    box: Path, here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_link.link_for(box)
    who = Referral.objects.get()
    people.withdraw(person=who.person_id, receiver=here.group.pk, by=places.by_link(here, who.person_id))
    last = by_link.texts(box, by_link.DEE_PHONE)[-1]
    assert f"Sharing about {who.reference} has ended." in last
    assert "/l/" not in last
    assert "Ada" not in last


def test_links_that_wait_are_not_sent_once_somebody_left_or_it_is_over(
    box: Path, here: Place, dee: UUID, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-24T23:00:00Z")
    assert by_link.texts(box, by_link.DEE_PHONE) == []  # no text leaves at night
    partnerships.remove_answerer(dee, by=COMMAND)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-11-25T10:00:00Z")
    assert by_link.texts(box, by_link.DEE_PHONE) == []
    assert Posting.objects.get(kind="answerer.referral").why == "nobody_there"


def test_when_the_last_one_leaves_the_page_says_what_nobody_can_answer(
    client: Client, here: Place, dee: UUID, referral: UUID, django_user_model: type
) -> None:
    lead = places.worker(here.front_door, Role.LEAD)
    client.force_login(django_user_model.objects.get(pk=lead.id))  # type: ignore[attr-defined]
    group = f"/by-link/{here.group.pk}/"
    assert "Nobody there can answer now" not in client.get(group).content.decode()
    client.post(f"{group}{dee}/remove/")
    assert partnerships.by_link(lead, here.group.pk).stuck == 1
    page = client.get(group).content.decode()
    assert "Nobody there can answer now" in page
    assert "They have a part in 1 open thing." in page
    assert "nobody can answer" in client.get("/by-link/").content.decode()
    by_link.answers(here, name="Sam Example", phone=by_link.SAM_PHONE)
    assert partnerships.by_link(lead, here.group.pk).stuck == 0
    partnerships.stop_answering(partner=here.group.pk, by=COMMAND)
    places.worker(here.group)
    assert partnerships.by_link(lead, here.group.pk).stuck == 0


class TestWhoMaySetItUp:
    """The lead for every partner of the place, a manager for their own, nobody else."""

    def test_the_link_and_the_code_never_go_to_the_same_place(self, here: Place, dee: UUID) -> None:
        with pytest.raises(Invalid, match="same place"):
            by_link.answers(here, name="Sam Example", phone=by_link.GROUP_PHONE)
        with pytest.raises(Invalid, match="same place"):
            partnerships.answer_by_link(partner=here.group.pk, phone=by_link.DEE_PHONE, by=COMMAND)

    def test_nobody_is_added_before_a_phone_is_registered(self, here: Place) -> None:
        with pytest.raises(Conflict):
            partnerships.add_answerer(partner=here.surgery.pk, name="Sam", phone=by_link.SAM_PHONE, by=COMMAND)

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEAD, Role.MANAGER}))
    def test_no_other_role(self, here: Place, role: Role) -> None:
        with pytest.raises(Refused):
            partnerships.answer_by_link(
                partner=here.group.pk, phone=by_link.GROUP_PHONE, by=places.worker(here.group, role)
            )

    def test_a_manager_of_another_partner_and_a_lead_of_another_place_may_not(self, here: Place, dee: UUID) -> None:
        manager, lead = places.worker(here.surgery, Role.MANAGER), places.worker(places.place().group, Role.LEAD)
        for act in (
            lambda: partnerships.remove_answerer(dee, by=manager),
            lambda: partnerships.stop_answering(partner=here.group.pk, by=manager),
            lambda: partnerships.by_link(manager, here.group.pk),
        ):
            with pytest.raises(Refused):
                act()
        with pytest.raises(NotFound):
            partnerships.by_link(lead, here.group.pk)
        assert [one.partner for one in partnerships.by_link_here(manager)] == [here.surgery.pk]

    def test_names_and_numbers_are_sealed(self, here: Place, dee: UUID) -> None:
        with connection.cursor() as rows:
            rows.execute("select name, phone from partnerships_answerer")
            [(name, phone)] = rows.fetchall()
        assert b"Dee" not in bytes(name)
        assert b"900111" not in bytes(phone)

    def test_the_lead_registers_a_phone_and_a_volunteer_by_the_pages(
        self, client: Client, here: Place, django_user_model: type
    ) -> None:
        lead = places.worker(here.front_door, Role.LEAD)
        client.force_login(django_user_model.objects.get(pk=lead.id))  # type: ignore[attr-defined]
        group = f"/by-link/{here.group.pk}/"
        assert str(here.group) in client.get("/by-link/").content.decode()
        assert client.get(f"{group}add/").status_code == 404
        assert "phone number or email address" in client.post(group, {}).content.decode()
        client.post(group, {"phone": "01632 960 189"})
        wrong = client.post(f"{group}add/", {"name": "Dee Example", "phone": "01632 960 189"})
        assert wrong.status_code == 400
        assert "same place" in wrong.content.decode()
        assert "Dee Example" in wrong.content.decode()
        client.post(f"{group}add/", {"name": "Dee Example", "phone": "07700 900 111"})
        [dee] = partnerships.answerers_of(here.group.pk)
        assert (dee.name, dee.phone, dee.code_phone) == ("Dee Example", by_link.DEE_PHONE, by_link.GROUP_PHONE)
        assert "Dee Example" in client.get(group).content.decode()
        client.post(f"{group}{dee.id}/remove/")
        assert partnerships.answerers_of(here.group.pk) == []
        client.post(f"{group}stop/")
        assert not partnerships.by_link(lead, here.group.pk).answers
