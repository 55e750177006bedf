"""What was found as a page for paper, and all that one partner offers: what is there, never what was searched."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from markupsafe import Markup

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.design import qr
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Particulars, ServiceView, Status
from watersmeet.records.directory.pages import keeping
from watersmeet.records.directory.pages.forms import FindForm
from watersmeet.records.directory.pages.presenters import freshness, paused
from watersmeet.records.directory.pages.views import find_again
from watersmeet.records.partnerships import api as partnerships


@dataclass(frozen=True, slots=True)
class Slip:
    """One service as it stands on paper: its page's address in letters, and as a picture."""

    service: ServiceView
    more: Particulars

    @property
    def by(self) -> str:
        """Who runs it, where it has another name."""
        body = self.service.organisation.name
        return "" if body == self.service.name else body

    @property
    def rows(self) -> list[tuple[str, str]]:
        """When, where, what it costs, how to get in."""
        return directory.in_short(self.service, self.more)

    @property
    def notes(self) -> list[str]:
        """That nobody new is taken for now, and how fresh it is."""
        stale = freshness(self.service.checked_on, stale=self.service.stale)
        return [one for one in (paused(self.service), stale) if one]

    @property
    def address(self) -> str:
        """Its page, as somebody types it."""
        return _whole(self.service.id).partition("://")[2]

    @property
    def picture(self) -> Markup:
        """The same for the camera of a phone."""
        name = _("A picture that a phone reads. It opens the page of %(name)s.") % {"name": self.service.name}
        return qr.svg(_whole(self.service.id), name=name)


@require_GET
def found(request: Asked, token: str) -> HttpResponse:
    """What was found, to print; where nothing is about what was asked, what is near."""
    search = keeping.find_again(token, Drawer.of(request))
    if search is None:
        return render(request, "directory/expired.html", {"form": FindForm()}, status=HTTPStatus.GONE)
    hits = find_again(request, search)
    kept = [hit.service for hit in hits if hit.matched] or [hit.service for hit in hits]
    more = directory.particulars([one.id for one in kept])
    slips = [Slip(one, more[one.id]) for one in kept]
    return render(request, "directory/paper.html", {"slips": slips, "token": token})


@require_GET
def offered_by(request: Asked, partner: UUID) -> HttpResponse:
    """All that one partner offers, for everybody: where the square on its poster leads. Raises NotFound."""
    one = partnerships.partner(partner)
    there = [service for service in directory.services_of(request.actor, partner) if service.status == Status.ACTIVE]
    rows = [(service, directory.in_short(service)) for service in there]
    prints = policy.may(request.actor, "poster.print", policy.relations(request.actor, here=one.partnership_id))
    return render(request, "directory/offered_by.html", {"partner": one, "rows": rows, "prints": prints})


def _whole(service: UUID) -> str:
    return str(settings.WATERSMEET_ADDRESS) + reverse("directory:service", args=[service])
