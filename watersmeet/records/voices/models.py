"""Every table of the room, where the framework looks for them."""

from watersmeet.records.voices.ballot_models import Ballot, BallotEvent, Slip, Tally, Voter

__all__ = ["Ballot", "BallotEvent", "Slip", "Tally", "Voter"]
