"""Which way a message takes: one that is shut for ever does not end a message that another way only keeps waiting."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories import places
from watersmeet.base.problems import Refusal
from watersmeet.exchange.notify import ways
from watersmeet.records.people.api import Channel, Daytime

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize("channels", [(Channel.SMS, Channel.EMAIL), (Channel.EMAIL, Channel.SMS)])
def test_a_message_waits_for_the_way_that_opens_again(settings: Any, channels: tuple[Channel, ...]) -> None:
    settings.WATERSMEET_TEXTS = "postbox"
    at = places.place()
    who = places.person(at, channels=channels, phone="", email="wren@person.example", daytimes=(Daytime.EVENING,))
    answer = ways.choose(who, at=NIGHT, partner=at.group.pk)
    assert isinstance(answer, Refusal)
    assert answer.missing == "contact_hours"
    assert answer.try_again_at == datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("contact", "texts", "can"),
    [
        ({"channels": (Channel.EMAIL,)}, "none", True),
        ({"channels": (Channel.EMAIL,), "email": ""}, "none", False),
        ({"channels": (Channel.PHONE, Channel.POST), "phone": "+447700900901"}, "postbox", False),
        ({"channels": (Channel.SMS,), "phone": "+447700900901"}, "none", False),
        ({"channels": (Channel.SMS,), "phone": "+447700900901"}, "postbox", True),
    ],
)
def test_whether_any_message_can_tell_somebody(settings: Any, contact: dict[str, Any], texts: str, can: bool) -> None:
    settings.WATERSMEET_TEXTS = texts
    assert ways.can_tell(places.person(places.place(), **contact)) is can
