"""A place, forms that were printed, and who types them in."""

import pytest

from tests.factories import places, services
from tests.factories.paper import PRINTED, TODAY
from tests.factories.places import Place
from watersmeet.base.actor import Actor
from watersmeet.records.directory.models import Service
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.paper_models import PaperForm


@pytest.fixture
def place(db: None) -> Place:
    return places.place()


@pytest.fixture
def service(place: Place) -> Service:
    return services.service(place)


@pytest.fixture(autouse=True)
def printed_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are printed three weeks before they are typed in."""
    monkeypatch.setenv("WATERSMEET_NOW", PRINTED)


@pytest.fixture
def worker(place: Place) -> Actor:
    """Somebody who answers at the front door."""
    return places.worker(place.front_door)


@pytest.fixture
def form(place: Place, service: Service, monkeypatch: pytest.MonkeyPatch) -> PaperForm:
    """A form for the group's service, printed by the group; now it is the day on which it is typed in."""
    [made] = referrals.print_forms(service=service.pk, many=1, by=places.worker(place.group))
    monkeypatch.setenv("WATERSMEET_NOW", TODAY)
    return PaperForm.objects.get(pk=made.id)


@pytest.fixture
def open_form(place: Place, worker: Actor, monkeypatch: pytest.MonkeyPatch) -> PaperForm:
    """A form that names no service."""
    [made] = referrals.print_forms(service=None, many=1, by=worker)
    monkeypatch.setenv("WATERSMEET_NOW", TODAY)
    return PaperForm.objects.get(pk=made.id)
