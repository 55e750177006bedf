"""Founds the invented place: partners, users, what they agreed, the model in force, what is on offer."""

from datetime import datetime, timedelta
from importlib.resources import files
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from watersmeet.accounts.models import User
from watersmeet.base import clock
from watersmeet.base.actor import Actor, Kind, Role
from watersmeet.demo.cast import Cast
from watersmeet.demo.place import (
    ANSWERERS,
    CHARTER,
    INTRODUCERS,
    NAME,
    PARTNERS,
    SERVICES,
    SLUG,
    TOGETHER,
    USERS,
    InventedService,
)
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import ServiceView
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import (
    Category,
    Eligible,
    Line,
    Model,
    OpeningQuestion,
    Partner,
    Partnership,
    Purpose,
    Sector,
    StandsOn,
    Watch,
)

WATCH = Watch.model_validate(
    {
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "owner": "Tom Arlington, therapist, clinical owner of this invented place",
        "account": "tom@demo.example",
    }
)
ASKED = OpeningQuestion(
    key="before",
    question="Have you been to a course or a group of ours before?",
    answers=("Yes", "No", "I do not know"),
)
FOR = Eligible(
    to="course",
    bring="Something with your address on it, such as a letter",
    instead="Ring the front door: there are groups that need no paper",
)
BY = Actor(Kind.COMMAND, name="demo", reason="an invented place")


def found() -> Cast:
    """Make the place as it was founded, in the order in which a real one would be."""
    place = partnerships.found(name=NAME, slug=SLUG, by=BY)
    partners = {
        one.key: partnerships.join(
            partnership=place,
            organisation=one.name,
            sector=one.sector,
            phone=one.phone,
            email=f"{one.key}@demo.example",
            by=BY,
        )
        for one in PARTNERS
    }
    _agree(place, partners)
    seats = [
        partnerships.add_member(partner=partners[one.partner], user=_user(one.email, one.name), role=one.role, by=BY)
        for one in USERS
    ]
    workers: dict[UUID, Actor] = {}
    called: dict[str, Actor] = {}
    for seat in seats:
        actor = Actor(
            Kind.USER,
            seat.user_id,
            membership=seat.pk,
            partnership=place.pk,
            partner=seat.partner_id,
            role=Role(seat.role),
            name=seat.user.name,
        )
        workers.setdefault(seat.partner_id, actor)
        called[actor.name] = actor
    for answers in ANSWERERS:
        at = partners[answers.partner].pk
        partnerships.answer_by_link(partner=at, phone=answers.code_phone, by=BY)
        partnerships.add_answerer(partner=at, name=answers.name, phone=answers.phone, by=BY)
    for keeper, name in INTRODUCERS:
        at = partners[keeper].pk
        partnerships.add_introducer(partner=at, name=name, by=workers[at])
    services = {one.name: _list(place, partners[one.partner], one) for one in SERVICES}
    return Cast(place.pk, partners["learning"].pk, workers, called, services)


def _agree(place: Partnership, partners: dict[str, Partner]) -> None:
    text = files(partnerships.__package__).joinpath("worked/ask_answer_start.toml").read_text(encoding="utf-8")
    for one in PARTNERS:
        partnerships.record_basis(
            partner=partners[one.key], purposes=list(Purpose), basis=one.basis, condition=one.condition, by=BY
        )
    partnerships.sign_agreement(
        partnership=place,
        title="Sharing in North Devon, for support and with permission",
        partners=partners.values(),
        purposes=list(Purpose),
        categories=list(Category),
        until=(clock.now() + timedelta(days=730)).date(),
        stands_on=StandsOn(
            dpia_on=clock.today(),
            dpia_review_on=clock.today() + timedelta(days=730),
            funded_until=clock.today() + timedelta(days=600),
        ),
        by=BY,
    )
    model = _with_charter(partnerships.read_toml(text), partners)
    partnerships.adopt_model(partnership=place, model=model, why="To begin with", by=BY)


def _with_charter(model: Model, partners: dict[str, Partner]) -> Model:
    lines = {
        step: tuple(Line(partner=str(partners[key]), does=does) for key, does in doing)
        for step, doing in CHARTER.items()
    }
    steps = [
        one.model_copy(update={"lines": lines.get(one.key, ()), "together": one.key in TOGETHER}) for one in model.steps
    ]
    own = {"watch": WATCH, "asking": (ASKED,), "eligible": (FOR,)}
    return model.model_copy(update={"steps": tuple(steps), **own})


def _user(email: str, name: str) -> User:
    """A user who signs in by one click: there is no password to guess."""
    return User.objects.create(email=email, name=name, password=UNUSABLE_PASSWORD_PREFIX + email)


def _list(place: Partnership, partner: Partner, one: InventedService) -> ServiceView:
    facts = one.facts(partner.organisation.name, Sector(partner.organisation.sector), partner.phone)
    row = directory.list_service(partnership=place.pk, facts=facts, partner=partner.pk, by=BY)
    directory.state_intake(service=row.pk, wait_days=one.wait_days, capacity=one.capacity, access=one.access, by=BY)
    if one.places:
        _run(row.pk, one, clock.now() + timedelta(days=120))
    return directory.service(BY, row.pk)


def _run(service: UUID, one: InventedService, around: datetime) -> None:
    """A course's next run, weekly, beginning about a fortnight after `around`."""
    [meeting] = one.meets
    first = (around + timedelta(days=14)).date()
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(meeting.day)
    first += timedelta(days=(weekday - first.weekday()) % 7)
    last = first + timedelta(weeks=one.sessions - 1)
    course = directory.add_course(service=service, by=BY, bring=one.bring)
    run = directory.add_run(course=course.pk, starts_on=first, ends_on=last, places=one.places, by=BY)
    for week in range(one.sessions):
        directory.add_session(
            run=run.pk,
            on=first + timedelta(weeks=week),
            starts_at=meeting.opens_at,
            ends_at=meeting.closes_at or meeting.opens_at,
            by=BY,
        )
