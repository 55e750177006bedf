"""What writers tell, so that tests say only what is theirs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Kind, Told

SOUND: dict[Kind, dict[str, Any]] = {
    Kind.DECISION: {"title": "We answer within three days", "parts": {"why": "People gave up after a week."}},
    Kind.LESSON: {
        "title": "Evening groups fill first",
        "parts": {"happened": "Two of three were full."},
    },
    Kind.QUESTION: {"title": "What helps people to come a second time?"},
    Kind.EXPERIMENT: {
        "title": "A call the day before",
        "parts": {"prediction": "Fewer people miss the first session.", "plan": "Ring everybody for a month."},
    },
    Kind.COMMITMENT: {"title": "Ten places for people who wait", "parts": {"to": "The surgeries", "places": 10}},
    Kind.FINDING: {
        "title": "Who is rung first comes",
        "parts": {"found": "9 of 10 came, of 40 asked.", "evidence": "We counted for a month."},
    },
    Kind.GATHERING: {"title": "Spring meeting", "parts": {"notes": "We compared how long people wait."}},
}


def soon(days: int = 30) -> date:
    """A day from now."""
    return clock.today() + timedelta(days=days)


def told(kind: Kind, **more: Any) -> Told:
    """What fits a kind."""
    shape = memory.KINDS[kind]
    said: dict[str, Any] = SOUND[kind] | ({"day": soon()} if shape.day_needed else {})
    if shape.promises and "body" not in more:
        said["body_name"] = "A national body"
    return Told(**(said | more))


def kept(by: Actor, kind: Kind = Kind.LESSON, **more: Any) -> UUID:
    """An entry that is written down."""
    return memory.record(kind, told(kind, **more), by=by)


def browser_of(who: Actor) -> Client:
    """Their browser, signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=who.id))
    return client


def words(page: Any) -> str:
    """The words of a page, on one line."""
    return " ".join(page.content.decode().split())
