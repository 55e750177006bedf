"""Services, where and when they happen, and the places on their courses."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record
from watersmeet.records.directory import (  # noqa: F401 - Django finds the room's tables by this module
    alike_models,
    feed_models,
    still_models,
    unmet_models,
)


class ServiceKind(models.TextChoices):
    """What a visitor would call it."""

    SERVICE = "service", _("Service")
    GROUP = "group", _("Group")
    COURSE = "course", _("Course")


class Status(models.TextChoices):
    """Whether it is on offer: the values of Open Referral UK."""

    ACTIVE = "active", _("Open")
    INACTIVE = "inactive", _("Not running at the moment")
    DEFUNCT = "defunct", _("Closed")
    TEMPORARILY_CLOSED = "temporarily closed", _("Closed for now")


class LocationType(models.TextChoices):
    """How one gets there: the values of Open Referral UK."""

    PHYSICAL = "physical", _("A place to go to")
    POSTAL = "postal", _("By post")
    VIRTUAL = "virtual", _("Online or by phone")


class Access(models.TextChoices):
    """What a service says it can do so that somebody can come and take part."""

    STEP_FREE = "step_free", _("Step-free")
    TOILET = "toilet", _("Accessible toilet")
    HEARING_LOOP = "hearing_loop", _("Hearing loop")
    SIGN_LANGUAGE = "sign_language", _("Sign language")
    INTERPRETER = "interpreter", _("Interpreter")
    LARGE_PRINT = "large_print", _("Large print")
    QUIET = "quiet", _("A quiet place")
    FROM_HOME = "from_home", _("From home, by phone or online")
    CHILDREN = "children", _("Children can come too")


class Attending(models.TextChoices):
    """How one takes part in a course."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    EITHER = "either", _("In person or online")


class Day(models.TextChoices):
    """A day of the week, Monday first: the codes of RFC 5545."""

    MONDAY = "MO", _("Monday")
    TUESDAY = "TU", _("Tuesday")
    WEDNESDAY = "WE", _("Wednesday")
    THURSDAY = "TH", _("Thursday")
    FRIDAY = "FR", _("Friday")
    SATURDAY = "SA", _("Saturday")
    SUNDAY = "SU", _("Sunday")


class Frequency(models.TextChoices):
    """How often a regular meeting comes round."""

    WEEKLY = "WEEKLY", _("every week")
    MONTHLY = "MONTHLY", _("every month")


class Service(Record):
    """Something on offer.

    `organisation` runs it; `partner` is set when that organisation answers referrals here. `source` and `source_key`
    say where a row came from and what it is called there; `checked_on` when somebody last made sure of it.
    `eligibility` is whom it is for, `funding` who pays for it, in its own words. What is not active may say since when
    (`closed_on`) and from when it is on offer again (`reopens_on`): nothing opens by itself.
    """

    organisation = models.ForeignKey("partnerships.Organisation", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=ServiceKind, default=ServiceKind.SERVICE)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    takes_referrals = models.BooleanField(default=False)
    wait_days = models.PositiveSmallIntegerField(null=True)
    capacity = models.PositiveSmallIntegerField(null=True)  # new people it can take in a month, as it says itself
    access = models.JSONField(default=list)  # of Access, as it says itself
    languages = models.JSONField(default=list)  # codes of BCP 47, of those in which it is given
    eligibility = models.CharField(max_length=500, blank=True)
    funding = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True)
    reopens_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=64, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")  # shown instead

    class Meta:
        indexes = (models.Index(fields=("changed_at", "id")),)
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "source", "source_key"),
                condition=~Q(source_key=""),
                name="directory_service_one_of_source",
            ),
            models.CheckConstraint(
                condition=Q(takes_referrals=False) | Q(partner__isnull=False),
                name="directory_service_who_answers",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="directory_service_merged_into_other"
            ),
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")),
                name="directory_service_ages",
            ),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(closed_on=None, reopens_on=None),
                name="directory_service_open",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Location(Record):
    """Where something happens. Degrees are WGS 84; none when the place is online or by phone."""

    location_type = models.CharField(max_length=8, choices=LocationType, default=LocationType.PHYSICAL)
    address = models.CharField(max_length=300, blank=True)
    town = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    authority = models.CharField(max_length=9, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    access = models.JSONField(default=list)  # of Access, what is there
    access_words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = (models.Index(fields=("lat", "lon")),)
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "location_type", "postcode", "address", "town"),
                name="directory_location_once",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False),
                name="directory_location_point",
            ),
        )

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.address, self.town, self.postcode)))


class ServiceAtLocation(Record):
    """A service is offered at a location."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="at")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("service", "location"), name="directory_at_once"),)

    def __str__(self) -> str:
        return f"{self.service_id} at {self.location_id}"


class Schedule(Record):
    """A regular meeting on the wall clock of `zone`: `day` is MO to SU, `nth` its place in the month when monthly.

    `at` is set when it is so at one of the service's places alone; the days say from when until when it is so.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="schedules")
    at = models.ForeignKey(ServiceAtLocation, on_delete=models.PROTECT, null=True, related_name="schedules")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    frequency = models.CharField(max_length=8, choices=Frequency, default=Frequency.WEEKLY)
    day = models.CharField(max_length=2)
    nth = models.SmallIntegerField(null=True)
    opens_at = models.TimeField()
    closes_at = models.TimeField(null=True)
    zone = models.CharField(max_length=40, default="Europe/London")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(frequency=Frequency.WEEKLY, nth=None) | Q(frequency=Frequency.MONTHLY, nth__isnull=False),
                name="directory_schedule_nth",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="directory_schedule_hours",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="directory_schedule_days",
            ),
        )

    def __str__(self) -> str:
        return f"{self.frequency} {self.day} {self.opens_at}"


class CostOption(Record):
    """One price: `pence` are hundredths of `currency`, None when only words say what it costs."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="costs")
    option = models.CharField(max_length=120, blank=True)
    pence = models.PositiveIntegerField(null=True)
    currency = models.CharField(max_length=3, default="GBP")
    description = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="directory_cost_days",
            ),
            models.CheckConstraint(
                condition=Q(pence__isnull=False) | ~Q(option="", description=""), name="directory_cost_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.option} {self.pence} {self.currency}"


class Contact(Record):
    """Whom to ask about a service: a name or what they do, both public."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name or self.title


class Phone(Record):
    """A number of a contact, and what it is for."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="phones")
    number = models.CharField(max_length=40)
    description = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.number


class SourceTerm(Record):
    """A term under which a service's source files it: its code and name in a taxonomy of theirs."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="terms")
    taxonomy = models.CharField(max_length=120)
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=200)

    class Meta:
        indexes = (models.Index(fields=("taxonomy", "code")),)
        constraints = (
            models.UniqueConstraint(fields=("service", "taxonomy", "code"), name="directory_source_term_once"),
        )

    def __str__(self) -> str:
        return f"{self.taxonomy}: {self.name}"


class Course(Record):
    """What makes a service a course: it runs, with dates.

    `level` as printed, `bring` what people should bring, `funding` who learns for nothing or for less, `entry` what one
    needs beforehand; `creche` and `attending` are empty where nothing is said.
    """

    service = models.OneToOneField(Service, on_delete=models.PROTECT, related_name="course")
    level = models.CharField(max_length=60, blank=True)
    bring = models.CharField(max_length=300, blank=True)
    tutor = models.CharField(max_length=120, blank=True)
    funding = models.CharField(max_length=300, blank=True)
    entry = models.CharField(max_length=300, blank=True)
    creche = models.BooleanField(null=True)
    attending = models.CharField(max_length=9, choices=Attending, blank=True)

    def __str__(self) -> str:
        return f"course {self.service_id}"


class Run(Record):
    """One time a course is given: `places` in all, `taken` of them."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs")
    starts_on = models.DateField()
    ends_on = models.DateField()
    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="directory_run_not_overfull"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="directory_run_days"),
        )

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


class Session(Record):
    """One meeting of a run: a local date and wall times in `zone`; since `called_off_on` it does not take place."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    zone = models.CharField(max_length=40, default="Europe/London")
    called_off_on = models.DateField(null=True)

    class Meta:
        ordering = ("on", "starts_at")
        constraints = (
            models.UniqueConstraint(fields=("run", "on", "starts_at"), name="directory_session_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="directory_session_hours"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.starts_at}"


class DirectoryEvent(Event):
    """What happened to a service, its courses and their places."""

    subject = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="events")


class Before(Record):
    """What was said of a service before an event changed it: facts as `history` writes them, all of them public."""

    event = models.OneToOneField(DirectoryEvent, on_delete=models.PROTECT, related_name="before")
    facts = models.JSONField()

    def __str__(self) -> str:
        return f"before {self.event_id}"
