"""Every table of the room, where the framework looks for them."""

from watersmeet.records.voices.ballot_models import Ballot, BallotEvent, Slip, Tally, Voter
from watersmeet.records.voices.inquiry_models import Answer, Answered, AskedGroup, Inquiry, InquiryEvent, Wave, Way
from watersmeet.records.voices.talk_models import Deliberation, DeliberationEvent, Opinion, Participant, Statement

__all__ = [
    "Answer",
    "Answered",
    "AskedGroup",
    "Ballot",
    "BallotEvent",
    "Deliberation",
    "DeliberationEvent",
    "Inquiry",
    "InquiryEvent",
    "Opinion",
    "Participant",
    "Slip",
    "Statement",
    "Tally",
    "Voter",
    "Wave",
    "Way",
]
