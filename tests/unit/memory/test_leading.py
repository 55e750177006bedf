"""A leader's page is computed from what people wrote, and says where nothing was written."""

import pytest

from tests.factories import places, services
from tests.factories.places import Place
from tests.unit.memory.telling import browser_of, kept, words
from watersmeet.base.actor import Actor, Role
from watersmeet.base.actor import Kind as ActorKind
from watersmeet.base.problems import Refused
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Kind, Looked, Status
from watersmeet.records.referrals import api as referrals

pytestmark = pytest.mark.django_db


def test_each_question_shows_what_was_written_of_it_and_nothing_else(here: Place, writer: Actor, lead: Actor) -> None:
    assumed = kept(writer, Kind.DECISION, parts={"why": "x", "assumes": "Buses run."})
    wrong = kept(writer, Kind.DECISION, title="Too soon", parts={"why": "x", "dissent": "Wait for May."})
    memory.review(wrong, Looked.DISSENT_RIGHT, by=writer)
    kept(writer, title="No surprise")
    kept(writer, title="Surprise", parts={"happened": "x", "surprise": "Nobody came.", "learners": "Ring us. We do."})
    stopped = kept(writer, Kind.EXPERIMENT, title="Stopped")
    memory.settle(stopped, Status.STOPPED, words="Too few.", by=writer)
    memory.settle(kept(writer, Kind.EXPERIMENT), Status.RUNNING, by=writer)

    found = {one.code: [(entry.title, said) for entry, said in one.found] for one in memory.leading(lead)}

    assert found == {
        "assumed": [("We answer within three days", "Buses run.")],
        "asked": [],
        "running": [("A call the day before", "Fewer people miss the first session.")],
        "stopped": [("Stopped", "")],
        "surprised": [("Surprise", "Nobody came.")],
        "dissent": [("Too soon", "Wait for May.")],
        "learners": [("Surprise", "Ring us. We do.")],
        "together": [],
    }
    page = words(browser_of(lead).get("/leading/"))
    assert "Buses run." in page
    assert "Nobody wrote anything of this yet." in page
    assert 'href="/leading/"' in words(browser_of(lead).get("/memory/"))
    assert memory.get(lead, assumed)


def test_it_is_the_leads_alone(here: Place, writer: Actor) -> None:
    with pytest.raises(Refused):
        memory.leading(writer)
    assert browser_of(writer).get("/leading/").status_code == 404
    assert 'href="/leading/"' not in words(browser_of(places.worker(here.group, Role.ANALYST)).get("/memory/"))


def test_who_is_about_to_decline_reads_what_was_written_about_the_reason(here: Place, writer: Actor) -> None:
    service = services.service(here)
    who = places.person(here)
    for one, other in ((here.front_door, here.group), (here.group, here.front_door)):
        places.permit(who, one, other)
    asked = referrals.ask_for_self(
        person=who,
        partnership=here.partnership.pk,
        words="Company.",
        receiver=here.group.pk,
        service=service.pk,
        by=Actor(ActorKind.LINK, partnership=here.partnership.pk),
    )
    kept(writer, title="Say what to try instead", about=[("reason", "full")])
    helper = browser_of(places.worker(here.group))

    page = words(helper.get(f"/work/{asked}/declined/"))

    assert "We wrote this down before" in page
    assert "Say what to try instead" in page
    assert "Say what to try instead" not in words(helper.get(f"/work/{asked}/accepted/"))
