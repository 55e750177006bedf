"""What was looked for and not found, counted: no row is about anybody."""

from django.db import models
from django.db.models import Q

from watersmeet.base.db.rows import Record


class UnmetCount(Record):
    """How often nothing was about what was asked: on a day, in a local authority, about one part of life.

    `authority` is its code, empty where it is not known; `domain` is empty where the words were of no topic. No moment
    is kept, and no word.
    """

    on = models.DateField()
    authority = models.CharField(max_length=9, blank=True)
    domain = models.CharField(max_length=20, blank=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partnership", "on", "authority", "domain"), name="directory_unmet_once"),
            models.CheckConstraint(condition=Q(times__gte=1), name="directory_unmet_some"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.authority} {self.domain}: {self.times}"
