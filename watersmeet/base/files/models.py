"""Which sealed files there are: whose they are, what they belong to, where they lie."""

from typing import ClassVar

from django.db import models

from watersmeet.base.db.rows import Row
from watersmeet.base.db.sealed import SealedText


class File(Row):
    """One file that somebody handed over. `person` is whose data key seals it, `owner` the row it belongs to.

    `address` is a keyed hash of person and content: the same file of one person lies there once, and that two people
    have the same one cannot be told.
    """

    sealed_by: ClassVar[str] = "person"

    person = models.UUIDField()
    owner_kind = models.CharField(max_length=40)
    owner_id = models.UUIDField()
    address = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    name = SealedText(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("owner_kind", "owner_id"), name="files_owner"),
            models.Index(fields=("address",), name="files_address"),
            models.Index(fields=("person",), name="files_person"),
        )

    def __str__(self) -> str:
        return f"file {self.pk}"
