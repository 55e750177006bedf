"""Listings that may be one service, side by side: a person of the place merges them, or says that they are not."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base.actor import NOBODY
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.pages.presenters import Sheet, freshness


@dataclass(frozen=True, slots=True)
class Side:
    """One of two listings: what one compares, as (name, words)."""

    service: directory.ServiceView

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What is known, the same in the same order on both sides."""
        sheet = Sheet(self.service)
        told = [
            (_("Run by"), self.service.organisation.name),
            (_("Where"), "; ".join(sheet.where)),
            (_("Telephone"), self.service.phone),
            (_("Email"), self.service.email),
            (_("Website"), self.service.website),
            (_("From"), self.service.source),
            (_("Last checked"), freshness(self.service.checked_on, stale=self.service.stale)),
        ]
        return [(name, words or _("Not said")) for name, words in told]


@dataclass(frozen=True, slots=True)
class Look:
    """A pair as people read it."""

    twins: directory.Twins

    @property
    def sides(self) -> list[tuple[Side, UUID]]:
        """Both listings, each with the id of the other."""
        one, other = self.twins.one, self.twins.other
        return [(Side(one), other.id), (Side(other), one.id)]

    @property
    def why(self) -> str:
        """What they share, in words."""
        says = _why()
        return _("Why they look alike: %(what)s.") % {
            "what": ", ".join(says[one] for one in self.twins.why if one in says)
        }


@require_GET
def alike(request: Asked) -> HttpResponse:
    """The pairs to decide, and those that are merged."""
    found, many = directory.alike_for(request.actor)
    page = {"looks": [Look(one) for one in found], "many": many, "merged": directory.merged_for(request.actor)}
    return render(request, "directory/alike.html", page)


@post_only
def merge(request: Asked) -> HttpResponse:
    """Two are one service, and one of them is shown."""
    directory.merge_services(kept=_named(request, "kept"), other=_named(request, "other"), by=request.actor)
    messages.success(request, _("They are one listing now. You can part them again below."))
    return redirect("directory:alike")


@post_only
def part(request: Asked) -> HttpResponse:
    """A merged listing stands by itself again."""
    directory.part_service(other=_named(request, "other"), by=request.actor)
    messages.success(request, _("Parted. Both listings are shown again."))
    return redirect("directory:alike")


@post_only
def not_the_same(request: Asked) -> HttpResponse:
    """They are two services; nobody is asked again."""
    directory.not_the_same(pair=_named(request, "pair"), by=request.actor)
    messages.success(request, _("Thank you. We will not ask about these two again."))
    return redirect("directory:alike")


def _named(request: Asked, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return NOBODY


def _why() -> dict[str, str]:
    return {
        "name": _("the same name"),
        "like": _("names that are nearly the same"),
        "organisation": _("the same organisation"),
        "postcode": _("the same postcode"),
        "phone": _("the same telephone number"),
        "website": _("the same website"),
        "email": _("the same email address"),
    }
