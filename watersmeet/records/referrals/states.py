"""The states of a referral, as a table to read aloud: who holds it, what is next, by when, where it may go.

Tests, labels, the reference and the FHIR mapping iterate over this table.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a referral stands."""

    DRAFT = "draft", _("Not sent yet")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("Waiting for a place")
    STARTED = "started", _("Started")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    LEFT = "left", _("Ended early")
    DECLINED = "declined", _("Not right this time")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered by mistake")


class Direction(models.TextChoices):
    """Which way a referral between care and learning goes; empty when neither side of it is care."""

    BESIDE_CARE = "beside_care", _("Beside their care")
    INSTEAD_OF_CARE = "instead_of_care", _("Instead of care, as they chose")
    WHILE_WAITING = "while_waiting", _("While they wait for therapy. Their place in that queue stays as it is")
    TO_CARE = "to_care", _("On to care")


class Holder(StrEnum):
    """Which side has the next step."""

    REFERRER = "referrer"
    RECEIVER = "receiver"
    NOBODY = "nobody"


class NextAction(models.TextChoices):
    """What the holder does next."""

    SEND = "send", _("Send it")
    ANSWER = "answer", _("Answer")
    REPLY = "reply", _("Answer the question")
    START = "start", _("Arrange the start")
    REVIEW = "review", _("Say where they stand")
    END = "end", _("See how it goes")
    SEE_OUTCOME = "see_outcome", _("Read the outcome")


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the table. `limit` names a limit of the model, in working days.

    `asked`: how it stands while a question of the receiver's is open; None where none may be asked.
    """

    holder: Holder
    next_action: NextAction | None
    limit: str
    goes_to: frozenset[State]
    task: str
    request: str
    business: str = ""
    asked: "Standing | None" = None


S, H, N = State, Holder, NextAction


_ANSWERS = frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN})


def _end(task: str, request: str) -> Standing:
    """An end that the referrer has yet to read."""
    return Standing(H.REFERRER, N.SEE_OUTCOME, "outcome_seen", frozenset(), task, request)


STATES: dict[State, Standing] = {
    S.DRAFT: Standing(H.REFERRER, N.SEND, "answer", frozenset({S.SENT, S.WITHDRAWN}), "draft", "draft"),
    S.SENT: Standing(
        H.RECEIVER,
        N.ANSWER,
        "answer",
        _ANSWERS,
        "requested",
        "active",
        asked=Standing(H.REFERRER, N.REPLY, "question", _ANSWERS, "requested", "active", business="question"),
    ),
    S.ACCEPTED: Standing(
        H.RECEIVER, N.START, "start", frozenset({S.WAITING, S.STARTED, S.LEFT, S.WITHDRAWN}), "accepted", "active"
    ),
    S.WAITING: Standing(
        H.RECEIVER,
        N.REVIEW,
        "waiting_review",
        frozenset({S.STARTED, S.LEFT, S.WITHDRAWN}),
        "accepted",
        "active",
        business="waiting",
    ),
    S.STARTED: Standing(
        H.RECEIVER,
        N.END,
        "started_review",
        frozenset({S.PAUSED, S.COMPLETED, S.LEFT, S.WITHDRAWN}),
        "in-progress",
        "active",
    ),
    S.PAUSED: Standing(
        H.RECEIVER, N.REVIEW, "paused_review", frozenset({S.STARTED, S.LEFT, S.WITHDRAWN}), "on-hold", "active"
    ),
    S.COMPLETED: _end("completed", "completed"),
    S.LEFT: _end("failed", "completed"),
    S.DECLINED: _end("rejected", "active"),
    S.WITHDRAWN: _end("cancelled", "revoked"),
    S.ENTERED_IN_ERROR: Standing(H.NOBODY, None, "", frozenset(), "entered-in-error", "entered-in-error"),
}


def standing(state: State, *, asked: bool = False) -> Standing:
    """The row of the table, that of an open question when one was asked. Raises LookupError where none may be."""
    row = STATES[state].asked if asked else STATES[state]
    if row is None:
        raise LookupError(f"no question is asked while a referral is {state}")
    return row


ENDED = frozenset({S.COMPLETED, S.LEFT, S.DECLINED, S.WITHDRAWN})
OVER = frozenset({S.WITHDRAWN, S.ENTERED_IN_ERROR})
"""After these nobody is asked anything any more."""


class Reason(models.TextChoices):
    """Why something ended or paused: coded, so that it can be counted without reading anybody's words."""

    NOT_RIGHT = "not_right", _("It would not meet what they asked for")
    FULL = "full", _("No places")
    NOT_ELIGIBLE = "not_eligible", _("Outside what this service can do")
    COULD_NOT_REACH = "could_not_reach", _("We could not reach them safely")
    PERSON_CHOSE = "person_chose", _("The person chose to stop")
    FOUND_OTHER = "found_other", _("They found something else")
    SERVICE_ENDED = "service_ended", _("The service came to an end")
    STOPPED_SHARING = "stopped_sharing", _("The person stopped sharing")
    NOT_TOLD = "not_told", _("The person asked that the referrer is told no more")
    OFFERED_ANEW = "offered_anew", _("Somebody else was asked instead")
    NOT_SEEN = "not_seen", _("Nobody looked at the outcome in time")
    MISTAKE = "mistake", _("It was entered by mistake")


REASONS: dict[State, tuple[Reason, ...]] = {
    S.DECLINED: (Reason.NOT_RIGHT, Reason.FULL, Reason.NOT_ELIGIBLE, Reason.COULD_NOT_REACH),
    S.LEFT: (
        Reason.PERSON_CHOSE,
        Reason.FOUND_OTHER,
        Reason.NOT_ELIGIBLE,
        Reason.SERVICE_ENDED,
        Reason.COULD_NOT_REACH,
    ),
    S.WITHDRAWN: (Reason.PERSON_CHOSE, Reason.FOUND_OTHER, Reason.STOPPED_SHARING),
    S.PAUSED: (Reason.PERSON_CHOSE, Reason.FULL),
    S.ENTERED_IN_ERROR: (Reason.MISTAKE,),
}

ANEW = frozenset({S.DECLINED, S.LEFT, S.COMPLETED})
"""After these another service can be asked instead, by a new referral. After `withdrawn` the person asks again."""

MEETS_FIRST = frozenset({S.SENT, S.ACCEPTED, S.WAITING})
"""In these a joint first contact can be planned: they have not started yet."""

SAID_YES = frozenset({S.ACCEPTED, S.WAITING, S.STARTED, S.PAUSED})
"""In these the receiver has said yes and it has not ended: who answers by link may learn the name."""

SAYS: dict[State, frozenset[str]] = {
    S.WAITING: frozenset({"queue_place", "expected_on"}),
    S.DECLINED: frozenset({"instead"}),
    S.LEFT: frozenset({"instead"}),
}
"""What a step may say besides words: the place in the queue, when a place is expected, which services to try."""


class Meeting(models.TextChoices):
    """What became of a handover, the joint first contact."""

    PLANNED = "planned", _("Planned")
    MET = "met", _("They met")
    DID_NOT_COME = "did_not_come", _("They did not meet this time")
    MOVED = "moved", _("Moved to another time")
    CHOSE_NOT = "chose_not", _("The person chose not to")
    CALLED_OFF = "called_off", _("Called off: the referral ended first")


class Authority(models.TextChoices):
    """On what ground somebody asks on behalf of another."""

    ASKED = "asked", _("They asked me to")
    ATTORNEY = "attorney", _("I am their attorney: I hold a power of attorney for them")
    DEPUTY = "deputy", _("A court made me their deputy")
    PARENT = "parent", _("I am their parent or guardian, and they are 16 or 17")
    OTHER = "other", _("Something else")


class Alone(models.TextChoices):
    """What became of seeing a person alone once, after somebody asked on their behalf."""

    DONE = "done", _("We talked with them alone. They decide this themselves")
    DECIDED = (
        "decided",
        _("We talked with them alone. They cannot decide this, and somebody else may decide it for them"),
    )
    DOUBT = "doubt", _("We talked with them alone. We are not sure that they can decide this")
    NOT_NEEDED = "not_needed", _("It is not needed")
    COULD_NOT = "could_not", _("We could not")


SETTLED = frozenset({Alone.DONE, Alone.DECIDED, Alone.NOT_NEEDED, Alone.COULD_NOT})
"""After these it waits for nothing but the person's yes. In doubt it pauses."""


class How(models.TextChoices):
    """How a handover takes place."""

    IN_PERSON = "in_person", _("Face to face")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video call")


class For(StrEnum):
    """Whom a worker's message is for: the other side, the person, or both."""

    SIDE = "side"
    BOTH = "both"
    PERSON = "person"


class DecidedBy(models.TextChoices):
    """What put one service before the next: the person's choice, a rule of the model, or a lot where all are alike."""

    CHOICE = "choice", _("The person's own choice")
    DISTANCE = "distance", _("It is nearer")
    ACCESS = "access", _("It meets more of what they need to come")
    WAIT = "wait", _("People wait less")
    PLACES = "places", _("It has places left")
    FAIR_SHARE = "fair_share", _("It was offered less of what it can take")
    LOT = "lot", _("They are alike: a lot was drawn")


class LeftOut(models.TextChoices):
    """Why a service that takes referrals is not in the order."""

    PAUSED = "paused", _("It takes nobody new for now")
    NO_AGREEMENT = "no_agreement", _("You have no agreement with them, or a lawful basis is missing")
    NOT_FITTING = "not_fitting", _("It would not fit this person")
    CLOSED = "closed", _("The rules of the place close this way")


class Taken(models.TextChoices):
    """How the one that was asked was chosen."""

    PERSON = "person", _("The person chose it")
    FIRST = "first", _("It is the first in the list")
    OTHER = "other", _("For another reason")


class NotFirst(models.TextChoices):
    """Why another than the first was taken, when the person did not choose."""

    FITS = "fits", _("It fits them better: the times, the language, the way there")
    KNOWN_THERE = "known_there", _("They know somebody there, or have been before")
    SUGGESTED = "suggested", _("Whoever was asked before suggested it")
    NOT_RIGHT = "not_right", _("The first one would not meet what they asked for")


TO_THE_PERSON: dict[State, Promise] = {
    S.DRAFT: _("We have your request. A person here reads it next."),
    S.SENT: _("They have your request and will answer."),
    S.ACCEPTED: _("They said yes. They will be in touch to arrange a start."),
    S.WAITING: _("You are waiting for a place. You have not been forgotten."),
    S.STARTED: _("You have started."),
    S.PAUSED: _("This is on a break for now. You have not been forgotten."),
    S.COMPLETED: _("You have come to the end of it."),
    S.LEFT: _("This has stopped. You can come back."),
    S.DECLINED: _("This one was not right this time. You can ask us to look with you for something else."),
    S.WITHDRAWN: _("You chose to stop. You can come back."),
    S.ENTERED_IN_ERROR: _("This was entered by mistake. Nothing happens with it."),
}
