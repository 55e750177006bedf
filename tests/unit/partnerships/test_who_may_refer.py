"""Who may refer to what, in the model: what a rule closes, what is wrong with one, what changing it touches."""

import pytest

from tests.factories import places
from tests.factories.closed_ways import INSTEAD, WHY, closing, way
from tests.factories.places import MODEL, Place
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Conflict, Invalid
from watersmeet.records.directory.models import ServiceKind
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import KINDS, Model, as_toml, closed_way, read_toml
from watersmeet.records.partnerships.models import ModelVersion, Proposal
from watersmeet.records.partnerships.rebasing import onto

RULE = '[[referring]]\nfrom = "community"\nto = "mental_health"\nwhy = "They talk with people first"\n'


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def model(here: Place) -> Model:
    return partnerships.model_at(here.partnership.pk).model


@pytest.fixture
def lead(here: Place) -> Actor:
    return places.worker(here.front_door, Role.LEAD, name="Ros Example")


def said(model: Model) -> dict[str, str]:
    """What the rules say of who may refer to what, in words."""
    [part] = [one for one in partnerships.sections(model) if one.title == "Who may refer to what"]
    return dict(part.rows)


def test_without_a_rule_every_way_is_open(here: Place, model: Model) -> None:
    assert model.referring == ()
    for giver in here.partners:
        assert not any(closed_way(model, giver, to) for to in here.partners)
    assert said(model) == {"Anybody whose role lets them refer": "to any service"}


def test_a_rule_closes_its_way_alone_and_not_the_way_back(here: Place, model: Model) -> None:
    shut = closing(model, way("community", "mental_health"))
    assert closed_way(shut, here.group, here.therapy)
    for giver, to in ((here.therapy, here.group), (here.surgery, here.therapy), (here.group, here.surgery)):
        assert closed_way(shut, giver, to) is None


def test_a_rule_names_a_sector_an_organisation_or_a_kind_of_service(here: Place, model: Model) -> None:
    shut = closing(model, way(str(here.surgery), "course"), way("learning", str(here.group)))
    assert closed_way(shut, here.surgery, here.group, "course")
    assert closed_way(shut, here.surgery, here.group, "group") is None
    assert closed_way(shut, here.surgery, here.group) is None  # a partner without a service named
    assert closed_way(shut, here.front_door, here.group, "group")
    assert closed_way(shut, here.front_door, here.therapy) is None


def test_within_one_organisation_nothing_is_closed(here: Place, model: Model) -> None:
    assert closed_way(closing(model, way("learning", "learning")), here.front_door, here.front_door) is None


def test_the_kinds_are_those_of_the_directory() -> None:
    assert set(KINDS) == set(ServiceKind.values)


def test_nobody_is_kept_from_a_crisis_line(here: Place, model: Model, lead: Actor) -> None:
    named = closing(model, way("community", "Samaritans"))
    with pytest.raises(Invalid) as refused:
        partnerships.propose(model=named, why="to try", from_on=clock.today(), by=lead)
    assert "Nobody is kept from a crisis line: Samaritans." in refused.value.fields["referring"]
    line = partnerships.join(partnership=here.partnership, organisation="Samaritans", sector="mental_health", by=lead)
    assert closed_way(closing(model, way("community", "mental_health")), here.group, line) is None


def test_who_is_nobody_here_is_named(here: Place, model: Model, lead: Actor) -> None:
    for giver, to in (("Nowhere", "community"), ("community", "Nowhere"), ("course", "community")):
        with pytest.raises(Invalid) as refused:
            partnerships.propose(model=closing(model, way(giver, to)), why="to try", from_on=clock.today(), by=lead)
        [sentence] = refused.value.fields["referring"]
        assert "is nobody here. Name one of: learning, mental_health" in sentence


def test_who_left_stays_in_the_rules_that_name_it(here: Place, model: Model, lead: Actor) -> None:
    shut = closing(model, way(str(here.group), "course"))
    places.adopt(here, shut)
    partnerships.leave(partner=here.group.pk, by=lead)
    partnerships.propose(
        model=shut.model_copy(update={"hours": "Mornings"}), why="to try", from_on=clock.today(), by=lead
    )


@pytest.mark.parametrize(
    ("rule", "where"),
    [
        (RULE.replace('why = "They talk with people first"', 'why = "  "'), "referring.0.why"),
        (RULE.replace("from", "whom"), "referring.0.from"),
        (RULE + RULE, "referring"),
        (RULE + 'place = "first"\n', "referring.0.place"),
        ("".join(RULE.replace("community", f"Group {number}") for number in range(41)), "referring"),
    ],
)
def test_a_faulty_rule_is_refused_and_named(rule: str, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_toml(f"{MODEL}\n{rule}")
    assert where in refused.value.fields


def test_a_rule_is_read_and_written_as_the_same_words(here: Place) -> None:
    read = read_toml(f'{MODEL}\n{RULE}instead = "Ring the front door together"\n')
    assert read_toml(as_toml(read)) == read
    assert said(read) == {
        "Anybody whose role lets them refer": "to any service, except as said here",
        "No referral from Community to Mental health": (
            "They talk with people first. Instead: Ring the front door together."
        ),
        "Never closed": "asking for yourself; somebody asked by name as it is urgent; the crisis lines",
    }


def test_the_worked_model_for_therapy_closes_the_way_up(here: Place) -> None:
    worked = read_toml(partnerships.worked()["talking_therapies_step_down_and_up"])
    assert closed_way(worked, here.group, here.therapy)
    assert closed_way(worked, here.front_door, here.therapy) is None
    assert closed_way(worked, here.therapy, here.group) is None


def test_to_close_or_open_a_way_touches_its_step_and_is_voted_on(here: Place, model: Model, lead: Actor) -> None:
    shut = closing(model, way("community", "mental_health"))
    other = closing(model, way("community", "mental_health", why="They are few"))
    for was, now in ((model, shut), (shut, model), (shut, other)):
        assert partnerships.touched(was, now) == ["share_out"]
    with pytest.raises(Conflict):
        partnerships.adopt_model(partnership=here.partnership, model=shut, why="to try", by=places.COMMAND)
    changes = partnerships.differences(model, shut)
    assert [one.what for one in changes] == ["No referral from Community to Mental health"]
    assert changes[0].after == f"{WHY}. Instead: {INSTEAD}."


def test_two_who_each_close_another_way_undo_nothing(here: Place, model: Model, lead: Actor) -> None:
    mine = partnerships.propose(
        model=closing(model, way("learning", "course")), why="mine", from_on=clock.today(), by=lead
    )
    places.adopt(here, closing(model, way("community", "mental_health")))
    latest = ModelVersion.objects.latest("number")
    merged = onto(Proposal.objects.get(pk=mine), latest)
    assert {(one.from_, one.to) for one in merged.referring} == {("learning", "course"), ("community", "mental_health")}
    assert [one["from"] for one in latest.document["referring"]] == ["community"]
