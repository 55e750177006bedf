"""The book: lines that say who did what, and seals over them. Nothing here is ever changed or deleted."""

from uuid import UUID, uuid4

from django.db import models

from watersmeet.audit.xact import Xact

INSTALLATION = UUID(int=0)


class Line(models.Model):
    """One deed or one look: ids and verbs, never words. `mac` binds every field that is not the database's own.

    `lane` is the partnership, or the installation. `others` are further subjects of one look, as "kind:uuid".
    """

    id = models.BigAutoField(primary_key=True)
    xact = Xact()
    nonce = models.UUIDField(default=uuid4, unique=True, editable=False)
    lane = models.UUIDField(default=INSTALLATION)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    version = models.PositiveIntegerField(null=True)
    others = models.JSONField(default=list)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField()
    actor_role = models.CharField(max_length=20, blank=True)
    actor_partner = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("subject_kind", "subject_id", "version"),
                condition=models.Q(version__isnull=False),
                name="audit_line_one_for_each_version",
            ),
        )
        indexes = (
            models.Index(fields=("xact", "id"), name="audit_line_xact"),
            models.Index(fields=("lane", "xact", "id"), name="audit_line_lane"),
            models.Index(fields=("subject_id", "subject_kind"), name="audit_line_subject"),
        )

    def __str__(self) -> str:
        return f"line {self.pk}: {self.verb}"


class Mention(models.Model):
    """Finds a line by one of its `others`. An index and no more: the line itself is the proof."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="mentions")
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()

    class Meta:
        indexes = (models.Index(fields=("subject", "kind"), name="audit_mention_subject"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject} in line {self.line_id}"


class Seal(models.Model):
    """A Merkle root over the lines of one lane from `since` up to (not with) `until`.

    `chain` binds it to the seal before. The ranges of a lane touch: seal 1 begins at 0, each next where the last ended.
    """

    id = models.BigAutoField(primary_key=True)
    lane = models.UUIDField()
    number = models.PositiveIntegerField()
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    count = models.PositiveIntegerField()
    root = models.BinaryField(max_length=32)
    chain = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("lane", "number"), name="audit_seal_once"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="audit_seal_range"),
        )
        indexes = (models.Index(fields=("until",), name="audit_seal_until"),)

    def __str__(self) -> str:
        return f"seal {self.number} of {self.lane}"
