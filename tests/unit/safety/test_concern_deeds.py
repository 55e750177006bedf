"""What is done about a concern: by the table of its states, with the council chased, never just shut."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.factories.places import by_link, worker
from tests.unit.safety.watching import later
from tests.unit.safety.worried import SEEN, Worried, told
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.db.keys import KeyGoneError
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Kind
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Answer, Deed, Ending, Reason, Route, Way
from watersmeet.records.safety.concern_states import MOVES, State
from watersmeet.records.safety.models import Concern, ConcernEvent, Someone

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(here: Worried, row: Concern) -> None:
    """The council is asked today."""
    told_them = {"way": Way.PHONE, "to": "Duty team", "reference": "C-12", "words": ""}
    safety.refer_to_council(row.pk, on=clock.today(), by=here.sage, **told_them)  # type: ignore[arg-type]


def answered(here: Worried, row: Concern) -> None:
    """It answers the same day."""
    safety.council_answered(
        row.pk, on=clock.today(), answer=Answer.TAKES_ON, words="They visit on Friday.", by=here.sage
    )


def closed(here: Worried, row: Concern) -> None:
    """It is closed, with what Ada says to it."""
    safety.close_concern(row.pk, ending=Ending.SAFER, words="Her card is new.", view="She is glad of it.", by=here.sage)


def state(row: Concern) -> str:
    return Concern.objects.get(pk=row.pk).state


def test_every_state_can_be_reached_and_all_but_the_last_be_left() -> None:
    reached = {State.WRITTEN}
    for _step in State:
        reached |= {to for one in reached for to in MOVES[one]}
    assert reached == set(State)
    assert [one for one in State if not MOVES[one]] == [State.CLOSED]


def test_the_whole_way_with_the_council(worried: Worried) -> None:
    row = worried.taken()
    asked(worried, row)
    answered(worried, row)
    closed(worried, row)
    seen = safety.concern(worried.sage, row.pk)
    assert seen.council is not None
    assert (seen.council.to, seen.council.reference, seen.council.said) == (
        "Duty team",
        "C-12",
        "They visit on Friday.",
    )
    happened = [one.what for one in seen.steps]
    assert happened == ["write", "take", "refer", "answer", "view", "close"]
    assert ("view", "She is glad of it.") in [(one.what, one.words) for one in seen.steps]


def test_it_is_not_closed_without_an_answer_or_a_reason(worried: Worried) -> None:
    row = worried.taken()
    with pytest.raises(Conflict):
        closed(worried, row)
    asked(worried, row)
    with pytest.raises(Conflict):
        closed(worried, row)
    other = worried.taken()
    with pytest.raises(Invalid):
        safety.not_referred(other.pk, reason=Reason.ADULT_SAID_NO, words=" ", by=worried.sage)
    safety.not_referred(other.pk, reason=Reason.ADULT_SAID_NO, words="She decides herself.", by=worried.sage)
    closed(worried, other)
    assert state(other) == State.CLOSED


def test_what_is_closed_is_not_changed(worried: Worried) -> None:
    row = worried.taken()
    safety.not_referred(row.pk, reason=Reason.NOT_ABUSE, words="A quarrel.", by=worried.sage)
    closed(worried, row)
    for deed in (
        lambda: safety.act_on_concern(row.pk, what=Deed.SPOKE, words="Again.", by=worried.sage),
        lambda: safety.hand_on_concern(row.pk, to=worried.sorrel.id, by=worried.sage),
        lambda: safety.name_in_concern(row.pk, names="Sorrel Keeper", by=worried.sage),
        lambda: safety.is_about_staff(row.pk, against=worried.at.group.pk, by=worried.sage),
        lambda: safety.take_concern(row.pk, by=worried.sage),
        lambda: asked(worried, row),
    ):
        with pytest.raises(Conflict):
            deed()


def test_days_and_words_are_looked_at(worried: Worried) -> None:
    row = worried.taken()
    good = {"way": Way.FORM, "to": "Duty team", "reference": "", "words": ""}
    for wrong in ({"on": clock.today() + DAY}, {"on": clock.today() - 40 * DAY}, {"on": clock.today(), "to": " "}):
        with pytest.raises(Invalid):
            safety.refer_to_council(row.pk, by=worried.sage, **{**good, **wrong})  # type: ignore[arg-type]
    asked(worried, row)
    with pytest.raises(Invalid):
        safety.council_answered(row.pk, on=clock.today() - DAY, answer=Answer.ADVICE, words="Yes.", by=worried.sage)
    with pytest.raises(Invalid):
        safety.council_answered(row.pk, on=clock.today(), answer=Answer.ADVICE, words="", by=worried.sage)


def test_an_answer_that_does_not_come_is_chased(worried: Worried, monkeypatch: pytest.MonkeyPatch) -> None:
    row = worried.taken()
    asked(worried, row)
    with later(monkeypatch, 8 * 24 * 60):
        assert safety.keep_concern_time() == 1
        assert safety.keep_concern_time() == 0
    assert told(row.pk) == [worried.sage.id, worried.sage.id]
    assert ConcernEvent.objects.filter(subject=row, what="chase").count() == 1
    assert state(row) == State.REFERRED


def test_whoever_has_it_and_does_nothing_loses_it_to_the_next(
    worried: Worried, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = worried.taken()
    with later(monkeypatch, 20 * 60):
        assert safety.keep_concern_time() == 0
        safety.act_on_concern(row.pk, what=Deed.SPOKE, words="We met.", by=worried.sage)
    with later(monkeypatch, 43 * 60):
        assert safety.keep_concern_time() == 0
    with later(monkeypatch, 45 * 60):
        assert safety.keep_concern_time() == 1
    row.refresh_from_db()
    assert (row.holder_id, row.taken_at) == (worried.sorrel.id, None)


def test_somebody_takes_it_only_once(worried: Worried) -> None:
    row = worried.taken()
    with pytest.raises(Conflict):
        safety.take_concern(row.pk, by=worried.sorrel)
    safety.hand_on_concern(row.pk, to=worried.sorrel.id, by=worried.sage)
    safety.take_concern(row.pk, by=worried.sorrel)
    assert state(row) == State.TAKEN


def test_stopping_to_share_leaves_it_as_it_is(worried: Worried) -> None:
    row = worried.taken()
    people.withdraw(person=worried.person, receiver=worried.at.front_door.pk, by=by_link(worried.at, worried.person))
    assert safety.concern(worried.sage, row.pk).contact.email == "ada@person.example"


def forgotten(here: Worried) -> None:
    """Ada asked to be forgotten."""
    people.erase(person=here.person, by=worker(here.at.front_door, Role.PRIVACY_OFFICER))


def test_an_open_one_is_a_duty_that_outlives_being_forgotten(worried: Worried) -> None:
    row = worried.taken()
    safety.act_on_concern(row.pk, what=Deed.SPOKE, words="We met.", by=worried.sage)
    forgotten(worried)
    seen = safety.concern(worried.sage, row.pk)
    assert (seen.seen, seen.name) == (SEEN, "Ada Example")
    assert "We met." in [one.words for one in seen.steps]
    asked(worried, row)
    answered(worried, row)
    closed(worried, row)


def test_of_a_closed_one_the_words_go_when_they_are_forgotten(worried: Worried) -> None:
    row = worried.taken()
    safety.not_referred(row.pk, reason=Reason.NOT_ABUSE, words="A quarrel.", by=worried.sage)
    closed(worried, row)
    forgotten(worried)
    seen = safety.concern(worried.sage, row.pk)
    assert (seen.seen, seen.name) == ("", "")
    assert not any(one.words for one in seen.steps)
    with pytest.raises(KeyGoneError):
        Concern.objects.create(
            **{name: getattr(row, name) for name in _COPIED}, said={"seen": "anew"}, key_owner=worried.person
        )


_COPIED = ("partnership_id", "person_id", "controller_id", "home_id", "writer_id", "holder_id", "route", "danger")
_COPIED += ("knows", "written_at", "due_at")


def test_it_leaves_whole_by_its_own_day_and_no_officer_is_told(
    worried: Worried, monkeypatch: pytest.MonkeyPatch
) -> None:
    for about in ({}, {"person": None, "who": "Somebody else"}):
        row = worried.taken(names="Mabel Sampleton", **about)
        safety.not_referred(row.pk, reason=Reason.NOT_ABUSE, words="A quarrel.", by=worried.sage)
        closed(worried, row)
    assert safety.let_concerns_go() == 0
    still_open = worried.write()
    with later(monkeypatch, 96 * 31 * 24 * 60):
        assert safety.let_concerns_go() == 2
    assert list(Concern.objects.all()) == [still_open]
    assert not Someone.objects.exists()


def test_while_one_is_kept_the_persons_key_is_too(worried: Worried, monkeypatch: pytest.MonkeyPatch) -> None:
    row = worried.write()
    officer = worker(worried.at.front_door, Role.PRIVACY_OFFICER)
    for days in (12 * 365, 12 * 365 + 40):
        with later(monkeypatch, days * 24 * 60):
            people.let_go()
            assert all("concern" not in str(one) for one in people.leaving(officer))
    assert safety.concern(worried.sage, row.pk).seen == SEEN


def copied(here: Worried) -> str:
    """What the officer reads of what would be given."""
    [matter] = people.tell(person=here.person, kind=Kind.ACCESS, words="", by=here.by_link)
    return str(people.to_check(worker(here.at.front_door, Role.PRIVACY_OFFICER), matter))


def test_it_is_in_the_persons_copy_only_after_a_safeguarding_lead_let_it_in(worried: Worried) -> None:
    row = worried.taken()
    assert "money is taken" not in copied(worried)
    safety.let_into_copy(row.pk, yes=True, by=worried.sage)
    assert "money is taken" in copied(worried)
    safety.let_into_copy(row.pk, yes=False, by=worried.sage)
    assert "money is taken" not in copied(worried)
    nobody_known = worried.taken(person=None, who="A neighbour")
    with pytest.raises(Conflict):
        safety.let_into_copy(nobody_known.pk, yes=True, by=worried.sage)


def test_no_worker_beside_the_person_opens_a_copy_with_one_in_it(worried: Worried) -> None:
    row = worried.taken(names="Fern Example")
    officer = worker(worried.at.front_door, Role.PRIVACY_OFFICER)
    for let_in in (False, True):
        safety.let_into_copy(row.pk, yes=let_in, by=worried.sage)
        [matter] = people.tell(person=worried.person, kind=Kind.ACCESS, words="", by=worried.by_link)
        people.release(matter=matter, left_out=(), why=None, checked=True, words="", by=officer)
        assert people.open_copy(worried.by_link, matter)
        if let_in:
            with pytest.raises(NotFound):
                people.open_copy(worried.fern, matter)
        else:
            assert people.open_copy(worried.fern, matter)


def test_who_is_part_of_it_never_reads_it_by_making_the_copy(worried: Worried) -> None:
    row = worried.taken(names="Mabel Sampleton")
    with pytest.raises(Conflict):
        safety.let_into_copy(row.pk, yes=True, by=worried.sage)
    other = worried.taken()
    safety.let_into_copy(other.pk, yes=True, by=worried.sage)
    safety.name_in_concern(other.pk, names="Mabel Sampleton", by=worried.sage)
    assert "money is taken" not in copied(worried)


def test_every_move_is_an_event_with_the_next_version(worried: Worried) -> None:
    row = worried.taken(Route.CHILD)
    asked(worried, row)
    answered(worried, row)
    asked(worried, row)
    versions = list(row.events.order_by("version").values_list("version", flat=True))
    assert all(after == before + 1 for before, after in pairwise(versions))
    assert Concern.objects.get(pk=row.pk).answered_on is None
