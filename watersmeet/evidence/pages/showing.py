"""A map that is shown: partners read what it says of them and reply, then everybody who works there reads the whole."""

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.fields import TextAreaField
from watersmeet.design.forms import Form
from watersmeet.evidence.pages.silo_map import kind_asked, kinds_beside
from watersmeet.evidence.pages.silo_presenters import SiloSheet, often
from watersmeet.evidence.pages.silo_words import PARTNERS
from watersmeet.evidence.showings import api as showings
from watersmeet.evidence.showings.api import LONGEST, Own, Said
from watersmeet.records.partnerships.api import Sector


class ReplyForm(Form):
    """What a partner says of the map."""

    words = TextAreaField(
        label=gettext_lazy("What do you say of it?"),
        hint=gettext_lazy("It stands beside the map. Name nobody. Leave it empty to say nothing."),
        required=False,
        max_length=LONGEST,
    )


class OwnSheet:
    """What a map says of one partner, in words."""

    def __init__(self, own: Own) -> None:
        self.id, self.partner, self.missing, self.open = own.id, own.partner, own.missing, own.open
        self.months, self.opens = months(own.since, own.until), dates.date(own.opens_on)
        self.rows = sorted(self._rows(own))

    @staticmethod
    def _rows(own: Own) -> Iterator[tuple[str, str, str, str]]:
        for giver, receiver, kind, times in own.ties:
            yield own.names[giver], own.names[receiver], str(PARTNERS.kinds[kind]), often(times, kind)


class SaidRow:
    """What a partner says of the map, in words."""

    def __init__(self, one: Said) -> None:
        self.who, self.words, self.when = one.partner, one.words, dates.date(one.on)


@require_GET
@never_cache
def shown(request: Asked, showing: UUID) -> HttpResponse:
    """The whole map, with what partners say of it."""
    actor, kind = request.actor, kind_asked(request)
    one = showings.whole(actor, showing)
    audit.looked(by=actor, subjects=[Ref("showing", one.id)], why="silo", partnership=actor.partnership)
    groups = {node.id: str(Sector(node.sector).label) for node in one.map.nodes}
    stands = showings.stands(actor)
    page = {
        "sheet": SiloSheet(one.map.names, one.map.network(groups, kind), kind=kind),
        "kinds": kinds_beside(kind, request.path),
        "months": months(one.since, one.until),
        "left_out": _left_out(one.map.left_out),
        "said": [SaidRow(each) for each in one.said],
        "others": [(pk, months(since, until)) for pk, since, until in showings.every_open(actor) if pk != one.id],
        "may_take_back": stands is not None,
        "showing": one.id,
    }
    return render(request, "evidence/shown.html", page)


@require_http_methods(["GET", "POST"])
@never_cache
def ours(request: Asked, showing: UUID) -> HttpResponse:
    """What the map says of one's own partner, and what the partner says of it."""
    own = showings.own(request.actor, showing)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"words": own.words})
    if form.is_bound and form.is_valid():
        try:
            showings.reply(showing, form.cleaned_data["words"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("It is kept."))
            return redirect("evidence:shown_ours", showing)
    audit.looked(by=request.actor, subjects=[Ref("showing", own.id)], why="silo", partnership=request.actor.partnership)
    page = {"sheet": OwnSheet(own), "form": form}
    return render(
        request, "evidence/shown_ours.html", page, status=HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    )


@post_only
def show(request: Asked) -> HttpResponse:
    """The lead begins to show the map: partners read what it says of them first."""
    showings.show(by=request.actor, key=request.POST.get("key") or None)
    messages.success(request, _("Partners can read now what the map says of them."))
    return redirect("evidence:silo")


@post_only
def take_back(request: Asked, showing: UUID) -> HttpResponse:
    """Nobody reads it any more."""
    showings.take_back(showing, by=request.actor)
    messages.success(request, _("It is not shown any more."))
    return redirect("evidence:silo")


def months(since: date, until: date) -> str:
    """From which day to which: both are in it."""
    told = {"since": dates.date(since), "until": dates.date(until - timedelta(days=1))}
    return _("%(since)s to %(until)s") % told


def _left_out(many: int) -> str:
    """How many partners are not in the map, without their names; "" for none."""
    if not many:
        return ""
    says = ngettext(
        "%(n)d partner is not in it: nobody there could read it first.",
        "%(n)d partners are not in it: nobody there could read it first.",
        many,
    )
    return says % {"n": many}
