"""Whatever is asked, the answer is the envelope, lines, or a clear word about which parameter cannot be meant."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.conformance.openreferral import ROOT

pytestmark = [pytest.mark.conformance, pytest.mark.django_db]
LISTS = ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
NAMES = (
    *("search", "page", "per_page", "format", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after"),
    *("minimal", "full", "full_service", "minimum_age", "maximum_age", "start_time", "end_time", "day", "postcode"),
    *("proximity", "top_only", "parent_id"),
)
PLAUSIBLE = (
    *("", "true", "false", "0", "1", "2", "500", "501", "-1", "1e400", "nan", "inf", "1_0", "\u0661", "json", "ndjson"),
    *("MO", "monday", "10:00", "24:00", "25:61", "2026-02-30", "2026-11-22T10:30:00Z", "0001-01-01T00:00:00+23:59"),
    *("EX31 1AA", "ex311aa", "ZZ99 9ZZ", "00000000-0000-0000-0000-000000000000", "anxiety", "a\x00b", "%", "'; --"),
)
ENVELOPE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}
words = some.text(some.characters(exclude_categories=["Cs"]), max_size=40)
queries = some.dictionaries(some.sampled_from(NAMES) | words, some.sampled_from(PLAUSIBLE) | words, max_size=5)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=some.sampled_from(LISTS), query=queries)
def test_any_query_is_answered_or_said_to_be_wrong(served: Client, name: str, query: dict[str, str]) -> None:
    answer = served.get(f"{ROOT}/{name}?{urlencode(query)}")
    assert answer["Access-Control-Allow-Origin"] == "*"
    if answer.status_code == 400:
        wrong = json.loads(answer.content)["parameters"]
        assert wrong
        assert wrong.keys() <= query.keys()
        assert all(said and all(said) for said in wrong.values())
    elif answer["Content-Type"] == "application/x-ndjson":
        assert all("id" in json.loads(line) for line in answer.getvalue().splitlines())
    else:
        assert answer.status_code == 200
        page = json.loads(answer.content)
        assert page.keys() == ENVELOPE
        assert page["size"] == len(page["contents"]) <= page["total_items"]
        assert page["empty"] == (not page["contents"])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=some.sampled_from(LISTS), identifier=words.filter(lambda text: text.strip("/.")) | some.uuids().map(str))
def test_any_identifier_is_found_or_is_not_there(served: Client, name: str, identifier: str) -> None:
    answer = served.get(f"{ROOT}/{name}/{quote(identifier, safe='')}")
    assert answer.status_code in {200, 404}
    if "/" not in identifier and "\n" not in identifier:
        assert json.loads(answer.content)["error"]
