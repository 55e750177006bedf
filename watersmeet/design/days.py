"""A date, asked as day, month and year: nobody has to find it in a calendar."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from watersmeet.design import dates
from watersmeet.design.groups import GroupOfChoices, Params

PARTS = ("day", "month", "year")
WORDS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
BIRTHDAY = {"day": "bday-day", "month": "bday-month", "year": "bday-year"}

Typed = dict[str, str]


class DateParts(forms.Widget):
    """Reads the three boxes of a date."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        """What was typed in each box."""
        return {part: str(data.get(f"{name}-{part}", "")).strip() for part in PARTS}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the form did not ask."""
        return not any(f"{name}-{part}" in data for part in PARTS)


class DateField(GroupOfChoices, forms.Field):
    """A date between `earliest` and `latest`; `birth` lets the browser fill in a birthday."""

    component = "dateInput"
    widget = DateParts
    default_error_messages = {
        "unreal": _("Enter a real date, like 27 3 1985"),
        "early": _("The date must be %(limit)s or later"),
        "late": _("The date must be %(limit)s or earlier"),
    }

    def __init__(
        self, *, birth: bool = False, earliest: dt.date | None = None, latest: dt.date | None = None, **rest: Any
    ) -> None:
        self.birth = birth
        self.earliest = earliest or dt.date(1900, 1, 1)
        self.latest = latest
        super().__init__(**rest)

    def to_python(self, value: dt.date | Typed | None) -> dt.date | None:
        """The date. Raises ValidationError when there is no such day."""
        if value is None or isinstance(value, dt.date):
            return value
        if not any(value.values()):
            return None
        try:
            return dt.date(*(int(value[part]) for part in reversed(PARTS)))
        except ValueError:
            raise ValidationError(self.error_messages["unreal"], code="unreal") from None

    def validate(self, value: dt.date | None) -> None:
        """Raises ValidationError when it is missing or out of bounds."""
        super().validate(value)
        if value and value < self.earliest:
            raise ValidationError(self._beyond("early", self.earliest), code="early")
        if value and self.latest and value > self.latest:
            raise ValidationError(self._beyond("late", self.latest), code="late")

    def _beyond(self, code: str, limit: dt.date) -> str:
        return str(self.error_messages[code]) % {"limit": dates.date(limit)}

    def params(self, bound: BoundField) -> Params:
        """The three boxes."""
        typed = _typed(bound.value())
        items = [
            {
                "id": f"{bound.auto_id}-{part}",
                "name": f"{bound.html_name}-{part}",
                "label": str(WORDS[part]),
                "value": typed[part],
                "width": 4 if part == "year" else 2,
                "autocomplete": BIRTHDAY[part] if self.birth else None,
            }
            for part in PARTS
        ]
        return {"items": items}

    def first_control(self, bound: BoundField) -> str:
        """The first box that is empty or not a number, else the first."""
        typed = _typed(bound.value())
        wrong = next((part for part in PARTS if not typed[part].isdecimal()), PARTS[0])
        return f"{bound.auto_id}-{wrong}"


def _typed(value: dt.date | Typed | None) -> Typed:
    if isinstance(value, dict):
        return value
    return {part: str(getattr(value, part)) if value else "" for part in PARTS}
