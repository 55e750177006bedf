"""The door of the voices room."""

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

__all__ = [
    "POINTS",
    "TAKES",
    "AskedView",
    "Face",
    "Heard",
    "InquiryView",
    "Opened",
    "Question",
    "Questions",
    "WaveView",
    "Way",
    "answer",
    "answer_own",
    "asked_by_code",
    "asked_of_group",
    "begin_inquiry",
    "change_inquiry",
    "close_wave",
    "enter_answer",
    "has_answered",
    "inquiries",
    "inquiry",
    "open_wave",
    "own_group",
    "questions",
    "read_questions",
    "wave",
    "words_of",
    "worked",
]
