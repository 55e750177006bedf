"""Every table of the room, where the framework looks for them."""

from watersmeet.records.voices.ballot_models import Ballot, BallotEvent, Slip, Tally, Voter
from watersmeet.records.voices.inquiry_models import Answer, Answered, AskedGroup, Inquiry, InquiryEvent, Wave, Way

__all__ = [
    "Answer",
    "Answered",
    "AskedGroup",
    "Ballot",
    "BallotEvent",
    "Inquiry",
    "InquiryEvent",
    "Slip",
    "Tally",
    "Voter",
    "Wave",
    "Way",
]
