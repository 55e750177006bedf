"""A listing as who answers for it sees it: what the public reads, its dates, and where each is changed."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base import clock
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import dates
from watersmeet.design.fields import DateField, IntegerField, TimeField
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.directory import saying as particulars
from watersmeet.records.directory.api import RunDates, ServiceView, SessionDates, Status
from watersmeet.records.directory.pages.course_forms import MOST_PLACES
from watersmeet.records.directory.pages.groups import GROUPS, ORDER, Many, is_of, missing
from watersmeet.records.directory.pages.presenters import Sheet, closed, intake_rows
from watersmeet.records.directory.when_where import ages


class SessionForm(Form):
    """The day and the hours of one session."""

    on = DateField(label=gettext_lazy("Which day?"), missing=gettext_lazy("Enter the day"))
    starts_at = TimeField(label=gettext_lazy("From"), missing=gettext_lazy("Enter when it begins"), width=10)
    ends_at = TimeField(label=gettext_lazy("Until"), hint="", missing=gettext_lazy("Enter when it ends"), width=10)


class PlacesForm(Form):
    """How many can come."""

    places = IntegerField(
        label=gettext_lazy("How many places are there in all?"),
        missing=gettext_lazy("Enter how many people can come"),
        min_value=1,
        max_value=MOST_PLACES,
        width=4,
    )


@dataclass(frozen=True, slots=True)
class RunPresenter:
    """A run with its sessions, in words."""

    run: RunDates

    @property
    def title(self) -> str:
        """From which day until which."""
        told = {"first": dates.date(self.run.starts_on), "last": dates.date(self.run.ends_on)}
        return _("%(first)s to %(last)s") % told if self.run.starts_on != self.run.ends_on else told["first"]

    @property
    def is_over(self) -> bool:
        """Whether its last day lies behind us."""
        return self.run.ends_on < clock.today()

    @property
    def taken(self) -> str:
        """How many places of how many are taken."""
        return taken(self.run)

    @property
    def sessions(self) -> list[tuple[SessionDates, str]]:
        """Each session, and when it is."""
        return [(one, session(one)) for one in self.run.sessions]


@dataclass(frozen=True, slots=True)
class Line:
    """One group of a listing: its lines, or what is kindly said where there are none; where it is changed."""

    title: str
    lines: list[str]
    none: str
    href: str


@require_GET
def listing(request: Asked, identifier: UUID) -> HttpResponse:
    """One listing of one's own."""
    service = insist_changes(request, identifier)
    runs = [RunPresenter(one) for one in directory.run_dates(request.actor, identifier)]
    standing = policy.relations(request.actor, keeper=service.partner_id)
    page = {
        "service": service,
        "sheet": Sheet(service),
        "groups": _groups(service) + _more_groups(request, service),
        "waits": service.status == Status.INACTIVE and service.closed_on is None,
        "runs": [one for one in runs if not one.is_over],
        "over": [one for one in runs if one.is_over],
        "looks_back": policy.may(request.actor, "service.look_back", standing),
    }
    return render(request, "directory/listing.html", page)


@require_http_methods(["GET", "POST"])
def move_session(request: Asked, identifier: UUID, session_id: UUID) -> HttpResponse:
    """Another day or hour for one session."""
    service, run, one = _session(request, identifier, session_id)
    said = {"on": one.on, "starts_at": one.starts_at, "ends_at": one.ends_at}
    form = SessionForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            directory.move_session(session=session_id, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("The session is moved."))
            return redirect("directory:listing", identifier)
    page = {"form": form, "service": service, "session": one, "when": session(one), "run": RunPresenter(run)}
    return render(request, "directory/session.html", page, status=400 if form.errors else 200)


@post_only
def call_off(request: Asked, identifier: UUID, session_id: UUID) -> HttpResponse:
    """One session does not take place; once more: it does."""
    _service, _run, one = _session(request, identifier, session_id)
    if "back" in request.POST:
        directory.put_session_back(session=session_id, by=request.actor)
        messages.success(request, _("The session takes place: %(when)s.") % {"when": session(one)})
    else:
        directory.call_off_session(session=session_id, by=request.actor)
        messages.success(request, _("The session is called off: %(when)s.") % {"when": session(one)})
    return redirect("directory:listing", identifier)


@require_http_methods(["GET", "POST"])
def change_places(request: Asked, identifier: UUID, run_id: UUID) -> HttpResponse:
    """More or fewer places on one run."""
    service = insist_changes(request, identifier)
    run = next((one for one in directory.run_dates(request.actor, identifier) if one.id == run_id), None)
    if run is None:
        raise NotFound
    form = PlacesForm(request.POST if request.method == "POST" else None, initial={"places": run.places})
    if request.method == "POST" and form.is_valid():
        try:
            directory.change_places(run=run_id, places=form.cleaned_data["places"], by=request.actor)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:listing", identifier)
    page = {"form": form, "service": service, "run": RunPresenter(run)}
    return render(request, "directory/places.html", page, status=400 if form.errors else 200)


def insist_changes(request: Asked, identifier: UUID) -> ServiceView:
    """A listing that the actor may change. Raises NotFound, Refused."""
    service = directory.service(request.actor, identifier)
    standing = policy.relations(request.actor, keeper=service.partner_id, here=service.partnership_id)
    policy.insist(request.actor, directory.verb_for(service.kind), standing)
    return service


def _groups(service: ServiceView) -> list[Line]:
    """Each group of facts, as far as it is said."""
    facts = directory.read_back(service.id)
    found = []
    for group in (GROUPS[name] for name in ORDER if is_of(service, name)):
        href = reverse("directory:change", args=[service.id, group.name])
        if isinstance(group, Many):
            lines, none = [group.words(one) for one in group.items(facts).values()], str(group.none)
        else:
            lines, none = [one for one in _words(group.name, service) if one], missing(group.name)
        found.append(Line(str(group.title), lines, none, href))
    return found


def _more_groups(request: Asked, service: ServiceView) -> list[Line]:
    """What is said of a course, and what the partner says it can take."""
    found = []
    if service.course:
        said = [f"{name}: {words}" for name, words in particulars.of_course(service.course) if words]
        href = reverse("directory:change_course", args=[service.id])
        found.append(Line(_("About the course"), said, _("Nothing yet."), href))
    standing = policy.relations(request.actor, keeper=service.partner_id)
    if policy.may(request.actor, "service.state_intake", standing):
        rows = intake_rows(service)[0 if service.takes_referrals else 1 :]
        said = [f"{name}: {words}" for name, words in rows]
        href = reverse("directory:state_intake", args=[service.id])
        found.append(Line(_("What it can take"), said, "", href))
    return found


def _words(name: str, service: ServiceView) -> list[str]:
    """What is said of one group of facts, in lines."""
    return {
        "open": lambda: [closed(service) or _("Yes, it is open.")],
        "name": lambda: [f"{service.name} ({service.kind_label})", service.description],
        "whom": lambda: [service.eligibility, ages(service)],
        "languages": lambda: [particulars.spoken(service)],
        "cost": lambda: [service.cost, _("Paid for by: %(who)s") % {"who": service.funding} if service.funding else ""],
        "contact": lambda: [service.phone, service.email, service.website],
        "referrals": lambda: [_("Workers elsewhere can refer people to it.") if service.takes_referrals else _("No.")],
    }[name]()


def session(one: SessionDates) -> str:
    """ "Tuesday 24 November, 10am to 12:30pm"."""
    told = {"day": dates.day(one.on), "from": dates.clock(one.starts_at), "until": dates.clock(one.ends_at)}
    return _("%(day)s, %(from)s to %(until)s") % told


def taken(run: RunDates) -> str:
    """How many places of a run are taken."""
    if not run.taken:
        return ngettext("%(places)d place, not taken yet.", "%(places)d places, none taken yet.", run.places) % {
            "places": run.places
        }
    told = {"taken": run.taken, "places": run.places}
    return (
        ngettext("%(taken)d of %(places)d place is taken.", "%(taken)d of %(places)d places are taken.", run.places)
        % told
    )


def _session(request: Asked, identifier: UUID, wanted: UUID) -> tuple[ServiceView, RunDates, SessionDates]:
    service = insist_changes(request, identifier)
    for run in directory.run_dates(request.actor, identifier):
        for one in run.sessions:
            if one.id == wanted:
                return service, run, one
    raise NotFound
