"""Licensed questions: asked only where a place wrote down their words and licence, and only as long as it lasts.

The clinical owner agrees to them first. The words here are invented: no owner's words stand in this software, in its
tests either.
"""

from datetime import timedelta
from html import unescape

import pytest

from tests.factories.clinical_owner import agrees_to_all, clinical_owner
from tests.factories.places import worker
from tests.proofs.town import signed_in
from tests.unit.outcomes.asking import Story
from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.base.problems import Conflict, Invalid, NotFound, Refused
from watersmeet.records.outcomes import api as outcomes
from watersmeet.records.outcomes import licensed
from watersmeet.records.outcomes.models import Licensed
from watersmeet.records.partnerships import api as partnerships

pytestmark = pytest.mark.django_db
FIVE = ["Never", "Seldom", "At times", "Often", "Always"]


def document(*, items: int = 7, options: list[str] | None = None, until: object = "", licence: str = "") -> str:
    asks = "\n".join(f'[[items]]\nasks = "An invented question, number {number}"' for number in range(1, items + 1))
    last = f"until = {until}\n" if until else ""
    held = licence or "Held by Example Vale, for its own use, reference EX-1"
    head = f'licence = "{held}"\nfrom = {clock.today()}\n{last}intro = "Invented words."\n'
    return f"{head}options = {options or FIVE}\n\n{asks}\n".replace("'", '"')


@pytest.fixture
def story() -> Story:
    told = Story()
    told.measures("goals", "swemwbs")
    clinical_owner(told.at)
    return told


def written(story: Story, **more: object) -> None:
    """A lead writes the words down, and the clinical owner agrees."""
    told = {"code": "swemwbs", "document": document(), "by": story.seat(Role.LEAD), **more}
    licensed.write_words(**told)  # type: ignore[arg-type]
    user = partnerships.clinical_owner(story.at.partnership.pk).user
    seat = partnerships.membership_of(user)
    agrees_to_all(
        Actor(Kind.USER, user, partnership=story.at.partnership.pk, partner=seat.partner_id, role=Role(seat.role))
    )


def test_without_a_licence_it_is_not_asked_and_with_one_it_is(story: Story) -> None:
    assert [one.code for one in outcomes.asked(story.by_link, story.ask()).instruments] == ["goals"]
    written(story)
    later = Story(at=story.at)
    request = later.ask()
    asked = outcomes.asked(later.by_link, request)
    [_goals, scale] = asked.instruments
    assert scale.items[6].asks == "An invented question, number 7"
    given = {"swemwbs": {f"q{number}": 2 for number in range(1, 8)}}
    outcomes.answer(request=request, answers=given, by=later.by_link)
    [point] = outcomes.course_of(later.worker, later.person, outcomes.instrument("swemwbs"))
    assert point.scores == {"swemwbs": 14}


def test_it_ends_with_the_licence_and_what_was_answered_stays(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    written(story, document=document(until=clock.today() + timedelta(days=3)))
    request = story.ask()
    outcomes.save_item(request=request, instrument="swemwbs", item="q1", value=3, by=story.by_link)
    monkeypatch.setenv(clock.VARIABLE, (clock.now() + timedelta(days=4)).isoformat())
    assert [one.code for one in outcomes.asked(story.by_link, request).instruments] == ["goals"]
    with pytest.raises(Invalid):
        outcomes.save_item(request=request, instrument="swemwbs", item="q2", value=3, by=story.by_link)
    later = Story(at=story.at)
    assert [one.code for one in outcomes.asked(later.by_link, later.ask()).instruments] == ["goals"]


def test_taken_back_it_is_asked_no_more(story: Story) -> None:
    lead = story.seat(Role.LEAD)
    with pytest.raises(NotFound):
        licensed.end_words(code="swemwbs", by=lead)
    written(story)
    written(story, document=document(licence="Another licence, by another owner"))
    assert Licensed.objects.filter(ended_on=None).count() == 1
    licensed.end_words(code="swemwbs", by=lead)
    assert [one.code for one in outcomes.asked(story.by_link, story.ask()).instruments] == ["goals"]


def test_until_the_clinical_owner_agrees_what_was_agreed_before_stands(story: Story) -> None:
    licensed.write_words(code="swemwbs", document=document(), by=story.seat(Role.LEAD))
    assert [one.code for one in outcomes.asked(story.by_link, story.ask()).instruments] == ["goals"]
    written(story)
    other = document().replace("number 7", "otherwise")
    licensed.write_words(code="swemwbs", document=other, by=story.seat(Role.LEAD))
    later = Story(at=story.at)
    [_goals, scale] = outcomes.asked(later.by_link, later.ask()).instruments
    assert scale.items[6].asks == "An invented question, number 7"


def test_another_place_has_no_part_in_it(story: Story) -> None:
    written(story)
    elsewhere = Story()
    elsewhere.measures("goals", "swemwbs")
    assert [one.code for one in outcomes.asked(elsewhere.by_link, elsewhere.ask()).instruments] == ["goals"]


@pytest.mark.parametrize(
    ("faulty", "says"),
    [
        (document(items=6), "has 7 questions; here are 6"),
        (document(options=["a", "b", "c"]), "give 5 options, or two for the ends"),
        (document(licence="short"), "licence: String should have at least 10 characters"),
        ("licence = ", "This is not TOML"),
        ("x = 1", "licence: Field required"),
        (document().replace('asks = "An invented question, number 3"', 'asks = ""'), "items.2.asks"),
        (document(until="2020-01-01"), "The last day is before the first"),
    ],
)
def test_a_faulty_document_is_refused_and_says_where(story: Story, faulty: str, says: str) -> None:
    with pytest.raises(Invalid) as told:
        licensed.write_words(code="swemwbs", document=faulty, by=story.seat(Role.LEAD))
    assert says in str(told.value.fields)
    assert not Licensed.objects.exists()


def test_two_ends_are_enough_and_what_needs_no_licence_has_none(story: Story) -> None:
    lead = story.seat(Role.LEAD)
    licensed.write_words(code="who5", document=document(items=5, options=["Never", "Always"]), by=lead)
    with pytest.raises(NotFound):
        licensed.write_words(code="phq9", document=document(items=9), by=lead)
    for role in set(Role) - {Role.LEAD}:
        with pytest.raises(Refused):
            licensed.write_words(code="who5", document=document(items=5), by=worker(story.at.front_door, role))


def test_the_pages(story: Story) -> None:
    browser = signed_in(User.objects.get(pk=story.seat(Role.LEAD).id))
    assert "Licensed questions" in browser.get("/rules/").content.decode()
    assert "Cannot be asked" in browser.get("/licensed-questions/").content.decode()
    form = browser.get("/licensed-questions/swemwbs/").content.decode()
    assert "It has 7 questions, each answered from 1 to 5" in form
    refused = browser.post("/licensed-questions/swemwbs/", {"document": "licence = "})
    assert refused.status_code == 400
    assert "This is not TOML" in unescape(refused.content.decode())
    kept = browser.post("/licensed-questions/swemwbs/", {"document": document()}, follow=True).content.decode()
    assert "reference EX-1" in kept
    assert "Cannot be asked" in kept
    assert "New words wait for the clinical owner" in kept
    assert "Dr Sample Example, GP agrees to each by their own account." in kept
    assert "It is asked no more" in browser.post("/licensed-questions/swemwbs/end/", follow=True).content.decode()
    assert browser.get("/licensed-questions/phq9/").status_code == 404


def asked(story: Story) -> list[str]:
    """What somebody new is asked now."""
    told = Story(at=story.at)
    return [one.code for one in outcomes.asked(told.by_link, told.ask()).instruments]


def test_words_for_later_end_nothing_before_they_count(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    written(story)
    later = document().replace(f"from = {clock.today()}", f"from = {clock.today() + timedelta(days=30)}")
    written(story, document=later)
    assert asked(story) == ["goals", "swemwbs"]
    monkeypatch.setenv(clock.VARIABLE, (clock.now() + timedelta(days=31)).isoformat())
    assert asked(story) == ["goals", "swemwbs"]
    assert Licensed.objects.filter(ended_on=None).count() == 1


def test_words_whose_licence_ran_out_while_they_waited_are_not_agreed_to(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(story)
    soon = document(until=clock.today() + timedelta(days=3))
    licensed.write_words(code="swemwbs", document=soon, by=story.seat(Role.LEAD))
    monkeypatch.setenv(clock.VARIABLE, (clock.now() + timedelta(days=4)).isoformat())
    with pytest.raises(Conflict, match="over by now"):
        agrees_to_all(clinical_owner(story.at))
    assert asked(story) == ["goals", "swemwbs"]
