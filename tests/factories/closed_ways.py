"""Rules of a place that close a way of referring."""

from tests.factories import places
from tests.factories.places import Place
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import ClosedWay, Model

WHY = "Therapy talks with people first"
INSTEAD = "Ring the front door together"


def way(giver: str, to: str, *, why: str = WHY, instead: str = INSTEAD) -> ClosedWay:
    """One closed way."""
    return ClosedWay.model_validate({"from": giver, "to": to, "why": why, "instead": instead})


def closing(model: Model, *ways: ClosedWay) -> Model:
    """These rules with these ways closed and no others."""
    return model.model_copy(update={"referring": ways})


def close(at: Place, *ways: ClosedWay) -> None:
    """The place closes these ways, from now."""
    places.adopt(at, closing(partnerships.model_at(at.partnership.pk).model, *ways))


def close_everything(at: Place) -> None:
    """Every sector is kept from every sector."""
    sectors = partnerships.Sector.values
    ways = [way(giver, to) for giver in sectors for to in sectors]
    assert len(ways) <= 40
    close(at, *ways)
