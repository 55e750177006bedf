"""A volunteer answers by link from a phone: what she sees before a yes and after it, and what she never does."""

from pathlib import Path
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import by_link, places
from tests.factories.places import Place
from watersmeet.accounts.models import Link, User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Role
from watersmeet.base.problems import NotFound, Refused
from watersmeet.outbox.models import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Message, Reading, Referral, ReferralEvent

pytestmark = pytest.mark.django_db
WHO = ("Ada", "Sampleton", "900123", "ada@person", "Hidden Lane", "heron")


def state(referral: UUID) -> str:
    return Referral.objects.get(pk=referral).state


def words(client: Client, address: str, **more: str) -> str:
    return client.get(address, **more).content.decode()


def accepts(client: Client, page: str, version: int | None = None) -> str:
    seen = version if version is not None else Referral.objects.get().version
    return client.post(f"{page}accepted/", {"seen_version": seen}, follow=True).content.decode()


def sees_name(client: Client, box: Path, page: str) -> str:
    client.post(f"{page}code/")
    return client.post(f"{page}name/", {"code": by_link.code_for(box)}, follow=True).content.decode()


def test_the_text_and_its_landing_say_nothing_of_anybody(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    [text] = by_link.texts(box, by_link.DEE_PHONE)
    landing = words(client, link)
    for secret in (*WHO, "company", "referral", str(referral), "Thursday Group"):
        assert secret not in text
        assert secret not in landing


def test_following_it_acts_on_nothing_and_no_code_leaves(client: Client, box: Path, referral: UUID) -> None:
    link, before = by_link.link_for(box), list(Link.objects.values())
    for _scanner in range(2):
        for path in ("", "code/", "open/"):
            client.get(link + path)
    assert list(Link.objects.values()) == before
    assert by_link.texts(box, by_link.GROUP_PHONE) == []
    assert state(referral) == "sent"


def test_before_a_yes_the_need_and_the_district_are_seen_and_nothing_that_tells_who(
    client: Client, box: Path, referral: UUID
) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    seen = words(client, page)
    assert "People around you" in seen
    assert "I would like some company" in seen
    assert "by text, by email" in seen
    assert [secret for secret in WHO if secret in seen] == []


def test_after_a_yes_a_second_code_shows_the_name_and_how_to_reach_them(
    client: Client, box: Path, referral: UUID
) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    accepted = accepts(client, page)
    assert state(referral) == "accepted"
    assert "You said yes" in accepted
    assert [secret for secret in WHO if secret in accepted] == []
    named = sees_name(client, box, page)
    for told in ("Ada Sampleton", "+447700900123", "ada@person.example", "heron"):
        assert told in named


def test_the_first_code_does_not_show_the_name(client: Client, box: Path, referral: UUID) -> None:
    link = by_link.link_for(box)
    page = by_link.opens(client, box, link)
    used = by_link.code_for(box)
    accepts(client, page)
    refused = client.post(f"{page}name/", {"code": used}).content.decode()
    assert "That is not the one we have" in refused
    assert "Sampleton" not in refused


def test_no_code_for_the_name_is_sent_before_a_yes(client: Client, box: Path, referral: UUID) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    sent = len(by_link.texts(box, by_link.GROUP_PHONE))
    assert client.post(f"{page}code/").status_code == 404
    assert client.post(f"{page}name/", {"code": "123456"}).status_code == 404
    assert len(by_link.texts(box, by_link.GROUP_PHONE)) == sent


def test_confirmed_before_a_yes_still_shows_no_name(here: Place, dee: UUID, referral: UUID) -> None:
    seen = referrals.seen_by_link(by_link.actor(here, dee, referral, confirmed=True), referral)
    assert seen.named is None


def test_the_gate_itself_names_nobody_to_a_link_without_the_second_code(here: Place, dee: UUID, referral: UUID) -> None:
    who = Referral.objects.get(pk=referral).person_id
    dee_only, confirmed = (by_link.actor(here, dee, referral, confirmed=one) for one in (False, True))
    assert people.cards(dee_only, [who]) == {}
    assert people.cards(confirmed, [who])[who].name == "Ada Sampleton"


def test_it_goes_on_to_an_end_and_then_nothing_of_the_person_is_shown(
    client: Client, box: Path, referral: UUID
) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    accepts(client, page)
    sees_name(client, box, page)
    for step, told in (
        ("waiting", {"expected_on_0": "1", "expected_on_1": "12", "expected_on_2": "2026"}),
        ("started", {}),
    ):
        version = Referral.objects.get().version
        client.post(f"{page}{step}/", {"seen_version": version, **told})
        assert state(referral) == step
    ended = {"seen_version": Referral.objects.get().version, "words": "It was good to have you with us."}
    thanks = client.post(f"{page}completed/", ended, follow=True).content.decode()
    assert state(referral) == "completed"
    assert "Thank you for all you did" in thanks
    again = words(client, page)
    assert [secret for secret in (*WHO, "company") if secret in again] == []


def test_a_no_needs_its_reason_and_keeps_what_was_typed(client: Client, box: Path, referral: UUID) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    told = {"seen_version": Referral.objects.get().version, "words": "We have no stairlift."}
    refused = client.post(f"{page}declined/", told)
    assert refused.status_code == 400
    assert "Choose a reason" in refused.content.decode()
    assert "We have no stairlift." in refused.content.decode()
    assert state(referral) == "sent"
    client.post(f"{page}declined/", told | {"reason": "full"})
    assert state(referral) == "declined"


def test_a_question_is_asked_and_its_answer_comes_by_a_new_link(
    client: Client, box: Path, here: Place, referral: UUID
) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    assert "Write your question" in client.post(f"{page}question/", {"seen_version": "1"}).content.decode()
    told = {"seen_version": Referral.objects.get().version, "words": "Can they climb stairs?"}
    assert "Your question is on its way" in client.post(f"{page}question/", told, follow=True).content.decode()
    before = by_link.link_for(box)
    referrals.answer_question(referral, by=places.worker(here.front_door), words="Yes, Ada can, slowly.")
    after = by_link.link_for(box)
    assert after != before
    answered = words(client, by_link.opens(client, box, after))
    assert "can, slowly." in answered
    assert "Ada" not in answered


def test_two_who_answer_at_once_are_told_kindly_and_only_the_first_counts(
    here: Place, box: Path, referral: UUID
) -> None:
    by_link.answers(here, name="Sam Example", phone=by_link.SAM_PHONE)
    cache.clear()
    dee, sam = Client(), Client()
    page = by_link.opens(dee, box, by_link.link_for(box))
    version = Referral.objects.get().version
    referrals.ask_question(referral, by=places.worker(here.group), words="Stairs?")
    referrals.answer_question(referral, by=places.worker(here.front_door), words="Yes.")
    by_link.opens(sam, box, by_link.link_for(box, by_link.SAM_PHONE))
    assert "Thank you. They hear that you said yes." in accepts(sam, page)
    late = dee.post(f"{page}declined/", {"seen_version": version, "reason": "full"}, follow=True).content.decode()
    assert "Somebody was faster than you." in late
    assert "You said yes" in late
    assert state(referral) == "accepted"


def test_every_step_says_that_it_came_by_link_and_who_looked_says_which_group(
    client: Client, box: Path, here: Place, dee: UUID, referral: UUID
) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    accepts(client, page)
    event = ReferralEvent.objects.get(subject=referral, what="accept")
    assert (event.actor_kind, event.actor_id) == ("link", dee)
    line = Line.objects.get(verb="referral.accept")
    assert (line.actor_id, line.actor_partner) == (dee, here.group.pk)
    steps = referrals.history(places.worker(here.front_door), referral)
    assert [step.actor_kind for step in steps if step.what in {"ask", "accept"}] == ["link", "answerer"]
    who = Referral.objects.get().person_id
    looks = people.who_looked(places.by_link(here, who), who)
    assert [(one.organisation, one.role) for one in looks] == [(str(here.group), "")]
    assert partnerships.names_of_answerers([dee]) == {dee: "Dee Example"}


def test_the_referrer_and_the_person_hear_of_each_step(client: Client, box: Path, here: Place, referral: UUID) -> None:
    page = by_link.opens(client, box, by_link.link_for(box))
    before = set(Posting.objects.values_list("pk", flat=True))
    accepts(client, page)
    told = Posting.objects.exclude(pk__in=before).values_list("kind", "to_id")
    assert ("partner.referral", here.front_door.pk) in told
    assert ("person.referral", Referral.objects.get().person_id) in told


def test_a_reminder_and_a_late_answer_bring_a_link_too(
    box: Path, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(by_link.texts(box, by_link.DEE_PHONE)) == 1
    for day, texts in (("2026-11-26", 2), ("2026-11-30", 3)):
        monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")
        referrals.keep_time()
        assert len(by_link.texts(box, by_link.DEE_PHONE)) == texts


def test_a_signed_in_volunteer_of_the_group_sees_what_the_gate_opens(
    client: Client, here: Place, referral: UUID
) -> None:
    seen = referrals.get(places.worker(here.group, Role.VOLUNTEER), referral)
    assert seen.card is not None
    assert seen.card.name == "Ada Sampleton"
    assert "Ada" in seen.words


def test_what_is_written_to_their_group_is_read_after_a_yes_without_who_it_is(
    client: Client, box: Path, here: Place, referral: UUID
) -> None:
    worker, who = places.worker(here.front_door), Referral.objects.get(pk=referral).person_id
    said = "Ada comes by bus. Ring 07700 900123 first."
    referrals.write_message(referral, by=worker, words=said, to=referrals.For.BOTH)
    referrals.write_message(referral, by=worker, words="Only for them.", to=referrals.For.PERSON)
    referrals.write_message(referral, by=places.by_link(here, who), words="I have a dog.")

    page = by_link.opens(client, box, by_link.link_for(box))
    upto = Message.objects.get(words__isnull=False, sender=None).pk

    before = words(client, page)
    assert "2 messages wait for your group. You can read them after a yes." in before
    assert [one for one in ("comes by bus", "I have a dog.", "Only for them.") if one in before] == []
    assert client.post(f"{page}read/", {"upto": upto}).status_code == 404
    seen = accepts(client, page)

    assert "comes by bus" in seen
    assert "I have a dog." in seen
    assert "wait for your group" not in seen
    assert "Only for them." not in seen
    assert [secret for secret in WHO if secret in seen] == []
    theirs = Reading.objects.filter(partner=here.group.pk)
    assert not theirs.exists(), "looking is not reading"
    read = client.post(f"{page}read/", {"upto": upto}, follow=True).content.decode()
    assert "We have read it" not in read
    assert theirs.count() == 2
    for step, reason in (("started", {}), ("completed", {})):
        client.post(f"{page}{step}/", {"seen_version": Referral.objects.get().version, **reason})
    assert "comes by bus" not in words(client, page), "it has ended: nothing of the person is shown any more"


def test_address_code_word_and_every_name_of_theirs_are_taken_out_of_words(
    here: Place, dee: UUID, referral: UUID
) -> None:
    worker, who = places.worker(here.front_door), Referral.objects.get(pk=referral).person_id
    people.merge(person=who, other=places.person(here, name="Nettle Hawk", address="The Old Mill\nEX31 1AA"), by=worker)
    said = "Nettle is at 3 Hidden  Lane, once 12 hidden lane, or The old\nMill. Say HERON. 3 herons eat at one."

    seen = people.without_who(by_link.actor(here, dee, referral), who, said)

    assert seen == "… is at …, once …, or …. Say …. 3 herons eat at one."


def test_a_message_brings_a_link_to_each_who_answers(box: Path, here: Place, referral: UUID) -> None:
    before = len(by_link.texts(box, by_link.DEE_PHONE))
    referrals.write_message(referral, by=places.worker(here.front_door), words="Hello.", to=referrals.For.SIDE)
    assert len(by_link.texts(box, by_link.DEE_PHONE)) == before + 1


def test_whoever_sent_it_sends_a_new_link_when_the_old_one_has_run_out(
    client: Client, box: Path, here: Place, referral: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = by_link.link_for(box)
    monkeypatch.setenv("WATERSMEET_NOW", "2026-12-29T10:00:00Z")
    assert client.get(old).status_code == 404
    sender = Client()
    sender.force_login(User.objects.get(pk=places.worker(here.front_door).id))
    story = f"/work/{referral}/"
    assert "Send them a new link" in words(sender, story)

    for _press in range(2):
        assert sender.post(f"{story}link/").status_code == 302

    fresh = by_link.link_for(box)
    assert fresh != old
    assert len(by_link.texts(box, by_link.DEE_PHONE)) == len({*by_link.texts(box, by_link.DEE_PHONE)})
    assert Line.objects.filter(verb="referral.send_link").count() == 2
    assert "I would like some company" in words(client, by_link.opens(client, box, fresh))


def test_nobody_but_who_sent_it_sends_a_new_link_and_only_while_it_is_theirs(here: Place, referral: UUID) -> None:
    for other in (places.worker(here.group), places.worker(here.surgery), places.worker(here.front_door, Role.TUTOR)):
        with pytest.raises((Refused, NotFound)):
            referrals.send_link_again(referral, by=other)
    worker = places.worker(here.front_door)
    referrals.withdraw(referral, by=worker, reason=referrals.Reason.PERSON_CHOSE)
    assert not referrals.may_send_link(worker, referral)
    with pytest.raises(NotFound):
        referrals.send_link_again(referral, by=worker)
