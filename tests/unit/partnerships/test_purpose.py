"""What this is for: everybody reads it, signed in or not, from the foot of every page."""

import pytest
from django.test import Client

from tests.factories import places

pytestmark = pytest.mark.django_db


def test_everybody_reads_what_it_is_not_for(client: Client) -> None:
    places.place()
    front = client.get("/").content.decode()
    assert 'href="/what-this-is-for/"' in front
    said = client.get("/what-this-is-for/").content.decode()
    for words in ("not for an emergency", "Call 999", "does not sort people by a number", "under 16"):
        assert words in said
