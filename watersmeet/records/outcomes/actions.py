"""What can be done about measures: ask, save as one goes, answer, correct, stop."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.outbox.inbox import JSON, once
from watersmeet.records.outcomes import alerts, rules
from watersmeet.records.outcomes.instrument import About, Instrument
from watersmeet.records.outcomes.models import OutcomeEvent, Request, Response
from watersmeet.records.outcomes.own import named
from watersmeet.records.outcomes.own import used as used_then
from watersmeet.records.outcomes.queries import asked, instruments_for, instruments_of, questions, standing
from watersmeet.records.outcomes.scoring import Answers, score
from watersmeet.records.outcomes.states import Moment, State
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans
from watersmeet.records.safety import api as safety


@transaction.atomic
def ask(
    *,
    person: UUID,
    controller: UUID,
    partnership: UUID,
    about: Ref,
    moment: Moment,
    by: Actor,
    key: str | None = None,
    at: datetime | None = None,
) -> UUID:
    """Ask the person how they are, by the instruments that the model names for this moment; returns the ask's id.

    What was asked within the model's `not_again_within_days` is left out. The same matter and moment again gives the
    ask that is open. Raises Refused, and Conflict when nothing is left to ask.
    """
    insist(by, "measure.ask", relations(by, person=person, receiver=controller))
    when = rules.when(at)

    def do() -> str:
        age = people.lock(person).age
        waiting = Request.objects.filter(
            about_kind=about.kind, about_id=about.id, moment=moment, state=State.OPEN, person=person
        ).first()
        if waiting:
            return str(waiting.pk)
        model = partnerships.model_at(partnership, when).model
        measures = model.measures
        wanted: tuple[str, ...] = getattr(measures, moment.value)
        zone = ZoneInfo(model.zone)
        due_on = working_days.add(when.astimezone(zone).date(), measures.answer, model.nation)
        closes_at = clock.midnight(due_on + timedelta(days=1), model.zone)
        watched = age != people.Age.YOUNG and safety.will_watch(controller, model, closes_at, since=when)
        on = _on(wanted, partnership, watched=watched)
        left = _not_asked_since(person, on, when - timedelta(days=measures.not_again_within_days))
        row = Request(
            partnership_id=partnership,
            person_id=person,
            controller_id=controller,
            about_kind=about.kind,
            about_id=about.id,
            moment=moment,
            instruments=[[one.code, one.version] for one in left],
            asked_at=when,
            due_on=due_on,
        )
        happened(OutcomeEvent, "measure.ask", subject=row, by=by, key_owner=person, at=when)
        outbox.put(
            "person.measures",
            subject=Ref("request", row.pk),
            to=Ref("person", person),
            person=person,
            partnership=partnership,
            key=str(row.pk),
            ordered_by=by,
            stream=about.id,
        )
        return str(row.pk)

    content = {"controller": str(controller), "about": str(about), "moment": moment}
    return UUID(str(once(f"measure.ask:{person}", key, content, do)))


@transaction.atomic
def save_item(*, request: UUID, instrument: str, item: str, value: int | None, by: Actor) -> None:
    """Keep one answer (None: skipped) while the person goes on; it counts when they send their answers.

    Raises NotFound, Refused, Conflict, Invalid.
    """
    row = _open(request, by)
    given = {instrument: {item: value}}
    _insist_theirs(row, given, by)
    _checked(row, given, by)
    alerts.insist_open(row, given, by)
    row.saved = rules.merged(row.saved or {}, given)
    happened(OutcomeEvent, "measure.save", subject=row, by=by, key_owner=row.person_id, reason_code=instrument)
    alerts.raise_for(row, given, clock.now(), by)


@transaction.atomic
def say_where(*, request: UUID, where: str, emergency: str, gp: str, by: Actor) -> None:
    """Where the person is now, whom to ring in an emergency, who their GP is: for whoever acts on an alert.

    Each may be left empty. It is forgotten when the questions are over. Raises NotFound, Refused, Conflict.
    """
    row = _open(request, by)
    row.whereabouts = {"where": where.strip(), "emergency": emergency.strip(), "gp": gp.strip()}
    happened(OutcomeEvent, "measure.say_where", subject=row, by=by, key_owner=row.person_id)


@transaction.atomic
def answer(
    *,
    request: UUID,
    by: Actor,
    answers: rules.Given | None = None,
    attended_by: UUID | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> list[UUID]:
    """The person sends what was saved, and over it `answers`; returns one response for each instrument with an answer.

    `at` is when they answered, such as on paper. What became of needs is settled in their plan.
    Raises NotFound, Refused, Conflict, Invalid.
    """

    def do() -> JSON:
        row = _open(request, by, at)
        when = rules.when(at)
        _insist_all_theirs(row, by)
        _insist_theirs(row, answers or {}, by)
        if at is None or by.person:
            alerts.insist_open(row, answers or {}, by)
        given = _checked(row, rules.merged(row.saved or {}, answers or {}), by, leave_out=True)
        made = [
            _respond(row, one, given[one.code], when, attended_by) for one in instruments_of(row) if given[one.code]
        ]
        _settle(row, given, when, by)
        alerts.raise_for(row, given, when, by, told_before=rules.without(row.saved or {}, answers or {}))
        _over(row, State.ANSWERED)
        happened(OutcomeEvent, "measure.answer", subject=row, by=by, key_owner=row.person_id, at=when)
        return [str(response.pk) for response in made]

    content = {"answers": answers, "at": at, "attended_by": attended_by}
    found = once(f"measure.answer:{request}", key, content, do)
    return [UUID(str(one)) for one in found] if isinstance(found, list) else []


@transaction.atomic
def correct(*, response: UUID, answers: Answers, words: str, by: Actor, key: str | None = None) -> UUID:
    """What was written down was not what the person answered: a new response takes the place of the old one.

    `words` say why. Raises NotFound, Refused, Conflict (corrected before), Invalid.
    """
    if not words.strip():
        raise Invalid({"words": [_("Say what was wrong.")]})

    def do() -> str:
        old = Response.objects.filter(pk=response).first()
        if old is None or not standing(by, old):
            raise NotFound
        insist(by, "measure.correct", standing(by, old))
        row = Request.objects.select_for_update().get(pk=old.request_id)
        if Response.objects.filter(supersedes=old).exists():
            raise Conflict(_("This was corrected already."), _("Correct the newest answers."))
        used = used_then(old.instrument, old.instrument_version)
        _insist_theirs(row, {used.code: answers}, by)
        given = _checked(row, {used.code: answers}, by)
        new = _respond(row, used, given[used.code], old.completed_at, old.attended_by, supersedes=old)
        _settle(row, given, old.completed_at, by)
        happened(OutcomeEvent, "measure.correct", subject=row, by=by, key_owner=row.person_id, words=words.strip())
        changed = {item: value for item, value in given[used.code].items() if value != (old.answers or {}).get(item)}
        alerts.raise_for(row, {used.code: changed}, old.completed_at, by)
        return str(new.pk)

    return UUID(str(once(f"measure.correct:{response}", key, {"answers": answers, "words": words}, do)))


@transaction.atomic
def stop(*, request: UUID, by: Actor) -> None:
    """The person does not want to answer. It costs them nothing, and what was saved is forgotten.

    Raises NotFound, Refused, Conflict.
    """
    end(_open(request, by), State.STOPPED, "measure.stop", by)


@transaction.atomic
def expire(*, by: Actor) -> int:
    """Close every ask of the actor's partnership whose last day has passed; returns how many."""
    insist(by, "measure.expire")
    if by.partnership is None:
        return 0
    today = clock.today(partnerships.model_at(by.partnership).model.zone)
    late = Request.objects.select_for_update().filter(partnership=by.partnership, state=State.OPEN, due_on__lt=today)
    over = list(late)
    for row in over:
        end(row, State.EXPIRED, "measure.expire", by)
    return len(over)


def keep_time() -> int:
    """Close what is over in every partnership here: run by the worker. Returns how many."""
    waiting = Request.objects.filter(state=State.OPEN).values_list("partnership", flat=True).distinct()
    clocks = [Actor(Kind.PROCESS, partnership=place, name="clock", reason="the last day passed") for place in waiting]
    return sum(expire(by=by) for by in clocks)


def end(row: Request, to: State, verb: str, by: Actor, *, reason_code: str = "") -> None:
    """Close an ask that nobody answered."""
    rules.insist_move(row.state, to)
    _over(row, to)
    happened(OutcomeEvent, verb, subject=row, by=by, key_owner=row.person_id, reason_code=reason_code)


def _over(row: Request, to: State) -> None:
    """Nothing is answered any more, and what was not sent is forgotten."""
    row.state, row.ended_at, row.saved, row.whereabouts = to, clock.now(), None, None


def _on(codes: tuple[str, ...], partnership: UUID, *, watched: bool) -> list[Instrument]:
    """The instruments that somebody can be asked here; what is off is left out. Raises Conflict when none is left.

    `watched`: somebody is on call before the last day to answer.
    """
    if not codes:
        raise Conflict(_("The rules ask nothing at this moment."), _("Propose other rules to ask something then."))
    wanted = [named(partnership, code) for code in codes]
    left = [one for one in wanted if not one.off and (watched or not one.watched)]
    if not left:
        why = wanted[0].off or _("Nobody has said yes to being on call for what may be answered.")
        raise Conflict(_("Nobody can be asked this here now."), why)
    return left


def _not_asked_since(person: UUID, wanted: list[Instrument], since: datetime) -> list[Instrument]:
    """The instruments that were not asked of this human being after that moment. Raises Conflict when none is left."""
    recent = Request.objects.filter(person__in=people.same_as(person), asked_at__gt=since)
    before = {code for pairs in recent.values_list("instruments", flat=True) for code, _version in pairs}
    left = [one for one in wanted if one.code not in before]
    if not left:
        raise Conflict(_("They were asked this a few days ago."), _("Wait, so that nobody is asked too often."))
    return left


def _open(request: UUID, by: Actor, at: datetime | None = None) -> Request:
    """The ask, locked and still open. Raises NotFound, Refused, Conflict."""
    row = Request.objects.select_for_update().filter(pk=request).first()
    if row is None or not standing(by, row):
        raise NotFound
    insist(by, "measure.answer", standing(by, row))
    typed_in = at is not None and by.person is None
    rules.insist_move(row.state, State.ANSWERED, typed_in=typed_in)
    zone = ZoneInfo(partnerships.model_at(row.partnership_id).model.zone)
    rules.insist_in_time(row.due_on, rules.when(at).astimezone(zone).date())
    return row


def _insist_theirs(row: Request, given: rules.Given, by: Actor) -> None:
    """Raise Invalid for answers that whoever gives them may not read."""
    rules.insist_asked(tuple(one.code for one in instruments_for(by, row)), given)


def _insist_all_theirs(row: Request, by: Actor) -> None:
    """Raise Conflict for whoever may not read some of it: they would end what they do not see."""
    asked_of = {one.code for one in instruments_of(row) if not one.off}
    if by.person is None and asked_of - {one.code for one in instruments_for(by, row)}:
        raise Conflict(
            _("Some of these questions are not for your role, so you cannot send them."),
            _("What you saved is kept. The person sends it, or a practitioner with them."),
        )


def _checked(
    row: Request, given: rules.Given, by: Actor, *, leave_out: bool = False
) -> dict[str, dict[str, int | None]]:
    """Answers to what this person was asked, and to nothing else. Raises Invalid.

    `leave_out` drops what cannot be asked any more, such as a goal that was left since it was saved.
    """
    used = {one.code: one for one in instruments_of(row)}
    rules.insist_asked(tuple(used), given)
    now = asked(by, row.pk)
    found: dict[str, dict[str, int | None]] = {code: {} for code in used}
    for code, answers in given.items():
        known = questions(by, now, used[code])
        stray = [] if used[code].about is About.SELF else [key for key in answers if key not in known]
        if stray and not leave_out:
            raise Invalid({key: [_("This was not asked.")] for key in stray})
        kept = {key: value for key, value in answers.items() if key not in stray}
        score(used[code], kept)
        found[code] = kept if any(value is not None for value in kept.values()) or not leave_out else {}
    return found


def _respond(
    row: Request,
    used: Instrument,
    answers: Mapping[str, int | None],
    when: datetime,
    attended_by: UUID | None,
    supersedes: Response | None = None,
) -> Response:
    return Response.objects.create(
        partnership_id=row.partnership_id,
        person_id=row.person_id,
        controller_id=row.controller_id,
        request=row,
        moment=row.moment,
        instrument=used.code,
        instrument_version=used.version,
        completed_at=when,
        recorded_at=clock.now(),
        answers=dict(answers),
        attended_by=attended_by,
        supersedes=supersedes,
    )


def _settle(row: Request, given: rules.Given, when: datetime, by: Actor) -> None:
    """What became of each need goes to the plan."""
    for one in instruments_of(row):
        if one.about is not About.NEED:
            continue
        codes = {option.value: option.code for option in one.items[0].options}
        for need, value in given.get(one.code, {}).items():
            if value is not None:
                plans.settle_need(need=UUID(need), met=plans.Met(codes[value]), by=by, at=when)
