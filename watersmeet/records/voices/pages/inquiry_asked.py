"""Answering an inquiry: one thing a page, kept in the browser's own drawer; nothing counts before it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base import ids
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.design.forms import Form
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import Opened, Way
from watersmeet.records.voices.pages.inquiry_draft import NAME, SENT, AnswerDraft
from watersmeet.records.voices.pages.inquiry_steps import CHECK, AnswerForm, Step, shown, steps_of

TRIES = 200
"""So many from one address in an hour: a class may answer together."""


@require_http_methods(["GET", "POST"])
def begin(request: Asked, code: str) -> HttpResponse:
    """What it is for, how long it takes, who reads it; POST begins."""
    opened = voices.asked_by_code(code)
    if opened is None or opened.closed:
        return _shut(request, opened)
    if request.method == "POST":
        return begun(request, opened, Way.LINK)
    _stand_in(request, opened)
    group = opened.questions.group(opened.group)
    page = {"opened": opened, "group": group, "many": len(steps_of(opened.questions)), "personal": True}
    return render(request, "voices/asked/begin.html", page)


@require_http_methods(["GET", "POST"])
def step(request: Asked, code: str, step: str) -> HttpResponse:
    """One page of the questions."""
    opened = voices.asked_by_code(code)
    if opened is None or opened.closed:
        return _shut(request, opened)
    drawer = Drawer.of(request)
    draft = AnswerDraft.find(drawer, opened.code)
    if draft is None:
        return (
            redirect("voices:thanks", _typed(opened)) if drawer.get(SENT) else redirect("voices:asked", _typed(opened))
        )
    _stand_in(request, opened)
    every = steps_of(opened.questions)
    names = [one.name for one in every]
    if step == CHECK:
        return _check(request, opened, draft, drawer, names[-1])
    if step not in names:
        return redirect("voices:asked_step", _typed(opened), names[0])
    return _one(request, opened, draft, drawer, every, names.index(step))


@require_GET
def thanks(request: Asked, code: str) -> HttpResponse:
    """It was sent."""
    opened = voices.asked_by_code(code)
    if opened is None:
        return _shut(request, opened)
    _stand_in(request, opened)
    return render(request, "voices/asked/thanks.html", {"opened": opened, "personal": True})


def begun(request: Asked, opened: Opened, way: Way) -> HttpResponse:
    """Begin with nothing answered, whoever used this browser before."""
    drawer = Drawer.of(request)
    drawer.throw_away(SENT)
    AnswerDraft(opened.code, way).keep(drawer)
    answer = redirect("voices:asked_step", _typed(opened), steps_of(opened.questions)[0].name)
    drawer.hand_to(answer)
    return answer


def _one(
    request: Asked, opened: Opened, draft: AnswerDraft, drawer: Drawer, every: Sequence[Step], at: int
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = AnswerForm([every[at]], data, told=draft.told, named=opened.questions.named)
    if form.is_valid():
        draft.told |= form.told
        draft.keep(drawer)
        answer = redirect("voices:asked_step", _typed(opened), every[at + 1].name if at + 1 < len(every) else CHECK)
        drawer.hand_to(answer)
        return answer
    page = {
        "opened": opened,
        "code": _typed(opened),
        "step": every[at],
        "form": form,
        "back": every[at - 1].name if at else "",
        "number": at + 1,
        "many": len(every),
        "aloud": draft.way is Way.INTERVIEW,
        "personal": True,
    }
    return render(request, "voices/asked/step.html", page, status=_status(form))


def _check(request: Asked, opened: Opened, draft: AnswerDraft, drawer: Drawer, back: str) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        from_address = get_adapter(request).get_client_ip(request)
        try:
            if throttle.allows("asked", from_address, tries=TRIES, seconds=3600):
                return _send(request, opened, draft, drawer)
            form.add_error(None, _("Many answers came from here just now. Please wait a little."))
        except Invalid as problem:
            form.refuse(problem)
    page = {
        "opened": opened,
        "code": _typed(opened),
        "form": form,
        "rows": list(shown(opened.questions, draft.told)),
        "back": back,
        "personal": True,
    }
    return render(request, "voices/asked/check.html", page, status=_status(form))


def _send(request: Asked, opened: Opened, draft: AnswerDraft, drawer: Drawer) -> HttpResponse:
    try:
        _hand_over(request, opened, draft)
    except Conflict as problem:
        drawer.throw_away(NAME)
        return render(
            request, "voices/asked/shut.html", {"problem": problem, "personal": True}, status=HTTPStatus.CONFLICT
        )
    drawer.throw_away(NAME)
    drawer.put(SENT, {"code": opened.code})
    answer = redirect("voices:thanks", _typed(opened))
    drawer.hand_to(answer)
    return answer


def _hand_over(request: Asked, opened: Opened, draft: AnswerDraft) -> None:
    told = draft.told
    if draft.way is Way.OWN:
        voices.answer_own(opened.wave, told, by=request.actor, key=draft.id)
    elif draft.way is Way.INTERVIEW:
        voices.enter_answer(opened.wave, opened.group, Way.INTERVIEW, told, by=request.actor, key=draft.id)
    else:
        voices.answer(opened.code, told, by=request.actor, key=draft.id)


def _shut(request: Asked, opened: Opened | None) -> HttpResponse:
    """A code that was never given, and a wave that is closed."""
    status = HTTPStatus.GONE if opened else HTTPStatus.NOT_FOUND
    return render(request, "voices/asked/shut.html", {"closed": opened is not None, "personal": True}, status=status)


def _stand_in(request: Asked, opened: Opened) -> None:
    """A visitor acts in this place: the page shows its number."""
    if request.actor.partnership is None:
        request.actor = replace(request.actor, partnership=opened.partnership)


def _typed(opened: Opened) -> str:
    return ids.tidy_code(opened.code).lower()


def _status(form: Form) -> HTTPStatus:
    return HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
