"""Tables of whether listings are still true: who was asked, what visitors said is wrong, whether a web page answers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedText


class Answer(models.TextChoices):
    """What came of asking about one listing; OVER: it was looked at in another way, or is not on offer any more."""

    RIGHT = "right", _("Still right")
    WRONG = "wrong", _("Something is wrong")
    OVER = "over", _("Not asked any more")


class Wrong(models.TextChoices):
    """What somebody says is wrong in a listing."""

    CLOSED = "closed", _("It has closed")
    PHONE = "phone", _("The phone number is wrong")
    ADDRESS = "address", _("The address is wrong")
    TIMES = "times", _("The days or times are wrong")
    OTHER = "other", _("Something else")


class Settled(models.TextChoices):
    """What came of it."""

    MENDED = "mended", _("Put right")
    RIGHT = "right", _("It was right")


class Asking(Record):
    """One message that asks whether listings are still right, to whoever answers for them.

    `partner` is None where the listings' own email is asked. `given_up_on`: nobody answered, or nobody could be asked,
    and the coordinator looks instead.
    """

    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    asked_on = models.DateField()
    reminded_on = models.DateField(null=True)
    given_up_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reminded_on=None) | Q(reminded_on__gte=F("asked_on")), name="directory_asking_reminded"
            ),
            models.CheckConstraint(
                condition=Q(given_up_on=None) | Q(given_up_on__gte=F("asked_on")), name="directory_asking_given_up"
            ),
        )

    def __str__(self) -> str:
        return f"asked on {self.asked_on}"


class Asked(Record):
    """One listing that somebody is asked about, and the answer."""

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="listings")
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=5, choices=Answer, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("service",), condition=Q(answered_on=None), name="directory_asked_once_at_a_time"
            ),
            models.UniqueConstraint(fields=("asking", "service"), name="directory_asked_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                name="directory_asked_pair",
            ),
        )

    def __str__(self) -> str:
        return f"asked about {self.service_id}"


class Ticket(Record):
    """A link that was sent to somebody who is asked: a user, an answerer, a partner or a service's own address.

    No code opens it. Only a keyed hash of its token is kept.
    """

    asking = models.ForeignKey(Asking, on_delete=models.PROTECT, related_name="tickets")
    token_hash = models.BinaryField(max_length=32, unique=True)
    to_kind = models.CharField(max_length=12)
    to_id = models.UUIDField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"to {self.to_kind} {self.to_id}"


class Report(Record):
    """Somebody says that something is wrong in a listing. Who it was is not asked; the day alone is kept.

    `from_owner`: it came by the link of whoever is asked about the listing. `leads`: it is the coordinator's from the
    first day. `words` go some time after it is settled.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=8, choices=Wrong)
    words = SealedText(null=True)
    from_owner = models.BooleanField(default=False)
    leads = models.BooleanField(default=False)
    said_on = models.DateField()
    due_on = models.DateField()
    settled = models.CharField(max_length=6, choices=Settled, blank=True)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(settled="", settled_on=None) | ~Q(settled="") & Q(settled_on__isnull=False),
                name="directory_report_pair",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("said_on")), name="directory_report_days"),
        )
        indexes = (models.Index(fields=("service", "settled_on"), name="directory_report_open"),)

    def __str__(self) -> str:
        return f"{self.what} of {self.service_id}"


class WebLook(Record):
    """When the web page of a listing was asked last, and whether it answered; `url` is what was asked.

    `failed_on` is the first day on which it did not answer, `failed_again_on` a later one: then it is said to be
    broken. `why` is a code, such as "not_found".
    """

    service = models.OneToOneField("directory.Service", on_delete=models.PROTECT, related_name="web_look")
    url = models.URLField(max_length=500)
    asked_on = models.DateField()
    failed_on = models.DateField(null=True)
    failed_again_on = models.DateField(null=True)
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(failed_again_on=None) | Q(failed_again_on__gt=F("failed_on")),
                name="directory_web_look_twice",
            ),
        )
        indexes = (models.Index(fields=("asked_on",), name="directory_web_look_asked"),)

    def __str__(self) -> str:
        return f"{self.url} on {self.asked_on}"
