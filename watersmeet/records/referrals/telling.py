"""Who hears that something happened to a referral. Messages hold a reference, never words."""

from uuid import UUID

from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.api import Posting
from watersmeet.records.referrals.models import Referral, WayIn
from watersmeet.records.referrals.states import OVER, State

MEASURED = {State.ACCEPTED: "measures.start", State.COMPLETED: "measures.end"}
"""The steps that make questions due: before it begins, and when it has come to its end."""


def tell(row: Referral, by: Actor) -> None:
    """The person hears of every step; so does the other side, the receiver once it was sent. Messages hold no words."""
    if row.sent_at is None and row.way_in in {WayIn.WORKER, WayIn.PHONE, WayIn.SPREADSHEET}:
        return  # what a worker wrote and never sent is no news to anybody
    if row.sent_at is None and row.way_in == WayIn.BEHALF:
        tell_sides(row, by)  # a person at the front door reaches them, not a message that they did not ask for
        return
    news = [_news(row, by)]
    if row.state in MEASURED:
        news.append(_to_person(row, by, MEASURED[State(row.state)], key=str(row.pk)))
    if row.state in OVER:
        news.append(_to_person(row, by, "measures.stop", key=f"{row.pk}:{row.version}"))
    outbox.put_all([*news, *_to_sides(row, by)])


def tell_person(row: Referral, by: Actor) -> None:
    """The person hears that there is news on their page, when safe contact allows it."""
    outbox.put_all([_news(row, by)])


def tell_sides(row: Referral, by: Actor) -> None:
    """The other side hears that there is news, by reference: the referrer unless silenced, the receiver once sent."""
    outbox.put_all(_to_sides(row, by))


def _news(row: Referral, by: Actor) -> Posting:
    return _to_person(row, by, "person.referral", key=f"{row.pk}:{row.version}", stream=row.pk)


def _to_person(row: Referral, by: Actor, kind: str, *, key: str, stream: UUID | None = None) -> Posting:
    return outbox.posting(
        kind,
        subject=Ref("referral", row.pk),
        to=Ref("person", row.person_id),
        person=row.person_id,
        partnership=row.partnership_id,
        key=key,
        stream=stream,
        ordered_by=by,
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


def tell_person_of_message(row: Referral, read: int, by: Actor) -> None:
    """The person hears that there is a message on their page: once a day, until they have `read` more of them."""
    outbox.put_all([_to_person(row, by, "person.message", key=f"{row.pk}:{read}:{clock.today().isoformat()}")])
