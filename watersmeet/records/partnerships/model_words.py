"""A model in plain words, part by part, and what differs between two of them: for whoever works here to read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base.working_days import Nation
from watersmeet.records.partnerships import closed_ways, eligible, freshness, opening_questions, spans, unmet
from watersmeet.records.partnerships.allocation import AllocationRule
from watersmeet.records.partnerships.closed_ways import ClosedWay, in_words, name_of
from watersmeet.records.partnerships.model import Model, Periods, Weekday

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a model: what is ruled, and how."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two models rule otherwise; "" where one of them says nothing of it."""

    part: str
    what: str
    before: str
    after: str


_NATIONS: dict[Nation, Promise] = {
    Nation.ENGLAND: gettext_lazy("England"),
    Nation.WALES: gettext_lazy("Wales"),
    Nation.SCOTLAND: gettext_lazy("Scotland"),
    Nation.NORTHERN_IRELAND: gettext_lazy("Northern Ireland"),
}
DAYS: dict[Weekday, Promise] = {
    Weekday.MON: gettext_lazy("Monday"),
    Weekday.TUE: gettext_lazy("Tuesday"),
    Weekday.WED: gettext_lazy("Wednesday"),
    Weekday.THU: gettext_lazy("Thursday"),
    Weekday.FRI: gettext_lazy("Friday"),
    Weekday.SAT: gettext_lazy("Saturday"),
    Weekday.SUN: gettext_lazy("Sunday"),
}
_RULES: dict[AllocationRule, Promise] = {
    AllocationRule.DISTANCE: gettext_lazy("nearer"),
    AllocationRule.ACCESS: gettext_lazy("access needs"),
    AllocationRule.WAIT: gettext_lazy("shorter wait"),
    AllocationRule.PLACES: gettext_lazy("places left"),
    AllocationRule.FAIR_SHARE: gettext_lazy("fair share"),
}
_ASKED: dict[str, Promise] = {
    "goals": gettext_lazy("goals of their own"),
    "ons4": gettext_lazy("four questions on how life is (ONS4)"),
    "needs": gettext_lazy("whether they got what they asked for"),
    "ucla3": gettext_lazy("three questions on being with others"),
    "lonely": gettext_lazy("one question on feeling lonely"),
    "phq9": gettext_lazy("nine questions on low mood (PHQ-9)"),
    "phq8": gettext_lazy("eight questions on low mood (PHQ-8)"),
    "gad7": gettext_lazy("seven questions on worry (GAD-7)"),
}
_LIMITS: dict[str, Promise] = {
    "answer": gettext_lazy("Whoever is asked answers"),
    "question": gettext_lazy("Whoever referred answers a question"),
    "urgent_answer": gettext_lazy("Somebody named says that they have an urgent one"),
    "call_back": gettext_lazy("We ring who asked to be rung"),
    "handover": gettext_lazy("After a joint first contact, somebody says how it went"),
    "start": gettext_lazy("Who said yes begins"),
    "waiting_review": gettext_lazy("Who waits hears where they stand"),
    "started_review": gettext_lazy("Somebody looks whether it still goes well"),
    "paused_review": gettext_lazy("Somebody looks at what is paused"),
    "outcome_seen": gettext_lazy("Whoever referred looks at how it ended"),
    "remind": gettext_lazy("A reminder comes before the day"),
    "tell_lead": gettext_lazy("The lead hears of what is late"),
    "outcome_chases": gettext_lazy("Ends that nobody looks at are asked about"),
    "permission_days": gettext_lazy("A yes lasts"),
    "paper_days": gettext_lazy("A form on paper may be as old as"),
}
_QUORUMS: dict[str, Promise] = {
    "days": gettext_lazy("A vote is open for"),
    "community_quorum": gettext_lazy("So many community members take part, or more"),
    "learners_quorum": gettext_lazy("So many learners take part, or more"),
}
FLOORS: dict[str, Promise] = {
    "loop_closed": gettext_lazy("Of the referrals that ended in a year, the referrer read how, of so many or more"),
    "accepted": gettext_lazy("Of the referrals answered in a year, so many or more get a yes"),
}
_KEPT: dict[str, Promise] = {
    "asked_never_contacted": gettext_lazy("Of somebody with whom nothing began"),
    "referral": gettext_lazy("Referrals"),
    "need": gettext_lazy("What people asked for"),
    "measure": gettext_lazy("What people answered about how they are"),
    "matter": gettext_lazy("Entries in the privacy registers"),
    "override": gettext_lazy("What was shown without a yes"),
    "concern": gettext_lazy("Safeguarding concerns, after they were closed"),
}
_INQUIRY = gettext_lazy("Single answers when the place was asked")


def sections(model: Model) -> list[Section]:
    """Everything that a model rules, part by part."""
    parts: tuple[tuple[str, Callable[[Model], Iterator[Row]]], ...] = (
        (_("This place"), _place),
        (_("Who does what"), _charter),
        (_("How long each step may take"), _steps),
        (_("What we ask of ourselves at least"), _floors),
        (_("When messages may leave"), _messages),
        (_("What people are asked"), _measures),
        (_("What we ask whoever asks for help"), _asking),
        (_("Who watches over the answers"), _watch),
        (_("When somebody is worried"), _concerns),
        (_("Who may refer to what"), _referring),
        (_("Whom services are for"), _eligible),
        (_("How listings stay true"), _freshness),
        (_("What people look for and do not find"), _unmet),
        (_("How requests are shared out"), _allocation),
        (_("How long records are kept"), _kept),
        (_("How we decide"), _ratifying),
        (_("What a referral weighs for who looks after it"), _weights),
    )
    return [Section(title, tuple(rows(model))) for title, rows in parts]


def differences(before: Model, after: Model) -> list[Difference]:
    """What the second rules otherwise than the first, in the order of the parts."""
    found = []
    for old, new in zip(sections(before), sections(after), strict=True):
        was, now = as_told(old.rows), as_told(new.rows)
        found += [
            Difference(new.title, what, was.get(what, ""), now.get(what, ""))
            for what in dict.fromkeys((*now, *was))
            if was.get(what) != now.get(what)
        ]
    return found


def as_told(rows: Iterable[Row]) -> dict[str, str]:
    """What each thing says; where two have one name, both. What only stands around rules is left out."""
    around = {str(one) for one in (*closed_ways.AROUND, *opening_questions.AROUND, *eligible.AROUND)}
    told: dict[str, list[str]] = {}
    for what, words in rows:
        if what not in around:
            told.setdefault(what, []).append(words)
    return {what: "; ".join(words) for what, words in told.items()}


def number_words() -> Mapping[str, tuple[Promise, Promise]]:
    """Every whole number of a model that a page lets people change, such as "limits.answer": what it is, its unit."""
    working, days, months = gettext_lazy("Working days"), gettext_lazy("Days"), gettext_lazy("Months")
    own: dict[str, Promise] = {"outcome_chases": gettext_lazy("Times"), "permission_days": days, "paper_days": days}
    limits = {f"limits.{name}": (what, own.get(name, working)) for name, what in _LIMITS.items()}
    kept = {f"retention.{name}": (what, months) for name, what in (*_KEPT.items(), ("inquiry", _INQUIRY))}
    people = gettext_lazy("People")
    votes = {f"ratifying.{name}": (what, days if name == "days" else people) for name, what in _QUORUMS.items()}
    return limits | kept | votes


def rule_rows(model: Model, rule: str) -> list[Row]:
    """What a model says of one rule of `model.RULES`, in words. Raises KeyError for another."""
    broad: dict[str, Callable[[Model], Iterator[Row]]] = {
        "front_door": _front_door,
        "nation": _nation,
        "zone": _zone,
        "contact": _messages,
        "measures": _measures,
        "watch": _watch,
        "concerns": _concerns,
        "retention": _kept,
        "allocation": _allocation,
        "referring": _referring,
        "asking": _asking,
        "eligible": _eligible,
        "freshness": _freshness,
        "unmet": _unmet,
        "ratifying": _ratifying,
    }
    part, _dot, name = rule.partition(".")
    one = {"limits": _limit, "floors": _floor}.get(part)
    return [one(model, name)] if one else list(broad[rule](model))


def _place(model: Model) -> Iterator[Row]:
    yield _("Name of these rules"), model.name
    yield from _nation(model)
    yield from _zone(model)
    yield from _front_door(model)
    yield _("A number where a person answers"), model.phone
    yield _("When it is answered"), model.hours
    for line in model.crisis_lines:
        yield line.name, ", ".join(one for one in (line.number, line.when) if one)


def _nation(model: Model) -> Iterator[Row]:
    yield _("Nation, for working days"), str(_NATIONS[model.nation])


def _zone(model: Model) -> Iterator[Row]:
    yield _("Clock"), model.zone


def _front_door(model: Model) -> Iterator[Row]:
    yield _("The front door"), model.front_door


def _charter(model: Model) -> Iterator[Row]:
    for step in model.steps:
        lines = "; ".join(_("%(partner)s: %(does)s") % line.model_dump() for line in step.lines)
        together = _("they do it together") if step.together and lines else ""
        yield step.title, ". ".join(one for one in (lines, together) if one) or _("nobody yet")


def _ratifying(model: Model) -> Iterator[Row]:
    how = model.ratifying
    for name, what in _QUORUMS.items():
        many: int = getattr(how, name)
        yield str(what), spans.days(many) if name == "days" else str(many)


def _steps(model: Model) -> Iterator[Row]:
    for name in model.limits.__class__.model_fields:
        yield _limit(model, name)


def _limit(model: Model, name: str) -> Row:
    many: int = getattr(model.limits, name)
    return str(_LIMITS[name]), _step(name, many)


def _step(name: str, many: int) -> str:
    if name == "outcome_chases":
        return spans.times(many)
    if name in {"permission_days", "paper_days"}:
        return spans.days(many)
    if name == "remind":
        return spans.working_days(many) if many else _("on the day")
    if name == "tell_lead":
        return _("after %(days)s") % {"days": spans.working_days(many)}
    return _("within %(days)s") % {"days": spans.working_days(many)} if many else _("on the same day")


def _floors(model: Model) -> Iterator[Row]:
    for name in FLOORS:
        yield _floor(model, name)


def _floor(model: Model, name: str) -> Row:
    share: float | None = getattr(model.floors, name)
    return str(FLOORS[name]), _("not said") if share is None else _("%(share)s%%") % {"share": f"{100 * share:g}"}


def _messages(model: Model) -> Iterator[Row]:
    contact = model.contact
    yield _("On"), ", ".join(str(DAYS[day]) for day in contact.days)
    yield _("From"), f"{contact.from_:%H:%M}"
    yield _("Until"), f"{contact.until:%H:%M}"


def _measures(model: Model) -> Iterator[Row]:
    asked = model.measures
    yield _("At the start"), _listed(asked.start)
    if asked.begin:
        yield _("On the day it begins"), _listed(asked.begin)
    if asked.middle:
        yield (
            _("%(days)s later, while it goes on") % {"days": spans.days(asked.middle_after_days)},
            _listed(asked.middle),
        )
    yield _("At the end"), _listed(asked.end)
    if asked.later:
        yield _("%(days)s after the end") % {"days": spans.days(asked.later_after_days)}, _listed(asked.later)
    yield _("Not again within"), spans.days(asked.not_again_within_days)
    yield _("Time to answer"), spans.working_days(asked.answer)


def _watch(model: Model) -> Iterator[Row]:
    watch = model.watch
    alone = watched_hours(model) or _("never: only while a worker is there")
    yield _("Questions that may call somebody are answered alone"), alone
    yield _("Somebody on call says that they have an alert"), spans.minutes(watch.acknowledge_minutes)
    yield _("They have done something about it"), spans.minutes(watch.act_minutes)
    yield _("Nobody said yes to being on call"), _("then these questions are not asked")
    yield _("Clinical owner of these rules"), ", ".join(filter(None, (watch.owner, watch.account))) or _("nobody yet")


def _concerns(model: Model) -> Iterator[Row]:
    rules = model.concerns
    yield _("Takes allegations against staff of others"), rules.lead or model.front_door
    yield _("The council"), ", ".join(part for part in (rules.council, rules.phone) if part) or _("not said")
    yield _("Somebody has a concern"), spans.minutes(rules.acknowledge_minutes)
    yield _("Somebody has it, where a life is at risk or somebody is in danger now"), spans.minutes(rules.life_minutes)
    yield _("They have written down what they did"), spans.hours(rules.act_hours)
    yield _("The council answers, or is asked again"), spans.working_days(rules.answer_days)
    yield _("What is left is looked at"), spans.working_days(rules.review_days)


def watched_hours(model: Model) -> str:
    """When people may answer by themselves what may call somebody; "" when never."""
    watch = model.watch
    days = ", ".join(str(DAYS[day]) for day in watch.days)
    hours = {"days": days, "from": f"{watch.from_:%H:%M}", "until": f"{watch.until:%H:%M}"}
    return _("%(days)s, from %(from)s to %(until)s") % hours if days else ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(str(_ASKED.get(name, name)) for name in names) or _("nothing")


def _allocation(model: Model) -> Iterator[Row]:
    rules = model.allocation
    yield _("First, always"), _("what the person chooses")
    yield _("Then, one after the other"), ", ".join(str(_RULES[rule]) for rule in rules.order)
    yield _("As near as each other within"), _("%(km)s km") % {"km": f"{rules.distance_step_km:g}"}
    yield _("As quick as each other within"), spans.days(rules.wait_step_days)
    yield _("Fair share counts the last"), spans.days(rules.lately_days)


def _referring(model: Model) -> Iterator[Row]:
    ways = model.referring
    yield str(closed_ways.ANYBODY), _("to any service, except as said here") if ways else _("to any service")
    for way in ways:
        yield _("No referral from %(from)s to %(to)s") % _ends(way), in_words(way)
    if ways:
        yield str(closed_ways.NEVER), _("asking for yourself; somebody asked by name as it is urgent; the crisis lines")


def _asking(model: Model) -> Iterator[Row]:
    return opening_questions.rows(model.asking)


def _eligible(model: Model) -> Iterator[Row]:
    return eligible.rows(model.eligible)


def _freshness(model: Model) -> Iterator[Row]:
    return freshness.rows(model.freshness)


def _unmet(model: Model) -> Iterator[Row]:
    return unmet.rows(model.unmet)


def _ends(way: ClosedWay) -> dict[str, str]:
    return {"from": name_of(way.from_), "to": name_of(way.to)}


def _kept(model: Model) -> Iterator[Row]:
    kept = model.retention
    for name, what in _KEPT.items():
        yield str(what), spans.months(getattr(kept, name))
    yield _("Who was rung, and no more came of it"), spans.days(kept.call_back_days)
    yield _("What was sent to somebody to choose from"), spans.days(kept.suggestion_days)
    yield str(_INQUIRY), spans.months(kept.inquiry)
    yield _("The privacy officer hears before"), spans.days(kept.notice_days)
    for partner in sorted(kept.partners):
        own = kept.of(partner)
        yield from _own(partner, own, kept)


def _own(partner: str, own: Periods, all_others: Periods) -> Iterator[Row]:
    for name, what in _KEPT.items():
        if getattr(own, name) != getattr(all_others, name):
            yield _("%(what)s, at %(partner)s") % {"what": what, "partner": partner}, spans.months(getattr(own, name))


def _weights(model: Model) -> Iterator[Row]:
    weights = model.caseload
    for name, what in (
        ("draft", _("A draft")),
        ("sent", _("Sent, not answered")),
        ("accepted", _("Said yes to, not begun")),
        ("waiting", _("Waiting")),
        ("started", _("Begun")),
        ("paused", _("Paused")),
        ("ended", _("Ended, not looked at")),
    ):
        yield what, f"{getattr(weights, name):g}"
    yield _("Somebody's hands are full at"), f"{weights.full:g}"
