"""Whether the rules of a place let one partner refer to another, and whom its services are for."""

from collections.abc import Collection, Iterable

from watersmeet.records.partnerships.closed_ways import KINDS, ClosedWay
from watersmeet.records.partnerships.crisis_lines import for_nation
from watersmeet.records.partnerships.eligible import Eligible
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


def for_whom(model: Model, organisation: str, sector: str, kind: str = "") -> list[Eligible]:
    """The rules on whom an organisation is for, or its services of a kind if one is named; none for a crisis line."""
    if organisation in _crisis_lines(model):
        return []
    return [one for one in model.eligible if one.to in {organisation, sector, kind}]


def strangers(model: Model, here: Collection[str], known: Model | None) -> list[str]:
    """The names in the closed ways that are nobody's; those of the `known` rules may have left since."""
    before = {name for way in known.referring for name in (way.from_, way.to)} if known else set()
    fits = {*here, *before, *Sector.values}
    froms = {way.from_ for way in model.referring} - fits
    tos = {way.to for way in model.referring} - fits - KINDS.keys()
    return sorted(froms | tos)


def not_here(model: Model, here: Collection[str], known: Model | None) -> list[str]:
    """The names that services are for, and are nobody's; those of the `known` rules may have left since."""
    before = {one.to for one in known.eligible} if known else set()
    return sorted({one.to for one in model.eligible} - {*here, *before, *Sector.values, *KINDS})


def kept_from_help(model: Model, named: Iterable[str]) -> list[str]:
    """Those of the names that are crisis lines: no rule stands between them and anybody."""
    return sorted(set(named) & _crisis_lines(model))


def _crisis_lines(model: Model) -> set[str]:
    return {line.name for line in for_nation(model.nation, model.crisis_lines).lines}
