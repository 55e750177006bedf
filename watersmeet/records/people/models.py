"""The person, how to reach them safely, what they agreed to, and how they are found again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import PersonRecord, Record
from watersmeet.base.db.sealed import SealedBytes, SealedJson, SealedText
from watersmeet.records.people.states import Kind, MatterState, Outcome


class Age(models.TextChoices):
    """The only thing about age that everybody is asked; under 16 nothing is stored."""

    YOUNG = "16_17", _("16 or 17")
    ADULT = "18_over", _("18 or over")
    UNKNOWN = "unknown", _("not known")


class Person(Record):
    """Whom all this is for. The name and everything that tells who it is are sealed by the person's own data key."""

    sealed_by: ClassVar[str] = "id"

    controller = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    name = SealedText(null=True)
    birth_date = SealedText(null=True)
    postcode = SealedText(null=True)
    age = models.CharField(max_length=8, choices=Age, default=Age.UNKNOWN)
    lang = models.CharField(max_length=12, default="en-gb")
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"person {self.pk}"


class ContactRules(PersonRecord):
    """How to reach the person without harm: one row, everything in it sealed (see rules.SafeContact).

    `confirmed` is whether it was said by somebody who had before them what holds for all records of the same person.
    """

    rules = SealedJson()
    said_at = models.DateTimeField()
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person",), name="people_rules_once"),)

    def __str__(self) -> str:
        return f"contact rules of {self.person_id}"


class Ground(models.TextChoices):
    """Why disclosure is within the person's confidence."""

    EXPLICIT = "explicit", _("You said yes")
    EXPECTATION = "expectation", _("You would expect it as part of your care")


class Permission(Record):
    """One yes: this giver may show this category to this receiver for this purpose, until then or withdrawn.

    A newer yes to the same takes its place: that is `renewed_at`, and no withdrawal. `alone` says that this one thing
    was stopped, and the rest goes on.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12)
    category = models.CharField(max_length=20)
    ground = models.CharField(max_length=12, choices=Ground)
    statement = models.CharField(max_length=40)  # which words the person was read
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    alone = models.BooleanField(default=False)
    renewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "giver", "receiver", "purpose", "category"),
                condition=Q(withdrawn_at=None, renewed_at=None),
                name="people_permission_once",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("given_at")), name="people_permission_ends"),
            models.CheckConstraint(
                condition=Q(alone=False) | ~Q(withdrawn_at=None), name="people_permission_alone_is_stopped"
            ),
        )

    def __str__(self) -> str:
        return f"{self.category} to {self.receiver_id}"


class OverrideKind(models.TextChoices):
    """The only reasons that outrank a person's confidence."""

    SAFEGUARDING = "safeguarding", _("Safeguarding")
    LIFE = "life", _("Serious risk to life")
    LEGAL = "legal", _("A legal duty")


class Override(Record):
    """A reasoned, scoped and timed disclosure without the person's yes; the privacy officer is told and reviews it."""

    sealed_by: ClassVar[str] = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=OverrideKind)
    reason = SealedText()
    by = models.UUIDField()
    from_at = models.DateTimeField()
    until = models.DateTimeField()
    matter = models.ForeignKey("people.Matter", on_delete=models.PROTECT, related_name="overrides", null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("from_at")), name="people_override_ends"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="people_override_review_pair",
            ),
        )

    def __str__(self) -> str:
        return f"override for {self.person_id}"


class Token(Record):
    """A blind token: finds a person by what they tell, without the database learning it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    digest = models.BinaryField(max_length=32, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "kind"), name="people_token_once"),)

    def __str__(self) -> str:
        return f"{self.kind} token"


class SameAs(Record):
    """Two records of one partner are one human being; undone by a date, never by deleting."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    merged_by = models.UUIDField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(person=F("other")), name="people_same_as_other"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="people_same_as_undone_pair",
            ),
            models.UniqueConstraint(
                fields=("person", "other"), condition=Q(undone_at=None), name="people_same_as_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} is {self.other_id}"


class PersonEvent(Event):
    """What happened to a person's record."""

    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="events")


class Matter(Record):
    """One thing in a register: what somebody must act on, by when, and how it ended (see states.RULES).

    `partner` answers for it, the partnership's leads when there is none. Words are sealed by the key of `key_owner`:
    the person's, or the partnership's when it is about nobody. `tell` is whether the person may see it.
    """

    sealed_by: ClassVar[str] = "key_owner"

    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=16, choices=MatterState, default=MatterState.OPEN)
    about = models.UUIDField(null=True)  # a partner, an agreement: what it is about besides the person
    key_owner = models.UUIDField()
    words = SealedText(null=True)
    answer = SealedText(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    tell = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state=MatterState.SETTLED, settled_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=MatterState.SETTLED) & Q(settled_at=None, outcome=""),
                name="people_matter_settled_pair",
            ),
            models.UniqueConstraint(
                fields=("kind", "partner", "person", "about"),
                condition=Q(settled_at=None),
                name="people_matter_once",
            ),
            models.UniqueConstraint(
                fields=("kind", "about"),
                condition=Q(settled_at=None, partner=None, person=None),
                name="people_matter_of_place_once",
            ),
        )
        indexes = (
            models.Index(fields=("partner", "due_at"), condition=Q(settled_at=None), name="people_matter_open"),
            models.Index(fields=("person", "kind"), name="people_matter_of_person"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people may say aloud about it without naming anybody."""
        return ids.reference(self.pk)


class MatterEvent(Event):
    """What happened to a matter."""

    subject = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events")


class Copy(Record):
    """What was given to a person who asked for a copy: a sealed file, until its day; why what was left out was."""

    sealed_by: ClassVar[str] = "person_id"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="copy")
    body = SealedBytes(null=True)
    left_out = SealedJson(null=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"copy of {self.matter_id}"
