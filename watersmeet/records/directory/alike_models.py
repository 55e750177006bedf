"""Listings of different sources that look like one service, and what a person said of them."""

from django.db import models
from django.db.models import F, Q

from watersmeet.base.db.rows import Record


class Alike(Record):
    """Two listings, the lower id first, that may be one service: how `likely` (0 to 1), and `why`, codes of likeness.

    `apart_at`: a person said that they are not; nobody is asked again.
    """

    one = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    likely = models.FloatField()
    why = models.JSONField(default=list)
    found_at = models.DateTimeField()
    apart_at = models.DateTimeField(null=True)
    apart_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("one", "other"), name="directory_alike_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="directory_alike_other"),
            models.CheckConstraint(
                condition=Q(apart_at=None, apart_by=None) | Q(apart_at__isnull=False, apart_by__isnull=False),
                name="directory_alike_apart_pair",
            ),
        )

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


class SameService(Record):
    """A person said that two listings are one service: `kept` is shown, `other` leads to it, until that is undone."""

    kept = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    merged_by = models.UUIDField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("other",), condition=Q(undone_at=None), name="directory_same_once"),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="directory_same_other"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="directory_same_undone_pair",
            ),
        )

    def __str__(self) -> str:
        return f"{self.other_id} is {self.kept_id}"
