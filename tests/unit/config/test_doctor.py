"""The doctor says ok of nothing that would fail people, and changes nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.factories import partnerships as places
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.ref import Ref
from watersmeet.config import cli, doctor
from watersmeet.outbox import api as outbox

pytestmark = pytest.mark.django_db


def trouble(name: str) -> str:
    return doctor.look({})[name]["trouble"]


@pytest.fixture
def real(settings: Any) -> Any:
    """A place that people come to from elsewhere."""
    settings.WATERSMEET_ADDRESS, settings.ALLOWED_HOSTS = "https://care.test", ["care.test"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Messages <messages@care.test>"
    return settings


def test_nothing_is_wrong_with_one_in_order(real: Any) -> None:
    names = doctor.look({}).keys() - {"WATERSMEET_DATA", "WATERSMEET_DATABASE", "WATERSMEET_KEYS"}
    assert [name for name in sorted(names) if trouble(name)] == []


def test_what_is_for_trying_out_is_none_where_one_only_tries(settings: Any) -> None:
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    settings.WATERSMEET_TEXTS = "console"
    assert [trouble(name) for name in ("WATERSMEET_MAIL", "WATERSMEET_TEXTS", "WATERSMEET_ADDRESS")] == ["", "", ""]


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        *(("WATERSMEET_MAIL", "EMAIL_BACKEND", f"django.core.mail.backends.{kind}.EmailBackend") for kind in
          ("dummy", "locmem", "console", "nowhere")),
        ("WATERSMEET_MAIL", "EMAIL_BACKEND", "watersmeet.exchange.notify.postbox.Postbox"),
        ("WATERSMEET_MAIL", "EMAIL_BACKEND", "nonsense"),
        ("WATERSMEET_MAIL_FROM", "DEFAULT_FROM_EMAIL", "Watersmeet <no-reply@watersmeet.example>"),
        ("WATERSMEET_MAIL_FROM", "DEFAULT_FROM_EMAIL", "somebody"),
        ("WATERSMEET_ADDRESS", "WATERSMEET_ADDRESS", "http://care.test"),
        ("WATERSMEET_HOSTS", "ALLOWED_HOSTS", ["other.test"]),
        ("WATERSMEET_TEXTS", "WATERSMEET_TEXTS", "postbox"),
        ("WATERSMEET_TEXTS", "WATERSMEET_TEXTS", "govuk"),
    ],
)  # fmt: skip
def test_what_would_fail_people_is_trouble(real: Any, name: str, setting: str, value: object) -> None:
    assert not trouble(name)
    setattr(real, setting, value)
    assert trouble(name)


def test_a_moved_clock_is_trouble_for_real_people(real: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, "+3d")
    assert trouble(clock.VARIABLE)
    real.WATERSMEET_ADDRESS = "http://127.0.0.1:8000"
    assert not trouble(clock.VARIABLE)


def test_a_demo_in_the_open_is_trouble(real: Any) -> None:
    real.WATERSMEET_DEMO, real.WATERSMEET_HTTPS = True, True
    assert trouble("WATERSMEET_DEMO")


@pytest.mark.parametrize("name", ["WATERSMEET_DATA", "WATERSMEET_KEYS"])
def test_what_others_can_read_is_trouble(settings: Any, tmp_path: Path, name: str) -> None:
    settings.WATERSMEET_DATA, settings.WATERSMEET_KEYS = tmp_path / "data", tmp_path / "keys.json"
    assert "is not there" in trouble(name)
    assert not any(tmp_path.iterdir()), "it looks, and makes nothing"
    settings.WATERSMEET_DATA.mkdir(mode=0o700)
    assert doctor.ring.ring()
    assert not trouble(name)
    open_to_all = settings.WATERSMEET_DATA if name == "WATERSMEET_DATA" else settings.WATERSMEET_KEYS
    open_to_all.chmod(0o755)
    assert "chmod" in trouble(name)


def test_a_damaged_ring_is_a_finding_and_no_accident(settings: Any, tmp_path: Path) -> None:
    settings.WATERSMEET_KEYS = tmp_path / "keys.json"
    settings.WATERSMEET_KEYS.write_text("{}")
    assert "damaged" in trouble("WATERSMEET_KEYS")


def test_what_waits_too_long_shows_that_no_worker_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.look_at_worker()["worker"]["trouble"] == ""
    place = places.partnership()
    with transaction.atomic():
        outbox.put(
            "text", subject=Ref("person", place.pk), to=Ref("person", place.pk), key="one", partnership=place.pk,
            ordered_by=Actor(Kind.COMMAND, name="a test"),
        )  # fmt: skip
    assert doctor.look_at_worker()["worker"]["trouble"] == "", "it may be on its way"
    monkeypatch.setenv(clock.VARIABLE, (clock.now() + doctor.LATE + timedelta(seconds=1)).isoformat())
    assert "watersmeet worker" in doctor.look_at_worker()["worker"]["trouble"]


def test_trouble_is_an_exit_code(real: Any, capsys: pytest.CaptureFixture[str]) -> None:
    real.DEFAULT_FROM_EMAIL = "somebody"
    assert cli.run(["doctor"]) == 1
    assert "is no sender" in capsys.readouterr().out
