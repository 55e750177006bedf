"""The door of the memory room."""

from watersmeet.records.memory.actions import (
    agree_public,
    answer,
    ask,
    change,
    decide,
    gather,
    keep_as_lesson,
    learn,
    promise,
    record,
    reply,
    review,
    settle,
    show,
    supersede,
    try_out,
)
from watersmeet.records.memory.bringing_in import LARGEST, export, import_
from watersmeet.records.memory.digest import MONTHS, Digest, digest
from watersmeet.records.memory.digest import Item as DigestItem
from watersmeet.records.memory.holdings import OfPartners, OfUsers
from watersmeet.records.memory.kinds import KINDS, Part, Shape, shown
from watersmeet.records.memory.lateness import keep_time, still_late
from watersmeet.records.memory.leading import leading
from watersmeet.records.memory.models import Said
from watersmeet.records.memory.queries import (
    Mays,
    Seen,
    Spoken,
    Step,
    about_of,
    about_refs,
    falls_due,
    get,
    may_see,
    mays,
    promises,
    recall,
    spoken,
    steps,
)
from watersmeet.records.memory.rules import Told
from watersmeet.records.memory.search import search
from watersmeet.records.memory.states import Kind, Looked, Status
from watersmeet.records.memory.striking import strike
from watersmeet.records.memory.tasks import tasks_for

__all__ = [
    "KINDS",
    "LARGEST",
    "MONTHS",
    "Digest",
    "DigestItem",
    "Kind",
    "Looked",
    "Mays",
    "OfPartners",
    "OfUsers",
    "Part",
    "Said",
    "Seen",
    "Shape",
    "Spoken",
    "Status",
    "Step",
    "Told",
    "about_of",
    "about_refs",
    "agree_public",
    "answer",
    "ask",
    "change",
    "decide",
    "digest",
    "export",
    "falls_due",
    "gather",
    "get",
    "import_",
    "keep_as_lesson",
    "keep_time",
    "leading",
    "learn",
    "may_see",
    "mays",
    "promise",
    "promises",
    "recall",
    "record",
    "reply",
    "review",
    "search",
    "settle",
    "show",
    "shown",
    "spoken",
    "steps",
    "still_late",
    "strike",
    "supersede",
    "tasks_for",
    "try_out",
]
