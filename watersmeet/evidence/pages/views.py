"""The evidence page, for those who may see exact figures."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.ref import Ref
from watersmeet.evidence.pages import presenters
from watersmeet.evidence.runs import api as runs


@require_GET
@never_cache
def home(request: Asked) -> HttpResponse:
    """The latest run of the first figures, or what to do when there is none."""
    actor = request.actor
    run = runs.latest(actor, runs.FIRST_FIGURES)
    page: dict[str, object] = {"run": run, "key": uuid4()}
    if run:
        audit.looked(by=actor, subjects=[Ref("run", run.pk)], why="evidence", partnership=run.partnership_id)
        page |= {
            "funnel": presenters.funnel(run),
            "needs": presenters.needs(run),
            "ons4": presenters.ons4(run),
            "annex": presenters.annex(run),
        }
    return render(request, "evidence/home.html", page)


@post_only
def run(request: Asked) -> HttpResponse:
    """Read the records now and make a run of the first figures."""
    actor = request.actor
    from watersmeet.evidence.extracts.sources import fill  # noqa: PLC0415 - Arrow loads when a run is made

    runs.run(runs.FIRST_FIGURES, tables=fill(actor), by=actor, key=request.POST.get("key") or None)
    return redirect("evidence:home")
