"""A group that answers by link: its phone, its volunteers, and the messages they get."""

import re
from pathlib import Path
from uuid import UUID

from django.test import Client

from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.factories.places import Place
from watersmeet.base.actor import Actor, Kind
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people.api import Channel
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals

GROUP_PHONE, DEE_PHONE, SAM_PHONE = "+441632960189", "+447700900111", "+447700900222"
WORDS = "I am Ada, and I would like some company. Ring 07700 900123."
CONTACT = {
    "channels": (Channel.SMS, Channel.EMAIL),
    "phone": "+447700900123",
    "email": "ada@person.example",
    "address": "3 Hidden Lane, Barnstaple",
    "code_word": "heron",
}


def answers(here: Place, *, name: str = "Dee Example", phone: str = DEE_PHONE, email: str = "") -> UUID:
    """The group answers by link, and Dee may; returns her id."""
    group = here.group.pk
    if not partnerships.by_link(COMMAND, group).answers:
        partnerships.answer_by_link(partner=group, phone=GROUP_PHONE, by=COMMAND)
    return partnerships.add_answerer(partner=group, name=name, phone=phone, email=email, by=COMMAND)


def asked(here: Place, service: UUID | None = None) -> UUID:
    """Ada asks the group for company, and says yes to it: the referral's id."""
    who = places.person(here, name="Ada Sampleton", **CONTACT)
    places.permit(who, here.front_door, here.group)
    need = plans.record_need(
        person=who,
        controller=here.front_door.pk,
        partnership=here.partnership.pk,
        domain=plans.Domain.PEOPLE,
        words="Some company.",
        by=places.worker(here.front_door),
    )
    return referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words=WORDS,
        receiver=here.group.pk,
        service=service,
        need=need,
        by=Actor(Kind.LINK, partnership=here.partnership.pk),
    )


def actor(here: Place, answerer: UUID, referral: UUID, *, confirmed: bool = False) -> Actor:
    """Dee at her open link, as middleware would make her."""
    return Actor(
        Kind.LINK,
        answerer,
        partnership=here.partnership.pk,
        partner=here.group.pk,
        about=referral,
        confirmed=confirmed,
    )


def texts(box: Path, to: str) -> list[str]:
    """The texts to a number, the oldest first, once everything that is due has left."""
    outbox.deliver_all()
    lying = sorted(box.glob("*.txt"), key=lambda path: path.stat().st_mtime_ns)
    return [words for words in (path.read_text() for path in lying) if f"To: {to}" in words]


def link_for(box: Path, to: str = DEE_PHONE) -> str:
    """The path of the link in the newest text to a number."""
    return re.findall(r"/l/[\w-]+/", texts(box, to)[-1])[0]


def code_for(box: Path, to: str = GROUP_PHONE) -> str:
    """The code in the newest text to the group's phone."""
    return re.findall(r"\b\d{6}\b", texts(box, to)[-1])[-1]


def opens(client: Client, box: Path, link: str) -> str:
    """Follow a link, have the code sent, type it; returns the address of the page that comes."""
    client.post(f"{link}code/")
    page = client.post(f"{link}open/", {"second": code_for(box)})
    assert page.status_code == 302, page.content.decode()
    return page["Location"]
