"""What an answer calls for: a named human hears of it when it is saved; while nobody would, it is not asked."""

from datetime import datetime

from django.utils.translation import gettext as _

from watersmeet.base.actor import Actor
from watersmeet.base.problems import Conflict
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.instrument import Instrument
from watersmeet.records.outcomes.models import Request
from watersmeet.records.outcomes.queries import asked, instruments_of, open_now
from watersmeet.records.outcomes.rules import Given
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.safety import api as safety


def insist_open(row: Request, given: Given, by: Actor) -> None:
    """Raise Conflict for answers to what may raise an alert while nobody is on call; one that calls is always taken."""
    watched = [one for one in instruments_of(row) if one.watched and given.get(one.code)]
    if not watched or any(_calls(one, given) for one in watched) or open_now(by, asked(by, row.pk)):
        return
    model = partnerships.model_at(row.partnership_id).model
    raise Conflict(
        _("These questions are closed now: nobody is on call."),
        _("Ring us on %(phone)s: %(hours)s.") % {"phone": model.phone, "hours": model.hours},
    )


def raise_for(
    row: Request, given: Given, answered_at: datetime, by: Actor, *, told_before: Given | None = None
) -> None:
    """Tell a named human of every answer that calls for it, in the caller's transaction; once for each question.

    Where somebody answers otherwise afterwards, what they answered first still stands, and the alert says so.
    `told_before`: what was saved earlier, and calls nobody again because it is sent now.
    """
    about = Ref("request", row.pk)
    for one in instruments_of(row):
        calls = _calls(one, given)
        for item, value in given.get(one.code, {}).items() if one.watched else ():
            name = f"{one.code}.{item}"
            if item in calls:
                if item in (told_before or {}).get(one.code, {}) and safety.was_raised(about, name):
                    continue
                safety.raise_alert(
                    person=row.person_id,
                    controller=row.controller_id,
                    partnership=row.partnership_id,
                    about=about,
                    item=name,
                    answered_at=answered_at,
                    by=by,
                    where=row.whereabouts,
                )
            elif one.item(item).alert_from is not None and value is not None:
                safety.changed_back(about=about, item=name, by=by)


def _calls(one: Instrument, given: Given) -> list[str]:
    """The questions of it that were answered so that somebody must hear of it."""
    said = given.get(one.code, {}).items() if one.watched else ()
    return [
        item
        for item, value in said
        if value is not None and (low := one.item(item).alert_from) is not None and value >= low
    ]
