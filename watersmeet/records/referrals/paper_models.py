"""A form on paper: printed with a number, signed by somebody by hand, typed in later."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.rows import PersonRecord, Record

NUMBER = 8
"""Letters and figures in the number of a form."""


class Paper(models.TextChoices):
    """What happened to a form after it was typed in."""

    LOCKED = "locked", _("It is kept locked away, in a closed envelope")
    SHREDDED = "shredded", _("It is shredded")
    GIVEN_BACK = "given_back", _("The person has it back")


class PaperForm(Record):
    """One printed form. Nothing of anybody is in it; `share` and `count` are the very words that stand on it.

    They name the `front_door` and the `receiver`; without a receiver it asks for no yes to anybody else. A copy by
    machine gets a number of its own: `copy_of`.
    """

    number = models.CharField(max_length=NUMBER)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+", null=True)
    front_door = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+", null=True)
    printer = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    share = models.TextField(blank=True)
    count = models.TextField()
    questions = models.JSONField(default=list)  # the place's own, as they stand on it: of OwnQuestion
    permission_days = models.PositiveSmallIntegerField()
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    printed_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("partnership", "number"), name="referrals_paper_number"),)

    def __str__(self) -> str:
        return self.number


class PaperAsk(PersonRecord):
    """What a form became: its controller, the front door, has the paper, and says by `due_on` what happened to it."""

    referral = models.OneToOneField("referrals.Referral", on_delete=models.PROTECT, related_name="paper")
    form = models.OneToOneField(PaperForm, on_delete=models.PROTECT, related_name="ask")
    signed = models.BooleanField()  # without it no tick on the form counts as a yes
    signed_on = models.DateField()
    received_on = models.DateField()
    typed_at = models.DateTimeField()
    typed_by = models.UUIDField()
    due_on = models.DateField(null=True)
    became = models.CharField(max_length=12, choices=Paper, blank=True)
    became_at = models.DateTimeField(null=True)
    became_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(became="", became_at=None, became_by=None, due_on__isnull=False)
                | ~Q(became="") & Q(became_at__isnull=False, became_by__isnull=False, due_on=None),
                name="referrals_paper_became_pair",
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=models.F("signed_on")), name="referrals_paper_in_order"
            ),
        )
        indexes = (
            models.Index(fields=("controller", "due_on"), condition=Q(became=""), name="referrals_paper_to_settle"),
        )

    def __str__(self) -> str:
        return f"on paper: {self.referral_id}"
