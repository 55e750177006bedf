"""What somebody who wished it ill found in rules, votes and talks, held by a test each."""

import logging
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.factories import places
from tests.factories.places import Place
from tests.unit.partnerships.test_proposals import does, propose, quicker, rung
from tests.unit.partnerships.test_rules import sign_in
from tests.unit.people.pages.test_sharing import words
from tests.unit.voices.test_ballots import At, clock_at, codes, everybody_says
from tests.unit.voices.test_talks import FIRST, spoken
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.config.logs import Discreet
from watersmeet.outbox.models import Arrival
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Model
from watersmeet.records.partnerships.models import Proposal
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.models import BallotEvent, Participant

__all__ = ["clock_at"]


@pytest.fixture
def here(db: None, clock_at: At) -> Place:
    clock_at("2026-11-29")
    found = places.place()
    clock_at("2026-11-30")
    return found


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD, name="Ros Example")


@pytest.fixture
def model(here: Place) -> Model:
    return partnerships.model_at(here.partnership.pk).model


def leaves(partner: partnerships.Partner) -> None:
    partner.left_on = clock.today()
    partner.save()


def ballot_on(model: Model, lead: Actor) -> UUID:
    return voices.open_ballot(propose(model, lead), edition=1, by=lead)


# Rules


def test_who_left_does_not_stop_others_from_proposing(here: Place, lead: Actor, model: Model, clock_at: At) -> None:
    places.adopt(here, does(str(here.group))(model))
    clock_at("2026-12-01")
    leaves(here.group)
    proposal = propose(rung(partnerships.newest_rules(here.partnership.pk)), lead)
    partnerships.bring_in(proposal, edition=1, by=lead)
    assert partnerships.model_at(here.partnership.pk).model.phone == "01632 960 999"


def test_a_front_door_that_left_can_be_followed_by_another(
    here: Place, lead: Actor, model: Model, clock_at: At
) -> None:
    leaves(here.front_door)
    partnerships.bring_in(propose(rung(model), lead), edition=1, by=lead)
    clock_at("2026-12-01")
    other = partnerships.newest_rules(here.partnership.pk).model_copy(update={"front_door": str(here.group)})
    assert partnerships.proposal(lead, propose(other, lead)).named == ((str(here.group), False),)


def test_a_clock_that_nobody_keeps_is_refused(model: Model) -> None:
    with pytest.raises(Invalid, match="There is no clock Nowhere/Atlantis"):
        partnerships.read({**partnerships.written(model), "zone": "Nowhere/Atlantis"})


@pytest.mark.parametrize("text", ["x = " + "[" * 20000, "x = " + "9" * 6000, 'phone = "\\u0000"'])
def test_a_file_that_is_meant_to_break_it_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid):
        partnerships.read_toml(text)


def test_a_change_without_a_vote_counts_at_once_also_before_a_version_to_come(
    here: Place, lead: Actor, model: Model, clock_at: At
) -> None:
    places.adopt(here, quicker(model), days=100)
    proposal = propose(rung(partnerships.newest_rules(here.partnership.pk)), lead, days=300)
    partnerships.bring_in(proposal, edition=1, by=lead)
    now = partnerships.model_at(here.partnership.pk).model
    later = partnerships.model_at(here.partnership.pk, clock.now() + timedelta(days=101)).model
    assert (now.phone, now.limits.answer) == ("01632 960 999", model.limits.answer)
    assert (later.phone, later.limits.answer) == ("01632 960 999", model.limits.answer - 1)


def test_no_rules_begin_in_a_far_year(lead: Actor, model: Model) -> None:
    with pytest.raises(Invalid, match="within 400 days"):
        propose(quicker(model), lead, days=401)


def test_nation_and_clock_are_voted_on(model: Model) -> None:
    assert partnerships.touched(model, model.model_copy(update={"zone": "Pacific/Auckland"})) == ["reach"]


def test_the_lead_decides_on_the_words_that_they_read(lead: Actor, here: Place, model: Model) -> None:
    free, voted = propose(rung(model), lead), propose(quicker(model), lead)
    for proposal in (free, voted):
        partnerships.change_proposal(proposal, edition=1, change=lambda m: rung(m, "01632 960 111"), by=lead)
    with pytest.raises(Conflict, match="wording has changed"):
        partnerships.bring_in(free, edition=1, by=lead)
    with pytest.raises(Conflict, match="wording has changed"):
        voices.open_ballot(voted, edition=1, by=lead)


def test_a_ratification_is_good_once(here: Place, lead: Actor, model: Model, clock_at: At) -> None:
    places.adopt(here, quicker(model), why="quick")
    clock_at("2026-12-01")
    first = Proposal.objects.get(why="quick").ratifications.get()
    places.adopt(here, model, why="slow again")
    clock_at("2026-12-02")
    with pytest.raises(Conflict, match="communities and learners decide"):
        partnerships.adopt_model(
            partnership=here.partnership, model=quicker(model), why="again", by=lead, ratification=first
        )


def test_whoever_keeps_a_step_takes_on_that_its_rules_change(here: Place, lead: Actor, model: Model) -> None:
    places.adopt(here, does(str(here.group))(model))
    seen = partnerships.proposal(lead, propose(quicker(partnerships.newest_rules(here.partnership.pk)), lead))
    assert seen.named == ((str(here.group), False),)


# Votes


def test_the_quorum_that_is_shown_is_the_one_that_counts(here: Place, lead: Actor, model: Model, clock_at: At) -> None:
    fewer = model.model_copy(
        update={"ratifying": model.ratifying.model_copy(update={"community_quorum": 3, "learners_quorum": 3})}
    )
    places.adopt(here, fewer, days=100)
    ballot = ballot_on(quicker(partnerships.newest_rules(here.partnership.pk)), lead)
    for code in [*codes(ballot, lead, 3), *codes(ballot, lead, 3, voices.Group.COMMUNITY)]:
        voices.vote_by_code(code, "yes", by=VISITOR)
    clock_at("2026-12-20")
    assert voices.close_ballots() == 1
    assert partnerships.charter(here.partnership.pk).last_vote is not None
    assert partnerships.charter(here.partnership.pk).last_vote[1] is False  # type: ignore[index]


def test_one_vote_that_cannot_be_counted_does_not_hold_up_another_place(
    here: Place, lead: Actor, model: Model, clock_at: At
) -> None:
    everybody_says(ballot_on(quicker(model), lead), here, lead)
    other = places.place()
    other_lead = places.worker(other.front_door, Role.LEAD)
    ballot_on(quicker(partnerships.model_at(other.partnership.pk).model), other_lead)
    Proposal.objects.filter(partnership=here.partnership).update(document={"broken": True})
    clock_at("2026-12-20")
    assert voices.close_ballots() == 1


def test_who_is_signed_in_and_votes_by_paper_is_nobody(here: Place, lead: Actor, model: Model) -> None:
    [code] = codes(ballot_on(quicker(model), lead), lead, 1)
    desk = sign_in(Client(), places.worker(here.group))
    desk.post(f"/vote/{code.lower()}/", {"choice": "yes"})
    assert Line.objects.get(verb="ballot.vote_by_code").actor_id == VISITOR.id
    assert BallotEvent.objects.get(what="vote_by_code").actor_id == VISITOR.id


def test_no_code_is_in_a_log() -> None:
    heard = StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(Discreet("%(message)s"))
    logger = logging.getLogger("said")
    logger.addHandler(handler)
    for where in ("vote", "part", "asked", "evidence/talk"):
        logger.warning("Bad Request: /%s/ht64-dv4r-kkj2/", where)
    logger.removeHandler(handler)
    assert "ht64" not in heard.getvalue()


def test_whoever_votes_reads_all_that_comes_along(here: Place, lead: Actor, model: Model) -> None:
    [code] = codes(ballot_on(rung(quicker(model)), lead), lead, 1)
    page = words(Client().get(f"/vote/{code.lower()}/"))
    for said in ("This comes along", "01632 960 999", "It would count from"):
        assert said in page


def test_who_talks_about_it_reads_of_a_step_what_who_votes_reads(here: Place, lead: Actor, model: Model) -> None:
    steps = [
        one.model_copy(update={"title": "Say yes or no", "rules": ("limits.answer",)}) if one.key == "answer" else one
        for one in model.steps
    ]
    proposal = propose(model.model_copy(update={"steps": tuple(steps)}), lead)
    desk = sign_in(Client(), lead)
    pages = [words(desk.get(f"/proposals/{proposal}/{rest}")) for rest in ("", "vote/")]
    for said in ("It was called: Answer a request", "What goes from it: Whoever referred answers a question"):
        assert all(said in page for page in pages)


# Talks


def test_what_is_taken_out_after_the_end_is_gone_and_no_word_lies_in_the_cache(here: Place, lead: Actor) -> None:
    talk = voices.open_deliberation(question="How?", begin_with=FIRST, days=9, by=lead)
    code = voices.talk(lead, talk).code.lower()
    list(spoken(code))
    voices.end_deliberation(talk, by=lead)
    path = f"/evidence/talk/{code}/"
    assert FIRST[1] in words(Client().get(path))
    voices.look_at(talk, 1, why_out="about_a_person", by=lead)
    assert FIRST[1] not in words(Client().get(path))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM shared_cache")
        kept = str(cursor.fetchall())
    assert FIRST[0] not in kept


def test_files_of_few_are_given_to_nobody(here: Place, lead: Actor) -> None:
    talk = voices.open_deliberation(question="How?", begin_with=FIRST, days=9, by=lead)
    code = voices.talk(lead, talk).code.lower()
    secret = voices.take_part(code, by=VISITOR)
    voices.speak_to(code, secret, 0, 1, by=VISITOR)
    voices.end_deliberation(talk, by=lead)
    assert sign_in(Client(), lead).get(f"/evidence/talk/{code}/participants-votes.csv").status_code == 404


def test_nonsense_makes_nobody_and_a_machine_is_stopped(here: Place, lead: Actor) -> None:
    cache.clear()
    talk = voices.open_deliberation(question="How?", begin_with=FIRST, days=9, by=lead)
    path = f"/part/{voices.talk(lead, talk).code.lower()}/"
    assert Client().post(path, {"statement": "77", "says": "agree"}).status_code == 404
    assert Participant.objects.count() == 0
    answers = [Client().post(path, {"statement": "0", "says": "agree"}).status_code for _each in range(62)]
    assert Participant.objects.count() < 62
    assert answers[-1] == 429
    cache.clear()


def test_nothing_keeps_when_somebody_said_something(here: Place, lead: Actor) -> None:
    talk = voices.open_deliberation(question="How?", begin_with=FIRST, days=9, by=lead)
    code = voices.talk(lead, talk).code
    secret = voices.take_part(code, by=VISITOR)
    voices.say(code, secret, "Come to us.", by=VISITOR, key="k")
    arrived = Arrival.objects.get(source__startswith="deliberation.say")
    assert (arrived.at.hour, arrived.at.minute, arrived.at.second, arrived.at.microsecond) == (0, 0, 0, 0)
    assert str(Participant.objects.get().pk) not in arrived.source


@pytest.mark.parametrize("wrong", ["\u200b\u200b", "\u202eback to front", "..."])
def test_signs_that_nobody_sees_are_not_said(here: Place, lead: Actor, wrong: str) -> None:
    talk = voices.open_deliberation(question="How?", begin_with=FIRST, days=9, by=lead)
    code = voices.talk(lead, talk).code
    with pytest.raises(Invalid):
        voices.say(code, voices.take_part(code, by=VISITOR), wrong, by=VISITOR)
