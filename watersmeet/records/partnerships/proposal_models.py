"""Proposals for new rules: the document, what is said about it, who takes on what, and what the vote said."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from watersmeet.base.db.events import Event
from watersmeet.base.db.rows import Record
from watersmeet.base.db.sealed import SealedText
from watersmeet.records.partnerships.states import ProposalState


class Proposal(Record):
    """A whole document of rules that somebody wishes for, from a day on; `edition` counts its wordings.

    `base` is the number of the version that it was written against.
    """

    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    writer = models.UUIDField()
    document = models.JSONField()
    why = models.CharField(max_length=300)
    from_on = models.DateField()
    base = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=ProposalState, default=ProposalState.OPEN)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("partnership",), condition=Q(state=ProposalState.VOTING), name="partnerships_one_vote_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class ProposalEvent(Event):
    """What happened to a proposal."""

    subject = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="events")


class Comment(Record):
    """What somebody says about a proposal; `edition` is the wording they spoke of."""

    sealed_by: ClassVar[str] = "partnership_id"

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    writer = models.UUIDField()
    edition = models.PositiveIntegerField()
    words = SealedText()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"comment {self.pk}"


class TakenOn(Record):
    """A partner takes on what one wording of a proposal gives it to do."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="taken_on")
    partner = models.ForeignKey("partnerships.Partner", on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("proposal", "partner", "edition"), name="partnerships_taken_on_once"),
        )

    def __str__(self) -> str:
        return f"{self.partner_id} takes on {self.proposal_id}"


class Ratification(Record):
    """What communities and learners said to a proposal: whether each said yes, how many took part, on which steps.

    `ballot` is the vote, in a room above. How many said no is not kept here: in a small group it would tell who did.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="ratifications")
    ballot = models.UUIDField(unique=True)
    steps = models.JSONField()
    community_took_part = models.PositiveIntegerField()
    community_yes = models.BooleanField()
    learners_took_part = models.PositiveIntegerField()
    learners_yes = models.BooleanField()
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ratification {self.pk}"

    @property
    def passed(self) -> bool:
        """Whether both said yes: neither can be outvoted by the other."""
        return self.community_yes and self.learners_yes
