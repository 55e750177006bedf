"""What this is for, and what it is not for: for everybody to read before they rely on it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked


@require_GET
def purpose(request: Asked) -> HttpResponse:
    """The intended purpose, in plain words."""
    return render(request, "partnerships/purpose.html", {"personal": True})
