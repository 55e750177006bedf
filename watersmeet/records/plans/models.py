"""What a person says would help, whether they got it, and what they want for themselves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import PersonRecord, Record
from watersmeet.base.db.sealed import SealedText


class Domain(models.TextChoices):
    """The part of life a need belongs to."""

    HOME = "home", _("A place to live")
    MONEY = "money", _("Money")
    WORK = "work", _("Work")
    LEARNING = "learning", _("Learning")
    PEOPLE = "people", _("People around you")
    HEALTH = "health", _("How you feel")
    SAFETY = "safety", _("Being safe")
    EVERYDAY = "everyday", _("Everyday things")


class Met(models.TextChoices):
    """What became of a need, by the person's own account. Nobody asked yet is not the same as no."""

    NOT_KNOWN = "not_known", _("Not known yet")
    MET = "met", _("Yes")
    PARTLY = "partly", _("Partly")
    NOT = "not", _("No")


class Elsewhere(models.TextChoices):
    """Where somebody was pointed that no service of the directory is."""

    NOWHERE = "nowhere", _("Nowhere: we found nothing that fits")
    GP = "gp", _("Their GP")
    CRISIS = "crisis", _("A crisis line, 111 or 999")
    COUNCIL = "council", _("The council")
    ADVICE = "advice", _("An advice centre")
    OTHER = "other", _("Another place that is not in the list")


class WhyPointed(models.TextChoices):
    """Why somebody was pointed elsewhere, and not referred."""

    THEMSELVES = "themselves", _("They want to go there by themselves")
    INFORMATION = "information", _("They only wanted to know where")
    OUTSIDE = "outside", _("It is not what we do")
    FULL = "full", _("We have no places now")
    NEARER = "nearer", _("It is nearer to them")


class Need(PersonRecord):
    """One thing that would help a person, in their own words; `matters` from 0 (a little) to 3 (most), if they said."""

    domain = models.CharField(max_length=12, choices=Domain)
    words = SealedText(null=True)
    matters = models.PositiveSmallIntegerField(null=True)
    named_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    met = models.CharField(max_length=12, choices=Met, default=Met.NOT_KNOWN)
    settled_at = models.DateTimeField(null=True)
    settled_by_kind = models.CharField(max_length=12, blank=True)
    settled_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("person", "named_at"), name="plans_need_of_person"),)
        constraints = (
            models.CheckConstraint(condition=Q(matters=None) | Q(matters__lte=3), name="plans_need_matters_0_to_3"),
            models.CheckConstraint(condition=Q(named_at__lte=F("recorded_at")), name="plans_need_not_ahead"),
            models.CheckConstraint(
                condition=Q(met=Met.NOT_KNOWN, settled_at=None, settled_by=None)
                | (~Q(met=Met.NOT_KNOWN) & Q(settled_at__gte=F("named_at"), settled_by__isnull=False)),
                name="plans_need_settled_when_known",
            ),
        )

    def __str__(self) -> str:
        return f"need {self.pk}"


class Goal(PersonRecord):
    """One thing the person wants for themselves, in their own words; `number` counts the person's goals from 1.

    How far they are with it is an answer at a moment: it lives in the responses of the outcomes room.
    """

    number = models.PositiveSmallIntegerField()
    words = SealedText(null=True)
    set_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "number"), name="plans_goal_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plans_goal_from_1"),
            models.CheckConstraint(condition=Q(set_at__lte=F("recorded_at")), name="plans_goal_not_ahead"),
        )

    def __str__(self) -> str:
        return f"goal {self.pk}"


class NeedEvent(Event):
    """What happened to a need."""

    subject = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="events")


class GoalEvent(Event):
    """What happened to a goal."""

    subject = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="events")


class Signpost(Record):
    """Somebody was pointed to a service, or elsewhere; who it was is not kept. `partner` noted it, by its `writer`."""

    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    writer = models.UUIDField()
    domain = models.CharField(max_length=12, choices=Domain)
    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+", null=True)
    elsewhere = models.CharField(max_length=12, choices=Elsewhere, blank=True)
    reason = models.CharField(max_length=12, choices=WhyPointed, blank=True)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(service__isnull=False, elsewhere="") | Q(service=None) & ~Q(elsewhere=""),
                name="plans_signpost_to_one_place",
            ),
        )
        indexes = (
            models.Index(
                fields=("partnership", "made_at"), condition=Q(undone_at=None), name="plans_signposts_counted"
            ),
        )

    def __str__(self) -> str:
        return f"signpost {self.pk}"


class SignpostEvent(Event):
    """What was done with a signpost: noted, undone."""

    subject = models.ForeignKey(Signpost, on_delete=models.PROTECT, related_name="events")
