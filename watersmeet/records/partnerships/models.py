"""Organisations, partnerships, partners, who works where, and what partners agreed."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.actor import Role
from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record, Row
from watersmeet.base.db.sealed import SealedText
from watersmeet.records.partnerships.official_models import OfficialChange, OfficialEntry
from watersmeet.records.partnerships.proposal_models import Comment, Proposal, ProposalEvent, Ratification, TakenOn

__all__ = [
    "Absence",
    "Agreement",
    "Answerer",
    "ByLink",
    "Category",
    "Comment",
    "Introducer",
    "LawfulBasis",
    "Membership",
    "ModelVersion",
    "OfficialChange",
    "OfficialEntry",
    "Organisation",
    "Partner",
    "Partnership",
    "PartnershipEvent",
    "Pause",
    "Proposal",
    "ProposalEvent",
    "Purpose",
    "Ratification",
    "Sector",
    "TakenOn",
    "Taker",
]


class Sector(models.TextChoices):
    """The part of public life an organisation belongs to."""

    LEARNING = "learning", _("Adult learning")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    PRIMARY_CARE = "primary_care", _("Primary care")
    COMMUNITY = "community", _("Community")
    COUNCIL = "council", _("Council")
    OTHER = "other", _("Other")


class Purpose(models.TextChoices):
    """Why personal data may move. There is no purpose for employers, landlords, benefits or enforcement."""

    SUPPORT = "support", _("to support you")
    REFERRAL = "referral", _("to put you in touch")
    LEARNING = "learning", _("to plan your course")
    EVALUATION = "evaluation", _("to learn whether it helps")


class Category(models.TextChoices):
    """What kind of personal data may move."""

    IDENTITY = "identity", _("your name")
    CONTACT = "contact", _("how to reach you safely")
    NEEDS = "needs", _("what you asked for")
    PLAN = "plan", _("your plan")
    REFERRAL = "referral", _("what happened with your request")
    ATTENDANCE = "attendance", _("if you came")
    WELLBEING_SCORES = "wellbeing_scores", _("your answers about how you are")
    RISK = "risk", _("what keeps you safe")


class Organisation(Row):
    """A body, known once for every partnership."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    sector = models.CharField(max_length=20, choices=Sector)
    ods_code = models.CharField(max_length=12, blank=True)
    ukprn = models.CharField(max_length=8, blank=True)
    charity_number = models.CharField(max_length=12, blank=True)
    website = models.URLField(blank=True)

    def __str__(self) -> str:
        return self.name


class Partnership(Row):
    """A place, and all that its partners agreed."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name

    @property
    def partnership_id(self) -> UUID:
        """Itself: its events belong to it as every record does."""
        return self.pk


class Partner(Record):
    """An organisation's place in one partnership.

    `messages_counted_from`: it said yes to its messages with others that did being counted (never read) from then on.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    messages_counted_from = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "organisation"), condition=Q(left_on=None), name="partnerships_partner_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="partnerships_partner_days"
            ),
        )

    def __str__(self) -> str:
        return self.organisation.name


class LawfulBasis(Record):
    """A controller's recorded basis (UK GDPR article 6) and condition (article 9) for one purpose."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    basis = models.CharField(max_length=40)
    condition = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partner", "purpose"), condition=Q(until_on=None), name="partnerships_basis_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.basis}, {self.condition}"


class Membership(Record):
    """A user's role at a partner, with dates, and the team that a manager there says they are of, if any."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    team = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partner", "user"), condition=Q(until_on=None), name="partnerships_member_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} at {self.partner_id}"


class Absence(Record):
    """A worker is away from a day to a day (both included), and who covers: what they look after is shown there too."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    cover = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    from_on = models.DateField()
    until_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="partnerships_absence_days"),
        )

    def __str__(self) -> str:
        return f"away until {self.until_on}"


class Pause(Record):
    """No new referrals up to and with a day: for a partner, one of its services, or one of its workers."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    service = models.UUIDField(null=True)  # of the directory, a room above
    from_on = models.DateField()
    until_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="partnerships_pause_days"),
            models.CheckConstraint(condition=Q(user=None) | Q(service=None), name="partnerships_pause_of_one"),
        )

    def __str__(self) -> str:
        return f"paused until {self.until_on}"


class Taker(Record):
    """Somebody whom a partner named as taking urgent referrals by name, and who stands in for them."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partner", "user"), condition=Q(until_at=None), name="partnerships_taker_once"
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("user")), name="partnerships_taker_deputy_is_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} takes referrals"


class ByLink(Record):
    """A partner without accounts answers by link: the phone or email, apart from any volunteer's, to which codes go."""

    sealed_by: ClassVar[str] = "partnership_id"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    phone = SealedText(null=True)
    email = SealedText(null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partner",), condition=Q(until_at=None), name="partnerships_by_link_once"),
            models.CheckConstraint(
                condition=Q(phone__isnull=False) | Q(email__isnull=False), name="partnerships_by_link_somewhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner_id} answers by link"


class Answerer(Record):
    """A volunteer who answers for a partner by links to their own phone or email, until they leave."""

    sealed_by: ClassVar[str] = "partnership_id"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    name = SealedText()
    phone = SealedText(null=True)
    email = SealedText(null=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(phone__isnull=False) | Q(email__isnull=False), name="partnerships_answerer_somewhere"
            ),
        )

    def __str__(self) -> str:
        return f"answers for {self.partner_id}"


class Introducer(Record):
    """A place or person that people trust, who sits with them while they ask for help, and holds nothing afterwards.

    `code` stands in the address they begin at; from `ended_at` on it opens nothing.
    """

    sealed_by: ClassVar[str] = "partnership_id"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    name = SealedText()
    code = models.CharField(max_length=14, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"introducer of {self.partner_id}"


class Agreement(Record):
    """What partners signed: who may share which categories for which purposes, from when until when.

    `dpia_on`: a data protection impact assessment was signed off, to be looked at again on `dpia_review_on`;
    `funded_until`: the last day of the money for what they do together.
    """

    title = models.CharField(max_length=200)
    partners = models.ManyToManyField(Partner, related_name="+")
    purposes = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    joint = models.BooleanField(default=False)  # its partners are joint controllers of what they share under it
    from_on = models.DateField()
    until_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    dpia_on = models.DateField(null=True, blank=True)
    dpia_review_on = models.DateField(null=True, blank=True)
    funded_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="partnerships_agreement_days"),
            models.CheckConstraint(
                condition=Q(dpia_on=None, dpia_review_on=None)
                | Q(dpia_on__isnull=False, dpia_review_on__isnull=False, dpia_review_on__gt=F("dpia_on")),
                name="partnerships_agreement_dpia_days",
            ),
        )

    def __str__(self) -> str:
        return self.title


class ModelVersion(Record):
    """One version of the partnership's local rules: a validated document, in force from an instant."""

    number = models.PositiveIntegerField()
    front_door = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    why = models.CharField(max_length=300)
    from_at = models.DateTimeField()
    adopted_at = models.DateTimeField()
    adopted_by = models.UUIDField()
    ratification = models.ForeignKey(Ratification, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partnership", "number"), name="partnerships_model_number"),
            models.UniqueConstraint(fields=("partnership", "from_at"), name="partnerships_model_from"),
        )

    def __str__(self) -> str:
        return f"model {self.number}"


class PartnershipEvent(Event):
    """What happened to a partnership; its words are sealed by the partnership's own key."""

    subject = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="events")
