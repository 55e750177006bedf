"""A poster of a service, or of all that a partner offers: its public page in large letters, for a wall."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.policy import insist, relations
from watersmeet.exchange.paper.posters import Poster
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships

MOST_WORDS = 400
"""Letters of a description; a poster is read in passing."""
MOST_NAMES = 12


@require_GET
def of_service(request: Asked, service: UUID) -> HttpResponse:
    """One service: its name, when and where, and a square that leads to its page. Raises NotFound, Refused."""
    seen = directory.service(request.actor, service)
    insist(request.actor, "poster.print", relations(request.actor, here=seen.partnership_id))
    told = directory.in_short(seen, directory.particulars([service])[service])
    poster = Poster(
        title=seen.name,
        by="" if seen.organisation.name == seen.name else seen.organisation.name,
        words=cut(seen.description),
        facts=told,
        address=settings.WATERSMEET_ADDRESS + reverse("directory:service", args=[service]),
        place=_place(seen.partnership_id),
        lang=_lang(),
    )
    return _pdf(poster)


@require_GET
def of_partner(request: Asked, partner: UUID) -> HttpResponse:
    """All that a partner offers, by name, and a square that leads to it. Raises NotFound, Refused."""
    found = partnerships.partner(partner)
    insist(request.actor, "poster.print", relations(request.actor, here=found.partnership_id))
    names = [one.name for one in directory.services_of(request.actor, partner)]
    more = [_("and %(many)d more") % {"many": len(names) - MOST_NAMES}] if len(names) > MOST_NAMES else []
    poster = Poster(
        title=str(found),
        facts=[(_("What we offer"), "; ".join([*names[:MOST_NAMES], *more]))] if names else [],
        address=settings.WATERSMEET_ADDRESS + reverse("directory:offered_by", args=[partner]),
        place=_place(found.partnership_id),
        lang=_lang(),
    )
    return _pdf(poster)


def cut(words: str) -> str:
    """As many whole sentences as there is room for; of one that is longer as many whole words, and a sign for more."""
    if len(words) <= MOST_WORDS:
        return words
    head = words[:MOST_WORDS]
    end = max(head.rfind(sign) for sign in (". ", "! ", "? "))
    return head[: end + 1] if end > 0 else head.rpartition(" ")[0] + "…"


def _place(partnership: UUID) -> str:
    name, in_force = partnerships.place_of(partnership)
    told = {"place": name, "phone": in_force.model.phone, "hours": in_force.model.hours}
    return _("%(place)s. To talk to a person, ring %(phone)s: %(hours)s.") % told


def _lang() -> str:
    return (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def _pdf(poster: Poster) -> HttpResponse:
    answer = HttpResponse(poster.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="poster.pdf"'
    return answer
