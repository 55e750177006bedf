"""A feed of Open Referral UK 1.0: its envelope, and its own names for what hangs on a service."""

from typing import Any

import pytest

from tests.factories import feeds
from tests.factories.feeds import Theirs
from watersmeet.base.actor import VISITOR
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.models import Service
from watersmeet.records.partnerships.models import Partnership


def of_old(number: int) -> dict[str, Any]:
    """A service as 1.0 has it."""
    return {
        "id": str(1500 + number),
        "name": f"Swimming {number}",
        "status": "active",
        "description": "For all.",
        "url": "https://swim.example",
        "fees": "",
        "assured_date": "2026-09-01T00:00:00",
        "organization": {"id": "9", "name": "The Baths", "description": "", "url": None},
        "eligibilitys": [
            {"id": "1", "eligibility": "Anybody", "minimum_age": 8, "maximum_age": 99},
            {"id": "2", "eligibility": "Carers", "minimum_age": 5},
        ],
        "fundings": [{"id": "3", "source": "The council"}],
        "regular_schedules": [
            {"id": "4", "byday": "MO,WE", "freq": "WEEKLY", "opens_at": "08:00", "closes_at": "09:30"}
        ],
        "cost_options": [{"id": "5", "option": "Adult", "amount": 4.5, "valid_from": "2026-01-01T00:00:00"}],
        "languages": [{"id": "6", "language": "Polish"}],
        "service_areas": [{"id": "7", "service_area": "Leeds"}],
        "contacts": [{"id": "8", "name": "Sam", "title": "Coach", "phones": [{"id": "1", "number": "01632 960 003"}]}],
        "service_taxonomys": [
            {"id": "9", "taxonomy": {"id": "esd:77", "name": "Swimming", "vocabulary": "esdServices"}}
        ],
        "service_at_locations": [
            {
                "id": "10",
                "location": {
                    "id": "11",
                    "name": "Baths",
                    "latitude": 51.08,
                    "longitude": -4.05,
                    "physical_addresses": [
                        {"id": "1", "address_1": "2 Row", "city": "Barnstaple", "state_province": "Devon"}
                        | {"postal_code": "EX31 1AA", "country": "GB"}
                    ],
                    "accessibility_for_disabilities": [{"id": "1", "accessibility": "There is a ramp."}],
                },
                "regular_schedules": [{"id": "12", "byday": "SU", "freq": "WEEKLY", "opens_at": "10:00"}],
            }
        ],
    }


@pytest.mark.parametrize("root", [{"version": "1.0"}, {"openapi_url": "https://x.example/1.0/openapi.json"}, {}, []])
@pytest.mark.parametrize("shallow", [False, True])
def test_a_feed_of_1_0_is_read(root: Any, shallow: bool, theirs: Theirs, place: Partnership) -> None:
    theirs.root, theirs.shallow, theirs.envelope = root, shallow, feeds.older
    theirs.services, theirs.most_a_page = [of_old(number) for number in range(3)], 2
    feed = feeds.added(place, theirs.url)

    report = feeds.gathered(feed)

    known_by = "version" if "version" in root else "openapi_url" if root else "form"
    assert (report.harvest.dialect, report.harvest.known_by, report.harvest.whole) == ("1.0", known_by, True)
    assert (report.counts["accepted"], report.quarantined) == (3, [])
    assert {"id_not_uuid", "empty_optional", "fields_left_out"} <= feeds.codes(report)
    assert "ignored_modified_after" not in feeds.codes(report), "1.0 knows no such thing"
    row = Service.objects.get(partnership=place, name="Swimming 1")
    view = directory.service(VISITOR, row.pk)
    assert (view.min_age, view.max_age, view.eligibility, view.funding) == (5, 99, "Anybody; Carers", "The council")
    assert (view.languages, str(view.checked_on)) == (("pl",), "2026-09-01")
    assert [(one.postcode, one.access_words) for one in view.places] == [("EX31 1AA", "There is a ramp.")]
    times = {(one.day, one.opens_at.hour, one.at is not None) for one in view.meetings}
    assert times == {("MO", 8, False), ("WE", 8, False), ("SU", 10, True)}
    more = directory.particulars([row.pk])[row.pk]
    assert [(one.option, one.pence) for one in more.costs] == [("Adult", 450)]
    assert [(one.name, one.title, one.phones[0].number) for one in more.contacts] == [("Sam", "Coach", "01632 960 003")]
    assert [(one.taxonomy, one.code, one.name) for one in more.terms] == [("esdServices", "esd:77", "Swimming")]
    assert feeds.gathered(feed).counts["unchanged"] == 3
