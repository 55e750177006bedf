"""Who hears that something happened to a referral. Messages hold a reference, never words."""

from datetime import datetime, timedelta
from uuid import UUID

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.api import Posting
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals.models import Referral, WayIn
from watersmeet.records.referrals.states import OVER, State

MEASURED: dict[State, tuple[tuple[str, str], ...]] = {
    State.ACCEPTED: (("start", ""),),
    State.STARTED: (("begin", ""), ("middle", "middle_after_days")),
    State.COMPLETED: (("end", ""), ("later", "later_after_days")),
}
"""The steps that make questions due: which of the rules' measures, and the rule by which they wait."""


def tell(row: Referral, by: Actor) -> None:
    """The person hears of every step; so does the other side, the receiver once it was sent. Messages hold no words."""
    if row.sent_at is None and row.way_in in {WayIn.WORKER, WayIn.PHONE, WayIn.SPREADSHEET}:
        return  # what a worker wrote and never sent is no news to anybody
    if row.sent_at is None and row.way_in == WayIn.BEHALF:
        tell_sides(row, by)  # a person at the front door reaches them, not a message that they did not ask for
        return
    news = [_news(row, by)]
    news += _measures(row, by)
    if row.state in OVER:
        news.append(_to_person(row, by, "measures.stop", key=f"{row.pk}:{row.version}"))
    outbox.put_all([*news, *_to_sides(row, by)])


def _measures(row: Referral, by: Actor) -> list[Posting]:
    """What this step makes due by the rules that it was made under; once, however often it comes to it."""
    steps = MEASURED.get(State(row.state), ())
    if not steps:
        return []
    asked = partnerships.model_numbered(row.partnership_id, row.model_number).model.measures
    return [
        _to_person(
            row,
            by,
            f"measures.{moment}",
            key=str(row.pk),
            due=clock.now() + timedelta(days=getattr(asked, after)) if after else None,
        )
        for moment, after in steps
        if getattr(asked, moment)
    ]


def tell_person(row: Referral, by: Actor) -> None:
    """The person hears that there is news on their page, when safe contact allows it."""
    outbox.put_all([_news(row, by)])


def tell_sides(row: Referral, by: Actor) -> None:
    """The other side hears that there is news, by reference: the referrer unless silenced, the receiver once sent."""
    outbox.put_all(_to_sides(row, by))


def _news(row: Referral, by: Actor) -> Posting:
    return _to_person(row, by, "person.referral", key=f"{row.pk}:{row.version}", stream=row.pk)


def _to_person(
    row: Referral, by: Actor, kind: str, *, key: str, stream: UUID | None = None, due: datetime | None = None
) -> Posting:
    return outbox.posting(
        kind,
        subject=Ref("referral", row.pk),
        to=Ref("person", row.person_id),
        person=row.person_id,
        partnership=row.partnership_id,
        key=key,
        stream=stream,
        ordered_by=by,
        due=due,
    )


def _to_sides(row: Referral, by: Actor) -> list[Posting]:
    subject, step = Ref("referral", row.pk), f"{row.pk}:{row.version}"
    sides = {row.referrer_id} if row.silent_since is None else set()
    return [
        outbox.posting(
            "partner.referral",
            subject=subject,
            to=Ref("partner", side),
            person=row.person_id,
            partnership=row.partnership_id,
            key=f"{step}:{side}",
            ordered_by=by,
        )
        for side in (sides | ({row.receiver_id} if row.sent_at else set())) - {by.partner}
    ]


def call_taker(row: Referral, by: Actor) -> None:
    """Whoever was named, or now stands in, hears that an urgent referral waits for them: a reference, nothing more."""
    outbox.put(
        "partner.urgent",
        subject=Ref("referral", row.pk),
        to=Ref("partner", row.receiver_id),
        person=row.person_id,
        partnership=row.partnership_id,
        key=f"{row.pk}:{row.version}",
        ordered_by=by,
    )


def tell_of_stop(row: Referral, receiver: UUID, by: Actor) -> None:
    """They saw it in their work, whether or not a message had left: they learn that it has ended, about nobody."""
    outbox.put(
        "partner.stopped",
        subject=Ref("referral", row.pk),
        to=Ref("partner", receiver),
        key=f"{row.pk}:{receiver}:{clock.today().isoformat()}",
        ordered_by=by,
        partnership=row.partnership_id,
    )


def tell_partner_of_message(row: Referral, message: UUID, to: UUID, by: Actor) -> None:
    """The partner that a message is for hears that there is one, by reference."""
    outbox.put(
        "partner.message",
        subject=Ref("referral", row.pk),
        to=Ref("partner", to),
        person=row.person_id,
        partnership=row.partnership_id,
        key=str(message),
        ordered_by=by,
    )


def tell_person_of_suggestion(row: Referral, by: Actor) -> None:
    """The person hears that there is something on their page: once a day, whoever sent it."""
    outbox.put_all([_to_person(row, by, "person.suggestion", key=f"{row.pk}:{clock.today().isoformat()}")])


def tell_person_of_message(row: Referral, read: int, by: Actor) -> None:
    """The person hears that there is a message on their page: once a day, until they have `read` more of them."""
    outbox.put_all([_to_person(row, by, "person.message", key=f"{row.pk}:{read}:{clock.today().isoformat()}")])
