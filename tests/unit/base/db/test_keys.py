"""Data keys: made, opened by the many, moved to a new ring key, destroyed."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from watersmeet.base import ids
from watersmeet.base.db import keys, ring

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_ring(settings: Any, tmp_path: Path) -> None:
    """A ring and no opened keys of this test's own."""
    settings.WATERSMEET_KEYS = tmp_path / "keys.json"
    keys.forget()


@pytest.fixture
def owner() -> UUID:
    """Somebody with a key."""
    made = ids.new()
    keys.make(made)
    return made


def test_an_owner_has_one_key(owner: UUID) -> None:
    key = keys.open_key(owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        keys.make(owner)
    keys.forget()
    assert keys.open_key(owner) == key


def test_the_database_holds_no_open_key(owner: UUID) -> None:
    assert keys.open_key(owner) not in bytes(keys.DataKey.objects.get(pk=owner).wrapped)


def test_a_destroyed_key_is_gone_for_good(owner: UUID) -> None:
    keys.open_key(owner)
    keys.destroy(owner)
    with pytest.raises(keys.KeyGoneError):
        keys.open_key(owner)


def test_many_keys_are_opened_by_one_query(django_assert_num_queries: Any) -> None:
    owners = [ids.new() for _each in range(20)]
    for owner in owners:
        keys.make(owner)
    keys.forget()
    with django_assert_num_queries(1):
        keys.load(owners)
    with django_assert_num_queries(0):
        keys.load(owners)
        assert len({keys.open_key(owner) for owner in owners}) == 20


def test_a_turned_ring_still_opens_everything_before_and_after_rewrapping(owner: UUID) -> None:
    key = keys.open_key(owner)
    newest = ring.rotate()
    keys.forget()
    assert keys.open_key(owner) == key
    assert keys.rewrap() == 1
    assert keys.rewrap() == 0
    keys.forget()
    assert keys.open_key(owner) == key
    assert keys.DataKey.objects.get(pk=owner).ring_key == newest


def test_a_key_made_in_a_transaction_that_failed_is_not_kept() -> None:
    owner = ids.new()
    with transaction.atomic():
        keys.make(owner)
        transaction.set_rollback(True)
    with pytest.raises(keys.KeyGoneError):
        keys.open_key(owner)
