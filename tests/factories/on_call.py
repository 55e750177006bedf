"""Somebody on call at an invented place, and rules that let people be asked what may call them."""

from datetime import datetime, timedelta
from uuid import UUID

from tests.factories.places import Place, worker
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.records.partnerships import queries
from watersmeet.records.partnerships.api import Partner, Weekday
from watersmeet.records.partnerships.models import ModelVersion
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.models import Seat
from watersmeet.records.safety.states import SeatState

WATCH = {
    "days": [day.value for day in Weekday],
    "from": "00:00:00",
    "until": "23:59:59",
    "acknowledge_minutes": 30,
    "act_minutes": 120,
    "owner": "Dr Sample Example",
}


def watched(at: Place, *start: str, **more: object) -> None:
    """The rules name a clinical owner and watched hours, the whole week if not said; and what is asked at the start."""
    for row in ModelVersion.objects.filter(partnership=at.partnership):
        measures = row.document["measures"] | ({"start": list(start)} if start else {})
        document = row.document | {"watch": WATCH | more, "measures": measures}
        ModelVersion.objects.filter(pk=row.pk).update(document=document)
    for known in (queries._read_before, queries._numbered):
        known.clear()  # a version never changes, but here


def crew(at: Partner) -> tuple[Actor, Actor, Actor]:
    """A safeguarding lead who keeps the rota, and two practitioners."""
    lead = worker(at, Role.SAFEGUARDING_LEAD, name="Sage Example")
    return lead, worker(at, name="Fern Example"), worker(at, name="Dale Example")


def shift(
    at: Partner,
    keeper: Actor,
    first: Actor,
    deputy: Actor,
    *,
    begins: datetime | None = None,
    hours: float = 8,
    accepted: bool = True,
) -> UUID:
    """A shift, from now if not said, to which both said yes."""
    start = begins or clock.now() - timedelta(minutes=1)
    made = safety.offer_shift(
        partner=at.pk,
        begins_at=start,
        ends_at=start + timedelta(hours=hours),
        first=first.id,
        deputy=deputy.id,
        by=keeper,
    )
    if accepted:
        for one in (first, deputy):
            seats = Seat.objects.filter(shift=made, user=one.id, state=SeatState.ASKED)
            for seat in seats:
                safety.answer_seat(seat=seat.pk, yes=True, by=one)
    return made


def somebody_there(at: Place) -> None:
    """The rules have a clinical owner, and two people are on call at the front door from now on."""
    watched(at)
    shift(at.front_door, *crew(at.front_door))
