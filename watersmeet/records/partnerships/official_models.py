"""Organisations as official registers list them, and what changed from one list to the next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.rows import Row


class OfficialStatus(models.TextChoices):
    """What a register says of an organisation: the codes of NHS ODS."""

    ACTIVE = "A", _("Open")
    CLOSED = "C", _("Closed")
    DORMANT = "D", _("Dormant")
    PROPOSED = "P", _("Proposed")


class Change(models.TextChoices):
    """What differs between two lists of a register; what else it says of an organisation is `corrected`."""

    OPENED = "opened", _("opened")
    CLOSED = "closed", _("closed")
    DORMANT = "dormant", _("dormant")
    ACTIVE = "active", _("open again, or now")
    RENAMED = "renamed", _("renamed")
    MOVED = "moved", _("moved")
    CORRECTED = "corrected", _("corrected")


class OfficialEntry(Row):
    """An organisation as a register has it, known by its code there; global, as organisations are.

    `as_of` is the day of the list that last said something new of it; `kind` the register's own code.
    """

    organisation = models.OneToOneField(
        "partnerships.Organisation", on_delete=models.PROTECT, related_name="official_entry"
    )
    register = models.CharField(max_length=20)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=4, blank=True)
    status = models.CharField(max_length=1, choices=OfficialStatus)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    as_of = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("register", "code"), name="partnerships_official_entry_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class OfficialChange(Row):
    """What a later list of a register said of an organisation that the one before did not: rows are never changed."""

    entry = models.ForeignKey(OfficialEntry, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=10, choices=Change)
    was = models.CharField(max_length=300, blank=True)
    now = models.CharField(max_length=300, blank=True)
    as_of = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("as_of", "what")),)

    def __str__(self) -> str:
        return f"{self.what} {self.as_of}"
