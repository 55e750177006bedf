"""The door of the outcomes room."""

from watersmeet.records.outcomes.actions import answer, ask, correct, expire, keep_time, save_item, say_where, stop
from watersmeet.records.outcomes.held import Held
from watersmeet.records.outcomes.instrument import About, Instrument, Item, Option, Polarity, instrument, shipped
from watersmeet.records.outcomes.keeping import OfPartners
from watersmeet.records.outcomes.queries import Asked, Point, asked, course_of, due, latest_asked, questions, sends_to
from watersmeet.records.outcomes.scoring import Answers, Change, change, published, score
from watersmeet.records.outcomes.states import Moment, State
from watersmeet.records.outcomes.story import story_for
from watersmeet.records.outcomes.tasks import tasks_for
from watersmeet.records.outcomes.when_due import AskWhenDue, StopWhenOver

__all__ = [
    "About",
    "Answers",
    "AskWhenDue",
    "Asked",
    "Change",
    "Held",
    "Instrument",
    "Item",
    "Moment",
    "OfPartners",
    "Option",
    "Point",
    "Polarity",
    "State",
    "StopWhenOver",
    "answer",
    "ask",
    "asked",
    "change",
    "correct",
    "course_of",
    "due",
    "expire",
    "instrument",
    "keep_time",
    "latest_asked",
    "published",
    "questions",
    "save_item",
    "say_where",
    "score",
    "sends_to",
    "shipped",
    "stop",
    "story_for",
    "tasks_for",
]
