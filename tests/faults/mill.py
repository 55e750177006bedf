"""Referrals flow from asking to the end while those who take the steps are killed: each goes on where it was."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from tests.factories import places, services
from watersmeet.accounts.links import Second
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.db import keys
from watersmeet.exchange.notify import postbox
from watersmeet.outbox.models import Posting
from watersmeet.records.directory import api as directory
from watersmeet.records.people.api import Age, Channel, SafeContact
from watersmeet.records.people.models import Person
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.models import Referral, ReferralEvent
from watersmeet.records.referrals.states import State

PIN = cache(Second.pin)
"""Worked out once for all of them: to be slow is what it is for."""
STEPS = {State.SENT: referrals.accept, State.ACCEPTED: referrals.start, State.STARTED: referrals.complete}


@dataclass(frozen=True)
class Mill:
    """Where they flow: the place, what is asked for, who answers there and who reads how it ended."""

    partnership: UUID
    service: UUID
    group: UUID
    answers: UUID
    front: UUID
    reads: UUID

    def worker(self, partner: UUID, user: UUID) -> Actor:
        """One of the two."""
        told = {"partnership": self.partnership, "partner": partner, "role": Role.PRACTITIONER}
        return Actor(Kind.USER, user, **told)


def build() -> Mill:
    """A place in which everything that sharing needs is in order."""
    at = places.place()
    return Mill(
        partnership=at.partnership.pk,
        service=services.service(at).pk,
        group=at.group.pk,
        answers=_named(places.worker(at.group)),
        front=at.front_door.pk,
        reads=_named(places.worker(at.front_door)),
    )


def flow(mill: Mill, prefix: str, count: int) -> None:
    """Each person asks once, and their referral takes every step that it has not taken yet; from the last one on."""
    done = Referral.objects.filter(partnership=mill.partnership, closed_at__isnull=False).count()
    for number in range(max(0, done - 1), count):
        answer = referrals.ask(
            _told(mill, prefix, number), by=Actor(Kind.LINK, partnership=mill.partnership), key=f"{prefix}-{number}"
        )
        while _step(mill, answer.referral):
            keys.forget()
        keys.forget()


def _step(mill: Mill, referral: UUID) -> bool:
    """The next step, by whose turn it is; whether there was one."""
    row = Referral.objects.get(pk=referral)
    if row.closed_at:
        return False
    if row.state == State.COMPLETED:
        referrals.see_outcome(referral, by=mill.worker(mill.front, mill.reads))
    else:
        STEPS[State(row.state)](referral, by=mill.worker(mill.group, mill.answers))
    return True


def figures(mill: Mill) -> dict[str, object]:
    """How many came, how many steps each took, and how each message to a person lies in the box."""
    rows = Referral.objects.filter(partnership=mill.partnership)
    steps = Counter(ReferralEvent.objects.filter(subject__in=rows).values_list("subject", "what"))
    posted = Posting.objects.filter(partnership=mill.partnership)
    sent = {str(pk) for pk in posted.filter(state="sent", kind__startswith="p").values_list("pk", flat=True)}
    lying = Counter(file.stem for file in postbox.folder().glob("*.eml"))
    return {
        "referrals": rows.count(),
        "people": Person.objects.filter(partnership=mill.partnership).count(),
        "closed": rows.filter(state=State.COMPLETED, closed_at__isnull=False).count(),
        "steps": Counter(what for _subject, what in steps),
        "doubled": sum(many > 1 for many in steps.values()),
        "waiting": Posting.objects.filter(
            partnership=mill.partnership, state="waiting", due_at__lte=clock.now()
        ).count(),
        "dead": Counter(posted.filter(state="dead").values_list("why", flat=True)),
        "sent": len(sent),
        "not_in_the_box": sorted(sent - lying.keys()),
        "twice_in_the_box": sorted(name for name, many in lying.items() if many > 1),
    }


def _named(worker: Actor) -> UUID:
    assert worker.id
    return worker.id


def _told(mill: Mill, prefix: str, number: int) -> referrals.Told:
    return referrals.Told(
        partnership=mill.partnership,
        age=Age.ADULT,
        domain=Domain.PEOPLE,
        words="Some company.",
        name=f"Ada {prefix} {number}",
        contact=SafeContact(channels=(Channel.EMAIL,), email=f"ada{number}@{prefix}.example"),
        second=PIN("4826"),
        service=directory.service(mill.worker(mill.group, mill.answers), mill.service),
        share=True,
    )
