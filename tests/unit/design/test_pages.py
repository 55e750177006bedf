"""The frame of a page: who it is for decides what stands around it."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.template import engines
from markupsafe import Markup

from watersmeet.base.actor import VISITOR, Actor, Kind
from watersmeet.design import distances, fields
from watersmeet.design.forms import Form

PLACE = SimpleNamespace(
    name="North Devon",
    phone="01632 960 123",
    hours="Monday to Friday, 9am to 5pm",
    crisis_lines=[("Samaritans", "116 123", "any time")],
)
WORKER = Actor(Kind.USER, uuid4(), name="Amira Hollis")
FIELD = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="x">')


def show(body: str, **context: Any) -> str:
    """A page whose content is `body`."""
    source = (
        '{% extends "design/page.html" %}{% import "design/macros.html" as m with context %}'
        "{% block title %}A page{% endblock %}{% block content %}" + body + "{% endblock %}"
    )
    page: str = engines["jinja2"].env.from_string(source).render(context)  # type: ignore[attr-defined]
    return page


def test_a_persons_page_has_a_human_number_crisis_lines_and_leave_quickly() -> None:
    page = show("", actor=VISITOR, place=PLACE)
    assert '<a href="tel:01632960123">01632 960 123</a>, Monday to Friday, 9am to 5pm. A person answers.' in page
    assert '<a href="tel:999">999</a>' in page
    assert 'Samaritans: <a href="tel:116123">116 123</a>, any time' in page
    assert 'rel="noreferrer nofollow" data-leave="/leave/">Leave quickly</a>' in page


def test_a_workers_page_says_that_looking_is_recorded_and_has_sign_out() -> None:
    page = show("", actor=WORKER, place=PLACE, csrf_input=FIELD, sign_out="/out")
    assert "Everything you open about a person is recorded" in page
    assert "Amira Hollis" in page
    assert '<form method="post" action="/out">' in page
    assert "Leave quickly" not in page


def test_a_worker_on_a_persons_page_keeps_the_persons_footer() -> None:
    page = show("", actor=WORKER, place=PLACE, personal=True, sign_out="/out", csrf_input=FIELD)
    assert "Leave quickly" in page
    assert "A person answers." in page


def test_the_navigation_marks_where_one_is() -> None:
    page = show("", actor=VISITOR, nav=[("Find support", "/find", True), ("Ask for help", "/ask", False)])
    assert '<a href="/find" aria-current="page">Find support</a>' in page
    assert '<a href="/ask">Ask for help</a>' in page


def test_a_page_begins_with_its_title_and_a_way_past_the_banner() -> None:
    page = show("", actor=VISITOR)
    assert "<title>A page - Watersmeet</title>" in page
    assert page.index('href="#main"') < page.index("ws-banner") < page.index('<main id="main"')
    assert '<html lang="en-gb">' in page


def test_a_form_with_mistakes_says_so_in_the_title_and_first_of_all() -> None:
    class Ask(Form):
        name = fields.CharField(label="Name", missing="Enter a name")

    page = show("{{ m.error_summary(form) }}{{ form.name }}", actor=VISITOR, form=Ask({}))
    assert "<title>Error: A page - Watersmeet</title>" in page
    assert '<a href="#id_name"' in page
    assert " autofocus" in page
    assert page.index("There is a problem") < page.index('id="id_name"')
    assert "Error:" not in show("{{ m.error_summary(form) }}", actor=VISITOR, form=Ask())


def test_words_of_people_are_escaped_everywhere() -> None:
    bad = "<script>x</script>"
    body = """{{ m.chip(bad) }}{{ m.due(bad) }}{{ m.empty(bad, bad) }}{{ m.button(bad) }}{{ m.notice(bad) }}
    {{ m.table(bad, [bad], [[bad, bad]]) }}{{ m.summary([(bad, bad)]) }}{{ m.back_link("/", bad) }}
    {{ m.story([{"what": bad, "words": bad, "when": bad, "by": bad}]) }}{{ m.crisis([(bad, bad, bad)]) }}
    {{ m.work_list([{"title": bad, "href": "/", "words": bad, "note": bad, "due": bad, "chip": bad}]) }}
    {% call m.sheet("mist", title=bad) %}{{ bad }}{% endcall %}"""
    page = show(body, actor=Actor(Kind.LINK, name=bad), place=SimpleNamespace(name=bad, phone=bad, hours=bad), bad=bad)
    assert "<script>x" not in page
    assert page.count("&lt;script&gt;x") > 20


def test_only_a_clock_is_late() -> None:
    assert 'class="ws-due ws-due--late">Answer due yesterday' in show('{{ m.due("Answer due yesterday", true) }}')
    assert 'class="ws-due">Today' in show('{{ m.due("Today") }}')


def test_a_table_tells_rows_from_columns() -> None:
    page = show('{{ m.table("Needs", ["Need", "Met"], [["Sleep", "12"]], numbers=[1]) }}')
    assert '<th scope="col" class="nhsuk-table__header">Need</th>' in page
    assert '<th scope="row" class="nhsuk-table__header">Sleep</th>' in page
    assert '<td class="nhsuk-table__cell nhsuk-table__cell--numeric">12</td>' in page


def test_an_aside_column_appears_only_with_something_in_it() -> None:
    empty = show("x")
    assert "nhsuk-grid-column-one-third" not in empty
    beside = engines["jinja2"].env.from_string(  # type: ignore[attr-defined]
        '{% extends "design/page.html" %}{% block content %}x{% endblock %}{% block aside %}y{% endblock %}'
    )
    assert '<div class="nhsuk-grid-column-one-third">y</div>' in beside.render()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_a_page_of_trouble_needs_no_database_and_no_context(name: str) -> None:
    page = engines["jinja2"].env.get_template(f"{name}.html").render()  # type: ignore[attr-defined]
    assert page.count("<h1") == 1
    assert '<a href="tel:999">999</a>' in page
    assert "Go to the start page" in page


def test_a_refusal_names_what_is_missing_and_the_next_step() -> None:
    template = engines["jinja2"].env.get_template("403.html")  # type: ignore[attr-defined]
    page = template.render(problem=SimpleNamespace(say="There is no agreement.", next_step="Ask the lead to sign one."))
    assert "There is no agreement." in page
    assert "Ask the lead to sign one." in page


@pytest.mark.parametrize(
    ("filtered", "words"),
    [
        ("when|day", "Tuesday 24 November"),
        ("when|date", "24 November 2026"),
        ("when|moment", "Tuesday 24 November at 2:30pm"),
        ("early|clock", "10am"),
        ("noon|clock", "midday"),
        ("'111, option 2'|tel", "111"),
    ],
)
def test_dates_are_said_as_people_say_them(filtered: str, words: str) -> None:
    when = dt.datetime(2026, 11, 24, 14, 30, tzinfo=dt.UTC)
    page = show("[{{ " + filtered + " }}]", when=when, early=dt.time(10), noon=dt.time(12))
    assert f"[{words}]" in page


@pytest.mark.parametrize(
    ("km", "words"), [(0.02, "less than 200 yards"), (0.82, "0.5 miles"), (1.7, "1 mile"), (20, "12 miles")]
)
def test_distances_are_said_in_miles(km: float, words: str) -> None:
    assert distances.miles(km) == words


def test_a_day_is_the_day_on_the_wall_of_the_place() -> None:
    late = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight in summer
    assert "[Wednesday 1 July]" in show("[{{ late|day }}]", late=late)
