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
from watersmeet.records.voices.inquiries import begin_inquiry, change_inquiry, close_wave, open_wave
from watersmeet.records.voices.inquiry_answers import answer, answer_own, enter_answer, has_answered, own_group
from watersmeet.records.voices.inquiry_document import POINTS, TAKES, Face, Question, Questions, questions, worked
from watersmeet.records.voices.inquiry_document import read as read_questions
from watersmeet.records.voices.inquiry_models import Way
from watersmeet.records.voices.inquiry_queries import (
    AskedView,
    Heard,
    InquiryView,
    Opened,
    WaveView,
    asked_by_code,
    asked_of_group,
    inquiries,
    inquiry,
    wave,
    words_of,
)
from watersmeet.records.voices.voting import BallotView, Given, PaperView, ballot, ballots_of, open_ballot_of, paper

__all__ = [
    "POINTS",
    "TAKES",
    "AskedView",
    "BallotView",
    "Choice",
    "Face",
    "Given",
    "Group",
    "Heard",
    "InquiryView",
    "Opened",
    "Paper",
    "PaperView",
    "Question",
    "Questions",
    "WaveView",
    "Way",
    "answer",
    "answer_own",
    "asked_by_code",
    "asked_of_group",
    "ballot",
    "ballots_of",
    "begin_inquiry",
    "change_inquiry",
    "close_ballots",
    "close_wave",
    "enter_answer",
    "has_answered",
    "inquiries",
    "inquiry",
    "make_papers",
    "open_ballot",
    "open_ballot_of",
    "open_wave",
    "own_group",
    "paper",
    "questions",
    "read_questions",
    "type_in",
    "vote",
    "vote_by_code",
    "wave",
    "words_of",
    "worked",
]
