"""The pages of safeguarding concerns: what they say, to whom, and what they refuse."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import link
from tests.factories.places import permit, worker
from tests.proofs.town import signed_in
from tests.unit.safety.worried import SEEN, Worried
from watersmeet.accounts.models import User
from watersmeet.audit import api as audit
from watersmeet.base import clock, ids
from watersmeet.base.actor import Actor, Role
from watersmeet.base.ref import Ref
from watersmeet.outbox import api as outbox
from watersmeet.records.people import api as people
from watersmeet.records.safety import api as safety
from watersmeet.records.safety.api import Danger, Route
from watersmeet.records.safety.models import Concern

pytestmark = pytest.mark.django_db
JUDGING = ("severe", "high", "red", "amber", "low", "score")
WRITE = "/concerns/write/"


def browser(actor: Actor) -> Client:
    return signed_in(User.objects.get(pk=actor.id))


def page(answer: object, status: int = 200) -> str:
    assert answer.status_code == status, answer  # type: ignore[attr-defined]
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def told(**more: object) -> dict[str, object]:
    """A form as it is filled in."""
    said = {"route": Route.ADULT, "danger": Danger.NOT_NOW, "seen": SEEN, "knows": "yes", "key": str(ids.new())}
    return {**said, **more}


def day() -> dict[str, str]:
    today = clock.today()
    return {"on-day": str(today.day), "on-month": str(today.month), "on-year": str(today.year)}


def test_a_worker_writes_it_down_and_sees_that_somebody_has_it(worried: Worried) -> None:
    fern = browser(worried.fern)
    shown = page(fern.get(f"{WRITE}{worried.person}/"))
    assert "Ada Example" in shown
    assert shown.index("999") < shown.index("What is it?")
    assert "A safeguarding lead reads it, and nobody else here." in shown
    said = told()
    for _twice in range(2):
        answer = page(fern.post(f"{WRITE}{worried.person}/", said, follow=True))
    assert SEEN in answer
    assert "It is with a safeguarding lead, who has not opened it yet." in answer
    row = Concern.objects.get()
    safety.take_concern(row.pk, by=worried.sage)
    assert "It was taken by a safeguarding lead." in page(fern.get("/concerns/mine/"))
    assert "Sage" not in page(fern.get("/concerns/mine/"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"route": ""}, "Choose what it is"),
        ({"danger": ""}, "Say whether anybody is in danger now"),
        ({"seen": " "}, "Write what you saw or heard"),
        ({"who": ""}, "Say whom it is about"),
        ({"knows": "perhaps"}, "Choose one of the answers offered"),
    ],
)
def test_what_is_missing_is_said_in_words_and_nothing_is_kept(
    worried: Worried, wrong: dict[str, str], says: str
) -> None:
    shown = page(browser(worried.fern).post(WRITE, told(**{"who": "The neighbour", **wrong})), 422)
    assert says in shown
    assert not Concern.objects.exists()


def test_whoever_is_ticked_is_part_of_it(worried: Worried) -> None:
    assert "Sage Keeper" in page(browser(worried.fern).get(WRITE))
    browser(worried.fern).post(WRITE, told(who="The neighbour", parts=[str(worried.sage.id)]))
    assert Concern.objects.get().holder_id == worried.sorrel.id


def test_there_is_no_public_button(worried: Worried) -> None:
    visitor = Client()
    for address in (WRITE, "/concerns/", "/worried/", "/worried/write/", "/concerns/mine/"):
        answer = visitor.get(address)
        assert answer.status_code in {302, 403, 404}, address
        assert "/login/" in answer.get("Location", "/login/")
    assert "/worried/" not in page(visitor.get("/"))
    assert browser(worker(worried.at.front_door, Role.ANALYST)).get(WRITE).status_code == 404


def test_of_a_child_who_gets_no_help_here_a_worker_can_still_write_it_down(worried: Worried) -> None:
    young, words = "/ask/young-people/", "worried about this child?"
    assert words in page(browser(worried.fern).get(young))
    assert words not in page(Client().get(young))


def test_nobody_else_finds_that_there_is_one(worried: Worried) -> None:
    """Lists, stories, the person's page for workers, search and files say the same, with a concern and without."""
    permit(worried.person, worried.at.front_door, worried.at.group)
    workers = [worried.fern, worried.manager, worker(worried.at.front_door, Role.VOLUNTEER)]
    officer = worker(worried.at.front_door, Role.PRIVACY_OFFICER)
    looked_at = ["/work/", f"/people/{worried.person}/sharing/", "/work/list.csv"]
    everybody = (*workers, officer, worried.lead)
    _first, before = ([_heart(browser(one), at) for one in everybody for at in looked_at] for _twice in range(2))
    row = worried.write(by=worker(worried.at.front_door))
    assert [_heart(browser(one), at) for one in everybody for at in looked_at] == before
    for one in everybody:
        for address in (f"/concerns/{row.pk}/", f"/concerns/by-reference/{row.pk}/"):
            assert browser(one).get(address).status_code == 404
        assert browser(one).post(f"/concerns/{row.pk}/have-it/").status_code == 404


def _heart(client: Client, address: str) -> object:
    answer = client.get(address)
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, text[text.find("<main") : text.find("</main>")] if "<main" in text else text


def test_the_lead_has_a_list_and_an_empty_one(worried: Worried) -> None:
    sage = browser(worried.sage)
    assert "No concern is open" in page(sage.get("/concerns/"))
    row = worried.write()
    shown = page(sage.get("/concerns/"))
    assert ids.reference(row.pk) in shown
    assert "Ada Example" not in shown
    work = page(sage.get("/work/"))
    assert "A safeguarding concern that waits for you, or for a colleague" in work
    assert "Ada Example" not in work


def test_the_whole_way_by_pages(worried: Worried) -> None:
    row, sage = worried.write(), browser(worried.sage)
    at = f"/concerns/{row.pk}/"
    shown = page(sage.get(at))
    assert SEEN in shown
    assert "ada@person.example" in shown
    heart = shown[shown.index("<h1") : shown.index("<footer")].lower()
    assert [word for word in JUDGING if f" {word} " in heart] == []
    assert "You have it" in page(sage.post(f"{at}have-it/", follow=True))
    assert sage.post(f"{at}have-it/").status_code == 409
    assert "Choose what you did" in page(sage.post(f"{at}done/", {}), 422)
    sage.post(f"{at}done/", {"what": "spoke", "words": "She wants her card back."})
    assert "Say who at the council was asked" in page(sage.post(f"{at}council/", {**day(), "way": "phone"}), 422)
    asked = {**day(), "way": "phone", "to": "Duty team", "reference": "C-12"}
    assert "You are asked when no answer comes in time" in page(sage.post(f"{at}council/", asked, follow=True))
    assert "Close it" not in page(sage.get(at))
    said = {**day(), "answer": "takes_on", "words": "They visit on Friday."}
    assert "Written down" in page(sage.post(f"{at}answer/", said, follow=True))
    assert "Write what they say to it" in page(sage.post(f"{at}close/", {"ending": "safer", "words": "A card."}), 422)
    ended = page(sage.post(f"{at}close/", {"ending": "safer", "words": "A card.", "view": "She is glad."}, follow=True))
    for words in (
        "She wants her card back.",
        "C-12",
        "They visit on Friday.",
        "She is glad.",
        "Sage Keeper closed it.",
    ):
        assert words in ended
    assert "What comes next" not in ended
    assert sage.post(f"{at}done/", {"what": "spoke", "words": "Again."}).status_code == 409


def test_a_day_that_cannot_be_is_said_beside_the_day(worried: Worried) -> None:
    row, sage = worried.taken(), browser(worried.sage)
    wrong = {**day(), "on-year": "2031", "way": "phone", "to": "Duty team"}
    assert "Give today, or a day before." in page(sage.post(f"/concerns/{row.pk}/council/", wrong), 422)


def test_why_the_council_is_not_asked_and_handing_on(worried: Worried) -> None:
    row, sage = worried.taken(), browser(worried.sage)
    at = f"/concerns/{row.pk}/"
    assert "Choose who has it from now on" in page(sage.post(f"{at}hand-on/", {}), 422)
    said = {"reason": "adult_said_no", "words": "She decides, nobody else is in danger."}
    assert "Written down, with why." in page(sage.post(f"{at}no-council/", said, follow=True))
    assert "They are told now" in page(sage.post(f"{at}hand-on/", {"to": str(worried.sorrel.id)}, follow=True))
    assert "Sorrel Keeper was told" in page(sage.get(at))


def test_whoever_names_themself_is_led_away_from_it(worried: Worried) -> None:
    row, sage = worried.taken(), browser(worried.sage)
    at = f"/concerns/{row.pk}/"
    assert "Nobody who signs in here is called so" in page(sage.post(f"{at}part/", {"names": "Zeb"}), 422)
    shown = page(sage.post(f"{at}part/", {"names": "Sage Keeper"}, follow=True))
    assert "They never read it from now on" in shown
    assert sage.get(at).status_code == 404
    other = worried.taken()
    answer = sage.post(f"/concerns/{other.pk}/staff/", {"against": str(worried.at.front_door.pk)})
    assert answer["Location"] == "/work/"


def test_a_reference_alone_says_whom_to_ring(worried: Worried) -> None:
    row = worried.write(Route.STAFF, names="Sage Keeper, Cleo Elsewhere")
    lead = browser(worried.lead)
    assert "A concern that nobody here may read" in page(lead.get("/work/"))
    at = f"/concerns/by-reference/{row.pk}/"
    shown = page(lead.get(at))
    assert ids.reference(row.pk) in shown
    assert "Front Door" not in shown[shown.index("<main") : shown.index("</main>")]
    assert SEEN not in shown
    assert "Say whom you rang" in page(lead.post(at, {}), 422)
    assert "You wrote down that you rang" in page(lead.post(at, {"words": "The council."}, follow=True))


def test_a_message_names_nobody(worried: Worried, mailoutbox: list[object]) -> None:
    worried.write(names="Mabel Sampleton")
    outbox.deliver_all()
    [mail] = [one for one in mailoutbox if "Somebody wrote something down" in one.body]  # type: ignore[attr-defined]
    for word in ("Ada", "Mabel", "Fern", SEEN, "concern", "safeguarding"):
        assert word not in f"{mail.subject} {mail.body}"  # type: ignore[attr-defined]


def test_the_copy_is_let_out_by_a_button(worried: Worried) -> None:
    row, sage = worried.taken(), browser(worried.sage)
    at = f"/concerns/{row.pk}/"
    assert "nobody who makes one sees that it is here" in page(sage.get(at))
    assert "It goes into a copy that they ask for." in page(sage.post(f"{at}copy/", {"copy": "yes"}, follow=True))
    assert "It stays out of copies." in page(sage.post(f"{at}copy/", {"copy": "no"}, follow=True))


def test_who_answers_for_it_sees_that_a_copy_was_asked_for(worried: Worried) -> None:
    row, sage = worried.taken(), browser(worried.sage)
    asked = "The person asked for a copy: may this go in?"
    assert asked not in page(sage.get("/concerns/"))
    people.tell(person=worried.person, kind=people.Kind.ACCESS, words="", by=worried.by_link)
    assert asked in page(sage.get("/concerns/"))
    assert "They asked for a copy on" in page(sage.get(f"/concerns/{row.pk}/"))
    safety.let_into_copy(row.pk, yes=True, by=worried.sage)
    assert asked not in page(sage.get("/concerns/"))


def test_looks_at_a_concern_are_hidden_from_the_persons_own_page(worried: Worried) -> None:
    """Who looked: neither who wrote it down, nor who was on call and read it, nor the safeguarding lead."""
    browser(worried.fern).get(f"{WRITE}{worried.person}/")
    row = worried.write()
    browser(worried.sage).get(f"/concerns/{row.pk}/")
    lines = audit.lines_for(Ref("person", worried.person))
    assert {line.actor.id for line in lines if line.detail.get("why") == "concern"} == {
        worried.fern.id,
        worried.sage.id,
    }
    assert people.who_looked(worried.by_link, worried.person) == []


def own_page(worried: Worried) -> Client:
    """The person's browser, in which they opened their link."""
    cache.clear()
    client = Client()
    about = {"person": worried.person, "partnership": worried.at.partnership.pk}
    token = link("status", subject=Ref("referral", ids.new()), **about)
    assert client.post(f"/l/{token}/open/", {"second": "4826"}).status_code == 302
    return client


def said_by_them(**more: object) -> dict[str, object]:
    """The person's own form as it is filled in."""
    return {"route": Route.STAFF, "danger": Danger.NOT_NOW, "seen": SEEN, "key": str(ids.new()), **more}


def test_the_person_reads_who_reads_it_before_they_write(worried: Worried) -> None:
    client = own_page(worried)
    first = page(client.get("/worried/"))
    for words in (
        "Somebody whose job it is to keep people safe",
        "Nobody else who helps you sees it.",
        "We tell others without your yes only where somebody is in danger.",
        "999",
    ):
        assert words in first
    assert "<textarea" not in first
    asked = page(client.get("/worried/write/"))
    assert asked.index("999") < asked.index("What happened?")


def test_the_person_says_it_and_hears_that_it_was_taken_but_not_their_words(worried: Worried) -> None:
    client = own_page(worried)
    assert "Write what happened" in page(client.post("/worried/write/", said_by_them(seen=" ")), 422)
    sent = page(client.post("/worried/write/", said_by_them(names="Fern Example"), follow=True))
    assert "Thank you for telling us" in sent
    assert "It is with a safeguarding lead, who has not opened it yet." in sent
    assert SEEN not in sent
    row = Concern.objects.get()
    assert (row.holder_id, row.person_id) == (worried.cleo.id, worried.person)
    assert SEEN in page(browser(worried.cleo).get(f"/concerns/{row.pk}/"))
    safety.take_concern(row.pk, by=worried.cleo)
    assert "It was taken by a safeguarding lead." in page(client.get("/worried/"))
    assert client.get(f"/concerns/{row.pk}/").status_code in {302, 404}


def test_a_persons_other_pages_are_no_way_to_a_workers(worried: Worried) -> None:
    client = own_page(worried)
    assert client.get(WRITE)["Location"] == "/worried/"
    assert client.get("/concerns/mine/")["Location"] == "/worried/"
    assert client.get("/concerns/").status_code in {302, 404}
