"""Is it still right? For whoever was asked by a link: the listing as people read it, and two buttons. No account."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base import ids
from watersmeet.base.actor import VISITOR
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.design import dates
from watersmeet.design.fields import TextAreaField
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import AskedListing, StillAsked
from watersmeet.records.directory.pages.mistakes import MistakeForm, not_too_often, said
from watersmeet.records.directory.pages.presenters import Sheet
from watersmeet.records.directory.reports import LONGEST


class WrongForm(MistakeForm):
    """What is wrong, said by whoever answers for the listing."""

    words = TextAreaField(
        label=gettext_lazy("How should it be?"),
        hint=gettext_lazy("A few words. Please name nobody who has not said yes to it."),
        required=False,
        max_length=LONGEST,
        rows=3,
    )


@require_GET
def still(request: Asked, token: str) -> HttpResponse:
    """Every listing that the link asks about; where it is one, that one at once."""
    seen = _seen(request, token)
    if seen is None:
        return _unknown(request)
    if len(seen.listings) == 1 and seen.waits:
        return redirect("directory:still_one", token, seen.listings[0].service)
    rows = [(one, state(one)) for one in seen.listings]
    page = {"token": token, "seen": seen, "rows": rows, "says": _left(seen)}
    return render(request, "directory/still.html", page, status=HTTPStatus.GONE if seen.over else HTTPStatus.OK)


@require_GET
def still_one(request: Asked, token: str, identifier: UUID) -> HttpResponse:
    """One listing as people read it, and what can be said of it."""
    seen = _seen(request, token)
    if seen is None:
        return _unknown(request)
    listing = _listing(seen, identifier)
    if seen.over or listing.answer or listing.gone:
        return redirect("directory:still", token)
    found = directory.service(request.actor, identifier)
    sheet = Sheet(found, directory.particulars([identifier])[identifier])
    page = {"token": token, "seen": seen, "sheet": sheet, "service": found}
    return render(request, "directory/still_one.html", page)


@post_only
def still_yes(request: Asked, token: str, identifier: UUID) -> HttpResponse:
    """All of it is still right."""
    seen = _seen(request, token)
    if seen is None:
        return _unknown(request)
    _listing(seen, identifier)
    if not seen.over:
        directory.confirm_by_link(token, identifier)
    return redirect("directory:still", token)


@require_http_methods(["GET", "POST"])
def still_no(request: Asked, token: str, identifier: UUID) -> HttpResponse:
    """What is wrong: a short form, whose words whoever keeps the list reads. Who has an account changes it there."""
    seen = _seen(request, token)
    if seen is None:
        return _unknown(request)
    listing = _listing(seen, identifier)
    if seen.over or listing.answer or listing.gone:
        return redirect("directory:still", token)
    if seen.signs_in:
        return redirect("directory:listing", identifier)
    form = WrongForm(request.POST if request.method == "POST" else None, initial={"key": str(ids.new())})
    if request.method == "POST" and form.is_valid():
        not_too_often(request)
        try:
            directory.say_wrong_by_link(token, identifier, **said(form))
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("directory:still", token)
    page = {"token": token, "listing": listing, "form": form}
    return render(request, "directory/still_no.html", page, status=400 if form.errors else 200)


def state(one: AskedListing) -> str:
    """What was said of one listing; "" while it waits."""
    if one.answer == "wrong":
        return _("You told us that something is wrong. Thank you. Somebody puts it right.")
    if one.answer == "right" and one.answered_on:
        return _("You said on %(day)s that it is right. Thank you.") % {"day": dates.date(one.answered_on)}
    if one.gone:
        return _("It is not listed any more, or others look after it now. There is nothing to do.")
    return _("Somebody has looked at it since. There is nothing to do.") if one.answer else ""


def _left(seen: StillAsked) -> str:
    many = sum(not one.answer and not one.gone for one in seen.listings)
    if seen.over:
        return _("This link does not work any more. We send another one when it is time to look again.")
    if not many:
        return _("Thank you. That is all we wanted to know.")
    said = ngettext("Please look at %(many)s listing.", "Please look at %(many)s listings.", many)
    return said % {"many": many}


def _seen(request: Asked, token: str) -> StillAsked | None:
    """What the link asks; whoever is signed in here, the link alone speaks. None for a link that never was."""
    try:
        seen = directory.still_asked(token)
    except NotFound:
        return None
    request.actor = replace(VISITOR, partnership=seen.partnership)
    return seen


def _listing(seen: StillAsked, identifier: UUID) -> AskedListing:
    found = next((one for one in seen.listings if one.service == identifier), None)
    if found is None:
        raise NotFound
    return found


def _unknown(request: Asked) -> HttpResponse:
    return render(request, "directory/still_unknown.html", status=HTTPStatus.NOT_FOUND)
