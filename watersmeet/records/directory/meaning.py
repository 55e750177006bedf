"""What are these words about? Stems, topics of the needs taxonomy, and words of distress."""

import re
import threading
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import jellyfish

LONGEST_QUERY = 500
SHORT, LONG = 6, 9
"""Letters of a word: shorter ones than the first are taken as they are typed, in longer ones one slip is seen, from the
second on two."""
_APOSTROPHES = str.maketrans("", "", "'`\u00b4\u02bc\u2018\u2019")
_TORN = {
    "self": frozenset({"my", "him", "her", "them"}),
    "t": frozenset({"don", "can", "isn", "didn", "doesn", "wasn"}),
    "m": frozenset({"i"}),
}
"""Ends of words, and the beginnings from which some write them apart: "my self", "don t", "i m"."""
_own = threading.local()

Stems = tuple[str, ...]


class Topic(NamedTuple):
    """Something one can need or offer: `name` fits after "about"; `whom` when it says whom a service is for.

    `helped_by` are the ids of topics that help with it as well.
    """

    id: str
    name: str
    domain: str
    whom: bool
    helped_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person's words ask for: topics, the stems that no topic explains, and those that alone stand for one.

    `meant` are words of ours that theirs were taken for, where they seem to be mistyped.
    """

    topics: tuple[Topic, ...]
    rest: frozenset[str]
    distress: bool
    alone: tuple[tuple[str, Topic], ...] = ()
    meant: tuple[str, ...] = ()

    @property
    def beside(self) -> tuple[Topic, ...]:
        """Topics that were not asked for and help with those that were."""
        ids = dict.fromkeys(one for topic in self.topics for one in topic.helped_by)
        return tuple(topic for topic in taxonomy().topics if topic.id in ids and topic not in self.topics)

    def to_look_for(self, known: frozenset[Topic]) -> frozenset[str]:
        """The stems to look for as they are in a text of these topics: those of a topic it has would say it twice."""
        return self.rest | {stem for stem, topic in self.alone if topic not in known}

    def __bool__(self) -> bool:
        return bool(self.topics or self.rest)


class Offered(NamedTuple):
    """What a service's text says: its topics, and the stems of its words."""

    topics: frozenset[Topic]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Taxonomy:
    topics: tuple[Topic, ...]
    said: dict[str, list[tuple[Stems, Topic]]]
    offered: dict[str, list[tuple[Stems, Topic]]]
    ignored: frozenset[str]


def asked(words: str, is_known: Callable[[str], bool] = lambda _stem: False) -> Asked:
    """Read a person's own words. `is_known`: whether a stem stands in what is listed, and so is not mistyped."""
    typed = words_of(words[:LONGEST_QUERY])
    stems = tuple(_stem(word) for word in typed)
    meant = [word if is_known(stem) else meant_by(word) for word, stem in zip(typed, stems, strict=True)]
    topics, explained = _topics(tuple(_stem(word) for word in meant), taxonomy().said)
    mended = dict.fromkeys(word for at, word in enumerate(meant) if at in explained and word != typed[at])
    rest = {stem for at, stem in enumerate(stems) if at not in explained and _says_something(stem)}
    alone = tuple(
        (stem, topic)
        for stem in dict.fromkeys(stems)
        for phrase, topic in taxonomy().said.get(stem, ())
        if phrase == (stem,) and topic in topics and _says_something(stem)
    )
    return Asked(tuple(topics), frozenset(rest), is_distress(words), alone, tuple(mended))


@lru_cache(maxsize=20_000)
def offered(text: str) -> Offered:
    """What a service's own text is about, and its stems; read once for each text while the process lives."""
    return read(text)


def read(text: str) -> Offered:
    """The same of words that the process must not remember."""
    stems = stems_of(text)
    return Offered(frozenset(_topics(stems, taxonomy().offered)[0]), frozenset(stems))


def is_distress(words: str) -> bool:
    """Whether the words may come from somebody in danger: the lines to call are shown first."""
    typed = words_of(words)
    as_typed, as_meant = _plainly(typed), _plainly(meant_by(word) for word in typed)
    return any(
        _begins(stems, at, phrase)
        for stems in {as_typed, as_meant}
        for at, stem in enumerate(stems)
        for phrase in _distress().get(stem, ())
    )


def stems_of(text: str) -> Stems:
    """The stems of a text, in order: marks and case are left out, "anxious, worried" gives ("anxious", "worri")."""
    return tuple(_stem(word) for word in words_of(text))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in order, without marks and case."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(re.findall(r"[^\W_]+", plain))


def telling(text: str) -> set[str]:
    """The stems of a text that say something: "a group for the anxious" gives {"anxious"}."""
    return {stem for stem in stems_of(text) if _says_something(stem)}


def holds(text: str, search: str) -> bool:
    """Whether a text holds every word that is searched, by its stem; any text where nothing is searched.

    The text is remembered while the process lives, what was searched is not.
    """
    return not search or (bool(wanted := set(stems_of(search))) and wanted <= _stems_in(text))


@lru_cache(maxsize=20_000)
def _stems_in(text: str) -> frozenset[str]:
    return frozenset(stems_of(text))


def surface(text: str, stem: str) -> str:
    """The word of the text that has this stem, as it is written there."""
    return next((word for word in re.findall(r"[^\W_]+", text) if stems_of(word) == (stem,)), "")


@cache
def taxonomy() -> _Taxonomy:
    """The needs taxonomy, its phrases by their first stem."""
    told = _data("needs.toml")
    topics = {
        row["id"]: Topic(row["id"], row["name"], row["domain"], row.get("whom", False), tuple(row.get("helped_by", ())))
        for row in told["topic"]
    }
    said, offered_by = [], []
    for row in told["topic"]:
        topic, both = topics[row["id"]], row["words"]
        said += [(phrase, topic) for phrase in [*both, *row.get("says", ())]]
        offered_by += [(phrase, topic) for phrase in [*both, *row.get("offers", ())]]
    ignored = frozenset(stem for word in told["ignore"].split() for stem in stems_of(word))
    return _Taxonomy(tuple(topics.values()), _by_first(said), _by_first(offered_by), ignored)


@lru_cache(maxsize=20_000)
def meant_by(word: str) -> str:
    """The word, of the same first letter, that this one is mistyped for; itself where it is known or none is."""
    if len(word) < SHORT or _stem(word) in dictionary():
        return word
    most = 1 if len(word) < LONG else 2
    near = [one for one in _spellings().get(word[0], ()) if abs(len(one) - len(word)) <= most]
    slips = {one: jellyfish.damerau_levenshtein_distance(word, one) for one in near}
    return min((one for one in slips if slips[one] <= most), key=lambda one: (slips[one], one), default=word)


@cache
def dictionary() -> frozenset[str]:
    """Every stem of the taxonomy, of what is ignored and of the words of distress."""
    return frozenset(_stem(word) for word in _known_words())


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """The words themselves by their first letter, those that are long enough to be mistyped for."""
    found: dict[str, tuple[str, ...]] = {}
    for word in dict.fromkeys(one for one in _known_words() if len(one) >= SHORT - 1):
        found[word[0]] = (*found.get(word[0], ()), word)
    return found


def _known_words() -> tuple[str, ...]:
    told = _data("needs.toml")
    phrases = [phrase for row in told["topic"] for kind in ("words", "says") for phrase in row.get(kind, ())]
    return words_of(" ".join([*phrases, *_data("distress.toml")["phrases"], told["ignore"]]))


@cache
def people() -> tuple[Topic, ...]:
    """The topics that say whom a service is for."""
    return tuple(topic for topic in taxonomy().topics if topic.whom)


@cache
def domains() -> dict[str, str]:
    """The parts of life that topics belong to, by id, as people call them."""
    return dict(_data("needs.toml")["domains"])


@cache
def _distress() -> dict[str, list[Stems]]:
    phrases: dict[str, list[Stems]] = {}
    for phrase in _data("distress.toml")["phrases"]:
        stems = _plainly(words_of(phrase))
        phrases.setdefault(stems[0], []).append(stems)
    return phrases


@cache
def _same() -> dict[str, Stems]:
    """What to read in place of what is written in several ways."""
    told = _data("distress.toml")["same"]
    return {written: words_of(plain) for plain, ways in told.items() for written in ways}


def _plainly(words: Iterable[str]) -> Stems:
    """The stems of words, each way of writing the same read alike: "I dont wanna" gives (i, do, not, want, to)."""
    whole: list[str] = []
    for word in words:
        if whole and whole[-1] in _TORN.get(word, ()):
            whole[-1] += word
        else:
            whole.append(word)
    return tuple(_stem(one) for word in whole for one in _same().get(word, (word,)))


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((files("watersmeet.records.directory") / "data" / name).read_text(encoding="utf-8"))


def _by_first(phrases: Iterable[tuple[str, Topic]]) -> dict[str, list[tuple[Stems, Topic]]]:
    found: dict[str, list[tuple[Stems, Topic]]] = {}
    for phrase, topic in phrases:
        stems = stems_of(phrase)
        found.setdefault(stems[0], []).append((stems, topic))
    return found


def _topics(stems: Stems, phrases: dict[str, list[tuple[Stems, Topic]]]) -> tuple[list[Topic], set[int]]:
    """The topics in the order they come up, and the positions that their phrases explain. The longer phrase wins."""
    matches = [
        (set(range(at, at + len(phrase))), topic)
        for at, stem in enumerate(stems)
        for phrase, topic in phrases.get(stem, ())
        if _begins(stems, at, phrase)
    ]
    whole = [(span, topic) for span, topic in matches if not any(span < other for other, _topic in matches)]
    return list(dict.fromkeys(topic for _span, topic in whole)), set().union(*(span for span, _topic in whole))


def _begins(stems: Stems, at: int, phrase: Stems) -> bool:
    return stems[at : at + len(phrase)] == phrase


def _says_something(stem: str) -> bool:
    return len(stem) > 2 and stem not in taxonomy().ignored and not stem.isdigit()


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def _stemmer() -> Any:
    """One for each thread: it keeps the word it is at in itself."""
    if not hasattr(_own, "stemmer"):
        import snowballstemmer

        _own.stemmer = snowballstemmer.stemmer("english")
    return _own.stemmer
