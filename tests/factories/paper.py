"""A paper form as somebody filled it in, and how a worker types it in."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client

from watersmeet.accounts.models import User
from watersmeet.base.actor import Actor
from watersmeet.records.people import api as people
from watersmeet.records.people.models import Age
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.paper_models import PaperForm

PRINTED, SIGNED, TODAY = "2026-11-03T09:00:00Z", date(2026, 11, 10), "2026-11-24T10:00:00Z"
SAID: dict[str, Any] = {
    "age": "18_over",
    "words": "Company on Thursdays.",
    "domain": "people",
    "name": "Wren",
    "ways": ["phone"],
    "phone": "07700 900 982",
    "times": ["morning"],
    "message": "no",
    "say_who": "yes",
    "share": "yes",
    "count": "yes",
    "signed": "yes",
    "signed_on-day": "10",
    "signed_on-month": "11",
    "signed_on-year": "2026",
    "received_on-day": "23",
    "received_on-month": "11",
    "received_on-year": "2026",
}


def words(page: HttpResponse) -> str:
    return " ".join(page.content.decode().split())


def browser_of(who: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=who.id))
    return browser


def typed(browser: Client, form: PaperForm, **other: Any) -> HttpResponse:
    """Type it in, and look at the page that comes."""
    return browser.post(f"/paper/{form.pk}/", {**SAID, **other}, follow=True)


def written(browser: Client, form: PaperForm, same: str = "", **other: Any) -> HttpResponse:
    """Type it in, and say that it is as on the paper."""
    typed(browser, form, **other)
    return browser.post(f"/paper/{form.pk}/check/", {"same": same}, follow=True)


def on_paper(form: PaperForm, **other: Any) -> referrals.OnPaper:
    told = {
        "form": form.pk,
        "age": Age.ADULT,
        "domain": "people",
        "words": "",
        "name": "Wren",
        "contact": people.SafeContact(),
        "signed": True,
        "signed_on": SIGNED,
        "received_on": SIGNED,
    }
    return referrals.OnPaper(**{**told, **other})
