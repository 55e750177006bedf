"""A run: one reproducible computation. It is written once and never changed."""

from django.db import models
from django.db.models import F, Q

from watersmeet.base import ids
from watersmeet.base.db.rows import Record


class Run(Record):
    """What was asked, of which inputs, by which definitions and engines, and what came out.

    `partner` is whose right to evaluate opened the records: the figures are for that partner alone, since nobody else
    was permitted to count them. `inputs` holds a keyed digest for each table: it tells whether records changed, and
    nothing about them.
    """

    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=40)
    specs = models.JSONField()
    engine = models.CharField(max_length=20)
    versions = models.JSONField()
    seed = models.BigIntegerField()
    inputs = models.JSONField()
    result = models.JSONField()
    set_aside = models.PositiveIntegerField()
    extracted_at = models.DateTimeField()
    made_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField()

    class Meta:
        ordering = ("-made_at", "id")
        indexes = (models.Index(fields=("partner", "question", "-made_at"), name="evidence_runs_latest"),)
        constraints = (
            models.CheckConstraint(condition=Q(extracted_at__lte=F("made_at")), name="evidence_runs_read_first"),
        )

    def __str__(self) -> str:
        return f"run {self.reference}"

    @property
    def reference(self) -> str:
        """A short reference that people can read out."""
        return ids.reference(self.id)
