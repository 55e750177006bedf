"""What somebody answered to clinical questions, and that they had to be rung, reaches nobody who has no part in it.

Not as a word, a sum, a band or an address; not on a page, in a list, a log, a message, a file, a refusal or a column.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse

from tests.factories import on_call, places
from tests.proofs.crawler import Crawl, Visit
from tests.proofs.planting import Ears, files, tables
from tests.proofs.square import Comer, Square
from tests.proofs.test_canaries import folders, starts
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.outcomes.models import Request
from watersmeet.records.people import api as people
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Act, Outcome
from watersmeet.records.safety.models import Alert

__all__ = ["folders"]
pytestmark = pytest.mark.django_db
WORDS = {
    "where": "Canarywhere",
    "emergency": "Canaryemergency",
    "gp": "Canarygp",
    "done": "Canarydone",
    "agreed": "Canaryagreed",
}
CLINICAL = [item.asks for code in ("phq9", "gad7") for item in outcomes.instrument(code).items]
NAMES = ("PHQ-9", "GAD-7", "Depression", "moderately severe", "moderately_severe")
NEAREST = {
    *(f"{role} at the referrer" for role in ("volunteer", "tutor", "lead", "privacy_officer", "analyst")),
    *("manager at the receiver", "practitioner at a third", "another person by a status link"),
}
"""In CI, those who come nearest to it; by night everybody."""
PART = {Role.PRACTITIONER, Role.MANAGER, Role.SAFEGUARDING_LEAD}
"""Who may be on call at the partner that asked; practitioners on the way of a referral read the answers."""


class Told:
    """A person who answered PHQ-9 and GAD-7 at the front door, and for whom somebody on call did something."""

    def __init__(self, square: Square) -> None:
        at = square.at
        on_call.watched(at)
        keeper, first, deputy = on_call.crew(square.front)
        on_call.shift(square.front, keeper, first, deputy)
        by_link = places.by_link(at, square.person)
        self.request = outcomes.ask(
            person=square.person,
            controller=square.front.pk,
            partnership=at.partnership.pk,
            about=Ref("referral", uuid4()),
            moment=Moment.END,
            by=square.worker,
        )
        Request.objects.filter(pk=self.request).update(instruments=[["phq9", 1], ["gad7", 1]])
        outcomes.say_where(
            request=self.request, by=by_link, **{name: WORDS[name] for name in ("where", "emergency", "gp")}
        )
        given = {"phq9": {f"q{number}": 2 for number in range(1, 10)}, "gad7": {f"q{n}": 3 for n in range(1, 8)}}
        self.responses = outcomes.answer(request=self.request, answers=given, by=by_link)
        alert = Alert.objects.get(about_id=self.request)
        self.alert: UUID = alert.pk
        safety.acknowledge(alert.pk, by=first)
        safety.act(alert.pk, what=Act.SPOKE, words=WORDS["done"], by=first)
        safety.close(alert.pk, outcome=Outcome.SPOKE, words=WORDS["agreed"], by=first)
        self.open = safety.raise_alert(
            person=square.person,
            controller=square.front.pk,
            partnership=at.partnership.pk,
            about=Ref("request", uuid4()),
            item="phq9.q9",
            answered_at=clock.now() - timedelta(minutes=1),
            by=square.worker,
            where={"where": WORDS["where"]},
        )

    @property
    def addresses(self) -> list[str]:
        """Everything that leads to it."""
        return [str(one) for one in (self.request, *self.responses, self.alert, self.open)]

    def found(self, said: str) -> list[str]:
        """What of it stands there."""
        sought = [*WORDS.values(), *CLINICAL, *NAMES, *self.addresses, "Somebody needs a call now"]
        return [one for one in sought if one.casefold() in said.casefold()]


def has_part(square: Square, who: Comer) -> bool:
    """Whether they may be on call at the partner that asked, or read the answers: the person, who helps them."""
    if who.actor.person == square.person:
        return True
    at = {square.front.pk: PART, square.group.pk: {Role.PRACTITIONER}}
    return who.actor.role in at.get(who.actor.partner, set())  # type: ignore[arg-type]


def test_nothing_of_it_reaches_anybody_who_has_no_part_in_it(
    square: Square, nightly: bool, folders: tuple[Path, Path], record_property: Callable[[str, object], None]
) -> None:
    told, ears, pages = Told(square), Ears(), 0
    met: list[tuple[str, str, str]] = []

    def saw(visit: Visit, answer: HttpResponse) -> None:
        nonlocal pages
        ears.saw(visit, answer)
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content
        pages += 1
        found = told.found(said.decode(errors="ignore"))
        met.extend(
            (who.label, visit.path, one) for one in found if one not in f"{visit.path} {visit.told}"
        )  # what they typed themselves

    outsiders = [who for who in square.everybody if not has_part(square, who) and (nightly or who.label in NEAREST)]
    with ears.open():
        for who in outsiders:
            crawl = Crawl(who.browser, 2 if nightly else 1, passes_by=_reads_only, seen=saw)
            crawl.walk(*starts(square, who), *_tries(square, told))
            assert any(visit.status == 200 for visit in crawl.visits)
        outbox.deliver_all()
        audit.seal()
    assert met == []
    told_elsewhere = [*files(*folders), ("logs", ears.lines.getvalue()), *((r, said) for r, said in ears.refusals)]
    for where, said in told_elsewhere:
        text = said if isinstance(said, str) else said.decode(errors="ignore")
        assert [one for one in told.found(text) if one not in told.addresses] == [], where
    sealed = [(where, word) for where, said in tables() for word in WORDS.values() if word in said]
    assert sealed == []
    counted = f"{len(outsiders)} who have no part, {pages} answers looked at, {len(met)} found"
    record_property("counted", f"nothing clinical: {counted}")


def _tries(square: Square, told: Told) -> tuple[str, ...]:
    """Addresses that somebody may have heard of."""
    return (
        *(f"/alerts/{one}/" for one in (told.alert, told.open)),
        f"/measures/{told.request}/",
        f"/measures/{told.request}/paper/",
        f"/measures/{told.request}/print/",
        f"/people/{square.person}/measures/",
        f"/work/person/{square.person}/",
        "/work/list.csv",
        "/on-call/",
    )


def _reads_only(route: str) -> bool:
    """Whether a page acts on what others look for: nobody is forgotten or handed on meanwhile."""
    return route.rpartition(":")[2] in {"erase", "close_account", "end", "take_back"}


def test_who_has_a_part_finds_it(square: Square) -> None:
    """The control: looked for in the same way, those who may see it do."""
    told = Told(square)
    everybody = {who.label: who for who in square.everybody}
    on_duty = everybody["manager at the referrer"].browser
    closed, still_open = (on_duty.get(f"/alerts/{one}/").content.decode() for one in (told.alert, told.open))
    assert {WORDS["done"], WORDS["agreed"]} <= set(told.found(closed))
    assert WORDS["where"] in told.found(still_open)
    assert WORDS["where"] not in told.found(closed)
    assert told.found(on_duty.get("/work/").content.decode())
    practitioner = everybody["practitioner at the referrer"].browser
    assert "PHQ-9" in told.found(practitioner.get(f"/people/{square.person}/measures/").content.decode())


@pytest.mark.parametrize("role", [role for role in Role if role not in PART])
def test_nothing_is_loaded_for_a_role_that_may_not_see_it(
    square: Square, role: Role, django_assert_num_queries: Any
) -> None:
    told = Told(square)
    seat = places.worker(square.front, role)
    for code in ("phq9", "gad7"):
        with django_assert_num_queries(0), pytest.raises(NotFound):
            outcomes.course_of(seat, square.person, outcomes.instrument(code))
    with django_assert_num_queries(0):
        assert safety.tasks_for(seat) == []
    with pytest.raises(NotFound):
        safety.alert(seat, told.open)


def test_their_own_copy_has_what_was_done_for_them(square: Square) -> None:
    """It goes out only after a human has looked at it: tests of the people room."""
    Told(square)
    kept = dict(people.held.items())["safety"].export(square.person)
    assert all(word in str(kept) for word in WORDS.values())
