"""What an answer must be to be kept. Pure."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from watersmeet.base.problems import Invalid
from watersmeet.records.voices.inquiry_document import LONGEST, POINTS, TAKES, Face, Questions, questions

NAME = "name"


def checked(document: Questions, told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The answers and the words that may be kept, without what was left out. Raises Invalid."""
    asked = {one.key: one for one in questions(document)}
    given = {key: said.strip() for key, said in told.items() if said.strip()}
    wrong = {
        key: [_("Choose one of the answers.")] for key, said in given.items() if not _fits(asked, key, said, document)
    }
    if wrong:
        raise Invalid(wrong)
    points = [int(said) for key, said in given.items() if _face(key) is Face.PRIORITY]
    if points and sum(points) != POINTS:
        said = _("Share out %(points)d points in all. You have %(sum)d now.")
        raise Invalid({Face.PRIORITY: [said % {"points": POINTS, "sum": sum(points)}]})
    free = {key: said for key, said in given.items() if key == NAME or _face(key) is Face.WORDS}
    kept = {key: said for key, said in given.items() if key not in free}
    if points:  # who shares points out gives none to what they leave empty
        kept = {one.key: "0" for one in asked.values() if one.face is Face.PRIORITY} | kept
    if not kept and not free:
        raise Invalid({"": [_("Answer one thing at least.")]})
    return kept, free


def _fits(asked: Mapping[str, object], key: str, said: str, document: Questions) -> bool:
    if key == NAME:
        return document.named and len(said) <= LONGEST
    face = _face(key)
    if face is None or key not in asked:
        return False
    return len(said) <= LONGEST if face is Face.WORDS else said in TAKES[face]


def _face(key: str) -> Face | None:
    name = key.partition(".")[0]
    return Face(name) if name in set(Face) else None
