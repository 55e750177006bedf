"""Groups of opinion: real conversations counted and grouped as published, one group never split by more than chance."""

import csv
import gzip
import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from watersmeet.base.problems import Problem
from watersmeet.evidence import deliberation
from watersmeet.evidence.opinions import Conversation, counts_exact, group, like_published, read
from watersmeet.evidence.opinions.files import Statement, Vote

REAL = {  # statements, votes, people: counted by hand from the files
    "canadian-electoral-reform": (174, 12018, 448),
    "london.youth.policing": (39, 640, 26),
    "scoop-hivemind.taxes": (148, 17379, 334),
    "vtaiwan.uberx": (197, 49997, 1921),
}
NIGHTLY = bool(os.environ.get("WATERSMEET_NIGHTLY"))
TALKS = 200 if NIGHTLY else 6
Votes = Mapping[tuple[int, int], int]


def call(*words: str | Path) -> Result:
    app = typer.Typer()
    app.command("else")(lambda: None)
    deliberation.join(app)
    return CliRunner().invoke(app, ["deliberation", "groups", *map(str, words)])


def talk(votes: Votes, groups: Mapping[str, str] | None = None) -> Conversation:
    """A conversation of these votes by person and statement."""
    said = Counter((name, says) for (_who, name), says in votes.items())
    names = {name for _who, name in votes}
    published: dict[str, dict[str, int]] = {}
    for (who, name), says in votes.items():
        published.setdefault(str(who), {})[str(name)] = says
    return Conversation(
        {str(name): Statement(said[name, 1], said[name, -1], taken_out=False) for name in names},
        tuple(Vote(str(who), str(name), says) for (who, name), says in votes.items()),
        published,
        groups or {},
    )


def drawn(seed: int, people: int, statements: int, agrees: "np.ndarray") -> Votes:
    """Votes drawn by how likely each person agrees with each statement; three in ten are missing, one in ten passes."""
    random = np.random.default_rng(seed)
    votes = {}
    for who in range(people):
        for name in range(statements):
            if random.random() < 0.7:
                says = 1 if random.random() < agrees[who, name] else -1
                votes[who, name] = 0 if random.random() < 0.1 else says
    return votes


# Real conversations


@pytest.mark.parametrize("name", REAL)
def test_a_real_conversation_is_counted_exactly_and_grouped_as_published(shared: Path, name: str) -> None:
    ran = call(shared / "data" / "deliberation" / name, "--json")
    assert ran.exit_code == 0, ran.exception
    told = json.loads(ran.stdout.splitlines()[-1])
    assert (told["statements"], told["votes"], told["participants"]) == REAL[name]
    assert told["counts_exact"]
    large = told["participants"] >= 50
    assert told["stable"] is large
    assert (told["groups"] > 1) is large
    assert (told["adjusted_rand"] >= 0.8) is large
    assert told["seconds"] > 0


def test_a_vote_more_or_less_is_noticed(shared: Path) -> None:
    found = read(shared / "data" / "deliberation" / "london.youth.policing")
    assert counts_exact(found)
    assert not counts_exact(Conversation(found.statements, found.votes[1:], found.published, found.groups))
    first = found.votes[0]
    turned = (Vote(first.person, first.statement, -first.says or 1), *found.votes[1:])
    assert not counts_exact(Conversation(found.statements, turned, found.published, found.groups))
    less = dict(list(found.published.items())[1:])
    assert not counts_exact(Conversation(found.statements, found.votes, less, found.groups))


# How many groups


def two_camps(people: int = 80, statements: int = 30) -> Votes:
    """Half agree with what the others do not."""
    side = np.arange(people) % 2 == 0
    lean = np.where(np.arange(statements) % 3 == 0, 0.5, 0.9)
    return drawn(1, people, statements, np.where(side[:, None], lean, 1 - lean))


def test_two_camps_are_two_groups_and_found_again() -> None:
    found = group(talk(two_camps()))
    assert (found.groups, found.stable) == (2, True)
    assert len({(int(who) % 2, one) for who, one in found.of.items()}) == 2


def test_of_few_people_nothing_is_known_to_be_stable() -> None:
    found = group(talk(two_camps(people=30)))
    assert (found.groups, found.stable) == (2, False)


def test_where_nobodys_votes_have_to_do_with_each_other_there_is_one_group() -> None:
    lean = np.random.default_rng(7).uniform(0.2, 0.9, 20)
    split = sum(group(talk(drawn(seed, 60, 20, np.tile(lean, (60, 1))))).groups > 1 for seed in range(TALKS))
    assert split <= TALKS * 0.05 + 2 * (TALKS * 0.05 * 0.95) ** 0.5


def test_people_who_agree_more_or_less_without_a_gap_are_one_group() -> None:
    split = 0
    for seed in range(TALKS):
        warmth = np.random.default_rng(1000 + seed).normal(0, 1, 60)
        lean = np.linspace(-1, 1, 20)
        agrees = 1 / (1 + np.exp(-(warmth[:, None] * 1.2 + lean[None, :])))
        split += group(talk(drawn(seed, 60, 20, agrees))).groups > 1
    assert split <= TALKS * 0.05 + 2 * (TALKS * 0.05 * 0.95) ** 0.5


def test_what_moderators_took_out_groups_nobody() -> None:
    votes = two_camps(statements=9)
    apart = talk(votes)
    assert group(apart).groups == 2
    out = {name: Statement(one.agrees, one.disagrees, taken_out=True) for name, one in apart.statements.items()}
    assert group(Conversation(out, apart.votes, apart.published, apart.groups)).groups == 1


def test_the_last_vote_counts() -> None:
    changed = talk(two_camps(), {str(who): str(who % 2) for who in range(80)})
    before = tuple(Vote(one.person, one.statement, -one.says) for one in changed.votes)
    twice = Conversation(changed.statements, before + changed.votes, changed.published, changed.groups)
    assert twice.last == changed.last
    assert like_published(twice) == like_published(changed)


CELLS = st.dictionaries(st.tuples(st.integers(0, 12), st.integers(0, 9)), st.sampled_from([-1, 0, 1]), max_size=130)


@settings(max_examples=200 if NIGHTLY else 15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CELLS, st.dictionaries(st.integers(0, 12).map(str), st.sampled_from("012")))
def test_no_conversation_however_small_breaks_it(votes: Votes, published: dict[str, str]) -> None:
    said = talk(votes, published)
    found, like = group(said), like_published(said)
    assert found.groups == max(len(set(found.of.values())), 1)
    assert not found.stable
    assert like is None or -1 <= like.adjusted_rand <= like.rand <= 1
    assert counts_exact(said)


# The files


HEADS = {
    "comments": [
        "timestamp",
        "datetime",
        "comment-id",
        "author-id",
        "agrees",
        "disagrees",
        "moderated",
        "comment-body",
    ],
    "votes": ["timestamp", "datetime", "comment-id", "voter-id", "vote"],
    "participants-votes": ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "0", "1"],
}
GOOD = {
    "comments": [[1, "", 0, 9, 1, 0, 1, "Tea, please"], [2, "", 1, 9, 0, 1, -1, "No"]],
    "votes": [[3, "", 0, 5, -1], [4, "", 0, 5, 1], [5, "", 1, 6, -1]],
    "participants-votes": [[5, 0, 0, 1, 1, 0, 1, ""], [6, "", 0, 1, 0, 1, "", -1]],
}


def written(folder: Path, *, packed: bool = False, **other: list[list[object]]) -> Path:
    for name, head in HEADS.items():
        opened = gzip.open if packed else open
        rows = other.get(name.replace("-", "_"), GOOD[name])
        with opened(folder / f"{name}.csv{'.gz' if packed else ''}", "wt", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([head, *rows])
    return folder


@pytest.mark.parametrize("packed", [True, False])
def test_a_folder_is_read_packed_or_not(tmp_path: Path, packed: bool) -> None:
    found = read(written(tmp_path, packed=packed))
    assert found.last == {("5", "0"): 1, ("6", "1"): -1}
    assert (found.groups, found.statements["1"].taken_out) == ({"5": "0"}, True)
    assert not counts_exact(found), "of a vote that was changed later the files count both"


def problem(folder: Path) -> Problem:
    found = call(folder).exception
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(
    ("wrong", "says", "mend"),
    [
        ({"votes": [[3, "", 7, 5, 1]]}, "line 2: no statement has the number 7.", "Export it"),
        ({"votes": [[3, "", 0, 5, 2]]}, "line 2: 2 is no vote.", "1 (agree), 0 (pass) or -1 (disagree)"),
        ({"votes": [["soon", "", 0, 5, 1]]}, "line 2: 'soon' is no number.", "Export it"),
        ({"comments": [GOOD["comments"][0]] * 2}, "line 3: the number 0 stands there a second time.", "Export it"),
        (
            {"participants_votes": [GOOD["participants-votes"][0]] * 2},
            "the number 5 stands there a second",
            "Export it",
        ),
    ],
)
def test_what_is_wrong_says_where(tmp_path: Path, wrong: dict[str, list[list[object]]], says: str, mend: str) -> None:
    found = problem(written(tmp_path, **wrong))
    assert says in found.say
    assert mend in found.next_step


def test_a_folder_that_is_none_says_what_it_should_hold(tmp_path: Path) -> None:
    assert "comments, votes and participants-votes" in problem(tmp_path / "none").next_step
    written(tmp_path)
    (tmp_path / "votes.csv").write_text("when,who\n1,2\n")
    assert "lacks columns: timestamp, comment-id, voter-id, vote" in problem(tmp_path).say
    (tmp_path / "votes.csv").unlink()
    (tmp_path / "votes.csv.gz").write_bytes(b"\x1f\x8b and no more")
    assert "cannot be read" in problem(tmp_path).say


def test_it_is_said_in_words(tmp_path: Path) -> None:
    said = call(written(tmp_path)).stdout
    for words in ("2 people, 2 statements, 3 votes.", "do not add up", "One group of opinion", "no evidence"):
        assert words in said
