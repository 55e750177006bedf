"""What people said in a deliberation that is over: statement by statement, and whether there are groups of opinion."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from watersmeet.accounts import policy
from watersmeet.accounts.asked import Asked
from watersmeet.base.problems import NotFound
from watersmeet.design.charts import Axis, Chart, Point, Table, dots
from watersmeet.records.voices import api as voices

if TYPE_CHECKING:
    from watersmeet.evidence.opinions import Grouping, Heard, Told

FEWEST, FOR_SHARES, DRAWN, STEP = 8, 20, 12, 5
"""People below whom nothing is said of a statement; below whom it is said in words; statements in the picture; and to
how many hundredths shares are told: one person more or less does not show."""
KEPT = 30 * 24 * 60 * 60


class SaidSheet:
    """What people said to one question."""

    def __init__(self, question: str, code: str, found: "Grouping", heard: Sequence["Heard"], people: int) -> None:
        told = [one for one in heard if one.all.answered >= FEWEST]
        self.question, self.code, self.people = question, code, people
        self.few = len(heard) - len(told)
        self.too_few = not told
        self.groups = _groups(found)
        self.table = [(one.words, *_said(one.all)) for one in told]
        self.chart = _drawn(told) if any(one.all.answered >= FOR_SHARES for one in told) else None


@require_GET
def talk(request: Asked, code: str) -> HttpResponse:
    """Everybody reads it once the talk is over."""
    turn = voices.open_to_all(code)
    found, heard, people = _counted(turn.deliberation)
    sheet = SaidSheet(turn.question, turn.code.lower(), found, heard, people)
    standing = policy.relations(request.actor, here=turn.partnership)
    can_save = people >= FOR_SHARES and policy.may(request.actor, "deliberation.moderate", standing)
    return render(request, "evidence/talk.html", {"sheet": sheet, "can_save": can_save})


@require_GET
def talk_file(request: Asked, code: str, name: str) -> HttpResponse:
    """One of the three files that other tools of the field read: for those who moderate here."""
    from watersmeet.evidence.extracts.talks import conversation  # noqa: PLC0415 - Arrow loads when a file is made
    from watersmeet.evidence.opinions import as_polis, nobodys  # noqa: PLC0415 - numpy loads when it is used

    turn = voices.open_to_all(code)
    actor = request.actor
    policy.insist(actor, "deliberation.moderate", policy.relations(actor, here=turn.partnership))
    talk = nobodys(conversation(turn.deliberation))
    text = as_polis(talk).get(f"{name}.csv") if talk else None
    if text is None:
        raise NotFound
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _counted(deliberation: UUID) -> tuple["Grouping", list["Heard"], int]:
    """What is said now; the groups, which take seconds to find, are kept: numbers of participants, and no word."""
    from watersmeet.evidence import opinions  # noqa: PLC0415 - numpy and what groups people load for this alone
    from watersmeet.evidence.extracts.talks import conversation  # noqa: PLC0415 - as above

    talk = conversation(deliberation)
    out = ",".join(name for name, one in talk.statements.items() if one.taken_out)
    key = f"talk:{deliberation}:{sha256(out.encode()).hexdigest()[:16]}"
    found: Grouping | None = cache.get(key)
    if found is None:
        found = opinions.group(talk)
        cache.set(key, found, timeout=KEPT)
    return found, opinions.heard(talk, found), len({vote.person for vote in talk.votes})


def _groups(found: "Grouping") -> list[str]:
    if len(found.of) < FEWEST:
        return [_("Too few spoke to seven things or more to see if there are groups who think alike.")]
    if found.groups == 1:
        one = _("The %(people)s people who spoke to seven things or more cannot be told apart: they are one group.")
        return [one % {"people": len(found.of)}]
    many = ngettext(
        "There is %(groups)s group of people who think alike.",
        "There are %(groups)s groups of people who think alike.",
        found.groups,
    )
    again = (
        _("They are found again when only some of the people are asked.")
        if found.stable
        else _("They are not sure: with other people there would be other groups.")
    )
    return [many % {"groups": found.groups}, again]


def _said(told: "Told") -> tuple[str, str, str]:
    parts = (told.agree, told.disagree, told.unsure)
    if told.answered >= FOR_SHARES:
        return tuple(f"{_near(one / told.answered)}%" for one in parts)  # type: ignore[return-value]
    return tuple(_in_words(one / told.answered) for one in parts)  # type: ignore[return-value]


def _near(share: float) -> int:
    """A share in hundredths, in steps."""
    return STEP * round(100 * share / STEP)


def _in_words(share: float) -> str:
    if share > 0.75:
        return _("nearly all")
    if share > 0.55:
        return _("most")
    if share >= 0.45:
        return _("about half")
    return _("some") if share > 0.15 else _("few or none")


def _drawn(told: Sequence["Heard"]) -> Chart:
    shown = [one for one in told if one.all.answered >= FOR_SHARES][:DRAWN]
    points = [_point(one) for one in shown]
    caption = _("How many agreed")
    head, width = [_("Somebody said"), _("All"), _("The group that agrees least"), _("The group that agrees most")], 4
    if all(point.low == point.high for point in points):
        width = 2  # one group: it is everybody
    rows = [
        (one.words, *(f"{_near(share)}%" for share in (point.value, point.low or 0, point.high or 0)))[:width]
        for one, point in zip(shown, points, strict=True)
    ]
    table = Table(caption, head[:width], rows, numbers=tuple(range(1, width)))
    says = _("One row for each statement, the most shared first. The dot is everybody, the line joins the groups.")
    return dots(points, title=caption, says=says, table=table, amounts=Axis(between=(0, 1), percent=True), mark=0.5)


def _point(one: "Heard") -> Point:
    everybody = _near(one.all.agree / one.all.answered) / 100
    heard = [group for group in one.groups if group.answered >= FEWEST]
    shares = [_near(group.agree / group.answered) / 100 for group in heard] or [everybody]
    return Point(one.words, everybody, min([*shares, everybody]), max([*shares, everybody]))
