"""The rules of a place: read in words by whoever works there, version by version; checked, compared, exchanged."""

import json
from pathlib import Path

import pytest
import typer
from django.test import Client
from typer.testing import CliRunner, Result

from tests.factories import places
from tests.factories.places import Place
from tests.unit.people.pages.test_sharing import words
from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Invalid, Problem
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships import commands
from watersmeet.records.partnerships.api import Model
from watersmeet.records.partnerships.model import Limits, Retention

WORKED = (
    "ask_answer_start",
    "gp_led_social_prescribing",
    "learning_while_waiting",
    "talking_therapies_step_down_and_up",
)


@pytest.fixture
def here(db: None) -> Place:
    return places.place()


@pytest.fixture
def model(here: Place) -> Model:
    """The rules in force."""
    return partnerships.model_at(here.partnership.pk).model


def sign_in(client: Client, who: Actor) -> Client:
    client.force_login(User.objects.get(pk=who.id))
    return client


def slower(model: Model) -> Model:
    """With two changes."""
    limits = model.limits.model_copy(update={"answer": model.limits.answer + 2})
    return model.model_copy(update={"limits": limits, "name": "Slower"})


def call(*said: str | Path) -> Result:
    app = typer.Typer()
    app.command("else")(lambda: None)
    commands.join(app)
    return CliRunner().invoke(app, ["model", *map(str, said)])


# In words


def test_every_limit_and_period_is_said(model: Model) -> None:
    for part in (Limits, Retention):
        for name, field in part.model_fields.items():
            if field.annotation is int:
                assert partnerships.differences(model, _changed(model, part, name)), f"{name} is said nowhere"


def _changed(model: Model, part: type, name: str) -> Model:
    within = "limits" if part is Limits else "retention"
    old = getattr(model, within)
    return model.model_copy(update={within: old.model_copy(update={name: getattr(old, name) + 12})})


def test_what_differs_is_said_with_both_and_nothing_else(model: Model) -> None:
    found = partnerships.differences(model, slower(model))
    assert [(one.what, one.before, one.after) for one in found] == [
        ("Name of these rules", model.name, "Slower"),
        ("Whoever is asked answers", "within 3 working days", "within 5 working days"),
    ]
    assert partnerships.differences(model, model) == []


def test_periods_of_one_partner_are_said_apart(here: Place, model: Model) -> None:
    own = model.model_dump(by_alias=True)
    own["retention"]["partners"] = {str(here.group): {"referral": 24}}
    found = partnerships.differences(model, Model.model_validate(own))
    assert [(one.what, one.before, one.after) for one in found] == [(f"Referrals, at {here.group}", "", "2 years")]


# Pages


@pytest.mark.parametrize("role", list(Role))
def test_whoever_works_here_reads_them(client: Client, here: Place, role: Role) -> None:
    page = words(sign_in(client, places.worker(here.group, role)).get("/rules/"))
    for said in ("Our rules", "Version 1", "In force", "Whoever is asked answers", "within 3 working days"):
        assert said in page
    assert "What changed since" not in page
    assert "/rules/" in words(client.get("/agreements/"))


def test_nobody_else_does(client: Client, here: Place) -> None:
    assert client.get("/rules/").status_code == 302
    assert client.get("/rules/1/rules.toml").status_code == 302


def test_a_new_version_says_why_and_what_changed_and_the_old_one_stays(
    client: Client, here: Place, model: Model
) -> None:
    places.adopt(here, slower(model), why="Groups meet once a week.")
    desk = sign_in(client, places.worker(here.group))
    page = words(desk.get("/rules/"))
    for said in ("Version 2", "Groups meet once a week.", "What changed since version 1", "within 5 working days"):
        assert said in page
    old = words(desk.get("/rules/1/"))
    assert "Not in force" in old
    assert "within 3 working days" in old
    assert desk.get("/rules/9/").status_code == 404


def test_one_that_comes_later_is_not_in_force_yet(client: Client, here: Place, model: Model) -> None:
    places.adopt(here, slower(model), days=10)
    desk = sign_in(client, places.worker(here.group))
    assert "within 3 working days" in words(desk.get("/rules/"))
    assert "Not in force" in words(desk.get("/rules/2/"))


def test_another_places_rules_are_not_found(client: Client, here: Place, model: Model) -> None:
    places.adopt(here, slower(model), why="Groups meet once a week.")
    other = places.place()
    desk = sign_in(client, places.worker(other.group))
    assert desk.get("/rules/2/").status_code == 404
    assert desk.get("/rules/2/rules.toml").status_code == 404


def test_the_file_is_read_back_as_the_same_rules(client: Client, here: Place, model: Model) -> None:
    answer = sign_in(client, places.worker(here.group)).get("/rules/1/rules.toml")
    assert partnerships.read_toml(answer.content.decode()) == model
    assert 'filename="rules-1.toml"' in answer["Content-Disposition"]


# Commands


def test_worked_models_are_sound_and_written_to_a_file(tmp_path: Path) -> None:
    assert tuple(partnerships.worked()) == WORKED
    for name in WORKED:
        file = tmp_path / f"{name}.toml"
        assert call("write", file, "--worked", name).exit_code == 0
        model = partnerships.read_toml(file.read_text())
        assert partnerships.read_toml(partnerships.as_toml(model)) == model
    assert "There are: ask_answer_start" in str(_problem("write", tmp_path / "x.toml", "--worked", "none").next_step)
    assert "left as it is" in _problem("write", tmp_path / "ask_answer_start.toml", "--worked", WORKED[0]).say


def _problem(*said: str | Path) -> Problem:
    found = call(*said).exception
    assert isinstance(found, Problem), found
    return found


def test_the_rules_in_force_are_shown_and_written(here: Place, model: Model, tmp_path: Path) -> None:
    slug = ("--partnership", here.partnership.slug)
    told = json.loads(call("show", *slug, "--json").stdout)
    assert (told["number"], told["document"]["limits"]["answer"]) == (1, model.limits.answer)
    assert "Whoever is asked answers" in call("show", *slug).stdout
    assert call("write", tmp_path / "ours.toml", *slug).exit_code == 0
    assert partnerships.read_toml((tmp_path / "ours.toml").read_text()) == model


def test_a_file_is_checked_against_them_and_changes_nothing(here: Place, model: Model, tmp_path: Path) -> None:
    slug = ("--partnership", here.partnership.slug)
    (tmp_path / "new.toml").write_text(partnerships.as_toml(slower(model)))
    told = json.loads(call("check", tmp_path / "new.toml", *slug, "--json").stdout)
    assert [one["after"] for one in told["changes"]] == ["Slower", "within 5 working days"]
    assert "within 3 working days, then within 5 working days" in call("check", tmp_path / "new.toml", *slug).stdout
    assert partnerships.model_at(here.partnership.pk).number == 1


def test_what_is_wrong_in_a_file_is_named(here: Place, model: Model, tmp_path: Path) -> None:
    text = partnerships.as_toml(model).replace("answer = 3", "answer = -3", 1).replace('nation = "', 'nation = "x')
    (tmp_path / "new.toml").write_text(text)
    wrong = call("check", tmp_path / "new.toml").exception
    assert isinstance(wrong, Invalid)
    assert {"nation", "limits.answer"} <= set(wrong.fields)
    (tmp_path / "new.toml").write_bytes(b"\xff\xfe")
    assert "is not text in UTF-8" in _problem("check", tmp_path / "new.toml").say
    (tmp_path / "new.toml").write_text("name = ")
    assert "This is not TOML" in str(call("check", tmp_path / "new.toml").exception)
