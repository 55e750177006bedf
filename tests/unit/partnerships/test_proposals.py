"""New rules are proposed, talked about, taken on, ratified, and only then in force."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.factories import places
from tests.factories.places import Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, KeyReused, NotFound, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Floors, Line, Model, ProposalState, Said
from watersmeet.records.partnerships.models import Proposal
from watersmeet.records.partnerships.pathway import OTHER
from watersmeet.records.partnerships.states import MOVES

PROCESS = Actor(Kind.PROCESS)
YES, NO, FEW = Said(9, 8, 1, 8), Said(9, 1, 8, 8), Said(4, 4, 0, 5)


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD, name="Ros Example")


@pytest.fixture
def model(here: Place) -> Model:
    return partnerships.model_at(here.partnership.pk).model


def quicker(model: Model) -> Model:
    """Whoever is asked answers a day sooner: it touches the step `answer`."""
    return model.model_copy(update={"limits": model.limits.model_copy(update={"answer": model.limits.answer - 1})})


def rung(model: Model, phone: str = "01632 960 999") -> Model:
    """Another number to ring: it touches no step."""
    return model.model_copy(update={"phone": phone})


def does(partner: str, key: str = "answer", what: str = "Answers within two days.") -> Callable[[Model], Model]:
    """The model with one more line of the charter."""

    def change(model: Model) -> Model:
        steps = [
            one.model_copy(update={"lines": (*one.lines, Line(partner=partner, does=what))}) if one.key == key else one
            for one in model.steps
        ]
        return model.model_copy(update={"steps": tuple(steps)})

    return change


def propose(model: Model, by: Actor, **later: int) -> UUID:
    on = clock.today() + timedelta(**later)
    return partnerships.propose(model=model, why="People wait too long.", from_on=on, by=by)


def voted(proposal: UUID, community: Said = YES, learners: Said = YES) -> bool:
    return partnerships.ratify(proposal, ballot=uuid4(), community=community, learners=learners, by=PROCESS)


def edition(proposal: UUID) -> int:
    return Proposal.objects.get(pk=proposal).edition


def state(proposal: UUID) -> str:
    return Proposal.objects.get(pk=proposal).state


# What a change touches


def test_a_limit_touches_its_step_and_a_phone_number_none(model: Model) -> None:
    assert partnerships.touched(model, quicker(model)) == ["answer"]
    assert partnerships.touched(model, rung(model)) == []
    assert partnerships.touched(model, does("Anybody")(model)) == ["answer"]


def test_a_rule_does_not_get_away_by_being_moved_or_left_out(model: Model) -> None:
    stripped = model.model_copy(update={"steps": tuple(one for one in model.steps if one.key != "answer")})
    assert partnerships.touched(model, quicker(stripped)) == ["answer"]
    assert partnerships.touched(stripped, quicker(stripped)) == [OTHER]


def test_a_floor_belongs_to_a_step_or_to_everybody(model: Model) -> None:
    asks = {"floors": Floors(loop_closed=0.8)}
    assert partnerships.touched(model, model.model_copy(update=asks)) == ["ending"]
    stripped = model.model_copy(update={"steps": tuple(one.model_copy(update={"rules": ()}) for one in model.steps)})
    assert partnerships.touched(stripped, stripped.model_copy(update=asks)) == [OTHER]


def test_a_floor_goes_out_in_a_file_and_comes_back(model: Model) -> None:
    asks = model.model_copy(update={"floors": Floors(accepted=0.575)})
    assert partnerships.read_toml(partnerships.as_toml(asks)) == asks
    assert "57.5%" in [one.after for one in partnerships.differences(model, asks)]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([{"key": "a1", "title": "A", "rules": ["limits.luck"]}], "which is no rule"),
        (
            [{"key": "a1", "title": "A", "rules": ["contact"]}, {"key": "b1", "title": "B", "rules": ["contact"]}],
            "name it once",
        ),
        ([{"key": "a1", "title": "A"}, {"key": "a1", "title": "B"}], "two steps a1"),
        ([{"key": "a1", "title": "A"}, {"key": "b1", "title": "A"}], "two steps A"),
        ([{"key": "other", "title": "A"}], "choose another key"),
    ],
)
def test_faulty_steps_are_refused_in_words(model: Model, steps: list[dict[str, object]], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        partnerships.read({**partnerships.written(model), "steps": steps})


def test_every_part_of_the_document_belongs_to_a_step_or_is_free_on_purpose(model: Model) -> None:
    from watersmeet.records.partnerships.model import RULES  # noqa: PLC0415 - the room's own table
    from watersmeet.records.partnerships.pathway import FREE, begin_with  # noqa: PLC0415 - the room's own table

    ruled = {rule.partition(".")[0] for rule in RULES}
    assert ruled | set(FREE) | {"steps"} == set(Model.model_fields)
    assert {rule for step in begin_with() for rule in step.rules} == set(RULES)


# Nothing comes into force by itself


def test_the_lead_alone_cannot_change_what_a_step_says(here: Place, lead: Actor, model: Model) -> None:
    for by in (lead, places.COMMAND):
        with pytest.raises(Conflict, match="communities and learners decide: answer"):
            partnerships.adopt_model(partnership=here.partnership, model=quicker(model), why="quick", by=by)
    with pytest.raises(Conflict, match="communities and learners decide"):
        partnerships.bring_in(propose(quicker(model), lead), edition=1, by=lead)
    assert partnerships.model_at(here.partnership.pk).number == 1


def test_what_touches_no_step_is_brought_in_by_the_lead(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(rung(model), lead)
    with pytest.raises(Conflict, match="changes nothing that is voted on"):
        partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    partnerships.bring_in(proposal, edition=edition(proposal), by=lead)
    assert partnerships.model_at(here.partnership.pk).model.phone == "01632 960 999"
    assert state(proposal) == ProposalState.ADOPTED


def test_what_both_ratify_is_in_force_from_its_day(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead, days=10)
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    assert voted(proposal)
    assert partnerships.model_at(here.partnership.pk).number == 1
    later = partnerships.model_at(here.partnership.pk, clock.now() + timedelta(days=11))
    assert (later.number, later.model.limits.answer) == (2, model.limits.answer - 1)
    found = partnerships.charter(here.partnership.pk, clock.now() + timedelta(days=11))
    assert set(found.ratified) == {"answer"}
    assert partnerships.charter(here.partnership.pk).ratified == {}


@pytest.mark.parametrize(("community", "learners"), [(NO, YES), (YES, NO), (FEW, YES), (YES, FEW)])
def test_neither_group_is_outvoted_and_both_must_be_heard(
    here: Place, lead: Actor, model: Model, community: Said, learners: Said
) -> None:
    proposal = propose(quicker(model), lead)
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    assert not voted(proposal, community, learners)
    assert state(proposal) == ProposalState.NOT_RATIFIED
    with pytest.raises(Conflict):
        partnerships.bring_in(proposal, edition=edition(proposal), by=lead)
    assert partnerships.model_at(here.partnership.pk).number == 1
    partnerships.reopen_proposal(proposal, by=lead)
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    assert voted(proposal)


def test_a_tie_is_no_yes() -> None:
    assert not Said(10, 5, 5, 5).said_yes
    assert Said(10, 5, 4, 5).said_yes
    assert not Said(4, 4, 0, 5).said_yes


def test_words_that_were_not_voted_on_do_not_slip_in(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead)
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    with pytest.raises(Conflict, match="Being voted on"):
        partnerships.change_proposal(proposal, edition=1, change=quicker, by=lead)
    with pytest.raises(Conflict, match="Being voted on"):
        partnerships.withdraw_proposal(proposal, by=lead)
    voted(proposal)
    passed = Proposal.objects.get(pk=proposal).ratifications.get()
    with pytest.raises(Conflict, match="communities and learners decide"):
        partnerships.adopt_model(
            partnership=here.partnership,
            model=quicker(quicker(model)),
            why="more",
            by=lead,
            from_at=clock.now() + timedelta(days=1),
            ratification=passed,
        )


# Who takes it on


def test_a_partner_takes_on_what_it_is_given_before_anybody_votes(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(does(str(here.group))(model), lead)
    with pytest.raises(Conflict, match=f"has taken it on: {here.group}"):
        partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    manager = places.worker(here.group, Role.MANAGER)
    assert partnerships.proposal(manager, proposal).may_take_on
    partnerships.take_on(proposal, edition=1, by=manager)
    partnerships.take_on(proposal, edition=1, by=manager)
    assert partnerships.proposal(manager, proposal).named == ((str(here.group), True),)
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)


def test_another_wording_is_taken_on_anew(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(does(str(here.group))(model), lead)
    manager = places.worker(here.group, Role.MANAGER)
    partnerships.take_on(proposal, edition=1, by=manager)
    partnerships.change_proposal(proposal, edition=1, change=quicker, by=lead)
    with pytest.raises(Conflict, match="has taken it on"):
        partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    with pytest.raises(Conflict, match="wording has changed"):
        partnerships.take_on(proposal, edition=1, by=manager)


def test_who_is_given_nothing_new_takes_nothing_on(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead)
    with pytest.raises(Conflict, match="nothing new to do"):
        partnerships.take_on(proposal, edition=1, by=places.worker(here.group, Role.MANAGER))


# Changing


def test_two_who_change_at_once_do_not_undo_each_other(lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead)
    partnerships.change_proposal(proposal, edition=1, why="They wait for weeks.", by=lead)
    with pytest.raises(Conflict, match="while you were reading"):
        partnerships.change_proposal(proposal, edition=1, change=rung, by=lead)


def test_a_change_is_read_against_the_rules_as_they_are_by_now(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead)
    partnerships.bring_in(propose(rung(model), lead), edition=1, by=lead)
    assert partnerships.proposal(lead, proposal).stale
    with pytest.raises(Conflict, match="rules have changed"):
        partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    partnerships.change_proposal(proposal, edition=1, by=lead)
    seen = partnerships.proposal(lead, proposal)
    assert (seen.stale, seen.model.phone, seen.model.limits.answer) == (False, "01632 960 999", model.limits.answer - 1)


def test_nothing_comes_into_force_beside_a_vote(lead: Actor, model: Model) -> None:
    other = propose(rung(model), lead)
    proposal = propose(quicker(model), lead)
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    with pytest.raises(Conflict, match="Another proposal is being voted on"):
        partnerships.bring_in(other, edition=1, by=lead)
    second = propose(quicker(model), lead)
    with pytest.raises(Conflict, match="Another proposal is being voted on"):
        partnerships.put_to_vote(second, edition=1, by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=second).update(state=ProposalState.VOTING)


def test_what_was_ratified_waits_where_a_partner_has_left(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(does(str(here.group))(model), lead)
    partnerships.take_on(proposal, edition=1, by=places.worker(here.group, Role.MANAGER))
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    here.group.left_on = clock.today()
    here.group.save()
    assert voted(proposal)
    assert state(proposal) == ProposalState.RATIFIED
    with pytest.raises(Invalid, match="is no partner here"):
        partnerships.bring_in(proposal, edition=edition(proposal), by=lead)
    partnerships.withdraw_proposal(proposal, by=lead)


@pytest.mark.parametrize("why", ["", "  ", "x" * 301])
def test_a_proposal_says_why(lead: Actor, model: Model, why: str) -> None:
    with pytest.raises(Invalid):
        partnerships.propose(model=rung(model), why=why, from_on=clock.today(), by=lead)


def test_a_stranger_in_the_charter_is_named(lead: Actor, model: Model) -> None:
    with pytest.raises(Invalid, match="Nobody Known is no partner here"):
        propose(does("Nobody Known")(model), lead)


def test_sent_twice_is_once(lead: Actor, model: Model) -> None:
    told = {"model": rung(model), "from_on": clock.today(), "by": lead, "key": "k1"}
    assert partnerships.propose(why="A", **told) == partnerships.propose(why="A", **told)
    with pytest.raises(KeyReused):
        partnerships.propose(why="B", **told)


# Who sees and says what


def test_everybody_here_speaks_and_nobody_from_elsewhere(here: Place, lead: Actor, model: Model) -> None:
    proposal = propose(quicker(model), lead)
    member = places.worker(here.group, Role.COMMUNITY_MEMBER, name="Mo Example")
    partnerships.comment(proposal, words="Two days is hard for us.", by=member)
    [said] = partnerships.proposal(lead, proposal).comments
    assert (said.who, said.partner, said.words) == ("Mo Example", str(here.group), "Two days is hard for us.")
    stranger = places.worker(places.place().group, Role.LEAD)
    for deed in (
        lambda: partnerships.proposal(stranger, proposal),
        lambda: partnerships.comment(proposal, words="Hello", by=stranger),
        lambda: partnerships.put_to_vote(proposal, edition=1, by=stranger),
    ):
        with pytest.raises(NotFound):
            deed()
    assert partnerships.proposals(stranger) == []


def test_only_the_lead_puts_it_to_the_vote_and_only_its_writer_or_the_lead_changes_it(
    here: Place, lead: Actor, model: Model
) -> None:
    writer = places.worker(here.group, Role.COMMUNITY_MEMBER)
    proposal = propose(quicker(model), writer)
    other = places.worker(here.surgery, Role.MANAGER)
    with pytest.raises(Refused):
        partnerships.change_proposal(proposal, edition=1, change=rung, by=other)
    for by in (writer, other):
        with pytest.raises(Refused):
            partnerships.put_to_vote(proposal, edition=edition(proposal), by=by)
    partnerships.change_proposal(proposal, edition=1, change=rung, by=writer)
    partnerships.change_proposal(proposal, edition=2, change=rung, by=lead)
    with pytest.raises(Refused):
        partnerships.ratify(proposal, ballot=uuid4(), community=YES, learners=YES, by=lead)


# The charter


def test_gaps_and_overlaps_are_seen(here: Place, lead: Actor, model: Model) -> None:
    assert all(step.gap for step in partnerships.charter(here.partnership.pk).steps)
    both = does(str(here.surgery))(does(str(here.group))(model))
    proposal = propose(both, lead)
    for partner in (here.group, here.surgery):
        partnerships.take_on(proposal, edition=1, by=places.worker(partner, Role.MANAGER))
    partnerships.put_to_vote(proposal, edition=edition(proposal), by=lead)
    voted(proposal)
    answer = next(one for one in partnerships.charter(here.partnership.pk).steps if one.key == "answer")
    assert (answer.gap, answer.overlap) == (False, True)
    step = partnerships.who_does(here.partnership.pk, "limits.answer", 2)
    assert step is not None
    assert [one.partner for one in step.doing] == [str(here.group), str(here.surgery)]
    assert ("Whoever is asked answers", "within 3 working days") in step.rows


def test_what_a_step_would_say_is_told_with_both_wordings(lead: Actor, model: Model) -> None:
    [change] = partnerships.proposal(lead, propose(quicker(model), lead)).steps
    assert change.title == "Answer a request"
    [rule] = change.rules
    assert (rule.before, rule.after) == ("within 3 working days", "within 2 working days")


def test_every_state_is_reached_and_two_are_ends() -> None:
    assert set().union(*MOVES.values()) | {ProposalState.OPEN} == set(ProposalState)
    assert {one for one in ProposalState if not MOVES[one]} == {ProposalState.ADOPTED, ProposalState.WITHDRAWN}
