"""GOV.UK Notify, against a server of our own that checks the token and answers as theirs is written to."""

from typing import Any

import pytest

from tests.unit.notify.conftest import SECRET, SERVICE, Notify
from watersmeet.exchange.notify import govuk, texts
from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.outbox.ports import Heard, NeverError, Pending, SendError
from watersmeet.records.people.api import Channel

TEXT = Envelope("posting-1", ("+447700900123",), "", "There is some news for you.", Channel.SMS)
OURS = Pending("govuk", "theirs-1", ask=True)


def test_a_text_arrives_with_its_words_and_our_reference(notify: Notify) -> None:
    assert texts.can_send()
    assert texts.send(TEXT, again=False) == OURS
    assert notify.taken["posting-1"] == {
        "phone_number": "+447700900123",
        "template_id": "9d751e0e-f929-4891-82a1-a3e1c3c18ee3",
        "personalisation": {"message": "There is some news for you."},
        "reference": "posting-1",
    }


def test_a_secret_that_is_not_theirs_is_refused(notify: Notify, settings: Any) -> None:
    settings.WATERSMEET_GOVUK_KEY = f"our-key-{SERVICE}-{SERVICE}"
    with pytest.raises(SendError) as refused:
        texts.send(TEXT, again=False)
    assert refused.value.code == "govuk_403"
    assert notify.taken == {}


def test_the_token_carries_the_true_time_whatever_our_clock_says(
    notify: Notify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATERSMEET_NOW", "2020-01-01T10:00:00Z")
    assert texts.send(TEXT, again=False) == OURS


def test_a_text_whose_answer_was_lost_is_not_sent_twice(notify: Notify) -> None:
    notify.forget_answer = True
    with pytest.raises(SendError):
        texts.send(TEXT, again=False)
    notify.taken["posting-1"]["seen"] = True
    assert texts.send(TEXT, again=True) == Pending("govuk", "theirs-before", ask=True)
    assert notify.taken["posting-1"]["seen"]
    assert "reference=posting-1" in notify.asked[0]


def test_a_text_that_never_arrived_is_sent_again(notify: Notify) -> None:
    assert texts.send(TEXT, again=True) == OURS


def test_a_text_that_reached_nobody_is_sent_anew(notify: Notify) -> None:
    texts.send(TEXT, again=False)
    notify.status = "permanent-failure"
    notify.taken["posting-1"]["seen"] = True
    assert texts.send(TEXT, again=True) == OURS
    assert "seen" not in notify.taken["posting-1"]


@pytest.mark.parametrize(
    ("status", "heard"),
    [
        ("created", None),
        ("sending", None),
        ("pending", None),
        ("sent", None),
        ("delivered", Heard(arrived=True)),
        ("permanent-failure", Heard(arrived=False, why="permanent-failure")),
        ("temporary-failure", Heard(arrived=False, why="temporary-failure")),
        ("technical-failure", Heard(arrived=False, why="technical-failure")),
    ],
)
def test_they_say_later_whether_it_arrived(notify: Notify, status: str, heard: Heard | None) -> None:
    texts.send(TEXT, again=False)
    notify.status = status
    assert govuk.arrived("theirs-1") == heard


def test_what_they_do_not_know_is_asked_again(notify: Notify) -> None:
    with pytest.raises(SendError) as unknown:
        govuk.arrived("../theirs/1")
    assert unknown.value.code == "govuk_404"
    assert notify.asked == ["/v2/notifications/..%2Ftheirs%2F1"]


@pytest.mark.parametrize(("status", "fault"), [(400, NeverError), (429, SendError), (500, SendError), (503, SendError)])
def test_a_no_is_for_ever_only_when_trying_again_changes_nothing(
    notify: Notify, status: int, fault: type[SendError]
) -> None:
    notify.answers = [status]
    with pytest.raises(SendError) as refused:
        texts.send(TEXT, again=False)
    assert (type(refused.value), refused.value.code) == (fault, f"govuk_{status}")


def test_a_server_that_is_not_there_is_tried_again(notify: Notify, settings: Any) -> None:
    settings.WATERSMEET_GOVUK_ADDRESS = "http://127.0.0.1:9"
    with pytest.raises(SendError) as refused:
        texts.send(TEXT, again=False)
    assert refused.value.code == "govuk_unreachable"


@pytest.mark.parametrize("key", ["", "our-key", f"{SERVICE}-{SECRET}x", f"our-key-{SERVICE}"])
def test_without_a_whole_key_no_text_is_promised(notify: Notify, settings: Any, key: str) -> None:
    settings.WATERSMEET_GOVUK_KEY = key
    assert not texts.can_send()
    with pytest.raises(SendError):
        govuk.Account.ours().token()
