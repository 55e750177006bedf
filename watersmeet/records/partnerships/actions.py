"""What can be done to a partnership: found it, join it, work in it, agree, rule."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from watersmeet.accounts.models import User
from watersmeet.accounts.policy import insist, relations
from watersmeet.audit.happened import happened
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Role
from watersmeet.base.db import keys
from watersmeet.base.problems import Conflict, Invalid, NotFound
from watersmeet.records.partnerships.models import (
    Agreement,
    Category,
    LawfulBasis,
    Membership,
    Organisation,
    Partner,
    Partnership,
    PartnershipEvent,
    Purpose,
    Sector,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsOn:
    """What an agreement stands on, by its days: its impact assessment signed off and reviewed, its money's last."""

    dpia_on: date | None = None
    dpia_review_on: date | None = None
    funded_until: date | None = None


NOTHING_SAID = StandsOn()


@transaction.atomic
def found(*, name: str, slug: str, by: Actor) -> Partnership:
    """A new partnership with its own data key. Raises Invalid when the name or slug is taken."""
    insist(by, "partnership.change")
    if Partnership.objects.filter(slug=slug).exists() or Partnership.objects.filter(name=name).exists():
        raise Invalid(
            {"slug": [_("There is a partnership %(name)s (%(slug)s) already.") % {"name": name, "slug": slug}]}
        )
    partnership = Partnership.objects.create(name=name, slug=slug)
    keys.make(partnership.pk)
    _tell(partnership, "partnership.found", by)
    return partnership


@transaction.atomic
def join(
    *,
    partnership: Partnership,
    organisation: str,
    sector: Sector,
    by: Actor,
    phone: str = "",
    email: str = "",
    on: date | None = None,
) -> Partner:
    """An organisation becomes a partner; it is known by its name and sector until it gives a better identifier."""
    partnership = _locked(partnership.pk, by)
    body, _new = Organisation.objects.get_or_create(name=organisation, sector=sector, ods_code="")
    partner, new = Partner.objects.get_or_create(
        partnership=partnership,
        organisation=body,
        left_on=None,
        defaults={"phone": phone, "email": email, "joined_on": on or clock.today()},
    )
    if new:
        _tell(partnership, "partnership.join", by)
    return partner


@transaction.atomic
def know_organisation(*, name: str, sector: Sector, description: str = "", website: str = "") -> Organisation:
    """The organisation of that name and sector, made known when it is not; what is known of it already stays.

    Those of official registers are apart, by their codes: many of them share a name.
    Organisations are global, so no partnership's event or audit line tells of one: what names it does.
    """
    known = {"description": description, "website": website}
    body, _new = Organisation.objects.get_or_create(name=name, sector=sector, ods_code="", defaults=known)
    return body


@transaction.atomic
def add_member(*, partner: Partner, user: User, role: Role, by: Actor, on: date | None = None) -> Membership:
    """A user takes a role at a partner. Raises IntegrityError when they hold one there."""
    partnership = _locked(partner.partnership_id, by)
    membership = Membership.objects.create(
        partnership=partnership, partner=partner, user=user, role=role, from_on=on or clock.today()
    )
    _tell(partnership, "partnership.add_member", by)
    return membership


@transaction.atomic
def record_basis(
    *, partner: Partner, purposes: Iterable[Purpose], basis: str, condition: str, by: Actor, on: date | None = None
) -> None:
    """A controller records its lawful basis and condition for purposes; what it recorded for them before has ended."""
    insist(by, "basis.record", relations(by, keeper=partner.pk, here=partner.partnership_id))
    partnership = Partnership.objects.select_for_update().get(pk=partner.partnership_id)
    day, named = on or clock.today(), list(dict.fromkeys(purposes))
    LawfulBasis.objects.filter(partner=partner, purpose__in=named, until_on=None).update(until_on=day)
    LawfulBasis.objects.bulk_create(
        LawfulBasis(
            partnership=partnership,
            partner=partner,
            purpose=purpose,
            basis=basis,
            condition=condition,
            from_on=day,
        )
        for purpose in named
    )
    _tell(partnership, "partnership.record_basis", by)


@transaction.atomic
def sign_agreement(
    *,
    partnership: Partnership,
    title: str,
    partners: Iterable[Partner],
    purposes: Iterable[Purpose],
    categories: Iterable[Category],
    until: date,
    by: Actor,
    on: date | None = None,
    joint: bool = False,
    stands_on: StandsOn = NOTHING_SAID,
) -> Agreement:
    """Partners agree to share these categories for these purposes. Raises Invalid for partners of elsewhere.

    With `joint` they answer together for what they share under it: they are joint controllers.
    """
    _insist_days(stands_on)
    partnership = _locked(partnership.pk, by)
    signing = list(partners)
    if any(partner.partnership_id != partnership.pk for partner in signing):
        raise Invalid({"partners": [_("An agreement is between partners of one partnership.")]})
    if until < (on or clock.today()):
        raise Invalid({"until": [_("Choose a last day that is still to come.")]})
    agreement = Agreement.objects.create(
        partnership=partnership,
        title=title,
        purposes=sorted(purposes),
        categories=sorted(categories),
        joint=joint,
        from_on=on or clock.today(),
        until_on=until,
        **asdict(stands_on),
    )
    agreement.partners.set(signing)
    _tell(partnership, "partnership.sign_agreement", by)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: Agreement | UUID, by: Actor) -> None:
    """An agreement ends today: nothing new is shared under it. Raises NotFound, Refused."""
    row = _agreement(agreement, by)
    if row.ended_on is None:
        row.ended_on = clock.today()
        row.save()
        _tell(row.partnership, "partnership.end_agreement", by)


@transaction.atomic
def renew_agreement(*, agreement: UUID, until: date, by: Actor) -> Agreement:
    """The same partners sign the same once more, until a later day: the earlier one ends as the new one begins.

    Raises NotFound, Refused, Invalid, and Conflict when it has ended.
    """
    row = _agreement(agreement, by)
    today = clock.today()
    if row.ended_on is not None:
        raise Conflict(_("This agreement has ended."), _("Sign a new one."))
    if until <= row.until_on:
        raise Invalid({"until": [_("Choose a day after the one on which it ends now.")]})
    new = Agreement.objects.create(
        partnership=row.partnership,
        title=row.title,
        purposes=row.purposes,
        categories=row.categories,
        joint=row.joint,
        from_on=today,
        until_on=until,
        dpia_on=row.dpia_on,
        dpia_review_on=row.dpia_review_on,
        funded_until=row.funded_until,
    )
    new.partners.set(row.partners.all())
    row.ended_on = today
    row.save()
    _tell(row.partnership, "partnership.renew_agreement", by)
    return new


@transaction.atomic
def say_stands_on(agreement: UUID, stands_on: StandsOn, *, by: Actor) -> None:
    """Write down what an agreement stands on; what is not said any more is not known.

    Raises NotFound, Refused, Invalid, and Conflict when it has ended.
    """
    row = _agreement(agreement, by)
    if row.ended_on is not None:
        raise Conflict(_("This agreement has ended."), _("Sign a new one."))
    _insist_days(stands_on)
    for name, day in asdict(stands_on).items():
        setattr(row, name, day)
    row.save()
    _tell(row.partnership, "partnership.say_stands_on", by)


def _insist_days(said: StandsOn) -> None:
    """Raise Invalid for an assessment that is still to come, or without a day on which it is looked at again."""
    if said.dpia_on and said.dpia_on > clock.today():
        raise Invalid({"dpia_on": [_("Enter the day on which it was signed off: today or earlier.")]})
    if said.dpia_on and not said.dpia_review_on:
        raise Invalid({"dpia_review_on": [_("Enter the day on which it is looked at again.")]})
    if said.dpia_review_on and not said.dpia_on:
        raise Invalid({"dpia_on": [_("Enter the day on which it was signed off.")]})
    if said.dpia_on and said.dpia_review_on and said.dpia_review_on <= said.dpia_on:
        raise Invalid({"dpia_review_on": [_("Choose a day after the one on which it was signed off.")]})


def _agreement(agreement: Agreement | UUID, by: Actor) -> Agreement:
    """The row, its partnership held. Raises NotFound, Refused."""
    identifier = agreement if isinstance(agreement, UUID) else agreement.pk
    row = Agreement.objects.filter(pk=identifier).first()
    if row is None:
        raise NotFound
    row.partnership = _locked(row.partnership_id, by)
    return row


def _present(partnership: Partnership) -> Iterable[Partner]:
    return Partner.objects.filter(partnership=partnership, left_on=None).select_related("organisation")


def _locked(partnership: UUID, by: Actor) -> Partnership:
    """The row, held until the transaction ends. Raises Refused for those who may not change it."""
    insist(by, "partnership.change", relations(by, here=partnership))
    return Partnership.objects.select_for_update().get(pk=partnership)


def _tell(partnership: Partnership, verb: str, by: Actor) -> None:
    happened(PartnershipEvent, verb, subject=partnership, by=by, key_owner=partnership.pk)
