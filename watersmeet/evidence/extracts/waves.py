"""What a closed wave answered, as tallies: from single answers while they are there, then from what was kept."""

from collections import Counter
from typing import Any

from watersmeet.base.actor import Actor
from watersmeet.evidence.extracts.sources import heard
from watersmeet.evidence.inquiry import Answers, Face, gather
from watersmeet.evidence.inquiry.kept import again
from watersmeet.records.voices import api as voices
from watersmeet.records.voices.api import WaveView


def answers_of(actor: Actor, at: WaveView) -> Answers:
    """The tallies of a wave of the actor's place. A roster that is smaller than who answered is not known."""
    if at.forgotten_on is not None:
        return again(voices.tallies_of(actor, at.id))
    rows = heard(actor, at.id).to_pylist()
    answered = _people(rows)
    rosters = {one.group: one.roster for one in at.groups if one.roster and one.roster >= answered[one.group]}
    said = ((row["group"], row["organisation"] or "", row["item"], Face(row["face"]), row["said"]) for row in rows)
    return gather(said, rosters)


def _people(rows: list[dict[str, Any]]) -> Counter[str]:
    """How many answered anything, by group."""
    return Counter(group for group, _one in {(row["group"], row["answer"]) for row in rows})
