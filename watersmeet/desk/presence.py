"""Who is away and who covers, what takes nobody new for now, and how much each worker looks after."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import dates
from watersmeet.desk.forms import AwayForm, IntakeForm
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals


def away(request: Asked) -> HttpResponse:
    """GET shows who is away and asks from when until when; POST writes it down."""
    partner, membership = _at_work(request.actor)
    others = policy.may(request.actor, "worker.away_other", policy.relations(request.actor, keeper=partner))
    form = AwayForm(
        request.POST if request.method == "POST" else None,
        seats=partnerships.members(partner),
        mine=membership,
        others=others,
    )
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.go_away(by=request.actor, **form.told)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Written down. Whoever covers sees it in their list on those days."))
            return redirect("desk:away")
    rows = [
        (_away_words(one), one.pk if others or one.membership_id == membership else None)
        for one in partnerships.away(partner)
    ]
    return render(request, "desk/away.html", {"form": form, "rows": rows}, status=400 if form.errors else 200)


@post_only
def back(request: Asked, absence: UUID) -> HttpResponseRedirect:
    """They are back before the day."""
    partnerships.come_back(absence, by=request.actor)
    messages.success(request, _("Welcome back."))
    return redirect("desk:away")


def intake(request: Asked) -> HttpResponse:
    """GET shows what takes nobody new and asks for what and until when; POST pauses it."""
    partner, _membership = _at_work(request.actor)
    services = {one.id: one.name for one in directory.services_of(request.actor, partner)}
    form = IntakeForm(request.POST if request.method == "POST" else None, services=services)
    if request.method == "POST" and form.is_valid():
        try:
            partnerships.pause_intake(by=request.actor, **form.told)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Paused. People who look, and partners before they send, are told until when."))
            return redirect("desk:intake")
    rows = [(_pause_words(one, services), one.pk) for one in partnerships.pauses([partner])]
    return render(request, "desk/intake.html", {"form": form, "rows": rows}, status=400 if form.errors else 200)


@post_only
def resume(request: Asked, pause: UUID) -> HttpResponseRedirect:
    """New referrals are welcome again."""
    partnerships.resume_intake(pause, by=request.actor)
    messages.success(request, _("New referrals are welcome again."))
    return redirect("desk:intake")


@require_GET
def team(request: Asked) -> HttpResponse:
    """For a manager: what each worker looks after, by name; it ranks nobody."""
    partner, _membership = _at_work(request.actor)
    loads = {one.user: one for one in referrals.caseload(request.actor)}
    full = partnerships.model_at(partnerships.partner(partner).partnership_id).model.caseload.full
    said = _away_today(partner)
    rows = [
        (seat.user.name, *_load(loads.get(seat.user_id)), said.get(seat.user_id, ""))
        for seat in partnerships.members(partner)
        if seat.role in policy.HELPERS or seat.user_id in loads
    ]
    if None in loads:
        rows.append((_("Nobody in particular"), *_load(loads[None]), ""))
    return render(request, "desk/team.html", {"rows": rows, "full": _number(full)})


def caseload_words(
    actor: Actor, held: int, late: int, covered: Iterable[partnerships.Absence]
) -> list[tuple[str, str]]:
    """What stands beside the list: how much of it is mine, for whom I cover, where to pause; (words, address) pairs."""
    if actor.partner is None or not policy.could(actor, "intake.pause"):
        return []
    said = ngettext("%(count)s thing is yours by name.", "%(count)s things are yours by name.", held) % {"count": held}
    if not held:
        said = _("Nothing is yours by name.")
    elif late:
        said = _("%(count)s yours by name, %(late)s late.") % {"count": held, "late": late}
    found = [(said, "")]
    for one in covered:
        told = {"name": one.membership.user.name, "day": dates.day(one.until_on)}
        found.append((_("You cover for %(name)s until %(day)s.") % told, ""))
    found += [(_("Pause new referrals"), reverse("desk:intake")), (_("Away and cover"), reverse("desk:away"))]
    if policy.may(actor, "caseload.see"):
        found.append((_("Who looks after what"), reverse("desk:team")))
    return found


def _at_work(actor: Actor) -> tuple[UUID, UUID]:
    if actor.partner is None or actor.membership is None:
        raise NotFound
    return actor.partner, actor.membership


def _away_words(one: partnerships.Absence) -> str:
    told = {"name": one.membership.user.name, "first": dates.day(one.from_on), "last": dates.day(one.until_on)}
    if one.cover is None:
        return _("%(name)s is away from %(first)s to %(last)s. Nobody covers.") % told
    return _("%(name)s is away from %(first)s to %(last)s. %(cover)s covers.") % {**told, "cover": one.cover.name}


def _away_today(partner: UUID) -> dict[UUID, str]:
    paused = {
        one.user_id: _("takes nobody new until after %(day)s") % {"day": dates.day(one.until_on)}
        for one in partnerships.pauses([partner])
        if one.user_id
    }
    gone = {
        one.membership.user_id: _("away until %(day)s") % {"day": dates.day(one.until_on)}
        for one in partnerships.away(partner)
    }
    return paused | gone


def _pause_words(one: partnerships.Pause, services: dict[UUID, str]) -> str:
    told = {"day": dates.day(one.until_on)}
    if one.user:
        return _("%(name)s takes nobody new until after %(day)s.") % {**told, "name": one.user.name}
    if one.service:
        return _("%(name)s takes nobody new until after %(day)s.") % {**told, "name": services.get(one.service, "")}
    return _("We take nobody new until after %(day)s.") % told


def _load(load: referrals.Load | None) -> tuple[str, str, str]:
    return (str(load.count), str(load.late), _number(load.weight)) if load else ("0", "0", "0")


def _number(value: float) -> str:
    return f"{value:g}"
