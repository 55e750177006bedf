"""The rules of a place, for whoever works there: in plain words, version by version, and what each changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design import dates
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Version


class VersionRow:
    """One version in words."""

    def __init__(self, one: Version) -> None:
        self.number, self.why, self.name = one.number, one.why, one.name
        self.since, self.in_force = dates.date(one.from_at), one.in_force


@require_GET
def in_force(request: Asked) -> HttpResponse:
    """The rules in force, and every version."""
    versions = partnerships.versions(request.actor)
    return _page(request, versions, next(one for one in versions if one.in_force))


@require_GET
def version(request: Asked, number: int) -> HttpResponse:
    """One version, and what it changed."""
    versions = partnerships.versions(request.actor)
    return _page(request, versions, _numbered(versions, number))


@require_GET
def file(request: Asked, number: int) -> HttpResponse:
    """One version as a file that another place can take, and change."""
    rules = partnerships.rules_of(request.actor, number)
    answer = HttpResponse(partnerships.as_toml(rules), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rules-{number}.toml"'
    return answer


def _page(request: Asked, versions: list[Version], shown: Version) -> HttpResponse:
    rules = partnerships.rules_of(request.actor, shown.number)
    before = next((one for one in versions if one.number == shown.number - 1), None)
    changed = partnerships.differences(partnerships.rules_of(request.actor, before.number), rules) if before else []
    context = {
        "shown": VersionRow(shown),
        "sections": partnerships.sections(rules),
        "before": before.number if before else 0,
        "changed": [(one.part, one.what, one.before, one.after) for one in changed],
        "versions": [VersionRow(one) for one in versions],
    }
    return render(request, "partnerships/rules.html", context)


def _numbered(versions: list[Version], number: int) -> Version:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotFound
    return found
