"""Adding a course page by page, and another run of one. Nothing is listed before the last page is sent."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base.problems import Invalid
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.pages import course_told
from watersmeet.records.directory.pages.course_draft import CHECK, WEEKS, WHEN, Adding, Draft, own
from watersmeet.records.directory.pages.course_forms import WeeksForm
from watersmeet.records.directory.pages.mine import insist_changes
from watersmeet.records.partnerships import api as partnerships

TITLES = {
    "what": gettext_lazy("What is the course?"),
    WHEN: gettext_lazy("When and where"),
    "where": gettext_lazy("Where is it?"),
    WEEKS: gettext_lazy("Which weeks?"),
    "whom": gettext_lazy("Who is it for?"),
    "know": gettext_lazy("Good to know"),
}


@require_http_methods(["GET", "POST"])
def course(request: Asked, step: str) -> HttpResponse:
    """One page of a new course."""
    draft = Draft.find(request) or Draft(own(request))
    return _page(request, step, Adding(request, draft))


@require_http_methods(["GET", "POST"])
def run(request: Asked, identifier: UUID, step: str) -> HttpResponse:
    """One page of another run of a course. Raises NotFound, Refused."""
    service = insist_changes(request, identifier)
    draft = Draft.find(request, identifier) or Draft(own(request), identifier)
    return _page(request, step, Adding(request, draft, service))


def _page(request: Asked, step: str, adding: Adding) -> HttpResponse:
    draft = adding.draft
    if request.method == "POST" and "leave" in request.POST:
        draft.throw_away(Drawer.of(request))
        return redirect(_home(draft))
    if not draft.may_open(step):
        return redirect(_address(draft, draft.next))
    if step == CHECK:
        return _check(request, adding)
    form = adding.form(step, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        draft.answer(step, request.POST)
        if isinstance(form, WeeksForm):
            draft.without, draft.also = form.chosen()
        drawer = Drawer.of(request)
        draft.keep(request, drawer)
        answer = redirect(_address(draft, draft.next))
        drawer.hand_to(answer)
        return answer
    page = _around(draft, step) | {"form": form, "title": _title(draft, step), "course": adding.course}
    if step == WEEKS:
        page |= {"many": course_told.sessions(adding.told(WHEN)["many"]), "until": course_told.holidays_known(adding)}
    status = HTTPStatus.BAD_REQUEST if form.is_bound and request.method == "POST" else HTTPStatus.OK
    return render(request, [f"directory/course/{step}.html", "directory/course/step.html"], page, status=status)


def _check(request: Asked, adding: Adding) -> HttpResponse:
    draft = adding.draft
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            service = _list(request, adding)
        except Invalid as problem:
            form.refuse(problem)
        else:
            draft.throw_away(Drawer.of(request))
            said = _("The dates are added.") if draft.service else _("The course is listed. People can find it now.")
            messages.success(request, said)
            return redirect("directory:listing", service)
    read = course_told.rows_of_run(adding) if draft.service else course_told.rows(adding)
    lines = [(one, _address(draft, one.step)) for one in read if one.words]
    title = _("Check the dates") if draft.service else _("Check, then list it")
    page = _around(draft, CHECK) | {"form": form, "lines": lines, "course": adding.course, "title": title}
    return render(request, "directory/course/check.html", page, status=400 if form.errors else 200)


def _list(request: Asked, adding: Adding) -> UUID:
    """List it, or add the run; a second click finds it there. Raises Refused, Invalid."""
    draft, by = adding.draft, request.actor
    if adding.course and adding.course.course:
        run = course_told.run(adding)
        directory.add_dated_run(course=adding.course.course.id, said=run, by=by, key=str(draft.id))
        return adding.course.id
    partner = partnerships.partner(draft.partner)
    row = directory.list_course(
        partnership=partner.partnership_id,
        partner=partner.pk,
        facts=course_told.facts(adding, partner),
        course=course_told.course(adding),
        run=course_told.run(adding),
        by=by,
        key=str(draft.id),
    )
    return row.pk


def _around(draft: Draft, step: str) -> dict[str, object]:
    before = draft.before(step)
    return {"back": _address(draft, before) if before else _home(draft), "begun": bool(draft.answers)}


def _title(draft: Draft, step: str) -> str:
    return _("When is it?") if draft.service and step == WHEN else str(TITLES[step])


def _home(draft: Draft) -> str:
    return reverse("directory:listing", args=[draft.service]) if draft.service else reverse("directory:ours")


def _address(draft: Draft, step: str) -> str:
    if draft.service:
        return reverse("directory:add_run", args=[draft.service, step])
    return reverse("directory:add_course", args=[step])
