"""A listing is put right group by group; a new one begins with its name, and is shown once somebody opens it."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.base import clock
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import CourseSaid, ServiceFacts, ServiceKind, ServiceView, Status
from watersmeet.records.directory.pages import course_forms, listing_forms
from watersmeet.records.directory.pages.course_draft import own
from watersmeet.records.directory.pages.groups import GROUPS, Many, One, is_of, places_of
from watersmeet.records.directory.pages.mine import insist_changes
from watersmeet.records.partnerships import api as partnerships

NEW = "new"
COURSE = gettext_lazy("About the course")
_CRECHE = {True: course_forms.YES, False: course_forms.NO, None: ""}


@require_http_methods(["GET", "POST"])
def add_listing(request: Asked) -> HttpResponse:
    """A new service or group, which nobody finds yet."""
    form = listing_forms.NameForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        partner = partnerships.partner(own(request))
        told = form.cleaned_data
        facts = ServiceFacts(
            name=told["name"],
            description=told["description"],
            kind=ServiceKind(told["kind"]),
            organisation=partner.organisation.name,
            sector=partner.organisation.sector,
            status=Status.INACTIVE,
            checked_on=clock.today(),
        )
        try:
            row = directory.list_service(
                partnership=partner.partnership_id, partner=partner.pk, facts=facts, by=request.actor
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Saved. Nobody finds it yet. Fill in what you can, then open it."))
            return redirect("directory:listing", row.pk)
    page = {"form": form, "title": _("Add a service or group"), "service": None}
    return render(request, "directory/change.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: Asked, identifier: UUID, group: str) -> HttpResponse:
    """One group of facts; several alike are listed, each with a page of its own. Raises NotFound, Refused."""
    service = insist_changes(request, identifier)
    found = _group(service, group)
    facts = directory.read_back(identifier)
    if isinstance(found, Many):
        lines = [(found.words(one), key) for key, one in found.items(facts).items()]
        return render(request, "directory/change_many.html", {"service": service, "group": found, "lines": lines})
    form = _form_of(found, service)(_posted(request), initial=found.initial(facts))
    sent = request.method == "POST" and form.is_valid()
    if sent and _revised(request, form, service, found.into(facts, form.cleaned_data)):
        return redirect("directory:listing", identifier)
    page = {"form": form, "title": found.title, "service": service}
    return render(request, "directory/change.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_one(request: Asked, identifier: UUID, group: str, item: str) -> HttpResponse:
    """One of several alike, or a new one; what somebody else changed meanwhile is looked for again in the list."""
    service = insist_changes(request, identifier)
    found = _group(service, group)
    if not isinstance(found, Many):
        raise NotFound
    facts = directory.read_back(identifier)
    was = found.items(facts).get(item)
    if was is None and item != NEW:
        messages.info(request, _("That changed meanwhile. Choose it again."))
        return redirect("directory:change", identifier, group)
    if request.method == "POST" and "remove" in request.POST and was is not None:
        directory.revise_service(service=identifier, facts=found.into(facts, was, None), by=request.actor)
        messages.success(request, _("Removed."))
        return redirect("directory:change", identifier, group)
    more: dict[str, Any] = {"places": places_of(facts)} if found.form is listing_forms.TimeForm else {}
    form = found.form(_posted(request), initial=found.typed(was) if was is not None else None, **more)
    if request.method == "POST" and form.is_valid():
        made = found.made(form.cleaned_data, was, facts)
        if _revised(request, form, service, found.into(facts, was, made)):
            return redirect("directory:change", identifier, group)
    title = found.title if was is not None else found.add
    page = {"form": form, "title": title, "service": service, "group": found, "may_remove": was is not None}
    return render(request, "directory/change.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_course(request: Asked, identifier: UUID) -> HttpResponse:
    """What is said of a course beside its dates. Raises NotFound for what is none, Refused."""
    service = insist_changes(request, identifier)
    course = service.course
    if course is None:
        raise NotFound
    names = ("level", "entry", "bring", "tutor", "funding", "attending")
    said = {name: getattr(course, name) for name in names} | {"creche": _CRECHE[course.creche]}
    form = listing_forms.CourseForm(_posted(request), initial=said)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        told["creche"] = {course_forms.YES: True, course_forms.NO: False}.get(told["creche"])
        directory.add_course(service=identifier, by=request.actor, **cast("CourseSaid", told))
        messages.success(request, _("Saved."))
        return redirect("directory:listing", identifier)
    page = {"form": form, "title": COURSE, "service": service}
    return render(request, "directory/change.html", page, status=400 if form.errors else 200)


def _group(service: ServiceView, name: str) -> One | Many:
    found = GROUPS.get(name)
    if found is None or not is_of(service, name):
        raise NotFound
    return found


def _form_of(group: One, service: ServiceView) -> type[Form]:
    if group.name == "name" and service.kind == ServiceKind.COURSE:
        return listing_forms.CourseNameForm
    return group.form


def _revised(request: Asked, form: Form, service: ServiceView, facts: ServiceFacts) -> bool:
    """Say it anew; False when the room does not take it, and the form says why."""
    try:
        directory.revise_service(service=service.id, facts=facts, by=request.actor)
    except Invalid as problem:
        form.refuse(problem)
        return False
    messages.success(request, _("Saved."))
    return True


def _posted(request: Asked) -> Any:
    return request.POST if request.method == "POST" else None
