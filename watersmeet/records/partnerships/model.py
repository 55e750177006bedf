"""The model kernel: a partnership's local rules as a validated document.

A document is TOML; `read()` says what is wrong, where and how to mend it.
"""

import json
import tomllib
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import tomli_w
from django.utils.translation import gettext as _
from pydantic import Field, ValidationError, field_validator, model_validator

from watersmeet.base.problems import Invalid
from watersmeet.base.working_days import Nation
from watersmeet.records.partnerships import closed_ways, eligible, opening_questions, pathway
from watersmeet.records.partnerships.allocation import Allocation
from watersmeet.records.partnerships.closed_ways import ClosedWay
from watersmeet.records.partnerships.document import Part
from watersmeet.records.partnerships.eligible import Eligible
from watersmeet.records.partnerships.freshness import Freshness
from watersmeet.records.partnerships.opening_questions import OpeningQuestion
from watersmeet.records.partnerships.pathway import Ratifying, Step
from watersmeet.records.partnerships.unmet import Unmet

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Days = Annotated[int, Field(ge=0, le=400)]


class Weekday(StrEnum):
    """A day of the week, in the order of `date.weekday()`."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class CrisisLine(Part):
    """A number to ring: `when` in words."""

    name: str
    number: str
    when: str = ""


class Limits(Part):
    """How long each step may take, in working days unless it says calendar days."""

    answer: Days
    question: Days = 2
    urgent_answer: Days = 1
    call_back: Days = 1
    handover: Days = 2
    start: Days
    waiting_review: Days
    started_review: Days
    paused_review: Days
    outcome_seen: Days
    remind: Annotated[int, Field(ge=0, le=20)] = 1
    tell_lead: Annotated[int, Field(ge=1, le=60)] = 1
    outcome_chases: Annotated[int, Field(ge=0, le=10)]
    permission_days: Annotated[int, Field(ge=1, le=1100)]
    paper_days: Annotated[int, Field(ge=1, le=180)] = 31


class Contact(Part):
    """When messages may leave: days, and wall clock from (inclusive) until (exclusive)."""

    days: tuple[Weekday, ...]
    from_: time = Field(alias="from")
    until: time


class Measures(Part):
    """What is asked when, and how many working days there are to answer.

    `start`: once somebody said yes; `begin`: on the day it begins, a second first answer, so that what changes by
    itself is seen; `middle`: so many days later, while it goes on; `end`; `later`: so many days after the end.
    """

    start: tuple[str, ...]
    begin: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    end: tuple[str, ...]
    later: tuple[str, ...] = ()
    middle_after_days: Annotated[int, Field(ge=1, le=400)] = 42
    later_after_days: Annotated[int, Field(ge=1, le=400)] = 91
    not_again_within_days: Days
    answer: Days = 10


class Watch(Part):
    """When somebody on call watches over answers, and how soon they say that they have an alert, and act.

    On these days and hours people may answer by themselves what may raise an alert; without days, only while a worker
    is there. At all other times it is off, as it is whenever nobody said yes to being on call. All minutes are at most.
    `owner` is the clinical owner by name and role; `account` the email address with which they sign in to agree.
    """

    days: tuple[Weekday, ...] = ()
    from_: time = Field(alias="from", default=time(9))
    until: time = time(16)
    acknowledge_minutes: Annotated[int, Field(ge=5, le=240)] = 30
    act_minutes: Annotated[int, Field(ge=5, le=1440)] = 120
    owner: str = ""
    account: str = ""

    @model_validator(mode="after")
    def _owned(self) -> "Watch":
        """Raises ValueError for hours that nobody clinical answers for, or that end before they begin."""
        if self.days and not self.owner.strip():
            raise ValueError(_("Name the clinical owner who agreed to these hours: owner is empty."))
        if self.account and not (self.owner.strip() and "@" in self.account):
            raise ValueError(
                _("account is the email address with which the clinical owner signs in; owner their name.")
            )
        if self.from_ >= self.until:
            raise ValueError(_("The hours must begin before they end."))
        return self


class Concerns(Part):
    """To whom safeguarding concerns go that cannot stay at home, and how soon somebody has them and acts.

    `lead` is the organisation whose safeguarding lead takes allegations against staff of others; `council` and `phone`
    whom to ring at the council, the place's own number where there is none. Minutes and hours by the clock, at most:
    `life_minutes` for a risk to life and for danger now. `answer_days` are working days in which the council answers.
    """

    lead: str = ""
    council: str = ""
    phone: str = ""
    life_minutes: Annotated[int, Field(ge=5, le=240)] = 30
    acknowledge_minutes: Annotated[int, Field(ge=5, le=1440)] = 240
    act_hours: Annotated[int, Field(ge=1, le=168)] = 24
    answer_days: Annotated[int, Field(ge=1, le=60)] = 5
    review_days: Annotated[int, Field(ge=1, le=60)] = 10


Months = Annotated[int, Field(ge=1, le=1200)]


class Periods(Part):
    """How many calendar months each kind of record is kept after the last thing that happened to it.

    `asked_never_contacted` is for all that is kept of somebody with whom nothing ever began.
    """

    asked_never_contacted: Months
    referral: Months
    need: Months = 96
    measure: Months = 96
    matter: Months = 72
    override: Months = 96
    concern: Months = 96


class OwnPeriods(Part):
    """What one partner keeps for another time than the rest do."""

    asked_never_contacted: Months | None = None
    referral: Months | None = None
    need: Months | None = None
    measure: Months | None = None
    matter: Months | None = None
    override: Months | None = None
    concern: Months | None = None


class Retention(Periods):
    """How long records are kept, and how many days before they leave the privacy officer hears of it.

    `partners` names the organisations with periods of their own; `call_back_days`, in calendar days, is for who was
    rung and no more came of it, `suggestion_days` for what was sent to somebody to choose from. `inquiry` is for single
    answers after their wave was closed; counts by group stay.
    """

    notice_days: Annotated[int, Field(ge=1, le=180)] = 30
    call_back_days: Annotated[int, Field(ge=1, le=90)] = 14
    suggestion_days: Annotated[int, Field(ge=7, le=180)] = 42
    inquiry: Months = 24
    partners: dict[str, OwnPeriods] = Field(default_factory=dict)

    def of(self, organisation: str) -> Periods:
        """The periods of one controller."""
        own = self.partners.get(organisation, OwnPeriods()).model_dump(exclude_none=True)
        return Periods(**{**self.model_dump(include=set(Periods.model_fields)), **own})


Weight = Annotated[float, Field(ge=0, le=10)]


class Caseload(Part):
    """What a referral weighs for who looks after it, by where it stands. Shown to managers; it ranks nobody."""

    draft: Weight = 1
    sent: Weight = 1
    accepted: Weight = 2
    waiting: Weight = 0.5
    started: Weight = 1
    paused: Weight = 0.5
    ended: Weight = 0.5
    full: Annotated[float, Field(gt=0, le=1000)] = 30


Share = Annotated[float, Field(gt=0, le=1)]


class Floors(Part):
    """How much a place asks of itself at least, as shares of a year: what is not said is asked of nobody.

    `loop_closed`: of the referrals that ended, those whose end the referrer read; `accepted`: of those answered.
    """

    loop_closed: Share | None = None
    accepted: Share | None = None


class Model(Part):
    """A partnership's local rules. `front_door` is the name of a partner's organisation."""

    name: str
    nation: Nation
    zone: str
    front_door: str
    phone: str
    hours: str
    crisis_lines: tuple[CrisisLine, ...]
    limits: Limits
    contact: Contact
    measures: Measures
    retention: Retention
    allocation: Allocation = Allocation()
    asking: tuple[OpeningQuestion, ...] = ()
    referring: tuple[ClosedWay, ...] = ()
    eligible: tuple[Eligible, ...] = ()
    freshness: Freshness = Freshness()
    unmet: Unmet = Unmet()
    caseload: Caseload = Caseload()
    floors: Floors = Floors()
    watch: Watch = Watch()
    concerns: Concerns = Concerns()
    ratifying: Ratifying = Ratifying()
    steps: tuple[Step, ...] = Field(default_factory=pathway.begin_with)

    @field_validator("zone")
    @classmethod
    def _on_the_clock(cls, zone: str) -> str:
        """Raises ValueError for a clock that nobody keeps."""
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError):
            raise ValueError(_("There is no clock %(zone)s. Such as: Europe/London.") % {"zone": zone}) from None
        return zone

    @field_validator("referring")
    @classmethod
    def _ways(cls, ways: tuple[ClosedWay, ...]) -> tuple[ClosedWay, ...]:
        """Raises ValueError, in words, where a way is closed twice."""
        closed_ways.insist_sound(ways)
        return ways

    @field_validator("asking")
    @classmethod
    def _few(cls, questions: tuple[OpeningQuestion, ...]) -> tuple[OpeningQuestion, ...]:
        """Raises ValueError, in words, for too many questions, or two with one key."""
        opening_questions.insist_sound(questions)
        return questions

    @field_validator("eligible")
    @classmethod
    def _for_whom(cls, rules: tuple[Eligible, ...]) -> tuple[Eligible, ...]:
        """Raises ValueError, in words, where whom a service is for stands there twice."""
        eligible.insist_sound(rules)
        return rules

    @field_validator("steps")
    @classmethod
    def _sound(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Raises ValueError, in words, where a step names a rule twice or one that nobody knows."""
        pathway.insist_sound(steps, RULES)
        return steps


RULES = (
    *pathway.BROAD,
    *(f"limits.{name}" for name in Limits.model_fields),
    *(f"floors.{name}" for name in Floors.model_fields),
)
"""Every rule that a step may name: to change one touches the step, and communities and learners ratify it."""


def touched(before: Model, after: Model) -> list[str]:
    """The keys of the steps that the second model touches: nothing of them changes without a vote."""
    return pathway.touched(written(before), written(after), RULES)


def read_toml(text: str) -> Model:
    """The model a TOML document describes. Raises Invalid, naming each faulty place."""
    try:
        return read(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as fault:
        raise Invalid({"document": [_("This is not TOML: %(fault)s") % {"fault": fault}]}) from None


def read(document: Mapping[str, Any]) -> Model:
    """The model a document describes. Raises Invalid, naming each faulty place."""
    if "\\u0000" in json.dumps(document, default=str):
        raise Invalid({"document": [_("There is a sign in it that cannot be kept (a null byte).")]})
    try:
        return Model.model_validate(document)
    except ValidationError as fault:
        raise Invalid({_where(error["loc"]): [_said(error)] for error in fault.errors()}) from None


def written(model: Model) -> dict[str, Any]:
    """The document of a model, as JSON holds it."""
    return model.model_dump(mode="json", by_alias=True)


def as_toml(model: Model) -> str:
    """The document of a model as TOML, as another place can take it: `read_toml` reads the same model back."""
    return tomli_w.dumps(model.model_dump(mode="python", by_alias=True, exclude_none=True))


def worked() -> dict[str, str]:
    """The worked models that come with this software, to start with and change: name of the file -> TOML."""
    folder = files(__package__).joinpath("worked")
    return {one.name.removesuffix(".toml"): one.read_text(encoding="utf-8") for one in _by_name(folder)}


def _by_name(folder: Traversable) -> list[Traversable]:
    """Its TOML files."""
    return sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)


def _said(error: "ErrorDetails") -> str:
    """Our own sentence where one of our rules was broken, or a number is out of its bounds; else the validator's."""
    told = error.get("ctx", {})
    bounds = {
        "greater_than_equal": _("Write %(ge)s or more."),
        "greater_than": _("Write more than %(gt)s."),
        "less_than_equal": _("Write %(le)s or less."),
        "less_than": _("Write less than %(lt)s."),
    }
    ours = told.get("error") or (bounds[error["type"]] % told if error["type"] in bounds else "")
    return str(ours or error["msg"])


def _where(place: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in place)
