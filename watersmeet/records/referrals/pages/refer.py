"""A worker refers somebody who is in the room: who, where, what, read together, sent or a note to give."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.drawer import Drawer
from watersmeet.audit import api as audit
from watersmeet.base import ids
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner
from watersmeet.records.people import api as people
from watersmeet.records.people.api import Age, Card, SafeContact
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Direction, Newcomer, Picked, Seen, State, Wanted
from watersmeet.records.referrals.pages import open_list
from watersmeet.records.referrals.pages import refer_forms as forms
from watersmeet.records.referrals.pages.forms import UNDER_16
from watersmeet.records.referrals.pages.refer_presenters import (
    ContactRows,
    MatchRow,
    NotePresenter,
    OpenListPresenter,
    ReadPresenter,
    partners_to_ask,
)

CLUES = "refer.clues"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def find(request: Asked) -> HttpResponse:
    """Who is it? Whole clues find one's own partner's people; nothing of it is put into an address."""
    form = forms.ClueForm(_posted(request))
    page: dict[str, Any] = {"form": form, "found": None}
    if request.method == "GET" or not form.is_valid():
        return render(request, "referrals/refer/find.html", page, status=_status(form))
    told = form.cleaned_data
    found = people.find_person(request.actor, **told)
    _looked(request, (one.id for one in found), "find")
    page["found"] = [MatchRow(one) for one in found]
    drawer = Drawer.of(request)
    drawer.put(CLUES, told | {"born": told["born"].isoformat() if told["born"] else ""})
    answer = render(request, "referrals/refer/find.html", page)
    drawer.hand_to(answer)
    return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """Write down somebody who is not known here yet; who may be the same is shown first, and a human decides."""
    drawer = Drawer.of(request)
    form = forms.NewForm(_others(request), _posted(request), initial=_clues(drawer))
    alike: list[MatchRow] = []
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["age"] == UNDER_16:
            drawer.throw_away(CLUES)
            return redirect("referrals:ask", "young-people")
        alike = [] if form.cleaned_data["nobody_else"] else _alike(request, form)
        if not alike:
            person = referrals.write_down(_newcomer(form), by=request.actor)
            drawer.throw_away(CLUES)
            return redirect("referrals:refer_person", person)
    page = {"form": form, "alike": alike}
    return render(request, "referrals/refer/new.html", page, status=_status(form))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def contact(request: Asked, person: UUID) -> HttpResponse:
    """How to reach them safely, as they said before; what changed is put right here."""
    card = _card(request, person)
    before = people.contact_rules(request.actor, person)
    mark = people.contact_mark(before)
    stale = request.method == "POST" and request.POST.get("seen") != mark
    typed = None if stale else _posted(request)
    form = forms.ContactForm(_others(request), typed, initial=forms.as_told(before))
    if typed is not None and form.is_valid():
        people.set_contact(person=person, contact=form.contact(before), by=request.actor, seen=before)
        return redirect("referrals:refer_person", person)
    _looked(request, [person], "contact")
    page = {"form": form, "card": card, "mark": mark, "stale": stale, "until": _until_said(request, person)}
    status = HTTPStatus.CONFLICT if stale else _status(form)
    return render(request, "referrals/refer/contact.html", page, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def person(request: Asked, person: UUID) -> HttpResponse:
    """What they told before, and where to: a service or a partner."""
    card = _card(request, person)
    form = forms.WhereForm(_posted(request), initial=open_list.beginning(request, person))
    drawer = Drawer.of(request)
    shown = open_list.shown(request, person, form, drawer)
    _looked(request, [person], "refer")
    page = {
        "card": card,
        "form": form,
        "contact": ContactRows(people.contact_rules(request.actor, person)).rows,
        "until": _until_said(request, person),
        "needs": plans.needs_for(request.actor, person),
        "earlier": [one for one in referrals.of_person(request.actor, person) if not one.closed],
        "list": OpenListPresenter(
            shown, lambda service: reverse("referrals:refer_service", args=[person, service]), by_name=True
        ),
        "partners": partners_to_ask(request.actor, _others(request), person),
        "twice": _may_be_twice(request, person),
    }
    answer = render(request, "referrals/refer/person.html", page, status=_status(form))
    drawer.hand_to(answer)
    return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def need(request: Asked, person: UUID, to: UUID, kind: str) -> HttpResponse:
    """What they need from whom; POST writes the referral down, and nothing is sent by it."""
    card, (service, receiver) = _card(request, person), _target(request, kind, to)
    ways = referrals.directions(_own(request), receiver.pk)
    takers = partnerships.takers(receiver.pk) if Direction.TO_CARE in ways else []
    closed = referrals.closed_from(request.actor, receiver.pk, service, referrals.known_of(request.actor, person))
    shown = open_list.held(request, person)
    first = shown.is_first(service.id if service else None, receiver.pk)
    form = forms.NeedForm(
        plans.needs_for(request.actor, person),
        ways,
        takers,
        _posted(request),
        first=first,
        closed=bool(closed),
        asking=partnerships.model_at(receiver.partnership_id).model.asking,
    )
    if request.method == "POST" and form.is_valid():
        wanted = Wanted(person=person, receiver=receiver.pk, service=service, **form.told)
        try:
            picked = Picked(shown, *forms.taken(form))
            made = referrals.draft(wanted, by=request.actor, picked=picked, key=request.POST.get("key") or None)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return redirect("referrals:read", made)
    _looked(request, [person], "refer")
    key = request.POST.get("key") or str(ids.new())
    page = {
        "form": form,
        "card": card,
        "service": service,
        "receiver": receiver,
        "key": key,
        "closed": closed,
        "whom": directory.whom(service) if service else [],
    }
    return render(request, "referrals/refer/need.html", page, status=_status(form))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def read(request: Asked, referral: UUID) -> HttpResponse:
    """Read together: what would be shared with whom, word for word as it is kept. POST sends it, or does not."""
    seen = referrals.get(request.actor, referral)
    statement = referrals.statement(request.actor, referral)
    form = forms.ReadForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["answer"] == forms.NO:
            referrals.said_no(referral, by=request.actor)
        else:
            referrals.said_yes(referral, by=request.actor, count=told["count"], second=told["pin"])
        return redirect("referrals:read_done", referral)
    _looked(request, [seen.person], "read")
    page = {"form": form, "sheet": ReadPresenter(seen, statement)}
    return render(request, "referrals/refer/read.html", page, status=_status(form))


@require_GET
def done(request: Asked, referral: UUID) -> HttpResponse:
    """It was sent: what happens next; or it was not: a note to give, so that a no costs nothing."""
    seen = referrals.get(request.actor, referral)
    if seen.state is State.DRAFT:
        return redirect("referrals:read", referral)
    _looked(request, [seen.person], "read")
    page = {"sheet": NotePresenter(seen, _service(request, seen)), "sent": seen.state is not State.WITHDRAWN}
    return render(request, "referrals/refer/done.html", page)


def _posted(request: Asked) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK


def _own(request: Asked) -> UUID:
    if request.actor.partner is None:
        raise NotFound
    return request.actor.partner


def _card(request: Asked, person: UUID) -> Card:
    """Somebody whom the worker may refer. Raises NotFound."""
    card = people.cards(request.actor, [person]).get(person) if referrals.may_refer(request.actor, person) else None
    if card is None:
        raise NotFound
    return card


def _others(request: Asked) -> list[Partner]:
    """The other partners of the place."""
    if request.actor.partnership is None:
        raise NotFound
    there = partnerships.partners(request.actor.partnership)
    return [one for one in there if one.pk != request.actor.partner]


def _target(request: Asked, kind: str, to: UUID) -> tuple[ServiceView | None, Partner]:
    """A service with the partner that answers for it, or a partner alone. Raises NotFound."""
    service = directory.service(request.actor, to) if kind == "service" else None
    wanted = service.partner_id if service else to
    receiver = next((one for one in _others(request) if one.pk == wanted), None)
    if receiver is None:
        raise NotFound
    return service, receiver


def _service(request: Asked, seen: Seen) -> ServiceView | None:
    try:
        return directory.service(request.actor, seen.service) if seen.service else None
    except NotFound:
        return None


def _clues(drawer: Drawer) -> dict[str, Any]:
    """What the worker typed to find them is offered again."""
    held: Any = drawer.get(CLUES) or {}
    born = dict(zip(("year", "month", "day"), str(held.get("born", "")).split("-"), strict=False))
    return {**held, "born": born if len(born) == 3 else None}


def _alike(request: Asked, form: forms.NewForm) -> list[MatchRow]:
    told = form.cleaned_data
    found = people.find_person(
        request.actor, name=told["name"], born=told["born"], phone=told["phone"], email=told["email"]
    )
    _looked(request, (one.id for one in found), "find")
    return [MatchRow(one) for one in found]


def _newcomer(form: forms.NewForm) -> Newcomer:
    told, contact = form.cleaned_data, form.contact(SafeContact())
    return Newcomer(
        name=told["name"],
        age=Age(told["age"]),
        contact=contact,
        birth_date=told["born"],
        postcode=told["postcode"],
        lang=told["lang"] or settings.LANGUAGE_CODE,
    )


def _until_said(request: Asked, person: UUID) -> str:
    """What to say while their records do not say the same of reaching them: to who may write down what they say."""
    actor = request.actor
    if not policy.may(actor, "person.set_contact", policy.relations(actor, keeper=actor.partner)):
        return ""
    return "" if people.contact_agrees(actor, person) else str(people.UNTIL_THEY_SAY)


def _may_be_twice(request: Asked, person: UUID) -> bool:
    """Whether the worker may say that this record and another are one, and there is another to look at."""
    actor = request.actor
    if not policy.may(actor, "person.merge", policy.relations(actor, keeper=actor.partner)):
        return False
    return bool(people.may_be(actor, person)) or len(people.same_as(person)) > 1


def _looked(request: Asked, seen: Iterable[UUID], why: str) -> None:
    """One line in the audit for the people on this page."""
    audit.looked(by=request.actor, subjects=[Ref("person", one) for one in seen], why=why)
