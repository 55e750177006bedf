"""The evidence page: exact figures for those who may, words that say how sure, and nothing for anybody else."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import places
from tests.unit.evidence.invented import of_actor
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.evidence.report.banned import banned_words
from watersmeet.evidence.runs import api as runs
from watersmeet.evidence.runs.models import Run

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def analyst() -> Actor:
    return places.worker(places.place().front_door, Role.ANALYST)


def read(actor: Actor) -> str:
    answer = signed_in(actor).get(reverse("evidence:home"))
    assert answer.status_code == 200
    return answer.content.decode()


def words(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_before_the_first_run_the_page_says_what_to_do(analyst):
    page = read(analyst)
    assert "Nothing has been counted yet for your organisation" in page
    assert "Count now" in page


def test_the_button_makes_one_run_however_often_it_is_pressed_and_shows_it(analyst):
    client = signed_in(analyst)
    for _press in range(2):
        answer = client.post(reverse("evidence:run"), {"key": "same"})
        assert answer.status_code == 302
    run = Run.objects.get()
    assert (run.partnership_id, run.by_id) == (analyst.partnership, analyst.id)
    said = read(analyst)
    assert run.reference in said
    assert "may count yet" in said


def test_looking_never_acts(analyst):
    assert signed_in(analyst).get(reverse("evidence:run")).status_code == 405
    assert Run.objects.count() == 0


def test_figures_come_with_denominators_intervals_and_who_is_missing(analyst):
    runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst), by=analyst)
    said = words(read(analyst))
    assert "Of 12 people, 12 started, 6 finished and 6 answered before and after." in said
    assert "Figures on change describe only the 6." in said
    assert "3 more people were referred and are not in these figures" in said
    assert "Of 6 needs whose outcome is known, 6 were met." in said
    assert "6 more are not yet known. If none, then all, are met, it will be 6 to 12 of 12." in said
    assert "Too few to say whether this is better or worse than elsewhere. Chance alone could give 4 to 6 of 6." in said
    assert "If none, then all, of the missing had improved, it would be 6 to 12 of the 12." in said
    assert "There was no comparison group." in said
    assert "Answers were better afterwards, by 1.1 to 2.9 points." in said
    assert "6 of 6 answered better afterwards, 0 of 6 answered worse, 0 of 6 answered the same." in said
    assert "6 of 6 answered worse" in said


def test_every_figure_says_who_what_when_missing_and_comparison(analyst):
    made = runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst), by=analyst)
    said = words(read(analyst))
    for measure in ("funnel", "uncounted", "needs_met", "ons4_change"):
        for sentence in made.specs[measure]["estimand"].values():
            assert sentence in said
    assert made.inputs["needs"][:12] in said
    assert made.specs["needs_met"]["definition"] in said


def test_every_picture_has_its_table(analyst):
    runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst), by=analyst)
    page = read(analyst)
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count('role="img"') == 2
    assert main.count("<table") >= 4


def test_the_page_uses_no_banned_word(analyst):
    runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst, people=40), by=analyst)
    page = read(analyst)
    assert banned_words(words(page[page.index("<main") : page.index("</main>")])) == []


def test_a_view_of_the_page_is_one_line_in_the_audit(analyst):
    made = runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst), by=analyst)
    read(analyst)
    assert Line.objects.filter(verb="look.page", subject_id=made.pk).count() == 1


def test_others_see_no_figure_and_make_no_run(analyst):
    made = runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst), by=analyst)
    for role in set(Role) - {Role.ANALYST, Role.LEAD}:
        other = signed_in(places.worker(places.partnerships.partner(analyst.partner), role))
        for answer in (other.get(reverse("evidence:home")), other.post(reverse("evidence:run"))):
            assert answer.status_code in {403, 404}, role
            assert made.reference not in answer.content.decode()
    assert Run.objects.count() == 1


def test_the_page_says_whose_records_were_counted_and_another_partner_sees_none():
    here = places.place()
    analyst = places.worker(here.front_door, Role.ANALYST)
    made = runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst), by=analyst)
    assert f"Counted from what {here.front_door} may count." in words(read(analyst))
    for role in (Role.ANALYST, Role.LEAD):
        page = read(places.worker(here.group, role))
        assert "Nothing has been counted yet" in page
        assert made.reference not in page


def test_a_visitor_is_asked_to_sign_in(analyst):
    assert Client().get(reverse("evidence:home")).status_code == 302


def test_the_page_asks_the_database_the_same_however_much_was_recorded(analyst, django_assert_max_num_queries):
    runs.run(runs.FIRST_FIGURES, tables=of_actor(analyst, people=40), by=analyst)
    client = signed_in(analyst)
    with django_assert_max_num_queries(15):
        client.get(reverse("evidence:home"))
