"""A person's own page about their request: where it stands, stopping it, and whether it helped in the end."""

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import drawer, link_session, links
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import Conflict, NotFound, Problem
from watersmeet.base.ref import Ref
from watersmeet.design.fields import CharField, PasswordField, RadioField
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.plans import api as plans
from watersmeet.records.plans.api import Met, NeedCard
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Meeting, Reason, Seen
from watersmeet.records.referrals.pages import thread
from watersmeet.records.referrals.pages.draft import found
from watersmeet.records.referrals.pages.presenters import MeetingPresenter, StatusPresenter


class StopForm(Form):
    """Why they stop, if they like to say."""

    reason = RadioField(
        label=_("Why?"),
        required=False,
        choices=[
            (Reason.FOUND_OTHER, _("I found something else")),
            (Reason.PERSON_CHOSE, _("I do not want it any more")),
        ],
    )


class GotForm(Form):
    """Whether they got what they asked for."""

    met = RadioField(
        label=_("Did you get what you asked for?"),
        missing=_("Choose yes, partly or no"),
        choices=[(Met.MET, Met.MET.label), (Met.PARTLY, Met.PARTLY.label), (Met.NOT, Met.NOT.label)],
        heading=True,
    )


class BackForm(Form):
    """What a person who has no link at hand can say."""

    reference = CharField(
        label=_("Your reference"),
        hint=_("8 letters and numbers, like 7Q4K-2MXA"),
        missing=_("Enter your reference"),
        max_length=20,
        width=10,
        autocomplete="off",
    )
    pin = PasswordField(label=_("Your PIN"), missing=_("Enter your PIN"), autocomplete="off", max_length=100)


@require_GET
def status(request: Asked, referral: UUID) -> HttpResponse:
    """Where it stands."""
    seen = referrals.get(request.actor, referral)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="status")
    sheet = StatusPresenter(seen, referrals.history(request.actor, referral), found(seen.service), _need(request, seen))
    about = [Ref("referral", seen.id), Ref("person", seen.person)]
    planned = [one for one in referrals.handovers(request.actor, referral) if one.outcome is Meeting.PLANNED]
    page = {
        "sheet": sheet,
        "about": about,
        "personal": True,
        "instead": referrals.instead(request.actor, referral),
        "can_choose": referrals.may_re_offer(request.actor, referral),
        "meetings": [MeetingPresenter(one) for one in planned],
        "newer": referrals.offered_anew(request.actor, referral),
        "thanks_to": _name_of(referrals.may_thank(request.actor, referral)),
        **thread.on_status(request.actor, seen),
    }
    return render(request, "referrals/status/status.html", page)


@require_http_methods(["GET", "POST"])
def stop(request: Asked, referral: UUID) -> HttpResponse:
    """Are you sure, in kind words; POST withdraws it."""
    seen = referrals.get(request.actor, referral)
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            referrals.withdraw(referral, by=request.actor, reason=form.cleaned_data["reason"] or Reason.PERSON_CHOSE)
        except Conflict:  # it ended while they were reading: their page says how
            return redirect("referrals:status", referral)
        return redirect("referrals:status", referral)
    sheet = StatusPresenter(seen, [], found(seen.service), None)
    form.fields["reason"].help_text = _who_reads(request, referral)
    return render(request, "referrals/status/stop.html", {"form": form, "sheet": sheet, "personal": True})


@post_only
def choose_not(request: Asked, referral: UUID, meeting: UUID) -> HttpResponse:
    """They do not want this meeting: it does not take place, and their request goes on."""
    if meeting not in {one.id for one in referrals.handovers(request.actor, referral)}:
        raise NotFound
    with suppress(Conflict):  # it was settled while they were reading: their page says how
        referrals.settle_handover(meeting, Meeting.CHOSE_NOT, by=request.actor)
    return redirect("referrals:status", referral)


@require_http_methods(["GET", "POST"])
def got(request: Asked, referral: UUID) -> HttpResponse:
    """Did they get what they asked for? POST settles the need."""
    seen = referrals.get(request.actor, referral)
    need = _need(request, seen)
    if need is None:
        raise NotFound
    form = GotForm(request.POST if request.method == "POST" else None, initial={"met": need.met})
    if request.method == "POST" and form.is_valid():
        plans.settle_need(need=need.id, met=Met(form.cleaned_data["met"]), by=request.actor)
        return redirect("referrals:status", referral)
    sees = {"who": "; ".join(plans.who_reads_needs(request.actor, seen.person, {need.id}))}
    form.fields["met"].help_text = gettext("These people can see your answer: %(who)s.") % sees
    return render(request, "referrals/status/got.html", {"form": form, "need": need, "seen": seen, "personal": True})


@require_http_methods(["GET", "POST"])
def back(request: Asked) -> HttpResponse:
    """Come back by reference and PIN, without a link."""
    form = BackForm(request.POST if request.method == "POST" else None)
    code = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            opened = links.come_back(
                "status",
                form.cleaned_data["reference"],
                form.cleaned_data["pin"],
                from_address=get_adapter(request).get_client_ip(request),
            )
        except Problem as problem:
            form.add_error(None, problem.say)
            code = HTTPStatus.TOO_MANY_REQUESTS if isinstance(problem, links.TooManyTries) else code
        else:
            link_session.begin(request, opened)
            answer = redirect(opened.page)
            drawer.clear(request, answer)
            return answer
    return render(request, "referrals/status/back.html", {"form": form, "personal": True}, status=code)


def _name_of(partner: UUID | None) -> str:
    return str(partnerships.partner(partner)) if partner else ""


def _who_reads(request: Asked, referral: UUID) -> str:
    """Who reads why they stop, said before they choose."""
    names = [_name_of(one) for one in referrals.readers(request.actor, referral)]
    if len(names) > 1:
        told = {"one": names[0], "other": names[1]}
        return gettext("You do not have to say. %(one)s and %(other)s can read what you choose.") % told
    return gettext("You do not have to say. %(name)s can read what you choose.") % {"name": names[0]} if names else ""


def _need(request: Asked, seen: Seen) -> NeedCard | None:
    cards = plans.needs_for(request.actor, seen.person)
    return next((card for card in cards if card.id == seen.need), None)
