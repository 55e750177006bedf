"""Who at my partner looks after a referral: shown beside its story, and changed here."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.desk.forms import AssignForm
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Seen


@dataclass(frozen=True, slots=True)
class Worker:
    """Who looks after it, in a sentence, and where to change it."""

    words: str
    href: str


def worker_of(actor: Actor, seen: Seen) -> Worker | None:
    """For the partner that holds it; nothing for others, who need not know who does what there."""
    if seen.holder is None or seen.holder != actor.partner:
        return None
    names = dict(_workers(actor))
    if seen.assigned_to == actor.id:
        said = _("You look after it.")
    elif seen.assigned_to in names:
        said = _("%(name)s looks after it.") % {"name": names[seen.assigned_to]}
    else:
        said = _("Nobody in particular looks after it yet.")
    return Worker(said, reverse("desk:assign", args=[seen.id]))


def assign(request: Asked, referral: UUID) -> HttpResponse:
    """GET asks who, POST names them."""
    seen = referrals.get(request.actor, referral)
    who = seen.card.name if seen.card else _("Referral %(reference)s") % {"reference": seen.reference}
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="assign")
    form = AssignForm(request.POST or None, workers=_workers(request.actor), initial={"to": seen.assigned_to})
    if request.method == "POST" and form.is_valid():
        try:
            referrals.assign(
                referral, to=UUID(form.cleaned_data["to"]) if form.cleaned_data["to"] else None, by=request.actor
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Done. It stands in their list from now on."))
            return redirect("desk:story", referral)
    return render(
        request, "desk/assign.html", {"form": form, "seen": seen, "who": who}, status=400 if form.errors else 200
    )


def _workers(actor: Actor) -> list[tuple[UUID, str]]:
    """Those at the actor's partner who answer referrals, by name."""
    seats = partnerships.members(actor.partner) if actor.partner else []
    return [(seat.user_id, seat.user.name) for seat in seats if seat.role in policy.HELPERS and seat.user.is_active]
