"""Ties between partners in words, as a picture and as a table: of every kind together, or of one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from watersmeet.design.matrix import Cell, matrix
from watersmeet.evidence.network import Network, Silo, figures
from watersmeet.evidence.network.ties import DEEDS, FEW, missing_joins

KINDS: Mapping[str, Promise] = {
    "referral": gettext_lazy("Referrals"),
    "handover": gettext_lazy("Joint first contacts"),
    "plan": gettext_lazy("Shared plans"),
    "message": gettext_lazy("Messages"),
    "commitment": gettext_lazy("Commitments"),
    "answer": gettext_lazy("Answers to questions"),
}
SAYS: Mapping[str | None, Promise] = {
    None: gettext_lazy(
        "Referrals, joint first contacts, shared plans, commitments to each other, answers to questions of each other, "
        "and messages between partners that both said yes to that."
    ),
    "referral": gettext_lazy("From the partner that referred to the one that it referred to."),
    "handover": gettext_lazy("First contacts that both partners came to, from the one that referred to the other."),
    "plan": gettext_lazy(
        "People whose need one partner wrote down and another started on: from the one that wrote it to the one that "
        "started."
    ),
    "message": gettext_lazy(
        "Referrals that one partner wrote to another about. Only partners that both said yes are counted, from the day "
        "on which they did. How much was written is not counted."
    ),
    "commitment": gettext_lazy("From the partner that made a commitment to the one that it was made to."),
    "answer": gettext_lazy("From the partner that answered to the one that asked."),
}


class SiloSheet:
    """The ties of a time, beside an earlier one where there is one, in words, as a picture and as a table."""

    def __init__(
        self, names: Mapping[str, str], now: Network, before: Network | None = None, kind: str | None = None
    ) -> None:
        self.order = sorted(now.groups, key=lambda one: (now.groups[one], names[one].casefold()))
        self.names, self.now, self.kind = names, now, kind
        found = figures(now)
        self.any = bool(now.ties)
        self.says = str(SAYS[kind])
        self.deeds = kind in DEEDS
        self.heads = [_("What"), *([_("Last twelve months"), _("The twelve before")] if before else [_("How much")])]
        self.rows = _rows(found, *([figures(before)] if before else []))
        self.sentence = _inward(found)
        self.table = self._table()
        self.picture = self._picture()
        self.missing = [(names[one.one], names[one.other]) for one in missing_joins(now)]

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
        says = _("Each row is a partner that gives, each column one that receives; the numbers say which.")
        return matrix(names, cells, borders, title=_("How joined up we are"), says=says)


def often(times: float | None, kind: str | None = None) -> str:
    """How often: in a band, because fewer than eight are people who could be told apart; deeds as they are."""
    many = int(times or 0)
    if kind in DEEDS:
        return ngettext("%(n)d time", "%(n)d times", many) % {"n": many}
    return _("often (8 times or more)") if many >= FEW else _("now and then (1 to 7 times)")


def _rows(now: Silo, *before: Silo) -> list[tuple[str, ...]]:
    found = (now, *before)
    used = _("Of the ways in which two partners could work together, so many are used")
    middle = _("How far one partner stands in the middle (1: all go through one)")
    return [
        (_("Partners"), *(str(one.nodes) for one in found)),
        (used, *(_number(one.density) for one in found)),
        (_("Of those, so many are answered"), *(_number(one.reciprocity) for one in found)),
        (middle, *(_number(one.centralisation) for one in found)),
        (_("Between sectors (+1) or within them (-1)"), *(_number(one.ei_index) for one in found)),
        (_("What the sizes of the sectors alone would make of it"), *(_number(one.ei_chance) for one in found)),
    ]


def _number(value: float | None) -> str:
    return _("cannot be said") if value is None else f"{value:.2f}"


def _inward(found: Silo) -> str:
    if found.ei_index is None or found.ei_chance is None:
        return _("Whether sectors keep to their own cannot be said yet.")
    if found.ei_index < found.ei_chance:
        return _("Sectors keep to their own more than their sizes alone would make them.")
    return _("Sectors work with each other at least as much as their sizes alone would make them.")
