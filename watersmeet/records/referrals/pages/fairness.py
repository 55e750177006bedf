"""How requests are shared, for everybody who works here: the rules in plain words, the shares, the lists."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design.charts import Axis, Chart, Point, Table, dots
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Allocated, Band, DecidedBy, Share

_TO_EVERYBODY: dict[DecidedBy, Promise] = {
    DecidedBy.DISTANCE: gettext_lazy("It is easier for the person to come"),
    DecidedBy.ACCESS: gettext_lazy("It is easier for the person to come"),
}
"""What would tell where somebody lives, or what they need, is said in one way."""


@require_GET
def fairness(request: Asked) -> HttpResponse:
    """The rules, the shares of one month, and single allocations by reference."""
    actor = request.actor
    if actor.partnership is None:
        raise NotFound
    months = referrals.months_shown(actor)
    month = _month(request.GET.get("month", ""), months)
    shares = referrals.fair_shares(actor, month) if month else []
    page = {
        "rules": referrals.rules_said(actor.partnership),
        "version": partnerships.model_at(actor.partnership).number,
        "months": [(one.isoformat()[:7], _named(one), one == month) for one in months],
        "month": _named(month) if month else "",
        "chart": _drawn(shares, _named(month)) if month and any(one.capacity for one in shares) else None,
        "table": _table(shares, _named(month)) if month and shares else None,
        "silent": [one.name for one in shares if one.capacity is None],
        "exact": policy.may(actor, "evidence.exact"),
        "may_state": policy.could(actor, "service.state_intake"),
        "recent": [AllocatedRow(one) for one in referrals.recent_allocations(actor)],
    }
    return render(request, "referrals/fairness.html", page)


class AllocatedRow:
    """One allocation: what was taken and how, and the list in its order."""

    def __init__(self, one: Allocated) -> None:
        self.reference = one.reference
        self.month = _named(one.month)
        self.to = one.service or one.provider
        self.how = str(one.reason.label if one.reason else one.taken.label)
        self.version = one.model_number
        self.placed = [
            (
                row.name,
                row.provider,
                str(_TO_EVERYBODY.get(row.decided_by, row.decided_by.label)) if row.decided_by else "",
            )
            for row in one.listed
            if row.place
        ]
        self.left_out = [(row.name, row.provider, str(row.left_out.label)) for row in one.listed if row.left_out]


def _month(asked: str, months: Sequence[date]) -> date | None:
    """The month that was asked for, the newest without; none when there is none yet. Raises NotFound."""
    if not asked:
        return months[0] if months else None
    found = next((one for one in months if one.isoformat()[:7] == asked), None)
    if found is None:
        raise NotFound
    return found


def _named(month: date) -> str:
    return date_format(month, "F Y", use_l10n=False)


def _drawn(shares: Sequence[Share], month: str) -> Chart:
    """For each provider that says what it can take: how much of it was offered, as far as the reader may know."""
    points = [
        Point(
            one.name,
            (one.offered.low + one.offered.high) / 2 / one.capacity,
            *((None, None) if one.offered.low == one.offered.high else _ends(one.offered, one.capacity)),
        )
        for one in shares
        if one.capacity
    ]
    title = _("What each provider was offered of what it can take, %(month)s") % {"month": month}
    says = _("One row for each provider. The further to the right, the more of what it can take was offered to it.")
    axis = Axis(_("Offered, of what it can take"), percent=True)
    return dots(points, title=title, says=says, table=_table(shares, month), amounts=axis, mark=1.0)


def _ends(band: Band, capacity: int) -> tuple[float, float]:
    return band.low / capacity, band.high / capacity


def _table(shares: Sequence[Share], month: str) -> Table:
    return Table(
        _("Requests by provider, %(month)s") % {"month": month},
        (
            _("Provider"),
            _("Offered"),
            _("Chosen by the person"),
            _("First in the list"),
            _("For another reason, or no list"),
            _("Said yes in 14 days"),
            _("Can take in a month"),
            _("Fair share"),
        ),
        [
            (
                one.name,
                *(_count(band) for band in (one.offered, one.by_person, one.by_rule, one.by_other, one.accepted)),
                str(one.capacity) if one.capacity is not None else _("not said"),
                _("%(share)s%%") % {"share": f"{one.fair:.0%}".rstrip("%")} if one.fair is not None else "",
            )
            for one in shares
        ],
        numbers=range(1, 8),
    )


def _count(band: Band) -> str:
    if band.low == band.high:
        return str(band.low)
    return _("fewer than 8") if band.low == 0 else _("about %(count)s") % {"count": (band.low + band.high) // 2}
