"""Who may do what."""

from dataclasses import replace
from uuid import uuid4

import pytest

from watersmeet.accounts import policy, routes
from watersmeet.accounts.purposes import PURPOSES
from watersmeet.base.actor import VISITOR, Actor, Kind, Role
from watersmeet.base.problems import Refused

HERE, THERE, SOMEBODY = uuid4(), uuid4(), uuid4()
PERSON = Actor(Kind.LINK, uuid4(), person=SOMEBODY)
ANSWERER = Actor(Kind.LINK, uuid4(), partner=HERE, about=uuid4())
COMMAND = Actor(Kind.COMMAND)
PROCESS = Actor(Kind.PROCESS)


def working_as(role: Role) -> Actor:
    return Actor(Kind.USER, uuid4(), partner=HERE, role=role)


def test_the_receiver_accepts_and_the_referrer_does_not():
    worker = working_as(Role.PRACTITIONER)

    assert policy.may(worker, "referral.accept", policy.relations(worker, referrer=THERE, receiver=HERE))
    assert not policy.may(worker, "referral.accept", policy.relations(worker, referrer=HERE, receiver=THERE))
    assert not policy.may(worker, "referral.accept")


def test_a_person_sees_their_own_and_nobody_elses():
    assert policy.may(PERSON, "status.see", policy.relations(PERSON, person=SOMEBODY))
    assert not policy.may(PERSON, "status.see", policy.relations(PERSON, person=uuid4()))


def test_who_is_nothing_is_nothing_to_what_is_nobodys():
    """No id is no id's equal: who has no partner is not "the same partner" as a record without one."""
    assert policy.relations(VISITOR) == frozenset()
    assert policy.relations(VISITOR, person=SOMEBODY, referrer=HERE) == frozenset()
    assert policy.relations(PERSON, person=SOMEBODY, referrer=None) == {policy.Relation.SELF}


def test_only_somebody_with_an_account_wrote_anything_down():
    wrote = working_as(Role.PRACTITIONER)
    assert policy.relations(wrote, writer=wrote.id) == {policy.Relation.WRITER}
    assert policy.relations(replace(ANSWERER, id=wrote.id), writer=wrote.id) == frozenset()


def test_a_verb_of_links_is_one_that_nobody_else_holds(monkeypatch):
    by_link = policy.Grant(frozenset(policy.PERSON | policy.ANSWERER))
    monkeypatch.setattr(policy, "POLICY", {"a": (by_link,), "b": (by_link, policy.Grant(frozenset({Role.LEAD})))})
    assert policy.is_only_by_link("a")
    assert not policy.is_only_by_link("b")


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_link_is_good_for_its_verbs_alone_however_it_is_used(purpose):
    verbs, every = PURPOSES[purpose].verbs, frozenset(policy.Relation)
    whole = replace(ANSWERER if purpose == "answer" else PERSON, verbs=None)
    limited = replace(whole, verbs=verbs)
    open_to_all = {verb for verb in policy.POLICY if policy.could(VISITOR, verb)}

    assert {verb for verb in policy.POLICY if policy.may(limited, verb, every)} == verbs | open_to_all
    assert {verb for verb in policy.POLICY if policy.could(limited, verb)} == verbs | open_to_all


def test_what_people_and_answerers_may_some_link_is_good_for():
    every = frozenset(policy.Relation)
    for who, purposes in ((PERSON, ("status", "measures")), (ANSWERER, ("answer",))):
        theirs = {v for v in policy.POLICY if policy.may(who, v, every) and not policy.may(VISITOR, v)}
        assert theirs == {verb for purpose in purposes for verb in PURPOSES[purpose].verbs}


def test_two_unknowns_are_no_relation():
    assert policy.relations(VISITOR, person=None, referrer=None, receiver=None) == frozenset()


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.TUTOR, Role.LEAD, Role.ANALYST, Role.COMMUNITY_MEMBER])
def test_tutors_volunteers_and_those_who_run_the_place_see_no_measures(role):
    both = frozenset({"referrer", "receiver"})

    assert not policy.may(working_as(role), "measure.see", both)
    assert not policy.may(working_as(role), "measure.ask", both)


@pytest.mark.parametrize("verb", [verb for verb in policy.POLICY if not policy.may(VISITOR, verb)])
def test_a_visitor_may_only_come_in_by_the_front_door(verb):
    assert not policy.could(VISITOR, verb)


def test_the_front_door_is_open_to_all():
    open_to_all = {verb for verb in policy.POLICY if policy.may(VISITOR, verb)}

    front_door = {"service.find", "service.show", "help.ask", "account.sign_in"}
    voices = {"charter.see", "ballot.vote_by_code", "deliberation.take_part", "deliberation.read", "inquiry.answer"}
    listings = {"service.confirm_by_link", "service.report"}
    memory = {"promise.see", "gathering.read", "finding.read", "finding.reply"}
    assert open_to_all == front_door | voices | listings | memory
    assert all(policy.may(actor, verb) for actor in (PERSON, COMMAND, PROCESS) for verb in open_to_all)


def test_commands_and_processes_may_what_the_table_says_and_no_more():
    every = frozenset(policy.Relation)
    of_commands = {v for v in policy.POLICY if policy.may(COMMAND, v, every) and not policy.may(VISITOR, v)}
    of_processes = {v for v in policy.POLICY if policy.may(PROCESS, v, every) and not policy.may(VISITOR, v)}

    assert of_commands == {
        "service.import",
        "geography.load",
        "organisation.import",
        "feed.add",
        "feed.harvest",
        "service.compare",
        "service.list",
        "course.keep",
        "service.place",
        "evidence.exact",
        "account.deactivate",
        "partner.answer_by_link",
        "service.confirm",
        "service.look_back",
        "service.undo",
        "service.state_intake",
        "partnership.change",
        "basis.record",
        "person.erase",
        "sharing.expect",
        "referral.import",
        "deliberation.take_in",
        "memory.import",
        "memory.see",
    }
    assert of_processes == {
        "alert.pass_on",
        "concern.pass_on",
        "record.let_go",
        "person.erase",
        "measure.ask",
        "measure.expire",
        "service.list",
        "course.keep",
        "service.place",
        "proposal.ratify",
        "feed.harvest",
        "service.compare",
    }


def test_insisting_tells_what_is_missing_and_what_to_do():
    with pytest.raises(Refused) as refused:
        policy.insist(working_as(Role.ANALYST), "referral.accept", frozenset({"receiver"}))

    assert refused.value.refusal.missing == "policy:referral.accept"
    assert refused.value.next_step


def test_an_unknown_verb_or_route_is_our_mistake():
    with pytest.raises(policy.UnlistedError):
        policy.may(COMMAND, "referral.fly")
    with pytest.raises(policy.UnlistedError):
        routes.verb_of("referrals:fly")


def test_every_route_of_a_room_can_be_entered_at_once():
    assert routes.verb_of("openreferral:services") == "service.find"


def test_the_reference_prints_every_verb_and_route():
    printed = policy.as_markdown() + routes.as_markdown()

    assert all(f"`{name}`" in printed for name in (*policy.POLICY, *routes.ROUTES))
    assert "| `referral.accept` | manager, practitioner, volunteer | receiver |" in printed
