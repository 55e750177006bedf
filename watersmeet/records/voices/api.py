"""The door of the voices room."""

from watersmeet.records.voices.ballot_models import Choice, Group
from watersmeet.records.voices.ballots import (
    Paper,
    close_ballots,
    make_papers,
    open_ballot,
    type_in,
    vote,
    vote_by_code,
)
from watersmeet.records.voices.voting import BallotView, Given, PaperView, ballot, ballots_of, open_ballot_of, paper

__all__ = [
    "BallotView",
    "Choice",
    "Given",
    "Group",
    "Paper",
    "PaperView",
    "ballot",
    "ballots_of",
    "close_ballots",
    "make_papers",
    "open_ballot",
    "open_ballot_of",
    "paper",
    "type_in",
    "vote",
    "vote_by_code",
]
