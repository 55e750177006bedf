"""Whether the rules of a place let one partner refer to another."""

from collections.abc import Collection

from watersmeet.records.partnerships.closed_ways import KINDS, ClosedWay
from watersmeet.records.partnerships.crisis_lines import for_nation
from watersmeet.records.partnerships.model import Model
from watersmeet.records.partnerships.models import Partner, Sector


def closed_way(model: Model, giver: Partner, receiver: Partner, kind: str = "") -> ClosedWay | None:
    """The first rule that closes the way, to a service of that kind if one is named; None when it is open.

    Within one organisation nothing is referred, and nobody is kept from a crisis line.
    """
    here, there = giver.organisation, receiver.organisation
    if here.pk == there.pk or there.name in _crisis_lines(model):
        return None
    froms, tos = {here.sector, here.name}, {there.sector, there.name, kind}
    return next((way for way in model.referring if way.from_ in froms and way.to in tos), None)


def strangers(model: Model, here: Collection[str], known: Model | None) -> list[str]:
    """The names in the closed ways that are nobody's; those of the `known` rules may have left since."""
    before = {name for way in known.referring for name in (way.from_, way.to)} if known else set()
    fits = {*here, *before, *Sector.values}
    froms = {way.from_ for way in model.referring} - fits
    tos = {way.to for way in model.referring} - fits - KINDS.keys()
    return sorted(froms | tos)


def kept_from_help(model: Model) -> list[str]:
    """The crisis lines to which a rule would close a way, by name."""
    return sorted({way.to for way in model.referring} & _crisis_lines(model))


def _crisis_lines(model: Model) -> set[str]:
    return {line.name for line in for_nation(model.nation, model.crisis_lines).lines}
