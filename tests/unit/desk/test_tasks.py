"""What waits in other rooms stands in the same list."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.unit.outcomes.asking import Story
from watersmeet.accounts.models import User
from watersmeet.audit.models import Line
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.desk import tasks
from watersmeet.records.outcomes.models import Request

pytestmark = pytest.mark.django_db


def closing(story: Story, days: int = 1) -> None:
    """The questions that were asked close that many days from now."""
    Request.objects.filter(pk=story.ask()).update(due_on=clock.today() + timedelta(days=days))


def worklist(client: Client, worker: Actor) -> str:
    """The words of the worklist."""
    client.force_login(User.objects.get(pk=worker.id))
    return client.get("/work/").content.decode()


def test_questions_that_close_soon_wait_for_the_partner_that_asked(client: Client) -> None:
    story = Story()
    closing(story)

    shown = worklist(client, story.worker)

    assert "Ada Example" in shown
    assert "Questions about how they are close soon" in shown
    assert Line.objects.filter(verb="look.page", subject_id=story.person).count() == 1


def test_what_closes_later_or_is_another_partners_does_not_wait() -> None:
    story = Story()
    closing(story, days=9)
    assert tasks.due_for(story.worker) == []

    Request.objects.update(due_on=clock.today())
    assert len(tasks.due_for(story.worker)) == 1
    assert tasks.due_for(story.seat(Role.PRACTITIONER, group=True)) == []


def test_a_role_that_may_not_do_a_task_is_not_shown_it() -> None:
    story = Story()
    closing(story)

    assert tasks.due_for(story.seat(Role.VOLUNTEER)) == []


def test_the_name_of_a_task_is_for_those_who_may_know_it(client: Client) -> None:
    story = Story()
    closing(story)
    Request.objects.update(controller=story.at.group.pk)

    shown = worklist(client, story.seat(Role.PRACTITIONER, group=True))

    assert "Questions about how they are close soon" in shown
    assert "Ada Example" not in shown
