"""The bench of search: its services are always the same, and both sides let the same ones pass."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from bench import full_text, straight
from bench.crowd import Crowd
from watersmeet.records.directory.finding import indexed, writing

pytestmark = pytest.mark.django_db
MANY, ASKED = 3000, 40


@pytest.fixture
def crowd(settings: Any, tmp_path: Path) -> Iterator[Crowd]:
    """A small crowd in an index."""
    settings.WATERSMEET_DATA, settings.WATERSMEET_SEARCH = tmp_path, "index"
    made = Crowd(MANY, seed=7)
    assert writing.write(made.entries()) == MANY
    yield made
    indexed._open.clear()


def test_a_seed_gives_the_same_crowd_and_questions(crowd: Crowd) -> None:
    again = Crowd(MANY, seed=7)
    assert [one.service for one in again.entries()] == [one.service for one in crowd.entries()]
    assert again.questions(ASKED) == crowd.questions(ASKED)
    assert Crowd(MANY, seed=8).questions(ASKED) != crowd.questions(ASKED)


def test_ours_gives_rows_of_those_that_pass(crowd: Crowd) -> None:
    for question in crowd.questions(ASKED):
        passing = straight.passing(question)
        matched = {row.service for row in straight.ours(question) if row.matched}
        assert matched <= passing
        assert len(matched) == min(len(passing), straight.LIMIT)
        assert len(straight.bare(question)[0]) <= straight.LIMIT  # type: ignore[arg-type]


@pytest.mark.postgres
def test_both_sides_let_the_same_pass(crowd: Crowd) -> None:
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    with psycopg.connect(address, autocommit=True) as other:
        full_text.fill(other, crowd.entries())
        questions = crowd.questions(ASKED)
        passing = [straight.passing(one) for one in questions]
        assert [full_text.passing(other, one.words, one.near) for one in questions] == passing
        assert any(passing)
        best = [full_text.best(other, one.words, one.near, 20) for one in questions]
        assert all(
            {service for service, _told, _km in some} <= these for some, these in zip(best, passing, strict=True)
        )
        other.execute("DROP TABLE bench_service")
