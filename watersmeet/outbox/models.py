"""What waits to be told or done, and what arrived."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from watersmeet.base.db.rows import Row
from watersmeet.base.db.sealed import SealedBytes, SealedText
from watersmeet.base.ref import Ref
from watersmeet.outbox.states import State


class Posting(Row):
    """One thing to tell or do later, exactly once for each kind and key. Pointers, times and sealed bytes only.

    `body` are the bytes that leave, made at the first claim and kept until they are sent; `made_at` says since when
    they may have left. `attempts` counts claims and is the fence: who holds an older count no longer holds the posting.
    `begun` says that whoever claimed it has it in hand. `failures` are tries that the sender gave up, `lost` processes
    that died with it in hand. `partner` is the partner on whose behalf it goes; postings of one `stream` leave by their
    `turn`. Where the receiver says only later whether it arrived, `receipt` is its own name for what it took,
    `receipt_by` who says it, and `ask_at` when it is asked next.
    """

    sealed_by: ClassVar[str] = "key_owner"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    to_kind = models.CharField(max_length=40)
    to_id = models.UUIDField()
    person = models.UUIDField(null=True)
    partnership = models.UUIDField()
    ordered_by_kind = models.CharField(max_length=12)
    ordered_by_id = models.UUIDField()
    partner = models.UUIDField(null=True)
    stream = models.UUIDField(null=True)
    turn = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=60, blank=True)
    put_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    begun = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    body = SealedBytes(null=True)
    made_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = SealedText(null=True)
    receipt_by = models.CharField(max_length=20, blank=True)
    receipt = models.CharField(max_length=200, blank=True)
    ask_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("put_at",)
        constraints = (
            models.UniqueConstraint(fields=("kind", "key"), name="outbox_posting_once"),
            models.CheckConstraint(condition=Q(body=None) | ~Q(made_at=None), name="outbox_posting_body_made"),
            models.CheckConstraint(
                condition=Q(state=State.WAITING, ended_at=None) | (~Q(state=State.WAITING) & ~Q(ended_at=None)),
                name="outbox_posting_ended",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("put_at")), name="outbox_posting_due"),
        )
        indexes = (
            models.Index(
                fields=("state", "due_at", "id"), name="outbox_posting_waiting"
            ),  # whole: SQLite fits none to a part
            models.Index(fields=("person",), name="outbox_posting_person"),
            models.Index(fields=("stream", "turn"), condition=~Q(stream=None), name="outbox_posting_stream"),
            models.Index(fields=("ask_at",), condition=~Q(ask_at=None), name="outbox_posting_ask"),
            models.Index(fields=("receipt_by", "receipt"), condition=~Q(receipt=""), name="outbox_posting_receipt"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def subject(self) -> Ref:
        """What it is about."""
        return Ref(self.subject_kind, self.subject_id)

    @property
    def to(self) -> Ref:
        """Who or what it goes to."""
        return Ref(self.to_kind, self.to_id)

    @property
    def ordered_by(self) -> Ref:
        """Who ordered it."""
        return Ref(self.ordered_by_kind, self.ordered_by_id)

    @property
    def has_bytes(self) -> bool:
        """Whether the bytes that leave are made and not yet let go."""
        return self.__dict__["body"] is not None

    @property
    def key_owner(self) -> UUID:
        """Whose data key seals it: the person's, or the partnership's when it is about nobody."""
        return self.person or self.partnership


class Arrival(models.Model):
    """One thing that arrived, with the answer it was given; the same again gets the same answer."""

    source = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    body_hash = models.BinaryField(max_length=32)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "key"), name="outbox_arrival_once"),)

    def __str__(self) -> str:
        return f"{self.source} {self.key}"
