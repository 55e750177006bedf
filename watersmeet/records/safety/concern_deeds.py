"""What is done about a safeguarding concern, by those who may read it; and what time does where nothing is done."""

import logging
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock, working_days
from watersmeet.base.actor import Actor, Kind
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.safety import concern_rules as rules
from watersmeet.records.safety.concern_queries import About, chain, heard, named_in, officers, shut, visible, workers
from watersmeet.records.safety.concern_rules import Taker
from watersmeet.records.safety.concern_states import Answer, Deed, Ending, Part, Reason, Route, State, Way
from watersmeet.records.safety.concerns import go_to, make_part, matched, tell, tell_leads
from watersmeet.records.safety.models import Concern, ConcernEvent

END_OF_DAY = time(17)
log = logging.getLogger(__name__)


@transaction.atomic
def take_concern(concern: UUID, *, by: Actor) -> None:
    """I have it: whoever says so holds it. Raises NotFound, Conflict when somebody has it."""
    row = _locked(concern, by)
    rules.insist_open(row.state)
    if row.taken_at is not None:
        raise Conflict(_("Somebody has this concern already."), _("Open it to see how it stands."))
    _have(row, by)
    _happened(row, "take", by)


@transaction.atomic
def act_on_concern(concern: UUID, *, what: Deed, words: str, by: Actor) -> None:
    """Write down what one did: it is theirs from then on. Raises NotFound, Conflict, Invalid without words."""
    row = _locked(concern, by)
    rules.insist_open(row.state)
    _insist(words, "words", _("Say what you did, so that whoever comes after you knows."))
    _have(row, by)
    _happened(row, "act", by, reason=what, words=words)


@transaction.atomic
def refer_to_council(concern: UUID, *, on: date, way: Way, to: str, reference: str, words: str, by: Actor) -> None:
    """The council was asked: when, by which way, who there, under which reference. Its answer is waited for.

    Raises NotFound, Conflict, Invalid.
    """
    row = _ready(concern, State.REFERRED, by)
    _insist(to, "to", _("Say who at the council was asked."))
    _insist_day(on, clock.day(row.written_at), _("Give a day after it was written down."))
    row.state, row.sent_on, row.way = State.REFERRED, on, way
    row.answered_on, row.answer, row.reason = None, "", ""
    row.council = {"to": to.strip(), "reference": reference.strip()}
    row.due_at = _working(row, _rules(row).answer_days)
    _happened(row, "refer", by, reason=way, words=words)


@transaction.atomic
def council_answered(concern: UUID, *, on: date, answer: Answer, words: str, by: Actor) -> None:
    """The council said something; or nothing came, and it was rung. Raises NotFound, Conflict, Invalid."""
    row = _ready(concern, State.ANSWERED, by)
    _insist(words, "words", _("Write what they said."))
    _insist_day(on, row.sent_on or on, _("Give a day on or after the one on which they were asked."))
    row.state, row.answered_on, row.answer = State.ANSWERED, on, answer
    row.council = {**(row.council or {}), "said": words.strip()}
    row.due_at = _working(row, _rules(row).review_days)
    _happened(row, "answer", by, reason=answer, words=words)


@transaction.atomic
def not_referred(concern: UUID, *, reason: Reason, words: str, by: Actor) -> None:
    """The council is not asked, and why. Raises NotFound, Conflict, Invalid without the why."""
    row = _ready(concern, State.NOT_REFERRED, by)
    _insist(words, "words", _("Write why, and what is done instead."))
    row.state, row.reason = State.NOT_REFERRED, reason
    row.due_at = _working(row, _rules(row).review_days)
    _happened(row, "not_refer", by, reason=reason, words=words)


@transaction.atomic
def close_concern(concern: UUID, *, ending: Ending, words: str, view: str, by: Actor) -> None:
    """It is done: how it ended, and what the one it is about says to that. Raises NotFound, Conflict, Invalid."""
    row = _ready(concern, State.CLOSED, by)
    _insist(view, "view", _("Write what they say to it, or why nobody could ask them."))
    _insist(words, "words", _("Write how it ended."))
    _happened(row, "view", by, words=view)
    row.state, row.ending, row.ended_at = State.CLOSED, ending, clock.now()
    _happened(row, "close", by, reason=ending, words=words)


@transaction.atomic
def hand_on_concern(concern: UUID, *, to: UUID, by: Actor) -> None:
    """Give it to somebody else who may read it: they must say that they have it. Raises NotFound, Conflict, Invalid."""
    row = _locked(concern, by)
    rules.insist_open(row.state)
    taker = next((one for one in chain(About.of(row)) if one.user == to and one.reads), None)
    if taker is None or to == row.holder_id:
        raise Invalid({"to": [_("Choose somebody else who may have it.")]})
    go_to(row, taker, by, "hand_on")


@transaction.atomic
def name_in_concern(concern: UUID, *, names: str, by: Actor) -> None:
    """Somebody who works here is part of it: from now on they never read it. Raises NotFound, Conflict, Invalid."""
    row = _locked(concern, by)
    rules.insist_open(row.state)
    near = [one for one in (row.against_id, row.home_id, row.controller_id) if one]
    found = matched(names, row.partnership_id, near) - named_in(row)
    if not found:
        raise Invalid({"names": [_("Nobody who signs in here is called so, or they stand there already.")]})
    make_part(row, found)
    _happened(row, "name", by)
    _put_right(row, by)


@transaction.atomic
def is_about_staff(concern: UUID, *, against: UUID, by: Actor) -> None:
    """It turns out to be about what somebody did who works at a partner: its people never read it from now on.

    Raises NotFound, Conflict, Invalid.
    """
    row = _locked(concern, by)
    rules.insist_open(row.state)
    if against not in {one.pk for one in partnerships.partners(row.partnership_id)}:
        raise Invalid({"against": [_("Choose where they work.")]})
    row.route, row.against_id = Route.STAFF, against
    row.parts.filter(part=Part.ON_CALL).delete()
    _happened(row, "about_staff", by)
    _put_right(row, by)


@transaction.atomic
def let_into_copy(concern: UUID, *, yes: bool, by: Actor) -> None:
    """Whether it goes into a copy that the person asks for, once it was read for harm and for others: no, if not said.

    Raises NotFound, Conflict where somebody who is part of it makes the copies.
    """
    row = _locked(concern, by)
    if row.person_id is None:
        raise Conflict(_("It hangs on nobody's record."), _("There is no copy that it could go into."))
    if yes and officers(row) & named_in(row):
        raise Conflict(
            _("Somebody who is part of it makes the copies there."), _("Give it to the person yourself, if it is safe.")
        )
    row.copied_at = clock.now() if yes else None
    _happened(row, "copy" if yes else "no_copy", by)


@transaction.atomic
def rang(concern: UUID, *, words: str, by: Actor) -> None:
    """Who knows a reference alone has rung somebody about it. Raises NotFound, Invalid."""
    row = heard(by).select_for_update(of=("self",)).filter(pk=concern).first()
    if row is None:
        raise NotFound
    insist(by, "concern.hear", relations(by, told=row.holder_id))
    _insist(words, "words", _("Say whom you rang, and nothing of what it is about."))
    row.taken_at, row.due_at = clock.now(), clock.now() + timedelta(hours=_rules(row).act_hours)
    _happened(row, "ring", by, words=words)


def keep_concern_time() -> int:
    """Pass on what nobody has, or has done anything about, in time; ask after what waits: run by the worker.

    What goes wrong with one, in whichever place, keeps no other waiting.
    """
    late = Concern.objects.exclude(state=State.CLOSED).filter(due_at__lte=clock.now())
    living = partnerships.served_at(OuterRef("controller")).filter(user=OuterRef("holder"), user__is_active=True)
    still_open = Concern.objects.exclude(state=State.CLOSED)
    lost = still_open.exclude(Exists(living)) | still_open.filter(reads=False)
    done = 0
    for pk in {*late.values_list("pk", flat=True), *lost.values_list("pk", flat=True)}:
        try:
            done += _turn(pk)
        except Exception:
            log.exception("a concern was not passed on")
    return done


def give_up(row: Concern, by: Actor) -> None:
    """Its holder leaves: it goes to whoever is next. The caller holds the row. Raises Conflict without anybody."""
    every = [one for one in chain(About.of(row)) if one.user != row.holder_id]
    rules.insist_somebody(every, _phone(row))
    go_to(row, every[0], by, "pass_on")


def _turn(pk: UUID) -> bool:
    with transaction.atomic():
        row = Concern.objects.select_for_update().exclude(state=State.CLOSED).filter(pk=pk).first()
        if row is None:
            return False
        by = Actor(Kind.PROCESS, partnership=row.partnership_id, name="clock", reason="nobody did anything in time")
        insist(by, "concern.pass_on")
        every = chain(About.of(row))
        if every and not _holds(row, every):
            go_to(row, every[0], by, "pass_on")
        elif row.due_at > clock.now():
            return False
        elif row.taken_at is not None and row.state != State.TAKEN and row.reads:
            row.due_at = _working(row, _rules(row).answer_days)
            _happened(row, "chase", by)
            tell(row, by)
        else:
            _next(row, every, by)
        return True


def _next(row: Concern, every: list[Taker], by: Actor) -> None:
    """Who comes next is told, and after everybody was, who leads the place: by reference alone."""
    if row.told % max(len(every), 1) == 0:
        tell_leads(row, by)
    to = rules.after(every, row.holder_id)
    go_to(row, to or Taker(row.holder_id, row.controller_id, row.reads), by, "pass_on")


def _holds(row: Concern, every: list[Taker]) -> bool:
    """Whether it may stay with its holder: also with one who was on call when they were told, and still works there."""
    on_call = row.parts.filter(user=row.holder_id, part=Part.ON_CALL).exists()
    there = on_call and any(one.user == row.holder_id for one in workers(row.partnership_id))
    return there or Taker(row.holder_id, row.controller_id, row.reads) in every


def _put_right(row: Concern, by: Actor) -> None:
    """Who is part of it was written down anew: it goes on where whoever has it may have it no more."""
    about = About.of(row)
    every = chain(about)
    rules.insist_somebody(every, _phone(row))
    if not _holds(row, every) or row.controller_id in shut(about):
        go_to(row, every[0], by, "pass_on")


def _locked(concern: UUID, by: Actor) -> Concern:
    """The concern, for those who may act on it. Raises NotFound."""
    row = visible(by).select_for_update(of=("self",)).filter(pk=concern).first()
    if row is None:
        raise NotFound
    insist(by, "concern.act", relations(by, keeper=row.controller_id, told=by.id))  # `visible` said which holds
    return row


def _ready(concern: UUID, to: State, by: Actor) -> Concern:
    """The same, where `to` is a next step; whoever does it has it."""
    row = _locked(concern, by)
    rules.insist_move(row.state, to)
    row.holder_id, row.controller_id, row.reads = by.id, by.partner or row.controller_id, True
    row.taken_at = row.taken_at or clock.now()
    return row


def _have(row: Concern, by: Actor) -> None:
    anew = row.taken_at is None
    row.holder_id, row.controller_id, row.reads = by.id, by.partner or row.controller_id, True
    row.taken_at = clock.now()
    if row.state == State.WRITTEN:
        row.state = State.TAKEN
    if anew or row.state == State.TAKEN:
        row.due_at = clock.now() + timedelta(hours=_rules(row).act_hours)


def _rules(row: Concern) -> partnerships.Concerns:
    return partnerships.model_at(row.partnership_id).model.concerns


def _phone(row: Concern) -> str:
    model = partnerships.model_at(row.partnership_id).model
    return model.concerns.phone or model.phone


def _working(row: Concern, days: int) -> datetime:
    """The end of the day so many working days from now."""
    model = partnerships.model_at(row.partnership_id).model
    day = working_days.add(clock.today(), days, model.nation)
    return datetime.combine(day, END_OF_DAY, ZoneInfo(model.zone))


def _insist(words: str, field: str, say: str) -> None:
    if not words.strip():
        raise Invalid({field: [say]})


def _insist_day(day: date, earliest: date, say: str) -> None:
    if day > clock.today():
        raise Invalid({"on": [_("Give today, or a day before.")]})
    if day < earliest:
        raise Invalid({"on": [say]})


def _happened(row: Concern, what: str, by: Actor, *, reason: str = "", words: str = "") -> None:
    happened(
        ConcernEvent,
        f"concern.{what}",
        subject=row,
        by=by,
        key_owner=row.key_owner,
        reason_code=reason,
        words=words.strip(),
    )
