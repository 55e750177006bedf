"""What the receiver at the other end holds."""

from django.db import models

from watersmeet.base.db.rows import Row


class Effect(models.Model):
    """One delivered effect: nothing keeps it from being there twice but the way it is delivered."""

    posting = models.CharField(max_length=200)
    body = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.posting}: {self.body}"


class Gate(Row):
    """Whether messages about somebody may leave."""

    open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"gate of {self.pk}"
