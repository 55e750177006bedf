"""To whom a safeguarding concern goes now, and who may read it: whoever is part of it is never among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from watersmeet.accounts.policy import Relation, may
from watersmeet.base import clock
from watersmeet.base.actor import NOBODY, Actor, Kind, Role
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.people import api as people
from watersmeet.records.safety import concern_rules as rules
from watersmeet.records.safety.concern_rules import Facts, Taker, Worker
from watersmeet.records.safety.concern_states import Danger, Part, Route, State
from watersmeet.records.safety.models import Concern, Someone
from watersmeet.records.safety.queries import on_call

_KEEPER = frozenset({Relation.KEEPER})
_TOLD = frozenset({Relation.TOLD})


@dataclass(frozen=True, slots=True)
class About:
    """What decides to whom a concern goes, of one that is written down now or that is kept already."""

    partnership: UUID
    route: Route
    home: UUID
    against: UUID | None
    named: frozenset[UUID]
    writer: UUID | None
    person: UUID | None

    @classmethod
    def of(cls, row: Concern) -> "About":
        """Of one that is kept."""
        return cls(
            row.partnership_id,
            Route(row.route),
            row.home_id,
            row.against_id,
            named_in(row),
            row.writer_id,
            row.person_id,
        )


def named_in(row: Concern) -> frozenset[UUID]:
    """Users who are part of it."""
    return frozenset(row.parts.filter(part=Part.NAMED).values_list("user_id", flat=True))


def workers(partnership: UUID) -> list[Worker]:
    """Everybody who works anywhere in the place and whose account is open."""
    return [
        Worker(seat.user_id, seat.partner_id, Role(seat.role), seat.user.name)
        for seat in partnerships.workers(partnership)
    ]


def chain(about: About) -> list[Taker]:
    """To whom it goes, one after the other, as things stand now."""
    there = workers(about.partnership)
    return rules.takers(there, _facts(about, there))


def shut(about: About, there: Iterable[Worker] | None = None) -> frozenset[UUID]:
    """The partners whose own people never read it."""
    everybody = workers(about.partnership) if there is None else there
    works_at: dict[UUID, list[UUID]] = {}
    for one in everybody:
        if one.user in about.named:
            works_at.setdefault(one.user, []).append(one.partner)
    return rules.shut_to(about.route, about.against, works_at)


def told_at_once(about: About) -> tuple[UUID, ...]:
    """Who is on call at home, and is told besides where a life is at risk; nobody who is part of it."""
    if about.route is not Route.LIFE:
        return ()
    now = on_call(about.home, clock.now())
    return tuple(user for user in ((now.first, now.deputy) if now else ()) if user not in about.named)


def leads_by_reference(about: About) -> list[UUID]:
    """Leads of the place who hear that a concern stands still: at other partners than it is about, where there are."""
    there = workers(about.partnership)
    closed = shut(about, there)
    leads = [one for one in there if one.role is Role.LEAD and one.user not in about.named]
    outside = [one.user for one in leads if one.partner not in closed]
    return list(dict.fromkeys(outside or [one.user for one in leads]))


def _facts(about: About, there: list[Worker]) -> Facts:
    in_force = partnerships.model_at(about.partnership)
    wanted = in_force.model.concerns.lead
    asked = [one.pk for one in partnerships.partners(about.partnership) if wanted and str(one) == wanted]
    leads_at = {one.partner for one in there if one.role is Role.SAFEGUARDING_LEAD}
    away = {user for partner in leads_at | {about.home} for user in partnerships.cover_today(partner)}
    unwanted = people.reach(about.person).contact.not_workers if about.person else ()
    return Facts(
        route=about.route,
        home=about.home,
        before=(*asked, in_force.front_door),
        named=about.named,
        shut=shut(about, there),
        on_call=told_at_once(about),
        later=frozenset(away) | frozenset(unwanted),
        writer=about.writer,
    )


def visible(actor: Actor) -> QuerySet[Concern]:
    """The concerns that the actor may read: the one condition for lists, pages, tasks and deeds.

    Safeguarding leads of the partner that has it, and who was on call and told; never who is part of it, and of an
    allegation nobody who works where one who is part of it works.
    """
    if actor.kind is not Kind.USER or actor.partner is None:
        return Concern.objects.none()
    mine = Q(pk__in=())
    if may(actor, "concern.see", _KEEPER):
        mine |= Q(controller=actor.partner, reads=True)
    if may(actor, "concern.see", _TOLD):
        mine |= Q(_is(actor, Part.ON_CALL))
    return Concern.objects.filter(mine, partnership=actor.partnership).exclude(barred(actor))


def barred(actor: Actor) -> Q:
    """The concerns that the actor never reads, whatever their role."""
    works_there = partnerships.served_at(actor.partner or NOBODY).values("user")
    from_there = Someone.objects.filter(concern=OuterRef("pk"), part=Part.NAMED, user__in=works_there)
    about_them = Q(route=Route.STAFF) & (Q(against=actor.partner, against__isnull=False) | Q(Exists(from_there)))
    return Q(_is(actor, Part.NAMED)) | about_them


def heard(actor: Actor) -> QuerySet[Concern]:
    """Open concerns that the actor holds by reference alone."""
    if not may(actor, "concern.hear", _TOLD):
        return Concern.objects.none()
    held = Concern.objects.filter(holder=actor.id, reads=False, partnership=actor.partnership)
    return held.exclude(state=State.CLOSED).exclude(Q(_is(actor, Part.NAMED)))


def written_by(actor: Actor) -> QuerySet[Concern]:
    """Concerns that the actor wrote down and is no part of: of a person by their link, their own."""
    if actor.person is not None:
        return Concern.objects.filter(person=actor.person, writer=None)
    if actor.kind is not Kind.USER:
        return Concern.objects.none()
    return Concern.objects.filter(writer=actor.id, partnership=actor.partnership).exclude(Q(_is(actor, Part.NAMED)))


def _is(actor: Actor, part: Part) -> Exists:
    return Exists(Someone.objects.filter(concern=OuterRef("pk"), part=part, user=actor.id))


def by_when(row: Concern, now: datetime) -> datetime:
    """By when its next holder says that they have it."""
    model = partnerships.model_at(row.partnership_id).model
    return rules.acknowledge_by(model.concerns, Route(row.route), Danger(row.danger), now)


def officers(row: Concern) -> set[UUID]:
    """Who makes copies at the partner that has it: its privacy officers and managers."""
    roles = {Role.PRIVACY_OFFICER, Role.MANAGER}
    return {one.user for one in workers(row.partnership_id) if one.partner == row.controller_id and one.role in roles}
