"""Finding again what is remembered, by words and by meaning: nothing that was searched for is kept.

Entries are sealed, so each search opens those of one place and reads them; a place has thousands, not millions.
"""

from watersmeet.base.actor import Actor
from watersmeet.base.db import keys
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import AskedWords
from watersmeet.records.memory.queries import Seen, here, remarks_of, seen
from watersmeet.records.memory.states import Kind

IN_TITLE, IN_WORDS, BY_MEANING = 3.0, 1.0, 0.8
MOST = 50


def search(actor: Actor, words: str, *, kind: Kind | None = None) -> list[Seen]:
    """Entries of the actor's place that these words are about, the best first, 50 at most. Raises Refused, NotFound.

    A word is found in every form that has its stem; a part of life, such as debt, by every word that means it.
    """
    rows = here(actor)
    asked = directory.read_question(words)
    if not asked or actor.partnership is None:
        return []
    keys.load([actor.partnership])
    found = seen(rows.filter(kind=kind) if kind else rows)
    remarks = remarks_of([one.id for one in found])
    scored = [(score(asked, one, " ".join(each.words for each in remarks[one.id])), one) for one in found]
    best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], -pair[1].made_at.timestamp()))
    return [one for _score, one in best[:MOST]]


def score(asked: AskedWords, one: Seen, remarks: str = "") -> float:
    """How far an entry is about what was asked; 0 when it is not."""
    title = directory.read_words(one.title)
    body = directory.read_words(" \n ".join([*(str(value) for value in one.parts.values()), one.body, remarks]))
    stems = asked.to_look_for(frozenset())
    told = sum(IN_TITLE if stem in title.stems else IN_WORDS for stem in stems if stem in title.stems | body.stems)
    topics = {topic for topic in asked.topics if topic in title.topics | body.topics}
    return told + BY_MEANING * len(topics)
