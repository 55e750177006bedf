"""What a visitor told, whole: as the action takes it, and as they check it before they send it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts import models
from watersmeet.accounts.links import Second
from watersmeet.design.phones import as_dialled
from watersmeet.records.people.api import WAYS, Channel, Daytime, SafeContact
from watersmeet.records.plans.api import Domain
from watersmeet.records.referrals.api import Told
from watersmeet.records.referrals.pages import behalf, opening_questions
from watersmeet.records.referrals.pages.draft import Draft
from watersmeet.records.referrals.pages.forms import ANY_TIME, YES
from watersmeet.records.referrals.pages.steps import asked_of

_TIMES: dict[str, Promise] = {
    Daytime.MORNING: gettext_lazy("morning"),
    Daytime.AFTERNOON: gettext_lazy("afternoon"),
    Daytime.EVENING: gettext_lazy("evening"),
    ANY_TIME: gettext_lazy("any time from 9am"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One answer to check: the question in short, the answer, and the page that changes it."""

    name: str
    words: str
    step: str


def told_by(draft: Draft) -> Told:
    """What the draft tells. Call it when every page that is asked is answered."""
    return Told(
        partnership=draft.partnership,
        age=draft.age,
        domain=Domain(draft.answer("need", "domain")),
        words=draft.answer("need", "words"),
        name=draft.answer("name", "name"),
        contact=_contact(draft),
        second=None if draft.for_other else Second(models.Second.PIN, draft.answer("pin", "pin")),
        on_behalf=behalf.told_by(draft) if draft.for_other else None,
        introducer=draft.sitting.id if draft.sitting else None,
        service=draft.service,
        postcode=_asked(draft, "details").get("postcode", ""),
        share=_asked(draft, "share").get("share") == YES,
        count=bool(_asked(draft, "count").get("count")),
        opening=opening_questions.answers(_asked(draft, "opening")),
    )


def rows_of(draft: Draft) -> list[Row]:
    """The answers in the order of the pages; those left empty say so."""
    asked = [step.name for step in asked_of(draft)]
    rows = [*_rows(draft), *(Row(*one) for one in (behalf.rows_of(draft) if draft.for_other else ()))]
    return sorted((row for row in rows if row.step in asked), key=lambda row: asked.index(row.step))


def ways(channels: tuple[Channel, ...]) -> str:
    """ "text message, email"."""
    return ", ".join(str(WAYS[one]) for one in channels)


def _contact(draft: Draft) -> SafeContact:
    details, safe = _asked(draft, "details"), _asked(draft, "safe")
    times = [Daytime(one) for one in _asked(draft, "times").get("times", ()) if one != ANY_TIME]
    return SafeContact(
        channels=draft.channels,
        phone=details.get("phone", ""),
        email=details.get("email", ""),
        address=details.get("address", ""),
        daytimes=tuple(times),
        leave_message=safe.get("message") == YES,
        say_who=safe.get("say_who") == YES,
        code_word=safe.get("code_word", ""),
        hidden_address=bool(safe.get("hidden")),
        not_partners=tuple(UUID(one) for one in safe.get("not_partners", ())),
        gp_online=safe.get("gp_online", ""),
    )


def _asked(draft: Draft, step: str) -> dict[str, Any]:
    """The answers of a page that is asked today: what was told before another way was chosen does not count."""
    return draft.answers[step] if step in {one.name for one in asked_of(draft)} else {}


def _rows(draft: Draft) -> Iterator[Row]:
    told = told_by(draft)
    contact, safe = told.contact, _asked(draft, "safe")
    them = draft.for_other
    yield Row(_("Who it is for"), _("Somebody else") if them else _("You"), "who")
    yield Row(_("Their age") if them else _("Your age"), str(told.age.label), "age")
    yield Row(_("What would help"), told.words or _("You wrote nothing here. That is fine."), "need")
    yield Row(_("What it is about"), str(told.domain.label), "need")
    for question in draft.in_force.model.asking:
        yield Row(
            question.question, told.opening.get(question.mark) or _("You left this out. That is fine."), "opening"
        )
    yield Row(_("What we call them") if them else _("What we call you"), told.name, "name")
    comes_back = _("They come to us") if them else _("You come back yourself")
    reached = _("How we reach them") if them else _("How we reach you")
    yield Row(reached, ways(contact.channels) or comes_back, "ways")
    for name, words in (
        (_("Phone"), as_dialled(contact.phone)),
        (_("Email"), contact.email),
        (_("Address"), "\n".join(filter(None, (contact.address, told.postcode)))),
    ):
        if words:
            yield Row(name, words, "details")
    yield Row(
        _("When it is safe"), ", ".join(str(_TIMES[one]) for one in _asked(draft, "times").get("times", ())), "times"
    )
    if "message" in safe:
        yield Row(_("Leave a message"), _yes_no(contact.leave_message), "safe")
        yield Row(_("Say who we are"), _yes_no(contact.say_who), "safe")
        yield Row(_("Code word"), contact.code_word or _("None"), "safe")
    if contact.not_partners:
        names = dict(_others(draft))
        yield Row(
            _("Who should not contact them") if them else _("Who should not contact you"),
            ", ".join(names[str(one)] for one in contact.not_partners),
            "safe",
        )
    if contact.gp_online:
        name = _("Letters to their GP can be read online") if them else _("Letters to your GP can be read online")
        yield Row(name, _yes_no(contact.gp_online == "may"), "safe")
    if "hidden" in safe:
        name = _("Keep where they live secret") if them else _("Keep where you live secret")
        yield Row(name, _yes_no(contact.hidden_address), "safe")
    yield Row(_("%(receiver)s may see this") % {"receiver": draft.receiver}, _yes_no(told.share), "share")
    yield Row(_("We can count you"), _yes_no(told.count), "count")
    yield Row(_("Your PIN"), _("The one you chose. We cannot show it."), "pin")


def _others(draft: Draft) -> list[tuple[str, str]]:
    form = next(step for step in asked_of(draft) if step.name == "safe").form_of(draft)(draft)
    choices: list[tuple[str, str]] = form.fields["not_partners"].choices  # type: ignore[attr-defined]
    return choices


def _yes_no(yes: bool) -> str:
    return _("Yes") if yes else _("No")
