"""Ties between partners in words, as a picture and as a table: of every kind together, or of one."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design.matrix import Cell, matrix
from watersmeet.evidence.network import Network, Silo, figures
from watersmeet.evidence.network.ties import DEEDS, FEW, missing_joins
from watersmeet.evidence.pages.silo_missing import Around
from watersmeet.evidence.pages.silo_words import PARTNERS, Level
from watersmeet.evidence.pages.silo_years import number


class SiloSheet:
    """The ties of a time, beside an earlier one where there is one, in words, as a picture and as a table."""

    def __init__(
        self,
        names: Mapping[str, str],
        now: Network,
        before: Network | None = None,
        kind: str | None = None,
        level: Level = PARTNERS,
        around: Around | None = None,
    ) -> None:
        self.order = sorted(now.groups, key=lambda one: (now.groups[one], names[one].casefold()))
        self.names, self.now, self.kind, self.level = names, now, kind, level
        found = figures(now)
        self.any = bool(now.ties)
        self.says = str(level.says[kind])
        self.deeds = kind in DEEDS
        self.heads = [_("What"), *([_("Last twelve months"), _("The twelve before")] if before else [_("How much")])]
        self.rows = _rows(level, found, *([figures(before)] if before else []))
        self.sentence = _inward(level, found)
        self.table = self._table()
        self.picture = self._picture()
        self.missing, self.fits = self._missing(around)
        self.missing_heads = [_("One"), _("The other"), *([_("How near")] if around else [])]

    def _missing(self, around: Around | None) -> tuple[list[tuple[str, ...]], list[str]]:
        """Pairs that may miss a join, with how near they are if that is told; what one could do for the other."""
        apart = missing_joins(self.now, first=around.fitting if around else ())
        named = [(self.names[one.one], self.names[one.other]) for one in apart]
        if not around:
            return [*named], []
        rows = [(*both, around.near(one.one, one.other)) for both, one in zip(named, apart, strict=True)]
        return [*rows], around.fits([frozenset((one.one, one.other)) for one in apart], self.names)

    def _table(self) -> list[tuple[str, str, str]]:
        ties = sorted(self.now.ties.items(), key=lambda tie: (-self._much(tie[1]), self.names[tie[0][0]].casefold()))
        return [(self.names[giver], self.names[receiver], often(times, self.kind)) for (giver, receiver), times in ties]

    def _much(self, times: float | None) -> float:
        """What may be seen of how often: the order of a table tells no more than its words."""
        return (times or 0) if self.deeds else (times or 0) >= FEW

    def _picture(self) -> str:
        place = {one: at for at, one in enumerate(self.order)}
        cells = {
            (place[giver], place[receiver]): Cell(
                (times or 0) >= FEW,
                _("%(giver)s to %(receiver)s: %(often)s")
                % {"giver": self.names[giver], "receiver": self.names[receiver], "often": often(times, self.kind)},
            )
            for (giver, receiver), times in self.now.ties.items()
        }
        groups = [self.now.groups[one] for one in self.order]
        borders = [at for at in range(1, len(groups)) if groups[at] != groups[at - 1]]
        names = [self.names[one] for one in self.order]
        return matrix(names, cells, borders, title=str(self.level.title), says=str(self.level.row))


def often(times: float | None, kind: str | None = None) -> str:
    """How often: in a band, because fewer than eight are people who could be told apart; deeds as they are."""
    many = int(times or 0)
    if kind in DEEDS:
        return ngettext("%(n)d time", "%(n)d times", many) % {"n": many}
    return _("often (8 times or more)") if many >= FEW else _("now and then (1 to 7 times)")


def _rows(level: Level, now: Silo, *before: Silo) -> list[tuple[str, ...]]:
    found = (now, *before)
    rows = [
        (str(level.nodes), *(str(one.nodes) for one in found)),
        (str(level.used), *(number(one.density) for one in found)),
        (_("Of those, so many are answered"), *(number(one.reciprocity) for one in found)),
        (str(level.middle), *(number(one.centralisation) for one in found)),
    ]
    if level.between:
        rows += [
            (str(level.between), *(number(one.ei_index) for one in found)),
            (str(level.by_chance), *(number(one.ei_chance) for one in found)),
        ]
    return rows


def _inward(level: Level, found: Silo) -> str:
    if not level.between:
        return ""
    if found.ei_index is None or found.ei_chance is None:
        return _("Whether sectors keep to their own cannot be said yet.")
    return str(level.narrow if found.ei_index < found.ei_chance else level.wide)
