"""From records through the gate to a run: what the database promises."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from tests.factories import places
from tests.unit.evidence.invented import of_actor as invented
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import KeyReused, NotFound, Problem, Refused
from watersmeet.evidence.extracts.extract import extract
from watersmeet.evidence.extracts.sources import fill
from watersmeet.evidence.runs import api as runs
from watersmeet.evidence.runs.models import Run
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans

pytestmark = pytest.mark.django_db


def actor_of(role: Role, partner: partnerships.Partner | None = None) -> Actor:
    return places.worker(partner or places.place().front_door, role)


@pytest.fixture
def analyst() -> Actor:
    return actor_of(Role.ANALYST)


def person(actor: Actor, *, agrees: bool) -> UUID:
    """Somebody known to the actor's partner, with one need; who agrees says yes to evaluation of needs."""
    partner = partnerships.partner(actor.partner)
    made = people.register(
        partnership=actor.partnership,
        controller=partner.pk,
        name="Wren Example",
        contact=people.SafeContact(),
        by=actor,
    )
    if agrees:
        places.permit(made, partner, partner, Category.NEEDS, purpose=Purpose.EVALUATION)
    plans.record_need(
        person=made,
        controller=partner.pk,
        partnership=actor.partnership,
        domain=plans.Domain.MONEY,
        words="my rent is going up",
        by=actor,
    )
    return made


class TestTheGate:
    def test_only_who_agreed_is_read(self, analyst):
        yes = person(analyst, agrees=True)
        person(analyst, agrees=False)
        made = fill(analyst)
        assert made.tables["people"].column("person").to_pylist() == [str(yes)]
        assert made.tables["needs"].column("person").to_pylist() == [str(yes)]
        assert made.quarantined == ()

    def test_withdrawal_acts_at_once(self, analyst):
        gone = person(analyst, agrees=True)
        people.withdraw(person=gone, receiver=analyst.partner, by=Actor(Kind.LINK, gone, person=gone))
        assert fill(analyst).tables["needs"].num_rows == 0

    def test_without_a_lawful_basis_nothing_is_read(self):
        analyst = actor_of(Role.ANALYST, places.place(bases=False).front_door)
        person(analyst, agrees=True)
        assert fill(analyst).tables["people"].num_rows == 0

    def test_age_is_read_only_where_it_was_agreed_to(self, analyst):
        person(analyst, agrees=True)
        assert fill(analyst).tables["people"].column("age_band").to_pylist() == [None]

    def test_merged_records_are_one_person(self, analyst):
        one, other = person(analyst, agrees=True), person(analyst, agrees=True)
        people.merge(person=one, other=other, by=replace(analyst, role=Role.MANAGER))
        made = fill(analyst)
        assert made.tables["people"].num_rows == 1
        assert set(made.tables["needs"].column("person").to_pylist()) == {min(str(one), str(other))}

    def test_the_words_of_a_need_never_reach_evidence(self, analyst):
        person(analyst, agrees=True)
        made = runs.run(runs.FIRST_FIGURES, tables=fill(analyst), by=analyst)
        assert made.result["counts"]["needs_met"][0]["needs"] == 1
        assert "rent" not in repr((made.result, made.inputs, made.specs))


class TestARun:
    def test_a_run_keeps_what_was_asked_by_which_definitions_of_what(self, analyst):
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), seed=7, by=analyst)
        assert made.result["counts"]["funnel"] == [{"referred": 12, "started": 12, "finished": 6, "paired": 6}]
        assert (made.partnership_id, made.seed, made.engine) == (analyst.partnership, 7, "duckdb")
        assert set(made.specs) == {"funnel", "uncounted", "needs_met", "ons4_change", "ons4_bands"}
        assert all(len(bytes.fromhex(keyed)) == 32 for keyed in made.inputs.values())
        assert made.versions["duckdb"]

    def test_a_run_is_one_line_in_the_audit(self, analyst):
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        line = Line.objects.get(verb="evidence.run")
        assert (line.subject_kind, line.subject_id) == ("run", made.pk)

    def test_the_same_key_gives_the_same_run(self, analyst):
        first = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst, key="k")
        second = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst, key="k")
        assert first == second
        assert Run.objects.count() == 1

    def test_the_same_key_with_another_question_is_refused(self, analyst):
        runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst, key="k")
        with pytest.raises(KeyReused):
            runs.run(runs.FIRST_FIGURES, tables=invented(analyst), seed=1, by=analyst, key="k")

    def test_a_run_comes_out_the_same_again(self, analyst):
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        again = runs.reproduce(made, tables=invented(analyst), by=analyst)
        assert again
        assert (again.changed_inputs, again.changed_specs) == ((), ())

    def test_a_changed_record_is_named_by_its_table(self, analyst):
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        again = runs.reproduce(made, tables=invented(analyst, people=11), by=analyst)
        assert not again
        assert set(again.changed_inputs) == {"needs", "referrals", "responses"}

    def test_a_changed_definition_is_named(self, analyst):
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        made.specs["needs_met"]["version"] = 0
        assert runs.reproduce(made, tables=invented(analyst), by=analyst).changed_specs == ("needs_met",)

    def test_the_database_refuses_a_run_that_was_made_before_it_was_read(self, analyst):
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        made.extracted_at = made.made_at + timedelta(seconds=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save()


class TestWhoMay:
    def test_nobody_else_makes_or_reads_a_run(self, analyst):
        tables = invented(analyst)
        made = runs.run(runs.FIRST_FIGURES, tables=tables, by=analyst)
        asks = (
            lambda other: runs.run(runs.FIRST_FIGURES, tables=tables, by=other),
            lambda other: runs.get(other, made.pk),
            lambda other: runs.latest(other, runs.FIRST_FIGURES),
            lambda other: runs.earlier(other, runs.FIRST_FIGURES),
            lambda other: runs.reproduce(made, tables=tables, by=other),
        )
        for role in set(Role) - {Role.ANALYST, Role.LEAD}:
            other = replace(analyst, role=role)
            for ask in asks:
                with pytest.raises(Refused, match="analysts and leads"):
                    ask(other)

    def test_another_place_does_not_know_that_a_run_exists(self, analyst):
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        elsewhere = actor_of(Role.ANALYST)
        with pytest.raises(NotFound):
            runs.get(elsewhere, made.pk)
        assert runs.latest(elsewhere, runs.FIRST_FIGURES) is None
        assert runs.earlier(elsewhere, runs.FIRST_FIGURES) == []

    def test_another_partner_of_the_place_is_not_shown_what_only_this_one_may_count(self):
        here = places.place()
        analyst = actor_of(Role.ANALYST, here.front_door)
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        assert made.partner_id == here.front_door.pk
        for role in (Role.ANALYST, Role.LEAD):
            other = actor_of(role, here.group)
            assert runs.latest(other, runs.FIRST_FIGURES) is None
            assert runs.earlier(other, runs.FIRST_FIGURES) == []
            with pytest.raises(NotFound):
                runs.get(other, made.pk)
            with pytest.raises(NotFound):
                runs.reproduce(made, tables=invented(other), by=other)

    def test_a_command_reads_what_the_front_door_counted(self):
        here = places.place()
        analyst = actor_of(Role.ANALYST, here.front_door)
        made = runs.run(runs.FIRST_FIGURES, tables=invented(analyst), by=analyst)
        command = Actor(Kind.COMMAND, partnership=here.partnership.pk, partner=here.front_door.pk)
        assert runs.latest(command, runs.FIRST_FIGURES) == made

    def test_a_run_is_made_for_one_partnership(self):
        with pytest.raises(Problem, match="one partnership"):
            runs.run(runs.FIRST_FIGURES, tables=extract({}, clock.now()), by=Actor(Kind.COMMAND))
