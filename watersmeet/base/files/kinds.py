"""What a file is, by what is in it: a short list of kinds that carry no programs. Others are refused."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.base.files import bundles, papers, pictures
from watersmeet.base.problems import Invalid

LIMIT = 10 * 1024 * 1024  # bytes
NAME = 120
"""The longest name that is kept, in letters."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind that is taken: its endings, and how it is told to the browser, which never opens it by itself."""

    endings: tuple[str, ...]
    media_type: str


KINDS: dict[str, Kind] = {
    "pdf": Kind((".pdf",), "application/pdf"),
    "png": Kind((".png",), "image/png"),
    "jpeg": Kind((".jpg", ".jpeg"), "image/jpeg"),
    "text": Kind((".txt",), "text/plain; charset=utf-8"),
    "docx": Kind((".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "odt": Kind((".odt",), "application/vnd.oasis.opendocument.text"),
}
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)

TOO_BIG = gettext_lazy("This file is bigger than 10 MB. Make it smaller, or send it in parts.")
NOT_TAKEN = gettext_lazy("We cannot take this kind of file. Save it as a PDF, or send a photo of it.")
_EMPTY = gettext_lazy("This file is empty. Choose it again.")
_OTHERWISE = gettext_lazy("This file is not what its name says. Open it, save it as a PDF, then send that.")
_ACTIVE = gettext_lazy("There is a program or another file inside this file. Save it as a PDF, then send that.")
_UNSEEN = frozenset("\t\n\r\f")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that is taken: the kind, its tidied name, and its content as it is kept."""

    kind: str
    name: str
    content: bytes


def check(content: bytes, name: str) -> Checked:
    """The file as it is kept. Raises Invalid for field "file", with what to do instead."""
    if len(content) > LIMIT:
        raise _refusal(TOO_BIG)
    if not content:
        raise _refusal(_EMPTY)
    tidy = _tidy(name)
    kind = next((one for one, told in KINDS.items() if tidy.lower().endswith(told.endings)), "")
    if not kind:
        raise _refusal(NOT_TAKEN)
    if kind != _seen_in(content):
        raise _refusal(_OTHERWISE)
    return Checked(kind, tidy, _kept(kind, content))


def _kept(kind: str, content: bytes) -> bytes:
    """The content, without what tells where a picture was taken. Raises Invalid when something in it can act."""
    try:
        if kind in {"docx", "odt"}:
            bundles.insist_harmless(content)
        elif kind == "pdf" and papers.acts(content):
            raise _refusal(_ACTIVE)
        elif kind in {"png", "jpeg"}:
            return pictures.without_place(kind, content)
    except bundles.TooMuchError:
        raise _refusal(TOO_BIG) from None
    except bundles.ActsError:
        raise _refusal(_ACTIVE) from None
    except (bundles.BrokenError, pictures.BrokenError):
        raise _refusal(_OTHERWISE) from None
    return content


def _seen_in(content: bytes) -> str:
    """The kind that the content is; "" for none of ours."""
    if content.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in content[-2048:] else ""
    if content.startswith(pictures.PNG):
        return "png"
    if content.startswith(pictures.JPEG):
        return "jpeg"
    if content.startswith(bundles.ZIP):
        return bundles.kind_of(content)
    return "text" if _is_text(content) else ""


def _is_text(content: bytes) -> bool:
    """Whether it is words in UTF-8, and nothing that a program would read otherwise."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(sign in _UNSEEN or unicodedata.category(sign) != "Cc" for sign in words)


def _tidy(name: str) -> str:
    """The last part of a name without signs that cannot be seen, not longer than NAME; its ending stays."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    return f"{(stem or _('file'))[: NAME - len(ending) - 1]}.{ending}" if dot else seen[:NAME]


def _refusal(say: str | Promise) -> Invalid:
    return Invalid({"file": [str(say)]})
