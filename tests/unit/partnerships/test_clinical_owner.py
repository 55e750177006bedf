"""The clinical owner is one person: by name and role in the rules, by an account here to agree with."""

import pytest

from tests.factories.clinical_owner import names
from tests.factories.places import MODEL, place, worker
from watersmeet.accounts.models import User
from watersmeet.base.problems import Invalid
from watersmeet.records.partnerships import api as partnerships

pytestmark = pytest.mark.django_db


def ruled(**watch: str) -> partnerships.Model:
    said = "\n".join(f'{name} = "{words}"' for name, words in watch.items())
    return partnerships.read_toml(f"{MODEL}\n[watch]\n{said}\n")


def test_rules_without_one_read_as_before() -> None:
    at = place()
    assert partnerships.clinical_owner(at.partnership.pk) == partnerships.ClinicalOwner("", None)


def test_it_is_whose_account_the_rules_name_however_it_is_written() -> None:
    at = place()
    owner = worker(at.surgery)
    names(at, owner)
    assert partnerships.clinical_owner(at.partnership.pk) == partnerships.ClinicalOwner(
        "Dr Sample Example, GP", owner.id
    )
    User.objects.filter(pk=owner.id).update(email=User.objects.get(pk=owner.id).email.title())
    assert partnerships.clinical_owner(at.partnership.pk).user == owner.id


def test_an_account_of_another_place_or_one_that_is_closed_is_none() -> None:
    at = place()
    names(at, worker(place().surgery))
    assert partnerships.clinical_owner(at.partnership.pk).user is None
    owner = worker(at.surgery)
    names(at, owner)
    User.objects.filter(pk=owner.id).update(is_active=False)
    assert partnerships.clinical_owner(at.partnership.pk).user is None


@pytest.mark.parametrize("watch", [{"account": "gp@place.example"}, {"owner": "Dr Sample", "account": "Dr Sample"}])
def test_an_account_needs_a_name_and_is_an_address(watch: dict[str, str]) -> None:
    with pytest.raises(Invalid) as told:
        ruled(**watch)
    assert "account is the email address" in str(told.value.fields)


def test_it_is_said_in_words_and_touches_the_step_that_asks() -> None:
    before, after = ruled(), ruled(owner="Dr Sample Example, GP", account="gp@place.example")
    said = {row for section in partnerships.sections(after) for row in section.rows}
    assert ("Clinical owner of these rules", "Dr Sample Example, GP, gp@place.example") in said
    assert partnerships.differences(before, after)
