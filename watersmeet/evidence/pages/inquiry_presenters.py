"""A wave that is closed, in words and tables: bands instead of counts, and nothing at all of a group under eight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from watersmeet.design.charts import Table
from watersmeet.design.dates import date as a_date
from watersmeet.evidence.inquiry import Answers, Fact, Judged, Judgement, Known, Verdict, overall, verdicts, viability
from watersmeet.evidence.inquiry.verdicts import Item, OfGroup
from watersmeet.evidence.inquiry.viable import Reason
from watersmeet.evidence.pages.inquiry_changes import Changes
from watersmeet.evidence.report.inquiry_words import ANSWERS, FACES, IN_PLACE, KNOWN, RESTS, VERDICTS, VIABLE, WHY
from watersmeet.records.voices.api import InquiryView, WaveView

VALUES = ("important", "lived", "priority")
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Commitment:
    """What must still be done, and where it is made a commitment."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Open:
    """One value or sentence that is contested, or of which nobody can tell: why, and what it rests on."""

    title: str
    verdict: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """All that a page or a paper says of one wave."""

    inquiry: InquiryView
    wave: WaveView
    answers: Answers
    facts: Sequence[Fact]
    before: Answers | None = None
    judged: list[Judgement] = field(init=False)
    viable: Judged = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "judged", verdicts(self.answers.values))
        told = self.answers
        found = viability(
            benefits=told.benefits,
            barriers=told.barriers,
            met=told.met,
            can_be_met=told.can_be_met,
            facts=self.facts,
            also=[group.id for group in self.inquiry.questions.groups],
        )
        object.__setattr__(self, "viable", found)

    @property
    def too_few(self) -> bool:
        """Whether no group was heard by eight: then there is nothing to print."""
        return all(group.heard.about is None for group in self.wave.groups)

    @property
    def values(self) -> str:
        """The first core question, in one paragraph."""
        asked = _("Do education, health, community and learners hold the same values here?")
        said = [self._overall(face) for face in VALUES if self._of(face)]
        return " ".join((asked, *said, *self._unheard()))

    @property
    def working(self) -> str:
        """The second core question, in one paragraph."""
        asked = _("Can education, health, community and learners work together here, and can it last?")
        verdict = _("%(verdict)s.") % {"verdict": VIABLE[self.viable.verdict.name]}
        many = len(_grouped(self.viable.conditions))
        rest = ngettext(
            "%(many)d thing must still be done or written down.",
            "%(many)d things must still be done or written down.",
            many,
        ) % {"many": many}
        why = self._shortly(self.viable.stops or self.viable.unknown)
        return " ".join((asked, verdict, *why, *([rest] if many else [])))

    @property
    def heard(self) -> Table:
        """Who was heard, in bands; the share that answered is not told where nobody knows of how many."""
        rows = [
            (
                group.name,
                _("fewer than 8: heard, not tested") if group.heard.about is None else _about(group.heard.about),
                str(group.roster) if group.roster else _("not known"),
            )
            for group in self.wave.groups
        ]
        return Table(_("Who was heard"), (_("Group"), _("Answers"), _("Of how many people")), rows)

    @property
    def forgotten(self) -> str:
        """That single answers are gone, and when; "" while they are there."""
        day = self.wave.forgotten_on
        said = _("Single answers were forgotten on %(day)s. This is made from the counts of groups that stayed.")
        return said % {"day": a_date(day)} if day else ""

    @property
    def verdicts(self) -> Table:
        """Each value by each face."""
        found = {one.item: self._cell(one) for one in self.judged}
        rows = [
            (value.name, *(found.get((value.id, face), _("not asked")) for face in VALUES))
            for value in self.inquiry.questions.values
        ]
        return Table(_("Each value, asked three ways"), (_("Value"), *(str(FACES[face]) for face in VALUES)), rows)

    @property
    def sentences(self) -> Table:
        """The place's own sentences, and those about who leads."""
        asked = [*self.inquiry.questions.statements, *self.inquiry.questions.leadership]
        found = {one.item[0]: one.verdict for one in self.judged if one.item[1] in {"statement", "leadership"}}
        rows = [(one.ask, self._verdict(found.get(one.id))) for one in asked]
        return Table(_("Your own sentences"), (_("Sentence"), _("Verdict")), rows)

    @property
    def open(self) -> list[Open]:
        """What is not SHARED, or rests on something: why; what has the same reasons stands together."""
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for one in self.judged:
            if one.verdict is not Verdict.SHARED or one.rests_on:
                alike.setdefault((self._verdict(one.verdict), tuple(self._reasons(one))), []).append(self._title(one))
        return [Open("; ".join(titles), verdict, said) for (verdict, said), titles in alike.items()]

    @property
    def stops(self) -> list[str]:
        """Why it is not viable, or cannot be told."""
        return list(self._shortly((*self.viable.stops, *self.viable.unknown)))

    @property
    def conditions(self) -> list[Commitment]:
        """Each thing that must still be done, to be made a commitment."""
        return [_commitment(self._reason(one)) for one in _grouped(self.viable.conditions)]

    @property
    def in_place(self) -> Table:
        """What the records say."""
        rows = [(str(IN_PLACE[one.name]), str(KNOWN[one.known]), _days(one)) for one in self.facts]
        return Table(_("What the records say is in place"), (_("What"), _("In place"), _("Days")), rows)

    @property
    def changes(self) -> Changes | None:
        """What changed since the wave before; None where this is the first that can be read."""
        return Changes(self.before, self.answers, self._group, self._titled) if self.before else None

    @property
    def dominated(self) -> list[str]:
        """Groups of which one organisation gave more than half of the answers."""
        found = {of.group for one in self.judged for of in one.groups if of.untested is None and of.tally.dominant}
        said = _("More than half of the answers of %(group)s came from one organisation.")
        return [said % {"group": self._group(group)} for group in sorted(found)]

    def _of(self, face: str) -> list[Judgement]:
        return [one for one in self.judged if one.item[1] == face]

    def _overall(self, face: str) -> str:
        """The answer by one face, and which values are contested in it, by whom."""
        of = self._of(face)
        words = {"face": FACES[face], "answer": ANSWERS[overall(of)]}
        contested = [self._contested(one) for one in of if one.verdict is Verdict.CONTESTED]
        if not contested:
            return _("%(face)s: %(answer)s.") % words
        return _("%(face)s: %(answer)s; contested: %(values)s.") % {**words, "values": ", ".join(contested)}

    def _contested(self, one: Judgement) -> str:
        groups = one.hangs_on or tuple(dict.fromkeys(group for pair in one.wide for group in pair))
        words = {"value": self._item(one), "groups": ", ".join(self._group(group) for group in groups)}
        return _("%(value)s (%(groups)s)") % words

    def _shortly(self, first: Sequence[Reason]) -> Iterable[str]:
        """Why it is not viable, or cannot be told: what each group that was heard says, many things in one sentence."""
        silent = {group.group for group in self.wave.groups if group.heard.about is None}
        unheard = [one.group for one in first if one.group in silent]
        if unheard:
            groups = ", ".join(self._group(group) for group in dict.fromkeys(unheard))
            yield _("Too few of %(groups)s answered to be tested.") % {"groups": groups}
        merged: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for one in _grouped([one for one in first if one.group not in silent]):
            merged.setdefault((one.why, one.groups), []).append(self._what(one.what))
        for (why, groups_of), whats in merged.items():
            yield self._because("; ".join(whats), why, groups_of)

    def _unheard(self) -> Iterable[str]:
        for group in self.wave.groups:
            if group.heard.about is None:
                yield _("We heard from fewer than 8 of %(group)s. We cannot speak for them.") % {"group": group.name}

    def _title(self, one: Judgement) -> str:
        return self._titled(one.item)

    def _titled(self, item: Item) -> str:
        if item[1] not in VALUES:
            return self._named(item)
        return _("%(item)s, %(face)s") % {"item": self._named(item), "face": str(FACES[item[1]]).lower()}

    def _reasons(self, one: Judgement) -> Iterable[str]:
        yield from self._why(one)
        yield from (self._rests(what, then) for what, then in one.rests_on)

    def _why(self, one: Judgement) -> Iterable[str]:
        for of in one.groups:
            if of.opposed:
                yield _("Most of %(group)s say no.") % {"group": self._group(of.group)}
            elif not of.endorsed and one.verdict is Verdict.CANNOT_TELL:
                yield self._missing(of)
        for first, second in one.wide or one.may_be_wide:
            words = {"first": self._group(first), "second": self._group(second)}
            far = (
                _("%(first)s and %(second)s are far apart.")
                if one.wide
                else _("%(first)s and %(second)s may be far apart.")
            )
            yield far % words

    def _missing(self, of: OfGroup) -> str:
        words = {"group": self._group(of.group), "needed": NEAREST * -(-(of.needed or 0) // NEAREST)}
        if of.untested is not None:
            return _("We cannot speak for %(group)s: too few answered to be tested.") % words
        if of.needed is None:
            return (
                _("It is not shown that most of %(group)s say yes, and more answers like these would not show it.")
                % words
            )
        return (
            _("It is not shown that most of %(group)s say yes. About %(needed)d answers like these would show it.")
            % words
        )

    def _rests(self, what: str, then: Verdict) -> str:
        kind, _space, rest = what.partition(" ")
        kind = f"silent {rest.rpartition(' ')[2]}" if kind == "silent" else kind
        words = {"what": self._group(rest) if kind == "without" else rest, "then": self._verdict(then).lower()}
        return str(RESTS[kind]) % words

    def _reason(self, one: "Grouped") -> str:
        return self._because(self._what(one.what), one.why, one.groups)

    def _what(self, what: str) -> str:
        return str(IN_PLACE.get(what) or self._asked(what)).rstrip(".")

    def _because(self, what: str, why: str, groups: Sequence[str]) -> str:
        return str(WHY[why]) % {"what": what, "group": ", ".join(self._group(group) for group in groups)}

    def _asked(self, what: str) -> str:
        asked = self.inquiry.questions
        every = (*asked.barriers, *asked.conditions)
        return asked.benefit if what == "benefit" else next((one.ask for one in every if one.id == what), what)

    def _item(self, one: Judgement) -> str:
        return self._named(one.item)

    @staticmethod
    def _cell(one: Judgement) -> str:
        """The verdict; where every contrast is shown to be within 25 points, that too."""
        return str(VERDICTS["CLOSE" if one.close else one.verdict.name])

    def _named(self, item: Item) -> str:
        asked = self.inquiry.questions
        what, face = item
        if face in VALUES:
            return next((value.name for value in asked.values if value.id == what), what)
        return next((each.ask for each in (*asked.statements, *asked.leadership) if each.id == what), what)

    def _group(self, group: str) -> str:
        found = self.inquiry.questions.group(group)
        return f"“{found.name}”" if found else group

    @staticmethod
    def _verdict(verdict: Verdict | None) -> str:
        return _("not asked") if verdict is None else str(VERDICTS[verdict.name])


@dataclass(frozen=True, slots=True)
class Grouped:
    """One reason, for all the groups that have it."""

    what: str
    why: str
    groups: tuple[str, ...]


def _grouped(reasons: Sequence[Reason]) -> list[Grouped]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in reasons:
        found.setdefault((one.what, str(one.why)), []).extend([one.group] if one.group else [])
    return [Grouped(what, why, tuple(groups)) for (what, why), groups in found.items()]


def _commitment(words: str) -> Commitment:
    """Its words go along in the address, for the form to begin with."""
    return Commitment(words, f"{reverse('memory:new', args=['commitment'])}?{urlencode({'title': words})}")


def _about(many: int) -> str:
    return _("about %(many)d") % {"many": many}


def _days(one: Fact) -> str:
    """The days that were counted; else the last day on which it holds, or held, or the one that is too near."""
    if one.until is None or one.known is Known.NOT_KNOWN:
        return ""
    words = {"day": a_date(one.until), "since": a_date(one.since) if one.since else ""}
    if one.since:
        return _("from %(since)s to %(day)s") % words
    return (_("until %(day)s") if one.known is Known.YES else _("only until %(day)s")) % words
