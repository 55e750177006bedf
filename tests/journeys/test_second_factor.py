"""The first sign-in of somebody new: a phone is set up, codes go on paper, work begins; the next asks for a code."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.factories import accounts, places
from tests.journeys.walks import Walk
from watersmeet.accounts.models import User
from watersmeet.base.actor import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_new_worker_sets_up_a_phone_in_a_narrow_window(
    browser: Browser, live_server: object, accessible: Callable[[Page], None]
) -> None:
    worker = places.worker(places.place().group, Role.MANAGER)
    narrow = {"viewport": {"width": 320, "height": 900}}
    hand = Walk(str(live_server), browser, narrow, accessible).hand()
    hand.open("/work/")
    hand.fill("Email", User.objects.get(pk=worker.id).email)
    hand.fill("Password", accounts.PASSWORD)
    hand.press("Sign in")
    hand.reads("Set up your phone")
    hand.press("Go on")
    hand.sees("Enter the 6 numbers")
    key = "".join(re.findall(r"<code>([A-Z2-7]{4})</code>", hand.page.content()))
    hand.fill("The 6 numbers that your phone shows now", accounts.shown(key))
    hand.press("Go on")
    hand.reads("Keep these codes on paper")
    [paper, *_others] = re.findall(r"<code>(\d{4} \d{4})</code>", hand.page.content())
    hand.follow("I have kept them: go to my work")
    hand.follow("Who works here")
    hand.press("Sign out")

    hand.open("/work/")
    hand.fill("Email", User.objects.get(pk=worker.id).email)
    hand.fill("Password", accounts.PASSWORD)
    hand.press("Sign in")
    hand.reads("A code from your phone")
    hand.fill("Code", paper)
    hand.press("Go on")
    hand.reads("My work")
