"""The first form of asking: where, when there are several places."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from watersmeet.base.problems import NotFound
from watersmeet.design.fields import RadioField
from watersmeet.design.forms import Form
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partnership


class BeginForm(Form):
    """Asks for a place only when neither the chosen service nor there being one place alone settles it."""

    def __init__(self, places: Sequence[Partnership], service: ServiceView | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.settled = _settled(places, service)
        if self.settled is None:
            self.fields["place"] = RadioField(
                label=_("Which place is nearest to you?"),
                missing=_("Choose the place that is nearest to you"),
                choices=[(str(one.pk), one.name) for one in places],
            )

    @property
    def partnership(self) -> UUID:
        """The place, once the form is valid."""
        return self.settled or UUID(self.cleaned_data["place"])


def _settled(places: Sequence[Partnership], service: ServiceView | None) -> UUID | None:
    here = {one.pk for one in places}
    if service and service.partnership_id in here:
        return service.partnership_id
    return next(iter(here)) if len(here) == 1 else None


def open_places() -> list[Partnership]:
    """The places that can be asked: those with rules in force."""
    return [one for one in partnerships.partnerships() if _has_rules(one)]


def _has_rules(place: Partnership) -> bool:
    try:
        partnerships.model_at(place.pk)
    except NotFound:
        return False
    return True
