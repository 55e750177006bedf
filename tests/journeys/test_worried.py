"""Somebody is worried: a worker and the person write it down, a safeguarding lead acts on it and closes it."""

from datetime import timedelta

import pytest

from tests.factories import places
from tests.factories.places import Place
from tests.journeys.walks import PIN, Hand, Walk, opens
from watersmeet.accounts import links
from watersmeet.accounts.links import Second
from watersmeet.base import clock
from watersmeet.base.actor import Role
from watersmeet.base.ref import Ref
from watersmeet.records.referrals import api as referrals
from watersmeet.records.safety.models import Concern

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SEEN = "He takes her card each Friday."


def today(hand: Hand) -> None:
    """Fill in the day of today, in the form that is open."""
    day = clock.today()
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        hand.page.locator("details[open]").get_by_label(label, exact=True).fill(str(value))


def opened(hand: Hand, title: str) -> None:
    """Open what is folded up on the page of a concern; another that was open is folded up again."""
    for one in hand.page.locator("main details[open] > summary").all():
        one.click()
    hand.page.locator("main summary").filter(has_text=title).click()


def writes(hand: Hand, field: str, words: str) -> None:
    """Write into a field of the form that is open."""
    hand.page.locator(f"details[open] [name='{field}']").fill(words)


def chooses(hand: Hand, value: str) -> None:
    hand.page.locator(f"details[open] input[value='{value}']").check()


def sends(hand: Hand) -> None:
    with hand.page.expect_navigation():
        hand.page.locator("details[open] button[type=submit]").click()
    hand._check(hand.page)


def link_of(here: Place) -> str:
    """The link to the own page of somebody who asked for help."""
    who = places.person(here)
    person = places.by_link(here, who)
    places.permit(who, here.front_door, here.group)
    made = referrals.ask_for_self(
        person=who, partnership=here.partnership.pk, words="Company.", receiver=here.group.pk, by=person
    )
    return links.address(
        links.issue_link(
            "status",
            subject=Ref("referral", made),
            partnership=here.partnership.pk,
            person=who,
            until=clock.now() + timedelta(days=30),
            by=person,
            second=Second.pin(PIN),
        )
    )


def test_a_worker_is_worried_and_a_safeguarding_lead_acts(walk: Walk) -> None:
    # Given a worker who heard something
    here = places.place()
    fern = places.worker(here.front_door, name="Fern Example")
    sage = places.worker(here.front_door, Role.SAFEGUARDING_LEAD, name="Sage Keeper")
    writer, lead = walk.hand(fern), walk.hand(sage)
    lead.open("/concerns/")
    lead.sees("No concern is open")
    # When they write it down, and first forget something
    writer.follow("Write it down")
    writer.reads("Write a concern down")
    writer.press("Write it down, and tell them")
    writer.sees("Choose what it is")
    writer.says(route="adult", danger="not_now", knows="yes")
    writer.fill("Whom is it about?", "The woman at number 9")
    writer.fill("What did you see or hear?", SEEN)
    writer.press("Write it down, and tell them")
    writer.sees("It is with a safeguarding lead, who has not opened it yet.")
    # Then a safeguarding lead finds it first in their work, takes it, and asks the council
    row = Concern.objects.get()
    lead.open("/work/")
    lead.follow("A safeguarding concern that waits for you, or for a colleague")
    lead.sees(SEEN)
    lead.press("I have it")
    opened(lead, "Write down what you did")
    sends(lead)
    lead.sees("Choose what you did")
    chooses(lead, "spoke")
    writes(lead, "words", "She wants her card back.")
    sends(lead)
    opened(lead, "The council was asked")
    today(lead)
    chooses(lead, "phone")
    writes(lead, "to", "Duty team")
    sends(lead)
    lead.sees("The council was asked, and has not answered yet")
    opened(lead, "The council answered")
    today(lead)
    chooses(lead, "takes_on")
    writes(lead, "words", "They visit on Friday.")
    sends(lead)
    opened(lead, "Close it")
    chooses(lead, "safer")
    writes(lead, "words", "She has a new card.")
    writes(lead, "view", "She is glad.")
    sends(lead)
    lead.sees("Sage Keeper closed it.")
    lead.open("/concerns/")
    lead.sees("Closed")
    # And the writer sees that it was taken, and no more
    writer.open("/concerns/mine/")
    writer.sees("It was taken by a safeguarding lead.")
    assert writer.open(f"/concerns/{row.pk}/").status == 404  # type: ignore[union-attr]


def test_a_person_is_worried_about_a_worker(walk: Walk) -> None:
    # Given a person at their own page, and leads at two partners
    here = places.place()
    near = places.worker(here.front_door, Role.SAFEGUARDING_LEAD, name="Sage Keeper")
    far = places.worker(here.group, Role.SAFEGUARDING_LEAD, name="Cleo Elsewhere")
    leading = places.worker(here.surgery, Role.LEAD, name="Ros Leading")
    ada = walk.hand()
    opens(ada, link_of(here))
    # When they read who reads it, and say it
    ada.follow("Tell us that you are worried about somebody, or about yourself")
    ada.sees("Somebody whose job it is to keep people safe.")
    ada.follow("Tell us")
    ada.press("Send")
    ada.sees("Choose what you are worried about")
    ada.says(route="staff", danger="not_now")
    ada.fill("What happened?", SEEN)
    ada.press("Send")
    ada.sees("Thank you for telling us. Somebody is told now.")
    # Then a lead elsewhere has it, and the worker's own lead does not
    outside, inside = walk.hand(far), walk.hand(near)
    outside.follow("A safeguarding concern that waits for you, or for a colleague")
    outside.sees("the person themself, by their own page")
    inside.open("/concerns/")
    inside.sees("No concern is open")
    # And where the last who may read it is part of it, somebody knows a reference alone
    opened(outside, "Somebody who works here is part of it")
    writes(outside, "names", "Cleo Elsewhere")
    sends(outside)
    outside.sees("They never read it from now on.")
    by_reference = walk.hand(leading)
    by_reference.follow("A concern that nobody here may read: ring about it")
    by_reference.sees("Number to ring")
    by_reference.press("I have rung")
    by_reference.sees("Say whom you rang")
    by_reference.fill("Whom did you ring?", "The council's duty team")
    by_reference.press("I have rung")
    by_reference.sees("You wrote down that you rang.")
