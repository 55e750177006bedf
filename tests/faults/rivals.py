"""Who races a person that stops sharing: those who look, those who act, those who send; and the races themselves."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.urls import reverse

from tests.faults.races import PATIENCE, RIVALS, Do, House, Pauses, Rival, Round, Stop
from watersmeet.base import crash
from watersmeet.base.actor import Actor, Kind
from watersmeet.outbox import claims, delivery
from watersmeet.outbox.models import Posting
from watersmeet.records.people import actions as people_actions
from watersmeet.records.people import api as people
from watersmeet.records.people import gate, permissions
from watersmeet.records.people.api import SafeContact
from watersmeet.records.people.models import Person
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals import frames
from watersmeet.records.referrals.models import Referral
from watersmeet.records.referrals.states import Reason, State


def looking(do: Do) -> Rival:
    """Somebody who looks."""
    return Rival(do, looks=True)


def on_page(route: str, *, of: str = "", by: str = "worker") -> Rival:
    """A page of the group that shows the person's name."""

    def shows(one: Round) -> bool:
        path = reverse(route, args=[getattr(one, of)] if of else [])
        answer = getattr(one.house, by).get(path, {"names": "1"} if route == "desk:csv" else {})
        return one.name in answer.content.decode()

    return looking(shows)


def steps(one: Round) -> bool:
    """The group's worker takes a step, asks, names a colleague, or says that it was a mistake."""
    by = one.house.group
    [
        lambda: referrals.start(one.sent, by=by),
        lambda: referrals.ask_question(one.sent, by=by, words="Mornings?"),
        lambda: referrals.assign(one.sent, to=by.id, by=by),
        lambda: referrals.enter_in_error(one.sent, by=by, reason=Reason.MISTAKE),
    ][one.number % 4]()
    return True


def offers_anew(one: Round) -> bool:
    """The front door offers what was declined to the group's own service."""
    new = referrals.re_offer(one.ended, service=one.house.service.pk, by=one.house.front)
    return Referral.objects.get(pk=new).state == State.SENT


def passes_on(one: Round) -> bool:
    """The front door passes on what it wrote down."""
    referrals.send(one.draft, by=one.house.front)
    return True


def writes_to_the_surgery(one: Round) -> bool:
    """A letter to the GP."""
    referrals.print_gp_letter(one.sent, surgery=one.house.at.surgery.pk, by=one.house.front)
    return True


def writes_to_the_person(one: Round) -> bool:
    """The group writes a letter to the person."""
    referrals.print_letter(one.sent, by=one.house.group)
    return True


def asks_how_they_are(one: Round) -> bool:
    """The step that makes questions due is done by the outbox, in the group's name."""
    return _sends(one, {"measures.start"})


def sends_to_the_group(one: Round) -> bool:
    """The worker sends what waits for the group."""
    return _sends(one, {"partner.referral"})


def sends_to_the_person(one: Round) -> bool:
    """The worker sends a queued text or email."""
    return _sends(one, {"person.referral"})


def _sends(one: Round, kinds: set[str]) -> bool:
    """Claim and deliver as a worker does. Its transactions are its own: what it made counts here by `made`."""
    for posting in claims.claim(kinds, 4, timedelta(seconds=60)):
        making.of = (one, posting) if posting.person == one.who else None
        delivery.deliver(posting)
        making.of = None
    return False


class Making(threading.local):
    """What this thread is about to send."""

    of: tuple[Round, Posting] | None = None


making = Making()


def at_points(name: str) -> None:
    """In place of the points at which a process dies: a pause; and the last moment before a message is claimed."""
    if making.of is None:
        return
    one, posting = making.of
    if name == "outbox.ready":  # the wire is slow
        one.gone.wait(10 * PATIENCE)
    else:
        one.pause.for_it(one.gone)
    if name == "outbox.made" and Posting.objects.filter(pk=posting.pk, made_at__isnull=False).exists():
        told_to_group = posting.to_id == one.house.at.group.pk or posting.kind == "measures.start"
        if told_to_group or posting.to_kind == "person":
            one.moments.deeds.append((posting.kind, time.monotonic()))


def counted(one: Round) -> bool:
    """The group's manager counts; everybody of the rounds before is withdrawn."""
    return sum(load.count for load in referrals.caseload(one.house.manager)) > 0


def found(one: Round) -> bool:
    """The group's worker looks whether they know somebody with this number, and what they may see of them."""
    by = one.house.group
    return bool(
        people.find_person(by, phone=f"07700 900{one.number % 1000:03}")
        or people.cards(by, [one.who])
        or referrals.of_person(by, one.who)
    )


def by_a_pass(one: Round) -> bool:
    """Another system of the group."""
    system = Actor(Kind.SYSTEM, one.who, partnership=one.house.at.partnership.pk, partner=one.house.at.group.pk)
    return bool(referrals.of_person(system, one.who) or people.cards(system, [one.who]))


def in_figures(one: Round) -> bool:
    """An evidence run of the front door reads its frames."""
    by = Actor(Kind.PROCESS, partnership=one.house.at.partnership.pk, partner=one.house.at.front_door.pk)
    return any(str(one.sent) in batch.column("referral").to_pylist() for batch in frames.referrals(by))


STOPS = (
    Stop(
        "the group",
        lambda one: people.withdraw(person=one.who, receiver=one.house.at.group.pk, by=one.mine),
        {
            "page": on_page("desk:story", of="sent"),
            "list": on_page("desk:home"),
            "file": on_page("desk:csv", by="leader"),
            "story": on_page("desk:person", of="who"),
            "summary": on_page("desk:paste", of="sent"),
            "count": looking(counted),
            "search": looking(found),
            "pass": looking(by_a_pass),
            "step": Rival(steps),
            "offer anew": Rival(offers_anew, needs="ended"),
            "pass on": Rival(passes_on, needs="draft"),
            "letter": Rival(writes_to_the_person),
            "questions": Rival(asks_how_they_are, sends=True),
            "message": Rival(sends_to_the_group, sends=True),
        },
        lambda at: at.group,
    ),
    Stop(
        "the surgery",
        lambda one: people.withdraw(person=one.who, receiver=one.house.at.surgery.pk, by=one.mine),
        {"letter to the GP": Rival(writes_to_the_surgery), "again": Rival(writes_to_the_surgery)},
    ),
    Stop(
        "being counted",
        lambda one: people.stop_counting(person=one.who, receiver=one.house.at.front_door.pk, by=one.mine),
        {"figures": looking(in_figures), "again": looking(in_figures)},
    ),
    Stop(
        "being written to",
        lambda one: people.set_contact(person=one.who, contact=SafeContact(), by=one.mine),
        {
            "text": Rival(sends_to_the_person, sends=True),
            "another": Rival(sends_to_the_person, sends=True),
            "letter": Rival(writes_to_the_person),
        },
    ),
)
WEIGHTS = (14, 3, 1, 3)
WEIGHTS_WITHOUT = (2, 1, 0, 1)
HELD_BY_THE_LOCK = {"offer anew", "letter to the GP", "again", "text", "another", "letter"}
"""Of the rivals, those whom no other lock would keep out."""


@contextmanager
def without_the_lock() -> Iterator[None]:
    """The control: nobody takes the person's gate row, so that a check and its deed come apart."""
    with ExitStack() as changed:
        for room in (gate, permissions, people, people_actions):
            changed.enter_context(patch.object(room, "lock", lambda person: Person.objects.get(pk=person)))
        yield


def run(rounds: int, seed: int, *, locked: bool = True) -> dict[str, Any]:
    """Race so often; returns the figures, and what went wrong by name. Without the lock, race what it alone holds."""
    chance, house = random.Random(seed), House()  # noqa: S311 - the same races each time, no secret
    figures: Counter[str] = Counter()
    wrong: list[str] = []
    with nullcontext() if locked else without_the_lock(), patch.object(crash, "here", at_points):
        for number in range(rounds):
            stop = chance.choices(STOPS, WEIGHTS if locked else WEIGHTS_WITHOUT)[0]
            able = sorted(stop.rivals.keys() if locked else stop.rivals.keys() & HELD_BY_THE_LOCK)
            names = chance.sample(able, min(RIVALS, len(able)))
            pauses = Pauses(f"{seed}-{number}", 0.5 if locked else 1.0)
            one = Round(house, number, pauses, counts=stop.name == "being counted")
            one.race(stop, {name: stop.rivals[name] for name in names})
            figures.update(one.moments.figures())
            wrong += [f"{number} {stop.name}: {said}" for said in one.moments.wrong()]
    return {**figures, "wrong": wrong}
