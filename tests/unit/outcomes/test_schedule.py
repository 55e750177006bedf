"""When questions come: by the rules, at five moments of a referral, each once, and only while it still stands so."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.outbox import api as outbox
from watersmeet.outbox.models import Posting
from watersmeet.records.outcomes.models import Request
from watersmeet.records.outcomes.states import Moment
from watersmeet.records.partnerships import queries
from watersmeet.records.partnerships.models import ModelVersion
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals

pytestmark = pytest.mark.django_db
BEGAN = datetime.fromisoformat("2026-03-02T10:00:00+00:00")
ALL = {"begin": ["ucla3"], "middle": ["lonely"], "later": ["ons4"], "middle_after_days": 30, "later_after_days": 91}


class Way:
    """Somebody whose referral goes from step to step, day by day."""

    def __init__(self, patch: pytest.MonkeyPatch, **rules: object) -> None:
        self.patch = patch
        self.on(0)
        self.at: Place = places.place()
        for row in ModelVersion.objects.filter(partnership=self.at.partnership):
            measures = row.document["measures"] | rules
            ModelVersion.objects.filter(pk=row.pk).update(document=row.document | {"measures": measures})
        queries._read_before.clear()
        queries._numbered.clear()
        self.who = places.person(self.at)
        for giver, receiver in (
            (self.at.front_door, self.at.group),
            (self.at.group, self.at.front_door),
        ):
            places.permit(self.who, giver, receiver)
        self.worker = places.worker(self.at.group)
        self.referral: UUID = referrals.ask_for_self(
            person=self.who,
            partnership=self.at.partnership.pk,
            words="some company",
            receiver=self.at.group.pk,
            by=Actor(Kind.LINK, partnership=self.at.partnership.pk),
        )

    def on(self, day: int) -> None:
        """So many days after it began."""
        self.patch.setenv(clock.VARIABLE, (BEGAN + timedelta(days=day)).isoformat())

    def asked(self) -> list[tuple[str, list[str]]]:
        """Let what is due leave; what was asked so far, in order."""
        outbox.deliver_all()
        rows = Request.objects.filter(person=self.who).order_by("asked_at", "pk")
        return [(row.moment, [code for code, _version in row.instruments]) for row in rows]


@pytest.fixture(autouse=True)
def _post(settings: object, tmp_path: object) -> None:
    settings.WATERSMEET_DATA = tmp_path  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"  # type: ignore[attr-defined]


def test_at_five_moments_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(monkeypatch, **ALL)
    referrals.accept(way.referral, by=way.worker)
    assert way.asked() == [("start", ["goals", "ons4"])]
    way.on(14)
    referrals.start(way.referral, by=way.worker)
    assert way.asked()[1:] == [("begin", ["ucla3"])]
    way.on(20)
    referrals.pause(way.referral, by=way.worker, reason=referrals.Reason.PERSON_CHOSE)
    referrals.start(way.referral, by=way.worker)
    way.on(43)
    assert len(way.asked()) == 2
    way.on(44)
    assert way.asked()[2:] == [("middle", ["lonely"])]
    way.on(60)
    referrals.complete(way.referral, by=way.worker)
    assert [moment for moment, _codes in way.asked()[3:]] == ["end"]
    way.on(150)
    assert len(way.asked()) == 4
    way.on(151)
    assert way.asked()[4:] == [("later", ["ons4"])]
    assert {one.value for one in Moment} == {moment for moment, _codes in way.asked()}


def test_rules_that_name_none_ask_none_and_put_nothing_by(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(monkeypatch)
    referrals.accept(way.referral, by=way.worker)
    referrals.start(way.referral, by=way.worker)
    assert not Posting.objects.filter(kind__in=("measures.begin", "measures.middle")).exists()


def test_what_has_ended_meanwhile_is_not_asked_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(monkeypatch, **ALL)
    referrals.accept(way.referral, by=way.worker)
    referrals.start(way.referral, by=way.worker)
    way.asked()
    way.on(10)
    referrals.leave(way.referral, by=way.worker, reason=referrals.Reason.PERSON_CHOSE)
    way.on(40)
    assert "middle" not in [moment for moment, _codes in way.asked()]


def test_three_months_later_nobody_is_asked_who_stopped_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(monkeypatch, **ALL)
    referrals.accept(way.referral, by=way.worker)
    referrals.start(way.referral, by=way.worker)
    referrals.complete(way.referral, by=way.worker)
    people.withdraw(person=way.who, receiver=way.at.group.pk, by=places.by_link(way.at, way.who))
    way.on(95)
    assert "later" not in [moment for moment, _codes in way.asked()]


def test_a_second_first_answer_too_soon_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never twice within the rules' days, a second baseline either."""
    way = Way(monkeypatch, **ALL | {"begin": ["ons4"]})
    referrals.accept(way.referral, by=way.worker)
    way.asked()
    way.on(3)
    referrals.start(way.referral, by=way.worker)
    assert [moment for moment, _codes in way.asked()] == ["start"]
