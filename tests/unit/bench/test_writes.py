"""The bench of writes: its figures are what they say, and it runs, on a few steps."""

import json
from pathlib import Path

import pytest
from django.db import connection

from bench import measured, scoreboard
from bench.pace import Round, summary
from watersmeet.audit.models import Line
from watersmeet.outbox.models import Posting
from watersmeet.records.referrals.models import ReferralEvent


def test_the_figures_are_medians_over_the_rounds() -> None:
    ours = [Round([0.01] * 19 + [0.5], 0, 2.0), Round([0.02] * 40, 1, 2.0), Round([0.02] * 60, 0, 2.0)]

    line = summary("P2", ours, [100.0, 100.0, 600.0], seed=7)

    assert (line["n"], line["failures"]) == (120, 1)
    assert (line["writes_per_s"], line["floor_per_s"]) == (20.0, 100.0)
    assert (line["p95_ms"], line["vs_floor"]) == (20.0, 0.1)


def test_one_line_is_put_and_the_others_stay(tmp_path: Path) -> None:
    file = tmp_path / "scoreboard.json"
    file.write_text('{"P1": "not run", "P2": {"id": "P2", "n": 1}}')

    scoreboard.put({"id": "P2", "n": 2}, file)

    assert json.loads(file.read_text()) == {"P1": scoreboard.NOT_RUN, "P2": {"id": "P2", "n": 2}}


@pytest.mark.postgres
@pytest.mark.usefixtures("_audit_book")
def test_both_sides_write_the_same_rows(tmp_path: Path) -> None:
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"

    line = measured.writes("P2", address, tmp_path, connections=2, each=2, seconds=1, rounds=1, seed=7)

    assert line["failures"] == 0
    assert line["n"]
    assert line["vs_floor"]
    assert line["connections"] == 2
    theirs = ReferralEvent.objects.exclude(subject__in=_ours()).count()
    assert theirs
    assert Line.objects.filter(verb__in=("referral.start",)).exclude(subject_id__in=_ours()).count() == theirs
    assert Posting.objects.exclude(subject_id__in=_ours()).filter(subject_kind="referral").count() == 2 * theirs


def _ours() -> list[object]:
    """The referrals that the rooms made: they began with being asked for."""
    return list(ReferralEvent.objects.filter(what="ask").values_list("subject", flat=True))
