"""The open list of services on a page: made from what was told, and held for whoever chooses from it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.base.problems import Invalid
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Shown
from watersmeet.records.referrals.pages.refer_forms import WhereForm


def beginning(request: Asked, person: UUID) -> dict[str, Any]:
    """What was said before: their postcode, and what they need to come."""
    return {"near": people.postcode_of(request.actor, person), "needs": referrals.needs_said(request.actor, person)}


def shown(request: Asked, person: UUID, form: WhereForm, drawer: Drawer, **asked: Any) -> Shown:
    """The list by what was told in the form, by what was said before without; it is held in the browser's drawer."""
    told: Mapping[str, Any] = (form.cleaned_data if form.is_valid() else {}) if form.is_bound else form.initial
    wanted = {"needs": told.get("needs", ()), "search": told.get("words", "")}
    try:
        made = referrals.allocate(request.actor, person, near=told.get("near", ""), **wanted, **asked)
    except Invalid as problem:
        if form.is_bound:
            form.refuse(problem)
        made = referrals.allocate(request.actor, person, **wanted, **asked)
    drawer.put(_name(person), {"shown": made.to_json()})
    return made


def held(request: Asked, person: UUID, **asked: Any) -> Shown:
    """The list that was shown last; made anew when its half hour is over."""
    content: Any = Drawer.of(request).get(_name(person))
    if content is not None:
        return Shown.from_json(content["shown"])
    told = beginning(request, person)
    try:
        return referrals.allocate(request.actor, person, **told, **asked)
    except Invalid:
        return referrals.allocate(request.actor, person, needs=told["needs"], **asked)


def _name(person: UUID) -> str:
    return f"open list {person}"
