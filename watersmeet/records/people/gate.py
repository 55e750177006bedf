"""The one check before personal data moves or is shown.

Category C about person X moves from partner A to partner B for purpose P when

1. an agreement in force covers A, B, P and C;
2. both controllers hold a recorded lawful basis for P; and
3. one ground holds: the person's own yes, reasonable expectation between health partners in direct care, an override.

A partner's own records need only 2, but for evaluation, which always needs the person's yes; what it wrote before the
person stopped sharing with it is restricted: kept, and shown to those who answer for it alone. Who has the next step of
something open keeps what that needs when a yes runs out or an agreement ends, and gets nothing new.

Each rule stands twice, for one disclosure (`gate`, and `may_see` for a row at hand) and as a filter (`allowed`); a test
holds the two together. Both run in the transaction that reads or sends.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.problems import Allowed, Refusal, Refused
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Category, Purpose, Sector
from watersmeet.records.people.models import Ground, Matter, Override, Permission, Person
from watersmeet.records.people.states import Kind

HEALTH = (Sector.PRIMARY_CARE, Sector.MENTAL_HEALTH)
MAY_SEE_RESTRICTED = frozenset({Role.PRIVACY_OFFICER, Role.SAFEGUARDING_LEAD})
TELLS_WHO = frozenset({Category.IDENTITY, Category.CONTACT})
"""What somebody who answers by a link sees only once they said yes and gave a second code."""
NEEDED_ON_DUTY = (Category.IDENTITY, Category.CONTACT, Category.NEEDS, Category.REFERRAL)
M = TypeVar("M", bound=Model)


def lock(person: UUID | QuerySet[Any, Any]) -> Person:
    """Hold the person's gate row until the transaction ends, so that withdrawal and sending take turns.

    `person` is the id, or a query that finds it. Take it before every other row.
    Rows that only point to the person are not held up by it.
    """
    return Person.objects.select_for_update(no_key=True).get(Q(pk=person))


def gate(
    person: UUID, *, giver: UUID, receiver: UUID, purpose: Purpose, category: Category, at: datetime | None = None
) -> Allowed | Refusal:
    """May `giver` show `category` about `person` to `receiver` for `purpose` at this instant?"""
    return gate_all(person, giver=giver, receiver=receiver, purpose=purpose, categories=(category,), at=at)


def gate_all(
    person: UUID,
    *,
    giver: UUID,
    receiver: UUID,
    purpose: Purpose,
    categories: Collection[Category],
    at: datetime | None = None,
    on_duty: bool = False,
    restricted_too: bool = False,
) -> Allowed | Refusal:
    """The same question for several categories at once: yes only when every one of them may be shown.

    `on_duty`: the receiver holds an open duty, as for `allowed`. `restricted_too`: whoever asks answers for what is
    restricted.
    """
    when = at or clock.now()
    day = when.date()
    own, kept = giver == receiver, on_duty and set(categories) <= set(NEEDED_ON_DUTY)
    footing = partnerships.footing(giver, receiver, purpose, categories, day, ended_too=kept)
    if not footing.agreed:
        return Refusal(
            "agreement",
            _("No agreement between these partners covers this."),
            _("Ask your partnership lead to have one signed."),
            page="partnerships:agreements",
        )
    if not footing.grounded:
        return Refusal(
            "lawful_basis",
            _("A partner has no recorded lawful basis for this purpose."),
            _("Ask its privacy officer to record one."),
            page="partnerships:agreements",
        )
    free = not own or on_duty or restricted_too
    if not free and Matter.objects.filter(person=person, **_restricting(receiver)).exists():
        return Refusal(
            "restricted",
            _("What you keep about this person is locked: kept, and not used."),
            _("Ask your privacy officer."),
        )
    if own and purpose != Purpose.EVALUATION:
        return Allowed("own record")
    between = {"giver": giver, "receiver": receiver, "person": person}
    ground = _ground(between, purpose, set(categories), when, run_out_too=kept)
    if ground:
        return Allowed(ground)
    return Refusal(
        "permission",
        _("The person has not said yes to this."),
        _("Ask the person. They get help whatever they answer."),
    )


def _ground(
    between: dict[str, UUID], purpose: Purpose, categories: set[Category], when: datetime, *, run_out_too: bool
) -> str | None:
    """On what ground all of it may be shown."""
    given = grounds(purpose, categories, when, run_out_too=run_out_too).filter(**between)
    said = dict(given.values_list("category", "ground"))
    if categories <= said.keys():
        return said[next(iter(categories))]
    overridden = set(_overrides(purpose, categories, when).filter(**between).values_list("category", flat=True))
    return "override" if categories <= said.keys() | overridden else None


def insist_gate(
    person: UUID, *, giver: UUID, receiver: UUID, purpose: Purpose, category: Category, at: datetime | None = None
) -> Allowed:
    """The gate's yes. Raises Refused, which names what is missing and the next step."""
    answer = gate(person, giver=giver, receiver=receiver, purpose=purpose, category=category, at=at)
    if not answer:
        raise Refused(answer)
    return answer


def allowed(
    rows: QuerySet[M],
    *,
    actor: Actor,
    category: Category,
    purpose: Purpose,
    person: str = "person_id",
    on_duty: Q | bool = False,
) -> QuerySet[M]:
    """Only those rows that the actor may see: rows have a `controller`, and `person` names the id of their person.

    `on_duty`: for which rows the actor's partner holds an open duty. A yes that has run out (not one that was
    withdrawn), and an agreement that has ended, then still show what the duty needs; nothing new is shared by them.
    """
    if actor.person:
        return rows.filter(**{person: actor.person})
    receiver, now = _receiver(actor, category), clock.now()
    if receiver is None:
        return rows.none()
    kept = None
    if on_duty and category in NEEDED_ON_DUTY:
        kept = on_duty if isinstance(on_duty, Q) else Q()
    footing = partnerships.may_give(receiver, purpose, category, now.date(), ended_too=kept)
    to_receiver = {"giver": OuterRef("controller_id"), "receiver": receiver, "person": OuterRef(person)}
    yes = Q(Exists(grounds(purpose, {category}, now).filter(**to_receiver)))
    if kept is not None:
        yes |= kept & Q(Exists(grounds(purpose, {category}, now, run_out_too=True).filter(**to_receiver)))
    override = Exists(_overrides(purpose, {category}, now).filter(**to_receiver))
    own = Q(controller=receiver) & yes if purpose == Purpose.EVALUATION else Q(controller=receiver)
    if actor.role not in MAY_SEE_RESTRICTED:
        free = ~Q(Exists(Matter.objects.filter(person=OuterRef(person), **_restricting(receiver))))
        own &= free | on_duty if isinstance(on_duty, Q) else Q() if on_duty else free
    return rows.filter(footing, own | (~Q(controller=receiver) & (yes | override)))


def may_see(
    actor: Actor, *, controller: UUID, person: UUID, category: Category, purpose: Purpose, on_duty: bool = False
) -> bool:
    """Whether `allowed` would show the actor a row, held by the controller, about the person: for one at hand."""
    if actor.person:
        return actor.person == person
    receiver = _receiver(actor, category)
    return receiver is not None and bool(
        gate_all(
            person,
            giver=controller,
            receiver=receiver,
            purpose=purpose,
            categories=(category,),
            on_duty=on_duty,
            restricted_too=actor.role in MAY_SEE_RESTRICTED,
        )
    )


def _receiver(actor: Actor, category: Category) -> UUID | None:
    """The partner to whom the actor's looking shows something of this kind, if any."""
    unknown = actor.about is not None and category in TELLS_WHO and not actor.confirmed
    return None if unknown else actor.partner


def ran_out(
    rows: QuerySet[M], *, giver: str, receiver: str, purpose: Purpose, category: Category, person: str = "person_id"
) -> QuerySet[M]:
    """Only those rows between whose two partners a yes was given that has run out, with nothing in its place.

    `giver`, `receiver` and `person` name the ids in a row.
    """
    between = {"giver": OuterRef(giver), "receiver": OuterRef(receiver), "person": OuterRef(person)}
    now = clock.now()
    given = grounds(purpose, {category}, now, run_out_too=True).filter(**between)
    overridden = _overrides(purpose, {category}, now).filter(**between)
    return rows.filter(Exists(given), ~Exists(given.filter(until__gt=now)), ~Exists(overridden))


def agreed_to(
    rows: QuerySet[M], *, giver: str, receiver: str, purpose: Purpose, category: Category, person: str = "person_id"
) -> QuerySet[M]:
    """Only those rows between whose two partners a yes holds now; names as for `ran_out`."""
    between = {"giver": OuterRef(giver), "receiver": OuterRef(receiver), "person": OuterRef(person)}
    return rows.filter(Exists(grounds(purpose, {category}, clock.now()).filter(**between)))


def _restricting(partner: UUID) -> dict[str, object]:
    """What marks a partner's own records about a person as restricted."""
    return {"kind": Kind.RESTRICTION, "partner": partner, "settled_at": None}


def grounds(
    purpose: Purpose, categories: Collection[Category], when: datetime, *, run_out_too: bool = False
) -> QuerySet[Permission]:
    """Permissions that hold then; expectation counts only between health partners."""
    said = Q(ground=Ground.EXPLICIT)
    if purpose == Purpose.SUPPORT:
        in_care = Q(giver__organisation__sector__in=HEALTH, receiver__organisation__sector__in=HEALTH)
        said |= Q(ground=Ground.EXPECTATION) & in_care
    lasting = Q() if run_out_too else Q(until__gt=when)
    return Permission.objects.filter(
        said,
        lasting,
        purpose=purpose,
        category__in=categories,
        withdrawn_at=None,
        renewed_at=None,
        given_at__lte=when,
    )


def _overrides(purpose: Purpose, categories: Collection[Category], when: datetime) -> QuerySet[Override]:
    """Overrides that hold then: never for evaluation."""
    if purpose == Purpose.EVALUATION:
        return Override.objects.none()
    return Override.objects.filter(category__in=categories, from_at__lte=when, until__gt=when)
