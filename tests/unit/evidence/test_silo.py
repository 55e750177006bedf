"""How joined up a network is: worked numbers, real networks counted another way, and files that cannot be read."""

import json
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from watersmeet.base.problems import Problem
from watersmeet.evidence import commands
from watersmeet.evidence.network import Network, Silo, figures

REAL = (
    ("DHHS", "agency", 0.0),
    ("DHHS", "agency", 3.0),
    ("TCnetworks_TCcnt", "agency_cat", 0.0),
    ("TCnetworks_TCcoll", "agency_lvl", 3.0),
)
GROUPS = dict.fromkeys("abcdefghij", "one") | dict.fromkeys("klmno", "two") | dict.fromkeys("pqrst", "three")


def call(*words: str | Path) -> Result:
    app = typer.Typer()
    commands.join(app)
    return CliRunner().invoke(app, ["silo", *map(str, words)])


def within(group: str) -> Iterator[tuple[str, str]]:
    names = [name for name, of in GROUPS.items() if of == group]
    return ((a, b) for a, b in permutations(names, 2) if a < b)


# Worked numbers


def test_twelve_ties_between_and_eight_within_are_more_inward_than_chance() -> None:
    inside = [tie for _n, tie in zip(range(8), within("one"), strict=False)]
    between = [("a", name) for name in "klmnopqrst"] + [("b", "k"), ("b", "l")]
    found = figures(Network(GROUPS, dict.fromkeys([*inside, *between], None), directed=False))
    assert (found.external, found.internal, found.ei_index) == (12, 8, 0.2)
    assert found.ei_chance == pytest.approx((125 - 65) / 190) == pytest.approx(0.316, abs=0.0005)


def test_reciprocity_of_arcs_is_not_that_of_pairs() -> None:
    ties = {("a", "b"): None, ("b", "a"): None, ("a", "c"): None}
    found = figures(Network(dict.fromkeys("abc", ""), ties))
    assert (found.reciprocity, found.mutual, found.ties) == (pytest.approx(2 / 3), 0.5, 3)
    assert found.density == 0.5


@pytest.mark.parametrize(
    ("nodes", "ties", "density", "centralisation"),
    [
        ("", [], None, None),
        ("a", [], None, None),
        ("ab", [("a", "b")], 1.0, None),
        ("abcd", [("a", "b"), ("a", "c"), ("a", "d")], 0.5, 1.0),
        ("abcd", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")], 4 / 6, 0.0),
        ("abcd", [], 0.0, 0.0),
    ],
)
def test_who_has_no_tie_counts_and_too_few_have_no_middle(
    nodes: str, ties: list[tuple[str, str]], density: float | None, centralisation: float | None
) -> None:
    found = figures(Network(dict.fromkeys(nodes, "x"), dict.fromkeys(ties, None), directed=False))
    assert (found.density, found.centralisation) == (density, centralisation)


def test_a_tie_with_oneself_and_one_listed_both_ways_are_not_two() -> None:
    ties = {("a", "a"): None, ("a", "b"): None, ("b", "a"): None}
    assert figures(Network(dict.fromkeys("abc", ""), ties, directed=False)).ties == 1
    assert figures(Network(dict.fromkeys("abc", ""), ties)).ties == 2


def test_who_is_in_no_group_is_left_out_of_the_index_alone() -> None:
    found = figures(Network({"a": "x", "b": "x", "c": "y", "d": ""}, dict.fromkeys([("a", "c"), ("a", "d")], None)))
    assert (found.ties, found.external, found.internal, found.ungrouped) == (2, 1, 0, 1)
    assert found.ei_chance == pytest.approx((2 - 1) / 3)


# Real networks, counted another way


def by_matrix(folder: Path, name: str, group: str, at_least: float) -> dict[str, float | int | None]:
    """The same figures of an undirected network by an adjacency matrix."""
    nodes = np.genfromtxt(folder / f"{name}_nodes.csv", delimiter=",", dtype=str, encoding="utf-8")
    edges = np.genfromtxt(folder / f"{name}_edges.csv", delimiter=",", dtype=float, skip_header=1)
    label = nodes[1:, list(nodes[0]).index(group)]
    place = {int(row[0]): i for i, row in enumerate(nodes[1:])}
    n = len(place)
    joined = np.zeros((n, n), dtype=bool)
    for one, to, strength in edges:
        if one != to and strength >= at_least:
            joined[place[int(one)], place[int(to)]] = joined[place[int(to)], place[int(one)]] = True
    same = label[:, None] == label[None, :]
    every = ~np.eye(n, dtype=bool)
    degree = joined.sum(axis=0)
    inside, outside = (joined & same).sum() / 2, (joined & ~same).sum() / 2
    could_in, could_out = (every & same).sum(), (every & ~same).sum()
    return {
        "nodes": n,
        "ties": int(joined.sum() / 2),
        "density": joined.sum() / (n * (n - 1)),
        "reciprocity": None,
        "centralisation": (degree.max() - degree).sum() / ((n - 1) * (n - 2)),
        "ei_index": (outside - inside) / (outside + inside),
        "ei_chance": (could_out - could_in) / (could_out + could_in),
    }


@pytest.mark.parametrize(("name", "group", "at_least"), REAL)
def test_real_networks_are_counted_as_by_a_matrix(shared: Path, name: str, group: str, at_least: float) -> None:
    folder = shared / "data" / "network"
    files = (folder / f"{name}_edges.csv", folder / f"{name}_nodes.csv")
    threshold = ["--at-least", str(at_least)] if at_least else []
    ran = call(*files, "--group", group, "--undirected", *threshold, "--json")
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout.splitlines()[-1])
    assert list(told) == ["nodes", "ties", "density", "reciprocity", "centralisation", "ei_index", "ei_chance"]
    assert told == pytest.approx(by_matrix(folder, name, group, at_least))


NAMES = st.sampled_from("abcdefg")


@given(st.dictionaries(st.tuples(NAMES, NAMES), st.none(), max_size=40), st.lists(st.sampled_from("xyz"), min_size=7))
def test_the_order_of_rows_and_the_names_change_nothing(ties: dict[tuple[str, str], None], of: list[str]) -> None:
    groups = dict(zip("abcdefg", of, strict=False))
    found = figures(Network(groups, ties))
    turned = {name.upper(): group for name, group in reversed(groups.items())}
    assert figures(Network(turned, {(a.upper(), b.upper()): None for a, b in reversed(ties)})) == found
    assert _is_sound(found)


def _is_sound(found: Silo) -> bool:
    shares = (found.density, found.reciprocity, found.mutual, found.centralisation)
    signed = (found.ei_index, found.ei_chance)
    within_one = all(share is None or 0 <= share <= 1 for share in shares)
    return within_one and all(index is None or -1 <= index <= 1 for index in signed)


# The files


def written(folder: Path, edges: str = "from,to\na,b\n", nodes: str = "name,of\na,x\nb,y\n") -> tuple[Path, Path]:
    (folder / "edges.csv").write_text(edges, encoding="utf-8")
    (folder / "nodes.csv").write_text(nodes, encoding="utf-8")
    return folder / "edges.csv", folder / "nodes.csv"


@pytest.mark.parametrize(
    ("edges", "nodes", "says", "mend"),
    [
        ("from,to\na,c\n", "name\na\nb\n", "line 2: no organisation is called c.", "Add it"),
        ("one,two\na,b\n", "name\na\n", "has no columns from and to: one, two.", "Name them so"),
        ("", "name\na\n", "has no columns from and to", "Name them so"),
        ("from,to,n\na,b,much\n", "name\na\nb\n", "line 2: 'much' is no strength of a tie.", "Write a number"),
        ("from,to,n\na,b,-1\n", "name\na\nb\n", "line 2: '-1' is no strength of a tie.", "Write a number"),
        ("from,to,n\na,b,nan\n", "name\na\nb\n", "is no strength of a tie.", "Write a number"),
        ("from,to\na,b\n", "name\na\nb\na\n", "line 4: a stands there a second time.", "one line"),
        ("from,to\na,b\n", "name,of\n,x\n", "line 2: there is no name.", "Write it first"),
        ("from,to\na,b\n", "name\n", "names no organisation.", "Write one on each line"),
        ("from,to\na,b\n", "", "names no organisation.", "Write one on each line"),
        ("from,to\na,b,c\n", "name\na\nb\n", "line 2 has more or fewer cells", "stray comma"),
    ],
)
def test_what_is_wrong_says_where_and_how_to_mend_it(
    tmp_path: Path, edges: str, nodes: str, says: str, mend: str
) -> None:
    problem = call(*written(tmp_path, edges, nodes)).exception
    assert isinstance(problem, Problem), problem
    assert says in problem.say
    assert mend in problem.next_step


def test_other_files_and_columns_say_what_there_is(tmp_path: Path) -> None:
    edges, nodes = written(tmp_path)
    wrong = call(edges, nodes, "--group", "sector").exception
    assert isinstance(wrong, Problem)
    assert "Its columns: name, of." in wrong.next_step
    assert "There is no file" in str(call(edges, tmp_path / "none.csv").exception)
    assert "no strength" in str(call(edges, nodes, "--at-least", "2").exception)
    (tmp_path / "edges.csv").write_bytes(b"from,to\n\xff\xfe\n")
    assert "cannot be read" in str(call(edges, nodes).exception)


def test_it_is_said_in_words_with_what_each_figure_is_out_of(tmp_path: Path) -> None:
    nodes = "\ufeffname,of\n a ,x\nb,x\n\nc,y\nd,\n"
    said = call(*written(tmp_path, "from,to\na,b\nb,a\n", nodes), "--group", "of").stdout
    assert "4 organisations, 2 ties." in said
    assert "Reciprocity 1.000 of arcs are answered" in said
    assert "E-I index -1.000: 0 ties between groups, 1 within" in said
    assert "Groups keep to their own more than their sizes would have it." in said
    assert "1 organisation is in no group" in said
    assert "E-I" not in call(*written(tmp_path)).stdout
