"""What a person told before, offered again when they ask anew on their own page: told once, and each may change."""

from typing import Any

from django.http import QueryDict

from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.people import api as people
from watersmeet.records.people.api import SafeContact
from watersmeet.records.referrals.pages.draft import ME, Draft
from watersmeet.records.referrals.pages.forms import ANY_TIME, COME_BACK, NO, YES
from watersmeet.records.referrals.pages.steps import STEPS

OFFERED = ("who", "age", "name", "ways", "details", "times", "safe")
"""The pages that are answered by it. What would help, a yes and a PIN are asked anew."""


def fill_in(draft: Draft, actor: Actor) -> None:
    """Answer the pages about who they are and how to reach them, as far as what was said is still a right answer."""
    typed = _as_typed(draft, actor)
    if typed is None:
        return
    for step in STEPS:
        if step.name in OFFERED and step.is_asked(draft):
            form = step.form_of(draft)(draft, typed)
            if form.is_valid():
                draft.answers[step.name] = form.kept()


def _as_typed(draft: Draft, actor: Actor) -> QueryDict | None:
    """What they would type; None for who has no page of their own open, in this place."""
    if actor.person is None or actor.partnership != draft.partnership:
        return None
    try:
        card = people.cards(actor, [actor.person])[actor.person]
        contact = people.contact_rules(actor, actor.person)
    except (KeyError, NotFound):
        return None
    typed = QueryDict(mutable=True)
    typed.update({"who": ME, "age": card.age, "name": card.name})
    for name, values in _reached(contact).items():
        typed.setlist(name, values)
    return typed


def _reached(contact: SafeContact) -> dict[str, list[Any]]:
    yes_no = {True: [YES], False: [NO]}
    return {
        "ways": [str(way) for way in contact.channels] or [COME_BACK],
        "phone": [contact.phone],
        "email": [contact.email],
        "address": [contact.address],
        "times": [str(time) for time in contact.daytimes] or [ANY_TIME],
        "message": yes_no[contact.leave_message],
        "say_who": yes_no[contact.say_who],
        "code_word": [contact.code_word],
        "not_partners": [str(one) for one in contact.not_partners],
        "gp_online": [contact.gp_online],
        "hidden": ["on"] if contact.hidden_address else [],
    }
