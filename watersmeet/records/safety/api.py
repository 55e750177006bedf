"""The door of the safety room."""

from watersmeet.records.safety.alerts import (
    acknowledge,
    act,
    changed_back,
    close,
    hand_on,
    practise,
    raise_alert,
    was_raised,
)
from watersmeet.records.safety.held import Held
from watersmeet.records.safety.holdings import OfPartners, OfUsers
from watersmeet.records.safety.passing import keep_time
from watersmeet.records.safety.queries import (
    SeatView,
    ShiftView,
    able,
    gaps,
    on_call,
    people_on_call,
    rota,
    watches,
    watches_alone,
    will_watch,
)
from watersmeet.records.safety.rules import OnCall
from watersmeet.records.safety.seen import AlertView, Practised, Step, alert, how, practised, still_waits, whom_to_ring
from watersmeet.records.safety.shifts import answer_seat, ask_for_seat, offer_shift, pass_on_seat, take_back_shift
from watersmeet.records.safety.states import Act, Outcome, Rank, SeatState, State
from watersmeet.records.safety.tasks import tasks_for

__all__ = [
    "Act",
    "AlertView",
    "Held",
    "OfPartners",
    "OfUsers",
    "OnCall",
    "Outcome",
    "Practised",
    "Rank",
    "SeatState",
    "SeatView",
    "ShiftView",
    "State",
    "Step",
    "able",
    "acknowledge",
    "act",
    "alert",
    "answer_seat",
    "ask_for_seat",
    "changed_back",
    "close",
    "gaps",
    "hand_on",
    "how",
    "keep_time",
    "offer_shift",
    "on_call",
    "pass_on_seat",
    "people_on_call",
    "practise",
    "practised",
    "raise_alert",
    "rota",
    "still_waits",
    "take_back_shift",
    "tasks_for",
    "was_raised",
    "watches",
    "watches_alone",
    "whom_to_ring",
    "will_watch",
]
