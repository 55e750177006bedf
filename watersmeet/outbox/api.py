"""The door of the outbox: put something to be told or done later, take it back, and see that it leaves."""

from watersmeet.outbox.claims import claim, dead, done, failed, refused, replay
from watersmeet.outbox.delivery import Outcome, deliver_all
from watersmeet.outbox.models import Posting
from watersmeet.outbox.queue import (
    Told,
    about,
    cancel,
    is_unconfirmed,
    oldest_due,
    posting,
    put,
    put_all,
    stuck,
    waiting_for_later,
)
from watersmeet.outbox.receipts import heard, to_ask
from watersmeet.outbox.states import State

__all__ = [
    "Outcome",
    "Posting",
    "State",
    "Told",
    "about",
    "cancel",
    "claim",
    "dead",
    "deliver_all",
    "done",
    "failed",
    "heard",
    "is_unconfirmed",
    "oldest_due",
    "posting",
    "put",
    "put_all",
    "refused",
    "replay",
    "stuck",
    "to_ask",
    "waiting_for_later",
]
