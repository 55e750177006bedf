"""A place, and a feed on a real server."""

from collections.abc import Iterator

import pytest

from tests.factories import feeds
from tests.factories import partnerships as places
from tests.factories.feeds import Theirs
from watersmeet.records.partnerships.models import Partnership


@pytest.fixture
def place(db: None) -> Partnership:
    """A new place."""
    return places.partnership()


@pytest.fixture
def theirs() -> Iterator[Theirs]:
    """A sound feed with three services, to be bent by a test."""
    with feeds.serving(Theirs()) as served:
        yield served
