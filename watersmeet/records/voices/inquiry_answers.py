"""Answering an inquiry: by a group's address, for oneself when signed in, or written down for somebody.

Nothing on an answer says whose it is: no actor, no time but the day. The book says that one was given, never which.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.policy import insist, relations
from watersmeet.audit import api as audit
from watersmeet.base import clock, ids
from watersmeet.base.actor import VISITOR, Actor, Role
from watersmeet.base.db.ring import keyed
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.outbox.inbox import once
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Sector
from watersmeet.records.voices.inquiry_document import read
from watersmeet.records.voices.inquiry_models import Answer, Answered, AskedGroup, Wave, Way
from watersmeet.records.voices.inquiry_rules import checked

GROUPS = {
    Sector.LEARNING: "education",
    Sector.MENTAL_HEALTH: "mental_health",
    Sector.PRIMARY_CARE: "primary_care",
    Sector.COMMUNITY: "community",
}
"""Which group a member answers in: that of their organisation; others have none here."""
Told = Mapping[str, str]


@transaction.atomic
def answer(code: str, told: Told, *, by: Actor, key: str | None = None) -> None:
    """Somebody answered by their group's address, signed in or not. `told` is by question, such as `lived.respect`.

    Raises NotFound, Conflict when the wave is closed, Invalid, KeyReused.
    """
    insist(by, "inquiry.answer")
    asked = AskedGroup.objects.filter(code=ids.tidy_code(code)).first()
    if asked is None:
        raise NotFound
    _once(_open(asked.wave_id), asked.group, Way.LINK, told, by, key)


@transaction.atomic
def answer_own(wave: UUID, told: Told, *, by: Actor, key: str | None = None) -> None:
    """A member answered for themself, once. Raises NotFound, Refused, Conflict, Invalid, KeyReused."""
    row = _open(wave, by)
    insist(by, "inquiry.answer_own", relations(by, here=row.partnership_id))
    group = own_group(by)
    mine, partner = by.membership, by.partner
    if (
        group is None
        or not AskedGroup.objects.filter(wave=row, group=group).exists()
        or mine is None
        or partner is None
    ):
        raise NotFound

    def remember() -> str:
        try:
            with transaction.atomic():
                Answered.objects.create(partnership_id=row.partnership_id, wave=row, membership=mine)
        except IntegrityError:
            raise Conflict(_("You have answered this already."), _("Thank you. One answer each.")) from None
        return _organisation(row, partner)

    _once(row, group, Way.OWN, told, by, key, remember)


@transaction.atomic
def enter_answer(wave: UUID, group: str, way: Way, told: Told, *, by: Actor, key: str | None = None) -> None:
    """Written down for somebody: from paper, or as they said it.

    Raises NotFound, Refused, Conflict, Invalid, KeyReused.
    """
    row = _open(wave, by)
    insist(by, "inquiry.enter", relations(by, here=row.partnership_id))
    if way not in {Way.PAPER, Way.INTERVIEW}:
        raise Invalid({"way": [_("Choose how they answered.")]})
    if not AskedGroup.objects.filter(wave=row, group=group).exists():
        raise Invalid({"group": [_("Choose who answered.")]})
    _once(row, group, way, told, by, key)


def own_group(actor: Actor) -> str | None:
    """Which group a member answers in; None for those who answer by an address alone."""
    if actor.partner is None:
        return None
    if actor.role is Role.COMMUNITY_MEMBER:
        return "community"
    return GROUPS.get(Sector(partnerships.partner(actor.partner).organisation.sector))


def has_answered(actor: Actor, wave: UUID) -> bool:
    """Whether the member answered this wave by themself."""
    mine = actor.membership
    return mine is not None and Answered.objects.filter(wave=wave, membership=mine).exists()


def _open(wave: UUID, by: Actor | None = None) -> Wave:
    """The wave, locked against its closing. Absent, and of another place, look the same."""
    row = Wave.objects.select_for_update().filter(pk=wave).select_related("inquiry").first()
    if row is None or (by is not None and row.partnership_id != by.partnership):
        raise NotFound
    if row.closed_at:
        raise Conflict(_("This is closed. Thank you for coming."), _("Nothing you typed was kept."))
    return row


def _once(
    wave: Wave, group: str, way: Way, told: Told, by: Actor, key: str | None, remember: Callable[[], str] = str
) -> None:
    given, words = checked(read(wave.inquiry.document), told)

    def do() -> str:
        organisation = remember()
        Answer.objects.create(
            partnership_id=wave.partnership_id,
            wave=wave,
            group=group,
            organisation=organisation,
            way=way,
            answered_on=clock.today(),
            given=given,
            words=words or None,
        )
        audit.write(
            "inquiry.answer",
            by=replace(VISITOR, partnership=wave.partnership_id) if way is Way.LINK else by,
            subject=Ref("wave", wave.pk),
            partnership=wave.partnership_id,
            detail={"way": str(way)},
        )
        return "kept"

    once(f"inquiry.answer:{wave.pk}", key, {"group": group, "way": way, "told": dict(told)}, do, day_only=True)


def _organisation(wave: Wave, partner: UUID) -> str:
    """Tells organisations apart within one wave; only the key of this installation leads back to a name."""
    return keyed("blind", "inquiry organisation", wave.pk.bytes, partner.bytes).hex()[:32]
