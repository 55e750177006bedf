"""Words that nobody else uses are written into every field that people fill; nowhere do they lie open."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import places
from tests.factories.accounts import COMMAND
from tests.proofs.crawler import Crawl, Field
from tests.proofs.planting import Ears, Planter, files, sealed_fields, tables
from tests.proofs.square import Comer, Square
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.outbox import api as outbox
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.models import Partner
from watersmeet.records.plans import api as plans
from watersmeet.records.referrals import api as referrals
from watersmeet.records.safety import api as safety

pytestmark = pytest.mark.django_db
PUBLIC = ("why", "does", "hours", "phone")
LISTED = {
    "service.name": ("name",),
    "service.description": ("description",),
    "service.eligibility": ("eligibility",),
    "service.cost": ("cost",),
    "service.funding": ("funding",),
    "service.phone": ("phone",),
    "service.email": ("email",),
    "service.website": ("website",),
    "location.address": ("address",),
    "location.town": ("town",),
    "location.access_words": ("access_words",),
    "costoption.option": ("option",),
    "costoption.description": ("description",),
    "contact.name": ("name",),
    "contact.title": ("title",),
    "contact.email": ("email",),
    "phone.number": ("number_1", "number_2", "number_3"),
    "phone.description": ("for_1", "for_2", "for_3"),
    "course.level": ("level",),
    "course.entry": ("entry",),
    "course.bring": ("bring",),
    "course.tutor": ("tutor",),
    "course.funding": ("funding",),
    "before.facts": (
        *("name", "description", "eligibility", "cost", "funding", "phone", "email", "website", "address", "town"),
        *("access_words", "option", "title", "level", "entry", "bring", "tutor"),
        *(f"{what}_{number}" for what in ("number", "for") for number in (1, 2, 3)),
    ),
}
"""Of the directory, which is public: each column, and the fields that are written there."""
OPEN = (
    {
        ("accounts_pass.name", "name"),
        ("data/post", "phone"),
        ("data/post", "email"),
        ("data/post", "mobile"),
        ("partnerships_membership.team", "new_team"),
    }
    | {
        (f"partnerships_{where}", name)
        for where in ("proposal.why", "proposal.document", "modelversion.why", "modelversion.document")
        for name in PUBLIC
    }
    | {(f"directory_{where}", name) for where, names in LISTED.items() for name in names}
)
"""Reviewed: places, and the field that is written there: what a pass is called, whom a message goes to, what a
team is called, rules that everybody reads and votes on, and what a partner lists for everybody to read."""


MOST = (
    ("visitor", True),
    ("practitioner at the receiver", False),
    ("manager at the referrer", False),
    ("privacy_officer at the referrer", False),
    ("the person by a status link", True),
)
SEALED = {
    "directory.Report.words",
    "files.File.name",
    "memory.Entry.parts",
    "memory.Entry.title",
    "partnerships.Answerer.name",
    "partnerships.ByLink.phone",
    "partnerships.Comment.words",
    "people.ContactRules.rules",
    "people.Matter.answer",
    "people.Matter.words",
    "people.Override.reason",
    "people.Person.name",
    "plans.Goal.words",
    "plans.Need.words",
    "referrals.Handover.agreed",
    "referrals.Handover.fallback",
    "referrals.Handover.where",
    "referrals.Handover.who",
    "referrals.Message.words",
    "referrals.Referral.words",
    "referrals.ReferralEvent.words",
    "safety.Concern.council",
    "safety.Concern.said",
    "safety.ConcernEvent.words",
    "safety.OwnPhone.new_number",
}
"""Sealed fields in which a word must have been written: else nothing was looked for."""


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> tuple[Path, Path]:
    """The data folder with its post box, and where temporary files go."""
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    data.mkdir()
    temporary.mkdir()
    settings.WATERSMEET_DATA, settings.WATERSMEET_TEXTS = data, "postbox"
    settings.EMAIL_BACKEND = "watersmeet.exchange.notify.postbox.Postbox"
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return data, temporary


def starts(square: Square, who: Comer) -> tuple[str, ...]:
    """Where each begins: their list and the stories in it, or the page of their link."""
    if who.actor.role:
        return ("/work/", *(f"/work/{one}/" for one in square.referrals.values()), f"/people/{square.person}/sharing/")
    pages = {
        "answer": f"/group/{who.actor.about}/",
        "measures": f"/measures/{square.measured}/",
        "status": f"/status/{square.referrals['talked']}/",
    }
    return ("/", "/ring-me/", pages.get(who.purpose, "/ask/"))


def writers(square: Square, nightly: bool) -> list[tuple[Comer, bool]]:
    """Those who write most, by night everybody; and whether of each choice they take the last."""
    everybody = {who.label: who for who in square.everybody}
    if nightly:
        return [(who, last) for last in (False, True) for who in everybody.values()]
    return [(everybody[label], last) for label, last in MOST]


def test_what_people_write_lies_nowhere_in_the_open(
    square: Square, nightly: bool, folders: tuple[Path, Path], record_property: Callable[[str, object], None]
) -> None:
    planter, ears = Planter(), Ears()
    with ears.open():
        writes_down(square, planter)
        for who, planter.last in writers(square, nightly):
            Crawl(who.browser, 3 if nightly else 1, fills=(planter.fill,), seen=ears.saw).walk(*starts(square, who))
        outbox.deliver_all()
        audit.seal()
    looked = [
        *tables(),
        *files(*folders),
        ("logs", ears.lines.getvalue()),
        ("addresses", "\n".join(ears.addresses)),
        *((f"refusal at {route}", said) for route, said in ears.refusals),
        *exports(square),
    ]
    found = {hit for where, said in looked for hit in planter.found(where, said)}
    reached = {hit[0] for name, said in sealed_fields().items() for one in said for hit in planter.found(name, one)}
    assert found == OPEN & found
    assert SEALED - reached == set()
    places = len({where for where, _said in looked})
    record_property("counted", f"canaries: {len(planter.planted)} words, {len(reached)} sealed fields, {places} places")


def test_a_word_that_lies_open_is_found(square: Square, folders: tuple[Path, Path]) -> None:
    """The control: a field that is not sealed, a log that says too much, a session, a file."""
    planter, ears = Planter(), Ears()
    word = planter.fill(Field("words", "text"))
    with ears.open():
        logging.getLogger("django.request").warning("said %s", word)
        Partner.objects.filter(pk=square.keeper).update(phone=word)
        session = Client().session
        session["said"] = word
        session.save()
        cache.set("said", {"words": word})
        (folders[1] / "kept").write_text(word)
    looked = [*tables(), *files(*folders), ("logs", ears.lines.getvalue())]
    found = {where for where, said in looked for where, _name in planter.found(where, said)}
    assert found == {
        "partnerships_partner.phone",
        "django_session.session_data",
        "shared_cache.value",
        "temporary/",
        "logs",
    }


def writes_down(square: Square, planter: Planter) -> None:
    """What no form that was met takes."""
    words = [planter.fill(Field("words", "text")) for _number in range(6)]
    partnerships.add_answerer(partner=square.receiver, name=words[0], phone="+447700900123", by=COMMAND)
    plans.add_goal(
        person=square.person,
        controller=square.keeper,
        partnership=square.at.partnership.pk,
        words=words[1],
        by=places.by_link(square.at, square.person),
    )
    referrals.answer_question(square.referrals["question"], words=words[2], by=square.worker)
    partnerships.comment(square.proposal, words=words[3], by=square.worker)
    lead = places.worker(square.front, Role.SAFEGUARDING_LEAD)
    safety.act_on_concern(square.concern, what=safety.Deed.SPOKE, words=words[4], by=lead)
    asked = {"on": clock.today(), "way": safety.Way.PHONE, "to": words[5], "reference": "", "words": ""}
    safety.refer_to_council(square.concern, **asked, by=lead)


def exports(square: Square) -> Iterator[tuple[str, str]]:
    """The worklist as a file, by reference."""
    for who in square.everybody:
        if who.label == "manager at the referrer":
            answer = who.browser.get("/work/list.csv")
            yield "list.csv", answer.content.decode()
