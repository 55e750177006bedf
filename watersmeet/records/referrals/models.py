"""One ask to one service for one person, and its history."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import PersonRecord, Record
from watersmeet.base.db.sealed import SealedJson, SealedText
from watersmeet.records.referrals import paper_models, suggestion_models  # noqa: F401 - Django finds the room's tables here
from watersmeet.records.referrals.states import (
    SETTLED,
    Alone,
    Authority,
    DecidedBy,
    Direction,
    How,
    LeftOut,
    Meeting,
    NextAction,
    NotFirst,
    State,
    Taken,
)


class WayIn(models.TextChoices):
    """How the ask came to us."""

    SELF = "self"
    WORKER = "worker"
    ASSISTED = "assisted"
    BEHALF = "behalf"
    INTRODUCER = "introducer"
    PHONE = "phone"
    PAPER = "paper"
    SPREADSHEET = "spreadsheet"


OWN_WAYS = frozenset({WayIn.SELF, WayIn.BEHALF, WayIn.INTRODUCER, WayIn.PHONE, WayIn.PAPER})
"""The person asks for themself, or somebody close to them for them; whoever wrote it down."""


class ErrandOutcome(models.TextChoices):
    """What came of telling somebody by hand."""

    SPOKE = "spoke", _("We spoke")
    MESSAGE = "message", _("We left a message")
    POSTED = "posted", _("The letter is in the post")
    NO_ANSWER = "no_answer", _("Nobody answered: try again")
    NOT_SAFE = "not_safe", _("It is not safe to try again")
    DROPPED = "dropped", _("Not needed any more")
    NOBODY = "nobody", _("Nobody may tell them any more")


class Called(models.TextChoices):
    """What came of ringing somebody who asked for it."""

    REACHED = "reached", _("We talked")
    NOT_REACHED = "not_reached", _("Nobody answered: try again")
    RANG_US = "rang_us", _("They rang us first, or came: nobody needs to ring")
    NOT_AGAIN = "not_again", _("They asked not to be rung again")
    STOPPED = "stopped", _("We could not reach them, and stop trying")


class Referral(PersonRecord):
    """Its controller is the referrer. One partner holds it, with one next action and one due date, until closed."""

    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+", null=True)
    need = models.ForeignKey("plans.Need", on_delete=models.PROTECT, related_name="+", null=True)
    referrer = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    way_in = models.CharField(max_length=12, choices=WayIn)
    introducer = models.ForeignKey("partnerships.Introducer", on_delete=models.PROTECT, related_name="+", null=True)
    direction = models.CharField(max_length=16, choices=Direction, blank=True)
    urgent = models.BooleanField(default=False)  # asked of a named person, who acknowledges it by the urgent limit
    acknowledged_at = models.DateTimeField(null=True)
    handover_offered = models.BooleanField(
        null=True
    )  # when it was referred; None: nobody asked. Evidence compares by it
    words = SealedText(null=True)
    opening_answers = SealedJson(null=True)  # to the opening questions, in the words asked: [[question, answer], …]
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    referrer_worker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    receiver_worker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    holder = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    next_action = models.CharField(max_length=12, choices=NextAction, blank=True)
    due_on = models.DateField(null=True)
    question_open = models.BooleanField(default=False)  # the receiver asked the referrer, who has not answered yet
    reminded_on = models.DateField(null=True)
    late_told_on = models.DateField(null=True)  # the holder's managers
    lead_told_on = models.DateField(null=True)
    chases = models.PositiveSmallIntegerField(default=0)
    queue_place = models.PositiveSmallIntegerField(null=True)  # 1 is next
    expected_on = models.DateField(null=True)  # when a place is expected
    instead = models.ManyToManyField("directory.Service", related_name="+")  # what the receiver said to try
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    model_number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)  # the person stopped the receiver from telling the referrer
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None, holder__isnull=False, due_on__isnull=False) & ~Q(next_action="")
                | Q(closed_at__isnull=False, holder=None, due_on=None, next_action=""),
                name="referrals_open_is_held",
            ),
            models.CheckConstraint(
                condition=Q(way_in=WayIn.INTRODUCER, introducer__isnull=False)
                | ~Q(way_in=WayIn.INTRODUCER) & Q(introducer=None),
                name="referrals_introducer_pair",
            ),
        )
        indexes = (models.Index(fields=("holder", "due_on"), condition=Q(closed_at=None), name="referrals_worklist"),)

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people may say aloud about it without naming anybody."""
        return ids.reference(self.pk)

    @property
    def assigned_to(self) -> UUID | None:
        """The user at the holder's side who looks after it; None when nobody was named."""
        return self.receiver_worker_id if self.holder_id == self.receiver_id else self.referrer_worker_id


class Handover(PersonRecord):
    """A warm, joint first contact on a referral: `holder` is the partner that says by `due_on` how it went.

    `worker` planned it there, and has it in their work; None when nobody in particular did.
    It is told of by events of its referral.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="handovers")
    starts_at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=How)
    who = SealedText(null=True)
    where = SealedText(null=True)
    agreed = SealedText(null=True)
    fallback = SealedText(null=True)
    outcome = models.CharField(max_length=16, choices=Meeting, default=Meeting.PLANNED)
    holder = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    worker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome=Meeting.PLANNED, holder__isnull=False, due_on__isnull=False, ended_at=None)
                | ~Q(outcome=Meeting.PLANNED) & Q(holder=None, due_on=None, ended_at__isnull=False),
                name="referrals_handover_is_held",
            ),
            models.UniqueConstraint(
                fields=("referral",), condition=Q(outcome=Meeting.PLANNED), name="referrals_handover_one_planned"
            ),
        )

    def __str__(self) -> str:
        return f"handover of {self.referral_id}"


class Proxy(PersonRecord):
    """Who asked on behalf of the person, by what authority, and whether the person was seen alone once.

    Its controller, the front door, alone reads it. `due_on` is by when they are seen; `yes_at` is when they themselves
    said yes. In doubt whether they can decide it (`in_doubt`), it pauses.
    """

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="proxy")
    authority = models.CharField(max_length=12, choices=Authority)
    other = SealedText(null=True)  # the authority in words, when it is another
    name = SealedText(null=True)
    reach = SealedText(null=True)
    in_doubt = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    alone = models.CharField(max_length=12, choices=Alone, blank=True)
    alone_at = models.DateTimeField(null=True)
    alone_by = models.UUIDField(null=True)
    why = SealedText(null=True)
    yes_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(alone__in=("", Alone.DOUBT), due_on__isnull=False)
                | Q(alone__in=sorted(SETTLED), due_on=None, alone_at__isnull=False, alone_by__isnull=False),
                name="referrals_proxy_alone_pair",
            ),
        )

    def __str__(self) -> str:
        return f"asked on behalf: {self.referral_id}"


class ReferralEvent(Event):
    """One step in a referral's story; where somebody else looks after it from then on, who did and who does."""

    subject = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events")
    worker_before = models.UUIDField(null=True)
    worker_after = models.UUIDField(null=True)


class Errand(PersonRecord):
    """Something to tell a person by hand, because no message could; its controller is the partner that does it.

    `way` is how, "" when no safe way is left; `posting` is the message that could not leave, `why` its code.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    posting = models.UUIDField(unique=True)
    why = models.CharField(max_length=60)
    way = models.CharField(max_length=8, blank=True)
    due_on = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, choices=ErrandOutcome, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(outcome=""),
                name="referrals_errand_done_pair",
            ),
        )
        indexes = (
            models.Index(fields=("controller", "due_on"), condition=Q(done_at=None), name="referrals_errands_open"),
        )

    def __str__(self) -> str:
        return f"errand {self.pk}"


class ErrandEvent(Event):
    """What was done about an errand."""

    subject = models.ForeignKey(Errand, on_delete=models.PROTECT, related_name="events")


class CallBack(PersonRecord):
    """Somebody asked to be rung; its controller, the front door, rings them by `due_on`."""

    due_on = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Called, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, outcome__in=("", Called.NOT_REACHED))
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome__in=("", Called.NOT_REACHED)),
                name="referrals_call_ended_pair",
            ),
        )
        indexes = (
            models.Index(fields=("controller", "due_on"), condition=Q(ended_at=None), name="referrals_calls_open"),
        )

    def __str__(self) -> str:
        return f"call back {self.pk}"


class CallBackEvent(Event):
    """What was done about ringing somebody."""

    subject = models.ForeignKey(CallBack, on_delete=models.PROTECT, related_name="events")


class Message(PersonRecord):
    """Words between those who look after a referral, and with the person; its controller is the partner that holds it.

    `sender` is the partner that wrote it, None for the person; `to` is the partner it is for, None for none, and the
    person reads it when it is `for_person`. `thanks` is the person's thank-you to the referrer, said once.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    sender = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    to = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    for_person = models.BooleanField(default=False)
    thanks = models.BooleanField(default=False)
    writer = models.UUIDField(null=True)  # the user who wrote it
    words = SealedText(null=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(sender=None, writer=None, to__isnull=False, for_person=False)
                | Q(sender__isnull=False, writer__isnull=False) & (Q(to__isnull=False) | Q(for_person=True)),
                name="referrals_message_is_for_somebody",
            ),
            models.CheckConstraint(condition=Q(thanks=False) | Q(sender=None), name="referrals_thanks_are_theirs"),
            models.UniqueConstraint(fields=("referral",), condition=Q(thanks=True), name="referrals_thanks_once"),
        )
        indexes = (models.Index(fields=("to", "made_at"), name="referrals_messages_to"),)

    def __str__(self) -> str:
        return f"message {self.pk}"


class MessageEvent(Event):
    """What was done with a message: written, read."""

    subject = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="events")


class Reading(PersonRecord):
    """Somebody said that they have read a message: a user for their partner, or the person (`partner` None)."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="readings")
    reader = models.UUIDField()
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    read_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("message", "reader"), name="referrals_reading_once"),)

    def __str__(self) -> str:
        return f"reading of {self.message_id}"


class Allocation(PersonRecord):
    """Which services were shown for a referral, in which order, and which was taken. Never changed: a new one is added.

    `told` is what was said of each to whoever chose, and the needs that were named: sealed, as it tells of the person.
    `lot` is what drew between those that all rules left alike, so that anybody can draw it again.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="allocations")
    receiver = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+", null=True)
    taken = models.CharField(max_length=8, choices=Taken)
    reason = models.CharField(max_length=12, choices=NotFirst, blank=True)
    lot = models.CharField(max_length=64)
    model_number = models.PositiveIntegerField()
    shown_at = models.DateTimeField()
    told = SealedJson(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(taken=Taken.OTHER) & ~Q(reason="") | ~Q(taken=Taken.OTHER) & Q(reason=""),
                name="referrals_allocation_says_why",
            ),
        )
        indexes = (models.Index(fields=("partnership", "shown_at"), name="referrals_allocations_recent"),)

    def __str__(self) -> str:
        return f"allocation of {self.referral_id}"


class Candidate(Record):
    """One service of an allocation: its place and what put it before the next, or why it was left out.

    Nothing of the person is in it: `left_out` says no more than that it would not fit.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="candidates")
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(null=True)  # 1 is the first
    decided_by = models.CharField(max_length=12, choices=DecidedBy, blank=True)
    left_out = models.CharField(max_length=12, choices=LeftOut, blank=True)
    offered = models.PositiveIntegerField()
    capacity = models.FloatField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("allocation", "service"), name="referrals_candidate_once"),
            models.CheckConstraint(
                condition=Q(place=None) & ~Q(left_out="") | Q(place__isnull=False, left_out=""),
                name="referrals_candidate_placed_or_out",
            ),
        )

    def __str__(self) -> str:
        return f"candidate {self.place or self.left_out}"
