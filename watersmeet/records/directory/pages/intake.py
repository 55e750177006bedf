"""What a partner says of its own services: how many people it can take, how long they wait, for whom it is fit."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.design.fields import CheckboxesField, IntegerField
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Access, ServiceView
from watersmeet.records.directory.pages.course_draft import own
from watersmeet.records.directory.pages.presenters import closed, freshness, intake_rows, silent_page


class IntakeForm(Form):
    """What one service can take."""

    capacity = IntegerField(
        label=gettext_lazy("How many new people can it take in a month?"),
        hint=gettext_lazy("Requests are shared by this. Leave it empty if you do not want to say."),
        required=False,
        min_value=0,
        max_value=1000,
        width=4,
    )
    wait_days = IntegerField(
        label=gettext_lazy("About how many days do people wait for a start?"),
        required=False,
        min_value=0,
        max_value=1000,
        width=4,
    )
    access = CheckboxesField(
        label=gettext_lazy("What is there, so that people can come?"), choices=Access.choices, required=False
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """One listing of the partner, with what its reader may do there."""

    service: ServiceView
    reader: Actor
    silent: tuple[date, date] | None = None

    @property
    def freshness(self) -> str:
        """How long ago somebody made sure of it, and whether its web page answers."""
        told = freshness(self.service.checked_on, stale=self.service.stale)
        return " ".join(filter(None, (told, silent_page(self.silent))))

    @property
    def closed(self) -> str:
        """That it is not open; empty when it is."""
        return closed(self.service)

    @property
    def said(self) -> list[tuple[str, str]]:
        """What it can take, for who says so; nothing where it takes no referrals."""
        return intake_rows(self.service) if self.service.takes_referrals and self._may("service.state_intake") else []

    @property
    def may_change(self) -> bool:
        """Whether the reader changes what is said of it."""
        return directory.may_change(self.reader, self.service)

    @property
    def confirms(self) -> bool:
        """Whether the reader says that it is still right."""
        return self._may("service.confirm")

    @property
    def looks_back(self) -> bool:
        """Whether the reader sees what changed."""
        return self._may("service.look_back")

    def _may(self, verb: str) -> bool:
        return policy.may(self.reader, verb, policy.relations(self.reader, keeper=self.service.partner_id))


@require_GET
def ours(request: Asked) -> HttpResponse:
    """The services that the actor's partner answers for, with what it says of them."""
    listed = _ours(request)
    silent = directory.silent_websites([one.id for one in listed])
    rows = [Listed(one, request.actor, silent.get(one.id)) for one in listed]
    gone = directory.closed_of(request.actor, own(request)) if policy.could(request.actor, "service.list") else []
    page = {"rows": rows, "gone": gone, "lists": policy.could(request.actor, "service.list")}
    return render(request, "directory/ours.html", page)


@post_only
def confirm(request: Asked, identifier: UUID) -> HttpResponse:
    """All that is said of a service is still right: says its partner, or whoever runs the place and asked them."""
    theirs = request.actor.partner is not None and identifier in {one.id for one in _ours(request)}
    if not theirs and not _runs_place_of(request, identifier):
        raise NotFound
    directory.confirm_service(service=identifier, by=request.actor)
    messages.success(request, _("Thank you. Its listing says that it was checked today."))
    return redirect("directory:ours" if theirs else "directory:board")


@require_http_methods(["GET", "POST"])
def state_intake(request: Asked, identifier: UUID) -> HttpResponse:
    """What one service can take; POST says it anew."""
    service = next((one for one in _ours(request) if one.id == identifier), None)
    if service is None:
        raise NotFound
    said = {"capacity": service.capacity, "wait_days": service.wait_days, "access": sorted(service.access)}
    form = IntakeForm(request.POST if request.method == "POST" else None, initial=said)
    if not service.takes_referrals:
        del form.fields["capacity"]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        directory.state_intake(
            service=identifier,
            wait_days=told["wait_days"],
            capacity=told.get("capacity", service.capacity),
            access=[Access(one) for one in told["access"]],
            by=request.actor,
        )
        messages.success(request, _("Saved. It counts from the next request on."))
        return redirect("directory:ours")
    page = {"form": form, "service": service}
    return render(request, "directory/state_intake.html", page, status=400 if form.errors else 200)


def _runs_place_of(request: Asked, identifier: UUID) -> bool:
    place = directory.service(request.actor, identifier).partnership_id
    return policy.may(request.actor, "service.confirm", policy.relations(request.actor, here=place))


def _ours(request: Asked) -> list[ServiceView]:
    return directory.services_of(request.actor, own(request))
