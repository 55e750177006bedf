"""Forms are printed by a button, each with its number, in the words that are kept with a yes."""

import io
import re

import pytest
from django.http import HttpResponse
from pypdf import PdfReader

from tests.factories import places
from tests.factories.paper import browser_of, words
from tests.factories.places import Place
from watersmeet.audit.models import Line
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Refused
from watersmeet.records.directory.models import Service
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.paper_models import PaperForm


def text_of(answer: HttpResponse) -> str:
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_partner_prints_forms_for_one_service_each_with_its_number(place: Place, service: Service) -> None:
    browser = browser_of(places.worker(place.group))
    page = words(browser.get("/paper-forms/"))
    assert service.name in page
    told = {"service": str(service.pk), "many": "3", "size": "large", "key": "one"}
    text = text_of(browser.post("/paper-forms/", told))
    forms = list(PaperForm.objects.all())
    assert len(forms) == 3
    for form in forms:
        assert f"{form.number[:4]}-{form.number[4:]}" in text
    assert f"You ask for this: {service.name}." in text
    assert f"Write {place.front_door} on it." in text
    assert all(line in text for line in forms[0].share.splitlines())
    assert Line.objects.filter(verb="paper.print").count() == 1
    text_of(browser.post("/paper-forms/", told))
    assert PaperForm.objects.count() == 3, "a second press gives the same forms"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"many": "0"}, "Print 1 form or more"),
        ({"many": "51"}, "Print 50 forms or fewer at once"),
        ({"many": ""}, "Write how many forms"),
        ({"size": ""}, "Choose how large the letters are"),
        ({"service": "nothing"}, "Choose one of the answers offered"),
    ],
)
def test_printing_says_what_is_wrong(place: Place, other: dict[str, str], said: str) -> None:
    told = {"service": "", "many": "1", "size": "plain", "key": "one", **other}
    page = browser_of(places.worker(place.group)).post("/paper-forms/", told)
    assert page.status_code == 400
    assert said in words(page)
    assert not PaperForm.objects.exists()


def test_looking_at_the_page_prints_nothing_and_those_who_refer_nobody_do_not_print(place: Place) -> None:
    browser_of(places.worker(place.group)).get("/paper-forms/")
    assert not PaperForm.objects.exists()
    lead = places.worker(place.group, Role.ANALYST)
    assert browser_of(lead).get("/paper-forms/").status_code == 404
    with pytest.raises(Refused):
        referrals.print_forms(service=None, many=1, by=lead)


def test_a_place_that_cannot_take_requests_prints_no_forms(db: None) -> None:
    here = places.place(bases=False)
    page = browser_of(places.worker(here.group)).post("/paper-forms/", {"many": "1", "size": "plain", "key": "one"})
    assert page.status_code == 403
    assert not PaperForm.objects.exists()


def test_the_questions_of_the_page_are_those_of_the_paper_in_its_order(
    form: PaperForm, worker: Actor, service: Service
) -> None:
    told = {"service": str(service.pk), "many": "1", "size": "plain", "key": "two"}
    paper = text_of(browser_of(worker).post("/paper-forms/", told))
    page = words(browser_of(worker).get(f"/paper/{form.pk}/"))
    asked = re.findall(r"(?<!\d)\d{1,2}\. [A-Z][^?<]*?(?:\?|like|name)(?= *(?:\(optional\))? *<)", page)
    assert [one.split(".")[0] for one in asked] == [str(number) for number in range(1, 14)]
    places_on_paper = [paper.index(one) for one in asked]
    assert places_on_paper == sorted(places_on_paper)
