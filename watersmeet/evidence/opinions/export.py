"""A conversation written as Polis writes it: what `files.read` reads back, and other tools of the field too."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from random import SystemRandom

from watersmeet.evidence.opinions.files import AGREE, DISAGREE, Conversation, Vote

FEWEST_PEOPLE, FEWEST_VOTES = 20, 8
"""Of fewer people nothing is given away, and no statement that fewer spoke to."""


def nobodys(talk: Conversation) -> Conversation | None:
    """The same in another order of people, without what few spoke to; None where too few took part.

    Numbers given as people came would tell who was there when.
    """
    people = sorted({who for who, _name in talk.last})
    spoken = Counter(name for _who, name in talk.last)
    if len(people) < FEWEST_PEOPLE:
        return None
    order = [str(number) for number in range(len(people))]
    SystemRandom().shuffle(order)
    named = dict(zip(people, order, strict=True))
    kept = {name: one for name, one in talk.statements.items() if spoken[name] >= FEWEST_VOTES}
    last = sorted((int(named[who]), name, says) for (who, name), says in talk.last.items() if name in kept)
    votes = tuple(Vote(str(who), name, says) for who, name, says in last)
    return Conversation(kept, votes, {}, {})


def as_polis(talk: Conversation) -> dict[str, str]:
    """comments.csv, votes.csv and participants-votes.csv, each as its text. Times are the order of votes, no more."""
    names = sorted(talk.statements, key=int)
    people = sorted({who for who, _name in talk.last}, key=int)
    return {
        "comments.csv": _written(
            ("timestamp", "comment-id", "agrees", "disagrees", "moderated", "comment-body"),
            (_comment(talk, name) for name in names),
        ),
        "votes.csv": _written(
            ("timestamp", "comment-id", "voter-id", "vote"),
            ((order, vote.statement, vote.person, vote.says) for order, vote in enumerate(talk.votes)),
        ),
        "participants-votes.csv": _written(
            ("participant", "group-id", "n-votes", "n-agree", "n-disagree", *names),
            (_person(talk, who, names) for who in people),
        ),
    }


def _comment(talk: Conversation, name: str) -> Sequence[object]:
    one = talk.statements[name]
    return (0, name, one.agrees, one.disagrees, -1 if one.taken_out else 1, _harmless(one.words))


def _person(talk: Conversation, who: str, names: Sequence[str]) -> Sequence[object]:
    says = [talk.last.get((who, name)) for name in names]
    given = [one for one in says if one is not None]
    cells = ["" if one is None else one for one in says]
    return (who, talk.groups.get(who, ""), len(given), given.count(AGREE), given.count(DISAGREE), *cells)


def _harmless(words: str) -> str:
    """No spreadsheet takes them for a formula."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t", "\r"} else words


def _written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()
