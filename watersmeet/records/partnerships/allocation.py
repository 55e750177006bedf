"""How a place shares requests among its providers: which rules decide, one after the other."""

from enum import StrEnum
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field, field_validator, model_validator

from watersmeet.records.partnerships.document import Part


class AllocationRule(StrEnum):
    """What may put one service before another. The person's own choice is no rule: it is first, always."""

    DISTANCE = "distance"
    ACCESS = "access"
    WAIT = "wait"
    PLACES = "places"
    FAIR_SHARE = "fair_share"


class Allocation(Part):
    """How requests are shared among providers: rules one after the other, without weights.

    A rule decides only where those before it leave two services alike; distance and wait are compared in whole steps.
    """

    order: tuple[AllocationRule, ...] = tuple(AllocationRule)
    distance_step_km: Annotated[float, Field(gt=0, le=50)] = 2
    wait_step_days: Annotated[int, Field(ge=1, le=90)] = 14
    lately_days: Annotated[int, Field(ge=7, le=366)] = 30

    @model_validator(mode="before")
    @classmethod
    def _forget_words(cls, document: Any) -> Any:
        """Documents from before the rules were told apart said them in words, as `rule`."""
        return (
            {key: said for key, said in document.items() if key != "rule"} if isinstance(document, dict) else document
        )

    @field_validator("order", mode="before")
    @classmethod
    def _known(cls, order: Any) -> Any:
        """Raises ValueError, in words, for a rule that nobody knows."""
        for one in order if isinstance(order, list | tuple) else ():
            if one == "choice":
                raise ValueError(_("The person's choice is always first: leave it out of the order."))
            if one not in set(AllocationRule):
                known = ", ".join(AllocationRule)
                raise ValueError(
                    _("There is no rule %(rule)s. Choose from: %(known)s.") % {"rule": one, "known": known}
                )
        return order

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[AllocationRule, ...]) -> tuple[AllocationRule, ...]:
        """Raises ValueError unless each rule stands there at most once, and fair share is among them."""
        if len(set(order)) != len(order):
            raise ValueError(_("Name each rule once."))
        if AllocationRule.FAIR_SHARE not in order:
            raise ValueError(_("fair_share must be in the order: else nothing shares requests out."))
        return order
