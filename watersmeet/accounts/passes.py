"""Passes: what another system of a partner shows to come in. Named, for a while, for some purposes, ended at any time.

Only a keyed hash is kept; the pass itself is seen once, by the manager who made it. `machine` guards a view: who comes
with a pass acts as that system of that partner, and each request is one line in the audit.
"""

import functools
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.models import Pass
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.db import ring
from watersmeet.base.problems import Invalid, NotFound, Problem, Refusal, Refused
from watersmeet.base.ref import Ref

SCOPES: dict[str, Promise] = {
    "services.write": gettext_lazy("Bring in and change services"),
    "referrals.exchange": gettext_lazy("Send and answer referrals (FHIR)"),
    "learners.import": gettext_lazy("Bring in learners and attendance"),
}
"""What a pass may be for."""
LONGEST = timedelta(days=366)
PREFIX = "wsm_"
View = Callable[..., HttpResponse]


class NoPass(Problem):
    """There is no pass, or none that is good: which of the two is not told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A pass as its managers see it."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    until: datetime
    last_used_at: datetime | None
    ended: bool


@transaction.atomic
def make(*, name: str, scopes: Collection[str], until: datetime, by: Actor) -> str:
    """A pass for the actor's own partner; returns it, never to be seen again. Raises Refused, Invalid."""
    partnership, partner = _insist(by)
    _check(name, scopes, until)
    token = PREFIX + secrets.token_urlsafe(32)
    row = Pass.objects.create(
        partnership=partnership,
        partner=partner,
        name=name.strip(),
        scopes=sorted(set(scopes)),
        token_hash=_hash(token),
        made_at=clock.now(),
        made_by=by.id,
        until=until,
    )
    audit.write("pass.make", by=by, subject=Ref("pass", row.pk))
    return token


@transaction.atomic
def end(*, identifier: UUID, by: Actor) -> None:
    """It opens nothing from now on. Raises Refused, NotFound."""
    _partnership, partner = _insist(by)
    mine = Pass.objects.filter(pk=identifier, partner=partner)
    if not mine.exists():
        raise NotFound
    if mine.filter(ended_at=None).update(ended_at=clock.now()):
        audit.write("pass.end", by=by, subject=Ref("pass", identifier))


def end_of(partner: UUID) -> int:
    """End every pass of a partner that leaves, as part of that act; returns how many."""
    return Pass.objects.filter(partner=partner, ended_at=None).update(ended_at=clock.now())


def of_partner(actor: Actor) -> list[Shown]:
    """Every pass of the actor's partner, the newest first, those that are over too. Raises Refused."""
    _partnership, partner = _insist(actor)
    rows = Pass.objects.filter(partner=partner).order_by("-made_at")
    now = clock.now()
    return [
        Shown(one.pk, one.name, tuple(one.scopes), one.until, one.last_used_at, bool(one.ended_at) or one.until <= now)
        for one in rows
    ]


def bearer(authorization: str, scope: str, *, from_address: str = "") -> Actor:
    """The system that shows this header, if it may do this. Each time is one line in the audit.

    Raises NoPass for none, an unknown, an ended one and one that is over alike; Refused when it is for something else.
    """
    if scope not in SCOPES:
        raise ValueError(f"no pass is for {scope!r}")
    kind, _space, token = authorization.partition(" ")
    alive = Pass.objects.filter(ended_at=None, until__gt=clock.now())
    found = alive.filter(token_hash=_hash(token.strip())).first() if kind.lower() == "bearer" else None
    if found is None:
        if from_address and not throttle.allows("pass address", from_address, tries=60, seconds=600):
            raise NoPass(_("Too many tries. Please wait 10 minutes."))
        raise NoPass(_("Send a good pass: Authorization: Bearer ..."))
    system = Actor(Kind.SYSTEM, found.pk, partnership=found.partnership, partner=found.partner, name=found.name)
    allowed = scope in found.scopes
    _use(found, system, scope, allowed)
    if not allowed:
        raise Refused(Refusal(f"scope:{scope}", _("This pass is not for that."), _("Ask the manager who made it.")))
    return system


def machine(scope: str) -> Callable[[View], View]:
    """The view is for systems with a pass of this scope: `request.actor` is that system. Everybody else gets JSON."""

    def guard(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        def guarded(request: Asked, *args: object, **more: object) -> HttpResponse:
            header = request.headers.get("Authorization", "")
            try:
                request.actor = bearer(header, scope, from_address=get_adapter(request).get_client_ip(request))
            except NoPass as problem:
                answer = _said(problem, HTTPStatus.UNAUTHORIZED)
                answer["WWW-Authenticate"] = "Bearer"
                return answer
            except Refused as problem:
                return _said(problem, HTTPStatus.FORBIDDEN)
            return view(request, *args, **more)

        return guarded

    return guard


@transaction.atomic
def _use(found: Pass, system: Actor, scope: str, allowed: bool) -> None:
    Pass.objects.filter(pk=found.pk).update(last_used_at=clock.now())
    verb = "pass.use" if allowed else "pass.refused"
    audit.write(verb, by=system, subject=Ref("pass", found.pk), partnership=found.partnership, detail={"scope": scope})


def _insist(actor: Actor) -> tuple[UUID, UUID]:
    """The actor's partnership and partner. Raises Refused, NotFound."""
    insist(actor, "pass.manage", relations(actor, keeper=actor.partner))
    if actor.partnership is None or actor.partner is None:
        raise NotFound
    return actor.partnership, actor.partner


def _check(name: str, scopes: Collection[str], until: datetime) -> None:
    wrong: dict[str, list[str]] = {}
    if not name.strip():
        wrong["name"] = [_("Say which system it is for")]
    if not scopes or not set(scopes) <= set(SCOPES):
        wrong["scopes"] = [_("Choose what it may do")]
    if not clock.now() < until <= clock.now() + LONGEST:
        wrong["days"] = [_("Choose a time of a year at most")]
    if wrong:
        raise Invalid(wrong)


def _hash(token: str) -> bytes:
    return ring.keyed("blind", "pass", token.encode())


def _said(problem: Problem, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"error": problem.say, "next_step": problem.next_step}, status=status)
