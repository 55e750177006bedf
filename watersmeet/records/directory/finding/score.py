"""How well something fits what is asked, and why, in words. Both ways of searching score by these figures."""

from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from watersmeet.design.distances import in_miles, say
from watersmeet.records.directory import meaning
from watersmeet.records.directory.finding import tokens

NAMED, TOLD = 1.25, 1.0  # worth of a topic in the name, in the description
BESIDE = 0.5  # worth of topics that help with what was asked, where none that was asked is there
TITLE, WORD = 0.8, 0.4  # worth of a word alone, in the name, in the description
FAR = 0.5  # what the edge of the circle costs
FOR_OTHERS = 0.6  # what it costs to be for people the words do not speak of
ALIKE = 4.0  # worth of meaning the same; of a cosine between
CLOSE = 0.22  # cosine from which something none of whose words were said is shown as close in meaning
PLACES = 4  # of a score, after the point: what is less is no difference


@dataclass(frozen=True, slots=True)
class Scored:
    """A service that fits: how well, and how far its nearest place in the circle is, None where one need not go.

    `told` is what is shown of it, where what found it has that at hand; `by_meaning`: none of its words were said.
    """

    service: UUID
    score: float
    km: float | None
    name: str
    told: tokens.Told | None = None
    by_meaning: bool = False

    @property
    def order(self) -> tuple[float, float, str, UUID]:
        """The best first, then the nearest; then by name, so that the order is always the same."""
        return -round(self.score, PLACES), far(self.km), self.name, self.service


def worth(asked: meaning.Asked, words: frozenset[str]) -> float | None:
    """What these words are worth to somebody who asked this; None when nothing of it is in them."""
    about, title, mentions = _shared(asked, words)
    beside = not about and any(_is_in(topic, words) for topic in asked.beside)
    if not (about or title or mentions or beside):
        return None
    sum_of_all = sum(NAMED if f"N:{topic.id}" in words else TOLD for topic in about) + BESIDE * beside
    for_others = bool(tokens.kinds_of_people(words) & tokens.others(asked))
    return sum_of_all + TITLE * len(title) + WORD * len(mentions) - FOR_OTHERS * for_others


def is_about(asked: meaning.Asked, words: frozenset[str]) -> bool:
    """Whether something of what was asked itself is in these words."""
    return any(_shared(asked, words))


def nearness(km: float | None, within_km: float) -> float:
    """What the way there costs: nothing here, or where one need not go, FAR at the edge."""
    return 0.0 if km is None else FAR * km / within_km


def with_meaning(found: Scored, cosine: float | None) -> Scored:
    """The same, worth more the nearer its meaning is to what was said."""
    return found if cosine is None else replace(found, score=found.score + ALIKE * cosine)


def only_by_meaning(found: Scored, cosine: float, told: tokens.Told, asked: meaning.Asked, within_km: float) -> Scored:
    """What none of the words found, for its meaning alone."""
    for_others = bool(tokens.kinds_of_people(told.words) & tokens.others(asked))
    worth = ALIKE * cosine - FOR_OTHERS * for_others - nearness(found.km, within_km)
    return replace(found, score=worth, told=told, by_meaning=True)


class Reasons:
    """Why each of many stands where it stands, to somebody who asked this, in the language that is in force."""

    def __init__(self, asked: meaning.Asked) -> None:
        self._asked, self._language = asked, get_language()

    def why(self, told: tokens.Told, km: float | None, *, by_meaning: bool = False) -> str:
        """In its own words, and how far it is; `by_meaning`: none of its words were said."""
        if by_meaning:
            return f"{_('close in meaning to what you said')}; {self.where(km)}"
        about, title, mentions = _shared(self._asked, told.words)
        if not (about or title or mentions):
            about = [topic for topic in self._asked.beside if _is_in(topic, told.words)]
        topics = tuple(topic.name for topic in about)
        written = (_as_written(title, told.name), _as_written(mentions, told.description))
        said = _reasons(self._language, topics, *written)
        return f"{said}; {self.where(km)}" if said else self.where(km)

    def where(self, km: float | None) -> str:
        """How far it is."""
        return _away(self._language, None if km is None else in_miles(km))


def far(km: float | None) -> float:
    """A distance to sort by: where one need not go comes last."""
    return float("inf") if km is None else km


def listed(names: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _shared(asked: meaning.Asked, words: frozenset[str]) -> tuple[list[meaning.Topic], list[str], list[str]]:
    """What they have in common: topics, stems of the name, stems that only the description has."""
    about = [topic for topic in asked.topics if _is_in(topic, words)]
    stems = asked.to_look_for(frozenset(about))
    return (
        about,
        sorted(one for one in stems if f"n:{one}" in words),
        sorted(one for one in stems if f"d:{one}" in words),
    )


def _is_in(topic: meaning.Topic, words: frozenset[str]) -> bool:
    return not words.isdisjoint((f"N:{topic.id}", f"D:{topic.id}"))


def _as_written(stems: list[str], text: str) -> tuple[str, ...]:
    """The words of a text that have these stems."""
    return tuple(meaning.surface(text, stem) for stem in stems)


@lru_cache(maxsize=4096)
def _reasons(language: str | None, topics: tuple[str, ...], title: tuple[str, ...], mentions: tuple[str, ...]) -> str:
    """The reasons in the language, which is the one that is in force: long lists say the same again and again."""
    del language
    names = [*(_(topic) for topic in topics), *_quoted(title)]
    about = _("about %(topics)s") % {"topics": listed(names)} if names else ""
    mentioned = _("mentions %(words)s") % {"words": listed(_quoted(mentions))} if mentions else ""
    return "; ".join(filter(None, (about, mentioned)))


@lru_cache(maxsize=4096)
def _away(language: str | None, distance: float | None) -> str:
    del language
    return _("you need not go anywhere") if distance is None else _("%(miles)s away") % {"miles": say(distance)}


def _quoted(words: tuple[str, ...]) -> list[str]:
    return [_("\u201c%(word)s\u201d") % {"word": word} for word in words]
