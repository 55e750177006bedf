"""What of the worklist is asked for. It stands in the address, so it holds codes alone: never a word about a person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from watersmeet.design.fields import CheckboxesField, SelectField
from watersmeet.design.forms import Form
from watersmeet.desk.worklist import DIRECTIONS, ORDERS, WHOSE
from watersmeet.records.referrals.api import State


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which things, in which order; "" asks for all."""

    state: str = ""
    service: str = ""
    direction: str = ""
    whose: str = ""
    late: bool = False
    order: str = "due"

    @property
    def query(self) -> str:
        """As it stands in an address; "" when nothing in particular is asked for."""
        plain = asdict(Wanted())
        told = {name: value for name, value in asdict(self).items() if value != plain[name]}
        return urlencode({name: "1" if value is True else value for name, value in told.items()})

    @property
    def narrows(self) -> bool:
        """Whether something may be left out."""
        return any((self.state, self.service, self.direction, self.whose, self.late))


class FilterForm(Form):
    """State, service, direction, whose, late, and the order."""

    says_optional = False

    whose = SelectField(label=_("Whose"), required=False, choices=[("", _("Everybody's here")), *WHOSE.items()])
    state = SelectField(
        label=_("Where it stands"),
        required=False,
        choices=[("", _("Any")), *((one.value, one.label) for one in State if one is not State.ENTERED_IN_ERROR)],
    )
    service = SelectField(label=_("Service"), required=False)
    direction = SelectField(label=_("Which way"), required=False, choices=[("", _("Both ways")), *DIRECTIONS.items()])
    late = CheckboxesField(label=_("Late"), required=False, choices=[("1", _("Only what is late"))])
    order = SelectField(label=_("Order"), required=False, choices=list(ORDERS.items()))

    def __init__(self, data: Mapping[str, Any], *, services: Mapping[UUID, str]) -> None:
        super().__init__(data)
        named = sorted(services.items(), key=lambda one: one[1].casefold())
        self.fields["service"].choices = [("", _("Any")), *((str(pk), name) for pk, name in named)]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What was asked for; everything while something cannot be read."""
        if not self.is_valid():
            return Wanted()
        told = self.cleaned_data
        return Wanted(
            told["state"], told["service"], told["direction"], told["whose"], bool(told["late"]), told["order"] or "due"
        )
