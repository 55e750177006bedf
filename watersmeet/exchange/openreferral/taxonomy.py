"""Taxonomies, their terms, and the terms that a service carries, in the words of Open Referral UK."""

from collections.abc import Iterable
from uuid import uuid5

from watersmeet.exchange.openreferral.wire import Wire, said
from watersmeet.records.directory.api import SaidTerm, ServiceView, Taxonomy, Term, terms_of


def taxonomy(one: Taxonomy) -> Wire:
    """A taxonomy in a list."""
    return {"id": str(one.id), "name": one.name, "description": one.description}


def taxonomy_full(one: Taxonomy, terms: Iterable[Term]) -> Wire:
    """A taxonomy with its terms."""
    return taxonomy(one) | said(taxonomy_terms=[term(each) for each in terms if each.taxonomy_id == one.id])


def term(one: Term) -> Wire:
    """A term; `term` is what its taxonomy calls it."""
    return said(
        id=str(one.id),
        term=one.code,
        name=one.name,
        description=one.description,
        parent_id=str(one.parent_id) if one.parent_id else None,
        taxonomy=one.taxonomy,
        taxonomy_id=str(one.taxonomy_id),
    )


def attributes(service: ServiceView, terms: Iterable[SaidTerm]) -> list[Wire]:
    """The link of a service to each term that it carries."""
    return [
        {
            "id": str(uuid5(service.id, f"attribute:{one.id}")),
            "link_id": str(service.id),
            "link_type": "service",
            "taxonomy_term_id": str(one.id),
            "taxonomy_term": term(one),
        }
        for one in terms_of(service, terms)
    ]
