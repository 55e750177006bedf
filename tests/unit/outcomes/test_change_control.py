"""A file that was used is never changed: what an instrument asks and how it counts is pinned for each version.

To change one, add a file with a new version and its reason, and pin that as well; the clinical owner agrees to both.
"""

import hashlib
import json

import pytest

from watersmeet.records.outcomes.instrument import Instrument, shipped

PINNED = {
    "gad7 1": "c18d441fdd96f6a8",
    "goals 1": "ef2ff5893dbe5bcc",
    "lonely 1": "248c79271eb02df7",
    "needs 1": "9969c1e93d229bd8",
    "ons4 1": "88821b2f7b6f30e7",
    "phq8 1": "fda73085e8ec4430",
    "phq9 1": "6af2495e7a3b6329",
    "reqol10 1": "32816c3c7a1f3de1",
    "swemwbs 1": "0e115cb63c229eb1",
    "ucla3 1": "f643dfc5c3ffa4e2",
    "wemwbs 1": "7e5db7893bb35a3e",
    "who5 1": "ce4b69d5b2c7beab",
    "wsas 1": "2859a94c68208b9a",
}
OF_NO_ACCOUNT = {"source_url", "loinc", "known_as", "unscored", "why", "attribution"}
"""What other systems call it, and where it comes from: what is asked and counted stays the same."""

UNSAID = ("pair_needs", None)
"""A rule that files may say and these do not: all questions make a pair, as when they were agreed."""


def digest(one: Instrument) -> str:
    """What people read and how it counts, as one short hash."""
    told = _without(one.model_dump(mode="json", by_alias=True))
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _without(said: object) -> object:
    if isinstance(said, dict):
        kept = {key: value for key, value in said.items() if key not in OF_NO_ACCOUNT}
        return {key: _without(value) for key, value in kept.items() if (key, value) != UNSAID}
    return [_without(value) for value in said] if isinstance(said, list | tuple) else said


def test_every_version_is_pinned() -> None:
    assert {f"{code} {version}" for code, version in shipped()} == set(PINNED)


@pytest.mark.parametrize("named", PINNED)
def test_what_is_asked_and_counted_is_as_it_was_agreed(named: str) -> None:
    code, _space, version = named.partition(" ")
    assert digest(shipped()[code, int(version)]) == PINNED[named]


def test_a_changed_word_or_number_is_noticed() -> None:
    phq9 = shipped()["phq9", 1]
    other = phq9.model_copy(update={"items": (phq9.items[0].model_copy(update={"alert_from": 1}), *phq9.items[1:])})
    assert digest(other) != digest(phq9)
    assert digest(phq9.model_copy(update={"intro": "How are you?"})) != digest(phq9)
    assert digest(phq9.model_copy(update={"source_url": ""})) == digest(phq9)
    total = phq9.total
    assert total is not None
    assert digest(phq9.model_copy(update={"total": total.model_copy(update={"pair_needs": 8})})) != digest(phq9)
