"""Asking for help without an account: one thing a page. Nothing is a record before the last page is sent."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import drawer as drawers
from watersmeet.accounts import link_session, throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.accounts.posting import post_only
from watersmeet.design.forms import Form
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.pages import behalf, forms, said_before, steps, told
from watersmeet.records.referrals.pages.begin import BeginForm, open_places
from watersmeet.records.referrals.pages.draft import NAME, Draft, found
from watersmeet.records.referrals.pages.presenters import AskedPresenter, BeginPresenter, SharePresenter
from watersmeet.records.referrals.pages.sitting import beside, leaves

SENT = "asked"
YOUNG, ELSEWHERE, FIRST = "young-people", "another-way", "talk-first"
WITH = "with"


@require_http_methods(["GET", "POST"])
def begin(request: Asked) -> HttpResponse:
    """What happens, who reads it, how long it takes; POST begins."""
    places = open_places()
    if not places:
        return render(request, "referrals/ask/nowhere.html", {"personal": True})
    service = found(_uuid(request.POST.get("service") or request.GET.get("service", "")))
    form = BeginForm(places, service, _posted(request))
    if request.method == "POST" and form.is_valid():
        draft = Draft.begin(form.partnership, service.id if service else None)
        if "as_before" in request.POST:
            said_before.fill_in(draft, request.actor)
        return _go_on(draft, Drawer.of(request))
    place = form.settled
    if place:
        _stand_in(request, place)
    begun = Draft.find(Drawer.of(request))
    sheet = BeginPresenter(place, service)
    page = {"form": form, "sheet": sheet, "begun": begun, "known": request.actor.person is not None, "personal": True}
    return render(request, "referrals/ask/begin.html", page)


@require_http_methods(["GET", "POST"])
def step(request: Asked, step: str) -> HttpResponse:
    """One page of the asking."""
    if step in {YOUNG, FIRST}:
        return leaves(_kept_nothing(request, step), beside(request.GET.get(WITH, "")))
    drawer = Drawer.of(request)
    draft = Draft.find(drawer)
    if draft is None:
        return _nothing_begun(request, drawer)
    _stand_in(request, draft.partnership)
    if step == ELSEWHERE:
        page = {"draft": draft, "on": steps.next_for(draft)}
        return leaves(render(request, "referrals/ask/another_way.html", page), draft.sitting)
    if not steps.may_open(draft, step):
        return redirect("referrals:ask", steps.next_for(draft))
    if draft.sitting:
        draft.keep(drawer)
    answer = _check(request, draft, drawer) if step == steps.CHECK else _one(request, step, draft, drawer)
    if draft.sitting and answer.status_code == HTTPStatus.OK:
        drawer.hand_to(answer)
    return leaves(answer, draft.sitting)


@require_GET
def asked(request: Asked) -> HttpResponse:
    """It was sent: a reference, a link to keep, and what happens next. With an introducer beside it is shown once."""
    content: Any = Drawer.of(request).get(SENT)
    if content is None:
        return render(request, "referrals/ask/closed.html", {"personal": True}, status=HTTPStatus.GONE)
    _stand_in(request, UUID(content["partnership"]))
    sheet = AskedPresenter(content)
    if sheet.sitting:
        return _shown_once(request, sheet)
    page = "asked_for" if content.get("for_other") else "asked"
    return render(request, f"referrals/ask/{page}.html", {"sheet": sheet, "personal": True})


@post_only
def clear(request: Asked) -> HttpResponse:
    """Destroy what was typed in this browser, for whoever sits down here next."""
    draft = Draft.find(Drawer.of(request))
    sitting = draft.sitting if draft else None
    answer = redirect("referrals:with", sitting.code) if sitting else redirect("referrals:ask")
    drawers.clear(request, answer)
    return answer


def _shown_once(request: Asked, sheet: AskedPresenter) -> HttpResponse:
    """The end card: with it everything leaves this browser, so that who sits down next finds nothing."""
    answer = render(request, "referrals/introduced/asked.html", {"sheet": sheet, "personal": True})
    drawers.clear(request, answer)
    link_session.end(request)
    return leaves(answer, sheet.sitting)


def _one(request: Asked, name: str, draft: Draft, drawer: Drawer) -> HttpResponse:
    page = next(one for one in steps.STEPS if one.name == name)
    kind = page.form_of(draft)
    if request.method == "GET":
        form = kind(draft, initial=draft.answers.get(name))
    elif "longer" in request.POST:
        form = kind(draft, initial=kind(draft, request.POST).as_typed())
    else:
        form = kind(draft, request.POST)
        if form.is_valid():
            draft.answers[name] = form.kept()
            return _AFTER.get(name, _go_on)(draft, drawer)
    context = {"form": form, "draft": draft, "step": name, "back": steps.before(draft, name), "personal": True}
    if name == "share":
        context |= SharePresenter(draft).context
    if draft.sitting:
        form.suggest_nothing()
    return render(request, [f"referrals/ask/{name}.html", "referrals/ask/step.html"], context)


def _after_age(draft: Draft, drawer: Drawer) -> HttpResponse:
    """Under 16 nothing is kept at all; a service for other ages is left out, and we say so."""
    if draft.answer("age", "age") == forms.UNDER_16:
        return _keep_nothing(draft, drawer, YOUNG)
    if draft.chosen and not draft.service:
        return _go_on(draft, drawer, ELSEWHERE)
    return _go_on(draft, drawer)


def _after_agrees(draft: Draft, drawer: Drawer) -> HttpResponse:
    """Nothing is kept about somebody who does not know, or does not want it."""
    if draft.answer("agrees", "agrees") == behalf.NOT_YET:
        return _keep_nothing(draft, drawer, FIRST)
    return _go_on(draft, drawer)


def _keep_nothing(draft: Draft, drawer: Drawer, to: str) -> HttpResponse:
    """Nothing is kept; who sits there goes along in the address, so that the page leaves by itself as the others."""
    drawer.throw_away(NAME)
    where = reverse("referrals:ask", args=[to])
    answer = redirect(f"{where}?{WITH}={draft.sitting.code}" if draft.sitting else where)
    drawers.forget(answer)
    return answer


def _kept_nothing(request: Asked, step: str) -> HttpResponse:
    """Where somebody else helps, or the time is not right: nothing was kept."""
    if step == FIRST:
        return render(request, "referrals/ask/talk_first.html", {"personal": True})
    lines = [line for line in partnerships.for_young_people().lines if line.number != "999"]
    return render(request, "referrals/ask/young_people.html", {"lines": lines, "personal": True})


def _go_on(draft: Draft, drawer: Drawer, to: str = "") -> HttpResponse:
    draft.keep(drawer)
    answer = redirect("referrals:ask", to or steps.next_for(draft))
    drawer.hand_to(answer)
    return answer


_AFTER = {"age": _after_age, "agrees": _after_agrees}


def _check(request: Asked, draft: Draft, drawer: Drawer) -> HttpResponse:
    form = Form(_posted(request))
    if request.method == "POST":
        from_address = get_adapter(request).get_client_ip(request)
        if throttle.allows("ask", from_address, tries=30, seconds=3600):
            return _send(request, draft, drawer)
        form.is_valid()
        form.add_error(None, _("Many requests came from here just now. Please wait a little, or ring us."))
    context = {
        "form": form,
        "draft": draft,
        "rows": told.rows_of(draft),
        "back": steps.before(draft, steps.CHECK),
        "personal": True,
    }
    paused = form.is_bound and not form.is_valid()
    status = HTTPStatus.TOO_MANY_REQUESTS if paused else HTTPStatus.OK
    return render(request, "referrals/ask/check.html", context, status=status)


def _send(request: Asked, draft: Draft, drawer: Drawer) -> HttpResponse:
    """Write it all down, and with it put what the next page shows into the drawer: a second click finds it there."""
    with transaction.atomic():
        done = referrals.ask(told.told_by(draft), by=request.actor, key=str(draft.id))
        if done.token or draft.for_other:
            drawer.put(SENT, AskedPresenter.content(draft, done))
            drawer.throw_away(NAME)
    answer = redirect("referrals:asked")
    drawer.hand_to(answer)
    return answer


def _nothing_begun(request: Asked, drawer: Drawer) -> HttpResponse:
    """Sent already (a second click, or the back button), or begun too long ago."""
    if drawer.get(SENT):
        return redirect("referrals:asked")
    return render(request, "referrals/ask/expired.html", {"personal": True}, status=HTTPStatus.GONE)


def _stand_in(request: Asked, partnership: UUID) -> None:
    """From now on the visitor acts in this place: the page shows its number, the audit names it."""
    request.actor = replace(request.actor, partnership=partnership)


def _posted(request: Asked) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
