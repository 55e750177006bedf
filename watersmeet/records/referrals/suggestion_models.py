"""A few services that a worker sent to a person to choose from."""

from django.db import models

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import PersonRecord
from watersmeet.base.db.sealed import SealedJson


class Suggestion(PersonRecord):
    """Services for one person to look at, from `worker` at the controller; the person's page shows it up to `until`.

    `picks` is [[service, what the person said of it], …]. Its sender learns what they said once `told_at` is set, which
    the person alone does.
    """

    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="suggestions")
    worker = models.UUIDField()
    picks = SealedJson(null=True)
    made_at = models.DateTimeField()
    until = models.DateField()
    told_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"suggestion {self.pk}"


class SuggestionEvent(Event):
    """What was done with it: sent, answered, told of."""

    subject = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="events")
