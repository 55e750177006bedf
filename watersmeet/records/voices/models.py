"""Every table of the room, where the framework looks for them."""

from watersmeet.records.voices.ballot_models import Ballot, BallotEvent, Slip, Tally, Voter
from watersmeet.records.voices.talk_models import Deliberation, DeliberationEvent, Opinion, Participant, Statement

__all__ = [
    "Ballot",
    "BallotEvent",
    "Deliberation",
    "DeliberationEvent",
    "Opinion",
    "Participant",
    "Slip",
    "Statement",
    "Tally",
    "Voter",
]
