"""What the invented place remembers: one of each kind and a little more, so that its pages have something to show."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from watersmeet.base.actor import Actor
from watersmeet.demo.cast import Cast
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import Status, Told

DECIDED = {
    "why": "In spring 14 of 40 people gave up before anybody rang them. Most had waited more than a week.",
    "options": "Three working days\nFive working days\nNo promise at all",
    "by_whom": "The steering group, with two learners at the table",
    "dissent": "The surgery wanted five days: on two mornings nobody is at the desk.",
    "assumes": "Somebody is at each front desk every day.",
}
LEARNED = {
    "happened": "The walking group was full all summer, and we went on sending people there.",
    "so": "Whoever declines says what to try instead, and by when a place comes free.",
    "surprise": "Nobody minded waiting, once they knew for how long.",
    "learners": "They asked to be told by text. That is done now.",
}
TRIED = {
    "prediction": "Of ten people who get a call the day before, eight come. Without it six do.",
    "plan": "The tutor rings everybody before the first session, for one term.",
}
MET = {
    "agenda": "What stands still, and why. Lunch.",
    "notes": "Tutors and therapists sat in pairs and told each other a day of theirs.",
    "learned": "A therapist cannot be rung between ten and four. A tutor cannot be rung before ten.",
}


PLANNED = {
    "begins": "18:00",
    "ends": "19:30",
    "where": "The library, Mill Street",
    "agenda": "What helps while you wait. Tea first, then we talk in small groups.",
}


class Remembered:
    """Deeds of those who write things down."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.made: dict[str, UUID] = {}

    def deeds(self) -> list[tuple[datetime, Callable[[], None]]]:
        """Moments with what was done then, in their order."""
        return [
            (self._ago(110), self.a_decision),
            (self._ago(90), self.a_gathering),
            (self._ago(60), self.an_experiment),
            (self._ago(40), self.promises),
            (self._ago(35), self.they_agree_to_show_it),
            (self._ago(20), self.a_lesson),
            (self._ago(15), self.a_finding),
            (self._ago(9), self.a_question),
            (self._ago(7), self.one_to_come),
            (self._ago(6), self.an_answer),
            (self._ago(3), self.another_question),
        ]

    def _ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def _day(self, days: int) -> Any:
        return (self.now + timedelta(days=days)).date()

    def a_decision(self) -> None:
        """Who disagreed stands beside why."""
        told = Told(
            title="We answer within three working days",
            parts=DECIDED,
            day=self._day(-112),
            review_on=self._day(10),
            about=[("step", "limits")],
        )
        memory.decide(told, by=self.cast.called["Ros Tremlett"])

    def a_gathering(self) -> None:
        """A joint training."""
        told = Told(title="A day in each other's shoes", parts=MET, day=self._day(-91))
        memory.gather(told, by=self.cast.called["Jess Marlow"])

    def one_to_come(self) -> None:
        """Announced to everybody by the lead."""
        told = Told(title="An evening on waiting", parts=PLANNED, day=self._day(9))
        made = memory.gather(told, by=self.cast.called["Jess Marlow"])
        memory.announce(made, memory.Shows.PLAN, by=self._lead())

    def an_experiment(self) -> None:
        """Written down before it began, and running since."""
        told = Told(title="A call the day before the first session", parts=TRIED, day=self._day(12))
        tutor = self.cast.called["Kit Sandford"]
        memory.settle(memory.try_out(told, by=tutor), Status.RUNNING, by=tutor)

    def a_finding(self) -> None:
        """Shown to everybody by the lead, with who sees it otherwise."""
        found = {
            "found": "9 of 10 who were rung came to the first session; of those who were not, 6 of 10.",
            "evidence": "Counted over two courses.",
            "dissent": "Lynmouth Neighbours: it was summer, and more people come then.",
        }
        made = memory.record(memory.Kind.FINDING, Told(title="Who is rung first comes", parts=found), by=self._lead())
        memory.publish(made, public=True, by=self._lead())

    def _lead(self) -> Actor:
        return self.cast.called["Ros Tremlett"]

    def promises(self) -> None:
        """One by a partner, one by a body outside."""
        lead, therapy = self.cast.called["Ros Tremlett"], self.cast.called["Cass Woody"].partner
        own = Told(
            title="Ten first talks a month for learners who wait",
            parts={"to": "Barnstaple Learning", "places": 10},
            day=self._day(45),
            body=therapy,
        )
        far = Told(
            title="Money for a second year of the walking group",
            parts={"to": "Lynmouth Neighbours", "money": 4800},
            day=self._day(60),
            body_name="The county's learning fund (invented)",
        )
        self.made["promise"] = memory.promise(own, by=lead)
        memory.promise(far, by=lead)

    def they_agree_to_show_it(self) -> None:
        """Their manager agrees and replies; the lead shows it."""
        manager, lead = self.cast.called["Cass Woody"], self.cast.called["Ros Tremlett"]
        memory.agree_public(self.made["promise"], by=manager)
        memory.reply(
            self.made["promise"], "Six a month are there now. The rest comes with a new colleague.", by=manager
        )
        memory.show(self.made["promise"], public=True, by=lead)

    def a_lesson(self) -> None:
        """It comes back beside declining, and beside the walking group."""
        walkers = str(self.cast.services["Thursday walkers"].id)
        told = Told(
            title="Say what to try instead when a group is full",
            parts=LEARNED,
            about=[("reason", "full"), ("service", walkers)],
        )
        memory.learn(told, by=self.cast.called["Amira Hollis"])

    def a_question(self) -> None:
        """To colleagues in mental health."""
        told = Told(
            title="How do we tell tiredness from low mood in an evening class?",
            parts={"why": "Tutors see it and do not know whether to say something."},
            sector="mental_health",
        )
        self.made["question"] = memory.ask(told, by=self.cast.called["Kit Sandford"])

    def an_answer(self) -> None:
        """A therapist answers."""
        words = "You need not tell. Say that you noticed, ask how they are, and listen. If you worry, ring us by name."
        memory.answer(self.made["question"], words, by=self.cast.called["Tom Arlington"])

    def another_question(self) -> None:
        """To those in adult learning, open still."""
        told = Told(
            title="Is there a course that somebody can begin in the middle of a term?",
            parts={"why": "People are ready when they are ready."},
            sector="learning",
        )
        memory.ask(told, by=self.cast.called["Amira Hollis"])
