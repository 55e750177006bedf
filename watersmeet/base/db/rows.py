"""What every table's row is made of."""

from typing import ClassVar

from django.db import models

from watersmeet.base import ids


class Row(models.Model):
    """A row with an unguessable identifier."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)

    class Meta:
        abstract = True


class Record(Row):
    """A row that belongs to one partnership, as all records do but the declared global list."""

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class PersonRecord(Record):
    """A record about a person: the controller answers for it, the person's data key seals its words."""

    sealed_by: ClassVar[str] = "person_id"

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    controller = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
