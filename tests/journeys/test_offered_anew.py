"""A no that says what to try instead: the person asks that by their own page, and there it is a yes."""

import pytest

from tests.factories import places, services, work
from tests.journeys import walks
from tests.journeys.walks import Walk
from watersmeet.records.referrals.models import Referral

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("walk", [(320, False)], ids=["320-plain"], indirect=True)
def test_what_could_not_be_here_is_asked_elsewhere_and_closes(walk: Walk) -> None:
    # Given Ada asked the group, which has no places and names another
    here = places.place()
    services.service(here, here.therapy, name="Quiet mornings", description="Tea, and nobody has to talk.")
    asked = Referral.objects.get(pk=work.waiting(here))
    group = walk.hand(places.worker(here.group))
    group.follow("Ada Example")
    group.follow("Not right this time")
    group.press("Not right this time")
    group.sees("Choose a reason")
    group.choose("No places")
    group.page.get_by_label("They could try instead").select_option(label=f"Quiet mornings ({here.therapy})")
    group.fill("Anything to say about it", "We are sorry. In spring we have places.")
    group.press("Not right this time")
    group.sees("The referrer is told, and helps the person to look further.")

    # When she reads it, and asks the other by her own page
    ada = walk.hand()
    walks.opens(ada, walks.link_to(asked))
    ada.sees("We are sorry. In spring we have places.")
    ada.follow("Ask Quiet mornings")
    ada.sees("What they would see")
    ada.press("Yes, ask them")
    ada.reads("They have your request and will answer.")

    # Then they say yes, and the loop closes
    other = walk.hand(places.worker(here.therapy))
    other.follow("Ada Example")
    walks.the_loop_closes(other, walk.hand(places.worker(here.front_door)), "Ada Example")
