"""Votes on a proposal. Who voted and what was said lie in tables that nothing joins: a vote is secret."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record


class Group(models.TextChoices):
    """Who ratifies: each group by itself, so that neither is outvoted by the other."""

    COMMUNITY = "community", _("Community members")
    LEARNERS = "learners", _("Learners")


class Choice(models.TextChoices):
    """What can be said in a vote."""

    YES = "yes", _("Yes, I want this")
    NO = "no", _("No, I do not want this")
    PASS = "pass", _("I do not mind")


class Ballot(Record):
    """One vote on one proposal, from an instant until another; `closed_at` is when its votes were counted."""

    proposal = models.ForeignKey("partnerships.Proposal", on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    community_quorum = models.PositiveIntegerField()
    learners_quorum = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="voices_ballot_days"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("closes_at")), name="voices_ballot_not_closed_early"
            ),
            models.UniqueConstraint(
                fields=("partnership",), condition=Q(closed_at=None), name="voices_one_ballot_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class BallotEvent(Event):
    """What happened to a ballot: opened, papers made, a vote given (never which), closed."""

    subject = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="events")


class Slip(Record):
    """A voting paper with a code that is good for one vote; the code itself is kept nowhere.

    `partner` made it. When it was used is not kept: the order of votes would tell who said what.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="slips")
    group = models.CharField(max_length=12, choices=Group)
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"a paper of {self.ballot_id}"


class Voter(Record):
    """A community member who has voted while signed in; what they said stands nowhere beside it."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ballot", "user"), name="voices_voter_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} voted"


class Tally(Record):
    """How often a group said something, as one number that only grows."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="tallies")
    group = models.CharField(max_length=12, choices=Group)
    choice = models.CharField(max_length=4, choices=Choice)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ballot", "group", "choice"), name="voices_tally_once"),)

    def __str__(self) -> str:
        return f"{self.group}, {self.choice}"
