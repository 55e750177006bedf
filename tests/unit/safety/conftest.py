"""A place in which a person is asked PHQ-9, and two people are on call."""

import pytest

from tests.unit.safety.watching import Watched


@pytest.fixture
def here() -> Watched:
    return Watched()
