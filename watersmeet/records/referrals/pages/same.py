"""Two records of one's own partner that may be one human being: shown side by side, and a human decides."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.people import api as people
from watersmeet.records.referrals.pages.refer_presenters import MatchRow


@require_http_methods(["GET", "POST"])
def same(request: Asked, person: UUID) -> HttpResponse:
    """Who shares a clue with them, and who was said to be the same; POST says so, or takes it back."""
    if people.keeper(request.actor, person) != request.actor.partner:
        raise NotFound
    policy.insist(request.actor, "person.merge", policy.relations(request.actor, keeper=request.actor.partner))
    merged = people.same_as(person) - {person}
    alike = people.may_be(request.actor, person)
    if request.method == "POST":
        _decide(request, person, merged, alike)
        return redirect("referrals:same", person)
    rows = {one.id: one for one in people.matches(request.actor, {person, *merged, *alike})}
    if person not in rows:
        raise NotFound
    audit.looked(by=request.actor, subjects=[Ref("person", one) for one in rows], why="same")
    page = {
        "this": MatchRow(rows[person]),
        "merged": [MatchRow(one) for one in rows.values() if one.id in merged],
        "alike": [MatchRow(one) for one in rows.values() if one.id in alike],
    }
    return render(request, "referrals/refer/same.html", page)


def _decide(request: Asked, person: UUID, merged: set[UUID], alike: set[UUID]) -> None:
    """Merge with one that is alike, or part from one that was merged. Raises NotFound for any other."""
    other = next((one for one in merged | alike if str(one) == request.POST.get("other")), None)
    if other is None:
        raise NotFound
    if other in alike:
        people.merge(person=person, other=other, by=request.actor)
        messages.success(request, _("They are one from now on. Both records stay as they are."))
        if not people.contact_agrees(request.actor, person):
            messages.success(request, people.UNTIL_THEY_SAY)
    else:
        _part(request, person, other)


def _part(request: Asked, person: UUID, other: UUID) -> None:
    """Take back that two are one, and say what became of it: a third record may still hold them together."""
    with suppress(NotFound):
        people.unmerge(person=person, other=other, by=request.actor)
    if other in people.same_as(person):
        messages.error(request, _("They are still one, by a third record. Open that one, and part each from it."))
        return
    messages.success(request, _("They are two again."))
    messages.success(request, _("Each record has the safe contact that was said on it. Ask both if it is still right."))
