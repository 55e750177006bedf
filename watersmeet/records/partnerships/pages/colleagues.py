"""Who works at one's own partner, and letting one of them set up another phone: a manager's pages."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.records.partnerships import api as partnerships


@require_GET
def everybody(request: Asked) -> HttpResponse:
    """Everybody there, by name."""
    return render(request, "partnerships/colleagues.html", {"colleagues": partnerships.colleagues(request.actor)})


@require_http_methods(["GET", "POST"])
def reset_second(request: Asked, membership: UUID) -> HttpResponse:
    """GET asks whether it is really them; POST resets."""
    colleague = partnerships.colleague(request.actor, membership)
    if request.method == "GET":
        return render(request, "partnerships/reset_second.html", {"colleague": colleague})
    partnerships.reset_second(membership=membership, by=request.actor)
    return redirect("partnerships:colleagues")
