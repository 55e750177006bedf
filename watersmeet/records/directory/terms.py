"""Taxonomies and their terms: ours of needs, the same in every installation, and those by which sources file services.

Identifiers are version 5 UUIDs made from names and codes, so that they are the same tomorrow and elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from watersmeet.base.problems import NotFound
from watersmeet.records.directory import meaning
from watersmeet.records.directory.facts import SaidTerm, ServiceView
from watersmeet.records.directory.models import SourceTerm, Status

NEEDS = uuid5(NAMESPACE_URL, "watersmeet:taxonomy:needs")


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A way to file services."""

    id: UUID
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Term:
    """A place in a taxonomy, perhaps below another: `code` is what the taxonomy itself calls it."""

    id: UUID
    code: str
    name: str
    description: str
    taxonomy_id: UUID
    taxonomy: str
    parent_id: UUID | None = None


def taxonomies() -> list[Taxonomy]:
    """Ours of needs first, then those of sources by name."""
    told = _("Needs of adults in learning, health and community life: parts of life, and topics in them.")
    theirs = _source_terms().values_list("taxonomy", flat=True).order_by("taxonomy").distinct()
    says = _("The terms by which a source files its services.")
    return [Taxonomy(NEEDS, _needs_name(), told), *(Taxonomy(_of_source(name), name, says) for name in theirs)]


def term(identifier: UUID) -> Term:
    """One term. Raises NotFound."""
    found = next((one for one in terms() if one.id == identifier), None)
    if found is None:
        raise NotFound(_("We could not find that term."))
    return found


def taxonomy(identifier: UUID) -> Taxonomy:
    """One taxonomy. Raises NotFound."""
    found = next((one for one in taxonomies() if one.id == identifier), None)
    if found is None:
        raise NotFound(_("We could not find that taxonomy."))
    return found


def terms() -> list[Term]:
    """Every term, taxonomy by taxonomy: parts of life, topics, then those of sources by name."""
    domains = [_domain(one) for one in meaning.domains()]
    topics = [_topic(one) for one in meaning.taxonomy().topics]
    rows = _source_terms().order_by("taxonomy", "code", "name").values_list("taxonomy", "code", "name").distinct()
    theirs = {one.id: one for one in (_source_term(SaidTerm(taxonomy=t, code=c, name=n)) for t, c, n in rows)}
    return [*domains, *topics, *theirs.values()]


def terms_of(service: ServiceView, said: Iterable[SaidTerm]) -> list[Term]:
    """The topics that a service's own words are about, and the terms `said` of it by its source."""
    about = meaning.offered(f"{service.name}. {service.description}").topics
    ours = [_topic(one) for one in meaning.taxonomy().topics if one in about]
    return [*ours, *(_source_term(one) for one in said)]


@dataclass(frozen=True, slots=True)
class Filed:
    """What a service must be filed under: any of the `topics`, or a term of its source among `source`."""

    topics: frozenset[meaning.Topic]
    source: frozenset[tuple[str, str]]


def filed(*, term: UUID | None = None, taxonomy: UUID | None = None) -> Filed:
    """What a term or a taxonomy stands for: a part of life for all its topics; nothing when nobody knows it."""
    known = {one.id: one for one in terms()}
    chosen = [one for one in known.values() if _is_in(one, term, taxonomy)]
    ids = {one.id for one in chosen}
    return Filed(
        frozenset(one for one in meaning.taxonomy().topics if _topic(one).id in ids),
        frozenset((one.taxonomy, one.code) for one in chosen if one.taxonomy_id != NEEDS),
    )


def filed_by_source(under: Filed) -> set[UUID]:
    """The services that their source files under one of its terms that are wanted."""
    wanted = {one[0] for one in under.source}
    rows = _source_terms().filter(taxonomy__in=wanted).values_list("service", "taxonomy", "code")
    return {service for service, taxonomy, code in rows if (taxonomy, code) in under.source}


def _is_in(one: Term, term: UUID | None, taxonomy: UUID | None) -> bool:
    in_taxonomy = taxonomy is None or one.taxonomy_id == taxonomy
    return in_taxonomy and (term is None or term in {one.id, one.parent_id})


def _needs_name() -> str:
    return _("Watersmeet needs")


def _of_source(taxonomy: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"watersmeet:taxonomy:source:{taxonomy}")


def _domain(code: str) -> Term:
    name = meaning.domains()[code]
    says = _("The part of life: %(name)s.") % {"name": name}
    return Term(_domain_id(code), code, name, says, NEEDS, _needs_name())


def _domain_id(code: str) -> UUID:
    return uuid5(NEEDS, f"domain:{code}")


def _topic(one: meaning.Topic) -> Term:
    name = _(one.name)
    says = _("What is about %(name)s.") % {"name": name}
    return Term(uuid5(NEEDS, one.id), one.id, name, says, NEEDS, _needs_name(), _domain_id(one.domain))


def _source_term(one: SaidTerm) -> Term:
    taxonomy = _of_source(one.taxonomy)
    return Term(uuid5(taxonomy, one.code), one.code, one.name, one.name, taxonomy, one.taxonomy)


def _source_terms() -> QuerySet[SourceTerm]:
    return SourceTerm.objects.filter(service__merged_into=None).exclude(service__status=Status.DEFUNCT)
