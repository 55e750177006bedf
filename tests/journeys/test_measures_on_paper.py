"""Questions are printed, answered at home without a name, and typed in by the number that stands on the paper."""

import pytest

from tests.journeys.keyboard import Keyboard
from tests.journeys.walks import Walk
from tests.unit.outcomes.asking import Story
from watersmeet.base import clock, ids

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_worker_prints_them_and_types_in_what_came_back(walk: Walk) -> None:
    # Given a worker prints the questions, and nothing of the screen is on the paper
    story = Story()
    story.measures("ons4")
    request = story.ask()
    worker = walk.hand(story.worker, of=Keyboard)
    worker.open(f"/measures/{request}/")
    worker.follow("Print the questions on paper")
    worker.sees("Give the paper to the person, and to nobody else.")
    worker.page.emulate_media(media="print")
    on_paper = worker.page.locator("body").inner_text()
    for words in ("Give the paper to the person", "My work", "Sign out", "Everything you open", "Ada"):
        assert words not in on_paper
    assert f"Number of this paper: {ids.reference(request)}" in on_paper
    assert "Samaritans" in on_paper
    worker.page.emulate_media(media="screen")

    # When it comes back, the number leads to where it is typed in
    worker.open("/work/")
    worker.follow("Answers came back on paper")
    worker.fill("Which number stands on the paper?", "7Q4K-2MXA")
    worker.press("Go on")
    worker.sees("No paper that you may type in has this number.")
    worker.fill("Which number stands on the paper?", ids.reference(request).lower())
    worker.press("Go on")
    worker.reads("Type in what they wrote on paper")
    today = clock.today()
    for part, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        worker.page.get_by_label(part, exact=True).fill(str(number))
    worker.page.get_by_label("2. Overall, to what extent").select_option("6")
    worker.press("Type it in")

    # Then what was left empty stays unknown
    assert story.course()[0].scores == {"satisfied": None, "worthwhile": 6, "happy": None, "anxious": None}
