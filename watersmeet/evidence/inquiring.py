"""`watersmeet inquiry`: how many answers are needed, and what a file of answers shows."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base.problems import Problem
from watersmeet.evidence.unreadable import Unreadable

if TYPE_CHECKING:
    from watersmeet.evidence.inquiry import Answers, Fact, Judged, Judgement, Plan

AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON line.")]
FACTS = ("agreement", "assessment", "leads", "funding", "safety", "loops_closed", "acceptance", "commitments")
"""What must be in place for VIABLE; what is not said is not known."""
MOST = 100_000
_LOOK = gettext_lazy("Look at that line, or leave it out.")
_SAYS = {
    "no file": (gettext_lazy("There is no file %(where)s."), gettext_lazy("Check the path.")),
    "not text": (
        gettext_lazy("%(where)s cannot be read as comma-separated values in UTF-8."),
        gettext_lazy("Save it as CSV in UTF-8."),
    ),
    "too large": (gettext_lazy("%(where)s is larger than 100 MB."), gettext_lazy("Give a smaller one.")),
    "no columns": (
        gettext_lazy("%(where)s lacks columns: %(detail)s."),
        gettext_lazy("Its first line names group, organisation, value, face and answer."),
    ),
    "no answers": (gettext_lazy("%(where)s has no answers."), gettext_lazy("Write one on each line.")),
    "no group": (gettext_lazy("%(where)s, line %(line)d names no group, or nothing that was asked."), _LOOK),
    "no face": (
        gettext_lazy("%(where)s, line %(line)d: nothing is asked as %(detail)r."),
        gettext_lazy("A face is important, lived, priority, statement, leadership, benefit, barrier or condition."),
    ),
    "no answer": (
        gettext_lazy("%(where)s, line %(line)d: %(detail)r is no answer to that."),
        gettext_lazy("Write 1 to 5; points 0 to 10; yes or no to a barrier; met, can, no or unknown to a condition."),
    ),
    "roster": (
        gettext_lazy("%(where)s has more answers of %(detail)s than there are people on its roster."),
        gettext_lazy("Count the roster again, or look for somebody who answered twice."),
    ),
}


def join(app: typer.Typer) -> None:
    """Add `inquiry` to the command line."""
    verbs = typer.Typer(no_args_is_help=True, help="Are the values shared; is working together viable?")
    verbs.command("plan")(plan)
    verbs.command("verdict")(verdict)
    app.add_typer(verbs, name="inquiry")


def plan(
    groups: Annotated[str, typer.Option(help="Answers hoped for, and of how many: learners=30/80,community=20,…")],
    as_json: AsJson = False,
) -> None:
    """Say how likely so many answers are to show anything, before anybody is asked."""
    from watersmeet.evidence.inquiry import Group  # noqa: PLC0415 - numpy and scipy load for these verbs alone
    from watersmeet.evidence.inquiry import plan as plan_for  # noqa: PLC0415 - as above

    found = plan_for({name: Group(*numbers) for name, *numbers in _numbers(groups)})
    typer.echo(json.dumps(_plan_as_data(found), separators=(",", ":")) if as_json else "\n".join(_told_plan(found)))


def verdict(
    file: Annotated[Path, typer.Argument(help="Answers: columns group, organisation, value, face, answer.")],
    roster: Annotated[str, typer.Option(help="How many people a group has, where known: learners=80,…")] = "",
    in_place: Annotated[
        list[str] | None,
        typer.Option(help="What the records say is in place: agreement=yes, leads=no, … Once for each."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say of each value whether it is shared, contested, or nobody can tell; and whether working together is viable."""
    from watersmeet.evidence import inquiry  # noqa: PLC0415 - numpy and scipy load for these verbs alone

    facts = _facts(in_place or [])
    try:
        answers = inquiry.read(file, {name: many for name, many, *_rest in _numbers(roster)} if roster else {})
    except Unreadable as problem:
        say, mend = _SAYS[problem.reason]
        raise Problem(str(say) % problem.words, str(mend) % problem.words) from problem
    found, viable = inquiry.verdicts(answers.values), _viable(answers, facts)
    if as_json:
        typer.echo(json.dumps(_as_data(found, viable), separators=(",", ":")))
    else:
        typer.echo("\n".join(_told(found, viable)))


def _numbers(words: str) -> Iterable[tuple[Any, ...]]:
    """(name, number) or (name, number, of how many), each once. Raises Problem."""
    seen = set()
    for part in words.split(","):
        found = re.fullmatch(r"\s*([a-z_]+)\s*=\s*([0-9]{1,6})(?:\s*/\s*([0-9]{1,6}))?\s*", part)
        numbers = [int(one) for one in (found.groups()[1:] if found else ()) if one]
        if not found or found[1] in seen or max(numbers) > MOST or numbers != sorted(numbers):
            raise Problem(
                _("%(part)r says no group and number, or one that was said.") % {"part": part.strip()[:40]},
                _("Write such as learners=30,community=20/60."),
            )
        seen.add(found[1])
        yield (found[1], *numbers)


def _facts(said: list[str]) -> list["Fact"]:
    from watersmeet.evidence.inquiry import Fact, Known  # noqa: PLC0415 - as above

    told = dict(part.partition("=")[::2] for part in said)
    wrong = [name for name, known in told.items() if name not in FACTS or known not in {"yes", "no"}]
    if wrong:
        raise Problem(
            _("%(what)r is nothing that can be in place, or neither yes nor no.") % {"what": wrong[0][:40]},
            _("Say one of: %(names)s; such as agreement=yes.") % {"names": ", ".join(FACTS)},
        )
    return [Fact(name, Known(told.get(name, "not known"))) for name in FACTS]


def _viable(answers: "Answers", facts: list["Fact"]) -> "Judged | None":
    """None where nothing was asked about it."""
    from watersmeet.evidence.inquiry import viability  # noqa: PLC0415 - as above

    if not (answers.benefits or answers.barriers or answers.can_be_met):
        return None
    return viability(
        benefits=answers.benefits,
        barriers=answers.barriers,
        met=answers.met,
        can_be_met=answers.can_be_met,
        facts=facts,
        also=sorted(answers.groups),
    )


def _plan_as_data(found: "Plan") -> dict[str, Any]:
    chances = [
        {"true_share": one.share, "one_value": round(one.one_value, 3), "all_values": round(one.all_values, 3)}
        for one in found.chances
    ]
    noticed = {name: round(chance, 3) for name, chance in found.noticed.items()}
    return {"needs": found.needs, "shared": chances, "contested_if_at_35": noticed, "enough": found.enough}


def _as_data(found: list["Judgement"], viable: "Judged | None") -> dict[str, Any]:
    from watersmeet.evidence.inquiry import overall  # noqa: PLC0415 - as above

    faces = list(dict.fromkeys(one.item[1] for one in found))
    return {
        "values": [_judgement_as_data(one) for one in found],
        "overall": {face: str(overall([one for one in found if one.item[1] == face])) for face in faces},
        "viable": viable and _viable_as_data(viable),
    }


def _judgement_as_data(one: "Judgement") -> dict[str, Any]:
    return {
        "value": one.item[0],
        "face": one.item[1],
        "verdict": _name(one.verdict),
        "close": one.close,
        "hangs_on": one.hangs_on,
        "wide": one.wide,
        "may_be_wide": one.may_be_wide,
        "groups": [_group_as_data(of) for of in one.groups],
        "rests_on": [{"if": what, "then": _name(then)} for what, then in one.rests_on],
    }


def _group_as_data(of: Any) -> dict[str, Any]:
    """Of a group that is heard and not tested nothing is told, not even how many."""
    if of.untested:
        return {"group": of.group, "untested": of.untested}
    yes, counted = of.tally.counted
    bounds = of.tally.bounds
    return {
        "group": of.group,
        "yes": yes,
        "of": counted,
        "counted": "organisations" if of.tally.by_organisation else "people",
        "lower": round(of.tally.lower, 3),
        "whatever_the_silent_think": bounds and [round(bounds.low, 3), round(bounds.high, 3)],
        "endorsed": of.endorsed,
        "opposed": of.opposed,
        "lean": of.lean,
        "needed": of.needed,
        "one_organisation_speaks_most": of.tally.dominant,
    }


def _viable_as_data(viable: "Judged") -> dict[str, Any]:
    parts = {"stops": viable.stops, "unknown": viable.unknown, "conditions": viable.conditions}
    return {
        "verdict": _name(viable.verdict),
        **{
            part: [{"what": one.what, "why": one.why, "group": one.group} for one in rows]
            for part, rows in parts.items()
        },
    }


def _told_plan(found: "Plan") -> list[str]:
    lines = []
    for name, needs in found.needs.items():
        words = {"group": name, "needs": needs, "enough": found.enough[name]}
        told = (
            _("%(group)s: too few to be tested, or to pass. Ask for %(enough)d.")
            if needs is None
            else _("%(group)s: %(needs)d must say yes. %(enough)d answers answer the question.")
        )
        lines.append(told % words)
    for one in found.chances:
        words = {"share": f"{one.share:.0%}", "one": f"{one.one_value:.0%}", "all": f"{one.all_values:.0%}"}
        lines.append(
            _("If %(share)s of every group agree: one value is found SHARED in %(one)s of waves, all five in %(all)s.")
            % words
        )
    for name, chance in found.noticed.items():
        words = {"group": name, "chance": f"{chance:.0%}"}
        lines.append(_("If only 35%% of %(group)s agree, a value is found CONTESTED in %(chance)s of waves.") % words)
    return lines


def _told(found: list["Judgement"], viable: "Judged | None") -> list[str]:
    lines = []
    for one in found:
        words = {
            "value": one.item[0],
            "face": one.item[1],
            "verdict": _name(one.verdict),
            "groups": ", ".join(one.hangs_on),
        }
        hangs = _("%(value)s, %(face)s: %(verdict)s. It hangs on %(groups)s.")
        lines.append((hangs if one.hangs_on else _("%(value)s, %(face)s: %(verdict)s.")) % words)
        lines += [
            "  " + _("It rests on this: %(what)s, it would be %(then)s.") % {"what": what, "then": _name(then)}
            for what, then in one.rests_on
        ]
    if viable:
        lines.append(_("Working together: %(verdict)s.") % {"verdict": _name(viable.verdict)})
        for one_reason in (*viable.stops, *viable.unknown, *viable.conditions):
            lines.append("  " + ": ".join(filter(None, (one_reason.what, one_reason.group, one_reason.why))))
    return lines


def _name(verdict: Any) -> str:
    return str(verdict.name).replace("_", " ")
