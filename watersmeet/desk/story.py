"""One referral's whole story, and the steps one can take in it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.desk import assigning, charter, home, thread, told, words
from watersmeet.desk.forms import AnswerForm, StepForm
from watersmeet.desk.presenters import (
    GOING_WELL,
    ContactPresenter,
    MeetingPresenter,
    ProxyPresenter,
    StepPresenter,
    button_of,
    forward,
    said,
)
from watersmeet.desk.thread import ThanksPresenter
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Choice
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Seen, State


@transaction.atomic
def story(request: Asked, referral: UUID) -> HttpResponse:
    """Who asked for what, how to reach them safely, what happened, what I can do now."""
    seen = referrals.get(request.actor, referral)
    about = [Ref("person", seen.person), Ref("referral", seen.id)]
    audit.looked(by=request.actor, subjects=about, why="story")
    moves, contact = referrals.moves(request.actor, referral), _contact(request, seen)
    can_answer = referrals.may_answer_question(request.actor, referral)
    reads = State.SENT in moves and referrals.awaits_yes(request.actor, referral)
    proxy = referrals.proxy_of(request.actor, referral)
    written = thread.on_story(request.actor, seen)
    instead = referrals.instead(request.actor, referral)
    return render(
        request,
        "desk/story.html",
        {
            "seen": seen,
            "title": title(seen),
            "service": directory.names_of([seen.service]).get(seen.service) if seen.service else None,
            "receiver": partnerships.partner(seen.receiver).organisation.name,
            "referrer": partnerships.partner(seen.referrer).organisation.name,
            "goes_on": seen.receiver != seen.referrer,
            "due": _due(request, seen),
            "late": words.by_how_much(seen.days_late),
            "charter": charter.lines_of(request, referral),
            "going_well": seen.state in GOING_WELL,
            "contact": contact,
            "told": told.messages_of(seen, knows_rules=contact is not None),
            "errands": told.errands_of(request.actor, seen),
            "can_send_link": referrals.may_send_link(request.actor, referral),
            "may_tell_gp": seen.card is not None and policy.could(request.actor, "gp.tell"),
            "other_language": told.language(seen),
            "needs": [need for need in plans.needs_for(request.actor, seen.person) if need.id == seen.need],
            "steps": _river(request, referral, written["thanked"]),
            "reads": reads,
            "proxy": ProxyPresenter(proxy) if proxy else None,
            "may_be_known": _may_be_known(request.actor, seen.person),
            "urgent": referrals.awaits_acknowledgement(request.actor, referral),
            "steps_on": [(to, button_of(to)) for to in moves if to in forward(seen.state) and not reads],
            "form": StepForm(initial={"seen_version": seen.version}),
            "others": [(to, button_of(to)) for to in moves if to not in forward(seen.state)],
            "can_ask": referrals.may_ask_question(request.actor, referral),
            "asked": referrals.open_question(request.actor, referral) if can_answer else "",
            "answer": AnswerForm(initial={"seen_version": seen.version}),
            "can_answer": can_answer,
            "meetings": [MeetingPresenter(one) for one in referrals.handovers(request.actor, referral)],
            "can_hand_over": referrals.may_hand_over(request.actor, referral),
            "waits": words.waits(seen),
            "can_say_where": referrals.may_say_where(request.actor, referral),
            "instead": instead,
            "closed": referrals.closed_to(request.actor, referral, instead),
            "can_aim": referrals.may_aim(request.actor, referral),
            "can_re_offer": referrals.may_re_offer(request.actor, referral),
            "came_from": referrals.came_from(request.actor, referral),
            "offered_anew": referrals.offered_anew(request.actor, referral),
            "can_close": referrals.awaits_reading(request.actor, referral),
            "about": about,
            "back": home.address(request),
            "paused": _paused(seen),
            "worker": assigning.worker_of(request.actor, seen),
            **written,
        },
    )


def _may_be_known(actor: Actor, person: UUID) -> bool:
    """Whether another record of the actor's partner may be the same person's, and they may say so."""
    if not policy.may(actor, "person.merge", policy.relations(actor, keeper=actor.partner)):
        return False
    try:
        return bool(people.may_be(actor, person))
    except NotFound:
        return False


def move(request: Asked, referral: UUID, to: str) -> HttpResponse:
    """One step: GET shows what it means and asks why, POST takes it."""
    seen = referrals.get(request.actor, referral)
    step = _step(to)
    reasons = referrals.moves(request.actor, referral).get(step)
    if reasons is None and request.method == "GET":
        raise words.moved_on(seen)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="move")
    form = StepForm(
        request.POST or None,
        reasons=reasons or (),
        services=_others(request, seen) if step in {State.DECLINED, State.LEFT} else (),
        waits=step is State.WAITING,
        initial={"seen_version": seen.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            referrals.move(referral, step, by=request.actor, **form.step)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return done(request, referral, said(step))
    about = _declines(seen) if step is State.DECLINED else []
    page = {"form": form, "seen": seen, "title": button_of(step), "who": title(seen), "about": about}
    return render(request, "desk/move.html", page, status=400 if form.errors else 200)


@post_only
def outcome_seen(request: Asked, referral: UUID) -> HttpResponse:
    """I have read how it ended: nothing more is to do."""
    referrals.see_outcome(referral, by=request.actor)
    messages.success(request, _("Thank you. There is nothing more to do here."))
    return HttpResponseRedirect(home.address(request))


@post_only
def link_again(request: Asked, referral: UUID) -> HttpResponse:
    """A new link to those who answer there by link."""
    referrals.send_link_again(referral, by=request.actor)
    messages.success(request, _("A new link is on its way to them. It opens for 30 days."))
    return HttpResponseRedirect(reverse("desk:story", args=[referral]))


def _declines(seen: Seen) -> list[Ref]:
    """What is declined: a service of a partner, and nobody."""
    service = [Ref("service", seen.service)] if seen.service else []
    return [Ref("partner", seen.receiver), *service]


def _river(request: Asked, referral: UUID, thanked: Sequence[ThanksPresenter]) -> list[StepPresenter | ThanksPresenter]:
    """What happened, and a thank-you among it where the actor may read it."""
    river: list[StepPresenter | ThanksPresenter] = [
        StepPresenter(step) for step in referrals.history(request.actor, referral)
    ]
    for one in thanked:
        river.insert(sum(step.at <= one.at for step in river), one)
    return river


def _paused(seen: Seen) -> str:
    """Before it is sent: until when the receiver takes nobody new."""
    if seen.state is not State.DRAFT:
        return ""
    until = partnerships.paused_until(partnerships.pauses([seen.receiver]), seen.receiver, seen.service)
    return _("They take nobody new until after %(day)s.") % {"day": dates.day(until)} if until else ""


def done(request: Asked, referral: UUID, sentence: str) -> HttpResponseRedirect:
    """Say what was done, on the story: or on my work, for a step may hand on what a yes that ran out still showed."""
    messages.success(request, sentence)
    try:
        referrals.get(request.actor, referral)
    except NotFound:
        return HttpResponseRedirect(home.address(request))
    return HttpResponseRedirect(reverse("desk:story", args=[referral]))


def _due(request: Asked, seen: Seen) -> str:
    """What is next: for whoever holds it what to do, for the other side who does it."""
    if seen.holder is None or seen.holder == request.actor.partner:
        return words.due(seen, clock.today())
    return words.theirs(seen, str(partnerships.partner(seen.holder)))


def _on_duty(request: Asked, seen: Seen) -> bool:
    """Whether my partner has the next step: a yes that ran out still shows what it needs for it."""
    return seen.holder is not None and seen.holder == request.actor.partner


def _contact(request: Asked, seen: Seen) -> ContactPresenter | None:
    try:
        return ContactPresenter(people.contact_rules(request.actor, seen.person, on_duty=_on_duty(request, seen)))
    except NotFound:
        return None


def _step(to: str) -> State:
    try:
        return State(to)
    except ValueError:
        raise NotFound from None


def _others(request: Asked, seen: Seen) -> list[Choice]:
    """The services that could be tried instead of this one."""
    return [one for one in directory.choices(request.actor) if one.id != seen.service]


def title(seen: Seen) -> str:
    """The name of the person for those who may know it, else the reference."""
    return seen.card.name if seen.card else _("Referral %(reference)s") % {"reference": seen.reference}
