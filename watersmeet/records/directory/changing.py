"""Whose a service is, its row locked while something is done to it, and the lines that say what was done."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.records.directory.facts import ServiceView
from watersmeet.records.directory.history import Was
from watersmeet.records.directory.models import Before, DirectoryEvent, Run, Service, ServiceKind, Session


def verb_for(*kinds: str) -> str:
    """What somebody must be able to do to change a service of these kinds: a tutor keeps courses, and nothing else."""
    return "course.keep" if set(kinds) == {ServiceKind.COURSE} else "service.list"


def may_change(actor: Actor, service: ServiceView) -> bool:
    """Whether the actor may change what is said of a service: for the links that lead there."""
    standing = policy.relations(actor, keeper=service.partner_id, here=service.partnership_id)
    return policy.may(actor, verb_for(service.kind), standing)


def insist_lists(by: Actor, *kinds: str, partner: UUID | None, partnership: UUID) -> None:
    """The actor may list and change a service of these kinds, of this partner and place. Raises Refused."""
    policy.insist(by, verb_for(*kinds), policy.relations(by, keeper=partner, here=partnership))


def insist_changes(by: Actor, row: Service) -> None:
    """The actor may change what is said of this service. Raises Refused."""
    insist_lists(by, row.kind, partner=row.partner_id, partnership=row.partnership_id)


def locked(service: UUID | None) -> Service:
    """A service under a row lock. Raises NotFound."""
    row = Service.objects.select_for_update().filter(pk=service).first() if service else None
    if row is None:
        raise NotFound(_("There is no such service."))
    return row


def locked_of_run(run: UUID) -> Service:
    """The service of a run, under a row lock. Raises NotFound."""
    return locked(Run.objects.filter(pk=run).values_list("course__service_id", flat=True).first())


def locked_of_session(session: UUID) -> Service:
    """The service of a session, under a row lock. Raises NotFound."""
    return locked(Session.objects.filter(pk=session).values_list("run__course__service_id", flat=True).first())


def changed(service: Service, was: Was, verb: str, by: Actor, at: datetime | None = None) -> None:
    """What is said of a service changed: what was said before is kept with it."""
    service.changed_at = clock.now()
    event = tell(service, verb, by, at)
    if was.said is not None:
        Before.objects.create(partnership_id=service.partnership_id, event=event, facts=was.said)


def tell(service: Service, verb: str, by: Actor, at: datetime | None = None) -> DirectoryEvent:
    """Write down what was done."""
    return happened(
        DirectoryEvent,
        verb,
        subject=service,
        by=by,
        key_owner=service.partnership_id,
        at=at,
    )
