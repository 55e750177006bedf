"""A user leaves, and nothing is left without somebody."""

from uuid import uuid4

import pytest

from tests.factories import accounts as make
from tests.factories.accounts import COMMAND
from watersmeet.accounts import leaving, links
from watersmeet.accounts.ports import holdings
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.base.ref import Ref


class Room:
    """A room in which users hold things."""

    def __init__(self, **held):
        self.held = held

    def holds(self, user):
        return self.held.get(str(user), [])

    def hand_over(self, user, *, to, by):
        self.held[str(to)] = self.held.pop(str(user))

    def pass_on(self, user, *, by):
        self.passed_on = user


@pytest.fixture
def leaver():
    return make.user()


@pytest.fixture
def room(leaver, monkeypatch):
    room = Room(**{str(leaver.pk): [Ref("referral", uuid4())]})
    monkeypatch.setattr(holdings, "_filled", {"room": room})
    return room


def test_what_passes_on_unseen_does_so_once_the_account_is_closed(leaver, room):
    heir = make.user()
    leaving.deactivate(leaver.pk, by=COMMAND, hand_to=heir.pk)

    assert room.passed_on == leaver.pk
    assert not is_open(leaver)


def is_open(user):
    user.refresh_from_db()
    return user.is_active


def test_who_holds_nothing_may_leave_and_their_links_end(leaver):
    token = make.link(user=leaver.pk)

    leaving.deactivate(leaver.pk, by=COMMAND)

    assert not is_open(leaver)
    assert links.look(token) is None


@pytest.mark.usefixtures("room")
def test_who_holds_something_may_not_leave_it_to_nobody(leaver):
    with pytest.raises(Conflict, match="still hold 1 thing"):
        leaving.deactivate(leaver.pk, by=COMMAND)

    assert is_open(leaver)


def test_what_is_held_goes_to_somebody(leaver, room):
    heir = make.user()

    leaving.deactivate(leaver.pk, by=COMMAND, hand_to=heir.pk)

    assert not is_open(leaver)
    assert list(room.held) == [str(heir.pk)]


def test_nothing_goes_to_a_closed_account_or_to_the_leaver(leaver, room):
    closed = make.user(is_active=False)

    for nobody in (closed.pk, leaver.pk, uuid4()):
        with pytest.raises(Invalid):
            leaving.deactivate(leaver.pk, by=COMMAND, hand_to=nobody)
    assert list(room.held) == [str(leaver.pk)]


def test_not_everybody_may_close_an_account(leaver):
    with pytest.raises(Refused):
        leaving.deactivate(leaver.pk, by=VISITOR)
    with pytest.raises(NotFound):
        leaving.deactivate(uuid4(), by=COMMAND)
