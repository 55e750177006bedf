"""A place in which a person is asked PHQ-9, and two people are on call."""

import pytest

from tests.unit.safety.watching import Watched
from tests.unit.safety.worried import Worried


@pytest.fixture
def here() -> Watched:
    return Watched()


@pytest.fixture
def worried() -> Worried:
    return Worried()
