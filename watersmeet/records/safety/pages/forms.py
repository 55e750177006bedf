"""What workers fill in about shifts and alerts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from watersmeet.base import ids
from watersmeet.design.fields import DateField, RadioField, SelectField, TextAreaField, TimeField
from watersmeet.design.forms import Form
from watersmeet.records.safety.states import Act, Outcome

Colleagues = Sequence[tuple[UUID, str]]


class OfferForm(Form):
    """A shift: its day, from when until when, who is told first, who stands in. It may end on the next morning."""

    day = DateField(label=_("Which day?"), missing=_("Enter the day"))
    begins = TimeField(label=_("From what time?"), missing=_("Enter the time at which it begins"))
    ends = TimeField(label=_("Until what time?"), missing=_("Enter the time at which it ends"))
    first = SelectField(label=_("Who is told first?"), missing=_("Choose who is told first"))
    deputy = SelectField(label=_("Who stands in?"), missing=_("Choose who stands in"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, colleagues: Colleagues, data: Any = None) -> None:
        super().__init__(data, initial={"key": str(ids.new())})
        for name in ("first", "deputy"):
            self.fields[name].choices = _names(colleagues)  # type: ignore[attr-defined]

    def told(self, zone: str) -> dict[str, Any]:
        """As the action takes it: an end that is not after the beginning is on the day after."""
        said, here = self.cleaned_data, ZoneInfo(zone)
        begins = datetime.combine(said["day"], said["begins"], here)
        ends = datetime.combine(said["day"], said["ends"], here)
        if ends <= begins:
            ends = datetime.combine(said["day"] + timedelta(days=1), said["ends"], here)
        return {
            "begins_at": begins.astimezone(UTC),
            "ends_at": ends.astimezone(UTC),
            "first": UUID(said["first"]),
            "deputy": UUID(said["deputy"]),
            "key": said["key"],
        }


class WhoForm(Form):
    """Somebody who is asked."""

    user = SelectField(label=_("Whom do you ask?"), missing=_("Choose somebody"))

    def __init__(self, colleagues: Colleagues, data: Any = None, *, called: str, label: Any = None) -> None:
        super().__init__(data, auto_id=f"{called}-%s")
        self.fields["user"].label = label or self.fields["user"].label
        self.called = called
        self.fields["user"].choices = _names(colleagues)  # type: ignore[attr-defined]


class Whoms:
    """One form for each place on a page that asks for somebody; the one that must be mended as it was sent."""

    def __init__(self, colleagues: Colleagues, wrong: WhoForm | None) -> None:
        self.colleagues = colleagues
        self.wrong = wrong

    def called(self, name: str) -> WhoForm:
        """The form of a place."""
        return self.wrong if self.wrong and self.wrong.called == name else WhoForm(self.colleagues, called=name)


class ActForm(Form):
    """What somebody did about an alert."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="act-%s")

    what = RadioField(label=_("What did you do?"), choices=Act.choices, missing=_("Choose what you did"))
    words = TextAreaField(label=_("What the next person must know"), rows=3, required=False, max_length=2000)


class CloseForm(Form):
    """How an alert ended: of a practice there is nothing to say."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="close-%s")

    outcome = RadioField(
        label=_("How did it end?"),
        choices=[one for one in Outcome.choices if one[0] != Outcome.PRACTICE],
        missing=_("Choose how it ended"),
    )
    words = TextAreaField(
        label=_("What was agreed, and who has it now?"),
        rows=3,
        max_length=2000,
        missing=_("Say what was agreed, and who has it now"),
    )


def _names(colleagues: Colleagues) -> list[tuple[str, Any]]:
    return [("", _("Choose somebody")), *((str(user), name) for user, name in colleagues)]
