"""A person says how they are, by their link, on a phone and at a desk, with and without scripts, by keyboard."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.accounts import PASSWORD, link, paper_code
from tests.unit.outcomes.asking import LATER, ONS4, Story
from watersmeet.accounts.models import User
from watersmeet.base.ref import Ref
from watersmeet.records.outcomes.api import Moment
from watersmeet.records.outcomes.models import Request

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Check = Callable[[Page], None]


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page of a browser without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 900})
    yield context.new_page()
    context.close()


def opened(page: Page, server: str, story: Story, moment: Moment) -> None:
    """The person opens the link that they were sent."""
    about = {"person": story.person, "partnership": story.at.partnership.pk}
    token = link("measures", subject=Ref("request", story.ask(moment)), **about)
    page.goto(f"{server}/l/{token}/")
    page.get_by_label("Your PIN").fill("4826")
    page.get_by_role("button", name="Open").click()


def on(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def test_a_person_writes_goals_answers_and_sends(live_server, page: Page, accessible: Check, story: Story) -> None:
    # Given the link is open, they first read who will see their answers
    opened(page, live_server.url, story, Moment.START)
    expect(page.get_by_role("heading", name="Who will see your answers")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Begin").click()

    # When they write a goal and say where they are with it
    page.get_by_label("Your first goal").fill("go out on my own")
    accessible(page)
    on(page)
    expect(page.get_by_role("group", name="Your goal: go out on my own. Where are you with this now?")).to_be_visible()
    accessible(page)
    page.get_by_label("3", exact=True).check()
    on(page)

    # And forget to choose, then skip, then answer by keyboard
    on(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose an answer, or skip this question")
    accessible(page)
    page.get_by_role("button", name="Skip this question").click()
    page.get_by_label("0, not at all worthwhile").focus()
    for _step in range(4):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    for number in ("5", "7"):
        page.get_by_label(number, exact=True).check()
        on(page)

    # Then they see what they said, and send it
    expect(page.get_by_role("heading", level=1)).to_have_text("Send your answers")
    accessible(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    accessible(page)
    assert story.course()[0].scores == {"satisfied": None, "worthwhile": 4, "happy": 5, "anxious": 7}


def test_the_same_without_scripts_and_stopping_is_kind(live_server, plain: Page, story: Story) -> None:
    story.need("a course in the evening")
    opened(plain, live_server.url, story, Moment.END)
    plain.get_by_role("button", name="Begin").click()
    for number in ("6", "6", "5", "4"):
        plain.get_by_label(number, exact=True).check()
        on(plain)
    plain.get_by_label("Partly").check()
    on(plain)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Send your answers")
    plain.get_by_role("link", name="I want to stop").click()
    plain.get_by_role("link", name="No, go on").click()
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert story.course()[0].scores == LATER


def test_the_worker_sees_what_changed(live_server, page: Page, accessible: Check, story: Story) -> None:
    story.answer(story.ask())
    Request.objects.update(asked_at="2026-01-01T09:00:00Z")
    story.answer(story.ask(Moment.END), {"ons4": LATER})
    assert ONS4 != LATER
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("Email").fill(User.objects.get(pk=story.worker.id).email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    code = paper_code(User.objects.get(pk=story.worker.id))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    page.goto(f"{live_server.url}/people/{story.person}/measures/")
    expect(page.get_by_text("Anxious: 7 then 4, down 3. Here lower is better.")).to_be_visible()
    expect(page.get_by_role("img", name="How life is going: first and latest answers")).to_be_visible()
    accessible(page)
