"""Whom a service is for by the rules of its place, beside what its own listing says."""

from watersmeet.base.problems import NotFound
from watersmeet.records.directory.facts import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Eligible


def for_adults(service: ServiceView) -> bool:
    """Whether the rules say that nobody of 16 or 17 goes there."""
    return partnerships.all_against(_rules(service), adult=False, postcode="") is not None


def whom(service: ServiceView) -> list[str]:
    """Whom it is for, and what to bring, in sentences for everybody; none where no rule says anything."""
    return list(dict.fromkeys(said for one in _rules(service) for said in partnerships.eligible_words(one)))


def bring(service: ServiceView) -> list[str]:
    """What somebody who goes there brings with them, in sentences."""
    return [said for one in _rules(service) if (said := partnerships.to_bring(one))]


def _rules(service: ServiceView) -> list[Eligible]:
    try:
        model = partnerships.model_at(service.partnership_id).model
    except NotFound:  # a place without rules yet rules nobody out
        return []
    return partnerships.for_whom(model, service.organisation.name, service.organisation.sector, service.kind)
