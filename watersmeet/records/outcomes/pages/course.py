"""What changed, in words, in a table and in a picture: for the person and the few who may see answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from watersmeet.accounts import policy
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.problems import NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import charts
from watersmeet.design.dates import date as a_date
from watersmeet.records.outcomes.instrument import Instrument, Polarity
from watersmeet.records.outcomes.own import newest_here
from watersmeet.records.outcomes.pages.presenters import in_words
from watersmeet.records.outcomes.queries import Asked, Point, course_of, how_it_stands, latest_asked
from watersmeet.records.outcomes.scoring import Change, Number, change, pair
from watersmeet.records.outcomes.states import State
from watersmeet.records.people import api as people
from watersmeet.records.plans import api as plans


@dataclass(frozen=True, slots=True)
class Section:
    """One instrument: what changed in sentences, the picture of it with its table."""

    title: str
    sentences: list[str]
    chart: charts.Chart | None
    source: str


@dataclass(frozen=True, slots=True)
class Course:
    """All that a person answered, as far as the actor may see it."""

    person: UUID
    name: str
    sections: list[Section]
    asked: str


def course_page(actor: Actor, person: UUID) -> Course:
    """The page of a person's measures; one line in the audit says who looked. Raises NotFound."""
    latest = latest_asked(actor, person)
    if latest is None:
        raise NotFound
    names = _names(actor, person)
    found = [
        (one, course_of(actor, person, one))
        for one in newest_here(actor.partnership)
        if policy.could(actor, one.seen.verb)
    ]
    looked = [Ref("response", point.id) for _one, points in found for point in points]
    audit.looked(by=actor, subjects=[Ref("person", person), *looked], why="measures")
    sections = [section(one, points, names) for one, points in found if points]
    card = people.cards(actor, [person]).get(person)
    return Course(person, card.name if card else "", sections, asked_words(latest))


def section(used: Instrument, points: list[Point], names: dict[str, str]) -> Section:
    """One instrument from its first to its latest completion."""
    changes = change(used, points[0].scores, points[-1].scores if len(points) > 1 else {})
    sentences = [in_a_sentence(one, _name(one, names), again=len(points) > 1) for one in changes]
    sentences += _over_some(used, points)
    numbers = bool(used.total) or not used.items[0].options
    source = _("%(source)s. %(attribution)s") % {"source": used.source, "attribution": used.attribution}
    return Section(
        _(used.name),
        sentences,
        _chart(used, points, changes, names) if numbers else None,
        source if used.attribution else "",
    )


def in_a_sentence(one: Change, name: str, *, again: bool = False) -> str:
    """ "Worthwhile: 4 then 6, up 2." Says which way is good only where lower is. Nothing is guessed.

    `again`: they were asked it twice or more and answered some of it.
    """
    said = {"what": name, "first": one.first, "last": one.last, "by": abs(one.by or 0)}
    if one.item.options:
        latest = one.first if one.last is None else one.last
        return _("%(what)s: %(answer)s.") % {"what": name, "answer": in_words(one.item, latest)}
    if one.by is None:
        return _unpaired(one, said, again=again)
    lower = one.item.polarity is Polarity.LOWER
    if one.by > 0:
        up = _("%(what)s: %(first)s then %(last)s, up %(by)s.")
        return (_("%(what)s: %(first)s then %(last)s, up %(by)s. Here lower is better.") if lower else up) % said
    if one.by < 0:
        down = _("%(what)s: %(first)s then %(last)s, down %(by)s.")
        return (_("%(what)s: %(first)s then %(last)s, down %(by)s. Here lower is better.") if lower else down) % said
    return _("%(what)s: %(first)s then %(last)s, the same.") % said


def _over_some(used: Instrument, points: list[Point]) -> list[str]:
    """What can be compared where a total is unknown and the instrument lets fewer answers make a pair: said as that."""
    found = pair(used, points[0].answers, points[-1].answers) if len(points) > 1 else None
    if found is None or found.questions == len(used.items):
        return []
    said = _("Of the %(some)s of %(all)s questions answered both times: %(first)s then %(last)s.")
    return [said % {"some": found.questions, "all": len(used.items), "first": found.first, "last": found.last}]


def _unpaired(one: Change, said: Mapping[str, object], *, again: bool) -> str:
    if one.first is not None and again:
        return _("%(what)s: %(first)s, then not known.") % said
    if one.first is not None:
        return _("%(what)s: %(first)s. Answered once so far.") % said
    if one.last is not None:
        return _("%(what)s: not answered at first, then %(last)s.") % said
    return _("%(what)s: not answered.") % said


def _chart(used: Instrument, points: list[Point], changes: list[Change], names: dict[str, str]) -> charts.Chart | None:
    known = [(_name(one, names), one.first, one.first if one.last is None else one.last) for one in changes]
    dots = [
        charts.Point(name, float(last), float(min(first, last)), float(max(first, last)))
        for name, first, last in known
        if first is not None and last is not None
    ]
    if not dots:
        return None
    low, high = changes[0].item.low, changes[0].item.high
    return charts.dots(
        dots,
        title=_("%(name)s: first and latest answers") % {"name": _(used.name)},
        says=_("Each line runs from the first answer to the latest. The dot is the latest answer."),
        table=_table(used, points, changes, names),
        amounts=charts.Axis(name=_("Answer, %(low)s to %(high)s") % {"low": low, "high": high}, between=(low, high)),
    )


def _table(used: Instrument, points: list[Point], changes: list[Change], names: dict[str, str]) -> charts.Table:
    last = points[-1].at if len(points) > 1 else None
    rows = [[_name(one, names), _number(one.first), _number(one.last), _signed(one.by)] for one in changes]
    head = [_("Question"), _("First"), _("Latest"), _("Change")]
    return charts.Table(_caption(used, points[0].at, last), head, rows, numbers=(1, 2, 3))


def _caption(used: Instrument, first: datetime, last: datetime | None) -> str:
    told = {"name": _(used.name), "first": a_date(first), "last": a_date(last) if last else ""}
    if last is None:
        return _("%(name)s, in numbers: first on %(first)s") % told
    return _("%(name)s, in numbers: first on %(first)s, latest on %(last)s") % told


def _number(value: Number | None) -> str:
    return _("not known") if value is None else str(value)


def _signed(by: Number | None) -> str:
    return _("not known") if by is None else f"{by:+d}" if by else "0"


def _names(actor: Actor, person: UUID) -> dict[str, str]:
    """Goals and needs in the person's words, as far as the actor may read them."""
    goals = {str(goal.id): goal.words for goal in plans.goals_for(actor, person)}
    needs = {str(need.id): need.words or str(need.domain.label) for need in plans.needs_for(actor, person)}
    return {key: words.rstrip(" .") for key, words in (goals | needs).items()}


def _name(one: Change, names: dict[str, str]) -> str:
    """A question by its short name, a goal or need by the person's words where they may be read."""
    fallback = {"goal": _("A goal"), "need": _("A need")}
    return names.get(one.scale) or fallback.get(one.item.code) or _(one.item.short)


def asked_words(latest: Asked) -> str:
    """When they were last asked, and whether there is time to answer."""
    told = {"day": a_date(latest.asked_at), "until": a_date(latest.due_on)}
    if latest.waits:
        return _("Asked on %(day)s. There is time to answer until %(until)s.") % told
    if latest.state is State.OPEN:
        return _("Asked on %(day)s. There was time to answer until %(until)s.") % told
    return _("Last asked on %(day)s: %(state)s.") % (told | {"state": how_it_stands(latest.id, latest.state).lower()})
