"""How joined up we are: partners, what went between them, and where a join may be missing. Counts, no person."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.matrix import Cell, matrix
from watersmeet.evidence.network import Network, Silo, figures
from watersmeet.evidence.network.ties import FEW, Count, missing_joins, network
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Sector


class SiloSheet:
    """A year of ties beside the year before, in words, as a picture and as a table."""

    def __init__(self, names: Mapping[str, str], now: Network, before: Network) -> None:
        self.order = sorted(now.groups, key=lambda one: (now.groups[one], names[one].casefold()))
        self.names, self.now = names, now
        found, earlier = figures(now), figures(before)
        self.any = bool(now.ties)
        self.rows = _rows(found, earlier)
        self.sentence = _inward(found)
        self.table = self._table()
        self.picture = self._picture()
        self.missing = [(names[one.one], names[one.other]) for one in missing_joins(now)]

    def _table(self) -> list[tuple[str, str, str]]:
        ties = sorted(self.now.ties.items(), key=lambda tie: (-(tie[1] or 0), self.names[tie[0][0]]))
        return [(self.names[giver], self.names[receiver], often(times)) for (giver, receiver), times in ties]

    def _picture(self) -> str:
        place = {one: at for at, one in enumerate(self.order)}
        cells = {
            (place[giver], place[receiver]): Cell(
                (times or 0) >= FEW,
                _("%(giver)s to %(receiver)s: %(often)s")
                % {"giver": self.names[giver], "receiver": self.names[receiver], "often": often(times)},
            )
            for (giver, receiver), times in self.now.ties.items()
        }
        groups = [self.now.groups[one] for one in self.order]
        borders = [at for at in range(1, len(groups)) if groups[at] != groups[at - 1]]
        names = [self.names[one] for one in self.order]
        says = _("Each row is a partner that gives, each column one that receives; the numbers say which.")
        return matrix(names, cells, borders, title=_("How joined up we are"), says=says)


@require_GET
@never_cache
def silo(request: Asked) -> HttpResponse:
    """The map of the actor's place, for those who may know exact figures."""
    actor = request.actor
    if actor.partnership is None:
        raise NotFound
    place = Ref("partnership", actor.partnership)
    audit.looked(by=actor, subjects=[place], why="silo", partnership=actor.partnership)
    return render(request, "evidence/silo.html", {"sheet": _sheet(actor)})


def often(times: float | None) -> str:
    """How often, in a band: fewer than eight are people who could be told apart."""
    return _("often (8 times or more)") if (times or 0) >= FEW else _("now and then (1 to 7 times)")


def _sheet(actor: Actor) -> SiloSheet:
    there = partnerships.partners(actor.partnership) if actor.partnership else []
    names = {str(one.pk): str(one) for one in there}
    groups = {str(one.pk): str(Sector(one.organisation.sector).label) for one in there}
    today = clock.today()
    this_month = today.replace(day=1)
    year, two = _years_ago(this_month, 1), _years_ago(this_month, 2)
    counts = _counts(actor)
    now = network(groups, counts, year, date.max)
    return SiloSheet(names, now, network(groups, counts, two, year))


def _counts(actor: Actor) -> Sequence[Count]:
    from watersmeet.evidence.extracts.sources import ties  # noqa: PLC0415 - Arrow loads when ties are counted

    return [
        (row["giver"], row["receiver"], row["happened_on"], row["times"])
        for batch in ties(actor)
        for row in batch.to_pylist()
    ]


def _years_ago(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


def _rows(now: Silo, before: Silo) -> list[tuple[str, str, str]]:
    return [
        (_("Partners"), str(now.nodes), str(before.nodes)),
        (_("Of the ways in which two partners could work together, so many are used"), *_both(now, before, "density")),
        (_("Of those, so many are answered"), *_both(now, before, "reciprocity")),
        (
            _("How far one partner stands in the middle (1: all go through one)"),
            *_both(now, before, "centralisation"),
        ),
        (_("Between sectors (+1) or within them (-1)"), *_both(now, before, "ei_index")),
        (_("What the sizes of the sectors alone would make of it"), *_both(now, before, "ei_chance")),
    ]


def _both(now: Silo, before: Silo, name: str) -> tuple[str, str]:
    return _number(getattr(now, name)), _number(getattr(before, name))


def _number(value: float | None) -> str:
    return _("cannot be said") if value is None else f"{value:.2f}"


def _inward(found: Silo) -> str:
    if found.ei_index is None or found.ei_chance is None:
        return _("Whether sectors keep to their own cannot be said yet.")
    if found.ei_index < found.ei_chance:
        return _("Sectors keep to their own more than their sizes alone would make them.")
    return _("Sectors work with each other at least as much as their sizes alone would make them.")
