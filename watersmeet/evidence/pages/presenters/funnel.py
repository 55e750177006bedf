"""Who the figures are about, from the first step to the last."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from watersmeet.design.charts import Table
from watersmeet.evidence.report import sentences
from watersmeet.evidence.report.numbers import share
from watersmeet.evidence.runs.api import Run


@dataclass(frozen=True)
class FunnelShown:
    """One sentence, one table with denominators, and who is not in these figures."""

    sentence: str
    outside: str
    table: Table


def funnel(run: Run) -> FunnelShown | None:
    """The funnel of a run, or None when nothing was recorded."""
    counts = run.result["counts"]
    if not counts["funnel"]:
        return None
    row = counts["funnel"][0]
    outside = {line["step"]: line["people"] for line in counts["uncounted"]}
    referred, started, finished, paired = (row[step] for step in ("referred", "started", "finished", "paired"))
    lines = (
        (_("Referred"), referred, "", outside.get("referred", 0)),
        (_("Started"), started, share(started, referred), outside.get("started", 0)),
        (_("Finished"), finished, share(finished, started) if started else "", outside.get("finished", 0)),
        (_("Answered before and after"), paired, share(paired, started) if started else "", ""),
    )
    return FunnelShown(
        sentence=sentences.funnel(referred, started, finished, paired),
        outside=sentences.not_in_these_figures(outside.get("referred", 0)),
        table=Table(
            caption=_("People at each step"),
            head=(_("Step"), _("People"), _("Of"), _("Not in these figures")),
            rows=[
                (step, str(people), _of(part, base), str(others))
                for (step, people, part, others), base in zip(
                    lines,
                    ("", _("of those referred"), _("of those who started"), _("of those who started")),
                    strict=True,
                )
            ],
            numbers=(1, 3),
        ),
    )


def _of(part: str, base: str) -> str:
    return _("%(part)s, %(base)s") % {"part": part, "base": base} if part and base else ""
