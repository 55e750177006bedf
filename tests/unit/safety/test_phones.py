"""Texts to one's own phone while on call: proven by a code, sent beside the email, gone with whoever leaves."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories.places import worker
from tests.proofs.town import signed_in
from tests.unit.safety.watching import Watched, later
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.exchange.notify import texts as ways
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.outbox.ports import SendError
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.models import OwnPhone

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "+447700900982", "+447700900983"


@pytest.fixture(autouse=True)
def post_box(settings, tmp_path: Path) -> Path:
    """Texts and emails lie in a folder."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_TEXTS = tmp_path, "postbox"
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    return tmp_path


def texts(folder: Path) -> list[str]:
    """The texts that lie there, whole."""
    outbox.deliver_all()
    return [
        one.read_text(encoding="utf-8") for one in sorted(folder.rglob("*.txt"), key=lambda one: one.stat().st_mtime_ns)
    ]


def code_in(folder: Path) -> str:
    """The newest code."""
    [found] = [match[1] for one in texts(folder)[-1:] if (match := re.search(r"\b(\d{6}) is your code", one))]
    return found


def proven(who: Actor, folder: Path) -> None:
    """Their number, given and proven."""
    safety.give_phone(NUMBER, by=who)
    safety.prove_phone(code_in(folder), by=who)


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


def test_a_number_counts_once_its_code_was_typed(here: Watched, post_box: Path) -> None:
    safety.give_phone(NUMBER, by=here.first)
    [text] = texts(post_box)
    assert NUMBER in text
    assert safety.proven_number(here.first.id, here.first.partnership) == ""
    with pytest.raises(Invalid, match="not the code"):
        safety.prove_phone("000000" if code_in(post_box) != "000000" else "111111", by=here.first)
    code = code_in(post_box)
    safety.prove_phone(f" {code[:3]} {code[3:]} ", by=here.first)
    assert safety.proven_number(here.first.id, here.first.partnership) == NUMBER
    assert safety.proven_number(here.deputy.id, here.deputy.partnership) == ""
    with pytest.raises(Conflict):
        safety.prove_phone(code, by=here.first)


def test_an_alert_goes_to_the_phone_too_and_says_nothing_of_it(here: Watched, post_box: Path) -> None:
    proven(here.first, post_box)
    alert = here.alert()
    [text] = [one for one in texts(post_box) if "is your code" not in one]
    assert NUMBER in text
    assert "Something needs you now." in text
    assert not re.search(r"Ada|Example|PHQ|mood|alert", text.split("\n\n", 1)[1])
    assert Posting.objects.filter(kind="user.alert", subject_id=alert.pk).count() == 1, "the email goes as well"


def test_whoever_is_told_next_is_told_on_their_own_phone(here: Watched, post_box: Path, monkeypatch) -> None:
    proven(here.deputy, post_box)
    here.alert()
    assert [one for one in texts(post_box) if "needs you" in one] == []
    with later(monkeypatch, minutes=31):
        safety.keep_time()
        [text] = [one for one in texts(post_box) if "needs you" in one]
    assert NUMBER in text


def test_a_text_stands_behind_nothing(here: Watched, post_box: Path) -> None:
    proven(here.first, post_box)
    here.alert()
    claimed = outbox.claim(["user.alert_text", "people.welcome", "partner.due"], 1, timedelta(minutes=1))
    assert [one.kind for one in claimed] == ["user.alert_text"]


def test_a_code_lasts_a_quarter_of_an_hour_and_few_are_sent_or_tried(
    here: Watched, post_box: Path, monkeypatch
) -> None:
    safety.give_phone(NUMBER, by=here.first)
    code = code_in(post_box)
    with later(monkeypatch, minutes=16), pytest.raises(Conflict):
        safety.prove_phone(code, by=here.first)
    for _again in range(3):
        safety.give_phone(NUMBER, by=here.first)
    with pytest.raises(Invalid, match="many codes"):
        safety.give_phone(NUMBER, by=here.first)
    code = code_in(post_box)
    wrong = "000000" if code != "000000" else "111111"
    for _again in range(5):
        with pytest.raises(Invalid):
            safety.prove_phone(wrong, by=here.first)
    with pytest.raises(Invalid, match="many times"):
        safety.prove_phone(code, by=here.first)


def test_another_number_takes_its_place_once_it_is_proven(here: Watched, post_box: Path) -> None:
    proven(here.first, post_box)
    safety.give_phone(OTHER, by=here.first)
    assert safety.proven_number(here.first.id, here.first.partnership) == NUMBER
    assert OwnPhone.objects.count() == 1
    waits = words(signed_in(User.objects.get(pk=here.first.id)).get("/on-call/phone/"))
    assert "Until you typed it, texts go to the number before." in waits
    safety.prove_phone(code_in(post_box), by=here.first)
    assert safety.proven_number(here.first.id, here.first.partnership) == OTHER


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text can leave."""

    def down(*_text: object) -> str:
        raise SendError("down")

    monkeypatch.setitem(ways.WAYS, "postbox", down)


def test_a_text_that_could_not_leave_never_goes_to_a_number_that_is_theirs_no_more(
    here: Watched, post_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven(here.first, post_box)
    with monkeypatch.context() as while_down:
        broken(while_down)
        here.alert()
        outbox.deliver_all()
    safety.give_phone(OTHER, by=here.first)
    safety.prove_phone(code_in(post_box), by=here.first)
    with later(monkeypatch, minutes=11):
        assert not any(NUMBER in one for one in texts(post_box) if "needs you" in one)


def test_a_text_about_what_another_has_by_now_never_leaves(
    here: Watched, post_box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven(here.first, post_box)
    with monkeypatch.context() as while_down:
        broken(while_down)
        alert = here.alert()
        outbox.deliver_all()
    safety.acknowledge(alert.pk, by=here.deputy)
    with later(monkeypatch, minutes=11):
        assert not any("needs you" in one for one in texts(post_box))


def test_one_number_is_sent_few_codes_whoever_gives_it(here: Watched, post_box: Path) -> None:
    for who in (here.first, here.deputy):
        for _again in range(4):
            safety.give_phone(NUMBER, by=who)
    with pytest.raises(Invalid, match="many codes today"):
        safety.give_phone(NUMBER, by=here.keeper)


def test_it_is_taken_away_and_goes_with_whoever_leaves(here: Watched, post_box: Path) -> None:
    proven(here.first, post_box)
    safety.forget_phone(by=here.first)
    assert not OwnPhone.objects.exists()
    safety.give_phone(NUMBER, by=here.first)
    safety.OfUsers().pass_on(here.first.id, by=here.keeper)
    assert not OwnPhone.objects.exists()


def test_a_code_never_goes_to_a_number_that_was_taken_away(here: Watched, post_box: Path) -> None:
    safety.give_phone(NUMBER, by=here.first)
    OwnPhone.objects.all().delete()
    assert texts(post_box) == []


def test_without_texts_it_goes_by_email_alone_and_says_so(here: Watched, post_box: Path, settings) -> None:
    proven(here.first, post_box)
    before = len(texts(post_box))
    settings.WATERSMEET_TEXTS = "none"
    here.alert()
    assert len(texts(post_box)) == before
    assert "This place cannot send texts" in words(signed_in(User.objects.get(pk=here.first.id)).get("/on-call/phone/"))


def test_only_who_may_be_on_call_gives_a_number(here: Watched) -> None:
    tutor = worker(here.story.at.group, Role.TUTOR)
    with pytest.raises((Refused, NotFound)):
        safety.give_phone(NUMBER, by=tutor)


def test_its_page_asks_for_the_number_then_for_the_code(here: Watched, post_box: Path) -> None:
    browser: Client = signed_in(User.objects.get(pk=here.first.id))
    assert "Send a code there" in words(browser.get("/on-call/phone/"))
    assert "Enter a phone number" in words(browser.post("/on-call/phone/", {"mobile": "12"}))
    browser.post("/on-call/phone/", {"mobile": "07700 900 982"})
    waits = words(browser.get("/on-call/phone/"))
    assert "We sent a code to the number that ends with 982." in waits
    assert "700900982" not in waits
    assert "has not left yet" in words(browser.post("/on-call/phone/", {"code": "abc"}))
    code = code_in(post_box)
    assert "This is not the code" in words(browser.post("/on-call/phone/", {"code": "abc"}))
    done = words(browser.post("/on-call/phone/", {"code": code}, follow=True))
    assert "Texts reach you there from now on." in done
    assert "Your number ends with 982." in words(browser.get("/on-call/phone/"))
    browser.post("/on-call/phone/forget/")
    assert "Send a code there" in words(browser.get("/on-call/phone/"))


def test_the_number_is_sealed_and_stands_in_no_audit(here: Watched, post_box: Path) -> None:
    proven(here.first, post_box)
    assert not any("7700900982" in str(vars(line)) for line in Line.objects.all())


def test_a_number_that_texts_cannot_reach_is_refused(here: Watched, post_box: Path) -> None:
    browser = signed_in(User.objects.get(pk=here.first.id))
    said = words(browser.post("/on-call/phone/", {"mobile": "01632 960 001"}))
    assert "Texts cannot reach this number." in said
    assert not OwnPhone.objects.exists()
