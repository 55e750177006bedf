"""Rows are locked in one order everywhere: the person's gate row, then the referral, then what leaves.

Two acts that lock the same rows the other way round would wait for each other for ever.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.factories import lives, places
from tests.factories.places import Place
from watersmeet.base.actor import Actor, Role
from watersmeet.outbox import api as outbox
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.usefixtures("_audit_book")]
ORDER = ("people_person", "referrals_referral", "outbox_posting")
_LOCK = re.compile(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', re.DOTALL)


class Locks:
    """Which tables were locked, in each transaction."""

    def __init__(self) -> None:
        self.transactions: list[list[str]] = [[]]

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Between Django and the database."""
        found = _LOCK.search(sql)
        if found and found[1] in ORDER:
            self.transactions[-1].append(found[1])
        return execute(sql, params, many, context)

    @property
    def wrong(self) -> list[list[str]]:
        """The transactions that locked a table after a later one, when they had not locked it before."""
        first = [list(dict.fromkeys(tables)) for tables in self.transactions]
        return [tables for tables in first if tables != sorted(tables, key=ORDER.index)]


@contextmanager
def watched() -> Iterator[Locks]:
    """What is locked meanwhile; a transaction ends where autocommit comes or goes."""
    locks = Locks()
    alone = BaseDatabaseWrapper.set_autocommit

    def turns(self: BaseDatabaseWrapper, *given: Any, **named: Any) -> None:
        locks.transactions.append([])
        alone(self, *given, **named)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(locks):
        patch.setattr(BaseDatabaseWrapper, "set_autocommit", turns)
        yield locks


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place that began before anybody asked."""
    monkeypatch.setenv("WATERSMEET_NOW", "2026-03-02T10:00:00Z")
    return places.place()


def test_everything_locks_in_one_order(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def clock_at(day: str) -> None:
        monkeypatch.setenv("WATERSMEET_NOW", f"{day}T10:00:00Z")

    with watched() as locks:
        lives.lives_through(here, clock_at)
        stops(here)
        outbox.deliver_all()
        referrals.keep_time()
        people.let_go()
    assert {tables for tables in map(tuple, locks.transactions) if len(set(tables)) > 1}
    assert locks.wrong == []


def stops(here: Place) -> None:
    """Somebody asks, is asked about, and stops sharing while a message waits."""
    who = places.person(here, name="Bo Example")
    places.permit(who, here.front_door, here.group, *lives.SENT_WITH)
    asked = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="some company",
        receiver=here.group.pk,
        by=Actor("link", partnership=here.partnership.pk),
    )
    worker = places.worker(here.group)
    referrals.accept(asked, by=worker)
    referrals.assign(asked, to=places.worker(here.group, Role.MANAGER).id, by=worker)
    people.withdraw(person=who, receiver=here.group.pk, by=places.by_link(here, who))


def test_the_order_that_is_wrong_is_found(here: Place) -> None:
    locks = Locks()
    locks.transactions = [["outbox_posting", "people_person"], ["people_person", "outbox_posting", "people_person"]]
    assert locks.wrong == [["outbox_posting", "people_person"]]
